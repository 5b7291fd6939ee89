// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "heldtask.h"

#include <algorithm>
#include <cassert>

namespace sandscope::procfs {

namespace {

/// Whether a living process still belongs to that process group or session. Its id goes with the
/// last of them.
bool isStillUsed(const Records& records, const std::shared_ptr<const JobRecord>& job,
                 std::shared_ptr<const JobRecord> ThreadGroupRecord::* which)
{
    if (!job)
        return false;
    const auto root = records.rootPidNamespace();
    for (auto next = records.nextTask(root, Tid{1}); next;
         next = records.nextTask(root, Tid{next->first.value + 1})) {
        const auto* task = records.task(next->second);
        const auto* group = task ? records.group(task->group) : nullptr;
        if (group && group->*which && (group->*which)->ids == job->ids)
            return true;
    }
    return false;
}

}

HeldTask::HeldTask(TaskId id, const Records& records)
    : m_id(id)
    , m_live(records.task(id))
{
    assert(m_live);
}

void HeldTask::moveTo(const Records& previous, const Records& next)
{
    const auto* record = next.task(m_id);
    if (!record && m_live)
        keepLast(previous, next);
    else if (record)
        m_gone.reset();
    m_live = record;
}

void HeldTask::keepLast(const Records& previous, const Records& next)
{
    auto& gone = m_gone.emplace();
    gone.lastSeen = previous.generation();
    gone.task = *m_live;
    auto& task = gone.task;
    task.generation = std::max(next.generation(), task.generation);
    task.state = TaskState::dead;
    task.tids.clear();
    task.tracer = {};
    task.memory = {};
    task.fdTable = {};
    task.fsContext = {};

    if (const auto* group = previous.group(task.group)) {
        gone.group = *group;
        gone.group->generation = task.generation;
        gone.group->members.clear();
        if (!isStillUsed(next, group->processGroup, &ThreadGroupRecord::processGroup))
            gone.group->processGroup = nullptr;
        if (!isStillUsed(next, group->session, &ThreadGroupRecord::session))
            gone.group->session = nullptr;
    }
    if (const auto* ns = previous.userNamespace(task.credentials->userNamespace))
        gone.userNamespace = *ns;
}

const ThreadGroupRecord* RecordsWithTask::group(GroupId id) const
{
    const auto* record = m_records.group(id);
    const auto& gone = m_task.m_gone;
    return !record && gone && gone->group && gone->group->id == id ? &*gone->group : record;
}

const UserNamespaceRecord* RecordsWithTask::userNamespace(UserNamespaceId id) const
{
    const auto* record = m_records.userNamespace(id);
    const auto& gone = m_task.m_gone;
    return !record && gone && gone->userNamespace && gone->userNamespace->id == id
        ? &*gone->userNamespace
        : record;
}

}
