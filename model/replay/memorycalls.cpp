// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The memory calls of a log. Addresses are the log's: where the simulation would have chosen
// another one, the mapping is put where the log has it.
#include <model/replay/constants.h>
#include <model/replay/images.h>
#include <model/replay/replaying.h>

#include <algorithm>
#include <array>
#include <format>
#include <optional>

namespace sandscope::replay {

namespace {

using kernel::Result;
using procfs::Access;
using procfs::Errno;

constexpr std::uint64_t page = 4096;

// Of mmap.
constexpr std::uint64_t mapShared = 0x1; // and 0x3 for MAP_SHARED_VALIDATE
constexpr std::uint64_t mapFixed = 0x10;
constexpr std::uint64_t mapAnonymous = 0x20;
constexpr std::uint64_t map32Bit = 0x40;
constexpr std::uint64_t mapGrowsDown = 0x100;
constexpr std::uint64_t mapLocked = 0x2000;
constexpr std::uint64_t mapNoReserve = 0x4000;
constexpr std::uint64_t mapPopulate = 0x8000;
constexpr std::uint64_t mapStack = 0x20000;
constexpr std::uint64_t mapHuge = 0x40000;
constexpr std::uint64_t mapFixedNoReplace = 0x100000;

constexpr std::uint64_t remapMayMove = 1;
constexpr std::uint64_t remapFixed = 2;
constexpr std::uint64_t remapDontUnmap = 4;

constexpr std::uint64_t attachReadOnly = 0x1000;
constexpr std::uint64_t attachRound = 0x2000;
constexpr std::uint64_t attachRemap = 0x4000;
constexpr std::uint64_t attachExecute = 0x8000;

constexpr std::uint64_t lockOnFault = 1;

Access accessOf(std::uint64_t protection)
{
    return {(protection & 1U) != 0, (protection & 2U) != 0, (protection & 4U) != 0};
}

std::uint64_t numberIn(const Call& call, std::size_t index)
{
    return call.argument(index).number().value_or(0);
}

std::uint64_t roundedUp(std::uint64_t length)
{
    return length > ~std::uint64_t{0} - (page - 1) ? length : (length + page - 1) & ~(page - 1);
}

std::uint64_t resultOf(const Call& call)
{
    return static_cast<std::uint64_t>(call.result.value_or(0));
}

/// The call's words could not be read, so nobody knows what it did.
void giveUp(Replaying& replaying)
{
    replaying.ignored("The arguments cannot be read, so the call changes nothing here.");
}

/// Whether the call came back at all; it says so when not.
bool isOver(Replaying& replaying, const Call& call)
{
    if (call.ending == Ending::returned)
        return true;
    replaying.assumed("Nobody saw the call end, so it is taken to have changed nothing.");
    return false;
}

/// Whether every page of a range is mapped, and may be used in some way where that \a matters.
bool isCovered(const Replaying& replaying, std::uint64_t start, std::uint64_t length,
               bool useMatters)
{
    const std::uint64_t end = start + roundedUp(length);
    for (const procfs::Vma& vma : replaying.system.vmas(replaying.caller)) {
        if (vma.end <= start)
            continue;
        const bool isUsable = vma.real.read || vma.real.write || vma.real.execute;
        if (vma.start > start || (useMatters && !isUsable))
            break;
        start = vma.end;
        if (start >= end)
            return true;
    }
    return start >= end;
}

// Maps as the log says: where the simulation says otherwise, in its place.
void map(Replaying& replaying, const Call& call, kernel::MapRequest request)
{
    const auto expected = replaying.system.mmapAddress(replaying.caller, request);
    replaying.compare(call, expected);
    if (!call.succeeded())
        return;
    if (!expected || *expected != resultOf(call)) {
        constexpr std::uint64_t lowest = 0x10000; // nothing is mapped below it, see the kernel
        if (resultOf(call) < lowest)
            return replaying.diverged("The simulation maps nothing below 64 KiB.");
        request.address = resultOf(call);
        request.fixed = true;
        request.replaces = true;
    }
    const auto done = replaying.system.mmap(replaying.caller, request);
    if (!done && expected)
        replaying.diverged(std::format("The simulation cannot map it where the log has it: {}.",
                                       procfs::errnoName(done.error())));
}

/// The program that the caller runs: what is mapped lowest of all files.
std::string executableOf(const Replaying& replaying)
{
    for (const procfs::Vma& vma : replaying.system.vmas(replaying.caller)) {
        if (vma.mapping && vma.mapping->kind == procfs::MappingKind::file)
            return vma.mapping->path;
    }
    return "/unknown";
}

void mmap(Replaying& replaying, const Call& call)
{
    const auto protection = call.argument(2).flags(constants::protections());
    const auto flags = call.argument(3).flags(constants::mapFlags());
    const auto length = call.argument(1).number();
    if (!protection || !flags || !length) {
        giveUp(replaying);
        return;
    }
    if (!isOver(replaying, call))
        return;
    kernel::MapRequest request;
    request.address = numberIn(call, 0);
    request.length = *length;
    request.access = accessOf(*protection);
    request.shared = (*flags & mapShared) != 0;
    request.fixed = (*flags & (mapFixed | mapFixedNoReplace)) != 0;
    request.replaces = (*flags & mapFixedNoReplace) == 0;
    request.growsDown = (*flags & mapGrowsDown) != 0;
    request.locked = (*flags & mapLocked) != 0;
    request.populated = (*flags & mapPopulate) != 0;
    request.noReserve = (*flags & mapNoReserve) != 0;
    request.isBelow2G = (*flags & map32Bit) != 0;
    request.isStack = (*flags & mapStack) != 0;
    request.offset = numberIn(call, 5);
    if ((*flags & mapAnonymous) != 0) {
        request.offset = 0;
    } else {
        const auto fd = call.argument(4).descriptor();
        request.file = fd ? replaying.fileBehind(*fd) : std::nullopt;
        if (request.file && fd->path.empty()) { // a plain log has the path that was opened
            const auto own = replaying.system.tid(replaying.system.leader(replaying.caller));
            std::string real = request.file->path == std::format("/proc/{}/exe", own.value)
                ? executableOf(replaying)
                : replaying.images->realPath(request.file->path);
            if (real != request.file->path)
                replaying.assumed(std::format("{} is taken to be {}.", request.file->path, real));
            request.file->path = std::move(real);
        }
        if (!request.file && call.succeeded()) {
            replaying.assumed("What the descriptor stands for is not known, so the memory is taken "
                              "to be anonymous.");
            request.offset = 0;
        } else if (!request.file) {
            return; // as it failed in the log, nothing is to be done
        }
    }
    if ((*flags & mapHuge) != 0)
        replaying.assumed("Huge pages are taken for ordinary ones.");
    map(replaying, call, request);
}

void munmap(Replaying& replaying, const Call& call)
{
    if (!isOver(replaying, call) || !call.succeeded())
        return;
    replaying.compare(
        call, replaying.system.munmap(replaying.caller, numberIn(call, 0), numberIn(call, 1)));
}

/// A call that changes pages up to the first one that it fails at. One that failed in the log is
/// not made where the simulation sees no hole, since it would go all the way.
template <class Operation>
void changePages(Replaying& replaying, const Call& call, Operation operation,
                 bool useMatters = false)
{
    if (!isOver(replaying, call))
        return;
    if (call.error == Errno::noMemory
        && isCovered(replaying, numberIn(call, 0), numberIn(call, 1), useMatters)) {
        replaying.diverged("The log has ENOMEM, the simulation no hole there.");
        return;
    }
    // mlock beyond the end of a file leaves the lock behind, and so do the others what they did.
    if (call.succeeded() || call.error == Errno::noMemory || call.error == Errno::fault)
        replaying.compare(call, operation(numberIn(call, 0), numberIn(call, 1)));
}

/// Whether it is the interpreter that makes part of a file read-only which it has just relocated.
bool isRelocated(const Replaying& replaying, std::uint64_t address, std::uint64_t protection)
{
    if (protection != 1)
        return false;
    for (const procfs::Vma& vma : replaying.system.vmas(replaying.caller)) {
        if (address < vma.end)
            return vma.start <= address && vma.isPrivate && vma.mapping && vma.real.write;
    }
    return false;
}

void mprotect(Replaying& replaying, const Call& call)
{
    const auto protection = call.argument(2).flags(constants::protections());
    if (!protection) {
        giveUp(replaying);
        return;
    }
    if (call.succeeded() && isRelocated(replaying, numberIn(call, 0), *protection))
        assumeWritten(replaying);
    changePages(replaying, call, [&](std::uint64_t address, std::uint64_t length) {
        return replaying.system.mprotect(replaying.caller, address, length, accessOf(*protection));
    });
}

/// Where the kernel here would not do it, the log's mremap is done area by area, and what there is
/// no area for is new memory.
bool moveByParts(Replaying& replaying, const kernel::RemapRequest& whole, std::uint64_t to)
{
    kernel::Kernel& system = replaying.system;
    const kernel::TaskId caller = replaying.caller;
    const std::uint64_t oldSize = roundedUp(whole.oldSize);
    const std::uint64_t newSize = roundedUp(whole.newSize);
    const std::uint64_t from = whole.address;
    const bool moves = to != from;
    const bool isBeyond = from + oldSize < from || to + newSize < to;
    if (isBeyond || (moves && to < from + oldSize && from < to + newSize))
        return false;
    const std::uint64_t kept = from + std::min(oldSize, newSize);
    if (moves)
        (void)system.munmap(caller, to, newSize);
    if (kept < from + oldSize)
        (void)system.munmap(caller, kept, from + oldSize - kept);
    Access access{true, true, false};
    for (const procfs::Vma& vma : system.vmas(caller)) {
        const std::uint64_t start = std::max(vma.start, from);
        const std::uint64_t end = std::min(vma.end, kept);
        if (start >= end)
            continue;
        access = vma.real;
        if (moves
            && !system.mremap(caller,
                              {.address = start,
                               .oldSize = end - start,
                               .newSize = end - start,
                               .mayMove = true,
                               .fixedAddress = to + (start - from),
                               .dontUnmap = whole.dontUnmap}))
            return false;
    }
    if (newSize <= oldSize)
        return true;
    replaying.assumed("What the memory grew by is taken to be anonymous.");
    return system
        .mmap(caller,
              {.address = to + oldSize,
               .length = newSize - oldSize,
               .access = access,
               .fixed = true,
               .replaces = true})
        .has_value();
}

void mremap(Replaying& replaying, const Call& call)
{
    const auto flags = call.argument(3).flags(constants::remapFlags());
    if (!flags) {
        giveUp(replaying);
        return;
    }
    if (!isOver(replaying, call))
        return;
    kernel::RemapRequest request;
    request.address = numberIn(call, 0);
    request.oldSize = numberIn(call, 1);
    request.newSize = numberIn(call, 2);
    request.mayMove = (*flags & remapMayMove) != 0;
    request.dontUnmap = (*flags & remapDontUnmap) != 0;
    if ((*flags & remapFixed) != 0)
        request.fixedAddress = numberIn(call, 4);
    const auto expected = replaying.system.mremapAddress(replaying.caller, request);
    replaying.compare(call, expected);
    if (!call.succeeded())
        return;
    const std::uint64_t address = resultOf(call);
    const bool isSame = expected && *expected == address;
    if (!isSame && address != request.address) {
        request.mayMove = true;
        request.fixedAddress = address;
    }
    const bool isDone = (isSame || request.fixedAddress)
        && replaying.system.mremap(replaying.caller, request) == address;
    if (!isDone && !moveByParts(replaying, request, address))
        replaying.diverged("The simulation cannot put it where the log has it.");
}

void brk(Replaying& replaying, const Call& call)
{
    if (!isOver(replaying, call) || !call.succeeded())
        return;
    const std::uint64_t wanted = numberIn(call, 0);
    const bool isAsked = wanted == 0 || wanted != resultOf(call); // or it failed
    replaying.compare(call, replaying.system.brk(replaying.caller, isAsked ? 0 : wanted));
}

void madvise(Replaying& replaying, const Call& call)
{
    const auto advice = call.argument(2).constant(constants::adviceWords());
    if (!advice) {
        giveUp(replaying);
        return;
    }
    changePages(replaying, call, [&](std::uint64_t address, std::uint64_t length) {
        return replaying.system.madvise(replaying.caller, address, length,
                                        static_cast<int>(*advice));
    });
}

void mlock(Replaying& replaying, const Call& call)
{
    const bool hasFlags = call.name == "mlock2";
    const auto flags = hasFlags ? call.argument(2).flags(constants::lockFlags()) : 0;
    if (!flags) {
        giveUp(replaying);
        return;
    }
    changePages(
        replaying, call,
        [&](std::uint64_t address, std::uint64_t length) {
            return replaying.system.mlock(replaying.caller, address, length,
                                          (*flags & lockOnFault) != 0);
        },
        true); // pages that may not be used cannot be brought in
}

void munlock(Replaying& replaying, const Call& call)
{
    changePages(replaying, call, [&](std::uint64_t address, std::uint64_t length) {
        return replaying.system.munlock(replaying.caller, address, length);
    });
}

void mlockall(Replaying& replaying, const Call& call)
{
    const auto flags = call.argument(0).flags(constants::lockFlags());
    if (!flags) {
        giveUp(replaying);
        return;
    }
    if (isOver(replaying, call) && call.succeeded())
        replaying.compare(
            call, replaying.system.mlockall(replaying.caller, static_cast<std::uint32_t>(*flags)));
}

void munlockall(Replaying& replaying, const Call& call)
{
    if (isOver(replaying, call) && call.succeeded())
        replaying.compare(call, replaying.system.munlockall(replaying.caller));
}

void shmget(Replaying& replaying, const Call& call)
{
    if (!call.succeeded())
        return;
    static constexpr std::array<Constant, 1> keys = {{{"IPC_PRIVATE", 0}}};
    const auto key = call.argument(0).constant(keys);
    const auto size = call.argument(1).number();
    auto& segment = replaying.told.segments[static_cast<std::int32_t>(*call.result)];
    segment.key = static_cast<std::int32_t>(key.value_or(0));
    if (size && *size > 0)
        segment.bytes = *size;
}

void shmat(Replaying& replaying, const Call& call)
{
    const auto flags = call.argument(2).flags(constants::sharedMemoryFlags());
    if (!flags) {
        giveUp(replaying);
        return;
    }
    if (!isOver(replaying, call) || !call.succeeded())
        return;
    const auto segment = replaying.told.segments.find(static_cast<std::int32_t>(numberIn(call, 0)));
    kernel::MapRequest request;
    request.shared = true;
    request.access = {true, (*flags & attachReadOnly) == 0, (*flags & attachExecute) != 0};
    request.address = numberIn(call, 1);
    if ((*flags & attachRound) != 0)
        request.address &= ~(page - 1);
    request.fixed = request.address != 0;
    request.replaces = (*flags & attachRemap) != 0;
    request.file = kernel::FileRef{.path = {}, .kind = procfs::MappingKind::sysvShared};
    request.length = page;
    if (segment == replaying.told.segments.end() || segment->second.bytes == 0) {
        replaying.assumed("The log does not say how large the segment is: one page.");
    } else {
        request.length = segment->second.bytes;
    }
    if (segment != replaying.told.segments.end())
        request.file->systemVKey = segment->second.key;
    map(replaying, call, request);
}

void shmdt(Replaying& replaying, const Call& call)
{
    if (isOver(replaying, call) && call.succeeded())
        replaying.compare(call, replaying.system.shmdt(replaying.caller, numberIn(call, 0)));
}

constexpr std::array<CallEntry, 19> entries = {{
    {"brk", brk},
    {"madvise", madvise, CallEntry::When::always},
    {"mbind", nullptr},
    {"mlock", mlock, CallEntry::When::always},
    {"mlock2", mlock, CallEntry::When::always},
    {"mlockall", mlockall},
    {"mmap", mmap, CallEntry::When::always},
    {"mprotect", mprotect, CallEntry::When::always},
    {"mremap", mremap, CallEntry::When::always},
    {"munlock", munlock, CallEntry::When::always},
    {"munlockall", munlockall},
    {"munmap", munmap},
    {"pkey_alloc", nullptr},
    {"pkey_free", nullptr},
    {"pkey_mprotect", mprotect, CallEntry::When::always},
    {"shmat", shmat},
    {"shmctl", nullptr},
    {"shmdt", shmdt},
    {"shmget", shmget},
}};

}

std::span<const CallEntry> memoryCalls()
{
    return entries;
}

}
