// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Sessions and process groups. Facts 5.7.
#include <model/kernel/state.h>

#include <algorithm>
#include <bit>

namespace sandscope::kernel {

namespace {

// In the founder's namespace and every ancestor.
void enlist(const JobPtr& job, PidNamespace& ns, Jobs PidNamespace::* list)
{
    PidNamespace* at = &ns;
    for (const procfs::NamespacedTid& entry : job->record->ids) {
        Jobs& jobs = at->*list;
        // Sweeping at powers of two keeps the cost of all calls together linear.
        if (std::has_single_bit(jobs.size()))
            std::erase_if(jobs, [](const auto& old) { return old.second.expired(); });
        jobs[entry.tid.value] = job;
        at = at->parent.get();
    }
}

std::shared_ptr<Job> foundJob(const Task& founder, Generation stamp)
{
    auto job = std::make_shared<Job>();
    job->record = std::make_shared<procfs::JobRecord>();
    job->record->generation = stamp;
    job->record->ids = founder.tids;
    job->founder = founder.group->id;
    return job;
}

}

JobPtr Kernel::State::findJob(const Jobs& jobs, std::int32_t id)
{
    const auto found = jobs.find(id);
    return found == jobs.end() ? nullptr : found->second.lock();
}

JobPtr Kernel::State::makeSession(const Task& founder)
{
    JobPtr session = foundJob(founder, stamp);
    enlist(session, *founder.pidNamespace, &PidNamespace::sessions);
    return session;
}

JobPtr Kernel::State::makeProcessGroup(const Task& founder, JobPtr session, bool listed)
{
    auto group = foundJob(founder, stamp);
    group->session = std::move(session);
    group->isListed = listed;
    enlist(group, *founder.pidNamespace, &PidNamespace::processGroups);
    return group;
}

void Kernel::State::join(ThreadGroup& group, JobPtr processGroup)
{
    if (group.isStopped) {
        --group.processGroup->stopped;
        ++processGroup->stopped;
    }
    group.processGroup = std::move(processGroup);
    touch(group);
}

bool Kernel::State::leadsSession(const ThreadGroup& group) const
{
    return group.processGroup->session->founder == group.id;
}

Result<void> Kernel::setsid(TaskId id)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& caller = **found;
    ThreadGroup& group = *caller.group;
    const Task& leader = *group.leader;
    const PidNamespace& ns = *caller.pidNamespace;
    const std::int32_t tgid = leader.tids.front().tid.value;
    const JobPtr taken = State::findJob(ns.processGroups, tgid);
    if (State::findJob(ns.sessions, tgid) || (taken && taken->isListed))
        return std::unexpected(Errno::perm);
    d->entered(caller);
    d->join(group, d->makeProcessGroup(leader, d->makeSession(leader), true));
    return {};
}

Result<void> Kernel::setpgid(TaskId id, TaskId targetId, std::int32_t wanted)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& caller = **found;
    const Task* target = d->knownTo(caller, targetId);
    if (wanted < 0)
        return std::unexpected(Errno::invalid);
    if (!target)
        return std::unexpected(Errno::noProcess);
    if (!target->isLeader())
        return std::unexpected(Errno::invalid);
    ThreadGroup& group = *target->group;
    const bool isOwn = &group == caller.group;
    const bool isChild = target->parent && target->parent->group == caller.group;
    if (!isOwn && !isChild)
        return std::unexpected(Errno::noProcess);
    if (!isOwn && group.processGroup->session != caller.group->processGroup->session)
        return std::unexpected(Errno::perm);
    if (!isOwn && group.hasExeced)
        return std::unexpected(Errno::access);
    if (d->leadsSession(group))
        return std::unexpected(Errno::perm);

    const PidNamespace& ns = *caller.pidNamespace;
    const std::int32_t tgid = kernel::tidIn(*target, ns).value;
    if (wanted == 0)
        wanted = tgid;
    const JobPtr existing = State::findJob(ns.processGroups, wanted);
    if (existing == group.processGroup) { // there already: nothing to do
        d->entered(caller);
        return {};
    }
    // In Linux one may come back to the group that bears its id.
    if (wanted == tgid && !(existing && d->isLinux())) {
        if ((existing && existing->isListed) || State::findJob(ns.sessions, wanted))
            return std::unexpected(Errno::perm);
        d->entered(caller);
        d->join(group, d->makeProcessGroup(*target, group.processGroup->session, !d->is2018()));
    } else {
        if (!existing || existing->session != group.processGroup->session)
            return std::unexpected(Errno::perm);
        d->entered(caller);
        d->join(group, existing);
    }
    return {};
}

}
