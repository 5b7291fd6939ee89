// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// exec: what becomes of the task, its thread group and those around it. Facts 5.2 and 6.3.
#include <model/kernel/state.h>

#include <utility>

namespace sandscope::kernel {

namespace {

constexpr std::size_t maxNameLength = 15;

}

// Takes the ids and the start time of the leader, who goes. All other threads have exited.
void Kernel::State::becomeLeader(Task& task)
{
    ThreadGroup& group = *task.group;
    Task& old = *group.leader;
    std::swap(task.tids, old.tids);
    PidNamespace* ns = task.pidNamespace.get();
    for (std::size_t level = 0; level < task.tids.size(); ++level) {
        const auto set = [ns](const Task& of, std::int32_t tid) {
            ns->tasks.set(static_cast<std::uint32_t>(tid), std::make_shared<const TaskId>(of.id));
        };
        set(task, task.tids[level].tid.value);
        set(old, old.tids[level].tid.value);
        touch(*ns);
        ns = ns->parent.get();
    }
    task.startTime = old.startTime;
    group.leader = &task;
    touch(task);
    touch(old);
    touch(group);
    reap(old);
}

Result<void> Kernel::exec(TaskId id, const ExecRequest& request)
{
    const std::string& path = request.path;
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    ThreadGroup& group = *task.group;
    if (path.empty())
        return std::unexpected(Errno::noEntry);
    const std::string file = d->locate(task, path, request.directory);
    procfs::Credentials credentials = d->credentialsAfterExec(task);
    auto memory = d->loadFor(credentials, *task.userNamespace, *group.limits,
                             {file, request.arguments, request.environment, request.image});
    if (!memory)
        return std::unexpected(memory.error());

    d->entered(task);
    const Settling settling(*d);
    std::vector<TaskId> siblings;
    for (Task* member : group.members) {
        if (member != &task)
            siblings.push_back(member->id);
    }
    group.survivor = &task; // none of the others is to inherit children
    for (const TaskId sibling : siblings) {
        Task* other = d->tasks.find(sibling);
        if (!other)
            continue;
        if (other->tracer) // exec does not wait for a tracer to look at them
            d->detachTracee(*other);
        other = d->tasks.find(sibling);
        if (other && !other->isZombie())
            d->exitTask(*other, 0);
    }
    // One of them may have taken along a tracer who kills, or the init of the namespace.
    if (const Task* still = d->tasks.find(id); !still || still->isExiting) {
        if (still)
            still->group->survivor = nullptr;
        (*memory)->space.clear(d->pageRefs);
        return {};
    }
    group.survivor = nullptr;
    if (!task.isLeader())
        d->becomeLeader(task);

    // The rows of children name the leader of their parent's group.
    for (Task* child : task.children)
        d->touchRow(*child);
    const TaskId released = d->releaseVforkParent(task);
    d->detachMemory(task);
    d->attach(task, d->registerMemory(std::move(*memory)));
    d->detailsOf(task).flags &= ~processFlag::forkedOnly;
    d->chargeFaults(task, 0);
    task.otherNamespaces.time = task.childTimeNamespace;
    d->closeOnExec(task);
    d->setCredentialsForExec(task, std::move(credentials));
    task.name = file.substr(file.rfind('/') + 1, maxNameLength);
    task.nameInherited = false;
    d->touch(task);
    group.hasExeced = true;
    if (group.terminationSignal != signalChild) {
        group.terminationSignal = signalChild;
        d->touch(group);
    }
    d->resetActionsForExec(group);
    d->tracedExec(task);
    d->deliverPendingTo(released);
    d->deliverPendingTo(id);
    return {};
}

}
