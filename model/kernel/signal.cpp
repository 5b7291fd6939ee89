// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Signals, as far as their default actions go, and tracing.
#include <model/kernel/state.h>

#include <algorithm>
#include <array>

namespace sandscope::kernel {

namespace {

constexpr int lastSignal = 64;

// SIGCHLD, SIGURG and SIGWINCH; SIGCONT is handled before.
constexpr std::array ignoredSignals = {17, 23, 28};
// SIGSTOP, SIGTSTP, SIGTTIN and SIGTTOU.
constexpr std::array stoppingSignals = {19, 20, 21, 22};

bool mayKill(const Kernel::State& state, const Task& sender, const Task& target)
{
    if (sender.group == target.group
        || state.hasCapabilityIn(sender, *target.userNamespace, capability::kill))
        return true;
    const auto& from = *sender.credentials;
    const auto& to = *target.credentials;
    return from.effectiveUid == to.realUid || from.effectiveUid == to.savedUid
        || from.realUid == to.realUid || from.realUid == to.savedUid;
}

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
    Task* target = d->tasks.find(targetId);
    if (!target || (sender && kernel::tidIn(*target, *sender->pidNamespace).isNone()))
        return std::unexpected(Errno::noProcess);
    if (signal < 0 || signal > lastSignal)
        return std::unexpected(Errno::invalid);
    if (sender && !mayKill(*d, *sender, *target))
        return std::unexpected(Errno::perm);

    if (sender)
        d->entered(*sender);
    ThreadGroup& group = *target->group;
    const bool isDead = std::ranges::all_of(group.members, &Task::isExiting);
    if (signal == 0 || isDead || std::ranges::contains(ignoredSignals, signal))
        return {};
    // Nobody in a namespace can end or stop its init: it has no handlers here, so signals from
    // inside are dropped.
    const bool isInit = group.leader->tids.front().tid.value == 1;
    if (sender && isInit && sender->pidNamespace.get() == group.leader->pidNamespace.get()
        && signal != signalContinue)
        return {};
    if (signal == signalContinue || std::ranges::contains(stoppingSignals, signal)) {
        group.isStopped = signal != signalContinue;
        const int stopSignal = group.isStopped ? signal : 0;
        if (group.stopSignal != stopSignal) {
            group.stopSignal = stopSignal;
            d->touch(group);
        }
        d->refreshStates(group);
    } else {
        d->exitGroup(group, signal);
    }
    return {};
}

Result<void> Kernel::traceAttach(TaskId tracerId, TaskId targetId)
{
    const auto found = d->caller(tracerId);
    if (!found)
        return std::unexpected(found.error());
    Task& tracer = **found;
    Task* target = d->tasks.find(targetId);
    if (!target || kernel::tidIn(*target, *tracer.pidNamespace).isNone())
        return std::unexpected(Errno::noProcess);
    if (target->isExiting || target->group == tracer.group || target->tracer
        || !d->canTrace(tracer, *target))
        return std::unexpected(Errno::perm);
    d->entered(tracer);
    target->tracer = &tracer;
    tracer.tracees.insert(target);
    target->isTraceStopped = true;
    d->touch(*target);
    d->refreshState(*target);
    return {};
}

namespace {

// The tracee that the caller means; only its tracer may.
Result<Task*> findTracee(Kernel::State& state, TaskId tracerId, TaskId targetId)
{
    const auto tracer = state.caller(tracerId);
    if (!tracer)
        return tracer;
    Task* target = state.tasks.find(targetId);
    if (!target || target->tracer != *tracer || target->isExiting)
        return std::unexpected(Errno::noProcess);
    state.entered(**tracer);
    return target;
}

}

Result<void> Kernel::traceDetach(TaskId tracer, TaskId target)
{
    const auto tracee = findTracee(*d, tracer, target);
    if (!tracee)
        return std::unexpected(tracee.error());
    d->detachTracee(**tracee);
    return {};
}

Result<void> Kernel::traceContinue(TaskId tracer, TaskId target)
{
    const auto tracee = findTracee(*d, tracer, target);
    if (!tracee)
        return std::unexpected(tracee.error());
    (*tracee)->isTraceStopped = false;
    d->refreshState(**tracee);
    return {};
}

Result<void> Kernel::traceStop(TaskId tracer, TaskId target)
{
    const auto tracee = findTracee(*d, tracer, target);
    if (!tracee)
        return std::unexpected(tracee.error());
    (*tracee)->isTraceStopped = true;
    d->refreshState(**tracee);
    return {};
}

}
