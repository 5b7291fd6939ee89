// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/exe.h>
#include <procfs/files/fd.h>
#include <procfs/files/ns.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::WorkerRecords;

namespace {

std::string target(const FileContext& ctx)
{
    const auto answer = exeFile.target(ctx);
    return answer ? *answer : errnoName(answer.error());
}

}

/// What readlink answers: exe, fd/N, ns/N.
class TestLinks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void exe();
    void exeWithoutMemory();
    void descriptors_data();
    void descriptors();
    void namespaces();
};

void TestLinks::exe()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    FileContext ctx = records.context(WorkerRecords::worker, Dialect::gvisor2019);
    QCOMPARE(target(ctx), "/usr/bin/dash");
    ctx.readerRoot = "/usr";
    QCOMPARE(target(ctx), "/bin/dash");
    ctx.readerRoot = "/home";
    QCOMPARE(target(ctx), "/usr/bin/dash");
    memory.executableDeleted = true;
    QCOMPARE(target(ctx), "/usr/bin/dash (deleted)");
    ctx.readerRoot = {};
    QCOMPARE(target(ctx), "EINVAL");
    memory.hasExecutable = false;
    QCOMPARE(target(ctx), "ENOENT"); // asked before the reader's root is
}

void TestLinks::exeWithoutMemory()
{
    WorkerRecords records;
    records.exit(WorkerRecords::worker);
    for (const Dialect dialect : allDialects)
        QCOMPARE(target(records.context(WorkerRecords::worker, dialect)), "EACCES");
}

void TestLinks::descriptors_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("deleted");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("expected");
    const int in2018 = int(Dialect::gvisor2018);
    const int in2019 = int(Dialect::gvisor2019);
    QTest::newRow("file") << int(FdKind::path) << QByteArray("/jail/tmp/a b") << false << in2019
                          << QByteArray("/tmp/a b");
    QTest::newRow("root itself") << int(FdKind::path) << QByteArray("/jail") << false << in2019
                                 << QByteArray("/");
    QTest::newRow("outside the root")
        << int(FdKind::path) << QByteArray("/jailed") << false << in2019 << QByteArray("/jailed");
    QTest::newRow("deleted") << int(FdKind::path) << QByteArray("/jail/x") << true << in2018
                             << QByteArray("/x (deleted)");
    QTest::newRow("pipe") << int(FdKind::pipe) << QByteArray() << false << in2018
                          << QByteArray("pipe:[12]");
    QTest::newRow("socket") << int(FdKind::socket) << QByteArray() << false << in2018
                            << QByteArray("socket:[12]");
    QTest::newRow("from the host")
        << int(FdKind::host) << QByteArray() << false << in2018 << QByteArray("host:[12]");
    QTest::newRow("event counter") << int(FdKind::anonymous) << QByteArray("eventfd") << false
                                   << in2018 << QByteArray("anon_inode:[eventfd]");
    QTest::newRow("inotify in 2018")
        << int(FdKind::inotify) << QByteArray() << false << in2018 << QByteArray("inotify");
    QTest::newRow("inotify in 2019") << int(FdKind::inotify) << QByteArray() << false << in2019
                                     << QByteArray("anon_inode:[inotify]");
}

void TestLinks::descriptors()
{
    QFETCH(const int, kind);
    QFETCH(const QByteArray, path);
    QFETCH(const bool, deleted);
    QFETCH(const int, dialect);
    FdEntry entry;
    entry.kind = static_cast<FdKind>(kind);
    entry.path = path.toStdString();
    entry.deleted = deleted;
    entry.number = 12;
    QTEST(QByteArray::fromStdString(fdTarget(entry, "/jail", static_cast<Dialect>(dialect))),
          "expected");
}

void TestLinks::namespaces()
{
    QCOMPARE(nsTarget("net", 13), "net:[13]");
    for (const Dialect dialect : allDialects)
        QVERIFY(std::ranges::equal(nsNames(dialect),
                                   std::array<std::string_view, 3>{"net", "pid", "user"}));
    QCOMPARE(nsNames(Dialect::gvisor2024).size(), 6U);
    QCOMPARE(nsNames(Dialect::linux_).size(), 10U);
}

QTEST_APPLESS_MAIN(TestLinks)
#include "tst_links.moc"
