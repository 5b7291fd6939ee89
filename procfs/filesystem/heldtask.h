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
    /// With state dead, and without ids, memory, files and tracer when it is gone. Its parent
    /// stays: some dialects print it.
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

/// What an open file took from its task when it was opened. Records that nobody has any more are
/// found here.
struct BoundRecords
{
    MemoryId memoryId; ///< none: it had no memory
    std::optional<MemoryRecord> memory;
    std::optional<FsContextRecord> fsContext;
    std::optional<MountNamespaceRecord> mounts;
};

/// The present records, in which a task that is gone still finds its thread group's totals and its
/// user namespace when nobody else keeps those alive; and what \a bound kept, if given.
class RecordsWithTask final : public Records
{
public:
    RecordsWithTask(const Records& records, const HeldTask& task,
                    const BoundRecords* bound = nullptr)
        : m_records(records)
        , m_task(task)
        , m_bound(bound)
    {
    }

    [[nodiscard]] Generation generation() const override { return m_records.generation(); }
    [[nodiscard]] std::chrono::nanoseconds time() const override { return m_records.time(); }
    [[nodiscard]] const MachineRecord& machine() const override { return m_records.machine(); }
    [[nodiscard]] const TaskRecord* task(TaskId id) const override { return m_records.task(id); }
    [[nodiscard]] const ThreadGroupRecord* group(GroupId id) const override;
    [[nodiscard]] const MemoryRecord* memory(MemoryId id) const override
    {
        return kept(m_records.memory(id), id, &BoundRecords::memory);
    }
    [[nodiscard]] const FdTableRecord* fdTable(FdTableId id) const override
    {
        return m_records.fdTable(id);
    }
    [[nodiscard]] const FsContextRecord* fsContext(FsContextId id) const override
    {
        return kept(m_records.fsContext(id), id, &BoundRecords::fsContext);
    }
    [[nodiscard]] const MountNamespaceRecord* mountNamespace(MountNamespaceId id) const override
    {
        return kept(m_records.mountNamespace(id), id, &BoundRecords::mounts);
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
    template <class Record, class RecordId>
    [[nodiscard]] const Record* kept(const Record* present, RecordId id,
                                     std::optional<Record> BoundRecords::* member) const
    {
        if (present || !m_bound || !(m_bound->*member) || (m_bound->*member)->id != id)
            return present;
        return &*(m_bound->*member);
    }

    const Records& m_records;
    const HeldTask& m_task;
    const BoundRecords* m_bound;
};

}
