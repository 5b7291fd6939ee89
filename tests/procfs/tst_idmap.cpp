// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/gidmap.h>
#include <procfs/files/uidmap.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

class TestIdMap : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void root();
    void ascendingWithOneRecordALine();
    void hostile_data();
    void hostile();
};

void TestIdMap::root()
{
    const WorkerRecords records;
    for (const Dialect dialect : allDialects) {
        for (const ProcFile* const file : {&uidmapFile, &gidmapFile})
            QCOMPARE(rendered(*file, records.context(WorkerRecords::worker, dialect)),
                     "         0          0 4294967295\n");
    }
}

void TestIdMap::ascendingWithOneRecordALine()
{
    WorkerRecords records;
    records.userNamespaces.at(WorkerRecords::rootUsers).uidMap
        = {{1000, 100000, 50}, {0, 4294967294U, 1}};
    FileText text;
    QCOMPARE(uidmapFile.render(records.context(WorkerRecords::worker, Dialect::gvisor2018), text),
             Errno::ok);
    QCOMPARE(text.bytes, "         0 4294967294          1\n      1000     100000         50\n");
    QCOMPARE(text.marks, (std::vector<RecordMark>{{33, 1}, {66, 2}}));
}

void TestIdMap::hostile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("code");
    using enum ParseErrorCode;
    QTest::newRow("cut") << QByteArray("         0          0 42") << int(truncated);
    QTest::newRow("two columns") << QByteArray("0 0\n") << int(truncated);
    QTest::newRow("four columns") << QByteArray("0 0 1 1\n") << int(badField);
    QTest::newRow("past 32 bits") << QByteArray("0 0 4294967296\n") << int(badNumber);
    QTest::newRow("negative") << QByteArray("0 -1 1\n") << int(badNumber);
}

void TestIdMap::hostile()
{
    QFETCH(const QByteArray, text);
    const auto value = parseIdMap(text.toStdString());
    QVERIFY(!value);
    QTEST(int(value.error().code), "code");
}

QTEST_APPLESS_MAIN(TestIdMap)
#include "tst_idmap.moc"
