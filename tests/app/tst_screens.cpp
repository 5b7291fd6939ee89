// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "golden.h"

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

using namespace sandscope::test;

namespace {

Outcome run(const QStringList& arguments)
{
    return runProgram(arguments);
}

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}

class TestScreens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void moments_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("theme");
        QTest::addColumn<QStringList>("arguments");
        for (const auto* theme : {"light", "dark"}) {
            const auto row = [&](const char* name, const QStringList& arguments) {
                QTest::addRow("%s-%s", name, theme)
                    << QString::fromLatin1(name) << QString::fromLatin1(theme) << arguments;
            };
            // Steps, tasks and panes that together show every kind of mark; see the README beside
            // the pictures.
            row("protect",
                {QStringLiteral("--step"), QStringLiteral("12"), QStringLiteral("--select"),
                 QStringLiteral("2"), QStringLiteral("--pane"), QStringLiteral("maps")});
            row("fork",
                {QStringLiteral("--step"), QStringLiteral("19"), QStringLiteral("--select"),
                 QStringLiteral("2"), QStringLiteral("--pane"), QStringLiteral("smaps")});
            row("atlas",
                {QStringLiteral("--step"), QStringLiteral("12"), QStringLiteral("--select"),
                 QStringLiteral("2"), QStringLiteral("--pane"), QStringLiteral("atlas")});
            row("reaped",
                {QStringLiteral("--step"), QStringLiteral("27"), QStringLiteral("--select"),
                 QStringLiteral("2"), QStringLiteral("--pane"), QStringLiteral("auxv")});
        }
    }
    void moments()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, theme);
        QFETCH(const QStringList, arguments);
        const auto report = golden(name, theme,
                                   QStringList{QStringLiteral("scenario:start"),
                                               QStringLiteral("--size"), QStringLiteral("1000x700")}
                                       + arguments);
        QVERIFY2(report.isEmpty(), qPrintable(report));
    }

    void sameBytesEachTime()
    {
        QTemporaryDir folder;
        const auto one = folder.filePath(QStringLiteral("one.png"));
        const auto other = folder.filePath(QStringLiteral("other.png"));
        const QStringList arguments{QStringLiteral("scenario:start"), QStringLiteral("--step"),
                                    QStringLiteral("14"), QStringLiteral("--size"),
                                    QStringLiteral("1000x700"),
                                    // Fields that get a button with their text.
                                    QStringLiteral("--filter"), QStringLiteral("w"),
                                    QStringLiteral("--find"), QStringLiteral("maps.perms:rw")};
        QCOMPARE(run(arguments + QStringList{QStringLiteral("--screenshot"), one}).exitCode, 0);
        QVERIFY(!bytesOf(one).isEmpty());
        for (int again = 0; again < 3; ++again) {
            QCOMPARE(run(arguments + QStringList{QStringLiteral("--screenshot"), other}).exitCode,
                     0);
            QCOMPARE(bytesOf(one), bytesOf(other));
        }
    }

    void sameTextEachTime()
    {
        QTemporaryDir folder;
        const auto one = folder.filePath(QStringLiteral("one.json"));
        const auto other = folder.filePath(QStringLiteral("other.json"));
        const auto picture = folder.filePath(QStringLiteral("picture.png"));
        const QStringList arguments{QStringLiteral("--step"), QStringLiteral("14"),
                                    QStringLiteral("--text-twin")};
        QCOMPARE(run(arguments + QStringList{one}).exitCode, 0);
        // Beside a picture, in another theme, it says the same.
        QCOMPARE(run(arguments
                     + QStringList{other, QStringLiteral("--screenshot"), picture,
                                   QStringLiteral("--theme"), QStringLiteral("dark")})
                     .exitCode,
                 0);
        QVERIFY(!bytesOf(one).isEmpty());
        QCOMPARE(bytesOf(one), bytesOf(other));
    }

    void scaled()
    {
        QTemporaryDir folder;
        const auto made = folder.filePath(QStringLiteral("made.png"));
        QCOMPARE(
            run({QStringLiteral("--size"), QStringLiteral("600x400"), QStringLiteral("--scale"),
                 QStringLiteral("1.5"), QStringLiteral("--screenshot"), made})
                .exitCode,
            0);
        QCOMPARE(QImage(made).size(), QSize(900, 600));
    }

    void failures_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        const auto picture = QStringLiteral("/nowhere/at/all.png");
        QTest::newRow("no such scenario")
            << QStringList{QStringLiteral("scenario:there-is-none"), QStringLiteral("--screenshot"),
                           QStringLiteral("x.png")}
            << 3;
        QTest::newRow("no such folder")
            << QStringList{QStringLiteral("proc:/nowhere"), QStringLiteral("--screenshot"),
                           QStringLiteral("x.png")}
            << 3;
        QTest::newRow("no such step")
            << QStringList{QStringLiteral("--step"), QStringLiteral("99999"),
                           QStringLiteral("--screenshot"), QStringLiteral("x.png")}
            << 3;
        QTest::newRow("no such process")
            << QStringList{QStringLiteral("--select"), QStringLiteral("4242"),
                           QStringLiteral("--screenshot"), QStringLiteral("x.png")}
            << 1;
        QTest::newRow("cannot write") << QStringList{QStringLiteral("--screenshot"), picture} << 1;
        QTest::newRow("cannot write the text")
            << QStringList{QStringLiteral("--text-twin"), QStringLiteral("/nowhere/at/all.json")}
            << 1;
        const auto folder = QStringLiteral("proc:/proc/self");
        QTest::newRow("a step of what has none")
            << QStringList{folder, QStringLiteral("--step"), QStringLiteral("3"),
                           QStringLiteral("--screenshot"), picture}
            << 2;
        QTest::newRow("an expression to run to")
            << QStringList{folder, QStringLiteral("--until"), QStringLiteral("pid > 1"),
                           QStringLiteral("--screenshot"), picture}
            << 2;
        QTest::newRow("another dialect than the recorded one")
            << QStringList{folder, QStringLiteral("--dialect"), QStringLiteral("gvisor-2019"),
                           QStringLiteral("--screenshot"), picture}
            << 2;
        QTest::newRow("wrong usage")
            << QStringList{QStringLiteral("--scale"), QStringLiteral("7")} << 2;
    }
    void failures()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, exitCode);
        const auto outcome = run(arguments);
        QCOMPARE(outcome.exitCode, exitCode);
        QCOMPARE(outcome.error.count(u'\n'), 1); // one sentence
        QVERIFY(outcome.error.size() > 20);
    }
};

QTEST_GUILESS_MAIN(TestScreens)
#include "tst_screens.moc"
