// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

#include <algorithm>

using namespace sandscope::procfs;

/// Which numbers a directory takes when it is made, and how long it is the same directory
/// (facts 1.4).
class InodesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void order_data();
    void order();
    void namespaceTargets();
    void freshWalksTakeNewNumbers();
    void heldDirectoriesKeepTheirs();
    void heldChildrenKeepTheirDirectory();
    void heldDirectoriesOutliveTheirTask();
    void listingsConsumeNumbers_data();
    void listingsConsumeNumbers();
    void listedNumbersOfStaticEntriesAreTheirs();
    void nodesOutliveTheFileSystem();
};

namespace {

World fixture()
{
    World world;
    world.addProcess(1, "init");
    world.addProcess(7);
    world.addThread(TaskId{7}, 9);
    return world;
}

std::uint64_t inode(const NodePtr& node)
{
    return node->stat()->inode.value();
}

/// The number that the next file gets, which takes it.
std::uint64_t nextNumber(FileSystem& fs)
{
    return inode(*fs.walk("1/fd/0"));
}

}

void InodesTest::order_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<bool>("thread");
    QTest::addColumn<QByteArray>("names");
    QTest::addColumn<int>("directory");
    const QByteArray common = "auxv:1 cmdline:2 comm:3 environ:4 exe:5 fd:6 fdinfo:7 gid_map:8 "
                              "io:9 maps:10 mountinfo:11 "
                              "mounts:12 ns/net:14 ns/pid:16 ns/user:18 ns:19 ";
    QTest::newRow("2018, process")
        << Dialect::gvisor2018 << false << common + "stat:20 status:21 uid_map:22 task:23" << 24;
    QTest::newRow("2018, thread") << Dialect::gvisor2018 << true
                                  << common + "stat:20 status:21 uid_map:22" << 23;
    QTest::newRow("2019, process")
        << Dialect::gvisor2019 << false
        << common + "smaps:20 stat:21 statm:22 status:23 uid_map:24 task:25" << 26;
    QTest::newRow("2019, thread") << Dialect::gvisor2019 << true
                                  << common + "smaps:20 stat:21 statm:22 status:23 uid_map:24"
                                  << 25;
}

void InodesTest::order()
{
    QFETCH(Dialect, dialect);
    QFETCH(bool, thread);
    QFETCH(QByteArray, names);
    QFETCH(int, directory);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
    const auto parent = thread ? *fs.walk("7/task") : fs.root();
    const auto before = thread ? inode(*fs.walk("7")) : inode(fs.root());
    const auto node = *parent->lookup(thread ? "9" : "7");
    QCOMPARE(inode(node), before + std::uint64_t(directory));
    for (const auto& entry : names.split(' ')) {
        const auto parts = entry.split(':');
        NodePtr at = node;
        for (const auto& part : parts[0].split('/'))
            at = *at->lookup(part.toStdString());
        QCOMPARE(inode(at), before + parts[1].toULongLong());
    }
    // Walking further took none.
    QCOMPARE(inode(*(*node->lookup("fd"))->lookup("0")), before + std::uint64_t(directory) + 1);
}

void InodesTest::namespaceTargets()
{
    RecordFileSystem fs(fixture().publish(), {});
    const auto ns = *fs.walk("7/ns");
    for (const auto* name : {"net", "pid", "user"}) {
        const auto link = *ns->lookup(name);
        const auto expected = std::string(name) + ":[" + std::to_string(inode(link) - 1) + "]";
        QCOMPARE(*link->readlink(), expected);
        QCOMPARE(link->stat()->size.value(), expected.size());
        QCOMPARE(*link->readlink(), expected);
    }
    // Two processes of one namespace look as if they were in two, and so does one process seen
    // twice.
    const auto first = linkTarget(fs, "1/ns/net");
    QVERIFY(first != linkTarget(fs, "7/ns/net"));
    QVERIFY(first != linkTarget(fs, "1/ns/net"));
}

void InodesTest::freshWalksTakeNewNumbers()
{
    RecordFileSystem fs(fixture().publish(), {});
    const auto first = inode(*fs.walk("7"));
    QCOMPARE(inode(*fs.walk("7")), first + 26);
    QCOMPARE(inode(fs.root()), inode(fs.root()));
    QCOMPARE(inode(*fs.walk("uptime")), inode(*fs.walk("uptime")));
    // In 2018 self is made by each lookup.
    RecordFileSystem old(fixture().publish(), {.dialect = Dialect::gvisor2018});
    const auto self = inode(*old.walk("self"));
    QCOMPARE(inode(*old.walk("self")), self + 1);
    QCOMPARE(inode(*fs.walk("self")), inode(*fs.walk("self")));
}

void InodesTest::heldDirectoriesKeepTheirs()
{
    RecordFileSystem fs(fixture().publish(), {});
    const auto held = *fs.walk("7");
    const auto status = inode(*fs.walk("7/status"));
    QCOMPARE(inode(*fs.walk("7")), inode(held));
    QCOMPARE(inode(*fs.walk("7/status")), status);
    QCOMPARE((*fs.walk("7")).get(), held.get());
    // Another name, another directory.
    QVERIFY(inode(*fs.walk("007")) != inode(held));
    // Files behind numbers are made anew unless they are held themselves.
    const auto fd = inode(*fs.walk("7/fd/0"));
    const auto heldFd = *fs.walk("7/fd/0");
    QCOMPARE(inode(heldFd), fd + 1);
    QCOMPARE(inode(*fs.walk("7/fd/0")), inode(heldFd));
}

void InodesTest::heldChildrenKeepTheirDirectory()
{
    RecordFileSystem fs(fixture().publish(), {});
    const auto file = *fs.walk("7/task/9/status");
    const auto thread = inode(*fs.walk("7/task/9"));
    const auto process = inode(*fs.walk("7"));
    QCOMPARE(inode(*fs.walk("7/task/9")), thread);
    QCOMPARE(inode(*fs.walk("7")), process);
    QCOMPARE((*fs.walk("7/task/9/status")).get(), file.get());
}

void InodesTest::heldDirectoriesOutliveTheirTask()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    auto held = *fs.walk("7");
    ++world.generation;
    world.reap(TaskId{9});
    world.exit(TaskId{7});
    world.reap(TaskId{7});
    fs.setRecords(world.publish());
    QCOMPARE((*fs.walk("7")).get(), held.get());
    QCOMPARE(outcome(fs.walk("007")), std::string("ENOENT"));

    // The id comes back, and still the old directory answers.
    ++world.generation;
    auto& again = world.addProcess(7, "again");
    again.id = TaskId{70};
    world.tasks[TaskId{70}] = again;
    world.groups[GroupId{7}].leader = TaskId{70};
    world.groups[GroupId{7}].members = {TaskId{70}};
    world.tasks.erase(TaskId{7});
    fs.setRecords(world.publish());
    QCOMPARE((*fs.walk("7"))->task(), TaskId{7});
    QCOMPARE(readFile(fs, "7/comm"), std::string("worker\n"));
    held.reset();
    QCOMPARE((*fs.walk("7"))->task(), TaskId{70});
    QCOMPARE(readFile(fs, "7/comm"), std::string("again\n"));
}

void InodesTest::listingsConsumeNumbers_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("numbers");
    QTest::newRow("task") << QByteArray("7/task") << 2;
    QTest::newRow("fd") << QByteArray("7/fd") << 4;
    QTest::newRow("fdinfo") << QByteArray("7/fdinfo") << 4;
    QTest::newRow("processes and sys") << QByteArray("") << 3;
    QTest::newRow("static names") << QByteArray("7") << 0;
    QTest::newRow("ns") << QByteArray("7/ns") << 0;
}

void InodesTest::listingsConsumeNumbers()
{
    QFETCH(QByteArray, path);
    QFETCH(int, numbers);
    RecordFileSystem fs(fixture().publish(), {});
    const auto holdInit = *fs.walk("1");
    const auto node = *fs.walk(path.toStdString());
    const auto before = nextNumber(fs);
    const auto listing = node->readdir(2, 100);
    QCOMPARE(nextNumber(fs), before + std::uint64_t(numbers) + 1);
    if (numbers != 0)
        QCOMPARE(listing->entries.back().inode.value(), before + std::uint64_t(numbers));
}

void InodesTest::listedNumbersOfStaticEntriesAreTheirs()
{
    RecordFileSystem fs(fixture().publish(), {});
    for (const auto* path : {"7", "7/ns", "7/task/9"}) {
        const auto node = *fs.walk(path);
        const auto listing = *node->readdir(2, 100);
        for (const auto& entry : listing.entries)
            QCOMPARE(entry.inode.value(), inode(*node->lookup(entry.name)));
    }
    for (const auto* name : {"loadavg", "mounts", "self", "sys", "thread-self", "uptime"}) {
        const auto listing = fs.root()->readdir(2, 12);
        const auto entry = std::ranges::find(listing->entries, name, &DirEntry::name);
        QCOMPARE(entry->inode.value(), inode(*fs.walk(name)));
    }
}

void InodesTest::nodesOutliveTheFileSystem()
{
    NodePtr status;
    {
        RecordFileSystem fs(fixture().publish(), {});
        status = *fs.walk("7/status");
    }
    QVERIFY(readAll(*status).starts_with("Name:\tworker\n"));
}

QTEST_APPLESS_MAIN(InodesTest)
#include "tst_inodes.moc"
