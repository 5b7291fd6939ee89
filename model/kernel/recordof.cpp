// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/recordof.h>

#include <algorithm>
#include <bit>

namespace sandscope::kernel {

using snapshot::TaskSummary;

std::uint64_t readableUntil(const AddressSpace& space, Range range)
{
    std::uint64_t readable = range.start;
    while (readable < range.end) {
        const Area* area = space.find(readable);
        if (!area || !area->effective().read)
            break;
        readable = std::min(area->end, range.end);
    }
    return readable;
}

namespace {

// The part of a text that is still mapped and readable, from its start on.
procfs::MemoryText textAt(const AddressSpace& space, std::uint64_t start, const std::string& bytes)
{
    procfs::MemoryText text{start, start + bytes.size(), std::nullopt};
    const std::uint64_t readable = readableUntil(space, {start, text.end});
    if (readable > start)
        text.bytes = bytes.substr(0, readable - start);
    return text;
}

std::string joinedByBlanks(const std::string& arguments)
{
    std::string result
        = arguments.ends_with('\0') ? arguments.substr(0, arguments.size() - 1) : arguments;
    std::ranges::replace(result, '\0', ' ');
    return result;
}

}

procfs::TaskRecord recordOf(const Task& task)
{
    procfs::TaskRecord record;
    record.id = task.id;
    record.generation = task.generation;
    record.tids = task.tids;
    record.name = task.name;
    record.nameInherited = task.nameInherited;
    record.state = task.state;
    record.group = task.group->id;
    record.parent = task.parent ? task.parent->id : TaskId{};
    record.tracer = task.tracer ? task.tracer->id : TaskId{};
    record.memory = task.memory ? task.memory->id : procfs::MemoryId{};
    record.fdTable = task.fdTable ? task.fdTable->id : procfs::FdTableId{};
    record.fsContext = task.fs ? task.fs->id : procfs::FsContextId{};
    record.lastFdTable = task.lastFdTable;
    record.mountNamespace = task.mounts->id;
    record.netNamespace = task.net->id;
    record.pidNamespace = task.pidNamespace->id;
    if (task.childPidNamespace)
        record.pidNamespaceForChildren = task.childPidNamespace->id;
    if (task.childTimeNamespace != task.otherNamespaces.time)
        record.timeNamespaceForChildren = task.childTimeNamespace;
    record.otherNamespaces = task.otherNamespaces;
    record.credentials = task.credentials;
    record.cpu = task.cpu;
    record.io = task.io;
    record.nice = task.nice;
    record.seccompMode = task.seccompMode;
    record.startTime = task.startTime;
    record.exitCode = task.exitStatus;
    record.details = task.details;
    task.areDetailsShared = true;
    return record;
}

procfs::ThreadGroupRecord recordOf(const Kernel::State& state, const ThreadGroup& group)
{
    procfs::ThreadGroupRecord record;
    record.id = group.id;
    record.generation = group.generation;
    record.leader = group.leader->id;
    record.members.reserve(group.members.size());
    for (const Task* member : group.members)
        record.members.push_back(member->id);
    record.processGroup = group.processGroup->record;
    record.session = group.processGroup->session->record;
    record.terminationSignal = group.terminationSignal;
    record.stopSignal = group.stopSignal;
    record.cpu = state.groupCpu(group);
    record.childCpu = group.childCpu;
    record.io = state.groupIo(group);
    record.limits = group.limits;
    record.oomScoreAdjustment = group.oomScoreAdjustment;
    record.minorFaults = state.groupFaults(group);
    record.childMinorFaults = group.childFaults;
    record.pendingSignals = group.pendingSignals;
    record.ignoredSignals = group.ignoredSignals;
    record.caughtSignals = group.caughtSignals;
    // The user's others are left out.
    record.queuedSignals = static_cast<std::uint64_t>(std::popcount(group.pendingSignals));
    return record;
}

procfs::MemoryRecord recordOf(const Memory& memory)
{
    procfs::MemoryRecord record;
    record.id = memory.id;
    record.generation = memory.generation;
    record.vmas = std::make_shared<const std::vector<procfs::Vma>>(memory.space.describe());
    record.vssBytes = memory.space.vssBytes();
    record.rssBytes = memory.space.rssBytes();
    record.users = static_cast<std::uint32_t>(memory.users.size());
    record.executable = memory.executable;
    record.executableDeleted = memory.executableDeleted;
    record.arguments = textAt(memory.space, memory.argumentsStart, memory.arguments);
    record.environment = textAt(memory.space, memory.environmentStart, memory.environment);
    record.auxv = memory.auxv;
    record.hasInterpreter = memory.hasInterpreter;
    record.dumpable = memory.dumpable;
    record.layout = memory.layout;
    record.peakVssBytes = memory.space.peakVssBytes();
    record.peakRssBytes = memory.space.peakRssBytes();
    record.pageTableBytes = memory.space.pageTableBytes();
    return record;
}

procfs::FdTableRecord recordOf(const FdTable& table)
{
    procfs::FdTableRecord record;
    record.id = table.id;
    record.generation = table.generation;
    record.slotCounts = table.slotCounts;
    record.entries.reserve(table.entries.size());
    for (const Descriptor& descriptor : table.entries) {
        procfs::FdEntry& entry = record.entries.emplace_back(descriptor.file->entry);
        entry.fd = descriptor.fd;
        entry.closeOnExec = descriptor.closeOnExec;
    }
    return record;
}

procfs::FsContextRecord recordOf(const FsContext& context)
{
    procfs::FsContextRecord record;
    record.id = context.id;
    record.generation = context.generation;
    record.root = context.root;
    record.workingDirectory = context.workingDirectory;
    record.umask = context.umask;
    record.rootDeleted = context.rootDeleted;
    record.workingDirectoryDeleted = context.workingDirectoryDeleted;
    return record;
}

procfs::MountNamespaceRecord recordOf(const MountNamespace& ns)
{
    return {ns.id, ns.generation, ns.mounts};
}

procfs::UserNamespaceRecord recordOf(const UserNamespace& ns)
{
    procfs::UserNamespaceRecord record;
    record.id = ns.id;
    record.generation = ns.generation;
    record.parent = ns.parent ? ns.parent->id : procfs::UserNamespaceId{};
    record.ownerUid = ns.ownerUid;
    record.uidMap = ns.uidMap;
    record.gidMap = ns.gidMap;
    record.groupsAllowed = ns.groupsAllowed;
    return record;
}

PublishedPidNamespace recordOf(const PidNamespace& ns)
{
    return {{ns.id, ns.generation, ns.parent ? ns.parent->id : procfs::PidNamespaceId{},
             ns.userNamespace->id, ns.gone},
            ns.tasks};
}

TaskSummary rowOf(const Kernel::State& state, const Task& task)
{
    const ThreadGroup& group = *task.group;
    const PidNamespace& root = *state.rootPid;
    TaskSummary row;
    row.id = task.id;
    row.generation = state.generation;
    row.isThread = !task.isLeader();
    if (row.isThread)
        row.parent = group.leader->id;
    else if (task.parent)
        row.parent = task.parent->group->leader->id;
    row.tid = tidIn(task, root);
    row.tgid = tidIn(*group.leader, root);
    row.name = task.name;
    row.nameInherited = task.nameInherited;
    row.state = task.state;
    row.parentTgid = task.parent ? tidIn(*task.parent->group->leader, root).value : 0;
    row.threads = static_cast<std::uint32_t>(group.members.size());
    row.vssBytes = task.memory ? task.memory->space.vssBytes() : 0;
    row.rssBytes = task.memory ? task.memory->space.rssBytes() : 0;
    const procfs::CpuTime cpu = row.isThread ? task.cpu : state.groupCpu(group);
    row.cpuTime = cpu.user + cpu.system;
    row.startTime = task.startTime;
    row.uid = task.credentials->effectiveUid;
    row.openFiles = task.fdTable ? static_cast<std::uint32_t>(task.fdTable->entries.size()) : 0;
    if (task.memory)
        row.command = joinedByBlanks(task.memory->arguments);
    return row;
}

}
