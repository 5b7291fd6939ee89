// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "sandbox.h"

#include <model/kernel/addressspace.h>

using namespace sandscope;
using namespace sandscope::kernel;
using procfs::VmaHint;

/// Mappings: where they go, how they split and merge, what is refused (facts 6.2 to 6.4).
class MemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatExecMaps();
    void placementOfTheBigThings_data();
    void placementOfTheBigThings();
    void auxiliaryVector();
    void argumentsOnTheStack();
    void mmapRefusals_data();
    void mmapRefusals();
    void placementIsTopDown();
    void hintsAndGuards();
    void neighboursMerge();
    void sharedAnonymousMemoryNeverMerges();
    void munmapSplits();
    void mprotectSplitsAndMerges();
    void mprotectRefusals_data();
    void mprotectRefusals();
    void brkMovesTheHeap();
    void brkRefusals();
    void mremap_data();
    void mremap();
    void mremapDrift2018();
    void mremapDuplicates();
    void titlesAndLostArguments();
};

namespace {

const procfs::Access readOnly{true, false, false};
const procfs::Access readWrite{true, true, false};
const procfs::Access nothing{};

std::vector<procfs::Vma> withHint(const std::vector<procfs::Vma>& vmas, VmaHint hint)
{
    std::vector<procfs::Vma> result;
    std::ranges::copy_if(vmas, std::back_inserter(result),
                         [hint](const auto& vma) { return vma.hint == hint; });
    return result;
}

std::uint64_t auxValue(const procfs::MemoryRecord& memory, std::uint64_t key)
{
    for (const procfs::AuxEntry& entry : memory.auxv) {
        if (entry.key == key)
            return entry.value;
    }
    return ~0ULL;
}

}

void MemoryTest::whatExecMaps()
{
    Sandbox box;
    const auto& vmas = *box.memory(box.init)->vmas;
    const auto stack = withHint(vmas, VmaHint::stack);
    QCOMPARE(stack.size(), 1U);
    QCOMPARE(stack[0].end - stack[0].start, 8 * mebi);
    QVERIFY(stack[0].growsDown);
    const auto heap = withHint(vmas, VmaHint::heap);
    QCOMPARE(heap.size(), 1U);
    QCOMPARE(heap[0].end - heap[0].start, 132ULL << 10U);
    const auto vdso = withHint(vmas, VmaHint::vdso);
    const auto vvar = withHint(vmas, VmaHint::vvar);
    QCOMPARE(vdso[0].end - vdso[0].start, 2 * page);
    QCOMPARE(vvar[0].end, vdso[0].start);
    QVERIFY(!vvar[0].maximum.write && !vvar[0].maximum.execute);
    // The heap begins where the program ends, without a gap.
    const auto before = std::ranges::find(vmas, heap[0].start, &procfs::Vma::end);
    QVERIFY(before != vmas.end());
    // Text is a private mapping of the file, whole and not anonymous.
    const auto text = std::ranges::find_if(vmas, [](const auto& vma) {
        return vma.real.execute && vma.mapping && vma.mapping->path == "/sbin/init";
    });
    QVERIFY(text != vmas.end());
    QCOMPARE(text->rssBytes, text->end - text->start);
    QCOMPARE(text->anonymousBytes, 0ULL);
    QCOMPARE(text->mapping->device, 8ULL);
    QVERIFY(text->offset > 0);
}

void MemoryTest::placementOfTheBigThings_data()
{
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= 20; ++seed)
        QTest::addRow("seed %llu", static_cast<unsigned long long>(seed)) << seed;
}

// Facts 6.4, for whatever the random offsets are.
void MemoryTest::placementOfTheBigThings()
{
    QFETCH(quint64, seed);
    Sandbox box({.seed = seed});
    const auto& vmas = *box.memory(box.init)->vmas;
    const std::uint64_t program = vmas.front().start;
    QVERIFY(program >= 0x555555554000ULL && program < 0x565555555000ULL);
    const auto library = std::ranges::find_if(
        vmas, [](const auto& vma) { return vma.mapping && vma.mapping->path.contains("libc"); });
    QVERIFY(library->start > 0x7ea000000000ULL - 16 * mebi && library->end <= addressLimit);
    const auto stack = withHint(vmas, VmaHint::stack);
    QVERIFY(stack[0].end <= addressLimit && stack[0].end > addressLimit - (1ULL << 40U) - page);
    std::uint64_t end = 0;
    std::uint64_t sum = 0;
    std::uint64_t resident = 0;
    for (const procfs::Vma& vma : vmas) {
        QVERIFY(vma.start >= end && vma.end > vma.start);
        end = vma.end;
        sum += vma.end - vma.start;
        resident += vma.rssBytes;
    }
    QCOMPARE(sum, box.memory(box.init)->vssBytes);
    QCOMPARE(resident, box.memory(box.init)->rssBytes);
}

void MemoryTest::auxiliaryVector()
{
    ProcessSpec spec = Sandbox::defaultSpec();
    spec.uid = 1000;
    spec.gid = 100;
    Sandbox box({}, spec);
    const auto* memory = box.memory(box.init);
    const auto& vmas = *memory->vmas;
    const auto holds = [&vmas](std::uint64_t address) {
        return std::ranges::any_of(
            vmas, [address](const auto& v) { return v.start <= address && address < v.end; });
    };
    QCOMPARE(auxValue(*memory, 3), vmas.front().start + 64); // PHDR
    QCOMPARE(auxValue(*memory, 4), 56ULL);
    QVERIFY(holds(auxValue(*memory, 9))); // ENTRY
    QVERIFY(holds(auxValue(*memory, 7))); // BASE
    QCOMPARE(auxValue(*memory, 33), withHint(vmas, VmaHint::vdso)[0].start);
    QCOMPARE(auxValue(*memory, 6), 4096ULL);
    QCOMPARE(auxValue(*memory, 17), 100ULL);
    QCOMPARE(auxValue(*memory, 11), 1000ULL);
    QCOMPARE(auxValue(*memory, 12), 1000ULL);
    QCOMPARE(auxValue(*memory, 13), 100ULL);
    QCOMPARE(auxValue(*memory, 14), 100ULL);
    QCOMPARE(auxValue(*memory, 23), 0ULL);
    const std::uint64_t stackEnd = withHint(vmas, VmaHint::stack)[0].end;
    QCOMPARE(auxValue(*memory, 31), stackEnd - sizeof("/sbin/init")); // EXECFN, with its NUL
    QCOMPARE(auxValue(*memory, 25), auxValue(*memory, 31) - 17); // RANDOM, as measured
    QCOMPARE(memory->auxv.size(), 15U);
}

void MemoryTest::argumentsOnTheStack()
{
    Sandbox box;
    const auto* memory = box.memory(box.init);
    const auto stack = withHint(*memory->vmas, VmaHint::stack);
    QVERIFY(memory->environment.start >= stack[0].start && memory->arguments.end <= stack[0].end);
    QCOMPARE(memory->arguments.end % 16, 0ULL);
    QCOMPARE(memory->arguments.end - memory->arguments.start, memory->arguments.bytes->size());
}

void MemoryTest::mmapRefusals_data()
{
    QTest::addColumn<MapRequest>("request");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char* name, MapRequest request, const char* error) {
        QTest::newRow(name) << request << QByteArray(error);
    };
    const FileRef file{"/f", false, true, true};
    const FileRef readable{"/f", false, false, true};
    const FileRef closed{"/f", false, true, false};
    row("no length", {.length = 0}, "EINVAL");
    row("length that cannot be rounded", {.length = ~0ULL}, "ENOMEM");
    row("more than there is", {.length = 1ULL << 47U}, "ENOMEM");
    row("offset within a page", {.length = page, .file = file, .offset = 100}, "EINVAL");
    row("offset past the end", {.length = 2 * page, .file = file, .offset = ~0ULL - page + 1},
        "ENOMEM");
    row("fixed within a page", {.address = 0x10001, .length = page, .fixed = true}, "EINVAL");
    row("fixed too low", {.address = 0x1000, .length = page, .fixed = true}, "ENOMEM");
    row("fixed too high", {.address = addressLimit, .length = page, .fixed = true}, "ENOMEM");
    row("a file that grows down", {.length = page, .growsDown = true, .file = file}, "EINVAL");
    row("a file that cannot be read", {.length = page, .file = closed}, "EACCES");
    row("writing to a file that cannot be written",
        {.length = page, .shared = true, .file = readable}, "EACCES");
    row("privately it can", {.length = page, .file = readable}, "OK");
    row("and shared it can be read",
        {.length = page, .access = {true, false, false}, .shared = true, .file = readable}, "OK");
}

void MemoryTest::mmapRefusals()
{
    QFETCH(MapRequest, request);
    QFETCH(QByteArray, error);
    Sandbox box;
    QCOMPARE(failureOf(box.kernel, [&] { return box.kernel.mmap(box.init, request); }), error);
}

void MemoryTest::placementIsTopDown()
{
    Sandbox box;
    MapRequest request{.length = page, .access = readOnly};
    const std::uint64_t first = box.kernel.mmap(box.init, request).value();
    request.access = readWrite;
    const std::uint64_t second = box.kernel.mmap(box.init, request).value();
    QCOMPARE(second, first - page);
    QVERIFY(box.kernel.munmap(box.init, first, page));
    QCOMPARE(box.kernel.mmap(box.init, request).value(), first); // the highest hole again

    // With an infinite stack limit it is the other way around.
    ProcessSpec spec = Sandbox::defaultSpec();
    setSoft(spec.limits, Limit::stack, noLimit);
    Sandbox up({}, spec);
    const std::uint64_t low = up.kernel.mmap(up.init, {.length = page, .access = readOnly}).value();
    const std::uint64_t next = up.kernel.mmap(up.init, {.length = page}).value();
    QVERIFY(low < 0x555555554000ULL);
    QVERIFY(next > low);
    QCOMPARE(withHint(*up.memory(up.init)->vmas, VmaHint::stack)[0].end
                 - withHint(*up.memory(up.init)->vmas, VmaHint::stack)[0].start,
             8 * mebi);
}

void MemoryTest::hintsAndGuards()
{
    Sandbox box;
    QCOMPARE(box.kernel.mmap(box.init, {.address = 0x10000000, .length = page}).value(),
             0x10000000ULL);
    QCOMPARE(box.kernel.mmap(box.init, {.address = 0x20000123, .length = page}).value(),
             0x20000000ULL); // rounded
    QVERIFY(box.kernel.mmap(box.init, {.address = 0x10000000, .length = page}).value()
            != 0x10000000ULL); // taken
    QVERIFY(box.kernel.mmap(box.init, {.address = 0x30000000, .length = page, .growsDown = true}));
    const std::uint64_t guarded = 0x30000000 - guardBytes;
    QVERIFY(box.kernel.mmap(box.init, {.address = guarded, .length = page}).value() != guarded);
    QCOMPARE(box.kernel.mmap(box.init, {.address = guarded - page, .length = page}).value(),
             guarded - page);
    // Fixed takes it nevertheless, and replaces what is there.
    const std::uint64_t vss = box.memory(box.init)->vssBytes;
    QVERIFY(
        box.kernel.mmap(box.init, {.address = guarded - page, .length = 2 * page, .fixed = true}));
    QCOMPARE(box.memory(box.init)->vssBytes, vss + page);
}

void MemoryTest::neighboursMerge()
{
    Sandbox box;
    const std::uint64_t base = 0x10000000;
    const auto map = [&](std::uint64_t at, procfs::Access access) {
        return box.kernel.mmap(box.init,
                               {.address = at, .length = page, .access = access, .fixed = true});
    };
    QVERIFY(map(base, readWrite) && map(base + 2 * page, readWrite));
    const std::size_t count = box.memory(box.init)->vmas->size();
    QVERIFY(map(base + page, readWrite)); // joins three
    QCOMPARE(box.memory(box.init)->vmas->size(), count - 1);
    QCOMPARE(box.vma(box.init, base)->end, base + 3 * page);
    QVERIFY(map(base + 3 * page, readOnly)); // differs
    QCOMPARE(box.memory(box.init)->vmas->size(), count);
    // Parts of a file merge where the offsets go on.
    const auto mapFile = [&](std::uint64_t at, std::uint64_t offset) {
        MapRequest request{.address = at, .length = page, .fixed = true};
        request.file = FileRef{"/data", false, true, true};
        request.offset = offset;
        return box.kernel.mmap(box.init, request);
    };
    QVERIFY(mapFile(base + 8 * page, 0) && mapFile(base + 9 * page, page)
            && mapFile(base + 10 * page, 5 * page));
    QCOMPARE(box.vma(box.init, base + 8 * page)->end, base + 10 * page);
    QVERIFY(box.vma(box.init, base + 10 * page));
}

void MemoryTest::sharedAnonymousMemoryNeverMerges()
{
    Sandbox box;
    const std::size_t count = box.memory(box.init)->vmas->size();
    const MapRequest request{.length = page, .shared = true};
    const std::uint64_t at = box.kernel.mmap(box.init, request).value();
    QCOMPARE(box.kernel.mmap(box.init, request).value(), at - page);
    QCOMPARE(box.memory(box.init)->vmas->size(), count + 2);
    const auto* vma = box.vma(box.init, at);
    QCOMPARE(vma->mapping->path, std::string("/dev/zero"));
    QVERIFY(vma->mapping->deleted && vma->mapping->kind != procfs::MappingKind::file
            && !vma->isPrivate);
    QVERIFY(vma->mapping->inode != 0); // an identity of its own, though early dialects print 0
}

void MemoryTest::munmapSplits()
{
    Sandbox box;
    MapRequest request{.address = 0x10000000, .length = 8 * page};
    request.file = FileRef{"/data", false, true, true};
    const std::uint64_t at = box.kernel.mmap(box.init, request).value();
    QVERIFY(box.kernel.touch(box.init, at, 1, false));
    const std::uint64_t rss = box.memory(box.init)->rssBytes;
    QVERIFY(box.kernel.munmap(box.init, at + 2 * page, 3 * page));
    QCOMPARE(box.vma(box.init, at)->end, at + 2 * page);
    QCOMPARE(box.vma(box.init, at + 5 * page)->offset, 5 * page);
    QCOMPARE(box.memory(box.init)->rssBytes, rss - 3 * page);
    QVERIFY(box.kernel.munmap(box.init, at, 8 * page)); // the hole does not matter
    const auto fails = [&](std::uint64_t address, std::uint64_t length) {
        return failureOf(box.kernel, [&] { return box.kernel.munmap(box.init, address, length); });
    };
    QCOMPARE(fails(at + 1, page), QByteArray("EINVAL"));
    QCOMPARE(fails(at, 0), QByteArray("EINVAL"));
    QCOMPARE(fails(at, ~0ULL), QByteArray("EINVAL"));
    const auto before = box.kernel.publish();
    QCOMPARE(fails(at, 8 * page), QByteArray("OK")); // nothing there is fine, and no change
    QVERIFY(box.kernel.publish() == before);
}

void MemoryTest::mprotectSplitsAndMerges()
{
    Sandbox box;
    const std::uint64_t at
        = box.kernel.mmap(box.init, {.address = 0x10000000, .length = 8 * page}).value();
    const std::size_t count = box.memory(box.init)->vmas->size();
    QVERIFY(box.kernel.mprotect(box.init, at + 2 * page, page + 1, readOnly)); // rounded up
    QCOMPARE(box.memory(box.init)->vmas->size(), count + 2);
    QCOMPARE(box.vma(box.init, at + 2 * page)->end, at + 4 * page);
    QVERIFY(box.kernel.mprotect(box.init, at + 2 * page, 2 * page, readWrite));
    QCOMPARE(box.memory(box.init)->vmas->size(), count);
    const auto before = box.kernel.publish();
    QVERIFY(box.kernel.mprotect(box.init, at, 8 * page, readWrite)); // as it is
    QVERIFY(box.kernel.publish() == before);
}

void MemoryTest::mprotectRefusals_data()
{
    QTest::addColumn<quint64>("offset");
    QTest::addColumn<quint64>("length");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("no length is fine") << quint64(0) << quint64(0) << QByteArray("OK");
    QTest::newRow("within a page") << quint64(1) << quint64(page) << QByteArray("EINVAL");
    QTest::newRow("not mapped at the start")
        << quint64(4 * page) << quint64(page) << QByteArray("ENOMEM");
    QTest::newRow("a hole inside: what lies before it is changed")
        << quint64(0) << quint64(8 * page) << QByteArray("ENOMEM, and something changed");
    QTest::newRow("length that wraps") << quint64(0) << ~quint64(0) << QByteArray("ENOMEM");
    QTest::newRow("more than a shared file allows")
        << quint64(16 * page) << quint64(page) << QByteArray("EACCES");
}

void MemoryTest::mprotectRefusals()
{
    QFETCH(quint64, offset);
    QFETCH(quint64, length);
    QFETCH(QByteArray, error);
    Sandbox box;
    const std::uint64_t at = 0x10000000;
    QVERIFY(box.kernel.mmap(box.init, {.address = at, .length = 4 * page, .access = readOnly}));
    QVERIFY(box.kernel.mmap(box.init,
                            {.address = at + 5 * page, .length = 3 * page, .access = readOnly}));
    MapRequest request{
        .address = at + 16 * page, .length = page, .access = readOnly, .shared = true};
    request.file = FileRef{"/data", false, false, true};
    QVERIFY(box.kernel.mmap(box.init, request));
    QVERIFY(!box.vma(box.init, at + 16 * page)->maximum.write);
    QCOMPARE(
        failureOf(box.kernel,
                  [&] { return box.kernel.mprotect(box.init, at + offset, length, readWrite); }),
        error);
}

void MemoryTest::brkMovesTheHeap()
{
    Sandbox box;
    const std::uint64_t end = box.kernel.brk(box.init, 0).value();
    const std::size_t count = box.memory(box.init)->vmas->size();
    QCOMPARE(box.kernel.brk(box.init, end + 10'000).value(), end + 10'000);
    const auto heap = withHint(*box.memory(box.init)->vmas, VmaHint::heap);
    QCOMPARE(heap.size(), 1U); // grown, not a second one
    QCOMPARE(heap[0].end, end + 3 * page);
    QCOMPARE(box.memory(box.init)->vmas->size(), count);
    const auto before = box.kernel.publish();
    QVERIFY(box.kernel.brk(box.init, end + 12'000)); // within the last page
    QVERIFY(box.kernel.publish() == before);
    QCOMPARE(box.kernel.brk(box.init, 0).value(), end + 12'000);
    QVERIFY(box.kernel.brk(box.init, heap[0].start));
    QVERIFY(withHint(*box.memory(box.init)->vmas, VmaHint::heap).empty());
}

void MemoryTest::brkRefusals()
{
    Sandbox box;
    const std::uint64_t end = box.kernel.brk(box.init, 0).value();
    const auto fails = [&](std::uint64_t to) {
        return failureOf(box.kernel, [&] { return box.kernel.brk(box.init, to); });
    };
    QCOMPARE(fails(0x1000), QByteArray("EINVAL")); // below the heap's start
    QCOMPARE(fails(~0ULL), QByteArray("ENOMEM"));
    QVERIFY(box.kernel.mmap(box.init, {.address = end + 4 * page, .length = page, .fixed = true}));
    QCOMPARE(fails(end + 5 * page), QByteArray("ENOMEM")); // something stands in the way
    QVERIFY(box.kernel.setLimit(box.init, Limit::data, 200'000));
    QCOMPARE(fails(end + 65 * page), QByteArray("ENOMEM"));
    QVERIFY(box.kernel.brk(box.init, end + 2 * page));
}

void MemoryTest::mremap_data()
{
    QTest::addColumn<RemapRequest>("request");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QByteArray>("result");
    const std::uint64_t at = 0x10000000;
    const auto row
        = [](const char* name, RemapRequest request, const char* error, const char* result = "") {
              QTest::newRow(name) << request << QByteArray(error) << QByteArray(result);
          };
    row("within a page", {at + 1, page, page, false}, "EINVAL");
    row("to nothing", {at, page, 0, false}, "EINVAL");
    row("not mapped", {at + 64 * page, page, 2 * page, true}, "EFAULT");
    row("longer than the area", {at, 9 * page, 10 * page, true}, "EFAULT");
    row("fixed without may move", {at, page, page, false, 0x20000000}, "EINVAL");
    row("onto itself", {at, 4 * page, 4 * page, true, at + page}, "EINVAL");
    row("nothing to do", {at, 8 * page, 8 * page, false}, "OK", "10000000+8");
    row("shrinks in place", {at, 8 * page, 3 * page, false}, "OK", "10000000+3");
    row("grows in place", {at, 8 * page, 10 * page, false}, "OK", "10000000+10");
    row("no room in place", {at, 8 * page, 20 * page, false}, "ENOMEM");
    row("moved by request", {at, 8 * page, 2 * page, true, 0x20000000}, "OK", "20000000+2");
    row("a part moved", {at, 2 * page, 3 * page, true, 0x20000000}, "OK", "20000000+3");
}

void MemoryTest::mremap()
{
    QFETCH(RemapRequest, request);
    QFETCH(QByteArray, error);
    QFETCH(QByteArray, result);
    Sandbox box;
    const std::uint64_t at = 0x10000000;
    QVERIFY(box.kernel.mmap(box.init, {.address = at, .length = 8 * page}));
    QVERIFY(
        box.kernel.mmap(box.init, {.address = at + 12 * page, .length = page, .access = readOnly}));
    const std::uint64_t vss = box.memory(box.init)->vssBytes;
    const std::uint64_t rss = box.memory(box.init)->rssBytes;
    Result<std::uint64_t> where = 0;
    QCOMPARE(failureOf(box.kernel, [&] { return where = box.kernel.mremap(box.init, request); }),
             error);
    if (error != "OK")
        return;
    const auto* vma = box.vma(box.init, *where);
    QVERIFY(vma);
    QCOMPARE(QByteArray::number(qulonglong(*where), 16) + '+'
                 + QByteArray::number((vma->end - vma->start) / page),
             result);
    QCOMPARE(box.memory(box.init)->vssBytes, vss + request.newSize - request.oldSize);
    const std::uint64_t kept = std::min(request.newSize, request.oldSize);
    QCOMPARE(box.memory(box.init)->rssBytes, rss - request.oldSize + kept); // pages go along
    QVERIFY(!checkInvariants(box.kernel));
}

void MemoryTest::mremapDrift2018()
{
    for (const Behaviour behaviour : {Behaviour::gvisor2018, Behaviour::gvisor2019}) {
        Sandbox box({.behaviour = behaviour});
        const std::uint64_t at = box.kernel.mmap(box.init, {.length = 4 * page}).value();
        const std::uint64_t vss = box.memory(box.init)->vssBytes;
        QVERIFY(box.kernel.mremap(box.init, {at, 4 * page, 9 * page, true, 0x20000000}));
        QCOMPARE(box.memory(box.init)->vssBytes,
                 vss + (behaviour == Behaviour::gvisor2018 ? 0 : 5 * page));
        QVERIFY(!checkInvariants(box.kernel));
    }
}

void MemoryTest::mremapDuplicates()
{
    Sandbox box;
    MapRequest request{.address = 0x10000000, .length = 8 * page, .shared = true};
    const std::uint64_t at = box.kernel.mmap(box.init, request).value();
    const std::uint64_t copy
        = box.kernel.mremap(box.init, {at + 2 * page, 0, 3 * page, true}).value();
    QVERIFY(box.vma(box.init, at));
    QVERIFY(box.vma(box.init, copy)->mapping == box.vma(box.init, at)->mapping);
    QCOMPARE(box.vma(box.init, copy)->offset, 2 * page);
    Sandbox old({.behaviour = Behaviour::gvisor2018});
    const std::uint64_t there = old.kernel.mmap(old.init, request).value();
    QCOMPARE(
        failureOf(old.kernel, [&] { return old.kernel.mremap(old.init, {there, 0, page, true}); }),
        QByteArray("EINVAL"));
}

void MemoryTest::titlesAndLostArguments()
{
    Sandbox box;
    QVERIFY(box.kernel.overwriteArguments(box.init, "title"));
    QCOMPARE(*box.memory(box.init)->arguments.bytes, std::string("title-x\0", 8)); // the rest as it
                                                                                   // was
    const TaskId child = box.fork(box.init);
    QVERIFY(box.kernel.overwriteArguments(child, "child"));
    QCOMPARE(box.memory(box.init)->arguments.bytes->substr(0, 5), std::string("title"));
    QCOMPARE(
        failureOf(box.kernel,
                  [&] { return box.kernel.overwriteArguments(box.init, "longer than it was"); }),
        QByteArray("EFAULT"));
    // Without read access nothing can be copied, and unmapped it is gone; what comes back is zeros.
    const std::uint64_t stackPage = pageFloor(box.memory(box.init)->arguments.start);
    QVERIFY(box.kernel.mprotect(box.init, stackPage, page, nothing));
    QVERIFY(!box.memory(box.init)->arguments.bytes);
    QVERIFY(box.memory(box.init)->arguments.end > 0);
    QVERIFY(box.kernel.munmap(box.init, stackPage, page));
    QVERIFY(box.kernel.mmap(box.init, {.address = stackPage, .length = page, .fixed = true}));
    QCOMPARE(*box.memory(box.init)->arguments.bytes, std::string(8, '\0'));
}

QTEST_APPLESS_MAIN(MemoryTest)
#include "tst_memory.moc"
