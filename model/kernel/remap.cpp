// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// mremap. Facts 6.3; Linux: mm/mremap.c of 6.18.
#include <model/kernel/memorycalls.h>

#include <algorithm>

namespace sandscope::kernel {

using procfs::LockMode;
using procfs::MappingKind;

namespace {

/// What mremap is about to do.
struct RemapPlan
{
    enum class Kind : std::uint8_t { nothing, shrink, extend, duplicate, move, moveEach };
    Kind kind = Kind::nothing;
    std::uint64_t address = 0; ///< what it answers
    Range old; ///< whole pages
    std::uint64_t newSize = 0;
    /// What it answers although the destination is cleared, and the tail that is too much.
    Errno problem = Errno::ok;
};

using Kind = RemapPlan::Kind;

bool choosesPlaces(const Kernel::State& state, const Task& task, const Area& area)
{
    return area.mapping && area.mapping->kind == MappingKind::file
        && state.choosesPlaces(task, area.mapping->path);
}

std::optional<std::uint64_t> newPlace(const Kernel::State& state, const Task& task,
                                      const Area& area, std::uint64_t from, std::uint64_t length)
{
    // Later releases of gVisor align what mmap maps alone (pkg/sentry/mm/syscalls.go).
    return task.memory->space.findFree({.length = length,
                                        .isPrivate = state.isLinux() && area.isPrivate,
                                        .isFile = choosesPlaces(state, task, area),
                                        .offset = area.offset + (from - area.start)},
                                       task.memory->placement);
}

Errno lockedGrowthProblem(const Kernel::State& state, const Task& task, const Area& area,
                          std::uint64_t growth)
{
    if (area.lockMode == LockMode::none || growth == 0)
        return Errno::ok;
    // Other than for mmap, no lock at all being allowed is nothing special.
    return lockProblem(state, task, growth, Errno::again) == Errno::ok ? Errno::ok : Errno::again;
}

// What both kernels ask of the numbers alone.
Result<RemapPlan> rangesOf(const Kernel::State& state, const RemapRequest& request)
{
    const auto oldSize = pageCeil(request.oldSize);
    const auto newSize = pageCeil(request.newSize);
    const auto invalid = std::unexpected(Errno::invalid);
    const bool implies = request.fixedAddress || request.dontUnmap;
    if (!isPageAligned(request.address) || (implies && !request.mayMove) || !oldSize || !newSize
        || *newSize == 0 || *newSize > addressLimit)
        return invalid;
    if (request.dontUnmap && (!state.isLinux() || *oldSize != *newSize))
        return invalid;
    const RemapPlan plan{.address = request.address,
                         .old = {request.address, request.address + *oldSize},
                         .newSize = *newSize};
    if (plan.old.end < plan.old.start)
        return invalid;
    const std::uint64_t to = request.fixedAddress.value_or(0);
    if (request.fixedAddress
        && (!isPageAligned(to) || to + *newSize < to
            || (to < plan.old.end && plan.old.start < to + *newSize)))
        return invalid;
    if (request.fixedAddress
        && ((to < lowestAddress && !state.isLinux()) || to > addressLimit - *newSize))
        return std::unexpected(state.isLinux() ? Errno::invalid : Errno::noMemory);
    return plan;
}

Result<RemapPlan> planGvisor(const Kernel::State& state, const Task& task,
                             const RemapRequest& request, RemapPlan plan)
{
    const auto fail = [](Errno error) { return std::unexpected(error); };
    const AddressSpace& space = task.memory->space;
    const std::uint64_t oldSize = plan.old.length();
    if (oldSize == 0 && (state.is2018() || !request.mayMove))
        return fail(Errno::invalid);
    const Area* area = space.find(plan.old.start);
    // A duplicate onto its own original: Linux unmaps that first and then misses it.
    if (!area || (oldSize == 0 && request.fixedAddress == plan.old.start))
        return fail(Errno::fault);
    const bool moves = request.fixedAddress.has_value() || oldSize == 0;
    if (!moves && plan.newSize < oldSize) { // shrinking may pass over holes, like munmap
        plan.kind = Kind::shrink;
        return plan;
    }
    if (!moves && plan.newSize == oldSize)
        return plan;
    const std::uint64_t growth = plan.newSize > oldSize ? plan.newSize - oldSize : 0;
    if (const Errno problem = lockedGrowthProblem(state, task, *area, growth); problem != Errno::ok)
        return fail(problem);
    plan.kind = oldSize == 0 ? Kind::duplicate : Kind::move;
    if (request.fixedAddress) {
        plan.address = *request.fixedAddress;
        // By now the destination has been cleared.
        if (plan.old.start + std::min(oldSize, plan.newSize) > area->end)
            plan.problem = Errno::fault;
        else if (!mayExpand(state, task, *area, growth,
                            space.mappedBytes({plan.address, plan.address + plan.newSize})))
            plan.problem = Errno::noMemory;
        return plan;
    }
    if (plan.old.end > area->end)
        return fail(Errno::fault);
    if (!mayExpand(state, task, *area, growth))
        return fail(Errno::noMemory);
    const Range behind{plan.old.end, plan.old.start + plan.newSize};
    if (!moves && plan.old.end == area->end && space.isFree(behind)) {
        plan.kind = Kind::extend;
        return plan;
    }
    if (!request.mayMove)
        return fail(Errno::noMemory);
    const auto target = newPlace(state, task, *area, plan.old.start, plan.newSize);
    if (!target)
        return fail(Errno::noMemory);
    plan.address = *target;
    return plan;
}

Result<RemapPlan> planLinux(const Kernel::State& state, const Task& task,
                            const RemapRequest& request, RemapPlan plan)
{
    const auto fail = [](Errno error) { return std::unexpected(error); };
    const AddressSpace& space = task.memory->space;
    const std::uint64_t oldSize = plan.old.length();
    const bool implies = request.fixedAddress || request.dontUnmap;
    const Area* area = space.find(plan.old.start);
    if (!area)
        return fail(Errno::fault);
    if (!implies && plan.newSize <= oldSize) {
        plan.kind = plan.newSize < oldSize ? Kind::shrink : Kind::nothing;
        return plan;
    }
    if (oldSize == 0 && area->isPrivate)
        return fail(Errno::invalid);
    if (request.dontUnmap && area->isSpecial)
        return fail(Errno::invalid);
    if (!mayBeAt(state, task, request.fixedAddress.value_or(lowestAddress)))
        return fail(Errno::perm);
    const bool each = request.fixedAddress && plan.newSize == oldSize;
    if (each) {
        plan.kind = Kind::moveEach;
        plan.address = *request.fixedAddress;
        return plan;
    }
    // A shrinking move, which goes to a fixed place, cuts off the tail first, whatever lies there.
    if (plan.old.start + std::min(oldSize, plan.newSize) > area->end)
        return fail(Errno::fault);
    const std::uint64_t growth = plan.newSize > oldSize ? plan.newSize - oldSize : 0;
    if (growth > 0 && area->isSpecial)
        return fail(Errno::fault);
    if (const Errno problem = lockedGrowthProblem(state, task, *area, growth); problem != Errno::ok)
        return fail(problem);
    if (!mayExpand(state, task, *area, request.dontUnmap ? oldSize : growth))
        return fail(Errno::noMemory);
    const Range behind{plan.old.end, plan.old.start + plan.newSize};
    if (!implies && plan.old.end == area->end && oldSize > 0 && behind.end <= addressLimit
        && space.mappedBytes(behind) == 0) {
        plan.kind = Kind::extend;
        return plan;
    }
    if (!request.mayMove)
        return fail(Errno::noMemory);
    if (space.areas().size() + 2 >= maxAreas - 3)
        return fail(Errno::noMemory);
    const auto target = request.fixedAddress
        ? request.fixedAddress
        : newPlace(state, task, *area, plan.old.start, plan.newSize);
    if (!target)
        return fail(Errno::noMemory);
    plan.kind = oldSize == 0 ? Kind::duplicate : Kind::move;
    plan.address = *target;
    return plan;
}

Result<RemapPlan> planRemap(const Kernel::State& state, const Task& task,
                            const RemapRequest& request)
{
    const auto ranges = rangesOf(state, request);
    if (!ranges)
        return ranges;
    return state.isLinux() ? planLinux(state, task, request, *ranges)
                           : planGvisor(state, task, request, *ranges);
}

// Moves every area of the range, gaps and all, until one cannot follow another: file systems that
// choose addresses themselves are left alone, and shared memory is not one of them. Answers how far
// it came.
Errno moveEach(Kernel::State& state, const Task& task, Range from, std::uint64_t to, bool keepsOld)
{
    Memory& memory = *task.memory;
    AddressSpace& space = memory.space;
    bool isFirst = true;
    for (std::uint64_t at = from.start; at < from.end;) {
        const Area* area = space.findFrom(at);
        if (!area || area->start >= from.end)
            break;
        const Range part{std::max(area->start, at), std::min(area->end, from.end)};
        if (choosesPlaces(state, task, *area) && (!isFirst || area->end < from.end))
            return Errno::fault;
        const std::uint64_t target = to + (part.start - from.start);
        unmap(state, memory, {target, target + part.length()});
        space.move(part, target, part.length(), state.pageRefs, keepsOld);
        forgetText(memory, part);
        at = part.end;
        isFirst = false;
    }
    return Errno::ok;
}

// Whether that fails before it did anything.
bool canMoveAny(const Kernel::State& state, const Task& task, Range from)
{
    const Area* area = task.memory->space.find(from.start);
    return area && (area->end >= from.end || !choosesPlaces(state, task, *area));
}

}

Result<std::uint64_t> Kernel::mremapAddress(TaskId id, const RemapRequest& request) const
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    const auto plan = planRemap(*d, **found, request);
    if (!plan)
        return std::unexpected(plan.error());
    if (plan->kind == Kind::moveEach && !canMoveAny(*d, **found, plan->old))
        return std::unexpected(Errno::fault);
    if (plan->problem != Errno::ok)
        return std::unexpected(plan->problem);
    return plan->address;
}

Result<std::uint64_t> Kernel::mremap(TaskId id, const RemapRequest& request)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    Memory& memory = *task.memory;
    AddressSpace& space = memory.space;
    const auto plan = planRemap(*d, task, request);
    if (!plan)
        return std::unexpected(plan.error());
    const Range old = plan->old;
    if (plan->kind == Kind::moveEach && !canMoveAny(*d, task, old))
        return std::unexpected(Errno::fault);

    const Range destination{plan->address, plan->address + plan->newSize};
    Errno problem = plan->problem;
    if (problem != Errno::ok) {
        bool changed = unmap(*d, memory, destination);
        if (plan->newSize < old.length())
            changed = unmap(*d, memory, {old.start + plan->newSize, old.end}) || changed;
        if (changed) {
            d->entered(task);
            d->touch(memory);
        }
        return std::unexpected(problem);
    }
    d->entered(task);
    std::optional<Range> fresh;
    std::optional<Replacement> replacement;
    if (plan->kind == Kind::duplicate || request.dontUnmap) { // what was stays where it was
        Area next = *space.find(old.start);
        next.start = destination.start;
        next.end = destination.end;
        replacement.emplace(memory, next);
    }
    switch (plan->kind) {
    case Kind::nothing:
        return plan->address;
    case Kind::shrink:
        if (unmap(*d, memory, {old.start + plan->newSize, old.end}))
            d->touch(memory);
        return plan->address;
    case Kind::extend: {
        const Area& area = *space.find(old.start);
        Area more = area;
        if (more.isMapped() || d->isLinux())
            more.offset += more.length();
        // gVisor makes a new area that has forgotten MADV_DONTFORK and so stays apart.
        if (!d->isLinux())
            more.flags &= areaFlag::stack;
        more.start = old.end;
        more.end = destination.end;
        fresh = Range{more.start, more.end};
        space.insert(std::move(more));
        break;
    }
    case Kind::duplicate: {
        unmap(*d, memory, destination);
        Area copy = *space.find(old.start);
        if (copy.isMapped() || d->isLinux())
            copy.offset += old.start - copy.start;
        copy.start = destination.start;
        copy.end = destination.end;
        space.insert(std::move(copy));
        break;
    }
    case Kind::move: {
        if (request.fixedAddress)
            unmap(*d, memory, destination);
        // The pages behind a smaller new size are not moved along.
        const Range kept{old.start, std::min(old.end, old.start + plan->newSize)};
        if (kept.end < old.end)
            unmap(*d, memory, {kept.end, old.end});
        space.move(kept, plan->address, plan->newSize, d->pageRefs, request.dontUnmap);
        forgetText(memory, old);
        if (d->is2018())
            space.addVssDrift(old.length() - plan->newSize); // modulo 2^64, like the original
        if (plan->newSize > old.length())
            fresh = Range{destination.start + old.length(), destination.end};
        break;
    }
    case Kind::moveEach:
        problem = moveEach(*d, task, old, plan->address, request.dontUnmap);
        break;
    }
    // What grew is locked like what was there.
    const Area* grown = fresh ? space.find(fresh->start) : nullptr;
    if (grown && grown->lockMode == LockMode::eager) {
        bool changed = false;
        const std::uint64_t faults = space.faults();
        (void)populate(*d, memory, *fresh, changed);
        d->chargeFaults(task, faults);
    }
    if (!replacement || replacement->isSeen())
        d->touch(memory);
    if (problem != Errno::ok)
        return std::unexpected(problem);
    return plan->address;
}

}
