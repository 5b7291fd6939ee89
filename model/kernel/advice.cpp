// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The calls on memory that is mapped already: locking, advice, and what programs do to the bytes.
// Facts 6.3; Linux: mm/mlock.c and mm/madvise.c of 6.18.
#include <model/kernel/memorycalls.h>

#include <algorithm>

namespace sandscope::kernel {

using procfs::LockMode;

namespace {

// How far the range is mapped without a hole, from its start on.
std::uint64_t mappedUntil(const AddressSpace& space, Range range)
{
    std::uint64_t at = range.start;
    while (at < range.end) {
        const Area* area = space.find(at);
        if (!area)
            break;
        at = std::min(area->end, range.end);
    }
    return at;
}

std::uint64_t unlockedBytes(const AddressSpace& space, Range range)
{
    std::uint64_t fresh = 0;
    for (std::uint64_t at = range.start; at < range.end;) {
        const Area* area = space.findFrom(at);
        if (!area || area->start >= range.end)
            break;
        const Range part{std::max(at, area->start), std::min(area->end, range.end)};
        fresh += area->lockMode == LockMode::none ? part.length() : 0;
        at = part.end;
    }
    return fresh;
}

// What setting a lock mode would do: how far, and with which error in the end. gVisor looks for
// holes first, Linux when it comes to one.
struct LockPlan
{
    Range range; ///< to be changed
    Errno problem = Errno::ok; ///< after that
};

Result<LockPlan> planLock(const Kernel::State& state, const Task& task, std::uint64_t address,
                          std::uint64_t length)
{
    if (state.is2018())
        return std::unexpected(Errno::noSystemCall); // that release has no memory locking
    const auto range = pagesAround(address, length);
    if (!range)
        return std::unexpected(Errno::invalid);
    LockPlan plan{*range};
    const std::uint64_t until = mappedUntil(task.memory->space, *range);
    if (until < range->end) {
        if (!state.isLinux())
            return std::unexpected(Errno::noMemory);
        plan.range.end = until;
        plan.problem = Errno::noMemory;
    }
    return plan;
}

Result<void> finished(Errno problem)
{
    if (problem != Errno::ok)
        return std::unexpected(problem);
    return {};
}

}

Result<void> Kernel::mlock(TaskId id, std::uint64_t address, std::uint64_t length, bool onFault)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    const auto plan = planLock(*d, task, address, length);
    if (!plan)
        return std::unexpected(plan.error());
    AddressSpace& space = task.memory->space;
    const Range range = plan->range;
    if (const Errno limit = lockProblem(*d, task, unlockedBytes(space, range), Errno::noMemory);
        limit != Errno::ok)
        return std::unexpected(limit);
    const LockMode mode = onFault ? LockMode::lazy : LockMode::eager;
    Errno problem = plan->problem;
    bool changed = space.setLockMode(range, mode);
    const std::uint64_t faults = space.faults();
    // Memory without any access is locked, and then cannot be brought in.
    if (!onFault && problem == Errno::ok)
        problem = populate(*d, *task.memory, range, changed);
    if (problem == Errno::ok || changed)
        d->entered(task);
    d->chargeFaults(task, faults);
    if (changed)
        d->touch(*task.memory);
    return finished(problem);
}

Result<void> Kernel::munlock(TaskId id, std::uint64_t address, std::uint64_t length)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    const auto plan = planLock(*d, **found, address, length);
    if (!plan)
        return std::unexpected(plan.error());
    Task& task = **found;
    const bool changed = task.memory->space.setLockMode(plan->range, LockMode::none);
    if (plan->problem == Errno::ok || changed)
        d->entered(task);
    if (changed)
        d->touch(*task.memory);
    return finished(plan->problem);
}

Result<void> Kernel::mlockall(TaskId id, std::uint32_t flags)
{
    constexpr std::uint32_t current = 1;
    constexpr std::uint32_t future = 2;
    constexpr std::uint32_t onFault = 4;
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    if (d->is2018())
        return std::unexpected(Errno::noSystemCall);
    if (flags == 0 || flags == onFault || (flags & ~(current | future | onFault)) != 0)
        return std::unexpected(Errno::invalid);
    Memory& memory = *task.memory;
    AddressSpace& space = memory.space;
    const std::uint64_t wanted = (flags & current) != 0 ? space.vssBytes() : 0;
    if (!d->hasCapabilityIn(task, *d->rootUser, capability::ipcLock)) {
        const std::uint64_t limit = task.group->softLimit(Limit::lockedMemory);
        if (limit == 0)
            return std::unexpected(Errno::perm);
        if (exceeds(0, wanted, limit))
            return std::unexpected(Errno::noMemory);
    }
    d->entered(task);
    const LockMode mode = (flags & onFault) != 0 ? LockMode::lazy : LockMode::eager;
    memory.futureLock = (flags & future) != 0 ? mode : LockMode::none;
    if ((flags & current) == 0)
        return {};
    bool changed = space.setLockMode({0, addressLimit}, mode);
    const std::uint64_t faults = space.faults();
    for (std::uint64_t at = 0; mode == LockMode::eager && at < addressLimit;) {
        const Area* area = space.findFrom(at);
        if (!area)
            break;
        const Range whole{area->start, area->end};
        (void)populate(*d, memory, whole, changed); // it does not say what could not be
        at = whole.end;
    }
    d->chargeFaults(task, faults);
    if (changed)
        d->touch(memory);
    return {};
}

Result<void> Kernel::munlockall(TaskId id)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (d->is2018())
        return std::unexpected(Errno::noSystemCall);
    Memory& memory = *(*found)->memory;
    d->entered(**found);
    memory.futureLock = LockMode::none;
    if (memory.space.setLockMode({0, addressLimit}, LockMode::none))
        d->touch(memory);
    return {};
}

namespace {

/// What an advice does to one area, or its error.
struct Effect
{
    std::uint16_t set = 0, cleared = 0; ///< of areaFlag
    bool drops = false; ///< the pages
    Errno problem = Errno::ok;
};

Effect effectOnLinux(int advice, const Area& area)
{
    const Effect invalid{.problem = Errno::invalid};
    const bool isLocked = area.lockMode != LockMode::none;
    switch (advice) {
    case advice::normal:
        return {.cleared = areaFlag::random | areaFlag::sequential};
    case advice::random:
        return {.set = areaFlag::random, .cleared = areaFlag::sequential};
    case advice::sequential:
        return {.set = areaFlag::sequential, .cleared = areaFlag::random};
    case advice::dontNeed:
        return area.isSpecial || isLocked ? invalid : Effect{.drops = true};
    case advice::dontNeedLocked:
        return area.isSpecial ? invalid : Effect{.drops = true};
    case advice::free:
        // Taken at once: the pages may go at any time.
        return area.isSpecial || isLocked || area.isMapped() ? invalid : Effect{.drops = false};
    case advice::remove:
        if (isLocked || !area.mapping || area.isSpecial)
            return invalid;
        if (area.isPrivate || !area.maximum.write)
            return {.problem = Errno::access};
        return {.drops = true};
    case advice::dontFork:
        return {.set = areaFlag::dontFork};
    case advice::doFork:
        return area.isSpecial ? invalid : Effect{.cleared = areaFlag::dontFork};
    case advice::wipeOnFork:
        return area.mapping || !area.isPrivate ? invalid : Effect{.set = areaFlag::wipeOnFork};
    case advice::keepOnFork:
        return {.cleared = areaFlag::wipeOnFork};
    case advice::dontDump:
        return {.set = areaFlag::dontDump};
    case advice::doDump:
        return area.isSpecial ? invalid : Effect{.cleared = areaFlag::dontDump};
    case advice::hugePage:
        return area.isSpecial ? Effect{}
                              : Effect{.set = areaFlag::huge, .cleared = areaFlag::noHuge};
    case advice::noHugePage:
        return area.isSpecial ? Effect{}
                              : Effect{.set = areaFlag::noHuge, .cleared = areaFlag::huge};
    case advice::mergeable:
        return area.isSpecial || !area.isPrivate ? Effect{} : Effect{.set = areaFlag::mergeable};
    case advice::unmergeable:
        return {.cleared = areaFlag::mergeable};
    default:
        return {};
    }
}

// pkg/sentry/syscalls/linux/sys_mmap.go: most of it is taken and ignored.
Effect effectInGvisor(const Kernel::State& state, int advice, const Area& area)
{
    const bool isLocked = area.lockMode != LockMode::none;
    const bool forks = state.isSince(Behaviour::gvisor2022);
    if (advice == advice::dontNeed)
        return isLocked ? Effect{.problem = Errno::invalid} : Effect{.drops = true};
    if (advice == advice::dontFork && forks)
        return {.set = areaFlag::dontFork};
    if (advice == advice::doFork && forks)
        return {.cleared = areaFlag::dontFork};
    return {};
}

// Whether the kernel knows the advice, and how it says so when it does not.
Errno adviceProblem(const Kernel::State& state, int advice)
{
    const bool isLinux = state.isLinux();
    switch (advice) {
    case advice::normal:
    case advice::random:
    case advice::sequential:
    case advice::willNeed:
    case advice::dontNeed:
    case advice::mergeable:
    case advice::unmergeable:
    case advice::hugePage:
    case advice::noHugePage:
    case advice::dontDump:
    case advice::doDump:
        return Errno::ok;
    case advice::dontFork:
    case advice::doFork:
        return state.isSince(Behaviour::gvisor2022) ? Errno::ok : Errno::noSystemCall;
    case advice::remove:
        return isLinux ? Errno::ok : Errno::noSystemCall;
    case advice::populateRead:
    case advice::populateWrite:
    case advice::free:
    case advice::wipeOnFork:
    case advice::keepOnFork:
    case advice::cold:
    case advice::pageOut:
    case advice::dontNeedLocked:
        return isLinux ? Errno::ok : Errno::invalid;
    default:
        return Errno::invalid;
    }
}

bool populates(int advice)
{
    return advice == advice::populateRead || advice == advice::populateWrite;
}

}

Result<void> Kernel::madvise(TaskId id, std::uint64_t address, std::uint64_t length, int advice)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    Memory& memory = *task.memory;
    AddressSpace& space = memory.space;
    const auto range = alignedPages(address, length);
    if (!range)
        return std::unexpected(Errno::invalid);
    if (const Errno problem = adviceProblem(*d, advice); problem != Errno::ok)
        return std::unexpected(problem);

    // Holes are passed over and told of in the end; the first area that refuses ends it.
    Errno problem = Errno::ok;
    bool changed = false;
    const std::uint64_t faults = space.faults();
    for (std::uint64_t at = range->start; at < range->end;) {
        const Area* area = space.findFrom(at);
        const std::uint64_t next = area ? std::min(area->start, range->end) : range->end;
        if (next > at)
            problem = Errno::noMemory;
        if (next == range->end)
            break;
        const Range part{std::max(at, area->start), std::min(area->end, range->end)};
        at = part.end;
        if (populates(advice)) {
            const bool write = advice == advice::populateWrite;
            if (problem != Errno::ok || !space.allows(part, write)) {
                problem = problem != Errno::ok ? problem : Errno::invalid;
                break;
            }
            changed = space.access(part, write, d->pageRefs) || changed;
            continue;
        }
        const Effect effect
            = d->isLinux() ? effectOnLinux(advice, *area) : effectInGvisor(*d, advice, *area);
        if (effect.problem != Errno::ok) {
            problem = effect.problem;
            break;
        }
        if (effect.drops) {
            changed = space.discard(part, d->pageRefs) || changed;
            changed = forgetText(memory, part) || changed;
        }
        changed = space.setFlags(part, effect.set, effect.cleared) || changed;
    }
    if (problem == Errno::ok || changed)
        d->entered(task);
    d->chargeFaults(task, faults);
    if (changed)
        d->touch(memory);
    return finished(problem);
}

Result<void> Kernel::shmdt(TaskId id, std::uint64_t address)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Memory& memory = *(*found)->memory;
    const auto isOf = [address](const Area& area) {
        return area.mapping && area.mapping->kind == procfs::MappingKind::sysvShared
            && area.start - area.offset == address;
    };
    // Every piece of that attachment goes, whatever became of the ones between.
    std::vector<Range> pieces;
    std::shared_ptr<const procfs::MappingIdentity> segment;
    for (const Area& area : memory.space.areas()) {
        if (isOf(area) && (!segment || segment == area.mapping)) {
            segment = area.mapping;
            pieces.push_back({area.start, area.end});
        }
    }
    if (pieces.empty() || !isPageAligned(address))
        return std::unexpected(Errno::invalid);
    d->entered(**found);
    for (const Range& piece : pieces)
        unmap(*d, memory, piece);
    d->touch(memory);
    return {};
}

Result<void> Kernel::touch(TaskId id, std::uint64_t address, std::uint64_t length, bool write)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    Memory& memory = *task.memory;
    AddressSpace& space = memory.space;
    const auto range = pagesAround(address, length);
    if (!range)
        return std::unexpected(Errno::fault);
    std::uint64_t grown = 0;
    if (length > 0 && !space.allows(*range, write)) {
        // A stack of Linux grows down to where it is needed.
        grown = d->isLinux() ? space.growthFor(*range) : 0;
        const Area* stack = grown > 0 ? space.findFrom(range->start) : nullptr;
        if (!stack || !stack->real.read || (write && !stack->real.write)
            || exceeds(stack->length(), grown, task.group->softLimit(Limit::stack))
            || !mayExpand(*d, task, *stack, grown)
            || (range->end > stack->start && !space.allows({stack->start, range->end}, write)))
            return std::unexpected(Errno::fault);
        space.growDown(grown, range->start);
    }
    d->entered(task);
    const std::uint64_t faults = space.faults();
    if ((length > 0 && space.access(*range, write, d->pageRefs)) || grown > 0)
        d->touch(memory);
    d->chargeFaults(task, faults);
    return {};
}

namespace {

Result<void> overwrite(Kernel::State& state, Task& task, std::uint64_t start, std::string& text,
                       std::string_view bytes)
{
    Memory& memory = *task.memory;
    const auto range = pagesAround(start, bytes.size());
    if (bytes.size() > text.size() || !range || !memory.space.allows(*range, true))
        return std::unexpected(Errno::fault);
    state.entered(task);
    const bool isOther = text.compare(0, bytes.size(), bytes) != 0;
    text.replace(0, bytes.size(), bytes);
    const std::uint64_t faults = memory.space.faults();
    const bool isFresh = !bytes.empty() && memory.space.access(*range, true, state.pageRefs);
    state.chargeFaults(task, faults);
    if (isFresh || isOther)
        state.touch(memory);
    return {};
}

}

Result<void> Kernel::overwriteArguments(TaskId id, std::string_view bytes)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Memory& memory = *(*found)->memory;
    return overwrite(*d, **found, memory.argumentsStart, memory.arguments, bytes);
}

Result<void> Kernel::overwriteEnvironment(TaskId id, std::string_view bytes)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Memory& memory = *(*found)->memory;
    return overwrite(*d, **found, memory.environmentStart, memory.environment, bytes);
}

}
