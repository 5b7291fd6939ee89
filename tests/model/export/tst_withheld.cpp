// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/export/withheld.h>
#include <procfs/files/cmdline.h>
#include <procfs/files/environ.h>
#include <procfs/files/maps.h>

#include <QTest>

using namespace sandscope;

/// What an export keeps to itself.
class WithheldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void texts_data();
    void texts();
    void otherFiles();
};

void WithheldTest::texts_data()
{
    QTest::addColumn<bool>("isEnvironment");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("masked");

    const auto row = [](const char* name, bool isEnvironment, QByteArray bytes, QByteArray masked) {
        QTest::newRow(name) << isEnvironment << bytes.replace('|', '\0')
                            << masked.replace('|', '\0');
    };
    row("arguments", false, "sh|-c|echo a|", "sh|**|******|");
    row("one argument", false, "sh|", "sh|");
    row("without an end", false, "sh|-c", "sh|**");
    row("empty arguments", false, "sh||x|", "sh||*|");
    row("nothing", false, "", "");
    row("only ends", false, "|||", "|||");
    row("title", false, "app: user=me password=x||||", "app: ******************||||");
    row("title of a word", false, "app", "app");
    row("no name", false, "|secret|", "|******|");
    row("other bytes", false, "sh|\xff\n\xc3\xbc|", "sh|****|");
    row("variables", true, "HOME=/root|TOKEN=abc=d|", "HOME=*****|TOKEN=*****|");
    row("no value", true, "HOME=|", "HOME=|");
    row("no variable", true, "secret|a b=c|=x|A=1", "******|*****|**|A=*");
    row("no variables", true, "", "");
}

void WithheldTest::texts()
{
    QFETCH(const bool, isEnvironment);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, masked);
    const procfs::ProcFile* const file
        = isEnvironment ? &procfs::environFile : &procfs::cmdlineFile;
    QVERIFY(model::mayHoldSecrets(file));
    std::string text = bytes.toStdString();
    const bool anything = model::withholdSecrets(file, text);
    QCOMPARE(QByteArray::fromStdString(text), masked);
    QCOMPARE(anything, bytes != masked);
    QVERIFY(!model::withholdSecrets(file, text) || QByteArray::fromStdString(text) == masked);
}

void WithheldTest::otherFiles()
{
    std::string text = "a\0b=c";
    QVERIFY(!model::mayHoldSecrets(&procfs::mapsFile));
    QVERIFY(!model::mayHoldSecrets(nullptr));
    QVERIFY(!model::withholdSecrets(&procfs::mapsFile, text));
    QVERIFY(!model::withholdSecrets(nullptr, text));
}

QTEST_APPLESS_MAIN(WithheldTest)
#include "tst_withheld.moc"
