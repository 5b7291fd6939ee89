// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/records.h>

#include <algorithm>
#include <bit>

namespace sandscope::procfs {

Tid tidIn(const std::vector<NamespacedTid>& tids, PidNamespaceId ns)
{
    for (const NamespacedTid& entry : tids) {
        if (entry.ns == ns)
            return entry.tid;
    }
    return {};
}

ResourceLimits defaultLimits()
{
    ResourceLimits limits{};
    const auto set = [&limits](Limit which, std::uint64_t soft, std::uint64_t hard) {
        limits[static_cast<std::size_t>(which)] = {soft, hard};
    };
    set(Limit::stack, 8U << 20U, ~0ULL);
    set(Limit::coreFile, 0, ~0ULL);
    set(Limit::openFiles, 1U << 20U, 1U << 20U);
    set(Limit::lockedMemory, 64U << 10U, 64U << 10U);
    set(Limit::pendingSignals, 0, 0);
    set(Limit::messageQueues, 819'200, 819'200);
    set(Limit::nice, 0, 0);
    set(Limit::realtimePriority, 0, 0);
    return limits;
}

const ResourceLimits& limitsOf(const ThreadGroupRecord& group)
{
    static const ResourceLimits defaults = defaultLimits();
    return group.limits ? *group.limits : defaults;
}

const std::vector<CgroupMembership>& cgroupsOf(const ThreadGroupRecord& group)
{
    // As a sandbox of 2024 has them from its start (facts 2.17); nobody mounted cgroup 2.
    static const std::vector<CgroupMembership> defaults
        = {{7, "pids", "/"},   {6, "memory", "/"},  {5, "job", "/"}, {4, "devices", "/"},
           {3, "cpuset", "/"}, {2, "cpuacct", "/"}, {1, "cpu", "/"}};
    return group.cgroups ? *group.cgroups : defaults;
}

const MachineRecord& Records::machine() const
{
    static const MachineRecord ordinary;
    return ordinary;
}

// How the tables of gVisor grow is in pkg/sentry/kernel/fd_table_unsafe.go (releases 20221219 and
// 20240729), that of Linux in fs/file.c.
void FdTableSlots::hold(int fd)
{
    constexpr std::uint32_t bucketSize = 512;
    constexpr std::uint32_t leastLinux = 64;
    const auto grow = [](std::uint32_t present, std::uint32_t needed) {
        return needed > present ? std::max(needed, 2 * present) : present;
    };
    const std::uint32_t needed = static_cast<std::uint32_t>(std::max(fd, 0)) + 1;
    list = grow(list, needed);
    buckets = bucketSize * grow(buckets / bucketSize, (needed - 1) / bucketSize + 1);
    linux_ = std::max({linux_, leastLinux, std::bit_ceil(needed)});
}

FdTableSlots slotsOf(const FdTableRecord& table)
{
    FdTableSlots slots = table.slotCounts;
    if (slots == FdTableSlots{}) {
        slots.linux_ = 64; // what an empty one has
        for (const FdEntry& entry : table.entries)
            slots.hold(entry.fd);
    }
    return slots;
}

const TaskDetails& detailsOf(const TaskRecord& task)
{
    static const TaskDetails defaults;
    return task.details ? *task.details : defaults;
}

}
