// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/sameness.h>

#include <algorithm>

namespace sandscope::kernel {

using procfs::FdEntry;
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

namespace {

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

}

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

bool same(const FdEntry& a, const FdEntry& b)
{
    return a.fd == b.fd && a.closeOnExec == b.closeOnExec && a.statusFlags == b.statusFlags
        && a.position == b.position && a.kind == b.kind && a.path == b.path
        && a.deleted == b.deleted && a.number == b.number
        && (a.details == b.details || (a.details && b.details && *a.details == *b.details));
}

bool same(const FdTableRecord& a, const FdTableRecord& b)
{
    return a.id == b.id && a.generation == b.generation && a.slotCounts == b.slotCounts
        && std::ranges::equal(a.entries, b.entries,
                              [](const FdEntry& x, const FdEntry& y) { return same(x, y); });
}

bool same(const FsContextRecord& a, const FsContextRecord& b)
{
    return a.id == b.id && a.generation == b.generation && a.root == b.root
        && a.workingDirectory == b.workingDirectory && a.umask == b.umask
        && a.rootDeleted == b.rootDeleted && a.workingDirectoryDeleted == b.workingDirectoryDeleted;
}

bool same(const std::vector<Mount>& a, const std::vector<Mount>& b)
{
    return std::ranges::equal(a, b, [](const Mount& x, const Mount& y) {
        return x.id == y.id && x.parentId == y.parentId && x.path == y.path
            && x.fileSystemType == y.fileSystemType && x.readOnly == y.readOnly
            && x.noAccessTime == y.noAccessTime && x.noExecute == y.noExecute
            && x.noSetUid == y.noSetUid && x.noDevices == y.noDevices
            && x.deviceMajor == y.deviceMajor && x.deviceMinor == y.deviceMinor
            && x.options == y.options && x.root == y.root && x.source == y.source
            && x.propagation == y.propagation && x.superReadOnly == y.superReadOnly;
    });
}

bool same(const MountNamespaceRecord& a, const MountNamespaceRecord& b)
{
    return a.id == b.id && a.generation == b.generation && same(a.mounts, b.mounts);
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
        && a.record.gone == b.record.gone && a.tasks.sharesAllWith(b.tasks);
}

bool same(const MachineRecord& a, const MachineRecord& b)
{
    return a.generation == b.generation && a.processors == b.processors
        && a.memoryBytes == b.memoryBytes && a.freeBytes == b.freeBytes && a.bootTime == b.bootTime
        && a.linuxRelease == b.linuxRelease && a.fileSystems == b.fileSystems
        && a.processorVendor == b.processorVendor && a.processorName == b.processorName
        && a.processorFlags == b.processorFlags && a.processorFamily == b.processorFamily
        && a.processorModel == b.processorModel && a.processorKilohertz == b.processorKilohertz;
}

}
