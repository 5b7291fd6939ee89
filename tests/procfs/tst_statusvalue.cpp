// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/status.h>
#include <procfs/files/taskfacts.h>

#include <QTest>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;
namespace procfs = sandscope::procfs;

/// What status says of a task, line by line; tst_status holds the text itself.
class TestStatusValue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nameIsEmptyAfterAFork();
    void allCapabilities_data();
    void allCapabilities();
    void idsOfTheReader();
    void idsOfANestedReader();
    void fdSize_data();
    void fdSize();
    void slots_data();
    void slots();
    void namesOfLinux_data();
    void namesOfLinux();
    void nestedNamespaces();
    void processors_data();
    void processors();
    void umaskOfLinux();
    void memoryOfLinux();
    void pageTablesAreEstimated();
    void zombieOfLinux();
    void tracerAndSeccomp();
    void states_data();
    void states();
    void aThreadOfTheGroup();
    void reaped();
    void reapedThreadOfALivingGroup();
};

namespace {

/// The value of a line; "-" when there is no such line.
std::string lineOf(const std::string& text, const std::string& key)
{
    const std::string begin = "\n" + key + ":\t";
    const std::size_t at = text.find(begin);
    if (at == std::string::npos)
        return "-";
    const std::size_t from = at + begin.size();
    return text.substr(from, text.find('\n', from) - from);
}

}

void TestStatusValue::nameIsEmptyAfterAFork()
{
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).nameInherited = true;
    for (const Dialect dialect : allDialects) {
        const std::string text
            = rendered(statusFile, records.context(WorkerRecords::worker, dialect));
        QCOMPARE(text.starts_with("Name:\t\n"), isEarly(dialect));
        QCOMPARE(text.starts_with("Name:\tworker\n"), !isEarly(dialect));
    }
}

void TestStatusValue::allCapabilities_data()
{
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("all");
    QTest::addColumn<QByteArray>("ambient");
    const auto row = [](Dialect dialect, const char* all, const char* ambient) {
        QTest::newRow(std::string(dialectName(dialect)).c_str())
            << int(dialect) << QByteArray(all) << QByteArray(ambient);
    };
    row(Dialect::gvisor2018, "0000001fffffffff", "-");
    row(Dialect::gvisor2019, "0000003fffffffff", "-");
    row(Dialect::gvisor2022, "0000003fffffffff", "-");
    row(Dialect::gvisor2024, "000001ffffffffff", "-");
    row(Dialect::gvisor2026, "000001ffffffffff", "0000000000000401");
    row(Dialect::linux_, "000001ffffffffff", "0000000000000401");
}

void TestStatusValue::allCapabilities()
{
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, all);
    QFETCH(const QByteArray, ambient);
    WorkerRecords records;
    Credentials root = *records.tasks.at(WorkerRecords::worker).credentials;
    root.capabilities.permitted = root.capabilities.effective = root.capabilities.bounding = ~0ULL;
    root.capabilities.inheritable = 0;
    root.capabilities.ambient = 0x401;
    records.setCredentials(WorkerRecords::worker, root);
    const std::string text = rendered(
        statusFile, records.context(WorkerRecords::worker, static_cast<Dialect>(dialect)));
    QCOMPARE(lineOf(text, "CapInh"), "0000000000000000");
    for (const char* const key : {"CapPrm", "CapEff", "CapBnd"})
        QCOMPARE(lineOf(text, key), all.toStdString());
    QCOMPARE(lineOf(text, "CapAmb"), ambient.toStdString());
}

void TestStatusValue::idsOfTheReader()
{
    WorkerRecords records;
    constexpr UserNamespaceId inner{2};
    UserNamespaceRecord& users = records.userNamespaces[inner];
    users.id = inner;
    users.parent = WorkerRecords::rootUsers;
    users.uidMap = {{0, 1000, 10}, {500, 0, 1}};
    users.gidMap = {{0, 2000, 10}};
    Credentials who = *records.tasks.at(WorkerRecords::worker).credentials;
    who.realUid = 1000;
    who.effectiveUid = 1009;
    who.savedUid = 1010; // one past the end
    who.realGid = 2001;
    who.effectiveGid = 0;
    who.savedGid = 2003;
    who.groups = {2004, 7, 2009};
    records.setCredentials(WorkerRecords::worker, who);
    for (const Dialect dialect : allDialects) {
        FileContext ctx = records.context(WorkerRecords::worker, dialect);
        const std::string ofRoot = rendered(statusFile, ctx);
        ctx.readerUsers = inner;
        const std::string text = rendered(statusFile, ctx);
        if (isEarly(dialect)) {
            QCOMPARE(text, ofRoot);
            QCOMPARE(lineOf(text, "Uid"), "-");
            continue;
        }
        QCOMPARE(lineOf(ofRoot, "Uid"), "1000\t1009\t1010\t1009");
        QCOMPARE(lineOf(ofRoot, "Gid"), "2001\t0\t2003\t0");
        QCOMPARE(lineOf(text, "Uid"), "0\t9\t65534\t9");
        QCOMPARE(lineOf(text, "Gid"), "1\t65534\t3\t65534");
        QVERIFY(lineOf(text, "Groups").ends_with("4 65534 9 "));
    }
}

void TestStatusValue::idsOfANestedReader()
{
    WorkerRecords records;
    constexpr UserNamespaceId middle{2};
    constexpr UserNamespaceId inner{3};
    records.userNamespaces[middle] = {
        .id = middle, .parent = WorkerRecords::rootUsers, .uidMap = {{100, 0, 50}}, .gidMap = {}};
    records.userNamespaces[inner]
        = {.id = inner, .parent = middle, .uidMap = {{0, 105, 5}}, .gidMap = {}};
    FileContext ctx = records.context(WorkerRecords::worker, Dialect::gvisor2024);
    ctx.readerUsers = inner;
    QCOMPARE(readerUid(ctx, 5), 0U); // 105 in the middle
    QCOMPARE(readerUid(ctx, 9), 4U);
    QCOMPARE(readerUid(ctx, 4), overflowId); // 104 has no inner id
    QCOMPARE(readerUid(ctx, 60), overflowId);
    QCOMPARE(readerGid(ctx, 0), overflowId); // no map yet
    ctx.readerUsers = WorkerRecords::rootUsers;
    QCOMPARE(readerUid(ctx, 4294967294U), 4294967294U);
    QCOMPARE(readerUid(ctx, 4294967295U), overflowId); // not an id
    ctx.readerUsers = UserNamespaceId{99};
    QCOMPARE(readerUid(ctx, 0), overflowId);
}

void TestStatusValue::fdSize_data()
{
    QTest::addColumn<QList<int>>("fds");
    QTest::addColumn<QList<int>>("expected"); // 2018, 2019, 2022, 2024, 2026, Linux
    QTest::newRow("none") << QList<int>{} << QList<int>{0, 0, 0, 0, 0, 64};
    QTest::newRow("standard") << QList<int>{0, 1, 2} << QList<int>{3, 3, 4, 512, 512, 64};
    QTest::newRow("a script of dash")
        << QList<int>{0, 1, 2, 10} << QList<int>{4, 4, 11, 512, 512, 64};
    QTest::newRow("63") << QList<int>{63} << QList<int>{1, 1, 64, 512, 512, 64};
    QTest::newRow("64") << QList<int>{64} << QList<int>{1, 1, 65, 512, 512, 128};
    QTest::newRow("second bucket") << QList<int>{0, 512} << QList<int>{2, 2, 513, 1024, 1024, 1024};
    QTest::newRow("far away") << QList<int>{0, 1999} << QList<int>{2, 2, 2000, 2048, 2048, 2048};
}

void TestStatusValue::fdSize()
{
    QFETCH(const QList<int>, fds);
    QFETCH(const QList<int>, expected);
    WorkerRecords records;
    std::vector<FdEntry>& entries = records.fdTables.at(FdTableId{7}).entries;
    entries.clear();
    for (const int fd : fds)
        entries.push_back({.fd = fd, .path = "/x"});
    for (const Dialect dialect : allDialects)
        QCOMPARE(int(procfs::fdSize(records.context(WorkerRecords::worker, dialect))),
                 expected[qsizetype(dialect)]);
    // Slots are kept when descriptors are closed, and after the end.
    FdTableSlots slots;
    for (const int fd : fds)
        slots.hold(fd);
    records.fdTables.at(FdTableId{7}).slotCounts = slots;
    entries.clear();
    if (fds.isEmpty())
        return;
    for (const Dialect dialect : allDialects)
        QCOMPARE(int(procfs::fdSize(records.context(WorkerRecords::worker, dialect))),
                 isEarly(dialect) ? 0 : expected[qsizetype(dialect)]);
    records.exit(WorkerRecords::worker);
    for (const Dialect dialect : {Dialect::gvisor2022, Dialect::gvisor2024, Dialect::gvisor2026})
        QCOMPARE(int(procfs::fdSize(records.context(WorkerRecords::worker, dialect))),
                 expected[qsizetype(dialect)]);
    for (const Dialect dialect : {Dialect::gvisor2018, Dialect::gvisor2019, Dialect::linux_})
        QCOMPARE(procfs::fdSize(records.context(WorkerRecords::worker, dialect)), 0U);
}

/// Values that tables of real kernels had, with the order in which they were filled.
void TestStatusValue::slots_data()
{
    QTest::addColumn<QList<int>>("fds");
    QTest::addColumn<int>("list");
    QTest::newRow("2 comes first") << QList<int>{2, 0, 1} << 3;
    QTest::newRow("and then 3") << QList<int>{2, 0, 1, 3} << 6;
    QTest::newRow("and then 10") << QList<int>{2, 0, 1, 10} << 11;
    QTest::newRow("and then 11") << QList<int>{2, 0, 1, 10, 11} << 22;
}

void TestStatusValue::slots()
{
    QFETCH(const QList<int>, fds);
    FdTableSlots slots;
    for (const int fd : fds)
        slots.hold(fd);
    QTEST(int(slots.list), "list");
}

void TestStatusValue::namesOfLinux_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("printed"); // by Linux; gVisor prints the name itself
    QTest::newRow("plain") << QByteArray("worker") << QByteArray("worker");
    QTest::newRow("newline") << QByteArray("a\nPid:\t1") << QByteArray("a\\nPid:\t1");
    QTest::newRow("backslash") << QByteArray("a\\nb") << QByteArray("a\\\\nb");
    QTest::newRow("others stay") << QByteArray("\x1b[1m\t\xff") << QByteArray("\x1b[1m\t\xff");
}

void TestStatusValue::namesOfLinux()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, printed);
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).name = name.toStdString();
    for (const Dialect dialect : allDialects) {
        const std::string text
            = rendered(statusFile, records.context(WorkerRecords::worker, dialect));
        const QByteArray& expected = dialect == Dialect::linux_ ? printed : name;
        QVERIFY(text.starts_with("Name:\t" + expected.toStdString() + "\n"));
        QCOMPARE(statusFile.reformat(text, dialect)->bytes, text);
    }
}

void TestStatusValue::nestedNamespaces()
{
    WorkerRecords records;
    constexpr PidNamespaceId inner{2};
    const auto nest = [&](TaskId id, std::int32_t outside, std::int32_t inside) {
        records.tasks.at(id).tids = {{inner, Tid{inside}}, {WorkerRecords::rootPids, Tid{outside}}};
    };
    nest(WorkerRecords::worker, 7, 1);
    nest(WorkerRecords::thread, 8, 2);
    FileContext ctx = records.context(WorkerRecords::thread, Dialect::linux_);
    std::string text = rendered(statusFile, ctx);
    QCOMPARE(lineOf(text, "NStgid"), "7\t1");
    QCOMPARE(lineOf(text, "NSpid"), "8\t2");
    QCOMPARE(lineOf(text, "NSpgid"), "7\t0"); // a group of the outer namespace alone
    QCOMPARE(lineOf(text, "NSsid"), "1\t0");
    QCOMPARE(statusFile.reformat(text, Dialect::linux_)->bytes, text);
    ctx.mount = inner;
    text = rendered(statusFile, ctx);
    QCOMPARE(lineOf(text, "NStgid"), "1");
    QCOMPARE(lineOf(text, "NSpid"), "2");
    QCOMPARE(lineOf(text, "NSpgid"), "0");
}

void TestStatusValue::processors_data()
{
    QTest::addColumn<unsigned>("count");
    QTest::addColumn<QByteArray>("mask");
    QTest::addColumn<QByteArray>("list");
    QTest::newRow("1") << 1U << QByteArray("1") << QByteArray("0");
    QTest::newRow("2") << 2U << QByteArray("3") << QByteArray("0-1");
    QTest::newRow("4") << 4U << QByteArray("f") << QByteArray("0-3");
    QTest::newRow("6") << 6U << QByteArray("3f") << QByteArray("0-5");
    QTest::newRow("32") << 32U << QByteArray("ffffffff") << QByteArray("0-31");
    QTest::newRow("33") << 33U << QByteArray("1,ffffffff") << QByteArray("0-32");
    QTest::newRow("96") << 96U << QByteArray("ffffffff,ffffffff,ffffffff") << QByteArray("0-95");
}

void TestStatusValue::processors()
{
    QFETCH(const unsigned, count);
    QFETCH(const QByteArray, mask);
    QFETCH(const QByteArray, list);
    WorkerRecords records;
    records.machineRecord.processors = count;
    const std::string text
        = rendered(statusFile, records.context(WorkerRecords::worker, Dialect::linux_));
    QCOMPARE(lineOf(text, "Cpus_allowed"), mask.toStdString());
    QCOMPARE(lineOf(text, "Cpus_allowed_list"), list.toStdString());
}

void TestStatusValue::umaskOfLinux()
{
    WorkerRecords records;
    for (const auto& [umask, text] : std::initializer_list<std::pair<std::uint32_t, std::string>>{
             {0, "0000"}, {02, "0002"}, {0777, "0777"}}) {
        records.fsContexts.at(FsContextId{7}).umask = umask;
        QCOMPARE(
            lineOf(rendered(statusFile, records.context(WorkerRecords::worker, Dialect::linux_)),
                   "Umask"),
            text);
    }
}

void TestStatusValue::memoryOfLinux()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    std::vector<Vma> vmas = *memory.vmas;
    vmas[4].lockMode = LockMode::lazy; // the heap
    records.setVmas(WorkerRecords::workerMemory, vmas);
    memory.peakVssBytes = memory.peakRssBytes = 0; // not tracked
    memory.pinnedBytes = 8192;
    memory.swapBytes = 12288;
    memory.layout = {};
    const std::string text
        = rendered(statusFile, records.context(WorkerRecords::worker, Dialect::linux_));
    QCOMPARE(lineOf(text, "VmPeak"), "   10632 kB");
    QCOMPARE(lineOf(text, "VmHWM"), "    3932 kB");
    QCOMPARE(lineOf(text, "VmLck"), "     132 kB"); // not what is resident of it
    QCOMPARE(lineOf(text, "VmPin"), "       8 kB");
    QCOMPARE(lineOf(text, "VmSwap"), "      12 kB");
    QCOMPARE(lineOf(text, "VmExe"), "     108 kB"); // from the map
}

void TestStatusValue::pageTablesAreEstimated()
{
    WorkerRecords records;
    MemoryRecord& memory = records.memories.at(WorkerRecords::workerMemory);
    memory.pageTableBytes = 0;
    const auto kilobytes = [&] {
        return taskStatus(records.context(WorkerRecords::worker, Dialect::linux_)).vmPteKb;
    };
    // Program and heap lie in three ranges of 2 MiB or fewer, each of the others in more of its
    // own.
    QVERIFY(kilobytes() >= 32U && kilobytes() <= 100U);
    std::vector<Vma> vmas(1);
    vmas[0].start = 0x400000;
    vmas[0].end = 0x401000;
    records.setVmas(WorkerRecords::workerMemory, vmas);
    QCOMPARE(kilobytes(), 0U);
    vmas[0].rssBytes = 0x1000;
    records.setVmas(WorkerRecords::workerMemory, vmas);
    QCOMPARE(kilobytes(), 12U); // one of each level
    vmas.push_back(vmas[0]);
    vmas[1].start = 0x600000; // the next 2 MiB
    vmas[1].end = 0x601000;
    records.setVmas(WorkerRecords::workerMemory, vmas);
    QCOMPARE(kilobytes(), 16U);
}

void TestStatusValue::zombieOfLinux()
{
    WorkerRecords records;
    records.exit(WorkerRecords::worker);
    const std::string text
        = rendered(statusFile, records.context(WorkerRecords::worker, Dialect::linux_));
    for (const std::string key : {"Umask", "VmPeak", "VmSize", "VmRSS", "RssAnon", "VmSwap",
                                  "HugetlbPages", "CoreDumping", "THP_enabled", "untag_mask"})
        QCOMPARE(lineOf(text, key), "-");
    QCOMPARE(lineOf(text, "FDSize"), "0");
    QVERIFY(text.find("\nKthread:\t0\nThreads:\t2\n") != std::string::npos);
}

void TestStatusValue::tracerAndSeccomp()
{
    WorkerRecords records;
    TaskRecord& task = records.tasks.at(WorkerRecords::worker);
    task.tracer = WorkerRecords::parent;
    task.seccompMode = 2;
    const TaskStatus status
        = taskStatus(records.context(WorkerRecords::worker, Dialect::gvisor2019));
    QCOMPARE(status.tracerPid, 1);
    QCOMPARE(status.seccomp, 2U);
}

void TestStatusValue::states_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("running") << int(TaskState::running) << QByteArray("R (running)");
    QTest::newRow("sleeping") << int(TaskState::sleeping) << QByteArray("S (sleeping)");
    QTest::newRow("stopped") << int(TaskState::stopped) << QByteArray("T (stopped)");
    QTest::newRow("traced") << int(TaskState::tracingStop) << QByteArray("t (tracing stop)");
    QTest::newRow("waiting") << int(TaskState::diskSleep) << QByteArray("D (disk sleep)");
    QTest::newRow("zombie") << int(TaskState::zombie) << QByteArray("Z (zombie)");
    QTest::newRow("dead") << int(TaskState::dead) << QByteArray("X (dead)");
}

void TestStatusValue::states()
{
    QFETCH(const int, state);
    QFETCH(const QByteArray, text);
    WorkerRecords records;
    records.tasks.at(WorkerRecords::worker).state = static_cast<TaskState>(state);
    for (const Dialect dialect : allDialects) {
        const TaskStatus status = taskStatus(records.context(WorkerRecords::worker, dialect));
        QCOMPARE(status.state, std::string_view(text));
    }
}

void TestStatusValue::aThreadOfTheGroup()
{
    const WorkerRecords records;
    const TaskStatus status
        = taskStatus(records.context(WorkerRecords::thread, Dialect::gvisor2019));
    QCOMPARE(status.tgid, 7);
    QCOMPARE(status.pid, 8);
    QCOMPARE(status.ppid, 1);
    QCOMPARE(status.threads, 2);
}

void TestStatusValue::reaped()
{
    WorkerRecords records;
    records.reap(WorkerRecords::thread);
    const TaskRecord last = records.reap(WorkerRecords::worker);
    const FileContext ctx{.records = records,
                          .task = last,
                          .dialect = Dialect::gvisor2019,
                          .mount = WorkerRecords::rootPids};
    QCOMPARE(rendered(statusFile, ctx),
             "Name:\tworker\nState:\tX "
             "(dead)\nTgid:\t0\nPid:\t0\nPPid:\t0\nTracerPid:\t0\nFDSize:\t0\nVmSize:\t0 kB\n"
             "VmRSS:\t0 "
             "kB\nThreads:\t0\nCapInh:\t0000000020000420\nCapPrm:\t0000000020000420\nCapEff:"
             "\t0000000020000420\n"
             "CapBnd:\t0000000020000420\nSeccomp:\t0\n");
}

void TestStatusValue::reapedThreadOfALivingGroup()
{
    WorkerRecords records;
    const TaskRecord last = records.reap(WorkerRecords::thread);
    const TaskStatus status = taskStatus({.records = records,
                                          .task = last,
                                          .dialect = Dialect::gvisor2019,
                                          .mount = WorkerRecords::rootPids});
    QCOMPARE(status.pid, 0);
    QCOMPARE(status.threads, 1);
}

QTEST_APPLESS_MAIN(TestStatusValue)
#include "tst_statusvalue.moc"
