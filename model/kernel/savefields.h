// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/save.h>
#include <model/kernel/savearchive.h>

/// What of each object is saved: its fields, once, for both directions. Objects that others point
/// at by number exist before any field is read.
namespace sandscope::kernel {

/// Sees what the classes keep to themselves.
struct SaveAccess
{
    template <class Io>
    static void describe(Io& io, AddressSpace& space)
    {
        io(space.m_areas, space.m_resident, space.m_vss, space.m_rss, space.m_vssDrift,
           space.m_peakVss, space.m_peakRss, space.m_faults, space.m_heap, space.m_stackPointer,
           space.m_nextAnonymousRoot, space.m_behaviour);
    }
    template <class Io>
    static void describe(Io& io, PageRefs& refs)
    {
        io(refs.m_shared, refs.m_next, refs.m_inUse);
    }
    template <class Io>
    static void describe(Io& io, Random& random)
    {
        io(random.m_state);
    }
    template <class T>
    [[nodiscard]] static std::vector<std::unique_ptr<T>>& objects(Registry<T>& registry)
    {
        return registry.m_objects;
    }
};

}

namespace sandscope::kernel::saved {

template <>
inline constexpr auto lastOf<Behaviour> = Behaviour::linux_;
template <>
inline constexpr auto lastOf<procfs::TaskState> = procfs::TaskState::dead;
template <>
inline constexpr auto lastOf<procfs::LockMode> = procfs::LockMode::lazy;
template <>
inline constexpr auto lastOf<procfs::VmaHint> = procfs::VmaHint::aio;
template <>
inline constexpr auto lastOf<procfs::MappingKind> = procfs::MappingKind::other;
template <>
inline constexpr auto lastOf<procfs::FdKind> = procfs::FdKind::inotify;
template <>
inline constexpr auto lastOf<ThreadGroup::Report> = ThreadGroup::Report::continued;

template <>
inline constexpr bool isShareable<procfs::Credentials> = true;
template <>
inline constexpr bool isShareable<procfs::JobRecord> = true;
template <>
inline constexpr bool isShareable<procfs::MappingIdentity> = true;
template <>
inline constexpr bool isShareable<ResourceLimits> = true;

// A new field? Save it below, then change the number here.
#if defined(__x86_64__) && defined(__GLIBCXX__) && !defined(_GLIBCXX_DEBUG)
template <class T, std::size_t Size>
inline constexpr bool hasKnownFields = sizeof(T) == Size;
#else
template <class T, std::size_t Size>
inline constexpr bool hasKnownFields = true;
#endif

template <class Io>
void describe(Io& io, procfs::NamespacedTid& id)
{
    io(id.ns, id.tid);
}
template <class Io>
void describe(Io& io, procfs::CpuTime& time)
{
    io(time.user, time.system);
}
template <class Io>
void describe(Io& io, procfs::IoCounters& counters)
{
    static_assert(hasKnownFields<procfs::IoCounters, 56>);
    io(counters.charsRead, counters.charsWritten, counters.readCalls, counters.writeCalls,
       counters.bytesRead, counters.bytesWritten, counters.bytesWriteCancelled);
}
template <class Io>
void describe(Io& io, procfs::Capabilities& sets)
{
    io(sets.inheritable, sets.permitted, sets.effective, sets.bounding, sets.ambient);
}
template <class Io>
void describe(Io& io, procfs::ResourceLimit& limit)
{
    io(limit.soft, limit.hard);
}
template <class Io>
void describe(Io& io, procfs::Credentials& c)
{
    static_assert(hasKnownFields<procfs::Credentials, 120>);
    io(c.generation, c.realUid, c.effectiveUid, c.savedUid, c.realGid, c.effectiveGid, c.savedGid,
       c.fileUid, c.fileGid, c.groups, c.capabilities, c.userNamespace);
}
template <class Io>
void describe(Io& io, procfs::TaskDetails& d)
{
    static_assert(hasKnownFields<procfs::TaskDetails, 152>);
    io(d.minorFaults, d.majorFaults, d.flags, d.processor, d.realtimePriority, d.policy,
       d.blockIoTicks, d.guestTicks, d.pendingSignals, d.blockedSignals, d.voluntarySwitches,
       d.involuntarySwitches, d.yields, d.personality, d.loginUid, d.sessionId, d.seccompFilters,
       d.noNewPrivileges, d.waitChannel);
}
template <class Io>
void describe(Io& io, procfs::FdTableSlots& slots)
{
    io(slots.list, slots.buckets, slots.linux_);
}
template <class Io>
void describe(Io& io, procfs::OtherNamespaces& others)
{
    io(others.ipc, others.uts, others.cgroup, others.time);
}
template <class Io>
void describe(Io& io, procfs::JobRecord& record)
{
    io(record.generation, record.ids);
}
template <class Io>
void describe(Io& io, procfs::Access& access)
{
    io(access.read, access.write, access.execute);
}
template <class Io>
void describe(Io& io, procfs::MappingIdentity& identity)
{
    static_assert(hasKnownFields<procfs::MappingIdentity, 56>);
    io(identity.device, identity.inode, identity.path, identity.deleted, identity.kind,
       identity.systemVKey);
}
template <class Io>
void describe(Io& io, procfs::AuxEntry& entry)
{
    io(entry.key, entry.value);
}
template <class Io>
void describe(Io& io, procfs::ProgramLayout& layout)
{
    static_assert(hasKnownFields<procfs::ProgramLayout, 48>);
    io(layout.codeStart, layout.codeEnd, layout.dataStart, layout.dataEnd, layout.heapStart,
       layout.stackStart);
}
template <class Io>
void describe(Io& io, procfs::Mount& m)
{
    static_assert(hasKnownFields<procfs::Mount, 232>);
    io(m.id, m.parentId, m.path, m.fileSystemType, m.readOnly, m.noAccessTime, m.noExecute,
       m.deviceMajor, m.deviceMinor, m.options, m.noSetUid, m.noDevices, m.root, m.source,
       m.propagation, m.superReadOnly);
}
template <class Io>
void describe(Io& io, procfs::IdMapEntry& entry)
{
    io(entry.firstInside, entry.firstOutside, entry.length);
}
template <class Io>
void describe(Io& io, procfs::MachineRecord& m)
{
    static_assert(hasKnownFields<procfs::MachineRecord, 208>);
    io(m.generation, m.processors, m.memoryBytes, m.freeBytes, m.bootTime, m.linuxRelease,
       m.fileSystems, m.processorVendor, m.processorName, m.processorFlags, m.processorFamily,
       m.processorModel, m.processorKilohertz);
}

template <class Io>
void describe(Io& io, Segment& segment)
{
    static_assert(hasKnownFields<Segment, 40>);
    io(segment.address, segment.fileOffset, segment.fileSize, segment.memorySize, segment.access);
}
template <class Io>
void describe(Io& io, Image& image)
{
    static_assert(hasKnownFields<Image, 88>);
    io(image.path, image.deleted, image.positionIndependent, image.segments, image.entry,
       image.headerCount, image.relroBytes);
}
template <class Io>
void describe(Io& io, Program& program)
{
    static_assert(hasKnownFields<Program, 216>);
    io(program.image, program.interpreter, program.libraries, program.heapBytes);
}
template <class Io>
void describe(Io& io, Range& range)
{
    io(range.start, range.end);
}
template <class Io>
void describe(Io& io, Area& a)
{
    static_assert(hasKnownFields<Area, 64>);
    io(a.start, a.end, a.real, a.maximum, a.isPrivate, a.growsDown, a.isSpecial, a.lockMode, a.hint,
       a.isInherited, a.flags, a.anonymousRoot, a.offset, a.mapping);
}
template <class Io>
void describe(Io& io, Resident& run)
{
    static_assert(hasKnownFields<Resident, 32>);
    io(run.start, run.end, run.offset, run.isPrivate, run.copyOnWrite);
}
template <class Io>
void describe(Io& io, Placement& placement)
{
    static_assert(hasKnownFields<Placement, 24>);
    io(placement.topDownBase, placement.bottomUpBase, placement.bottomUp);
}
template <class Io>
void describe(Io& io, AddressSpace& space)
{
    static_assert(hasKnownFields<AddressSpace, 128>);
    SaveAccess::describe(io, space);
}
template <class Io>
void describe(Io& io, PageRefs::Shared& shared)
{
    io(shared.end, shared.owners);
}
template <class Io>
void describe(Io& io, PageRefs& refs)
{
    static_assert(hasKnownFields<PageRefs, 64>);
    SaveAccess::describe(io, refs);
}
template <class Io>
void describe(Io& io, Random& random)
{
    SaveAccess::describe(io, random);
}

template <class Io>
void describe(Io& io, EventCounter& counter)
{
    io(counter.count, counter.id, counter.isSemaphore);
}
template <class Io>
void describe(Io&, Epoll&)
{
    // Its watches follow once every open file is there.
}
template <class Io>
void describe(Io& io, Timer& timer)
{
    io(timer.clock, timer.flags, timer.value, timer.interval);
}
template <class Io>
void describe(Io& io, SignalSet& set)
{
    io(set.signals);
}
template <class Io>
void describe(Io& io, InotifyWatch& watch)
{
    io(watch.number, watch.mask, watch.path, watch.device, watch.inode);
}
template <class Io>
void describe(Io& io, Inotify& inotify)
{
    io(inotify.watches, inotify.lastNumber);
}
template <class Io>
void describe(Io& io, ProcessHandle& process)
{
    io(process.tids);
}
template <class Io>
void describe(Io&, SocketQueue&)
{
}
template <class Io>
void describe(Io& io, OpenFile& file)
{
    // Its details follow from what it is, its watchers from the epolls.
    static_assert(hasKnownFields<procfs::FdEntry, 96>);
    static_assert(hasKnownFields<OpenFile, 160>);
    io(file.entry.statusFlags, file.entry.position, file.entry.kind, file.entry.path,
       file.entry.deleted, file.entry.number, file.size, file.isStream, file.special);
}
template <class Io>
void describe(Io& io, EpollWatch& watch)
{
    static_assert(hasKnownFields<EpollWatch, 32>);
    io(watch.file, watch.fd, watch.events, watch.data);
}
template <class Io>
void describe(Io& io, Descriptor& descriptor)
{
    static_assert(hasKnownFields<Descriptor, 24>);
    io(descriptor.fd, descriptor.closeOnExec, descriptor.file);
    if constexpr (Io::isReading) {
        if (!descriptor.file || descriptor.fd < 0)
            io.fail();
    }
}
template <class Io>
void describe(Io& io, Job& job)
{
    // How many are stopped follows from the groups.
    static_assert(hasKnownFields<Job, 48>);
    io(job.record, job.session, job.founder, job.isListed);
    if constexpr (Io::isReading) {
        if (!job.record)
            io.fail();
    }
}

// The objects with numbers. What can be counted again is not saved: owners, children, tracees, the
// tasks of a PID namespace.
/// Chains are bounded while they are read: those who walk them, and their end, go link by link.
template <class Io, class Namespace>
void refuseDeepNesting(Io& io, const Namespace& ns)
{
    if constexpr (Io::isReading) {
        if (ns.parent && (ns.parent->id >= ns.id || nestingOf(ns) > maxNesting))
            io.fail();
    }
}
template <class Io>
void describe(Io& io, UserNamespace& ns)
{
    static_assert(hasKnownFields<UserNamespace, 112>);
    io(ns.generation, ns.parent, ns.ownerUid, ns.uidMap, ns.gidMap, ns.groupsAllowed);
    refuseDeepNesting(io, ns);
}
template <class Io>
void describe(Io&, NetNamespace&)
{
    static_assert(hasKnownFields<NetNamespace, 40>);
}
template <class Io>
void describe(Io& io, MountNamespace& ns)
{
    static_assert(hasKnownFields<MountNamespace, 64>);
    io(ns.generation, ns.mounts);
}
template <class Io>
void describe(Io& io, FsContext& fs)
{
    static_assert(hasKnownFields<FsContext, 112>);
    io(fs.generation, fs.root, fs.workingDirectory, fs.umask, fs.rootDeleted,
       fs.workingDirectoryDeleted);
}
template <class Io>
void describe(Io& io, PidNamespace& ns)
{
    static_assert(hasKnownFields<PidNamespace, 232>);
    io(ns.generation, ns.parent, ns.userNamespace, ns.lastTid, ns.isExiting, ns.gone.lastMade,
       ns.gone.switches, ns.gone.cpu, ns.gone.niceCpu, ns.sessions, ns.processGroups);
    refuseDeepNesting(io, ns);
}
template <class Io>
void describe(Io& io, FdTable& table)
{
    static_assert(hasKnownFields<FdTable, 88>);
    io(table.generation, table.entries, table.slotCounts, table.users);
}
template <class Io>
void describe(Io& io, Memory& m)
{
    static_assert(hasKnownFields<Memory, 424>);
    io(m.generation, m.space, m.placement, m.heapStart, m.heapEnd, m.futureLock, m.layout,
       m.executable, m.executableDeleted, m.argumentsStart, m.environmentStart, m.arguments,
       m.environment, m.auxv, m.hasInterpreter, m.dumpable, m.users);
}
template <class Io>
void describe(Io& io, ThreadGroup& g)
{
    static_assert(hasKnownFields<ThreadGroup, 264>);
    io(g.generation, g.leader, g.members, g.processGroup, g.limits, g.oomScoreAdjustment,
       g.terminationSignal, g.exitedCpu, g.childCpu, g.exitedIo, g.exitedFaults, g.childFaults,
       g.survivor, g.isExiting, g.stopSignal, g.isStopped, g.hasExeced, g.isSubreaper, g.report,
       g.pendingSignals, g.ignoredSignals, g.caughtSignals, g.noChildWait, g.sharesActionsWith);
}
template <class Io>
void describe(Io& io, TraceOptions& options)
{
    static_assert(hasKnownFields<TraceOptions, 4>);
    io(options.followsChildren, options.stopsAtExec, options.stopsAtExit, options.killsWhenGone);
}
template <class Io>
void describe(Io& io, Task& t)
{
    static_assert(hasKnownFields<Task, 512>);
    io(t.generation, t.tids, t.name, t.nameInherited, t.state, t.run, t.isExiting, t.isTraceStopped,
       t.isSeized, t.traceOptions, t.parentDeathSignal, t.exitUnderWay, t.exitsWithGroup,
       t.traceReport, t.vforkChild, t.vforkParent, t.group, t.parent, t.tracer, t.memory, t.fdTable,
       t.lastFdTable, t.fs, t.mounts, t.net, t.pidNamespace, t.childPidNamespace, t.userNamespace,
       t.otherNamespaces, t.childTimeNamespace, t.credentials, t.keepCapabilities, t.cpu, t.io,
       t.nice, t.seccompMode, t.details, t.startTime, t.exitStatus);
}

template <class Io>
void describe(Io& io, Caption& caption)
{
    io(caption.origin, caption.step, caption.title, caption.note);
}
template <class Io>
void describe(Io& io, Options& options)
{
    static_assert(hasKnownFields<Options, 16>);
    io(options.seed, options.pidLimit, options.behaviour, options.randomized);
}

}
