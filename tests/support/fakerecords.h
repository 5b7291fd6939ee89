// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>
#include <procfs/records.h>

#include <map>
#include <memory>
#include <string>

/// Records that a test writes down by hand.
namespace sandscope::test {

/// Everything is public and starts empty but for the root namespaces, which have the number 1. A
/// test fills the maps and then reads through procfs::Records; pointers stay valid until the entry
/// is erased.
class FakeRecords : public procfs::Records
{
public:
    static constexpr procfs::PidNamespaceId rootPids{1};
    static constexpr procfs::UserNamespaceId rootUsers{1};
    static constexpr procfs::MountNamespaceId rootMounts{1};

    FakeRecords();

    procfs::Generation currentGeneration = 1;
    std::chrono::nanoseconds currentTime{};
    procfs::MachineRecord machineRecord;
    std::map<procfs::TaskId, procfs::TaskRecord> tasks;
    std::map<procfs::GroupId, procfs::ThreadGroupRecord> groups;
    std::map<procfs::MemoryId, procfs::MemoryRecord> memories;
    std::map<procfs::FdTableId, procfs::FdTableRecord> fdTables;
    std::map<procfs::FsContextId, procfs::FsContextRecord> fsContexts;
    std::map<procfs::MountNamespaceId, procfs::MountNamespaceRecord> mountNamespaces;
    std::map<procfs::UserNamespaceId, procfs::UserNamespaceRecord> userNamespaces;
    std::map<procfs::PidNamespaceId, procfs::PidNamespaceRecord> pidNamespaces;

    /// A process with one thread. Its task, group, memory, descriptors and file system context have
    /// the number that
    /// \a tid is; the memory is empty, no descriptor is open, its user is root.
    procfs::TaskRecord& addProcess(std::int32_t tid, const std::string& name);
    /// Another thread of a process, with the memory, descriptors and credentials of its leader.
    procfs::TaskRecord& addThread(procfs::TaskId leader, std::int32_t tid);

    /// A zombie: no memory, descriptors or file system context; the slots of its descriptor table
    /// stay known.
    void exit(procfs::TaskId id);
    /// Takes a task out of everything and returns its last record: state dead, no ids.
    procfs::TaskRecord reap(procfs::TaskId id);

    /// Details are shared and constant; these replace a task's own.
    void setDetails(procfs::TaskId id, procfs::TaskDetails details);
    /// Credentials are shared and constant; these replace a task's own.
    void setCredentials(procfs::TaskId id, procfs::Credentials credentials);
    void setVmas(procfs::MemoryId id, std::vector<procfs::Vma> vmas);

    /// What a formatter gets to see.
    [[nodiscard]] procfs::FileContext context(procfs::TaskId id, procfs::Dialect dialect) const;

    [[nodiscard]] procfs::Generation generation() const override { return currentGeneration; }
    [[nodiscard]] std::chrono::nanoseconds time() const override { return currentTime; }
    [[nodiscard]] const procfs::MachineRecord& machine() const override { return machineRecord; }
    [[nodiscard]] const procfs::TaskRecord* task(procfs::TaskId id) const override;
    [[nodiscard]] const procfs::ThreadGroupRecord* group(procfs::GroupId id) const override;
    [[nodiscard]] const procfs::MemoryRecord* memory(procfs::MemoryId id) const override;
    [[nodiscard]] const procfs::FdTableRecord* fdTable(procfs::FdTableId id) const override;
    [[nodiscard]] const procfs::FsContextRecord* fsContext(procfs::FsContextId id) const override;
    [[nodiscard]] const procfs::MountNamespaceRecord*
    mountNamespace(procfs::MountNamespaceId id) const override;
    [[nodiscard]] const procfs::UserNamespaceRecord*
    userNamespace(procfs::UserNamespaceId id) const override;
    [[nodiscard]] const procfs::PidNamespaceRecord*
    pidNamespace(procfs::PidNamespaceId id) const override;
    [[nodiscard]] procfs::PidNamespaceId rootPidNamespace() const override { return rootPids; }
    [[nodiscard]] procfs::TaskId taskWithTid(procfs::PidNamespaceId ns,
                                             procfs::Tid tid) const override;
    [[nodiscard]] std::optional<std::pair<procfs::Tid, procfs::TaskId>>
    nextTask(procfs::PidNamespaceId ns, procfs::Tid from) const override;
};

/// A sandbox with the task of the golden samples: process 7, "worker", asleep, child of 1, two
/// threads, three open descriptors, a map with each kind of line (facts 10.1). What Linux alone
/// tells has values that differ from each other where they can.
class WorkerRecords : public FakeRecords
{
public:
    static constexpr procfs::TaskId worker{7};
    static constexpr procfs::TaskId thread{8};
    static constexpr procfs::TaskId parent{1};
    static constexpr procfs::MemoryId workerMemory{7};
    WorkerRecords();
};

/// The text that \a file renders; "EIO" and the like for an error.
[[nodiscard]] std::string rendered(const procfs::ProcFile& file, const procfs::FileContext& ctx);

}
