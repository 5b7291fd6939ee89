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
    void readers_data();
    void readers();
    void orderOnLinux();
    void loopOfNamespaces();
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

namespace {

/// Container 2 below the root, sandbox 3 below that, and beside them 4.
void addNamespaces(WorkerRecords& records)
{
    const auto add = [&](std::uint32_t id, std::uint32_t parent, std::vector<IdMapEntry> map) {
        UserNamespaceRecord& ns = records.userNamespaces[UserNamespaceId{id}];
        ns.id = UserNamespaceId{id};
        ns.parent = UserNamespaceId{parent};
        ns.uidMap = std::move(map);
    };
    add(2, 1, {{0, 100000, 65536}});
    add(3, 2, {{0, 1000, 10}, {50, 65535, 1}});
    add(4, 1, {{0, 101005, 1}});
    Credentials credentials;
    credentials.userNamespace = UserNamespaceId{3};
    records.setCredentials(WorkerRecords::worker, credentials);
}

}

void TestIdMap::readers_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<uint>("reader");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray asParent
        = "         0       1000         10\n        50      65535          1\n";
    for (const Dialect dialect : allDialects) {
        if (dialect == Dialect::linux_)
            continue;
        for (const uint reader : {0U, 1U, 2U, 3U, 4U})
            QTest::addRow("%s, reader in %u", std::string(dialectName(dialect)).c_str(), reader)
                << int(dialect) << reader << asParent;
    }
    const int onLinux = int(Dialect::linux_);
    const QByteArray asRoot
        = "         0     101000         10\n        50     165535          1\n";
    QTest::newRow("Linux, nobody") << onLinux << 0U << asRoot;
    QTest::newRow("Linux, in the root") << onLinux << 1U << asRoot;
    QTest::newRow("Linux, in the parent") << onLinux << 2U << asParent;
    QTest::newRow("Linux, in the same") << onLinux << 3U << asParent;
    QTest::newRow("Linux, where the first id means nothing")
        << onLinux << 4U
        << QByteArray("         0 4294967295         10\n        50 4294967295          1\n");
    QTest::newRow("Linux, in one that is gone")
        << onLinux << 9U
        << QByteArray("         0 4294967295         10\n        50 4294967295          1\n");
}

void TestIdMap::readers()
{
    QFETCH(const int, dialect);
    QFETCH(const uint, reader);
    WorkerRecords records;
    addNamespaces(records);
    FileContext ctx = records.context(WorkerRecords::worker, static_cast<Dialect>(dialect));
    ctx.readerUsers = UserNamespaceId{reader};
    QTEST(QByteArray::fromStdString(rendered(uidmapFile, ctx)), "expected");
    QCOMPARE(rendered(gidmapFile, ctx), "");
}

void TestIdMap::orderOnLinux()
{
    WorkerRecords records;
    auto& map = records.userNamespaces.at(WorkerRecords::rootUsers).uidMap;
    map = {{9, 9, 1}, {3, 3, 1}};
    const FileContext ctx = records.context(WorkerRecords::worker, Dialect::linux_);
    QCOMPARE(rendered(uidmapFile, ctx),
             "         9          9          1\n         3          3          1\n");
    map = {{9, 9, 1}, {3, 3, 1}, {4, 4, 1}, {5, 5, 1}, {6, 6, 1}, {7, 7, 1}};
    QVERIFY(rendered(uidmapFile, ctx).starts_with("         3 "));
}

// Records with a loop must not hang.
void TestIdMap::loopOfNamespaces()
{
    WorkerRecords records;
    addNamespaces(records);
    records.userNamespaces.at(UserNamespaceId{2}).parent = UserNamespaceId{3};
    FileContext ctx = records.context(WorkerRecords::worker, Dialect::linux_);
    ctx.readerUsers = UserNamespaceId{2};
    QVERIFY(rendered(uidmapFile, ctx).contains("4294967295"));
    QVERIFY(!idSeenFrom(records, UserNamespaceId{3}, 5, &UserNamespaceRecord::uidMap));
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
    QTest::newRow("other columns") << QByteArray("0 0 1\n") << int(badNumber);
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
