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

void Kernel::State::releaseVforkParent(Task& child)
{
    if (Task* parent = std::exchange(child.vforkParent, nullptr)) {
        parent->vforkChild = nullptr;
        refreshState(*parent);
    }
}

void Kernel::State::exitTask(Task& task, int status)
{
    task.isExiting = true;
    task.exitStatus = status;
    releaseVforkParent(task);
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
    while (!task.tracees.empty())
        detachTracee(**task.tracees.begin());
    reparentChildren(task);
    task.isTraceStopped = false;
    refreshState(task);
    exitNotify(task);
}

void Kernel::State::exitGroup(ThreadGroup& group, int status)
{
    group.isExiting = true; // so that no member inherits the children of another one
    std::vector<TaskId> members;
    members.reserve(group.members.size());
    for (const Task* member : group.members)
        members.push_back(member->id);
    // The group goes with its last member, and one exit may reap another, so ids it is.
    for (const TaskId id : members) {
        Task* member = tasks.find(id);
        if (member && !member->isExiting)
            exitTask(*member, status);
    }
}

Task* Kernel::State::newParentFor(const Task& task) const
{
    const auto alive = [](const Task* member) {
        const ThreadGroup& group = *member->group;
        return !member->isExiting && !group.isExiting
            && (!group.survivor || group.survivor == member);
    };
    const auto own = std::ranges::find_if(task.group->members, alive);
    if (own != task.group->members.end())
        return *own;
    const TaskId* init = task.pidNamespace->tasks.find(1);
    if (!init)
        return nullptr;
    const auto& initGroup = tasks.find(*init)->group->members;
    const auto adopter = std::ranges::find_if(initGroup, alive);
    return adopter == initGroup.end() ? nullptr : *adopter;
}

void Kernel::State::reparentChildren(Task& task)
{
    Task* heir = newParentFor(task);
    if (!heir)
        killNamespace(*task.pidNamespace, task);
    const std::vector<Task*> children(task.children.begin(), task.children.end());
    for (Task* child : children) {
        setParent(*child, heir);
        if (!child->isLeader())
            continue;
        ThreadGroup& group = *child->group;
        if ((!heir || heir->group != task.group) && group.terminationSignal != signalChild) {
            group.terminationSignal = signalChild;
            touch(group);
        }
        if (child->isZombie())
            exitNotify(*child);
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
    const bool ignored = task.parent && task.parent->group->ignoresChildExit
        && task.group->terminationSignal == signalChild;
    if (!task.parent || ignored)
        reap(task);
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
    if (isLast)
        groups.destroy(group); // touched above, so publishing will notice
}

void Kernel::State::detachTracee(Task& tracee)
{
    tracee.tracer->tracees.erase(&tracee);
    tracee.tracer = nullptr;
    tracee.isTraceStopped = false;
    touch(tracee);
    refreshState(tracee);
    if (tracee.isZombie())
        exitNotify(tracee);
}

Result<void> Kernel::exit(TaskId id, int code)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    d->exitTask(**task, exitStatus(code));
    return {};
}

Result<void> Kernel::exitGroup(TaskId id, int code)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    d->exitGroup(*(*task)->group, exitStatus(code));
    return {};
}

Result<Waited> Kernel::wait(TaskId id, std::optional<TaskId> wanted)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& caller = **found;
    ThreadGroup& group = *caller.group;

    bool anyone = false;
    Task* done = nullptr;
    const auto consider = [&](Task* task) {
        if (wanted && task->id != *wanted)
            return;
        anyone = true;
        if (!done || task->id < done->id)
            done = task;
    };
    bool hasCandidate = false;
    for (const Task* member : group.members) {
        for (Task* child : member->children) {
            if (!child->isLeader() || (wanted && child->id != *wanted))
                continue;
            hasCandidate = true;
            const bool othersTurn = child->tracer && child->tracer->group != &group;
            if (d->isDone(*child) && !othersTurn)
                consider(child);
        }
        for (Task* tracee : member->tracees) {
            if (wanted && tracee->id != *wanted)
                continue;
            hasCandidate = true;
            if (tracee->isZombie() && (!tracee->isLeader() || d->isDone(*tracee)))
                consider(tracee);
        }
    }
    if (!hasCandidate)
        return std::unexpected(Errno::noChild);
    if (!anyone)
        return std::unexpected(Errno::again);

    d->entered(caller);
    const Waited result{done->id, kernel::tidIn(*done, *caller.pidNamespace), done->exitStatus};
    const bool isChild = done->parent && done->parent->group == &group;
    if (isChild && d->isDone(*done)) {
        const procfs::CpuTime before = group.childCpu;
        const std::uint64_t faultsBefore = group.childFaults;
        add(group.childCpu, d->groupCpu(*done->group));
        add(group.childCpu, done->group->childCpu);
        group.childFaults += d->groupFaults(*done->group) + done->group->childFaults;
        if (group.childCpu != before || group.childFaults != faultsBefore)
            d->touch(group);
        d->reap(*done);
    } else {
        d->detachTracee(*done); // seen by its tracer; now it is the parent's turn
    }
    return result;
}

Result<void> Kernel::ignoreChildExit(TaskId id, bool ignore)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    d->entered(**found);
    ThreadGroup& group = *(*found)->group;
    if (group.ignoresChildExit != ignore) {
        group.ignoresChildExit = ignore; // for deaths to come; zombies stay for wait
        d->touch(group);
    }
    return {};
}

}
