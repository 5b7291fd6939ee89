// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/systemfacts.h>
#include <procfs/text/append.h>

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <unordered_set>

namespace sandscope::procfs {

namespace {

bool isSharedMemory(MappingKind kind)
{
    return kind == MappingKind::sharedAnonymous || kind == MappingKind::memfd
        || kind == MappingKind::sysvShared;
}

/// Resident bytes of what can be mapped more than once: of each thing the most that one address
/// space has of it.
class Mapped
{
public:
    void add(const MemoryRecord& memory, TaskSums& sums)
    {
        std::map<Key, std::uint64_t> own;
        for (const Vma& vma : *memory.vmas) {
            sums.anonymousBytes += vma.anonymousBytes;
            if (vma.isPrivate && vma.effective.write)
                sums.committedBytes += vma.end - vma.start;
            if (vma.mapping && vma.rssBytes > vma.anonymousBytes) {
                const MappingIdentity& thing = *vma.mapping;
                own[{isSharedMemory(thing.kind), thing.device, thing.inode, thing.path}]
                    += vma.rssBytes - vma.anonymousBytes;
            }
        }
        for (const auto& [key, bytes] : own) {
            std::uint64_t& most = m_bytes[key];
            most = std::max(most, bytes);
        }
    }

    void finish(TaskSums& sums) const
    {
        for (const auto& [key, bytes] : m_bytes)
            (std::get<0>(key) ? sums.sharedBytes : sums.fileBytes) += bytes;
    }

private:
    /// Shared memory or not, device, inode and name of what is mapped.
    using Key = std::tuple<bool, std::uint64_t, std::uint64_t, std::string_view>;
    std::map<Key, std::uint64_t> m_bytes;
};

void add(const CpuTime& time, CpuTime& sum)
{
    sum.user += time.user;
    sum.system += time.system;
}

}

TaskSums taskSums(const FileContext& ctx)
{
    TaskSums sums;
    Mapped mapped;
    std::unordered_set<GroupId> groups;
    std::unordered_set<MemoryId> memories;
    const PidNamespaceId root = ctx.records.rootPidNamespace();
    const PidNamespaceId mount = ctx.mount ? ctx.mount : root;
    for (auto next = ctx.records.nextTask(root, Tid{1}); next;
         next = ctx.records.nextTask(root, Tid{next->first.value + 1})) {
        const TaskRecord* const task = ctx.records.task(next->second);
        if (task == nullptr)
            continue;
        ++sums.tasks;
        sums.running += task->state == TaskState::running ? 1U : 0U;
        sums.blocked += task->state == TaskState::diskSleep ? 1U : 0U;
        sums.made = std::max<std::uint64_t>(sums.made, task->id.value);
        sums.lastTid = std::max(sums.lastTid, tidIn(task->tids, mount).value);
        const TaskDetails& details = detailsOf(*task);
        sums.switches += details.voluntarySwitches + details.involuntarySwitches;
        if (const auto* group = ctx.records.group(task->group);
            group != nullptr && groups.insert(group->id).second) {
            for (CpuTime* const sum : {&sums.cpu, &sums.niceCpu}) {
                if (sum == &sums.cpu || task->nice > 0) {
                    add(group->cpu, *sum);
                    add(group->childCpu, *sum);
                }
            }
        }
        if (const auto* memory = ctx.records.memory(task->memory);
            memory != nullptr && memories.insert(memory->id).second) {
            mapped.add(*memory, sums);
            sums.pageTableBytes += memory->pageTableBytes;
        }
        if (next->first.value == std::numeric_limits<std::int32_t>::max())
            break;
    }
    mapped.finish(sums);
    // Pages that a fork shares count once: there are no more of them than memory is in use.
    const MachineRecord& machine = ctx.records.machine();
    const std::uint64_t inUse
        = machine.memoryBytes - std::min(machine.memoryBytes, machine.freeBytes);
    sums.anonymousBytes = std::min(sums.anonymousBytes, inUse);
    if (const PidNamespaceRecord* const ns = ctx.records.pidNamespace(root)) {
        const GoneTasks& gone = ns->gone; // totals since boot never fall
        sums.made = std::max(sums.made, gone.lastMade);
        sums.switches += gone.switches;
        if (!isGvisor(ctx.dialect)) {
            add(gone.cpu, sums.cpu);
            add(gone.niceCpu, sums.niceCpu);
        }
    }
    return sums;
}

KernelName kernelName(const FileContext& ctx)
{
    constexpr std::string_view version = "#1 SMP Sun Jan 10 15:06:54 PST 2016";
    switch (ctx.dialect) {
    case Dialect::gvisor2018:
        return {"3.11.10", "#1 SMP Fri Nov 29 10:47:50 PST 2013"};
    case Dialect::gvisor2019:
        return {"4.4", version};
    case Dialect::gvisor2022:
    case Dialect::gvisor2024:
        return {"4.4.0", version};
    case Dialect::gvisor2026:
        return {"4.19.0-gvisor", version};
    case Dialect::linux_:
        break;
    }
    return {ctx.records.machine().linuxRelease, {}};
}

void appendHundredths(std::uint64_t hundredths, std::string& out)
{
    text::appendDecimal(out, hundredths / 100);
    out += '.';
    out += static_cast<char>('0' + hundredths / 10 % 10);
    out += static_cast<char>('0' + hundredths % 10);
}

}
