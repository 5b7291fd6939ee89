// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernelrecords.h>

#include <utility>

namespace sandscope::kernel {

using namespace procfs;

KernelRecords::KernelRecords(RecordMaps maps, Generation generation, std::chrono::nanoseconds time,
                             PidNamespaceId root)
    : m_maps(std::move(maps))
    , m_generation(generation)
    , m_time(time)
    , m_root(root)
{
}

const TaskRecord* KernelRecords::task(TaskId id) const
{
    return m_maps.tasks.find(id.value);
}

const ThreadGroupRecord* KernelRecords::group(GroupId id) const
{
    return m_maps.groups.find(id.value);
}

const MemoryRecord* KernelRecords::memory(MemoryId id) const
{
    return m_maps.memories.find(id.value);
}

const FdTableRecord* KernelRecords::fdTable(FdTableId id) const
{
    return m_maps.fdTables.find(id.value);
}

const FsContextRecord* KernelRecords::fsContext(FsContextId id) const
{
    return m_maps.fsContexts.find(id.value);
}

const MountNamespaceRecord* KernelRecords::mountNamespace(MountNamespaceId id) const
{
    return m_maps.mountNamespaces.find(id.value);
}

const UserNamespaceRecord* KernelRecords::userNamespace(UserNamespaceId id) const
{
    return m_maps.userNamespaces.find(id.value);
}

const PidNamespaceRecord* KernelRecords::pidNamespace(PidNamespaceId id) const
{
    const PublishedPidNamespace* ns = m_maps.pidNamespaces.find(id.value);
    return ns ? &ns->record : nullptr;
}

TaskId KernelRecords::taskWithTid(PidNamespaceId ns, Tid tid) const
{
    const PublishedPidNamespace* published = m_maps.pidNamespaces.find(ns.value);
    if (!published || tid.value <= 0)
        return {};
    const TaskId* found = published->tasks.find(static_cast<std::uint32_t>(tid.value));
    return found ? *found : TaskId{};
}

std::optional<std::pair<Tid, TaskId>> KernelRecords::nextTask(PidNamespaceId ns, Tid from) const
{
    const PublishedPidNamespace* published = m_maps.pidNamespaces.find(ns.value);
    if (!published)
        return std::nullopt;
    const auto start = static_cast<std::uint32_t>(from.value < 0 ? 0 : from.value);
    const auto found = published->tasks.lowerBound(start);
    if (!found)
        return std::nullopt;
    return std::pair{Tid{static_cast<std::int32_t>(found->first)}, *found->second};
}

}
