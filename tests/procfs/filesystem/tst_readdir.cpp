// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

using namespace sandscope::procfs;

/// Where listings resume (facts 1.5, 1.7, 1.8).
class ReaddirTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyBufferSize_data();
    void everyBufferSize();
    void resumption_data();
    void resumption();
    void dots();
    void types_data();
    void types();
    void countersRestart();
    void unsortedThreadsEnd_data();
    void unsortedThreadsEnd();
    void unsortedThreadsAtOnce();
    void changesBetweenCalls();
    void refusals();
};

namespace {

World fixture()
{
    World world;
    world.addProcess(1, "init");
    world.addProcess(7);
    for (const int tid : {9, 10, 30})
        world.addThread(TaskId{7}, tid);
    world.addProcess(11, "other");
    world.addProcess(2, "second");
    return world;
}

NodePtr directory(FileSystem& fs, const QByteArray& path)
{
    auto node = fs.walk(path.toStdString());
    return node ? *node : nullptr;
}

std::string names(const Listing& listing)
{
    std::string out;
    for (const auto& entry : listing.entries)
        out += (out.empty() ? "" : " ") + entry.name;
    return out;
}

}

void ReaddirTest::everyBufferSize_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("task") << Dialect::gvisor2019 << QByteArray("7/task")
                          << QByteArray(". .. 7 9 10 30");
    QTest::newRow("fd") << Dialect::gvisor2019 << QByteArray("7/fd") << QByteArray(". .. 0 1 2 7");
    QTest::newRow("fdinfo") << Dialect::gvisor2018 << QByteArray("7/fdinfo")
                            << QByteArray(". .. 0 1 2 7");
    QTest::newRow("ns") << Dialect::gvisor2019 << QByteArray("7/ns")
                        << QByteArray(". .. net pid user");
    QTest::newRow("thread")
        << Dialect::gvisor2018 << QByteArray("7/task/9")
        << QByteArray(
               ". .. auxv cmdline comm environ exe fd fdinfo gid_map io maps mountinfo mounts ns "
               "stat status uid_map");
    QTest::newRow("top: processes as strings")
        << Dialect::gvisor2019 << QByteArray("")
        << QByteArray(". .. cpuinfo filesystems loadavg meminfo mounts net self stat sys "
                      "thread-self uptime version 1 11 2 7 sys");
    QTest::newRow("top, 2018") << Dialect::gvisor2018 << QByteArray("")
                               << QByteArray(". .. cpuinfo filesystems loadavg meminfo mounts stat "
                                             "uptime version 1 11 2 7 sys");
}

void ReaddirTest::everyBufferSize()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
    const auto node = directory(fs, path);
    QVERIFY(node);
    for (std::size_t count = 1; count <= 25; ++count)
        QCOMPARE(QByteArray::fromStdString(listAll(*node, count, 0)), expected);
}

void ReaddirTest::resumption_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<qlonglong>("offset");
    QTest::addColumn<qulonglong>("count");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<qlonglong>("next");
    QTest::addColumn<bool>("atEnd");
    const auto row = [](const char* name, const char* path, qlonglong offset, qulonglong count,
                        const char* expected, qlonglong next, bool atEnd) {
        QTest::newRow(name) << QByteArray(path) << offset << count << QByteArray(expected) << next
                            << atEnd;
    };
    row("task: full at the start stands at the tid that did not fit", "7/task", 2, 1, "7", 11,
        false);
    row("task: from that tid", "7/task", 11, 2, "9 10", 32, false);
    row("task: last tid + 1 at the end", "7/task", 32, 1, "30", 33, true);
    row("task: everything", "7/task", 2, 100, "7 9 10 30", 33, true);
    row("task: between two tids the next one is found", "7/task", 13, 100, "30", 33, true);
    row("task: past the end nothing moves", "7/task", 33, 100, "", 33, true);
    row("task: far past the end nothing moves", "7/task", 1000, 1, "", 1000, true);
    row("task: dots count", "7/task", 0, 3, ". .. 7", 11, false);
    row("task: full behind the dots", "7/task", 0, 2, ". ..", 9, false);
    row("fd: full stands at the fd that did not fit", "7/fd", 2, 3, "0 1 2", 9, false);
    row("fd: from there", "7/fd", 9, 1, "7", 10, true);
    row("fd: between two fds", "7/fd", 5, 10, "7", 10, true);
    row("fd: past the end nothing moves", "7/fd", 12, 10, "", 12, true);
    row("fdinfo: full", "7/fdinfo", 3, 1, "1", 4, false);
    row("ns: index", "7/ns", 3, 1, "pid", 4, false);
    row("ns: end", "7/ns", 4, 5, "user", 5, true);
    row("process: place of the name", "7", 2, 1, "auxv", 3, false);
    row("process: last", "7", 20, 5, "uid_map", 21, true);
    row("process: past the end", "7", 50, 5, "", 50, true);
    row("top: across static and dynamic", "", 13, 2, "version 1", 15, false);
    row("top: processes by index", "", 16, 3, "2 7 sys", 19, true);
}

void ReaddirTest::resumption()
{
    QFETCH(QByteArray, path);
    QFETCH(qlonglong, offset);
    QFETCH(qulonglong, count);
    QFETCH(QByteArray, expected);
    QFETCH(qlonglong, next);
    QFETCH(bool, atEnd);
    RecordFileSystem fs(fixture().publish(), {});
    const auto listing = directory(fs, path)->readdir(offset, count);
    QVERIFY(listing);
    QCOMPARE(QByteArray::fromStdString(names(*listing)), expected);
    QCOMPARE(listing->nextOffset, next);
    QCOMPARE(listing->atEnd, atEnd);
    if (atEnd)
        QVERIFY(directory(fs, path)->readdir(next, 100)->entries.empty());
}

void ReaddirTest::dots()
{
    RecordFileSystem fs(fixture().publish(), {});
    const auto task = directory(fs, "7/task");
    const auto first = task->readdir(0, 1);
    QCOMPARE(names(*first), std::string("."));
    QCOMPARE(first->nextOffset, 1);
    QVERIFY(!first->atEnd);
    QCOMPARE(first->entries[0].inode, task->stat()->inode);
    const auto second = task->readdir(1, 1);
    QCOMPARE(names(*second), std::string(".."));
    QCOMPARE(second->entries[0].inode, directory(fs, "7")->stat()->inode);
}

void ReaddirTest::types_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<int>("directoryType");
    QTest::newRow("2018 does not know directories")
        << Dialect::gvisor2018 << int(EntryType::unknown);
    QTest::newRow("2019") << Dialect::gvisor2019 << int(EntryType::directory);
}

void ReaddirTest::types()
{
    QFETCH(Dialect, dialect);
    QFETCH(int, directoryType);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
    int checked = 0;
    for (const auto* path : {"", "7", "7/task", "7/task/9", "7/fd", "7/fdinfo", "7/ns"}) {
        const auto node = directory(fs, path);
        const auto listing = node->readdir(0, 100);
        for (const auto& entry : listing->entries) {
            if (entry.name == "..") {
                QCOMPARE(int(entry.type), directoryType);
                continue;
            }
            if (entry.name == "sys" && entry.type == EntryType::file)
                continue; // listed a second time, and as what it is not
            const auto child = node->lookup(entry.name);
            QVERIFY(child);
            switch ((*child)->kind()) {
            case FileKind::directory:
                QCOMPARE(int(entry.type), directoryType);
                break;
            case FileKind::link:
                QCOMPARE(entry.type, EntryType::link);
                break;
            case FileKind::regular:
                QCOMPARE(entry.type, EntryType::file);
                break;
            }
            ++checked;
        }
    }
    QVERIFY(checked > 50);
}

void ReaddirTest::countersRestart()
{
    RecordFileSystem fs(fixture().publish(), {});
    const auto node = directory(fs, "7");
    for (const int offset : {0, 2, 7}) {
        const auto listing = node->readdir(offset, 3);
        QCOMPARE(listing->entries.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i)
            QCOMPARE(listing->entries[i].offset, static_cast<std::int64_t>(i) + 1);
    }
}

void ReaddirTest::unsortedThreadsEnd_data()
{
    QTest::addColumn<QList<int>>("tids");
    QTest::newRow("wrapped around") << QList<int>{65000, 65001, 3, 4, 5};
    QTest::newRow("descending") << QList<int>{9, 8, 7, 6, 5};
    QTest::newRow("last is smallest") << QList<int>{5, 9, 3};
    QTest::newRow("first is greatest") << QList<int>{90, 2, 3, 4};
    QTest::newRow("up and down") << QList<int>{4, 50, 6, 40, 8, 30, 10};
}

void ReaddirTest::unsortedThreadsEnd()
{
    // Bug of the kernel that is not followed: at such a list its readers can go in circles for
    // ever.
    QFETCH(QList<int>, tids);
    World world;
    world.addProcess(tids[0]);
    for (int i = 1; i < tids.size(); ++i)
        world.addThread(TaskId{static_cast<std::uint32_t>(tids[0])}, tids[i]);
    RecordFileSystem fs(world.publish(), {});
    const auto task = directory(fs, QByteArray::number(tids[0]) + "/task");
    for (std::size_t count = 1; count <= 10; ++count) {
        std::int64_t offset = 2;
        int calls = 0;
        for (bool atEnd = false; !atEnd; ++calls) {
            QVERIFY2(calls <= tids.size() + 1, "goes in circles");
            const auto listing = task->readdir(offset, count);
            QVERIFY(listing->entries.size() <= count);
            QVERIFY(listing->atEnd || listing->nextOffset > offset);
            offset = listing->nextOffset;
            atEnd = listing->atEnd;
        }
        QVERIFY(task->readdir(offset, count)->entries.empty());
    }
}

void ReaddirTest::unsortedThreadsAtOnce()
{
    World world;
    world.addProcess(30);
    for (const int tid : {50, 20})
        world.addThread(TaskId{30}, tid);
    RecordFileSystem fs(world.publish(), {});
    QCOMPARE(listAll(*directory(fs, "30/task")), std::string("30 50 20")); // in the order of
                                                                           // creation, each once
}

void ReaddirTest::changesBetweenCalls()
{
    auto world = fixture();
    RecordFileSystem fs(world.publish(), {});
    const auto task = directory(fs, "7/task");
    auto next = task->readdir(2, 2)->nextOffset;
    QCOMPARE(next, 12); // at thread 10
    world.reap(TaskId{10});
    fs.setRecords(world.publish());
    QCOMPARE(listAll(*task, 1, next), std::string("30"));

    const auto fd = directory(fs, "7/fd");
    next = fd->readdir(2, 1)->nextOffset;
    world.fdTables[FdTableId{7}].entries.clear();
    fs.setRecords(world.publish());
    QCOMPARE(listAll(*fd, 1, next), std::string());

    const auto root = fs.root();
    next = root->readdir(2, 13)->nextOffset;
    world.addProcess(100, "late");
    fs.setRecords(world.publish());
    QCOMPARE(listAll(*root, 2, next), std::string("100 11 2 7 sys")); // by index, so nothing is
                                                                      // lost here
}

void ReaddirTest::refusals()
{
    RecordFileSystem fs(fixture().publish(), {});
    const auto task = directory(fs, "7/task");
    QCOMPARE(outcome(task->readdir(-1, 10)), std::string("EINVAL"));
    QCOMPARE(outcome(task->readdir(0, 0)), std::string("EINVAL"));
    QCOMPARE(outcome(directory(fs, "7/status")->readdir(0, 10)), std::string("ENOTDIR"));
    QCOMPARE(outcome(directory(fs, "7/exe")->readdir(0, 10)), std::string("ENOTDIR"));
}

QTEST_APPLESS_MAIN(ReaddirTest)
#include "tst_readdir.moc"
