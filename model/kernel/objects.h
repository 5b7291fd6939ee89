// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/addressspace.h>
#include <model/kernel/kernel.h>
#include <model/kernel/openfile.h>
#include <model/snapshot/idmap.h>
#include <procfs/records.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// The kernel's own mutable objects. Nothing outside the room sees them.
namespace sandscope::kernel {

using procfs::Generation;

struct FsContext;
struct MountNamespace;
struct NetNamespace;
struct PidNamespace;
struct Task;
struct ThreadGroup;
struct UserNamespace;

// Ends an object whose last Ref is gone.
void retire(FsContext& context);
void retire(MountNamespace& ns);
void retire(NetNamespace& ns);
void retire(PidNamespace& ns);
void retire(UserNamespace& ns);

/// PF_… as Linux shows them in stat. What it adds at an exit is read off its captures.
namespace processFlag {
inline constexpr std::uint64_t randomized = 0x400000; ///< addresses are
inline constexpr std::uint64_t forkedOnly = 0x40; ///< has not called exec
inline constexpr std::uint64_t exited = 0x800c;
inline constexpr std::uint64_t bySignal = 0x400;
inline constexpr std::uint64_t dumpedCore = 0x200; ///< the signal was one that does
inline constexpr std::uint64_t superuser = 0x100; ///< a capability was asked for and there
}

inline constexpr std::uint32_t permissionBits = 0777;

[[nodiscard]] constexpr bool isOomScoreAdjustment(int value)
{
    return value >= -1000 && value <= 1000;
}

/// What wait says of one that stopped by that signal.
[[nodiscard]] constexpr int stoppedStatus(int signal)
{
    return (signal << 8) | 0x7f;
}

inline constexpr int lastSignal = 64;
/// Bit N is signal N + 1.
[[nodiscard]] constexpr std::uint64_t signalBit(int signal)
{
    return std::uint64_t{1} << static_cast<unsigned>(signal - 1);
}

/// What every object has: its serial number and the generation that last changed it.
template <class IdType>
struct Object
{
    using Id = IdType;

    IdType id;
    Generation generation = 0;
    bool isDirty = false; ///< changed since the last publishing

    Object() = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;
};

/// Objects of one kind by serial number. Numbers are never given twice.
template <class T>
class Registry
{
public:
    T& create() { return adopt(std::make_unique<T>()); }
    /// Gives a finished object its number.
    T& adopt(std::unique_ptr<T> object)
    {
        object->id = typename T::Id{static_cast<std::uint32_t>(m_objects.size())};
        m_objects.push_back(std::move(object));
        return *m_objects.back();
    }
    [[nodiscard]] T* find(typename T::Id id) const { return find(id.value); }
    [[nodiscard]] T* find(std::uint32_t id) const
    {
        return id < m_objects.size() ? m_objects[id].get() : nullptr;
    }
    void destroy(T& object) { m_objects[object.id.value].reset(); }

    template <class Fn>
    void forEach(Fn&& fn) const
    {
        for (const auto& object : m_objects) {
            if (object)
                fn(*object);
        }
    }

private:
    friend struct SaveAccess;
    std::vector<std::unique_ptr<T>> m_objects{1}; // number 0 is nobody's
};

/// A counted reference; the object ends with its last one.
template <class T>
class Ref
{
public:
    Ref() = default;
    explicit Ref(T& object)
        : m_object(&object)
    {
        ++m_object->owners;
    }
    Ref(const Ref& other)
        : m_object(other.m_object)
    {
        if (m_object)
            ++m_object->owners;
    }
    Ref(Ref&& other) noexcept
        : m_object(std::exchange(other.m_object, nullptr))
    {
    }
    Ref& operator=(Ref other) noexcept
    {
        std::swap(m_object, other.m_object);
        return *this;
    }
    ~Ref()
    {
        if (m_object && --m_object->owners == 0)
            retire(*m_object);
    }

    [[nodiscard]] T* get() const { return m_object; }
    T* operator->() const { return m_object; }
    T& operator*() const { return *m_object; }
    explicit operator bool() const { return m_object != nullptr; }
    void reset() { *this = Ref(); }

private:
    T* m_object = nullptr;
};

struct UserNamespace : Object<procfs::UserNamespaceId>
{
    Kernel::State* kernel = nullptr;
    std::uint32_t owners = 0;
    Ref<UserNamespace> parent;
    std::uint32_t ownerUid = 0;
    std::vector<procfs::IdMapEntry> uidMap, gidMap;
    bool groupsAllowed = true;
};

struct NetNamespace : Object<procfs::NetNamespaceId>
{
    Kernel::State* kernel = nullptr;
    std::uint32_t owners = 0;
};

struct MountNamespace : Object<procfs::MountNamespaceId>
{
    Kernel::State* kernel = nullptr;
    std::uint32_t owners = 0;
    std::vector<procfs::Mount> mounts;
};

struct FsContext : Object<procfs::FsContextId>
{
    Kernel::State* kernel = nullptr;
    std::uint32_t owners = 0;
    std::string root = "/";
    std::string workingDirectory = "/";
    std::uint32_t umask = 022;
    bool rootDeleted = false, workingDirectoryDeleted = false;
};

/// A session or a process group. Immutable once made, but for the count of the stopped.
struct Job
{
    std::shared_ptr<procfs::JobRecord> record;
    std::shared_ptr<const Job> session; ///< of a process group
    procfs::GroupId founder; ///< maybe long gone
    mutable std::uint32_t stopped = 0; ///< how many of a process group are
    bool isListed = true; ///< false: 2018's setpgid forgets to put a group on its session's list
};
using JobPtr = std::shared_ptr<const Job>;
/// By id. One may have ended since: its last group to leave cannot tell the namespace.
using Jobs = std::map<std::int32_t, std::weak_ptr<const Job>>;

struct PidNamespace : Object<procfs::PidNamespaceId>
{
    Kernel::State* kernel = nullptr;
    std::uint32_t owners = 0;
    Ref<PidNamespace> parent;
    Ref<UserNamespace> userNamespace;
    std::int32_t lastTid = 0;
    bool isExiting = false; ///< its init is gone: no more tasks
    procfs::GoneTasks gone;
    snapshot::IdMap<TaskId> tasks; ///< by tid
    Jobs sessions, processGroups;
};

struct Descriptor
{
    int fd = 0;
    bool closeOnExec = false;
    std::shared_ptr<OpenFile> file;
};

struct FdTable : Object<procfs::FdTableId>
{
    std::vector<Descriptor> entries; ///< ascending by fd
    procfs::FdTableSlots slotCounts; ///< held for every descriptor that was ever there
    std::vector<Task*> users;
};

/// What a program's memory says of itself, and a fork of it as well.
struct MemoryFacts
{
    Placement placement;
    std::uint64_t heapStart = 0, heapEnd = 0; ///< the end in bytes, as brk was told
    procfs::ProgramLayout layout;
    std::string executable;
    bool executableDeleted = false;
    std::uint64_t argumentsStart = 0, environmentStart = 0;
    std::string arguments, environment; ///< the bytes there as they are now
    std::vector<procfs::AuxEntry> auxv;
    bool hasInterpreter = true;
    bool dumpable = true;
};

struct Memory : Object<procfs::MemoryId>, MemoryFacts
{
    AddressSpace space;
    procfs::LockMode futureLock = procfs::LockMode::none; ///< of mappings to come: mlockall
    std::vector<Task*> users;

    /// A child's, without users.
    [[nodiscard]] std::unique_ptr<Memory> forked(PageRefs& refs)
    {
        auto child = std::make_unique<Memory>();
        static_cast<MemoryFacts&>(*child) = *this;
        child->space = space.fork(refs);
        return child;
    }
};

struct ThreadGroup : Object<procfs::GroupId>
{
    Task* leader = nullptr;
    std::vector<Task*> members; ///< in creation order
    JobPtr processGroup;
    std::shared_ptr<const ResourceLimits> limits; ///< never null; shared with children until set
    int oomScoreAdjustment = 0;
    int terminationSignal = signalChild;
    procfs::CpuTime exitedCpu, childCpu;
    procfs::IoCounters exitedIo;
    std::uint64_t exitedFaults = 0, childFaults = 0;
    Task* survivor = nullptr; ///< during exec: the one that all others make way for
    bool isExiting = false;
    int stopSignal = 0; ///< 0 unless stopped
    bool isStopped = false;
    bool hasExeced = false;
    bool isSubreaper = false;
    /// What wait can still report of a stop or its end.
    enum class Report : std::uint8_t { none, stopped, continued };
    Report report = Report::none;
    std::uint64_t pendingSignals = 0, ignoredSignals = 0, caughtSignals = 0; ///< bit N: signal N+1
    bool noChildWait = false; ///< SA_NOCLDWAIT: children are reaped by themselves
    /// The next of the groups that have one table of signal actions, in a ring; null: it is alone.
    ThreadGroup* sharesActionsWith = nullptr;

    [[nodiscard]] bool ignoresChildExit() const
    {
        return noChildWait || (ignoredSignals & signalBit(signalChild)) != 0;
    }
    [[nodiscard]] std::uint64_t softLimit(Limit which) const
    {
        return limitIn(*limits, which).soft;
    }
};

struct Task : Object<TaskId>
{
    std::vector<procfs::NamespacedTid> tids; ///< own namespace first
    std::string name;
    bool nameInherited = false;
    procfs::TaskState state = procfs::TaskState::running; ///< as shown; follows from what is below
    procfs::TaskState run = procfs::TaskState::running; ///< running, sleeping or diskSleep
    bool isExiting = false;
    bool isLeaving = false; ///< its exit is under way: nobody sees it as a zombie before the end
    bool isTraceStopped = false;
    bool isSeized = false; ///< traced without having been stopped: no stop at exec
    TraceOptions traceOptions;
    int parentDeathSignal = 0; ///< 0: none
    std::optional<int> exitUnderWay; ///< stopped for its tracer on the way out, with this status
    bool exitsWithGroup = false; ///< with exitUnderWay
    int traceReport = 0; ///< what its tracer's wait can still be told of its stop; 0: nothing
    Task* vforkChild = nullptr; ///< it waits for this one
    Task* vforkParent = nullptr;

    ThreadGroup* group = nullptr;
    Task* parent = nullptr;
    struct ById
    {
        bool operator()(const Task* a, const Task* b) const { return a->id < b->id; }
    };
    std::set<Task*, ById> children;
    Task* tracer = nullptr;
    std::set<Task*, ById> tracees;

    Memory* memory = nullptr;
    FdTable* fdTable = nullptr;
    procfs::FdTableSlots lastFdTable; ///< once it has none
    Ref<FsContext> fs;
    Ref<MountNamespace> mounts;
    Ref<NetNamespace> net;
    Ref<PidNamespace> pidNamespace;
    Ref<PidNamespace> childPidNamespace; ///< made by unshare for children to come
    Ref<UserNamespace> userNamespace;
    procfs::OtherNamespaces otherNamespaces;
    procfs::TimeNamespaceId childTimeNamespace{1}; ///< of children and the next program
    std::shared_ptr<const procfs::Credentials> credentials;
    bool keepCapabilities = false;

    procfs::CpuTime cpu;
    procfs::IoCounters io;
    int nice = 0;
    int seccompMode = 0;
    /// Counters and such. Change them through Kernel::State::detailsOf.
    std::shared_ptr<procfs::TaskDetails> details; ///< never null
    mutable bool areDetailsShared = true; ///< with another task or a record: not to be changed
    std::chrono::nanoseconds startTime{};
    int exitStatus = 0;

    std::size_t place = 0; ///< in the list of all tasks
    bool isRowDirty = false;

    [[nodiscard]] bool isLeader() const { return group->leader == this; }
    [[nodiscard]] bool isZombie() const { return state == procfs::TaskState::zombie; }
};

/// How many namespaces of its kind are around it. Linux allows 32 levels; so do we.
inline constexpr int maxNesting = 32;
template <class Namespace>
[[nodiscard]] int nestingOf(const Namespace& ns)
{
    int levels = 0;
    for (const Namespace* at = ns.parent.get(); at; at = at->parent.get())
        ++levels;
    return levels;
}

void add(procfs::CpuTime& to, const procfs::CpuTime& from);
void add(procfs::IoCounters& to, const procfs::IoCounters& from);

[[nodiscard]] procfs::Tid tidIn(const Task& task, const PidNamespace& ns);

}
