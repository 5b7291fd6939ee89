// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Whether what was published is what there is: finds changes that raised no generation.
#include <model/kernel/recordof.h>

#include <algorithm>

namespace sandscope::kernel {

namespace {

using procfs::FdTableRecord;
using procfs::FsContextRecord;
using procfs::MachineRecord;
using procfs::MemoryRecord;
using procfs::MemoryText;
using procfs::Mount;
using procfs::MountNamespaceRecord;
using procfs::TaskRecord;
using procfs::ThreadGroupRecord;
using procfs::UserNamespaceRecord;
using procfs::Vma;

bool same(const TaskRecord& a, const TaskRecord& b)
{
    return a.id == b.id && a.generation == b.generation && a.tids == b.tids && a.name == b.name
        && a.nameInherited == b.nameInherited && a.state == b.state && a.group == b.group
        && a.parent == b.parent && a.tracer == b.tracer && a.memory == b.memory
        && a.fdTable == b.fdTable && a.lastFdTable == b.lastFdTable && a.fsContext == b.fsContext
        && a.mountNamespace == b.mountNamespace && a.netNamespace == b.netNamespace
        && a.pidNamespace == b.pidNamespace
        && a.pidNamespaceForChildren == b.pidNamespaceForChildren
        && a.timeNamespaceForChildren == b.timeNamespaceForChildren
        && a.otherNamespaces == b.otherNamespaces && *a.credentials == *b.credentials
        && a.cpu == b.cpu && a.io == b.io && a.nice == b.nice && a.seccompMode == b.seccompMode
        && a.startTime == b.startTime && a.exitCode == b.exitCode
        && procfs::detailsOf(a) == procfs::detailsOf(b);
}

bool same(const ThreadGroupRecord& a, const ThreadGroupRecord& b)
{
    return a.id == b.id && a.generation == b.generation && a.leader == b.leader
        && a.members == b.members && a.processGroup == b.processGroup && a.session == b.session
        && a.terminationSignal == b.terminationSignal && a.cpu == b.cpu && a.childCpu == b.childCpu
        && a.io == b.io && procfs::limitsOf(a) == procfs::limitsOf(b)
        && a.oomScoreAdjustment == b.oomScoreAdjustment && a.coredumpFilter == b.coredumpFilter
        && a.stopSignal == b.stopSignal && a.minorFaults == b.minorFaults
        && a.majorFaults == b.majorFaults && a.childMinorFaults == b.childMinorFaults
        && a.childMajorFaults == b.childMajorFaults && a.pendingSignals == b.pendingSignals
        && a.ignoredSignals == b.ignoredSignals && a.caughtSignals == b.caughtSignals
        && a.queuedSignals == b.queuedSignals && procfs::cgroupsOf(a) == procfs::cgroupsOf(b);
}

bool same(const MemoryText& a, const MemoryText& b)
{
    return a.start == b.start && a.end == b.end && a.bytes == b.bytes;
}

bool same(const Vma& a, const Vma& b)
{
    return a.start == b.start && a.end == b.end && a.real == b.real && a.effective == b.effective
        && a.maximum == b.maximum && a.isPrivate == b.isPrivate && a.growsDown == b.growsDown
        && a.lockMode == b.lockMode && a.hint == b.hint && a.flags == b.flags
        && a.offset == b.offset && a.mapping == b.mapping && a.rssBytes == b.rssBytes
        && a.anonymousBytes == b.anonymousBytes && a.details == b.details;
}

bool same(const MemoryRecord& a, const MemoryRecord& b)
{
    return a.id == b.id && a.generation == b.generation
        && std::ranges::equal(*a.vmas, *b.vmas,
                              [](const Vma& x, const Vma& y) { return same(x, y); })
        && a.vssBytes == b.vssBytes && a.rssBytes == b.rssBytes && a.users == b.users
        && a.executable == b.executable && a.executableDeleted == b.executableDeleted
        && same(a.arguments, b.arguments) && same(a.environment, b.environment) && a.auxv == b.auxv
        && a.hasInterpreter == b.hasInterpreter && a.dumpable == b.dumpable && a.layout == b.layout
        && a.peakVssBytes == b.peakVssBytes && a.peakRssBytes == b.peakRssBytes
        && a.pageTableBytes == b.pageTableBytes && a.pinnedBytes == b.pinnedBytes
        && a.swapBytes == b.swapBytes;
}

bool same(const FdTableRecord& a, const FdTableRecord& b)
{
    return a.id == b.id && a.generation == b.generation && a.slotCounts == b.slotCounts
        && std::ranges::equal(a.entries, b.entries, [](const auto& x, const auto& y) {
               return x.fd == y.fd && x.closeOnExec == y.closeOnExec
                   && x.statusFlags == y.statusFlags && x.position == y.position && x.kind == y.kind
                   && x.path == y.path && x.deleted == y.deleted && x.number == y.number
                   && (x.details == y.details
                       || (x.details && y.details && *x.details == *y.details));
           });
}

bool same(const FsContextRecord& a, const FsContextRecord& b)
{
    return a.id == b.id && a.generation == b.generation && a.root == b.root
        && a.workingDirectory == b.workingDirectory && a.umask == b.umask
        && a.rootDeleted == b.rootDeleted && a.workingDirectoryDeleted == b.workingDirectoryDeleted;
}

bool same(const MountNamespaceRecord& a, const MountNamespaceRecord& b)
{
    return a.id == b.id && a.generation == b.generation
        && std::ranges::equal(a.mounts, b.mounts, [](const Mount& x, const Mount& y) {
               return x.id == y.id && x.parentId == y.parentId && x.path == y.path
                   && x.fileSystemType == y.fileSystemType && x.readOnly == y.readOnly
                   && x.noAccessTime == y.noAccessTime && x.noExecute == y.noExecute
                   && x.noSetUid == y.noSetUid && x.noDevices == y.noDevices
                   && x.deviceMajor == y.deviceMajor && x.deviceMinor == y.deviceMinor
                   && x.options == y.options && x.root == y.root && x.source == y.source
                   && x.propagation == y.propagation && x.superReadOnly == y.superReadOnly;
           });
}

bool same(const UserNamespaceRecord& a, const UserNamespaceRecord& b)
{
    return a.id == b.id && a.generation == b.generation && a.parent == b.parent
        && a.ownerUid == b.ownerUid && a.uidMap == b.uidMap && a.gidMap == b.gidMap
        && a.groupsAllowed == b.groupsAllowed;
}

bool same(const PublishedPidNamespace& a, const PublishedPidNamespace& b)
{
    return a.record.id == b.record.id && a.record.generation == b.record.generation
        && a.record.parent == b.record.parent && a.record.owner == b.record.owner
        && a.tasks.sharesAllWith(b.tasks);
}

bool same(const MachineRecord& a, const MachineRecord& b)
{
    return a.generation == b.generation && a.processors == b.processors
        && a.memoryBytes == b.memoryBytes && a.freeBytes == b.freeBytes && a.bootTime == b.bootTime
        && a.linuxRelease == b.linuxRelease && a.fileSystems == b.fileSystems;
}

template <class T, class Record>
std::optional<std::string> compare(const char* kind, const Registry<T>& registry,
                                   const snapshot::IdMap<Record>& published, auto&& make)
{
    std::optional<std::string> problem;
    std::size_t count = 0;
    registry.forEach([&](const T& object) {
        ++count;
        const Record* record = published.find(object.id.value);
        if (!record || !same(*record, make(object)))
            problem = std::string(kind) + ' ' + std::to_string(object.id.value)
                + " differs from its record";
    });
    if (!problem && count != published.size())
        problem = std::string("there are records of ") + kind + "s that are gone";
    return problem;
}

}

namespace {

procfs::Generation& generationOf(PublishedPidNamespace& ns)
{
    return ns.record.generation;
}

template <class Record>
procfs::Generation& generationOf(Record& record)
{
    return record.generation;
}

template <class Record>
std::optional<std::string> findIdle(const char* kind, const snapshot::IdMap<Record>& before,
                                    const snapshot::IdMap<Record>& after)
{
    std::optional<std::string> problem;
    snapshot::IdMap<Record>::diff(before, after,
                                  [&](std::uint32_t id, const Record* was, const Record* is) {
                                      if (!was || !is)
                                          return;
                                      Record old = *was;
                                      generationOf(old) = generationOf(const_cast<Record&>(*is));
                                      if (same(old, *is))
                                          problem = std::string(kind) + ' ' + std::to_string(id)
                                              + " was raised and is as it was";
                                  });
    return problem;
}

}

std::optional<std::string> checkRaised(const RecordMaps& before, const RecordMaps& after)
{
    std::optional<std::string> problem;
    const auto next = [&problem](std::optional<std::string> found) {
        if (!problem)
            problem = std::move(found);
    };
    next(findIdle("task", before.tasks, after.tasks));
    next(findIdle("group", before.groups, after.groups));
    next(findIdle("memory", before.memories, after.memories));
    next(findIdle("descriptor table", before.fdTables, after.fdTables));
    next(findIdle("fs context", before.fsContexts, after.fsContexts));
    next(findIdle("mount namespace", before.mountNamespaces, after.mountNamespaces));
    next(findIdle("user namespace", before.userNamespaces, after.userNamespaces));
    next(findIdle("pid namespace", before.pidNamespaces, after.pidNamespaces));
    if (before.machine->generation != after.machine->generation) {
        MachineRecord old = *before.machine;
        old.generation = after.machine->generation;
        if (same(old, *after.machine))
            next("the machine was raised and is as it was");
    }
    return problem;
}

std::optional<std::string> checkPublished(Kernel& kernel)
{
    (void)kernel.publish();
    const Kernel::State& s = kernel.internals();
    const auto plain = [](const auto& object) { return recordOf(object); };
    std::optional<std::string> problem = compare("task", s.tasks, s.maps.tasks, plain);
    const auto next = [&problem](std::optional<std::string> found) {
        if (!problem)
            problem = std::move(found);
    };
    next(compare("group", s.groups, s.maps.groups,
                 [&s](const ThreadGroup& g) { return recordOf(s, g); }));
    next(compare("memory", s.memories, s.maps.memories, plain));
    next(compare("descriptor table", s.fdTables, s.maps.fdTables, plain));
    next(compare("fs context", s.fsContexts, s.maps.fsContexts, plain));
    next(compare("mount namespace", s.mountNamespaces, s.maps.mountNamespaces, plain));
    next(compare("user namespace", s.userNamespaces, s.maps.userNamespaces, plain));
    next(compare("pid namespace", s.pidNamespaces, s.maps.pidNamespaces, plain));
    if (s.maps.machine != s.machine || s.machine->freeBytes != s.freeBytes()
        || s.machine->generation > s.generation)
        next("the machine differs from its record");
    std::size_t rows = 0;
    s.tasks.forEach([&](const Task& task) {
        ++rows;
        const snapshot::TaskSummary* row = s.rows.find(task.id.value);
        snapshot::TaskSummary expected = rowOf(s, task);
        expected.generation = row ? row->generation : 0;
        if (!row || *row != expected)
            next("the row of task " + std::to_string(task.id.value) + " is out of date");
    });
    if (rows != s.rows.size())
        next("there are rows of tasks that are gone");
    return problem;
}

}
