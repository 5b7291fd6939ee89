// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <model/kernel/addressspace.h>

using namespace sandscope;
using namespace sandscope::kernel;
using procfs::VmaHint;

/// Memory where Linux and the releases of gVisor part: layout, merging, placing, and what a call
/// that fails has done by then. Expectations are those of the captures (Linux 6.18 without
/// randomisation; gVisor of December 2022 and July 2024).
class LinuxMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layoutWithoutRandomisation();
    void stopsAtEntryAsTold();
    void aSeenMapIsTakenAsItIs();
    void faultedApartStaysApart();
    void heapDoesNotJoinTheProgram();
    void threadStacksStayApart();
    void noReplace_data();
    void noReplace();
    void largeOnes_data();
    void largeOnes();
    void theLowestAddresses();
    void movingOverSeveralAreas();
    void aShrinkingMoveOverSeveralAreas();
    void aFailedMoveClearsItsDestination();
    void stackGrows();
    void pageByPage();
    void readingAroundTheHoles();
    void populatingAdvice();
    void lockedWithoutAccess();
    void dontFork();
};

namespace {

const procfs::Access readOnly{true, false, false};
const procfs::Access readWrite{true, true, false};
const procfs::Access nothing{};
constexpr Options linuxFixed{.behaviour = Behaviour::linux_, .randomized = false};

ProcessSpec atEntry()
{
    ProcessSpec spec = Sandbox::defaultSpec();
    spec.image.stopsAtEntry = true;
    return spec;
}

std::size_t areasIn(Sandbox& box, std::uint64_t start, std::uint64_t end)
{
    std::size_t count = 0;
    for (const procfs::Vma& vma : box.kernel.vmas(box.init))
        count += vma.start < end && vma.end > start ? 1U : 0U;
    return count;
}

}

void LinuxMemoryTest::layoutWithoutRandomisation()
{
    Sandbox box(linuxFixed, atEntry());
    const auto vmas = box.kernel.vmas(box.init);
    QCOMPARE(vmas.front().start, 0x555555554000ULL);
    QCOMPARE(vmas.back().hint, VmaHint::stack);
    QCOMPARE(vmas.back().start, 0x7ffffffde000ULL);
    QCOMPARE(vmas.back().end, 0x7ffffffff000ULL);
    // The interpreter ends where mappings begin; vDSO, clock and parameters lie below it.
    const auto& interpreterEnd = vmas[vmas.size() - 2];
    QCOMPARE(interpreterEnd.end, 0x7ffff7fff000ULL);
    const auto vdso = std::ranges::find(vmas, VmaHint::vdso, &procfs::Vma::hint);
    QVERIFY(vdso != vmas.end() && vdso - vmas.begin() >= 2);
    QCOMPARE(vdso->end - vdso->start, 2 * page);
    QCOMPARE(vdso[-1].mapping->path, std::string("[vvar_vclock]"));
    QCOMPARE(vdso[-1].end - vdso[-1].start, 2 * page);
    QCOMPARE(vdso[-2].hint, VmaHint::vvar);
    QCOMPARE(vdso[-2].end - vdso[-2].start, 4 * page);
    QCOMPARE(box.kernel.mmap(box.init, {.length = 2 * page}).value(), vdso[-2].start - 2 * page);
}

void LinuxMemoryTest::stopsAtEntryAsTold()
{
    for (const Behaviour behaviour : {Behaviour::gvisor2022, Behaviour::linux_}) {
        ProcessSpec spec = atEntry();
        spec.image.placement = {.imageBase = 0x560000000000,
                                .interpreterBase = 0x7f0000100000,
                                .vdso = 0x7f0000080000,
                                .stackStart = 0x7ffe00000000,
                                .stackEnd = 0x7ffe00021000,
                                .heapStart = 0x560001234000,
                                .mapBase = 0x7f0000070000};
        Sandbox box({.behaviour = behaviour}, spec);
        const auto vmas = box.kernel.vmas(box.init);
        QCOMPARE(vmas.front().start, 0x560000000000ULL);
        QCOMPARE(vmas.back().end, 0x7ffe00021000ULL);
        QCOMPARE(box.kernel.brk(box.init, 0).value(), 0x560001234000ULL);
        QVERIFY(std::ranges::none_of(vmas, [](const auto& vma) {
            return vma.mapping && vma.mapping->path.contains("libc");
        }));
        QCOMPARE(box.kernel.mmapAddress(box.init, {.length = page}).value(), 0x7f000006f000ULL);
        QCOMPARE(box.kernel.mmap(box.init, {.length = page}).value(), 0x7f000006f000ULL);
        QVERIFY(!checkInvariants(box.kernel));
    }
}

void LinuxMemoryTest::aSeenMapIsTakenAsItIs()
{
    Sandbox first(linuxFixed, atEntry());
    auto seen = std::make_shared<std::vector<procfs::Vma>>(first.kernel.vmas(first.init));
    ProcessSpec spec = atEntry();
    spec.image.map = seen;
    Sandbox second({.seed = 77, .behaviour = Behaviour::linux_}, spec);
    const auto vmas = second.kernel.vmas(second.init);
    QCOMPARE(vmas.size(), seen->size());
    for (std::size_t i = 0; i < vmas.size(); ++i) {
        QCOMPARE(vmas[i].start, (*seen)[i].start);
        QCOMPARE(vmas[i].end, (*seen)[i].end);
        QCOMPARE(vmas[i].hint, (*seen)[i].hint);
    }
    const MapRequest small{.length = page};
    QCOMPARE(second.kernel.mmap(second.init, small).value(),
             first.kernel.mmap(first.init, small).value());
    // One that overlaps itself is none.
    seen->push_back(seen->front());
    QCOMPARE(errorOf(Kernel().createProcess(spec)), QByteArray("ENOMEM"));
}

void LinuxMemoryTest::faultedApartStaysApart()
{
    Sandbox box(linuxFixed, atEntry());
    const std::uint64_t at = 0x10000000;
    const auto map = [&](std::uint64_t address, bool noReserve) {
        return box.kernel
            .mmap(box.init,
                  {.address = address, .length = page, .fixed = true, .noReserve = noReserve})
            .value();
    };
    // Two that were touched while they could not be one are two for ever.
    map(at, false);
    map(at + 2 * page, false);
    QVERIFY(box.kernel.touch(box.init, at, 1, true));
    QVERIFY(box.kernel.touch(box.init, at + 2 * page, 1, true));
    map(at + page, false); // joins the lower one alone
    QCOMPARE(areasIn(box, at, at + 3 * page), 2U);
    QVERIFY(box.vma(box.init, at)->end == at + 2 * page);
    // Untouched ones are one at once, and so are neighbours touched as neighbours.
    const std::uint64_t other = at + 16 * page;
    map(other, false);
    map(other + page, false);
    QCOMPARE(areasIn(box, other, other + 2 * page), 1U);
    QVERIFY(box.kernel.mprotect(box.init, other, page, readOnly));
    QVERIFY(box.kernel.touch(box.init, other + page, 1, true));
    QVERIFY(box.kernel.mprotect(box.init, other, page, readWrite));
    QCOMPARE(areasIn(box, other, other + 2 * page), 1U);
    // Flags keep apart what is otherwise alike.
    map(other + 2 * page, true);
    QCOMPARE(areasIn(box, other, other + 3 * page), 2U);
}

void LinuxMemoryTest::heapDoesNotJoinTheProgram()
{
    Sandbox box(linuxFixed, atEntry());
    const std::uint64_t start = box.kernel.brk(box.init, 0).value();
    const auto vmas = box.kernel.vmas(box.init);
    const auto below = std::ranges::find(vmas, start, &procfs::Vma::end);
    QVERIFY(below != vmas.end() && !below->mapping && below->real == readWrite);
    QVERIFY(box.kernel.brk(box.init, start + 3 * page));
    QVERIFY(box.kernel.brk(box.init, start + 5 * page));
    const auto* heap = box.vma(box.init, start);
    QVERIFY(heap);
    QCOMPARE(heap->hint, VmaHint::heap);
    QCOMPARE(heap->end, start + 5 * page);
}

void LinuxMemoryTest::threadStacksStayApart()
{
    for (const Behaviour behaviour : {Behaviour::gvisor2022, Behaviour::linux_}) {
        Sandbox box({.behaviour = behaviour, .randomized = false}, atEntry());
        const std::uint64_t top = box.kernel.mmap(box.init, {.length = page}).value();
        const std::uint64_t low
            = box.kernel.mmap(box.init, {.length = page, .isStack = true}).value();
        QCOMPARE(low, top - page);
        QCOMPARE(areasIn(box, low, top + page), behaviour == Behaviour::linux_ ? 2U : 1U);
    }
}

void LinuxMemoryTest::noReplace_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("2022 takes it for a hint") << 2 << QByteArray("OK");
    QTest::newRow("2024 does, too") << 3 << QByteArray("OK");
    QTest::newRow("2026") << 4 << QByteArray("EEXIST");
    QTest::newRow("linux") << 5 << QByteArray("EEXIST");
}

void LinuxMemoryTest::noReplace()
{
    QFETCH(int, behaviour);
    QFETCH(QByteArray, error);
    Sandbox box({.behaviour = static_cast<Behaviour>(behaviour)});
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = page}).value();
    const MapRequest request{.address = at, .length = page, .fixed = true, .replaces = false};
    QCOMPARE(errorOf(box.kernel.mmapAddress(box.init, request)), error);
    const auto made = box.kernel.mmap(box.init, request);
    QCOMPARE(errorOf(made), error);
    QVERIFY(!made || *made != at);
}

void LinuxMemoryTest::largeOnes_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<quint64>("length");
    QTest::addColumn<bool>("isStack");
    QTest::addColumn<bool>("isAligned");
    const quint64 odd = 8 * mebi + page;
    QTest::newRow("2022") << 2 << odd << true << true;
    QTest::newRow("2024") << 3 << odd << false << true;
    QTest::newRow("2024, a stack") << 3 << odd << true << false;
    QTest::newRow("2026, not a multiple") << 4 << odd << false << false;
    QTest::newRow("2026, a multiple") << 4 << quint64(8 * mebi) << false << true;
    QTest::newRow("linux, not a multiple") << 5 << odd << false << false;
    QTest::newRow("linux, a multiple") << 5 << quint64(8 * mebi) << false << true;
}

void LinuxMemoryTest::largeOnes()
{
    QFETCH(int, behaviour);
    QFETCH(quint64, length);
    QFETCH(bool, isStack);
    QFETCH(bool, isAligned);
    Sandbox box({.behaviour = static_cast<Behaviour>(behaviour), .randomized = false}, atEntry());
    QVERIFY(box.kernel.mmap(box.init, {.length = 3 * page})); // off any boundary
    const auto at = box.kernel.mmap(box.init, {.length = length, .isStack = isStack});
    QVERIFY(at);
    QCOMPARE(*at % (2 * mebi) == 0, isAligned);
}

// Linux leaves them to those with CAP_SYS_RAWIO, gVisor to nobody.
void LinuxMemoryTest::theLowestAddresses()
{
    const MapRequest low{.address = page, .length = page, .fixed = true};
    const RemapRequest there{.address = low.address,
                             .oldSize = page,
                             .newSize = page,
                             .mayMove = true,
                             .fixedAddress = 0};
    Sandbox box(linuxFixed, atEntry());
    QCOMPARE(box.kernel.mmap(box.init, low).value(), page);
    QCOMPARE(box.kernel.mremap(box.init, there).value(), 0ULL);
    QCOMPARE(areasIn(box, 0, 2 * page), 1U);
    const auto problem = checkInvariants(box.kernel);
    QVERIFY2(!problem, problem.value_or("").c_str());
    QVERIFY(box.kernel.capset(box.init, {}));
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.mmap(box.init, low); }),
             QByteArray("EPERM"));
    const auto high = box.kernel.mmap(box.init, {.length = page});
    RemapRequest down = there;
    down.address = high.value();
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.mremap(box.init, down); }),
             QByteArray("EPERM"));
    Sandbox gvisor({.behaviour = Behaviour::gvisor2026});
    QCOMPARE(failureOf(gvisor.kernel, [&] { return gvisor.kernel.mmap(gvisor.init, low); }),
             QByteArray("ENOMEM"));
}

void LinuxMemoryTest::movingOverSeveralAreas()
{
    const std::uint64_t at = 0x10000000;
    const std::uint64_t to = 0x20000000;
    const RemapRequest request{.address = at,
                               .oldSize = 4 * page,
                               .newSize = 4 * page,
                               .mayMove = true,
                               .fixedAddress = to};
    Sandbox box(linuxFixed, atEntry());
    QVERIFY(box.kernel.mmap(box.init, {.address = at, .length = 4 * page, .fixed = true}));
    QVERIFY(box.kernel.mprotect(box.init, at + page, page, readOnly));
    QVERIFY(box.kernel.munmap(box.init, at + 2 * page, page));
    QCOMPARE(box.kernel.mremap(box.init, request).value(), to); // gap and all
    QCOMPARE(areasIn(box, at, at + 4 * page), 0U);
    QCOMPARE(areasIn(box, to, to + 4 * page), 3U);
    QVERIFY(!checkInvariants(box.kernel));
}

// What is too much is cut off first, so it may reach into other areas.
void LinuxMemoryTest::aShrinkingMoveOverSeveralAreas()
{
    const std::uint64_t at = 0x10000000;
    const std::uint64_t to = 0x20000000;
    Sandbox box(linuxFixed, atEntry());
    QVERIFY(box.kernel.mmap(box.init, {.address = at, .length = 8 * page, .fixed = true}));
    QVERIFY(box.kernel.mprotect(box.init, at + 2 * page, 4 * page, readOnly));
    const auto move = [&](std::uint64_t size) {
        return box.kernel.mremap(box.init,
                                 {.address = at,
                                  .oldSize = 7 * page,
                                  .newSize = size,
                                  .mayMove = true,
                                  .fixedAddress = to});
    };
    QCOMPARE(failureOf(box.kernel, [&] { return move(3 * page); }), QByteArray("EFAULT"));
    QCOMPARE(move(page).value(), to);
    QCOMPARE(box.vma(box.init, to)->end, to + page);
    QCOMPARE(areasIn(box, at, at + 7 * page), 0U);
    QCOMPARE(areasIn(box, at + 7 * page, at + 8 * page), 1U);
    QVERIFY(!checkInvariants(box.kernel));
}

void LinuxMemoryTest::aFailedMoveClearsItsDestination()
{
    const std::uint64_t at = 0x10000000;
    const std::uint64_t to = 0x20000000;
    Sandbox box({.behaviour = Behaviour::gvisor2024});
    QVERIFY(box.kernel.mmap(box.init, {.address = at, .length = 2 * page, .fixed = true}));
    QVERIFY(box.kernel.mprotect(box.init, at + page, page, readOnly));
    QVERIFY(box.kernel.mmap(box.init, {.address = to, .length = 8 * page, .fixed = true}));
    const RemapRequest request{.address = at,
                               .oldSize = 2 * page,
                               .newSize = 2 * page,
                               .mayMove = true,
                               .fixedAddress = to};
    QCOMPARE(errorOf(box.kernel.mremapAddress(box.init, request)), QByteArray("EFAULT"));
    QCOMPARE(areasIn(box, to, to + 2 * page), 1U);
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.mremap(box.init, request); }),
             QByteArray("EFAULT, and something changed"));
    QCOMPARE(areasIn(box, to, to + 2 * page), 0U);
    QCOMPARE(areasIn(box, at, at + 2 * page), 2U);
}

void LinuxMemoryTest::stackGrows()
{
    Sandbox box(linuxFixed, atEntry());
    const std::uint64_t end = 0x7ffffffff000;
    QVERIFY(box.kernel.touch(box.init, end - mebi, 1, true));
    const auto* stack = box.vma(box.init, end - mebi);
    QVERIFY(stack);
    QCOMPARE(stack->end, end);
    QCOMPARE(stack->hint, VmaHint::stack);
    QCOMPARE(
        failureOf(box.kernel, [&] { return box.kernel.touch(box.init, end - 9 * mebi, 1, true); }),
        QByteArray("EFAULT")); // the limit is 8 MiB
    QVERIFY(!checkInvariants(box.kernel));
}

void LinuxMemoryTest::pageByPage()
{
    Sandbox box(linuxFixed, atEntry());
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = 64 * page}).value();
    QCOMPARE(box.vma(box.init, at)->rssBytes, 0ULL);
    QVERIFY(box.kernel.touch(box.init, at, 1, false)); // the page of zeros counts nowhere
    QCOMPARE(box.vma(box.init, at)->rssBytes, 0ULL);
    QVERIFY(box.kernel.touch(box.init, at, 2 * page, true));
    QCOMPARE(box.vma(box.init, at)->rssBytes, 2 * page);
    QVERIFY(box.kernel.discard(box.init, at, 64 * page));
    QCOMPARE(box.vma(box.init, at)->rssBytes, 0ULL);
    MapRequest file{.length = 64 * page, .access = readOnly};
    file.file = FileRef{.path = "/data"};
    const std::uint64_t mapped = box.kernel.mmap(box.init, file).value();
    QVERIFY(box.kernel.touch(box.init, mapped + 20 * page, 1, false));
    const auto* vma = box.vma(box.init, mapped);
    QVERIFY(vma->rssBytes > 0 && vma->rssBytes <= 16 * page);
    QCOMPARE(vma->anonymousBytes, 0ULL);
}

// A fault for each sixteen pages in which something was missing, and all of them come.
void LinuxMemoryTest::readingAroundTheHoles()
{
    Sandbox box(linuxFixed, atEntry());
    const auto faults = [&] { return box.task(box.init)->details->minorFaults; };
    MapRequest file{.address = 0x100000000, .length = 256 * page, .access = readOnly};
    file.fixed = true;
    file.file = FileRef{.path = "/data"};
    const std::uint64_t at = box.kernel.mmap(box.init, file).value();
    const auto read = [&](std::uint64_t first, std::uint64_t count) {
        const std::uint64_t before = faults();
        (void)box.kernel.touch(box.init, at + first * page, count * page, false);
        return faults() - before;
    };
    QCOMPARE(read(20, 1), 1ULL);
    QCOMPARE(box.vma(box.init, at)->rssBytes, 16 * page);
    QCOMPARE(read(15, 2), 1ULL); // 16 is there
    QCOMPARE(read(50, 4), 1ULL);
    QCOMPARE(box.vma(box.init, at)->rssBytes, 48 * page);
    QCOMPARE(read(0, 60), 0ULL + 1); // 32 … 47 alone
    QCOMPARE(read(10, 240), 12ULL); // 64 … 255
    QCOMPARE(box.vma(box.init, at)->rssBytes, 256 * page);
    // However much it is, the holes are what it costs.
    file.address = 0x200000000000;
    file.length = std::uint64_t{1} << 44U;
    file.populated = true;
    const std::uint64_t before = faults();
    const auto huge = box.kernel.mmap(box.init, file);
    QVERIFY(huge);
    QCOMPARE(faults() - before, (std::uint64_t{1} << 44U) / (16 * page));
    QCOMPARE(box.vma(box.init, *huge)->rssBytes, std::uint64_t{1} << 44U);
    QVERIFY(!checkInvariants(box.kernel));
}

// MADV_POPULATE_READ and _WRITE, which gVisor does not know.
void LinuxMemoryTest::populatingAdvice()
{
    Sandbox box(linuxFixed, atEntry());
    const std::uint64_t at = box.kernel.mmap(box.init, {.length = 4 * page}).value();
    QVERIFY(box.kernel.mprotect(box.init, at + 2 * page, page, readOnly));
    const auto advise = [&](std::uint64_t length, int advice) {
        return failureOf(box.kernel,
                         [&] { return box.kernel.madvise(box.init, at, length, advice); });
    };
    QCOMPARE(advise(2 * page, advice::populateWrite), QByteArray("OK"));
    QCOMPARE(advise(4 * page, advice::populateRead), QByteArray("OK"));
    QCOMPARE(advise(4 * page, advice::populateWrite), QByteArray("EINVAL"));
    QVERIFY(box.kernel.munmap(box.init, at + page, page));
    QCOMPARE(advise(4 * page, advice::populateRead), QByteArray("ENOMEM"));
    for (const Behaviour behaviour : everyBehaviour) {
        Sandbox other({.behaviour = behaviour});
        const std::uint64_t there = other.kernel.mmap(other.init, {.length = page}).value();
        QCOMPARE(errorOf(other.kernel.madvise(other.init, there, page, advice::populateRead)),
                 behaviour == Behaviour::linux_ ? QByteArray("OK") : QByteArray("EINVAL"));
    }
}

void LinuxMemoryTest::lockedWithoutAccess()
{
    for (const Behaviour behaviour : {Behaviour::gvisor2022, Behaviour::linux_}) {
        Sandbox box({.behaviour = behaviour});
        const std::uint64_t at
            = box.kernel.mmap(box.init, {.length = 2 * page, .access = nothing}).value();
        QCOMPARE(errorOf(box.kernel.mlock(box.init, at, page)), QByteArray("ENOMEM"));
        QVERIFY(box.vma(box.init, at)->lockMode != procfs::LockMode::none);
        QVERIFY(!checkPublished(box.kernel));
    }
}

void LinuxMemoryTest::dontFork()
{
    for (const Behaviour behaviour : {Behaviour::gvisor2022, Behaviour::linux_}) {
        Sandbox box({.behaviour = behaviour});
        const std::uint64_t at = box.kernel.mmap(box.init, {.length = 3 * page}).value();
        QVERIFY(box.kernel.madvise(box.init, at + page, page, advice::dontFork));
        QCOMPARE(areasIn(box, at, at + 3 * page), 3U);
        const TaskId child = box.fork(box.init);
        QVERIFY(!box.kernel.touch(child, at + page, 1, false));
        QVERIFY(box.kernel.touch(child, at + 2 * page, 1, true));
        QVERIFY(!checkInvariants(box.kernel));
        QVERIFY(box.kernel.madvise(box.init, at, 3 * page, advice::doFork));
        QCOMPARE(areasIn(box, at, at + 3 * page), 1U);
    }
    Sandbox old({.behaviour = Behaviour::gvisor2019});
    const std::uint64_t at = old.kernel.mmap(old.init, {.length = page}).value();
    QCOMPARE(errorOf(old.kernel.madvise(old.init, at, page, advice::dontFork)),
             QByteArray("ENOSYS"));
}

QTEST_APPLESS_MAIN(LinuxMemoryTest)
#include "tst_linuxmemory.moc"
