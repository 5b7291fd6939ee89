// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The memory calls: what they refuse and what they ask of the address space. Facts 6.3.
#include <model/kernel/state.h>

#include <algorithm>
#include <format>

namespace sandscope::kernel {

using procfs::Access;
using procfs::LockMode;
using procfs::MappingIdentity;
using procfs::MappingKind;

namespace {

// The pages that [address, address + length) lies in; nothing when that leaves 64 bits.
std::optional<Range> pagesAround(std::uint64_t address, std::uint64_t length)
{
    const std::uint64_t end = address + length;
    if (end < address)
        return std::nullopt;
    const auto up = pageCeil(end);
    if (!up)
        return std::nullopt;
    return Range{pageFloor(address), *up};
}

// As above for calls that want an aligned address; an empty range is left to the caller.
std::optional<Range> alignedPages(std::uint64_t address, std::uint64_t length)
{
    return isPageAligned(address) ? pagesAround(address, length) : std::nullopt;
}

// Bytes of arguments and environment in memory that went away read as zeros should it come back.
void forgetText(Memory& memory, Range range)
{
    const auto wipe = [range](std::uint64_t start, std::string& bytes) {
        const std::uint64_t from = std::max(start, range.start);
        const std::uint64_t to = std::min(start + bytes.size(), range.end);
        for (std::uint64_t at = from; at < to; ++at)
            bytes[at - start] = '\0';
    };
    wipe(memory.argumentsStart, memory.arguments);
    wipe(memory.environmentStart, memory.environment);
}

bool exceeds(std::uint64_t used, std::uint64_t more, std::uint64_t limit)
{
    return limit != noLimit && (used > limit || more > limit - used);
}

// RLIMIT_MEMLOCK; \a tooMuch is what the call says when it is exceeded.
Errno lockProblem(const Kernel::State& state, const Task& task, std::uint64_t more, Errno tooMuch)
{
    if (state.hasCapabilityIn(task, *state.rootUser, capability::ipcLock))
        return Errno::ok;
    const std::uint64_t limit = task.group->softLimit(Limit::lockedMemory);
    if (limit == 0)
        return Errno::perm;
    return exceeds(task.memory->space.lockedBytes(), more, limit) ? tooMuch : Errno::ok;
}

bool isAny(Access access)
{
    return access.read || access.write || access.execute;
}

}

// What is mapped: a file, or memory that is none. The latter gets device 0:1 as on Linux, where all
// of it is in one file system, and inode numbers of its own; a System V segment has its id there.
std::shared_ptr<const MappingIdentity> Kernel::State::identityFor(const MapRequest& request,
                                                                  const std::string& root)
{
    constexpr std::string_view zero = "/dev/zero";
    const FileRef anonymous{.path = std::string(zero)};
    const FileRef& file = request.file ? *request.file : anonymous;
    const bool isZero = file.kind == MappingKind::file && file.path == zero;
    MappingIdentity made;
    made.device = 1;
    made.deleted = true;
    if (isZero && request.shared) {
        made.kind = MappingKind::sharedAnonymous;
        made.path = zero;
        made.inode = nextMemoryFile++; // no other mapping is of it
        return std::make_shared<const MappingIdentity>(std::move(made));
    }
    if (isZero) {
        const auto device = fileIdentity(std::string(zero), false);
        made = *device;
        made.kind = MappingKind::zeroDevice;
    } else if (file.kind == MappingKind::memfd) {
        made.kind = MappingKind::memfd;
        made.path = "/memfd:" + file.path;
    } else if (file.kind == MappingKind::sysvShared) {
        made.kind = MappingKind::sysvShared;
        made.systemVKey = file.systemVKey;
        made.path = std::format("/SYSV{:08x}", static_cast<std::uint32_t>(file.systemVKey));
    } else {
        return fileIdentity(absolutePath("/", root + '/' + file.path), file.deleted);
    }
    // The same name or key means the same memory.
    std::string key(1, '\0'); // no path begins with it
    key.append(made.path);
    auto& identity = files[key];
    if (!identity) {
        if (made.kind == MappingKind::memfd)
            made.inode = nextMemoryFile++;
        else if (made.kind == MappingKind::sysvShared)
            made.inode = nextSegment++;
        identity = std::make_shared<const MappingIdentity>(std::move(made));
    }
    return identity;
}

Result<std::uint64_t> Kernel::mmap(TaskId id, const MapRequest& request)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    Memory& memory = *task.memory;
    AddressSpace& space = memory.space;
    const auto fail = [](Errno error) { return std::unexpected(error); };

    if (request.length == 0)
        return fail(Errno::invalid);
    const auto length = pageCeil(request.length);
    if (!length || *length > addressLimit)
        return fail(Errno::noMemory);
    if (!isPageAligned(request.offset) || (request.fixed && !isPageAligned(request.address)))
        return fail(Errno::invalid);
    if (request.offset + *length < request.offset)
        return fail(Errno::noMemory);
    Area area;
    area.real = request.access;
    area.isPrivate = !request.shared;
    area.growsDown = request.growsDown;
    if (request.file) {
        if (request.growsDown)
            return fail(Errno::invalid);
        if (!request.file->readable)
            return fail(Errno::access);
        if (request.shared && !request.file->writable) {
            if (request.access.write)
                return fail(Errno::access);
            area.maximum.write = false;
        }
        area.offset = request.offset;
    }
    if (request.locked && !d->is2018()) {
        if (const Errno problem = lockProblem(*d, task, *length, Errno::again);
            problem != Errno::ok)
            return fail(problem);
        area.lockMode = LockMode::eager;
    }

    std::uint64_t start = request.address;
    if (request.fixed) {
        if (start < lowestAddress || start > addressLimit - *length)
            return fail(Errno::noMemory);
    } else {
        const auto free = space.findFree(*length, pageFloor(request.address), memory.placement);
        if (!free)
            return fail(Errno::noMemory);
        start = *free;
    }
    const Range range{start, start + *length};
    const std::uint64_t replaced = request.fixed ? space.mappedBytes(range) : 0;
    if (exceeds(space.vssBytes() - replaced, *length, task.group->softLimit(Limit::addressSpace)))
        return fail(Errno::noMemory);

    d->entered(task);
    if (replaced > 0) {
        space.remove(range, d->pageRefs);
        forgetText(memory, range);
    }
    area.start = range.start;
    area.end = range.end;
    if (request.file || request.shared)
        area.mapping = d->identityFor(request, task.fs->root);
    const bool isSmall = !area.isMapped() && *length <= hugePageSize;
    const bool isPopulated = isAny(request.access) && (isSmall || area.lockMode == LockMode::eager);
    const bool isAnonymous = !area.isMapped();
    space.insert(std::move(area));
    const std::uint64_t faults = space.faults();
    if (isPopulated && isAnonymous)
        space.populate(range, d->pageRefs);
    else if (isPopulated)
        space.access(range, false, d->pageRefs);
    d->chargeFaults(task, faults);
    d->touch(memory);
    return range.start;
}

Result<void> Kernel::munmap(TaskId id, std::uint64_t address, std::uint64_t length)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    const auto range = alignedPages(address, length);
    if (!range || length == 0)
        return std::unexpected(Errno::invalid);
    d->entered(**found);
    Memory& memory = *(*found)->memory;
    if (memory.space.mappedBytes(*range) > 0) { // holes are fine
        memory.space.remove(*range, d->pageRefs);
        forgetText(memory, *range);
        d->touch(memory);
    }
    return {};
}

Result<void> Kernel::mprotect(TaskId id, std::uint64_t address, std::uint64_t length, Access access)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (!isPageAligned(address))
        return std::unexpected(Errno::invalid);
    if (length == 0) {
        d->entered(**found);
        return {};
    }
    const auto range = pagesAround(address, length);
    Memory& memory = *(*found)->memory;
    if (!range || !memory.space.covers(*range))
        return std::unexpected(Errno::noMemory);
    for (std::uint64_t at = range->start; at < range->end;) {
        const Area& area = *memory.space.find(at);
        if ((access.read && !area.maximum.read) || (access.write && !area.maximum.write)
            || (access.execute && !area.maximum.execute))
            return std::unexpected(Errno::access);
        at = area.end;
    }
    d->entered(**found);
    if (memory.space.protect(*range, access))
        d->touch(memory);
    return {};
}

Result<std::uint64_t> Kernel::mremap(TaskId id, const RemapRequest& request)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    Memory& memory = *task.memory;
    AddressSpace& space = memory.space;
    const auto fail = [](Errno error) { return std::unexpected(error); };

    const auto oldSize = pageCeil(request.oldSize);
    const auto newSize = pageCeil(request.newSize);
    if (!isPageAligned(request.address) || (request.fixedAddress && !request.mayMove) || !oldSize
        || !newSize || *newSize == 0 || *newSize > addressLimit)
        return fail(Errno::invalid);
    if (*oldSize == 0 && (d->is2018() || !request.mayMove))
        return fail(Errno::invalid);
    const Range old{request.address, request.address + *oldSize};
    if (old.end < old.start)
        return fail(Errno::invalid);
    if (request.fixedAddress) {
        const std::uint64_t to = *request.fixedAddress;
        if (!isPageAligned(to) || to < lowestAddress || to > addressLimit - *newSize
            || (to < old.end && old.start < to + *newSize))
            return fail(Errno::invalid);
    }
    const Area* area = space.find(old.start);
    // A duplicate onto its own original: Linux unmaps that first and then misses it.
    if (!area || (*oldSize == 0 && request.fixedAddress == old.start))
        return fail(Errno::fault);
    const bool moves = request.fixedAddress.has_value() || *oldSize == 0;
    if (!moves && *newSize < *oldSize) { // shrinking may pass over holes, like munmap
        d->entered(task);
        const Range tail{old.start + *newSize, old.end};
        if (space.mappedBytes(tail) > 0) {
            space.remove(tail, d->pageRefs);
            forgetText(memory, tail);
            d->touch(memory);
        }
        return old.start;
    }
    if (old.end > area->end)
        return fail(Errno::fault);
    if (!moves && *newSize == *oldSize) {
        d->entered(task);
        return old.start;
    }
    const std::uint64_t growth = *newSize > *oldSize ? *newSize - *oldSize : 0;
    if (exceeds(space.vssBytes(), growth, task.group->softLimit(Limit::addressSpace)))
        return fail(Errno::noMemory);

    const Range behind{old.end, old.start + *newSize};
    if (!moves && old.end == area->end && space.isFree(behind)) {
        d->entered(task);
        Area more = *area;
        if (more.isMapped())
            more.offset += more.length();
        more.start = behind.start;
        more.end = behind.end;
        space.insert(std::move(more));
        d->touch(memory);
        return old.start;
    }
    if (!moves && !request.mayMove)
        return fail(Errno::noMemory);
    const auto target = request.fixedAddress ? request.fixedAddress
                                             : space.findFree(*newSize, 0, memory.placement);
    if (!target)
        return fail(Errno::noMemory);

    d->entered(task);
    const Range destination{*target, *target + *newSize};
    if (request.fixedAddress && space.mappedBytes(destination) > 0) {
        space.remove(destination, d->pageRefs);
        forgetText(memory, destination);
    }
    if (*oldSize == 0) {
        Area copy = *space.find(old.start);
        if (copy.isMapped())
            copy.offset += old.start - copy.start;
        copy.start = destination.start;
        copy.end = destination.end;
        space.insert(std::move(copy));
    } else {
        // The pages behind a smaller new size are not moved along.
        const Range kept{old.start, old.start + std::min(*oldSize, *newSize)};
        if (kept.end < old.end)
            space.remove({kept.end, old.end}, d->pageRefs);
        space.move(kept, *target, *newSize, d->pageRefs);
        forgetText(memory, old);
        if (d->is2018())
            space.addVssDrift(*oldSize - *newSize); // modulo 2^64, like the original
    }
    d->touch(memory);
    return *target;
}

Result<std::uint64_t> Kernel::brk(TaskId id, std::uint64_t end)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    Memory& memory = *task.memory;
    if (end == 0) {
        d->entered(task);
        return memory.heapEnd;
    }
    if (end < memory.heapStart)
        return std::unexpected(Errno::invalid);
    const auto newPage = pageCeil(end);
    const std::uint64_t oldPage = *pageCeil(memory.heapEnd);
    if (!newPage || exceeds(0, end - memory.heapStart, task.group->softLimit(Limit::data)))
        return std::unexpected(Errno::noMemory);
    if (*newPage > oldPage) {
        const Range more{oldPage, *newPage};
        if (!memory.space.isFree(more)
            || exceeds(memory.space.vssBytes(), more.length(),
                       task.group->softLimit(Limit::addressSpace)))
            return std::unexpected(Errno::noMemory);
        d->entered(task);
        Area area;
        area.start = more.start;
        area.end = more.end;
        area.real = {true, true, false};
        area.hint = procfs::VmaHint::heap;
        memory.space.insert(std::move(area));
        d->touch(memory);
    } else {
        d->entered(task);
        const Range less{*newPage, oldPage};
        if (memory.space.mappedBytes(less) > 0) {
            memory.space.remove(less, d->pageRefs);
            d->touch(memory);
        }
    }
    memory.heapEnd = end; // within a page nobody sees it
    return end;
}

Result<void> Kernel::discard(TaskId id, std::uint64_t address, std::uint64_t length)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Memory& memory = *(*found)->memory;
    const auto range = alignedPages(address, length);
    if (!range)
        return std::unexpected(Errno::invalid);
    if (!memory.space.covers(*range))
        return std::unexpected(Errno::noMemory);
    for (std::uint64_t at = range->start; at < range->end;) {
        const Area& area = *memory.space.find(at);
        if (area.lockMode != LockMode::none)
            return std::unexpected(Errno::invalid);
        at = area.end;
    }
    d->entered(**found);
    const std::string before = memory.arguments + memory.environment;
    forgetText(memory, *range);
    const bool isTextGone = before != memory.arguments + memory.environment;
    if (memory.space.discard(*range, d->pageRefs) || isTextGone)
        d->touch(memory);
    return {};
}

namespace {

Result<Range> lockRange(Kernel::State& state, const Task& task, std::uint64_t address,
                        std::uint64_t length)
{
    if (state.is2018())
        return std::unexpected(Errno::noSystemCall); // that release has no memory locking
    const auto range = pagesAround(address, length);
    if (!range)
        return std::unexpected(Errno::invalid);
    if (!task.memory->space.covers(*range))
        return std::unexpected(Errno::noMemory);
    return *range;
}

}

Result<void> Kernel::mlock(TaskId id, std::uint64_t address, std::uint64_t length, bool onFault)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    const auto range = lockRange(*d, task, address, length);
    if (!range)
        return std::unexpected(range.error());
    AddressSpace& space = task.memory->space;
    std::uint64_t fresh = 0;
    bool isReadable = true;
    for (std::uint64_t at = range->start; at < range->end;) {
        const Area& area = *space.find(at);
        fresh += area.lockMode == LockMode::none ? std::min(area.end, range->end) - at : 0;
        isReadable = isReadable && area.effective().read;
        at = area.end;
    }
    if (const Errno problem = lockProblem(*d, task, fresh, Errno::noMemory); problem != Errno::ok)
        return std::unexpected(problem);
    if (!onFault && !isReadable) // it could not be brought in
        return std::unexpected(Errno::noMemory);
    d->entered(task);
    bool changed = space.setLockMode(*range, onFault ? LockMode::lazy : LockMode::eager);
    const std::uint64_t faults = space.faults();
    if (!onFault)
        changed = space.access(*range, false, d->pageRefs) || changed;
    d->chargeFaults(task, faults);
    if (changed)
        d->touch(*task.memory);
    return {};
}

Result<void> Kernel::munlock(TaskId id, std::uint64_t address, std::uint64_t length)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    const auto range = lockRange(*d, **found, address, length);
    if (!range)
        return std::unexpected(range.error());
    d->entered(**found);
    if ((*found)->memory->space.setLockMode(*range, LockMode::none))
        d->touch(*(*found)->memory);
    return {};
}

Result<void> Kernel::touch(TaskId id, std::uint64_t address, std::uint64_t length, bool write)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Memory& memory = *(*found)->memory;
    const auto range = pagesAround(address, length);
    if (!range || (length > 0 && !memory.space.allows(*range, write)))
        return std::unexpected(Errno::fault);
    d->entered(**found);
    const std::uint64_t faults = memory.space.faults();
    if (length > 0 && memory.space.access(*range, write, d->pageRefs))
        d->touch(memory);
    d->chargeFaults(**found, faults);
    return {};
}

Result<void> Kernel::overwriteArguments(TaskId id, std::string_view bytes)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Memory& memory = *(*found)->memory;
    const auto range = pagesAround(memory.argumentsStart, bytes.size());
    if (bytes.size() > memory.arguments.size() || !range || !memory.space.allows(*range, true))
        return std::unexpected(Errno::fault);
    d->entered(**found);
    const bool isOther = memory.arguments.compare(0, bytes.size(), bytes) != 0;
    memory.arguments.replace(0, bytes.size(), bytes);
    const std::uint64_t faults = memory.space.faults();
    const bool isFresh = !bytes.empty() && memory.space.access(*range, true, d->pageRefs);
    d->chargeFaults(**found, faults);
    if (isFresh || isOther)
        d->touch(memory);
    return {};
}

}
