// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/records.h>

#include <memory>
#include <optional>

namespace sandscope::procfs {

/// A task that a node speaks of. While the present records have it, it is that record; when it
/// vanishes from them, what a reaped task still shows is kept: a file that is open, and a folder
/// that somebody is in, outlive their task.
class HeldTask
{
public:
    /// Preconditions: \a records has \a id; \a records outlives this object or is replaced in
    /// moveTo().
    HeldTask(TaskId id, const Records& records);

    [[nodiscard]] TaskId id() const { return m_id; }
    /// Whether it was reaped (or, going back in time, not yet born).
    [[nodiscard]] bool isGone() const { return m_gone.has_value(); }
    /// With state dead, and without ids, memory, files, parent and tracer when it is gone.
    [[nodiscard]] const TaskRecord& record() const { return m_gone ? m_gone->task : *m_live; }
    /// Generation of the records that the last record came from; 0 while it is there.
    [[nodiscard]] Generation lastSeen() const { return m_gone ? m_gone->lastSeen : 0; }

    /// From the records given before to \a next. Both must be alive during the call.
    void moveTo(const Records& previous, const Records& next);

private:
    friend class RecordsWithTask;
    struct Gone
    {
        TaskRecord task;
        std::optional<ThreadGroupRecord> group;
        std::optional<UserNamespaceRecord> userNamespace;
        Generation lastSeen; // no initialiser: Clang cannot construct it inside this class then
    };

    void keepLast(const Records& previous, const Records& next);

    TaskId m_id;
    const TaskRecord* m_live;
    std::optional<Gone> m_gone;
};

/// The present records, in which a task that is gone still finds its thread group's totals and its
/// user namespace when nobody else keeps those alive.
class RecordsWithTask final : public Records
{
public:
    RecordsWithTask(const Records& records, const HeldTask& task)
        : m_records(records)
        , m_task(task)
    {
    }

    [[nodiscard]] Generation generation() const override { return m_records.generation(); }
    [[nodiscard]] std::chrono::nanoseconds time() const override { return m_records.time(); }
    [[nodiscard]] const MachineRecord& machine() const override { return m_records.machine(); }
    [[nodiscard]] const TaskRecord* task(TaskId id) const override { return m_records.task(id); }
    [[nodiscard]] const ThreadGroupRecord* group(GroupId id) const override;
    [[nodiscard]] const MemoryRecord* memory(MemoryId id) const override
    {
        return m_records.memory(id);
    }
    [[nodiscard]] const FdTableRecord* fdTable(FdTableId id) const override
    {
        return m_records.fdTable(id);
    }
    [[nodiscard]] const FsContextRecord* fsContext(FsContextId id) const override
    {
        return m_records.fsContext(id);
    }
    [[nodiscard]] const MountNamespaceRecord* mountNamespace(MountNamespaceId id) const override
    {
        return m_records.mountNamespace(id);
    }
    [[nodiscard]] const UserNamespaceRecord* userNamespace(UserNamespaceId id) const override;
    [[nodiscard]] const PidNamespaceRecord* pidNamespace(PidNamespaceId id) const override
    {
        return m_records.pidNamespace(id);
    }
    [[nodiscard]] PidNamespaceId rootPidNamespace() const override
    {
        return m_records.rootPidNamespace();
    }
    [[nodiscard]] TaskId taskWithTid(PidNamespaceId ns, Tid tid) const override
    {
        return m_records.taskWithTid(ns, tid);
    }
    [[nodiscard]] std::optional<std::pair<Tid, TaskId>> nextTask(PidNamespaceId ns,
                                                                 Tid from) const override
    {
        return m_records.nextTask(ns, from);
    }

private:
    const Records& m_records;
    const HeldTask& m_task;
};

}
