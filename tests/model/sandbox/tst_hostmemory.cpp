// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/hostmemory.h>
#include <model/sandbox/hostreader.h>
#include <model/sandbox/sandboxsampler.h>

#include <QTest>

#include <format>

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <tests/model/sources/temporaryproc.h>
#include <unistd.h>

using namespace sandscope;
using namespace sandscope::model;
using Kind = HostMemoryFailure::Kind;
using Role = HostProcess::Role;

/// An invented computer with a sentry (100), its stubs and a memory file, beside an invented
/// sandbox.
class TestHostMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatIsCommitted();
    void aHelperIsNoOtherSpace();
    void anotherGuestsStubIsNotTaken();
    void copiesCannotBeToldApart();
    void forksSinceTheDumpAreNotTakenForIt();
    void whatFitsNobodyElseIsItsOwn();
    void theMemoryFileMayBeOutOfReach();
    void aFileThatTellsNoHolesIsNotEmpty();
    void noSpaces();
    void noneFits();
    void hostileMaps_data();
    void hostileMaps();
    void aHiddenSandboxIsSaid();
    void numbersOfOthersAreNotTaken_data();
    void numbersOfOthersAreNotTaken();

private:
    using Ranges = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
    void guest(int pid, const Ranges& ranges);
    void stub(int pid, int parent, std::string maps);
    [[nodiscard]] std::string memory(std::uint64_t start, std::uint64_t end,
                                     std::uint64_t offset) const;
    [[nodiscard]] std::expected<HostMemory, HostMemoryFailure> of(int pid);

    std::unique_ptr<test::TemporaryProc> m_proc;
    std::string m_device;
    std::string m_guests;
    std::vector<HostProcess> m_processes;
};

namespace {

constexpr std::uint64_t page = 4096;
constexpr std::uint64_t base = 0x10000000;

HostProcess hostProcess(Role role, int pid, int parent)
{
    HostProcess process;
    process.role = role;
    process.row.tid = {pid};
    process.row.parentTgid = parent;
    return process;
}

}

void TestHostMemory::init()
{
    m_proc = std::make_unique<test::TemporaryProc>();
    m_guests.clear();
    m_processes = {hostProcess(Role::sentry, 100, 1)};
    // Pages 0, 1 and 3 are there.
    m_proc->makeHole("memory", 64 * page);
    const int file = ::open(m_proc->at("memory").c_str(), O_WRONLY | O_CLOEXEC);
    const std::string bytes(page, 'x');
    for (const std::uint64_t number : {0U, 1U, 3U})
        QCOMPARE(::pwrite(file, bytes.data(), page, static_cast<::off_t>(number * page)),
                 static_cast<::ssize_t>(page));
    struct ::stat about = {};
    QCOMPARE(::fstat(file, &about), 0);
    ::close(file);
    m_device = std::format("{:02x}:{:02x} {}", gnu_dev_major(about.st_dev),
                           gnu_dev_minor(about.st_dev), about.st_ino);
    m_proc->link(m_proc->at("memory").string(), "100/fd/7");
    m_proc->makePipe("pipe"); // never opened for reading, or this would hang
    m_proc->link(m_proc->at("pipe").string(), "100/fd/5");
}

void TestHostMemory::guest(int pid, const Ranges& ranges)
{
    std::string maps;
    for (const auto& [start, end] : ranges)
        maps += std::format(
            R"({}{{"address":{{"Start":{},"End":{}}},"permissions":{{"Read":true}},"private":"p","offset":0}})",
            maps.empty() ? "" : ",", start, end);
    m_guests += std::format(
        R"({}{{"args":["p"],"status":{{"comm":"p","pid":{},"ppid":0}},"maps":[{}]}})",
        m_guests.empty() ? "" : ",", pid, maps);
}

void TestHostMemory::stub(int pid, int parent, std::string maps)
{
    m_processes.push_back(hostProcess(Role::stub, pid, parent));
    // What every stub has for itself.
    maps += std::format("7f0000000000-7f0000001000 r-xp 00000000 00:00 0 \n"
                        "7f0000002000-7f0000003000 rw-s 00000000 00:01 5 "
                        "                         /memfd:systrap-memory (deleted)\n");
    m_proc->write(std::format("{}/maps", pid), maps);
}

std::string TestHostMemory::memory(std::uint64_t start, std::uint64_t end,
                                   std::uint64_t offset) const
{
    return std::format("{:08x}-{:08x} rw-s {:08x} {}   /memfd:runsc-memory (deleted)\n", start, end,
                       offset, m_device);
}

std::expected<HostMemory, HostMemoryFailure> TestHostMemory::of(int pid)
{
    SandboxSampler sampler(std::make_shared<const SampledTree::Origin>(
                               SampledTree::Origin{procfs::Dialect::gvisor2024, {}}),
                           {});
    SandboxReading reading;
    reading.dump = *parseDump(R"({"success":true,"result":[)" + m_guests + "]}", {}, 1);
    const auto shot = sampler.sample(std::move(reading), {});
    return hostMemory(dynamic_cast<const SandboxTree&>(*shot->tree), pid, m_processes,
                      m_proc->path(), {});
}

void TestHostMemory::whatIsCommitted()
{
    guest(1, {{base, base + 8 * page}, {base + 8 * page, base + 10 * page}, {2 * base, 3 * base}});
    // One piece over two mappings, and one of a file.
    stub(101, 100,
         memory(base + page, base + 9 * page, page)
             + std::format("{:08x}-{:08x} r-xs 00000000 fe:00 9   /lib/x\n", 2 * base,
                           2 * base + 2 * page));
    const auto found = of(1);
    QVERIFY(found);
    QCOMPARE(found->stubs, std::vector<std::int32_t>{101});
    QCOMPARE(found->mappings.size(), std::size_t{3});
    const auto* first = found->startingAt(base);
    QVERIFY(first);
    QCOMPARE(first->memory.least, 7 * page); // from the second page on
    QCOMPARE(first->committed->least, 2 * page); // 1 and 3 of the file
    QCOMPARE(first->files.least, std::uint64_t{0});
    const auto* second = found->startingAt(base + 8 * page);
    QCOMPARE(second->memory.least, page);
    QCOMPARE(second->committed->least, std::uint64_t{0});
    QCOMPARE(found->startingAt(2 * base)->files.most, 2 * page);
    QVERIFY(!found->startingAt(base + page));
    QVERIFY(hostMappingText(*first).contains(QStringLiteral("28 kB of the memory file, 8 kB")));
}

void TestHostMemory::aHelperIsNoOtherSpace()
{
    guest(1, {{base, base + 8 * page}});
    stub(101, 100, memory(base, base + page, 0));
    stub(102, 101, memory(base, base + page, 0));
    stub(99, 100, {}); // of nobody
    QCOMPARE(of(1)->stubs, std::vector<std::int32_t>{101});
}

void TestHostMemory::anotherGuestsStubIsNotTaken()
{
    guest(1, {{base, base + 8 * page}});
    guest(2, {{base, base + 8 * page}, {2 * base, 2 * base + page}}); // has the same, and more
    stub(101, 100, memory(base, base + page, 0));
    stub(102, 100,
         memory(base, base + page, 3 * page) + memory(2 * base, 2 * base + page, 4 * page));
    const auto first = of(1);
    QVERIFY(first);
    QCOMPARE(first->stubs, std::vector<std::int32_t>{101});
    QCOMPARE(of(2)->stubs, std::vector<std::int32_t>{102});
}

void TestHostMemory::copiesCannotBeToldApart()
{
    guest(1, {{base, base + 8 * page}});
    guest(2, {{base, base + 8 * page}});
    stub(101, 100, memory(base, base + 2 * page, 0));
    stub(102, 100, memory(base, base + page, 2 * page));
    const auto found = of(2);
    QVERIFY(found);
    QCOMPARE(found->stubs, (std::vector<std::int32_t>{101, 102}));
    const auto& mapping = found->mappings.front();
    QCOMPARE(mapping.memory, (HostBytes{page, 2 * page}));
    QCOMPARE(*mapping.committed, (HostBytes{0, 2 * page}));
    QCOMPARE(hostBytesText(mapping.committed), QStringLiteral("0–8 kB"));
    QVERIFY(hostSpaceText(*found).contains(QStringLiteral("101, 102")));
}

/// Guest 1 forked after the dump: the stubs of its children fit it alone, as its own does.
void TestHostMemory::forksSinceTheDumpAreNotTakenForIt()
{
    guest(1, {{base, base + 8 * page}});
    guest(2, {{2 * base, 2 * base + page}});
    stub(101, 100, memory(base, base + page, 0));
    stub(102, 100, memory(2 * base, 2 * base + page, 4 * page));
    stub(103, 100, memory(base, base + 3 * page, 0));
    const auto found = of(1);
    QVERIFY(found);
    QCOMPARE(found->stubs, (std::vector<std::int32_t>{101, 103}));
    QCOMPARE(found->mappings.front().committed, (HostBytes{page, 2 * page}));
    QCOMPARE(of(2)->stubs, std::vector<std::int32_t>{102});

    // Its own fits another guest, too, and that of a child does not.
    m_guests.clear();
    guest(1, {{base, base + 8 * page}});
    guest(2, {{base, base + page}, {2 * base, 2 * base + page}});
    QCOMPARE(of(1)->stubs, (std::vector<std::int32_t>{101, 103}));
}

void TestHostMemory::whatFitsNobodyElseIsItsOwn()
{
    guest(1, {{base, base + 8 * page}});
    guest(2, {{base, base + page}});
    guest(3, {{base, base + page}}); // has not run yet
    stub(101, 100, memory(base, base + page, 0)); // of any
    stub(102, 100, memory(base, base + 2 * page, 0));
    stub(103, 100, memory(base, base + 3 * page, 0));
    QCOMPARE(of(1)->stubs, (std::vector<std::int32_t>{102, 103})); // and not the first of them
    QCOMPARE(of(3)->stubs, std::vector<std::int32_t>{101});
}

void TestHostMemory::theMemoryFileMayBeOutOfReach()
{
    guest(1, {{base, base + 8 * page}});
    stub(101, 100, memory(base, base + page, 0));
    m_proc->remove("100/fd/7");
    const auto found = of(1);
    QVERIFY(found);
    QVERIFY(!found->mappings.front().committed); // and not 0
    QCOMPARE(found->mappings.front().memory.least, page);
    QVERIFY(found->fileFailure);
    QVERIFY(hostBytesText({}).isEmpty());
    QVERIFY(hostSpaceText(*found).contains(QStringLiteral("ENOENT")));
}

void TestHostMemory::aFileThatTellsNoHolesIsNotEmpty()
{
    struct ::stat about = {};
    QCOMPARE(::stat("/proc/version", &about), 0); // where it has data nobody tells: EINVAL
    m_device = std::format("{:02x}:{:02x} {}", gnu_dev_major(about.st_dev),
                           gnu_dev_minor(about.st_dev), about.st_ino);
    m_proc->remove("100/fd/7");
    m_proc->link("/proc/version", "100/fd/7");
    guest(1, {{base, base + 8 * page}});
    stub(101, 100, memory(base, base + page, 0));
    const auto found = of(1);
    QVERIFY(found);
    QVERIFY(!found->mappings.front().committed); // and not 0
    QVERIFY(found->fileFailure);
    QVERIFY(hostSpaceText(*found).contains(QStringLiteral("EINVAL")));
}

void TestHostMemory::noSpaces()
{
    guest(1, {{base, base + 8 * page}});
    stub(101, 100, {});
    QCOMPARE(of(1).error().kind, Kind::noSpaces);
    QCOMPARE(of(7).error().kind, Kind::noGuest);
}

void TestHostMemory::noneFits()
{
    guest(1, {{base, base + 8 * page}});
    stub(101, 100, memory(base, base + 9 * page, 0)); // more than it has
    QCOMPARE(of(1).error().kind, Kind::noneFits);
}

void TestHostMemory::hostileMaps_data()
{
    QTest::addColumn<QByteArray>("maps");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("garbage") << QByteArray("\0\377 -x\n\n-\n", 9);
    QTest::newRow("cut") << QByteArray("10000000-1000");
    QTest::newRow("huge") << QByteArray("00000000-ffffffffffffffff rw-s ffffffffffffffff ff:ff "
                                        "18446744073709551615 /memfd:runsc-memory\n");
    QTest::newRow("descending") << QByteArray(
        "20000000-20001000 rw-s 00000000 00:01 9 /memfd:runsc-memory\n"
        "10000000-10001000 rw-s 00000000 00:01 9 /memfd:runsc-memory\n");
}

void TestHostMemory::hostileMaps()
{
    QFETCH(QByteArray, maps);
    guest(1, {{0x10000000, 0x20001000}});
    guest(2, {{0, std::numeric_limits<std::uint64_t>::max()}});
    stub(101, 100, {});
    m_proc->write("101/maps", maps.toStdString());
    for (const int pid : {1, 2}) {
        const auto found = of(pid); // comes to an end, and invents nothing
        QVERIFY(!found || !found->mappings.front().committed
                || found->mappings.front().committed->most == 0);
    }
}

void TestHostMemory::aHiddenSandboxIsSaid()
{
    test::TemporaryProc state;
    state.write("box_sandbox:box.state",
                R"({"id":"box","status":"running","goferPid":98,"sandbox":{"id":"box","pid":97}})");
    const HostWish wish{
        .source = QStringLiteral("runsc:box?root=%1").arg(QString::fromStdString(state.path()))};
    const auto answer = readHost(wish, m_proc->path(), {});
    QVERIFY(answer.processes.empty());
    QVERIFY2(answer.trouble.contains(QStringLiteral("97")), qPrintable(answer.trouble));
    QVERIFY(answer.trouble.contains(QStringLiteral("98")));
    QVERIFY(!readHost({.source = QStringLiteral("runsc:no?root=/no")}, m_proc->path(), {})
                 .trouble.isEmpty());
}

void TestHostMemory::numbersOfOthersAreNotTaken_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char* title, const char* name, QByteArray arguments, bool isTaken) {
        QTest::newRow(title) << QByteArray(name) << arguments.replace(' ', '\0') << isTaken;
    };
    row("its own", "exe", "runsc-sandbox --root=/r boot --bundle=/b box ", true);
    row("by another name", "gvisor_sentry", "runsc-sandbox boot box ", true);
    row("as it started itself", "exe", "/proc/self/exe boot box ", true);
    row("another sandbox", "exe", "runsc-sandbox --root=/r boot --bundle=/b bax ", false);
    row("a longer id", "exe", "runsc-sandbox boot box2 ", false);
    row("another program", "exe", "/usr/bin/cat box ", false);
    row("called like it", "runsc-sandbox", "sleep 7 ", false);
    row("no end", "exe", "runsc-sandbox boot box", true);
    row("no arguments", "exe", " ", false);
    row("not told", "exe", "", true);
    row("another, not told", "sleep", "", false);
}

void TestHostMemory::numbersOfOthersAreNotTaken()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, arguments);
    QFETCH(bool, isTaken);
    SandboxState state;
    state.id = state.sandbox = "box";
    state.bundle = "/b";
    state.pid = 97;
    state.gofer = 98;
    m_proc->addTask(97, name.toStdString());
    m_proc->write("97/cmdline", arguments.toStdString());
    m_proc->addTask(98, "exe");
    m_proc->write("98/cmdline", std::string_view("runsc-gofer\0gofer\0--bundle=/b\0", 31));
    const auto processes = hostProcesses(state, m_proc->path(), {});
    QVERIFY(processes);
    QCOMPARE(processes->size(), std::size_t{isTaken ? 2U : 1U});
    QVERIFY(processes->back().role == Role::gofer);
    state.bundle = "/c";
    QCOMPARE(hostProcesses(state, m_proc->path(), {})->size(), std::size_t{isTaken ? 1U : 0U});
}

QTEST_APPLESS_MAIN(TestHostMemory)
#include "tst_hostmemory.moc"
