// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cpuinfo.h>
#include <procfs/files/loadavg.h>
#include <procfs/files/meminfo.h>
#include <procfs/files/systemstat.h>
#include <procfs/files/uptime.h>
#include <procfs/files/version.h>
#include <procfs/procfile.h>
#include <procfs/truthcheck.h>

#include <QTest>

#include <algorithm>
#include <chrono>

#include <support/fakerecords.h>

using namespace sandscope::procfs;
using namespace std::chrono_literals;
using sandscope::test::FakeRecords;

/// The files of /proc itself.
class TestSystem : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFileIsHere();
    void printed_data();
    void printed();
    void printedAgain_data();
    void printedAgain();
    void fieldTables();
    void meminfoOfTasks();
    void statOf2026();
    void loadOfLinux();
    void processorsWithoutAName();
    void hostile_data();
    void hostile();
};

namespace {

/// Three processes: 1 sleeps, 2 runs and gives way, 3 waits in the kernel.
class Machine : public FakeRecords
{
public:
    Machine()
    {
        currentTime = 100s + 455ms;
        machineRecord.processors = 2;
        machineRecord.memoryBytes = std::uint64_t{64} << 20U;
        machineRecord.freeBytes = std::uint64_t{32} << 20U;
        machineRecord.bootTime = 1'700'000'000;
        addProcess(1, "init").state = TaskState::sleeping;
        TaskRecord& busy = addProcess(2, "busy");
        busy.state = TaskState::running;
        busy.nice = 5;
        addProcess(3, "waits").state = TaskState::diskSleep;
        groups.at(GroupId{1}).cpu = {.user = 10s, .system = 4s};
        groups.at(GroupId{1}).childCpu = {.user = 1s, .system = 0s};
        groups.at(GroupId{2}).cpu = {.user = 20s, .system = 2s + 10ms};
        TaskDetails details;
        details.voluntarySwitches = 7;
        details.involuntarySwitches = 3;
        setDetails(TaskId{2}, details);
    }
};

std::string rendered(const char* name, const Records& records, Dialect dialect)
{
    const ProcFile* const file = procFile(name, Scope::system);
    const TaskRecord none;
    FileText out;
    const FileContext ctx{.records = records, .task = none, .dialect = dialect, .mount = {}};
    if (!file || file->render(ctx, out) != Errno::ok)
        return "(error)";
    return out.bytes;
}

std::string zeros(int count)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += " 0";
    return text;
}

void compare(const std::string& found, const std::string& expected)
{
    QCOMPARE(QByteArray::fromStdString(found), QByteArray::fromStdString(expected));
}

}

void TestSystem::everyFileIsHere()
{
    for (const Dialect dialect : allDialects) {
        QByteArrayList names;
        for (const ProcFile* const file : procFiles(Scope::system)) {
            if (file->existsIn(dialect) && file->kind == FileKind::regular)
                names.push_back({file->name.data(), qsizetype(file->name.size())});
        }
        QByteArrayList expected{"cpuinfo", "filesystems", "loadavg", "meminfo",
                                "stat",    "uptime",      "version"};
        if (!isEarly(dialect))
            expected += {"cgroups", "cmdline"};
        for (const QByteArray& name : expected)
            QVERIFY2(names.contains(name), name.constData());
        QCOMPARE(names.contains("cmdline"), !isEarly(dialect));
    }
}

void TestSystem::printed_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("dialect");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* file, Dialect dialect, const char* expected) {
        QTest::addRow("%s %s", file, std::string(dialectName(dialect)).c_str())
            << QByteArray(file) << int(dialect) << QByteArray(expected);
    };
    using enum Dialect;
    row("version", gvisor2018, "Linux version 3.11.10 #1 SMP Fri Nov 29 10:47:50 PST 2013\n");
    row("version", gvisor2019, "Linux version 4.4 #1 SMP Sun Jan 10 15:06:54 PST 2016\n");
    row("version", gvisor2022, "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n");
    row("version", gvisor2024, "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n");
    row("version", gvisor2026, "Linux version 4.19.0-gvisor #1 SMP Sun Jan 10 15:06:54 PST 2016\n");
    row("version", linux_, "Linux version 6.18.0\n");
    row("cmdline", gvisor2022, "BOOT_IMAGE=/vmlinuz-4.4.0-gvisor quiet\n");
    row("cmdline", gvisor2026, "BOOT_IMAGE=/vmlinuz-4.19.0-gvisor-gvisor quiet\n");
    row("uptime", gvisor2018, "100.46 0.00\n"); // rounded
    row("uptime", gvisor2026, "100.46 0.00\n");
    row("uptime", linux_, "100.45 163.89\n"); // cut; 2 processors, 37.01 s of work
    for (const Dialect dialect : allDialects) {
        if (isGvisor(dialect))
            row("loadavg", dialect, "0.00 0.00 0.00 0/0 0\n");
    }
    row("cgroups", gvisor2022, "#subsys_name\thierarchy\tnum_cgroups\tenabled\n");
    row("filesystems", gvisor2018,
        "nodev\t9p\nnodev\tdevpts\nnodev\tdevtmpfs\nnodev\tproc\nnodev\tsysfs\nnodev\ttmpfs\n"
        "nodev\twhitelistfs\n");
}

void TestSystem::printed()
{
    QFETCH(const QByteArray, file);
    QFETCH(const int, dialect);
    QFETCH(const QByteArray, expected);
    const Machine machine;
    const auto text = rendered(file.constData(), machine, static_cast<Dialect>(dialect));
    QCOMPARE(QByteArray::fromStdString(text), expected);
}

void TestSystem::printedAgain_data()
{
    QTest::addColumn<int>("dialect");
    for (const Dialect dialect : allDialects)
        QTest::newRow(std::string(dialectName(dialect)).c_str()) << int(dialect);
}

/// What is printed can be read again, and fits the field table.
void TestSystem::printedAgain()
{
    QFETCH(const int, dialect);
    const auto which = static_cast<Dialect>(dialect);
    Machine machine;
    machine.machineRecord.processorVendor = "AuthenticAMD";
    machine.machineRecord.processorFamily = 191;
    machine.machineRecord.processorModel = 2;
    machine.machineRecord.processorKilohertz = 2'596'122;
    machine.machineRecord.processorFlags = "fpu vme de";
    TruthCheck check;
    int count = 0;
    for (const ProcFile* const file : procFiles(Scope::system)) {
        if (!file->existsIn(which) || !file->render || !file->reformat)
            continue;
        const std::string name(file->name);
        const std::string text = rendered(name.c_str(), machine, which);
        const auto again = file->reformat(text, which);
        QVERIFY2(again && again->bytes == text, name.c_str());
        QCOMPARE(again->unknownBytes, std::size_t{0});
        check.add(*file, which, text, name);
        ++count;
    }
    QVERIFY(count >= 7);
    for (const TruthViolation& violation : check.violations())
        QFAIL(describe(violation).c_str());
}

void TestSystem::fieldTables()
{
    for (const ProcFile* const file : procFiles(Scope::system)) {
        for (const FieldDoc& doc : file->fields) {
            const std::string where = std::string(file->name) + " " + std::string(doc.name);
            QVERIFY2(doc.meaning.ends_with('.'), where.c_str());
            for (const Dialect dialect : allDialects) {
                const Truth truth = doc.truthIn(dialect);
                if (!file->existsIn(dialect))
                    QVERIFY2(truth == Truth::absent, where.c_str());
                if (truth != Truth::measured && isGvisor(dialect))
                    QVERIFY2(doc.noteIn(dialect) || doc.name == "system", where.c_str());
            }
        }
    }
}

void TestSystem::meminfoOfTasks()
{
    Machine machine;
    const auto sharedFile = [&] {
        auto identity = std::make_shared<MappingIdentity>();
        identity->inode = 12;
        identity->path = "/bin/sh";
        return identity;
    }();
    Vma text;
    text.start = 0x1000;
    text.end = 0x5000;
    text.mapping = sharedFile;
    text.rssBytes = 0x3000;
    Vma data;
    data.start = 0x8000;
    data.end = 0x10000;
    data.rssBytes = data.anonymousBytes = 0x6000;
    data.effective.write = true;
    machine.setVmas(MemoryId{1}, {text, data});
    text.rssBytes = 0x2000; // the same file: it counts once
    machine.setVmas(MemoryId{2}, {text});
    const std::string found = rendered("meminfo", machine, Dialect::gvisor2019);
    for (const char* const line :
         {"MemTotal:          65536 kB\n", "MemFree:           32768 kB\n",
          "Cached:               12 kB\n", "SwapCache:             0 kB\n",
          "Active:               28 kB\n", // 24 anonymous and a page of the file's three
          "Inactive:              8 kB\n", "Active(anon):         24 kB\n",
          "AnonPages:            24 kB\n", "Shmem:                 0 kB\n"})
        QVERIFY2(found.contains(line), line);
    QCOMPARE(std::ranges::count(found, '\n'), 21);
    const std::string linux_ = rendered("meminfo", machine, Dialect::linux_);
    for (const char* const line :
         {"MemAvailable:      32780 kB\n", "SwapCached:            0 kB\n",
          "Committed_AS:         32 kB\n", "VmallocTotal:   34359738367 kB\n",
          "HugePages_Total:       0\n"})
        QVERIFY2(linux_.contains(line), line);
    QVERIFY(!linux_.contains("Slab:")); // unknown is not 0
}

void TestSystem::statOf2026()
{
    const Machine machine;
    const std::string nothing = zeros(10);
    compare(rendered("stat", machine, Dialect::gvisor2024),
            "cpu " + nothing + "\ncpu0" + nothing + "\ncpu1" + nothing + "\nintr" + zeros(257)
                + "\nctxt 0\nbtime 1700000000\nprocesses 0\nprocs_running 0\nprocs_blocked 0\n"
                  "softirq"
                + zeros(11) + "\n");
    // 31 s in programs, 6.01 s in the kernel, 2 x 100.45 s in all; the first takes odd ticks
    const std::string later = rendered("stat", machine, Dialect::gvisor2026);
    QVERIFY2(later.starts_with("cpu  3100 0 601 16389 0 0 0 0 0 0\n"
                               "cpu0 1550 0 301 8195 0 0 0 0 0 0\n"
                               "cpu1 1550 0 300 8194 0 0 0 0 0 0\nintr 0 0"),
             later.substr(0, 200).c_str());
    QVERIFY(later.contains("\nprocs_running 1\nprocs_blocked 1\n"));
    const std::string linux_ = rendered("stat", machine, Dialect::linux_);
    QVERIFY2(linux_.starts_with("cpu  1100 2000 601 16389 0 0"), linux_.substr(0, 80).c_str());
    QVERIFY(linux_.contains("\nintr 0\nctxt 10\nbtime 1700000000\nprocesses 3\n"));
}

void TestSystem::loadOfLinux()
{
    Machine machine;
    // Two tasks want to run; after 100 s an average over a minute has come to 1 - (1884/2048)^20.
    compare(rendered("loadavg", machine, Dialect::linux_), "1.62 0.57 0.20 1/3 3\n");
    machine.currentTime = 24h;
    compare(rendered("loadavg", machine, Dialect::linux_), "2.00 2.00 2.00 1/3 3\n");
    machine.currentTime = 0s;
    compare(rendered("loadavg", machine, Dialect::linux_), "0.00 0.00 0.00 1/3 3\n");
}

void TestSystem::processorsWithoutAName()
{
    const Machine machine;
    const std::string early = rendered("cpuinfo", machine, Dialect::gvisor2019);
    QVERIFY(early.starts_with("processor\t: 0\nmodel name\t: unknown\nstepping\t: unknown\n"
                              "fpu\t\t: yes\n"));
    QVERIFY(early.ends_with("power management:\n\n"));
    QVERIFY(!early.contains("vendor_id") && !early.contains("MHz")); // unknown is left out
    QVERIFY(!early.contains("physical id"));
    const std::string later = rendered("cpuinfo", machine, Dialect::gvisor2026);
    QVERIFY(later.contains("\ncache size\t: 8192 KB\nphysical id\t: 0\nsiblings\t: 2\n"
                           "core id\t\t: 1\n"));
}

void TestSystem::hostile_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("unknown"); ///< -1: not taken
    const auto row = [](const char* tag, const char* file, const QByteArray& bytes, int unknown) {
        QTest::newRow(tag) << QByteArray(file) << bytes << unknown;
    };
    row("a line that nobody knows", "meminfo", "MemTotal:             12 kB\nNew:   1 kB\n", 12);
    row("a number too large", "meminfo", "MemTotal: 99999999999999999999 kB\n", 34);
    row("badly padded", "meminfo", "MemTotal: 12 kB\n", 16);
    row("no newline", "meminfo", "MemTotal:             12 kB", -1);
    row("a new key", "stat", "cpu  1 2\nfuture 1 2\n", 11);
    row("a key without numbers", "stat", "ctxt\n", 5);
    row("two blanks", "stat", "ctxt  1\n", 8);
    row("eleven columns", "stat", "cpu0 1 2 3 4 5 6 7 8 9 10 11\n", 29);
    row("no tab", "filesystems", "nodev\ttmpfs\nproc\n", 5);
    row("a new key of a processor", "cpuinfo", "processor\t: 0\nfuture key\t: x\n\n", 15);
    row("no colon", "cpuinfo", "processor\n", 10);
    row("one number", "uptime", "1.00\n", -1);
    row("one place", "uptime", "1.0 2.00\n", -1);
    row("three places", "uptime", "1.000 2.00\n", -1);
    row("overflow", "uptime", "99999999999999999999.00 0.00\n", -1);
    row("no slash", "loadavg", "0.00 0.00 0.00 1 2\n", -1);
    row("behind the end", "loadavg", "0.00 0.00 0.00 1/2 2\nx", -1);
    row("no release", "version", "Linux\n", -1);
    row("two lines", "version", "Linux version 1\n2\n", -1);
    row("odd parentheses", "version", "Linux version 1 (a) b ) #2\n", 0);
    row("all of Linux", "version",
        "Linux version 6.1.0 (me@there) (gcc (Debian 12.2.0-14) 12.2.0, GNU ld) #1 SMP x\n", 0);
}

void TestSystem::hostile()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, unknown);
    const ProcFile* const which = procFile(file.toStdString(), Scope::system);
    QVERIFY(which);
    const auto again = which->reformat(bytes.toStdString(), Dialect::linux_);
    QCOMPARE(again.has_value(), unknown >= 0);
    QCOMPARE(which->decode(bytes.toStdString(), Dialect::linux_).has_value(), unknown >= 0);
    if (unknown < 0)
        return;
    QCOMPARE(QByteArray::fromStdString(again->bytes), bytes);
    QCOMPARE(int(again->unknownBytes), unknown);
}

QTEST_APPLESS_MAIN(TestSystem)
#include "tst_system.moc"
