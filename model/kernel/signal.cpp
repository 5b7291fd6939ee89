// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Signals: their actions, what is blocked and pending, stopping and going on. Facts 5.3 and 5.5;
// what they leave out from gVisor's pkg/sentry/kernel/task_signals.go and Linux' kernel/signal.c.
#include <model/kernel/state.h>

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace sandscope::kernel {

namespace {

// SIGKILL and SIGSTOP can neither be blocked nor ignored nor handled.
constexpr std::uint64_t unstoppable = signalBit(signalKill) | signalBit(signalStop);
// SIGSTOP, SIGTSTP, SIGTTIN and SIGTTOU.
constexpr std::uint64_t stopping
    = signalBit(signalStop) | signalBit(20) | signalBit(21) | signalBit(22);
// SIGCHLD, SIGCONT, SIGURG and SIGWINCH.
constexpr std::uint64_t harmless
    = signalBit(signalChild) | signalBit(signalContinue) | signalBit(23) | signalBit(28);
// SIGQUIT, ILL, TRAP, ABRT, BUS, FPE, SEGV, XCPU, XFSZ and SYS.
constexpr std::uint64_t dumping = signalBit(3) | signalBit(4) | signalBit(5) | signalBit(6)
    | signalBit(7) | signalBit(8) | signalBit(11) | signalBit(24) | signalBit(25) | signalBit(31);

bool isOneOf(int signal, std::uint64_t set)
{
    return (signalBit(signal) & set) != 0;
}

bool isSignal(int signal)
{
    return signal >= 1 && signal <= lastSignal;
}

bool isDefault(const ThreadGroup& group, int signal)
{
    return !isOneOf(signal, group.ignoredSignals | group.caughtSignals);
}

bool isIgnored(const ThreadGroup& group, int signal)
{
    return isOneOf(signal, group.ignoredSignals)
        || (isOneOf(signal, harmless) && isDefault(group, signal));
}

bool mayKill(const Kernel::State& state, const Task& sender, const Task& target, int signal)
{
    if (sender.group == target.group)
        return true;
    const auto& from = *sender.credentials;
    const auto& to = *target.credentials;
    if (from.effectiveUid == to.realUid || from.effectiveUid == to.savedUid
        || from.realUid == to.realUid || from.realUid == to.savedUid)
        return true;
    if (signal == signalContinue
        && sender.group->processGroup->session == target.group->processGroup->session)
        return true;
    return state.hasCapabilityIn(sender, *target.userNamespace, capability::kill);
}

// In Linux the init of a namespace is spared what it has no handler for: all of it when it comes
// from inside, from outside all but SIGKILL and SIGSTOP. gVisor spares nobody.
bool isSpared(const Kernel::State& state, const ThreadGroup& group, int signal, const Task* sender)
{
    if (!state.isLinux() || !group.leader || group.leader->tids.front().tid.value != 1
        || !isDefault(group, signal))
        return false;
    const PidNamespace& own = *group.leader->pidNamespace;
    const bool isInside = sender && !kernel::tidIn(*sender, own).isNone();
    return isInside || !isOneOf(signal, unstoppable);
}

// Whether a signal ends the task although it waits for its vfork child: in Linux one that kills
// without a core is made a SIGKILL at once, unless a tracer is to see it first (complete_signal in
// kernel/signal.c).
bool endsVfork(const Kernel::State& state, const Task& task, int signal)
{
    return state.isLinux() && !task.tracer && isDefault(*task.group, signal)
        && !isOneOf(signal, harmless | stopping | dumping);
}

bool canTake(const Kernel::State& state, const Task& task, int signal)
{
    return !task.isExiting && !task.isTraceStopped
        && (!task.vforkChild || endsVfork(state, task, signal))
        && task.run != procfs::TaskState::diskSleep
        && !isOneOf(signal, task.details->blockedSignals & ~unstoppable);
}

// Who takes it: the one it was sent to, or another thread where it was sent to all.
Task* receiverOf(const Kernel::State& state, Task& target, int signal, bool toGroup)
{
    if (target.group->isStopped || target.group->survivor) // exec takes them at its end
        return nullptr;
    if (canTake(state, target, signal))
        return &target;
    const auto& members = target.group->members;
    const auto takes = [&](const Task* member) { return canTake(state, *member, signal); };
    const auto found = toGroup ? std::ranges::find_if(members, takes) : members.end();
    return found == members.end() ? nullptr : *found;
}

void dropPending(Kernel::State& state, ThreadGroup& group, std::uint64_t signals)
{
    if ((group.pendingSignals & signals) != 0) {
        state.changing(group);
        group.pendingSignals &= ~signals;
    }
    for (Task* member : group.members) {
        if ((member->details->pendingSignals & signals) != 0) {
            state.changing(*member);
            state.ownDetailsOf(*member).pendingSignals &= ~signals;
        }
    }
}

// The actions of all groups that share the caller's table.
template <class Fn>
void forActions(ThreadGroup& group, Fn&& change)
{
    ThreadGroup* at = &group;
    do {
        ThreadGroup* next = at->sharesActionsWith;
        change(*at);
        at = next;
    } while (at && at != &group);
}

}

void Kernel::State::shareActions(ThreadGroup& with, ThreadGroup& newcomer)
{
    newcomer.sharesActionsWith = with.sharesActionsWith ? with.sharesActionsWith : &with;
    with.sharesActionsWith = &newcomer;
}

void Kernel::State::unshareActions(ThreadGroup& group)
{
    ThreadGroup* next = std::exchange(group.sharesActionsWith, nullptr);
    if (!next)
        return;
    ThreadGroup* before = next;
    while (before->sharesActionsWith != &group)
        before = before->sharesActionsWith;
    before->sharesActionsWith = before == next ? nullptr : next;
}

bool Kernel::State::isOrphaned(const Job& processGroup) const
{
    // Linux, kernel/exit.c, where init counts for nobody; in gVisor (pkg/sentry/kernel/sessions.go)
    // one without a parent keeps its group from it.
    return std::ranges::none_of(everyTask, [&](TaskId id) {
        const Task& task = *tasks.find(id);
        if (!task.isLeader() || task.group->processGroup.get() != &processGroup || isDone(task))
            return false;
        if (!task.parent)
            return !isLinux();
        const Task& elder = *task.parent->group->leader;
        if (isLinux() && kernel::tidIn(elder, *rootPid).value == 1)
            return false;
        const Job& around = *task.parent->group->processGroup;
        return &around != &processGroup && around.session == processGroup.session;
    });
}

void Kernel::State::hangUpIfOrphaned(const JobPtr& processGroup)
{
    if (processGroup->stopped == 0 || !isOrphaned(*processGroup))
        return;
    std::vector<TaskId> leaders;
    for (const TaskId id : everyTask) {
        const Task& task = *tasks.find(id);
        if (task.isLeader() && task.group->processGroup == processGroup)
            leaders.push_back(id);
    }
    std::ranges::sort(leaders);
    constexpr int hangUp = 1;
    for (const int signal : {hangUp, signalContinue}) {
        for (const TaskId id : leaders) {
            if (Task* leader = tasks.find(id))
                sendSignal(*leader, signal, true, nullptr);
        }
    }
}

void Kernel::State::stopGroup(ThreadGroup& group, int signal)
{
    if (group.isExiting || group.isStopped)
        return;
    changing(group);
    group.isStopped = true;
    ++group.processGroup->stopped;
    group.stopSignal = signal;
    group.report = ThreadGroup::Report::stopped;
    refreshStates(group);
}

void Kernel::State::resumeGroup(ThreadGroup& group)
{
    if (!group.isStopped)
        return;
    changing(group);
    group.isStopped = false;
    --group.processGroup->stopped;
    group.stopSignal = 0;
    group.report = ThreadGroup::Report::continued;
    refreshStates(group);
}

void Kernel::State::sendSignal(Task& target, int signal, bool toGroup, const Task* sender)
{
    ThreadGroup& group = *target.group;
    if (group.isExiting || std::ranges::all_of(group.members, &Task::isExiting))
        return;
    const bool spares = isSpared(*this, group, signal, sender);
    if (signal == signalKill) {
        if (!spares)
            exitGroup(group, signal);
        return;
    }
    // These have their effect when sent, whatever becomes of them.
    if (isOneOf(signal, stopping))
        dropPending(*this, group, signalBit(signalContinue));
    bool hasResumed = false;
    if (signal == signalContinue) {
        dropPending(*this, group, stopping);
        hasResumed = group.isStopped;
        resumeGroup(group);
    }
    const bool isBlocked = isOneOf(signal, target.details->blockedSignals & ~unstoppable);
    const procfs::GroupId id = group.id;
    if ((!isIgnored(group, signal) && !spares) || isBlocked) {
        if (Task* receiver = receiverOf(*this, target, signal, toGroup)) {
            deliver(*receiver, signal);
        } else if (toGroup) {
            if (!isOneOf(signal, group.pendingSignals)) {
                changing(group);
                group.pendingSignals |= signalBit(signal);
            }
        } else if (!target.isExiting && !isOneOf(signal, target.details->pendingSignals)) {
            changing(target);
            ownDetailsOf(target).pendingSignals |= signalBit(signal);
        }
    }
    if (hasResumed) {
        if (ThreadGroup* still = groups.find(id))
            deliverPending(*still);
    }
}

void Kernel::State::deliver(Task& task, int signal)
{
    ThreadGroup& group = *task.group;
    if (isIgnored(group, signal) || isOneOf(signal, group.caughtSignals))
        return; // a handler leaves no trace
    if (isOneOf(signal, stopping)) {
        // Linux does not stop those whom nobody could let go on; gVisor does (as captured in 2022
        // and 2024).
        const bool isDropped = isLinux() && signal != signalStop && isOrphaned(*group.processGroup);
        if (!isDropped)
            stopGroup(group, signal);
        return;
    }
    if (isOneOf(signal, dumping) && task.memory && task.memory->dumpable)
        detailsOf(task).flags |= processFlag::dumpedCore;
    exitGroup(group, signal);
}

void Kernel::State::deliverPending(ThreadGroup& pending)
{
    const procfs::GroupId id = pending.id;
    while (true) {
        ThreadGroup* group = groups.find(id);
        if (!group || group->isExiting || group->isStopped || group->survivor)
            return;
        Task* receiver = nullptr;
        int signal = 0;
        for (Task* member : group->members) {
            const std::uint64_t all
                = member->isExiting ? 0 : member->details->pendingSignals | group->pendingSignals;
            for (std::uint64_t rest = all; rest != 0 && !receiver; rest &= rest - 1) {
                signal = std::countr_zero(rest) + 1;
                receiver = canTake(*this, *member, signal) ? member : nullptr;
            }
            if (receiver)
                break;
        }
        if (!receiver)
            return;
        if (isOneOf(signal, receiver->details->pendingSignals)) {
            changing(*receiver);
            ownDetailsOf(*receiver).pendingSignals &= ~signalBit(signal);
        } else {
            changing(*group);
            group->pendingSignals &= ~signalBit(signal);
        }
        // What is never spared from outside would not have come to be pending from inside.
        if (!isSpared(*this, *group, signal, nullptr))
            deliver(*receiver, signal);
    }
}

void Kernel::State::resetActionsForExec(ThreadGroup& group)
{
    unshareActions(group);
    if (group.caughtSignals != 0) {
        group.caughtSignals = 0; // what is ignored stays so
        touch(group);
    }
    group.noChildWait = false;
}

Result<void> Kernel::setSignalAction(TaskId id, int signal, SignalAction action, bool noChildWait)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (!isSignal(signal) || isOneOf(signal, unstoppable))
        return std::unexpected(Errno::invalid);
    d->entered(**found);
    const std::uint64_t bit = signalBit(signal);
    forActions(*(*found)->group, [&](ThreadGroup& group) {
        const std::uint64_t ignored
            = (group.ignoredSignals & ~bit) | (action == SignalAction::ignore ? bit : 0);
        const std::uint64_t caught
            = (group.caughtSignals & ~bit) | (action == SignalAction::handle ? bit : 0);
        if (group.ignoredSignals != ignored || group.caughtSignals != caught) {
            group.ignoredSignals = ignored;
            group.caughtSignals = caught;
            d->touch(group);
        }
        if (signal == signalChild)
            group.noChildWait = noChildWait; // for deaths to come; zombies stay for wait
        if (isIgnored(group, signal))
            dropPending(*d, group, bit);
    });
    return {};
}

Result<void> Kernel::setSignalMask(TaskId id, std::uint64_t mask)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    d->entered(task);
    mask &= ~unstoppable;
    if (task.details->blockedSignals != mask) {
        const Settling settling(*d);
        d->detailsOf(task).blockedSignals = mask;
        d->deliverPending(*task.group);
    }
    return {};
}

std::uint64_t Kernel::blockedSignals(TaskId id) const
{
    const Task* task = d->tasks.find(id);
    return task ? task->details->blockedSignals : 0;
}

Result<int> Kernel::takeSignal(TaskId id, std::uint64_t set)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    const std::uint64_t own = task.details->pendingSignals & set;
    const std::uint64_t shared = task.group->pendingSignals & set;
    if ((own | shared) == 0)
        return std::unexpected(Errno::again);
    d->entered(task);
    const int signal = std::countr_zero(own | shared) + 1;
    if (isOneOf(signal, own)) {
        d->detailsOf(task).pendingSignals &= ~signalBit(signal);
    } else {
        task.group->pendingSignals &= ~signalBit(signal);
        d->touch(*task.group);
    }
    return signal;
}

Result<void> Kernel::kill(std::optional<TaskId> senderId, TaskId targetId, int signal)
{
    Task* sender = nullptr;
    if (senderId) {
        const auto found = d->caller(*senderId);
        if (!found)
            return std::unexpected(found.error());
        sender = *found;
    } else {
        d->start();
    }
    Task* target = sender ? d->knownTo(*sender, targetId) : d->tasks.find(targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    if (signal != 0 && !isSignal(signal))
        return std::unexpected(Errno::invalid);
    if (sender && !mayKill(*d, *sender, *target, signal))
        return std::unexpected(Errno::perm);
    if (sender)
        d->entered(*sender);
    const Settling settling(*d);
    if (signal != 0)
        d->sendSignal(*target->group->leader, signal, true, sender);
    return {};
}

Result<void> Kernel::killThread(TaskId senderId, TaskId targetId, int signal)
{
    const auto found = d->caller(senderId);
    if (!found)
        return std::unexpected(found.error());
    Task& sender = **found;
    Task* target = d->knownTo(sender, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    if (signal != 0 && !isSignal(signal))
        return std::unexpected(Errno::invalid);
    if (!mayKill(*d, sender, *target, signal))
        return std::unexpected(Errno::perm);
    d->entered(sender);
    const Settling settling(*d);
    if (signal != 0)
        d->sendSignal(*target, signal, false, &sender);
    return {};
}

Result<void> Kernel::killMany(TaskId senderId, std::int32_t pid, int signal)
{
    const auto found = d->caller(senderId);
    if (!found)
        return std::unexpected(found.error());
    Task& sender = **found;
    if (pid > 0 || (signal != 0 && !isSignal(signal)))
        return std::unexpected(Errno::invalid);
    const PidNamespace& ns = *sender.pidNamespace;
    if (pid == std::numeric_limits<std::int32_t>::min()) // there is no such group
        return std::unexpected(Errno::noProcess);
    const JobPtr job = pid == 0 ? sender.group->processGroup
        : pid == -1             ? nullptr
                                : State::findJob(ns.processGroups, -pid);
    if (pid < -1 && !job)
        return std::unexpected(Errno::noProcess);
    std::vector<TaskId> leaders;
    bool isAllowed = false;
    ns.tasks.forEach([&](std::uint32_t tid, const auto& id) {
        const Task& task = *d->tasks.find(*id);
        const bool isMeant
            = job ? task.group->processGroup == job : task.group != sender.group && tid != 1;
        if (!task.isLeader() || !isMeant)
            return;
        leaders.push_back(*id);
        isAllowed = isAllowed || mayKill(*d, sender, task, signal);
    });
    if (leaders.empty())
        return std::unexpected(Errno::noProcess);
    // With -1 those who may not be killed are passed over; to Linux that is a success, to gVisor
    // there is nobody then (kill_something_info in kernel/signal.c; pkg/sentry/syscalls/linux).
    if (!isAllowed && pid == -1 && !d->isLinux())
        return std::unexpected(Errno::noProcess);
    if (!isAllowed && pid != -1)
        return std::unexpected(Errno::perm);
    d->entered(sender);
    const Settling settling(*d);
    for (const TaskId id : leaders) {
        Task* leader = signal == 0 ? nullptr : d->tasks.find(id);
        // The sender may be the first to go.
        const Task* from = d->tasks.find(senderId);
        if (leader && (!from || mayKill(*d, *from, *leader, signal)))
            d->sendSignal(*leader, signal, true, from);
    }
    return {};
}

Result<void> Kernel::setParentDeathSignal(TaskId id, int signal)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (signal != 0 && !isSignal(signal))
        return std::unexpected(Errno::invalid);
    d->entered(**found);
    (*found)->parentDeathSignal = signal;
    return {};
}

}
