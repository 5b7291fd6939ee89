// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The calls that map and unmap: what they refuse and what they ask of the address space. Facts 6.3;
// Linux: mm/mmap.c, mm/vma.c and mm/mprotect.c of 6.18.
#include <model/kernel/memorycalls.h>

#include <algorithm>
#include <format>

namespace sandscope::kernel {

using procfs::Access;
using procfs::LockMode;
using procfs::MappingIdentity;
using procfs::MappingKind;

// What is mapped: a file, or memory that is none. The latter gets device 0:1 as on Linux, where all
// of it is in one file system, and inode numbers of its own; a System V segment has its id there.
std::shared_ptr<const MappingIdentity> Kernel::State::identityFor(const MapRequest& request,
                                                                  const Task& task)
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
        const std::string path
            = file.isFromTop ? absolutePath(file.path) : locate(task, file.path, task.fs->root);
        return openedIdentity(fileIdentity(path, file.deleted), file.opening);
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
    return openedIdentity(identity, file.opening);
}

// Mappings of different openings of a file are of different things, as far as merging goes.
std::shared_ptr<const MappingIdentity>
Kernel::State::openedIdentity(const std::shared_ptr<const MappingIdentity>& identity,
                              std::uint64_t opening)
{
    if (opening == 0)
        return identity;
    std::string key = std::format("\2{}\n", opening);
    key.append(identity->path);
    if (identity->deleted)
        key.push_back('\0');
    auto& opened = files[key];
    if (!opened)
        opened = std::make_shared<const MappingIdentity>(*identity);
    return opened;
}

bool mayBeAt(const Kernel::State& state, const Task& task, std::uint64_t address)
{
    constexpr int rawIo = 17;
    return address >= lowestAddress || state.hasCapabilityIn(task, *state.rootUser, rawIo);
}

bool Kernel::State::choosesPlaces(const Task& task, std::string_view path) const
{
    const procfs::Mount* holder = nullptr;
    for (const procfs::Mount& mount : task.mounts->mounts) {
        const std::string_view point = mount.path;
        const bool holds = path.starts_with(point)
            && (point.ends_with('/') || path.size() == point.size() || path[point.size()] == '/');
        if (holds && (!holder || point.size() >= holder->path.size()))
            holder = &mount;
    }
    return !holder || holder->fileSystemType != "tmpfs";
}

namespace {

constexpr Errno overflow{75};

/// What mmap is about to do.
struct Plan
{
    Area area; ///< without its mapping
    std::uint64_t replaced = 0; ///< bytes that are mapped there now
};

// What the kind of mapping and the file behind it forbid; the rest of the area.
Errno describeArea(const Kernel::State& state, const MapRequest& request, Area& area)
{
    area.real = request.access;
    area.isPrivate = !request.shared;
    area.growsDown = request.growsDown;
    if (request.file) {
        if (request.growsDown)
            return Errno::invalid;
        if (!request.file->readable)
            return Errno::access;
        if (request.shared && !request.file->writable) {
            if (request.access.write)
                return Errno::access;
            area.maximum.write = false;
        }
        area.offset = request.offset;
    }
    if (!state.isLinux()) {
        if (request.isStack && state.isSince(Behaviour::gvisor2024))
            area.flags |= areaFlag::stack;
        return Errno::ok;
    }
    if (request.shared && request.growsDown)
        return Errno::invalid;
    // Thread stacks are kept off huge pages (include/linux/mman.h, since 6.7).
    if (request.isStack)
        area.flags |= areaFlag::noHuge;
    if (request.noReserve)
        area.flags |= areaFlag::noReserve;
    else if (request.access.write && area.isPrivate)
        area.flags |= areaFlag::accounted;
    return Errno::ok;
}

Result<std::uint64_t> placeOf(const Kernel::State& state, const Task& task,
                              const MapRequest& request, std::uint64_t length)
{
    const AddressSpace& space = task.memory->space;
    const auto noMemory = std::unexpected(Errno::noMemory);
    // The releases of gVisor between had not heard of MAP_FIXED_NOREPLACE: a hint like any other
    // (captures of 2022 and 2024; in the latest pkg/sentry/mm/vma.go).
    const bool knowsNoReplace = state.isSince(Behaviour::gvisor2026);
    const bool isFixed = request.fixed && (request.replaces || knowsNoReplace);
    if (!isFixed) {
        const auto free
            = space.findFree({.length = length,
                              .hint = pageFloor(request.address),
                              .isPrivate = !request.shared,
                              .isStack = request.growsDown || request.isStack,
                              .isFile = request.file && request.file->kind == MappingKind::file
                                  && state.choosesPlaces(task, request.file->path),
                              .isBelow2G = request.isBelow2G,
                              .offset = request.offset},
                             task.memory->placement);
        if (!free)
            return noMemory;
        return *free;
    }
    const std::uint64_t start = request.address;
    if (!isPageAligned(start))
        return std::unexpected(Errno::invalid);
    if (start > addressLimit - length)
        return noMemory;
    if (start < lowestAddress) {
        if (!state.isLinux())
            return noMemory;
        if (!mayBeAt(state, task, start))
            return std::unexpected(Errno::perm);
    }
    if (!request.replaces && space.mappedBytes({start, start + length}) > 0)
        return std::unexpected(Errno::exists);
    return start;
}

// Everything that mmap refuses, and where it maps.
Result<Plan> planMap(const Kernel::State& state, const Task& task, const MapRequest& request)
{
    const auto fail = [](Errno error) { return std::unexpected(error); };
    const Memory& memory = *task.memory;
    if (request.length == 0)
        return fail(Errno::invalid);
    const auto length = pageCeil(request.length);
    if (!length || *length > addressLimit)
        return fail(Errno::noMemory);
    if (!isPageAligned(request.offset)
        || (request.fixed && !state.isLinux() && !isPageAligned(request.address)))
        return fail(Errno::invalid);
    if (request.offset + *length < request.offset)
        return fail(state.isSince(Behaviour::gvisor2024) ? overflow : Errno::noMemory);
    if (state.isLinux() && memory.space.areas().size() > maxAreas)
        return fail(Errno::noMemory);
    Plan plan;
    const LockMode asked = request.locked ? LockMode::eager : LockMode::none;
    plan.area.lockMode = state.is2018() ? LockMode::none : std::max(asked, memory.futureLock);
    // gVisor looks at the file first, Linux at the place; both before the limits.
    const Errno kindProblem = describeArea(state, request, plan.area);
    if (kindProblem != Errno::ok && !state.isLinux())
        return fail(kindProblem);
    if (plan.area.lockMode != LockMode::none) {
        if (const Errno problem = lockProblem(state, task, *length, Errno::again);
            problem != Errno::ok)
            return fail(problem);
    }
    const auto start = placeOf(state, task, request, *length);
    if (!start)
        return fail(start.error());
    if (kindProblem != Errno::ok)
        return fail(kindProblem);
    const Range range{*start, *start + *length};
    plan.area.start = range.start;
    plan.area.end = range.end;
    plan.replaced = request.fixed ? memory.space.mappedBytes(range) : 0;
    if (!mayExpand(state, task, plan.area, *length, plan.replaced))
        return fail(Errno::noMemory);
    return plan;
}

}

Result<std::uint64_t> Kernel::mmapAddress(TaskId id, const MapRequest& request) const
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    const auto plan = planMap(*d, **found, request);
    if (!plan)
        return std::unexpected(plan.error());
    return plan->area.start;
}

Result<std::uint64_t> Kernel::mmap(TaskId id, const MapRequest& request)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    Memory& memory = *task.memory;
    AddressSpace& space = memory.space;
    auto plan = planMap(*d, task, request);
    if (!plan)
        return std::unexpected(plan.error());

    d->entered(task);
    Area& area = plan->area;
    const Range range{area.start, area.end};
    if (request.file || request.shared)
        area.mapping = d->identityFor(request, task);
    const Replacement replacement(memory, area);
    if (plan->replaced > 0)
        unmap(*d, memory, range);
    if (d->isLinux() && !area.isMapped() && !area.mapping)
        area.offset = range.start;
    const bool isSmall = !area.isMapped() && range.length() <= hugePageSize;
    const bool isWanted = area.lockMode == LockMode::eager || request.populated;
    const bool isAnonymous = !area.isMapped();
    const bool isPopulated = isAny(request.access) && ((isSmall && !d->isLinux()) || isWanted);
    space.insert(std::move(area));
    const std::uint64_t faults = space.faults();
    if (isPopulated && isAnonymous && !d->isLinux())
        space.populate(range, d->pageRefs);
    else if (isPopulated) {
        bool changed = false;
        (void)populate(*d, memory, range, changed); // as much as there is
    }
    d->chargeFaults(task, faults);
    if (replacement.isSeen())
        d->touch(memory);
    return range.start;
}

Result<void> Kernel::munmap(TaskId id, std::uint64_t address, std::uint64_t length)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    const auto range = alignedPages(address, length);
    if (!range || length == 0 || (d->isLinux() && range->end > addressLimit))
        return std::unexpected(Errno::invalid);
    Memory& memory = *(*found)->memory;
    // A hole in one area makes two of it.
    const Area* area = memory.space.find(range->start);
    if (d->isLinux() && area && area->start < range->start && range->end < area->end
        && memory.space.areas().size() >= maxAreas)
        return std::unexpected(Errno::noMemory);
    d->entered(**found);
    if (unmap(*d, memory, *range)) // holes are fine
        d->touch(memory);
    return {};
}

namespace {

// Memory that turns into data counts against the limit of data (mm/mprotect.c).
bool becomesTooMuch(const Kernel::State& state, const Task& task, const Area& area, Access access)
{
    Area after = area;
    after.real = access;
    return isData(after) && !isData(area) && !mayExpand(state, task, after, area.length());
}

}

Result<void> Kernel::mprotect(TaskId id, std::uint64_t address, std::uint64_t length, Access access)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (!isPageAligned(address))
        return std::unexpected(Errno::invalid);
    Task& task = **found;
    if (length == 0) {
        d->entered(task);
        return {};
    }
    const auto range = pagesAround(address, length);
    Memory& memory = *task.memory;
    if (!range)
        return std::unexpected(Errno::noMemory);
    // What lies before the first page that cannot be changed is changed all the same.
    AddressSpace& space = memory.space;
    Errno problem = Errno::ok;
    std::uint64_t done = range->start;
    while (done < range->end && problem == Errno::ok) {
        const Area* area = space.find(done);
        if (!area)
            problem = Errno::noMemory;
        else if ((access.read && !area->maximum.read) || (access.write && !area->maximum.write)
                 || (access.execute && !area->maximum.execute))
            problem = Errno::access;
        else if (d->isLinux() && becomesTooMuch(*d, task, *area, access))
            problem = Errno::noMemory;
        else
            done = std::min(area->end, range->end);
    }
    const Range changed{range->start, done};
    if (problem != Errno::ok && !space.wouldProtect(changed, access))
        return std::unexpected(problem);
    d->entered(task);
    if (space.protect(changed, access)) {
        // Locked memory that may be written from now on gets its own pages at once.
        const std::uint64_t faults = space.faults();
        if (d->isLinux() && access.write)
            space.writeLocked(changed, d->pageRefs);
        d->chargeFaults(task, faults);
        d->touch(memory);
    }
    if (problem != Errno::ok)
        return std::unexpected(problem);
    return {};
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
    // Linux counts the program's own data along.
    const std::uint64_t ownData
        = d->isLinux() ? memory.layout.dataEnd - memory.layout.dataStart : 0;
    if (!newPage || exceeds(ownData, end - memory.heapStart, task.group->softLimit(Limit::data)))
        return std::unexpected(Errno::noMemory);
    const auto noMemory = std::unexpected(Errno::noMemory);
    const Range heap{memory.heapStart, end};
    if (*newPage > oldPage) {
        Area area;
        area.start = oldPage;
        area.end = *newPage;
        area.real = {true, true, false};
        area.lockMode = memory.futureLock;
        if (d->isLinux()) {
            area.offset = area.start;
            area.flags = areaFlag::accounted;
        } else {
            area.hint = procfs::VmaHint::heap;
        }
        // Linux leaves a page free above.
        const std::uint64_t above = d->isLinux() ? pageSize : 0;
        if (area.end > addressLimit - above || !memory.space.isFree({area.start, area.end + above})
            || !mayExpand(*d, task, area, area.length())
            || (d->isLinux() && memory.space.areas().size() > maxAreas))
            return noMemory;
        if (area.lockMode != LockMode::none
            && lockProblem(*d, task, area.length(), Errno::again) != Errno::ok)
            return d->isLinux() ? noMemory : std::unexpected(Errno::again);
        d->entered(task);
        const Range more{area.start, area.end};
        const bool isEager = area.lockMode == LockMode::eager;
        memory.space.insertHeap(std::move(area));
        bool changed = true;
        const std::uint64_t faults = memory.space.faults();
        if (isEager)
            (void)populate(*d, memory, more, changed);
        d->chargeFaults(task, faults);
        d->touch(memory);
    } else {
        d->entered(task);
        if (unmap(*d, memory, {*newPage, oldPage}))
            d->touch(memory);
    }
    memory.heapEnd = end; // within a page nobody sees it
    memory.space.setHeap(heap);
    return end;
}

}
