// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Time, CPU time and I/O accounting, and how an operation begins.
#include <model/kernel/state.h>

namespace sandscope::kernel {

using procfs::TaskState;

Result<Task*> Kernel::State::living(TaskId id)
{
    start();
    Task* task = tasks.find(id);
    if (!task || task->isExiting)
        return std::unexpected(Errno::noProcess);
    lastCaller = id;
    return task;
}

Result<Task*> Kernel::State::caller(TaskId id)
{
    auto task = living(id);
    if (!task)
        return task;
    if ((*task)->vforkChild || (*task)->isTraceStopped || (*task)->group->isStopped)
        return std::unexpected(Errno::again);
    return task;
}

Task* Kernel::State::knownTo(const Task& caller, TaskId id) const
{
    Task* task = tasks.find(id);
    return task && !kernel::tidIn(*task, *caller.pidNamespace).isNone() ? task : nullptr;
}

Task* Kernel::State::visibleTo(const Task& caller, TaskId id) const
{
    Task* task = knownTo(caller, id);
    return task && !task->isExiting ? task : nullptr;
}

void Kernel::State::entered(Task& task)
{
    if (task.run != TaskState::running) {
        task.run = TaskState::running;
        refreshState(task);
    }
    // Linux notes that a capability was asked for and there (kernel/capability.c).
    if (hasUsedCapability && (task.details->flags & processFlag::superuser) == 0)
        detailsOf(task).flags |= processFlag::superuser;
}

procfs::TaskDetails& Kernel::State::ownDetailsOf(Task& task)
{
    if (task.areDetailsShared) {
        task.details = std::make_shared<procfs::TaskDetails>(*task.details);
        task.areDetailsShared = false;
    }
    return *task.details;
}

procfs::TaskDetails& Kernel::State::detailsOf(Task& task)
{
    touch(task);
    return ownDetailsOf(task);
}

void Kernel::State::chargeFaults(Task& task, std::uint64_t before)
{
    const std::uint64_t after = task.memory->space.faults();
    if (after == before)
        return;
    detailsOf(task).minorFaults += after - before;
    touch(*task.group); // it sums them up
}

std::uint64_t Kernel::State::groupFaults(const ThreadGroup& group) const
{
    std::uint64_t sum = group.exitedFaults;
    for (const Task* member : group.members)
        sum += member->details->minorFaults;
    return sum;
}

std::chrono::nanoseconds Kernel::now() const
{
    return d->now;
}

Result<void> Kernel::advanceClock(std::chrono::nanoseconds to)
{
    if (to < d->now)
        return std::unexpected(Errno::invalid);
    d->now = to;
    return {};
}

Result<void> Kernel::chargeCpu(TaskId id, std::chrono::nanoseconds user,
                               std::chrono::nanoseconds system)
{
    const auto task = d->living(id);
    if (!task)
        return std::unexpected(task.error());
    if (user.count() < 0 || system.count() < 0)
        return std::unexpected(Errno::invalid);
    if (user.count() == 0 && system.count() == 0)
        return {};
    (*task)->cpu.user += user;
    (*task)->cpu.system += system;
    d->touch(**task);
    d->touch(*(*task)->group);
    return {};
}

void Kernel::State::charge(Task& task, bool isWrite, std::int64_t result)
{
    const std::uint64_t bytes = result > 0 ? static_cast<std::uint64_t>(result) : 0;
    ++(isWrite ? task.io.writeCalls : task.io.readCalls);
    (isWrite ? task.io.charsWritten : task.io.charsRead) += bytes;
    touch(task);
    touch(*task.group);
}

Result<void> Kernel::chargeRead(TaskId id, std::int64_t result)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    d->entered(**task);
    d->charge(**task, false, result);
    return {};
}

Result<void> Kernel::chargeWrite(TaskId id, std::int64_t result)
{
    const auto task = d->caller(id);
    if (!task)
        return std::unexpected(task.error());
    d->entered(**task);
    d->charge(**task, true, result);
    return {};
}

}
