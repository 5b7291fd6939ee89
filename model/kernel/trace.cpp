// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Tracing: who may look into whom, and the stops of the one looked into. gVisor's
// pkg/sentry/kernel/ptrace.go and ptrace(2).
#include <model/kernel/state.h>

namespace sandscope::kernel {

void Kernel::State::startTracing(Task& tracer, Task& target, bool isSeized,
                                 const TraceOptions& asked)
{
    target.tracer = &tracer;
    tracer.tracees.insert(&target);
    target.isSeized = isSeized;
    target.traceOptions = asked;
    touch(target);
}

void Kernel::State::detachTracee(Task& tracee)
{
    tracee.tracer->tracees.erase(&tracee);
    tracee.tracer = nullptr;
    tracee.traceOptions = {};
    tracee.isSeized = false;
    touch(tracee);
    const TaskId id = tracee.id;
    runOn(tracee);
    Task* still = tasks.find(id);
    if (still && still->isZombie())
        exitNotify(*still);
}

void Kernel::State::runOn(Task& task)
{
    task.isTraceStopped = false;
    refreshState(task);
    const auto underWay = std::exchange(task.exitUnderWay, std::nullopt);
    if (task.isExiting)
        return;
    if (!underWay)
        deliverPending(*task.group);
    else if (task.exitsWithGroup && !task.group->survivor)
        exitGroup(*task.group, *underWay);
    else
        exitTask(task, *underWay);
}

bool Kernel::State::stopsOnTheWayOut(Task& task, int status, bool withGroup)
{
    if (!task.tracer || !task.traceOptions.stopsAtExit)
        return false;
    task.exitUnderWay = status;
    task.exitsWithGroup = withGroup;
    task.isTraceStopped = true;
    refreshState(task);
    return true;
}

void Kernel::State::tracedExec(Task& task)
{
    // With the option an event stop; without it a SIGTRAP, which a seized one does not get.
    if (!task.tracer || (task.isSeized && !task.traceOptions.stopsAtExec))
        return;
    task.isTraceStopped = true;
    refreshState(task);
}

namespace {

// The one that may be traced now.
Result<Task*> findTarget(Kernel::State& state, Task& tracer, TaskId targetId)
{
    Task* target = state.knownTo(tracer, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    if (target->isExiting || target->group == tracer.group || target->tracer
        || !state.canTrace(tracer, *target))
        return std::unexpected(Errno::perm);
    return target;
}

}

Result<void> Kernel::traceAttach(TaskId tracerId, TaskId targetId)
{
    const auto tracer = d->caller(tracerId);
    if (!tracer)
        return std::unexpected(tracer.error());
    const auto target = findTarget(*d, **tracer, targetId);
    if (!target)
        return std::unexpected(target.error());
    d->entered(**tracer);
    d->startTracing(**tracer, **target, false, {});
    (*target)->isTraceStopped = true;
    d->refreshState(**target);
    return {};
}

Result<void> Kernel::traceSeize(TaskId tracerId, TaskId targetId, const TraceOptions& options)
{
    const auto tracer = d->caller(tracerId);
    if (!tracer)
        return std::unexpected(tracer.error());
    const auto target = findTarget(*d, **tracer, targetId);
    if (!target)
        return std::unexpected(target.error());
    d->entered(**tracer);
    d->startTracing(**tracer, **target, true, options);
    d->refreshState(**target);
    return {};
}

Result<void> Kernel::traceMe(TaskId id)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    if (task.tracer || (task.parent && !d->canTrace(*task.parent, task)))
        return std::unexpected(Errno::perm);
    d->entered(task);
    if (task.parent && !task.parent->isExiting)
        d->startTracing(*task.parent, task, false, {});
    return {};
}

namespace {

// Does \a what to the tracee that the caller means; only its tracer may.
template <class Action>
Result<void> onTracee(Kernel::State& state, TaskId tracerId, TaskId targetId, Action what)
{
    const auto tracer = state.caller(tracerId);
    if (!tracer)
        return std::unexpected(tracer.error());
    Task* target = state.tasks.find(targetId);
    if (!target || target->tracer != *tracer || target->isExiting)
        return std::unexpected(Errno::noProcess);
    state.entered(**tracer);
    const Settling settling(state);
    what(*target);
    return {};
}

}

Result<void> Kernel::traceDetach(TaskId tracer, TaskId target)
{
    return onTracee(*d, tracer, target, [this](Task& tracee) { d->detachTracee(tracee); });
}

Result<void> Kernel::traceContinue(TaskId tracer, TaskId target)
{
    return onTracee(*d, tracer, target, [this](Task& tracee) { d->runOn(tracee); });
}

Result<void> Kernel::traceStop(TaskId tracer, TaskId target)
{
    // PTRACE_INTERRUPT is for those that were seized: ptrace(2), and gVisor's ptraceInterrupt().
    const Task* const own = d->tasks.find(target);
    if (own && own->tracer && own->tracer->id == tracer && !own->isExiting && !own->isSeized)
        return std::unexpected(Errno::io);
    return onTracee(*d, tracer, target, [this](Task& tracee) {
        tracee.isTraceStopped = true;
        d->refreshState(tracee);
    });
}

Result<void> Kernel::traceSetOptions(TaskId tracer, TaskId target, const TraceOptions& options)
{
    return onTracee(*d, tracer, target,
                    [&options](Task& tracee) { tracee.traceOptions = options; });
}

}
