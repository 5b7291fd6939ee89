// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The end of tasks: exit, reparenting, zombies, wait and reaping. Facts 5.3 and 5.4.
#include <model/kernel/state.h>

#include <algorithm>

namespace sandscope::kernel {

using procfs::NamespacedTid;

namespace {

int exitStatus(int code)
{
    return (code & 0xff) << 8;
}

}

TaskId Kernel::State::releaseVforkParent(Task& child)
{
    Task* parent = std::exchange(child.vforkParent, nullptr);
    if (!parent)
        return {};
    parent->vforkChild = nullptr;
    refreshState(*parent);
    return parent->id;
}

void Kernel::State::deliverPendingTo(TaskId id)
{
    if (const Task* task = tasks.find(id))
        deliverPending(*task->group);
}

void Kernel::State::exitTask(Task& task, int status)
{
    task.isExiting = true;
    task.isLeaving = true; // whom it takes along may be its tracer
    task.exitStatus = status;
    task.exitUnderWay.reset();
    const TaskId released = releaseVforkParent(task);
    if (Task* child = std::exchange(task.vforkChild, nullptr))
        child->vforkParent = nullptr;
    detachMemory(task);
    detachFdTable(task);
    task.fs.reset();
    task.childPidNamespace.reset();
    constexpr int signalBits = 0x7f;
    procfs::TaskDetails& details = detailsOf(task);
    details.flags |= processFlag::exited;
    details.flags |= (status & signalBits) != 0 ? processFlag::bySignal : 0;
    ++details.voluntarySwitches; // it leaves the processor for good
    while (!task.tracees.empty()) {
        Task& tracee = **task.tracees.begin();
        const TaskId id = tracee.id;
        const bool dies = tracee.traceOptions.killsWhenGone;
        detachTracee(tracee);
        if (Task* still = dies ? tasks.find(id) : nullptr)
            sendSignal(*still, signalKill, true, nullptr);
    }
    reparentChildren(task);
    task.isLeaving = false;
    task.isTraceStopped = false;
    task.traceReport = 0;
    refreshState(task);
    exitNotify(task);
    deliverPendingTo(released);
}

void Kernel::State::exitGroup(ThreadGroup& group, int status)
{
    group.isExiting = true; // so that no member inherits the children of another one
    resumeGroup(group);
    std::vector<TaskId> members;
    members.reserve(group.members.size());
    for (Task* member : group.members) {
        members.push_back(member->id);
        if (member->isExiting && member->exitStatus != status) {
            member->exitStatus = status; // the group's end is everybody's
            touch(*member);
        }
    }
    // The group goes with its last member, and one exit may reap another, so ids it is.
    for (const TaskId id : members) {
        Task* member = tasks.find(id);
        if (member && !member->isExiting)
            exitTask(*member, status);
    }
}

namespace {

// A task of the group that can adopt; null: all are on their way out.
Task* anyAdopter(const ThreadGroup& group)
{
    const auto found = std::ranges::find_if(group.members, [&group](const Task* member) {
        return !member->isExiting && !group.isExiting
            && (!group.survivor || group.survivor == member);
    });
    return found == group.members.end() ? nullptr : *found;
}

}

Task* Kernel::State::newParentFor(const Task& task) const
{
    if (Task* own = anyAdopter(*task.group))
        return own;
    // Up to the init of the namespace; one that is on its way out is passed over.
    for (const Task* at = task.parent; at && at->pidNamespace.get() == task.pidNamespace.get();
         at = at->parent) {
        Task* adopter = at->group->isSubreaper ? anyAdopter(*at->group) : nullptr;
        if (adopter)
            return adopter;
    }
    const TaskId* init = task.pidNamespace->tasks.find(1);
    return init ? anyAdopter(*tasks.find(*init)->group) : nullptr;
}

namespace {

// Whether a process group can be orphaned by the end of a process in it, or of the parent of one.
// Linux, kernel/exit.c, kill_orphaned_pgrp(): only where that parent was its way out of the group,
// within the session. gVisor looks at the group alone.
bool isWayOut(const Kernel::State& state, const Task* parent, const Job& processGroup)
{
    if (!state.isLinux())
        return true;
    const Job* around = parent ? parent->group->processGroup.get() : nullptr;
    return around && around != &processGroup && around->session == processGroup.session;
}

}

void Kernel::State::reparentChildren(Task& task)
{
    Task* heir = newParentFor(task);
    if (!heir)
        killNamespace(*task.pidNamespace, task);
    std::vector<TaskId> children;
    children.reserve(task.children.size());
    for (const Task* child : task.children)
        children.push_back(child->id);
    // One may take another along, and the heir as well, so ids it is.
    for (const TaskId id : children) {
        Task* child = tasks.find(id);
        if (child && child->parentDeathSignal != 0)
            sendSignal(*child, child->parentDeathSignal, true, &task);
        child = tasks.find(id);
        if (!child || child->parent != &task)
            continue;
        heir = newParentFor(task);
        setParent(*child, heir);
        if (!child->isLeader())
            continue;
        ThreadGroup& group = *child->group;
        const bool hasMoved = !heir || heir->group != task.group;
        if (hasMoved && group.terminationSignal != signalChild) {
            group.terminationSignal = signalChild;
            touch(group);
        }
        const JobPtr job = group.processGroup;
        if (child->isZombie())
            exitNotify(*child);
        if (hasMoved && isWayOut(*this, &task, *job))
            hangUpIfOrphaned(job);
    }
}

// The namespace's init is gone: nobody is left to adopt its orphans, and nobody may live on.
void Kernel::State::killNamespace(PidNamespace& ns, const Task& init)
{
    if (ns.isExiting)
        return;
    ns.isExiting = true;
    const Ref<PidNamespace> hold(ns);
    std::vector<TaskId> others;
    ns.tasks.forEach([&others](std::uint32_t, const auto& id) { others.push_back(*id); });
    for (const TaskId id : others) {
        Task* other = tasks.find(id);
        if (other && other->group != init.group && !other->isExiting)
            exitGroup(*other->group, signalKill);
    }
}

bool Kernel::State::isDone(const Task& task) const
{
    return task.isZombie() && task.isLeader() && task.group->members.size() == 1;
}

void Kernel::State::exitNotify(Task& task)
{
    if (task.tracer)
        return; // stays a zombie until the tracer has seen it
    if (!task.isLeader()) {
        Task* leader = task.group->leader;
        reap(task);
        if (leader && isDone(*leader))
            exitNotify(*leader);
        return;
    }
    if (!isDone(task))
        return;
    const TaskId id = task.id;
    const JobPtr job = task.group->processGroup;
    const bool mayOrphan = isWayOut(*this, task.parent, *job);
    const int signal = task.group->terminationSignal;
    const TaskId parentId = task.parent ? task.parent->id : TaskId{};
    const bool isOrdinary = signal == signalChild;
    const bool isIgnored = isOrdinary && task.parent && task.parent->group->ignoresChildExit();
    if (!task.parent || isIgnored) {
        for (procfs::CpuTime* const sum : {&rootPid->gone.cpu, &rootPid->gone.niceCpu}) {
            if (sum == &rootPid->gone.cpu || task.nice > 0) {
                add(*sum, groupCpu(*task.group));
                add(*sum, task.group->childCpu);
            }
        }
        reap(task);
    }
    // An ignored SIGCHLD is not sent, not even to one that blocks it; with SA_NOCLDWAIT it is.
    // Where clone takes a number that is no signal's nobody hears of the end (Linux,
    // do_notify_parent in kernel/signal.c).
    Task* parent = tasks.find(parentId);
    const bool isUnheard
        = isOrdinary && parent && (parent->group->ignoredSignals & signalBit(signalChild)) != 0;
    if (parent && !isUnheard && signal != 0 && signal <= lastSignal)
        sendSignal(*parent, signal, true, tasks.find(id));
    if (mayOrphan)
        hangUpIfOrphaned(job);
}

void Kernel::State::reap(Task& task)
{
    forgetProcess(task);
    ThreadGroup& group = *task.group;
    PidNamespace* ns = task.pidNamespace.get();
    for (const NamespacedTid& entry : task.tids) {
        ns->tasks.erase(static_cast<std::uint32_t>(entry.tid.value));
        touch(*ns);
        ns = ns->parent.get();
    }
    rootPid->gone.lastMade = std::max<std::uint64_t>(rootPid->gone.lastMade, task.id.value);
    rootPid->gone.switches += task.details->voluntarySwitches + task.details->involuntarySwitches;
    if (task.tracer) {
        task.tracer->tracees.erase(&task);
        task.tracer = nullptr;
    }
    if (task.parent) {
        task.parent->children.erase(&task);
        task.parent = nullptr;
    }
    add(group.exitedCpu, task.cpu);
    add(group.exitedIo, task.io);
    group.exitedFaults += task.details->minorFaults;
    group.members.erase(std::ranges::find(group.members, &task));
    if (group.leader == &task)
        group.leader = nullptr;
    touch(group);

    everyTask[task.place] = everyTask.back();
    tasks.find(everyTask.back())->place = task.place;
    everyTask.pop_back();
    touch(task);
    const bool isLast = group.members.empty();
    tasks.destroy(task);
    if (isLast) {
        unshareActions(group);
        groups.destroy(group); // touched above, so publishing will notice
    }
}

Result<void> Kernel::exit(TaskId id, int code)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    d->entered(**task);
    const Settling settling(*d);
    if (!d->stopsOnTheWayOut(**task, exitStatus(code), false))
        d->exitTask(**task, exitStatus(code));
    return {};
}

Result<void> Kernel::exitGroup(TaskId id, int code)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    d->entered(**task);
    const Settling settling(*d);
    if (!d->stopsOnTheWayOut(**task, exitStatus(code), true))
        d->exitGroup(*(*task)->group, exitStatus(code));
    return {};
}

namespace {

// What a wait finds: the oldest of those that have what it asks for.
struct Found
{
    Task* task = nullptr;
    bool anyone = false; ///< somebody to wait for, done or not
    int status = 0;
    /// What is told of it, and then no longer.
    enum class Kind : std::uint8_t { end, groupStop, traceStop };
    Kind kind = Kind::end;

    void take(Task& candidate, int with, Kind what)
    {
        if (task && task->id < candidate.id)
            return;
        task = &candidate;
        status = with;
        kind = what;
    }
};

constexpr int continuedStatus = 0xffff;

bool isWanted(const WaitRequest& request, const JobPtr& job, const Task& task, bool isTracee)
{
    if (request.child && task.id != *request.child)
        return false;
    if (request.group && task.group->processGroup != job)
        return false;
    const bool isOrdinary = task.group->terminationSignal == signalChild;
    return isTracee || request.kind == ChildKind::any
        || isOrdinary == (request.kind == ChildKind::ordinary);
}

void considerChild(const Kernel::State& state, const WaitRequest& request, const ThreadGroup& own,
                   Task& child, Found& found)
{
    found.anyone = true;
    const ThreadGroup& group = *child.group;
    const bool isOthersTurn = child.tracer && child.tracer->group != &own;
    if (state.isDone(child)) {
        if (request.exited && !isOthersTurn)
            found.take(child, child.exitStatus, Found::Kind::end);
    } else if (request.stopped && group.report == ThreadGroup::Report::stopped && !child.tracer) {
        found.take(child, stoppedStatus(group.stopSignal), Found::Kind::groupStop);
    } else if (request.continued && group.report == ThreadGroup::Report::continued) {
        found.take(child, continuedStatus, Found::Kind::groupStop);
    }
}

// Whoever waits for a tracee is told of its stops unasked.
void considerTracee(const Kernel::State& state, const WaitRequest& request, Task& tracee,
                    Found& found)
{
    found.anyone = true;
    const ThreadGroup& group = *tracee.group;
    if (tracee.isZombie()) {
        if (request.exited && (!tracee.isLeader() || state.isDone(tracee)))
            found.take(tracee, tracee.exitStatus, Found::Kind::end);
    } else if (tracee.traceReport != 0) {
        found.take(tracee, tracee.traceReport, Found::Kind::traceStop);
    } else if (group.report == ThreadGroup::Report::stopped) {
        found.take(tracee, stoppedStatus(group.stopSignal), Found::Kind::groupStop);
    }
}

}

Result<Waited> Kernel::wait(TaskId id, const WaitRequest& request)
{
    const auto entered = d->caller(id);
    if (!entered)
        return std::unexpected(entered.error());
    Task& caller = **entered;
    ThreadGroup& group = *caller.group;
    if (!request.exited && !request.stopped && !request.continued)
        return std::unexpected(Errno::invalid);
    JobPtr job;
    if (request.group)
        job = *request.group == 0
            ? group.processGroup
            : State::findJob(caller.pidNamespace->processGroups, *request.group);

    Found found;
    for (const Task* member : group.members) {
        for (Task* child : member->children) {
            if (child->isLeader() && isWanted(request, job, *child, child->tracer == member))
                considerChild(*d, request, group, *child, found);
        }
        for (Task* tracee : member->tracees) {
            if (isWanted(request, job, *tracee, true))
                considerTracee(*d, request, *tracee, found);
        }
    }
    if (!found.anyone)
        return std::unexpected(Errno::noChild);
    if (!found.task)
        return std::unexpected(Errno::again);

    d->entered(caller);
    Task& done = *found.task;
    const Waited result{done.id, kernel::tidIn(done, *caller.pidNamespace), found.status};
    if (request.keeps)
        return result;
    if (found.kind == Found::Kind::traceStop) {
        done.traceReport = 0;
        return result;
    }
    if (found.kind == Found::Kind::groupStop) {
        done.group->report = ThreadGroup::Report::none;
        return result;
    }
    const Settling settling(*d);
    const bool isChild = done.parent && done.parent->group == &group;
    if (isChild && d->isDone(done)) {
        const procfs::CpuTime before = group.childCpu;
        const std::uint64_t faultsBefore = group.childFaults;
        const procfs::IoCounters ioBefore = group.exitedIo;
        add(group.childCpu, d->groupCpu(*done.group));
        add(group.childCpu, done.group->childCpu);
        group.childFaults += d->groupFaults(*done.group) + done.group->childFaults;
        // Linux counts it as the parent's own (wait_task_zombie in kernel/exit.c).
        if (d->isLinux())
            add(group.exitedIo, d->groupIo(*done.group));
        if (group.childCpu != before || group.childFaults != faultsBefore
            || group.exitedIo != ioBefore)
            d->touch(group);
        d->reap(done);
    } else {
        d->detachTracee(done); // seen by its tracer; now it is the parent's turn
    }
    return result;
}

Result<void> Kernel::setSubreaper(TaskId id, bool isSubreaper)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    // gVisor has it since 2024; until then it only let init say that it is one.
    const bool isKnown = d->isSince(Behaviour::gvisor2024)
        || (d->isSince(Behaviour::gvisor2022) && isSubreaper
            && (*found)->group->leader->tids.front().tid.value == 1);
    if (!isKnown)
        return std::unexpected(Errno::invalid);
    d->entered(**found);
    (*found)->group->isSubreaper = isSubreaper && d->isSince(Behaviour::gvisor2024);
    return {};
}

}
