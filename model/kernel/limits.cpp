// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What a task may use and how it is preferred: nice, scheduling, resource limits, the score for
// when memory runs out.
#include <model/kernel/state.h>

#include <algorithm>

namespace sandscope::kernel {

using procfs::Credentials;

namespace {

constexpr int leastNice = -20;
constexpr int mostNice = 19;
constexpr int mostRealtimePriority = 99;
constexpr std::uint64_t mostDescriptors = std::uint64_t{1} << 20U; // Linux' fs.nr_open

bool isRealtime(int policy)
{
    return policy == scheduling::fifo || policy == scheduling::roundRobin;
}

bool isSameOwner(const Credentials& caller, const Credentials& target)
{
    return caller.effectiveUid == target.effectiveUid || caller.effectiveUid == target.realUid;
}

// RLIMIT_NICE counts the other way round: from 1 for 19 to 40 for -20.
bool mayBe(int nice, const ThreadGroup& group)
{
    return static_cast<std::uint64_t>(20 - nice) <= group.softLimit(Limit::nice);
}

// gVisor's list of limits that can be set (pkg/sentry/syscalls/linux/sys_rlimit.go, 2021); it ends
// with the one for address space, and since June 2026 (e4dfe1b34) has that for priorities.
bool isSettable(const Kernel::State& state, Limit limit)
{
    return state.isLinux() || limit <= Limit::addressSpace
        || (limit == Limit::realtimePriority && state.isSince(Behaviour::gvisor2026));
}

// Whether all of the target's ids are the caller's real ones.
bool isSamePerson(const Credentials& caller, const Credentials& target)
{
    const auto all = [](std::uint32_t id, std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        return id == a && id == b && id == c;
    };
    return all(caller.realUid, target.realUid, target.effectiveUid, target.savedUid)
        && all(caller.realGid, target.realGid, target.effectiveGid, target.savedGid);
}

}

Result<void> Kernel::setNice(TaskId callerId, TaskId targetId, int nice)
{
    const auto found = d->caller(callerId);
    if (!found)
        return std::unexpected(found.error());
    Task& caller = **found;
    Task* target = d->visibleTo(caller, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    nice = std::clamp(nice, leastNice, mostNice);
    // Linux, kernel/sys.c and kernel/sched/syscalls.c; gVisor asks only since 2026, and only for
    // the right to change someone else's.
    if (d->isSince(Behaviour::gvisor2026) && !isSameOwner(*caller.credentials, *target->credentials)
        && !d->hasCapabilityIn(caller, *target->userNamespace, capability::sysNice))
        return std::unexpected(Errno::perm);
    if (d->isLinux() && nice < target->nice && !mayBe(nice, *target->group)
        && !d->hasCapabilityIn(caller, *d->rootUser, capability::sysNice))
        return std::unexpected(Errno::access);
    d->entered(caller);
    if (target->nice != nice) {
        target->nice = nice;
        d->touch(*target);
    }
    return {};
}

Result<void> Kernel::setScheduler(TaskId callerId, TaskId targetId, int policy, int priority)
{
    const auto found = d->caller(callerId);
    if (!found)
        return std::unexpected(found.error());
    Task& caller = **found;
    Task* target = d->visibleTo(caller, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    const bool exists = isRealtime(policy) || policy == scheduling::other
        || policy == scheduling::batch || policy == scheduling::idle;
    const bool fits
        = isRealtime(policy) ? priority >= 1 && priority <= mostRealtimePriority : priority == 0;
    if (!exists || !fits || (!d->isLinux() && policy != scheduling::other))
        return std::unexpected(Errno::invalid);
    const procfs::TaskDetails& old = *target->details;
    const std::uint64_t limit = target->group->softLimit(Limit::realtimePriority);
    const bool isMore = isRealtime(policy)
        && ((policy != old.policy && limit == 0)
            || (priority > old.realtimePriority && static_cast<std::uint64_t>(priority) > limit));
    const bool leavesIdle = old.policy == scheduling::idle && policy != scheduling::idle
        && !mayBe(target->nice, *target->group);
    const bool isSomeoneElses = !isSameOwner(*caller.credentials, *target->credentials);
    if (d->isLinux() && (isMore || leavesIdle || isSomeoneElses)
        && !d->hasCapabilityIn(caller, *d->rootUser, capability::sysNice))
        return std::unexpected(Errno::perm);
    d->entered(caller);
    if (old.policy != policy || old.realtimePriority != priority) {
        procfs::TaskDetails& details = d->detailsOf(*target);
        details.policy = policy;
        details.realtimePriority = priority;
    }
    return {};
}

Result<void> Kernel::setLimit(TaskId callerId, TaskId targetId, Limit limit,
                              const LimitChange& change)
{
    const auto found = d->caller(callerId);
    if (!found)
        return std::unexpected(found.error());
    Task& caller = **found;
    const Task* target = d->visibleTo(caller, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    // gVisor asks in the caller's PID namespace, Linux in the target's user namespace.
    const UserNamespace& asked
        = d->isLinux() ? *target->userNamespace : *caller.pidNamespace->userNamespace;
    if (target != &caller && !isSamePerson(*caller.credentials, *target->credentials)
        && !d->hasCapabilityIn(caller, asked, capability::sysResource))
        return std::unexpected(Errno::perm);
    if (!isSettable(*d, limit))
        return std::unexpected(Errno::perm);
    ThreadGroup& group = *target->group;
    const ResourceLimit old = limitIn(*group.limits, limit);
    const ResourceLimit next{change.soft.value_or(old.soft), change.hard.value_or(old.hard)};
    // In Linux the values come first, and it is the caller who needs the right to raise one.
    if (d->isLinux() && next.soft > next.hard)
        return std::unexpected(Errno::invalid);
    if (d->isLinux() && limit == Limit::openFiles && change.hard && next.hard > mostDescriptors)
        return std::unexpected(Errno::perm);
    const Task& privileged = d->isLinux() ? caller : *target;
    if (next.hard > old.hard
        && !d->hasCapabilityIn(privileged, *d->rootUser, capability::sysResource))
        return std::unexpected(Errno::perm);
    if (next.soft > next.hard)
        return std::unexpected(Errno::invalid);
    d->entered(caller);
    if (next != old) {
        ResourceLimits limits = *group.limits;
        limits[static_cast<std::size_t>(limit)] = next;
        group.limits = std::make_shared<const ResourceLimits>(limits);
        d->touch(group);
    }
    return {};
}

Result<void> Kernel::setOomScoreAdjustment(TaskId writerId, TaskId targetId, int adjustment)
{
    const auto found = d->caller(writerId);
    if (!found)
        return std::unexpected(found.error());
    Task& writer = **found;
    const Task* target = d->knownTo(writer, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    // The file's mode is 0644, its owner the target's effective user.
    if (writer.credentials->effectiveUid != target->credentials->effectiveUid
        && !d->hasCapability(writer, capability::dacOverride))
        return std::unexpected(Errno::access);
    if (!isOomScoreAdjustment(adjustment))
        return std::unexpected(Errno::invalid);
    d->entered(writer);
    ThreadGroup& group = *target->group;
    if (group.oomScoreAdjustment != adjustment) {
        group.oomScoreAdjustment = adjustment;
        d->touch(group);
    }
    return {};
}

}
