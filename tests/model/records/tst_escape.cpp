// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/escape.h>
#include <model/records/sourcename.h>

#include <QTest>

using sandscope::model::escaped;

class EscapeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void escapes_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, QByteArray bytes, const QString& text) {
            QTest::newRow(name) << bytes << text;
        };
        row("empty", "", QString());
        row("plain text", "sh -c true", QStringLiteral("sh -c true"));
        row("newline, carriage return, tab", "a\nb\rc\td", QStringLiteral("a\\nb\\rc\\td"));
        row("escape sequence", "\x1b[31mred", QStringLiteral("\\x1b[31mred"));
        row("NUL", QByteArray("a\0b", 3), QStringLiteral("a\\x00b"));
        row("DEL", "\x7f", QStringLiteral("\\x7f"));
        row("backslash", "a\\n", QStringLiteral("a\\\\n"));
        row("HTML stays as it is", "<b>&amp;</b>", QStringLiteral("<b>&amp;</b>"));
        row("valid UTF-8 stays", "\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x90\xa7",
            QStringLiteral("é 漢 🐧"));
        row("lone continuation byte", "a\x80z", QStringLiteral("a\\x80z"));
        row("sequence cut short", "\xe6\xbc", QStringLiteral("\\xe6\\xbc"));
        row("overlong slash", "\xc0\xaf", QStringLiteral("\\xc0\\xaf"));
        row("overlong three bytes", "\xe0\x80\xaf", QStringLiteral("\\xe0\\x80\\xaf"));
        row("surrogate", "\xed\xa0\x80", QStringLiteral("\\xed\\xa0\\x80"));
        row("past U+10FFFF", "\xf4\x90\x80\x80", QStringLiteral("\\xf4\\x90\\x80\\x80"));
        row("never valid", "\xff\xfe", QStringLiteral("\\xff\\xfe"));
        row("right-to-left override", "\xe2\x80\xae", QStringLiteral("\\u202e"));
        row("isolates", "\xe2\x81\xa6x\xe2\x81\xa9", QStringLiteral("\\u2066x\\u2069"));
        row("line separator", "\xe2\x80\xa8", QStringLiteral("\\u2028"));
        row("C1 control", "\xc2\x85", QStringLiteral("\\u0085"));
        row("byte order mark", "\xef\xbb\xbf", QStringLiteral("\\ufeff"));
        row("tag character", "\xf3\xa0\x80\x81", QStringLiteral("\\U000e0001"));
        row("joiner of a script stays", "\xe2\x80\x8d", QStringLiteral("\u200d"));
    }

    void escapes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QCOMPARE(escaped(bytes), text);
    }

    void sourceNames_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("name");
        QTest::newRow("of a process")
            << QByteArray("7/status") << QStringLiteral("/proc/[pid]/status:VmRSS");
        QTest::newRow("of a thread") << QByteArray("7/task/9/status")
                                     << QStringLiteral("/proc/[pid]/task/[tid]/status:VmRSS");
        QTest::newRow("of no process")
            << QByteArray("sys/status") << QStringLiteral("/proc/sys/status:VmRSS");
    }

    void sourceNames()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, name);
        QCOMPARE(sandscope::model::sourceName(path, "VmRSS"), name);
    }
};

QTEST_GUILESS_MAIN(EscapeTest)
#include "tst_escape.moc"
