// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <QTest>

#include <algorithm>

using namespace sandscope::procfs;

/// What stands in /proc from 2022 on and on Linux: names, their order and offsets, lookups,
/// attributes and inode numbers (facts 1.1 to 1.8; captures of 2022, 2024 and Linux 6.18).
class LaterTreeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data();
    void names();
    void randomOrder();
    void linuxOrder();
    void everyBufferSize_data();
    void everyBufferSize();
    void offsets_data();
    void offsets();
    void repeatedProcesses_data();
    void repeatedProcesses();
    void fdOffsets();
    void lookups_data();
    void lookups();
    void attributes_data();
    void attributes();
    void inodes_data();
    void inodes();
    void numbersStay();
    void dialectsOfTop_data();
    void dialectsOfTop();
};

namespace {

constexpr auto later
    = {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026, Dialect::linux_};
constexpr auto laterGvisor = {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026};

World fixture()
{
    World world;
    world.addProcess(1, "init");
    world.addProcess(7);
    for (const int tid : {30, 9, 10})
        world.addThread(TaskId{7}, tid);
    world.addProcess(11, "other");
    world.addProcess(2, "second");
    return world;
}

QByteArray sorted(const std::string& names)
{
    auto list = QByteArray::fromStdString(names).split(' ');
    std::ranges::sort(list);
    return list.join(' ');
}

std::uint64_t inode(FileSystem& fs, std::string_view path)
{
    return (*fs.walk(path))->stat()->inode.value();
}

}

void LaterTreeTest::names_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](Dialect dialect, const char* path, const QByteArray& expected) {
        const std::string name = std::string(dialectName(dialect)) + " /" + path;
        QTest::newRow(name.c_str()) << dialect << QByteArray(path) << expected;
    };
    const QByteArray in2022 = "auxv cgroup cmdline comm cwd environ exe fd fdinfo gid_map io maps "
                              "mem mountinfo mounts net ns oom_score oom_score_adj root smaps stat "
                              "statm status uid_map";
    row(Dialect::gvisor2022, "7", in2022 + " task");
    row(Dialect::gvisor2022, "7/task/9", in2022);
    row(Dialect::gvisor2024, "7", in2022 + " limits task");
    row(Dialect::gvisor2024, "7/task/9", in2022 + " children limits");
    row(Dialect::gvisor2026, "7", in2022 + " coredump_filter limits setgroups task");
    row(Dialect::gvisor2026, "7/task/9", in2022 + " children coredump_filter limits setgroups");
    row(Dialect::gvisor2022, "7/ns", "net pid user");
    row(Dialect::gvisor2024, "7/ns", "ipc mnt net pid user uts");
    for (const Dialect dialect : later)
        row(dialect, "7/task", "7 9 10 30");
}

void LaterTreeTest::names()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
    const auto node = *fs.walk(path.toStdString());
    QCOMPARE(sorted(listAll(*node)), sorted(expected.toStdString()));
    for (const auto& name : expected.split(' '))
        QCOMPARE(outcome(node->lookup(name.toStdString())), std::string("ok"));
}

void LaterTreeTest::randomOrder()
{
    for (const Dialect dialect : laterGvisor) {
        RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
        RecordFileSystem same(fixture().publish(), {.dialect = dialect});
        RecordFileSystem other(fixture().publish(), {.dialect = dialect, .seed = 1});
        for (const auto* path : {"7", "7/task/9", ""}) {
            const auto order = listAll(**fs.walk(path));
            QCOMPARE(listAll(**same.walk(path)), order); // made by the same steps
            QVERIFY(listAll(**other.walk(path)) != order);
        }
        const auto order = listAll(**fs.walk("7"));
        QCOMPARE(listAll(**fs.walk("7")), order); // the directory is remembered
        QVERIFY(listAll(**fs.walk("7")) != listAll(**fs.walk("1"))); // each has its own
    }
}

void LaterTreeTest::linuxOrder()
{
    RecordFileSystem fs(fixture().publish(), {.dialect = Dialect::linux_});
    const auto process = listAll(**fs.walk("7"));
    QVERIFY(
        process.starts_with("task fd fdinfo ns net environ auxv status personality limits comm "
                            "cmdline stat statm maps mem cwd root exe mounts mountinfo smaps "));
    QVERIFY(process.ends_with(" io uid_map gid_map setgroups"));
    const auto thread = listAll(**fs.walk("7/task/9"));
    QVERIFY(thread.starts_with("fd fdinfo ns net environ "));
    QVERIFY(thread.contains(" maps children mem "));
    QCOMPARE(
        listAll(**fs.walk("7/ns")),
        std::string("net uts ipc pid pid_for_children user mnt cgroup time time_for_children"));
    QCOMPARE(listAll(**fs.walk("7/task")), std::string("7 30 9 10")); // as they were made
    QCOMPARE(listAll(*fs.root()),
             std::string("fs bus irq net sys stat mounts uptime cgroups cmdline cpuinfo devices "
                         "loadavg meminfo version filesystems self thread-self 1 2 7 11"));
}

void LaterTreeTest::everyBufferSize_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("path");
    for (const Dialect dialect : later) {
        for (const auto* path : {"", "7", "7/task", "7/task/9", "7/fd", "7/fdinfo", "7/ns"}) {
            const std::string name = std::string(dialectName(dialect)) + " /" + path;
            QTest::newRow(name.c_str()) << dialect << QByteArray(path);
        }
    }
}

void LaterTreeTest::everyBufferSize()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, path);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect, .repeatsProcesses = false});
    const auto node = *(*fs.walk(path.toStdString()))->open();
    const auto whole = listAll(*node, 1000, 0);
    QVERIFY(whole.starts_with(". .. "));
    for (std::size_t count = 1; count <= 50; ++count)
        QCOMPARE(listAll(*node, count, 0), whole);
    QCOMPARE(outcome(node->readdir(-1, 10)), std::string("EINVAL"));
    QCOMPARE(outcome(node->readdir(0, 0)), std::string("EINVAL"));
    QVERIFY(node->readdir(std::numeric_limits<std::int64_t>::max(), 10)->entries.empty());
}

void LaterTreeTest::offsets_data()
{
    everyBufferSize_data();
}

void LaterTreeTest::offsets()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, path);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
    const auto node = *fs.walk(path.toStdString());
    const auto entries = node->readdir(0, 1000)->entries;
    QVERIFY(entries.size() > 2);
    // Whoever seeks to an entry's offset goes on with the one that follows it.
    for (std::size_t i = 0; i + 1 < entries.size(); ++i)
        QCOMPARE(node->readdir(entries[i].offset, 1)->entries.front().name, entries[i + 1].name);
    QVERIFY(node->readdir(entries.back().offset, 1)->entries.empty());
    if (!path.isEmpty())
        return;
    const auto at = [&](std::string_view name) {
        return std::ranges::find(entries, name, &DirEntry::name)->offset;
    };
    const bool isLinux = dialect == Dialect::linux_;
    QCOMPARE(at("self"), 257);
    QCOMPARE(at("thread-self"), isLinux ? 259 : 258); // Linux: where process 1 is
    QCOMPARE(at("1"), 260);
    QCOMPARE(at("2"), isLinux ? 265 : 261);
    QCOMPARE(at("7"), isLinux ? 269 : 266);
    QCOMPARE(at("11"), isLinux ? 4194562 : 270);
    QCOMPARE(node->readdir(2, 1000)->nextOffset, isLinux ? 4194562 : 65537);
    QCOMPARE(entries[2].offset, 3);
}

void LaterTreeTest::repeatedProcesses_data()
{
    QTest::addColumn<QList<int>>("tids");
    QTest::addColumn<int>("count");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("one at a time") << QList<int>{1, 2, 3} << 1 << QByteArray("1|1|2|3");
    QTest::newRow("two at a time") << QList<int>{1, 2, 3} << 2 << QByteArray("1 2|2 3");
    QTest::newRow("ids far behind their count")
        << QList<int>{42, 43, 44} << 2 << QByteArray("42 43|").repeated(22) + "44";
    QTest::newRow("all at once") << QList<int>{1, 2, 3} << 10 << QByteArray("1 2 3");
}

void LaterTreeTest::repeatedProcesses()
{
    QFETCH(QList<int>, tids);
    QFETCH(int, count);
    QFETCH(QByteArray, expected);
    World world;
    for (const int tid : tids)
        world.addProcess(tid);
    for (const Dialect dialect : laterGvisor) {
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        QByteArrayList calls;
        std::int64_t offset = 258;
        for (bool atEnd = false; !atEnd && calls.size() < 100;) {
            const auto listing = fs.root()->readdir(offset, static_cast<std::size_t>(count));
            QByteArrayList names;
            for (const auto& entry : listing->entries)
                names << QByteArray::fromStdString(entry.name);
            calls << names.join(' ');
            offset = listing->nextOffset;
            atEnd = listing->atEnd;
        }
        QCOMPARE(calls.join('|'), expected);
    }
}

void LaterTreeTest::fdOffsets()
{
    for (const Dialect dialect : later) {
        RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
        const auto fd = *fs.walk("7/fd");
        const auto entries = fd->readdir(2, 10)->entries; // 0 1 2 7
        const std::vector<std::int64_t> expected = dialect == Dialect::linux_
            ? std::vector<std::int64_t>{3, 4, 9, 10}
            : std::vector<std::int64_t>{3, 4, 5, 10};
        for (std::size_t i = 0; i < expected.size(); ++i)
            QCOMPARE(entries[i].offset, expected[i]);
        QCOMPARE(fd->readdir(2, 3)->nextOffset, 9); // the one that did not fit
    }
}

void LaterTreeTest::lookups_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("inGvisor");
    QTest::addColumn<QByteArray>("onLinux");
    const auto row = [](const char* path, const char* inGvisor, const char* onLinux) {
        QTest::newRow(path) << QByteArray(path) << QByteArray(inGvisor) << QByteArray(onLinux);
    };
    row("7", "ok", "ok");
    row("0007", "ok", "ENOENT");
    row("4294967303", "ok", "ENOENT");
    row("18446744073709551616", "ENOENT", "ENOENT");
    for (const auto* path : {"+7", "-7", "7x", " 7", "0x7", "0", "8", "00", "nothing"})
        row(path, "ENOENT", "ENOENT");
    row("9", "ok", "ok"); // a thread that leads nothing
    row("9/task/7", "ok", "ok");
    row("7/task/9", "ok", "ok");
    row("7/task/009", "ok", "ENOENT");
    row("7/task/4294967305", "ENOENT", "ENOENT");
    row("7/task/1", "ENOENT", "ENOENT");
    row("7/task/9/task", "ENOENT", "ENOENT");
    row("7/children", "ENOENT", "ENOENT");
    for (const auto* directory : {"7/fd/", "7/fdinfo/"}) {
        const auto at = [&](const char* name) { return std::string(directory) + name; };
        row(at("7").c_str(), "ok", "ok");
        row(at("0").c_str(), "ok", "ok");
        for (const auto* name : {"+0", "-0", "00", "+7", "007"})
            row(at(name).c_str(), "ok", "ENOENT");
        for (const auto* name : {"3", "+-0", "-7", "4294967303", "", "x"}) {
            if (*name != '\0')
                row(at(name).c_str(), "ENOENT", "ENOENT");
        }
    }
    row("self", "ok", "ok");
    row("thread-self", "ok", "ok");
    row("sysrq-trigger/x", "ENOTDIR", "ENOENT");
}

void LaterTreeTest::lookups()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, inGvisor);
    QFETCH(QByteArray, onLinux);
    for (const Dialect dialect : later) {
        if (path.startsWith("sysrq") && dialect == Dialect::gvisor2022)
            continue;
        RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
        QCOMPARE(outcome(fs.walk(path.toStdString())),
                 (dialect == Dialect::linux_ ? onLinux : inGvisor).toStdString());
    }
}

void LaterTreeTest::attributes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<unsigned>("modeInGvisor");
    QTest::addColumn<unsigned>("modeOnLinux");
    QTest::addColumn<qulonglong>("linksInGvisor");
    QTest::addColumn<qulonglong>("linksOnLinux");
    QTest::addColumn<qulonglong>("sizeOnLinux"); // gVisor: 0
    const auto row = [](const char* path, unsigned modeInGvisor, unsigned modeOnLinux,
                        qulonglong inGvisor, qulonglong onLinux, qulonglong size = 0) {
        QTest::newRow(path) << QByteArray(path) << modeInGvisor << modeOnLinux << inGvisor
                            << onLinux << size;
    };
    row("7", 0555, 0555, 7, 9);
    row("7/task", 0555, 0555, 6, 6);
    row("7/task/9", 0555, 0555, 6, 7);
    row("7/fd", 0555, 0500, 2, 2, 4);
    row("7/fdinfo", 0555, 0555, 2, 2);
    row("7/ns", 0511, 0511, 2, 2);
    row("7/fd/0", 0777, 0500, 1, 1, 64);
    row("7/fd/1", 0777, 0300, 1, 1, 64);
    row("7/fd/2", 0777, 0700, 1, 1, 64);
    row("7/fdinfo/0", 0444, 0444, 1, 1);
    row("7/ns/net", 0777, 0777, 1, 1);
    row("7/exe", 0777, 0777, 1, 1);
    row("7/auxv", 0444, 0400, 1, 1);
    row("7/io", 0400, 0400, 1, 1);
    row("7/comm", 0644, 0644, 1, 1);
    row("7/mounts", 0444, 0444, 1, 1);
    row("mounts", 0777, 0777, 1, 1, 11);
    row("net", 0777, 0777, 1, 1, 8);
    row("self", 0777, 0777, 1, 1);
    row("uptime", 0444, 0444, 1, 1);
    row("sys", 0555, 0555, 2, 2);
    row("", 0555, 0555, 2 + 4 + 4, 2 + 4 + 4); // itself, bus fs irq sys, four processes
}

void LaterTreeTest::attributes()
{
    QFETCH(QByteArray, path);
    QFETCH(unsigned, modeInGvisor);
    QFETCH(unsigned, modeOnLinux);
    QFETCH(qulonglong, linksInGvisor);
    QFETCH(qulonglong, linksOnLinux);
    QFETCH(qulonglong, sizeOnLinux);
    auto world = fixture();
    world.fdTables[FdTableId{7}].entries[1].statusFlags = 1;
    world.fdTables[FdTableId{7}].entries[2].statusFlags = 02002;
    for (const Dialect dialect : {Dialect::gvisor2024, Dialect::linux_}) {
        const bool onLinux = dialect == Dialect::linux_;
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        const auto attributes = *(*fs.walk(path.toStdString()))->stat();
        QCOMPARE(attributes.permissions.value(), onLinux ? modeOnLinux : modeInGvisor);
        QCOMPARE(attributes.links.value(), onLinux ? linksOnLinux : linksInGvisor);
        QCOMPARE(attributes.size.value(), onLinux ? sizeOnLinux : qulonglong{0});
    }
}

void LaterTreeTest::inodes_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("numbers"); // entries of /proc as captured; others from auxv on
    QTest::newRow("2022") << Dialect::gvisor2022
                          << QByteArray(
                                 "cmdline:1 cpuinfo:2 sys:66 meminfo:67 uptime:72 cgroups:74 "
                                 ":75 7/cmdline:+1 7/fd:+6 7/mem:+11 7/net:+31 7/ns:+32 "
                                 "7/ns/net:+33 7/ns/user:+35 7/oom_score:+36 7/uid_map:+43 "
                                 "7/task:+44 7/cgroup:+45 7:+46");
    QTest::newRow("2024") << Dialect::gvisor2024
                          << QByteArray(
                                 "cmdline:1 loadavg:4 sys:73 bus:74 irq:76 stat:81 "
                                 "cgroups:85 :86 7/comm:+2 7/limits:+10 7/net:+32 7/ns:+33 "
                                 "7/ns/net:+34 7/ns/mnt:+35 7/ns/pid:+36 7/ns/user:+37 "
                                 "7/ns/uts:+39 7/oom_score:+40 7/task:+48 7/cgroup:+49 7:+50");
}

void LaterTreeTest::inodes()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, numbers);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect});
    const std::uint64_t first = inode(fs, "7/auxv");
    for (const auto& entry : numbers.split(' ')) {
        const auto parts = entry.split(':');
        const std::uint64_t expected = parts[1].startsWith('+')
            ? first + parts[1].mid(1).toULongLong()
            : parts[1].toULongLong();
        QCOMPARE(inode(fs, parts[0].toStdString()), expected);
    }
    QCOMPARE(linkTarget(fs, "7/ns/user"), "user:[" + std::to_string(inode(fs, "7/ns/user")) + "]");
}

void LaterTreeTest::numbersStay()
{
    for (const Dialect dialect : later) {
        auto world = fixture();
        RecordFileSystem fs(world.publish(), {.dialect = dialect});
        for (const auto* path : {"7", "7/status", "7/task/9", "7/fd/0", "self", "uptime"}) {
            const std::uint64_t number = inode(fs, path);
            QVERIFY(listAll(*fs.root()).contains("uptime")); // which takes numbers
            QCOMPARE(inode(fs, path), number);
        }
        const std::uint64_t old = inode(fs, "7/fd/0");
        ++world.generation;
        world.fdTables[FdTableId{7}].entries.erase(world.fdTables[FdTableId{7}].entries.begin());
        fs.setRecords(world.publish());
        QCOMPARE(outcome(fs.walk("7/fd/0")), std::string("ENOENT"));
        ++world.generation;
        world.fdTables[FdTableId{7}].entries.insert(world.fdTables[FdTableId{7}].entries.begin(),
                                                    FdEntry{});
        fs.setRecords(world.publish());
        QVERIFY(inode(fs, "7/fd/0") != old);
    }
}

void LaterTreeTest::dialectsOfTop_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray in2022 = "cgroups cmdline cpuinfo filesystems loadavg meminfo mounts net "
                              "sentry-meminfo stat sys uptime version";
    const QByteArray dynamic = " self thread-self 1 2 7 11";
    QTest::newRow("2022") << Dialect::gvisor2022 << in2022 + dynamic;
    QTest::newRow("2024") << Dialect::gvisor2024 << in2022 + " bus fs irq sysrq-trigger" + dynamic;
    QTest::newRow("2026") << Dialect::gvisor2026
                          << in2022 + " bus devices fs irq modules sysrq-trigger" + dynamic;
}

void LaterTreeTest::dialectsOfTop()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, expected);
    RecordFileSystem fs(fixture().publish(), {.dialect = dialect, .reader = TaskId{7}});
    const auto listed = listAll(*fs.root());
    QCOMPARE(sorted(listed), sorted(expected.toStdString()));
    QVERIFY(listed.ends_with(" self thread-self 1 2 7 11"));
    QCOMPARE(linkTarget(fs, "net"), std::string("self/net"));
    QCOMPARE(linkTarget(fs, "self"), std::string("7"));
    QCOMPARE(readFile(fs, "loadavg"), std::string("0.00 0.00 0.00 0/0 0\n"));
    QCOMPARE(listAll(**(*fs.walk("sys"))->open()), std::string());
    // Of what is there and not described nothing is made up.
    QCOMPARE(readFile(fs, "sentry-meminfo"), std::string("notProvided"));
    QCOMPARE(readFile(fs, "mounts"), readFile(fs, "7/mounts"));
}

QTEST_APPLESS_MAIN(LaterTreeTest)
#include "tst_latertree.moc"
