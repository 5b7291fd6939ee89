// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/idmap.h>
#include <procfs/records.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace sandscope::kernel {

/// One PID namespace as published.
struct PublishedPidNamespace
{
    procfs::PidNamespaceRecord record;
    snapshot::IdMap<procfs::TaskId> tasks; ///< by tid
};

/// All records of a kernel. A copy costs a few counters: everything is shared.
struct RecordMaps
{
    snapshot::IdMap<procfs::TaskRecord> tasks;
    snapshot::IdMap<procfs::ThreadGroupRecord> groups;
    snapshot::IdMap<procfs::MemoryRecord> memories;
    snapshot::IdMap<procfs::FdTableRecord> fdTables;
    snapshot::IdMap<procfs::FsContextRecord> fsContexts;
    snapshot::IdMap<procfs::MountNamespaceRecord> mountNamespaces;
    snapshot::IdMap<procfs::UserNamespaceRecord> userNamespaces;
    snapshot::IdMap<PublishedPidNamespace> pidNamespaces;
    std::shared_ptr<const procfs::MachineRecord> machine; ///< never null once published
};

/// The first object whose generation rose between two publishings though nothing else of it
/// differs, in a sentence; nothing when there is none. Costs what changed.
[[nodiscard]] std::optional<std::string> checkRaised(const RecordMaps& before,
                                                     const RecordMaps& after);

/// The records of a simulated kernel at one generation.
class KernelRecords final : public procfs::Records
{
public:
    KernelRecords(RecordMaps maps, procfs::Generation generation, std::chrono::nanoseconds time,
                  procfs::PidNamespaceId root);

    [[nodiscard]] procfs::Generation generation() const override { return m_generation; }
    [[nodiscard]] std::chrono::nanoseconds time() const override { return m_time; }
    [[nodiscard]] const procfs::MachineRecord& machine() const override { return *m_maps.machine; }
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
    [[nodiscard]] procfs::PidNamespaceId rootPidNamespace() const override { return m_root; }
    [[nodiscard]] procfs::TaskId taskWithTid(procfs::PidNamespaceId ns,
                                             procfs::Tid tid) const override;
    [[nodiscard]] std::optional<std::pair<procfs::Tid, procfs::TaskId>>
    nextTask(procfs::PidNamespaceId ns, procfs::Tid from) const override;

    /// For whoever wants to walk or compare all of them.
    [[nodiscard]] const RecordMaps& maps() const { return m_maps; }

private:
    RecordMaps m_maps;
    procfs::Generation m_generation;
    std::chrono::nanoseconds m_time;
    procfs::PidNamespaceId m_root;
};

}
