// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Tracing: who may look into whom, and the stops of the one looked into. gVisor's
// pkg/sentry/kernel/ptrace.go and ptrace(2).
#include <model/kernel/state.h>

namespace sandscope::kernel {

namespace {

/// PTRACE_EVENT_…, which stand above the signal.
namespace traceEvent {
constexpr int exec = 4;
constexpr int exit = 6;
constexpr int stop = 128;
}

// What a tracer's wait says of a stop by that event, or by none.
constexpr int trap(int event)
{
    constexpr int signalTrap = 5;
    return stoppedStatus(signalTrap | (event << 8));
}

}

void Kernel::State::stopForTracer(Task& task, int status)
{
    task.isTraceStopped = true;
    task.traceReport = status;
    refreshState(task);
}

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
    task.traceReport = 0;
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
    stopForTracer(task, trap(traceEvent::exit));
    return true;
}

void Kernel::State::tracedExec(Task& task)
{
    // With the option an event stop; without it a SIGTRAP, which a seized one does not get.
    if (!task.tracer || (task.isSeized && !task.traceOptions.stopsAtExec))
        return;
    stopForTracer(task, trap(task.traceOptions.stopsAtExec ? traceEvent::exec : 0));
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

Result<Task*> beginTracing(Kernel::State& state, TaskId tracerId, TaskId targetId, bool isSeized,
                           const TraceOptions& options)
{
    const auto tracer = state.caller(tracerId);
    if (!tracer)
        return tracer;
    const auto target = findTarget(state, **tracer, targetId);
    if (!target)
        return target;
    state.entered(**tracer);
    state.startTracing(**tracer, **target, isSeized, options);
    state.refreshState(**target);
    return target;
}

Result<void> finished(const Result<Task*>& done)
{
    return done ? Result<void>() : std::unexpected(done.error());
}

}

Result<void> Kernel::traceAttach(TaskId tracer, TaskId target)
{
    const auto found = beginTracing(*d, tracer, target, false, {});
    if (found)
        d->stopForTracer(**found, stoppedStatus(signalStop));
    return finished(found);
}

Result<void> Kernel::traceSeize(TaskId tracer, TaskId target, const TraceOptions& options)
{
    return finished(beginTracing(*d, tracer, target, true, options));
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

// Does \a what to the tracee that the caller means; only its tracer may, and nearly all of it to
// one that has stopped alone (ptrace_check_attach in Linux' kernel/ptrace.c; gVisor has the same).
template <class Action>
Result<void> onTracee(Kernel::State& state, TaskId tracerId, TaskId targetId, bool anyhow,
                      Action what)
{
    const auto tracer = state.caller(tracerId);
    if (!tracer)
        return std::unexpected(tracer.error());
    Task* target = state.tasks.find(targetId);
    if (!target || target->tracer != *tracer || target->isExiting
        || (!anyhow && !target->isTraceStopped && !target->group->isStopped))
        return std::unexpected(Errno::noProcess);
    state.entered(**tracer);
    const Settling settling(state);
    what(*target);
    return {};
}

template <class Action>
Result<void> onStopped(Kernel::State& state, TaskId tracer, TaskId target, Action what)
{
    return onTracee(state, tracer, target, false, what);
}

}

Result<void> Kernel::traceDetach(TaskId tracer, TaskId target)
{
    return onStopped(*d, tracer, target, [this](Task& tracee) { d->detachTracee(tracee); });
}

Result<void> Kernel::traceContinue(TaskId tracer, TaskId target)
{
    return onStopped(*d, tracer, target, [this](Task& tracee) { d->runOn(tracee); });
}

Result<void> Kernel::traceStop(TaskId tracer, TaskId target)
{
    // PTRACE_INTERRUPT is for those that were seized: ptrace(2), and gVisor's ptraceInterrupt().
    const Task* const own = d->tasks.find(target);
    if (own && own->tracer && own->tracer->id == tracer && !own->isExiting && !own->isSeized)
        return std::unexpected(Errno::io);
    return onTracee(*d, tracer, target, true, [this](Task& tracee) {
        if (!tracee.isTraceStopped)
            d->stopForTracer(tracee, trap(traceEvent::stop));
    });
}

Result<void> Kernel::traceSetOptions(TaskId tracer, TaskId target, const TraceOptions& options)
{
    return onStopped(*d, tracer, target,
                     [&options](Task& tracee) { tracee.traceOptions = options; });
}

}
