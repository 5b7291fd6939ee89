// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/ids.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Plain values of what a kernel knows about its tasks, as the formatters need them. Records are
/// immutable once published; each carries the generation at which it last changed. They hold what a
/// kernel *has*; which of it a dialect prints, and how, is decided in files/.
namespace sandscope::procfs {

/// One task's id in one PID namespace.
struct NamespacedTid
{
    PidNamespaceId ns;
    Tid tid;
    bool operator==(const NamespacedTid&) const = default;
};

/// The id in \a ns, or 0 when there is none: what gVisor prints for the invisible.
[[nodiscard]] Tid tidIn(const std::vector<NamespacedTid>& tids, PidNamespaceId ns);

struct CpuTime
{
    std::chrono::nanoseconds user{};
    std::chrono::nanoseconds system{};
    bool operator==(const CpuTime&) const = default;
};

/// Bytes and calls as /proc/[pid]/io names them.
struct IoCounters
{
    std::uint64_t charsRead = 0;
    std::uint64_t charsWritten = 0;
    std::uint64_t readCalls = 0;
    std::uint64_t writeCalls = 0;
    std::uint64_t bytesRead = 0;
    std::uint64_t bytesWritten = 0;
    std::uint64_t bytesWriteCancelled = 0;
    bool operator==(const IoCounters&) const = default;
};

enum class TaskState : std::uint8_t {
    running,
    sleeping,
    stopped,
    tracingStop,
    diskSleep,
    zombie,
    dead
};

/// Capability sets as bit masks, bit N is capability number N.
struct Capabilities
{
    std::uint64_t inheritable = 0;
    std::uint64_t permitted = 0;
    std::uint64_t effective = 0;
    std::uint64_t bounding = 0;
    std::uint64_t ambient = 0;
    bool operator==(const Capabilities&) const = default;
};

/// A resource limit; all ones is infinity.
struct ResourceLimit
{
    std::uint64_t soft = ~0ULL, hard = ~0ULL;
    bool operator==(const ResourceLimit&) const = default;
};

/// In the order of RLIMIT_… on x86-64.
enum class Limit : std::uint8_t {
    cpuTime,
    fileSize,
    data,
    stack,
    coreFile,
    residentSet,
    processes,
    openFiles,
    lockedMemory,
    addressSpace,
    fileLocks,
    pendingSignals,
    messageQueues,
    nice,
    realtimePriority,
    realtimeTimeout,
};
using ResourceLimits = std::array<ResourceLimit, 16>;

/// What a sandbox of 2024 gives its first process (facts 2.8 and its captures).
[[nodiscard]] ResourceLimits defaultLimits();

/// One line of /proc/[pid]/cgroup.
struct CgroupMembership
{
    std::uint32_t hierarchy = 0; ///< 0: the one hierarchy of cgroup 2
    std::string controllers; ///< comma joined; empty for cgroup 2
    std::string path = "/";
    bool operator==(const CgroupMembership&) const = default;
};

/// Ids are KUIDs and KGIDs: those of the root user namespace.
struct Credentials
{
    Generation generation = 0;
    std::uint32_t realUid = 0, effectiveUid = 0, savedUid = 0;
    std::uint32_t realGid = 0, effectiveGid = 0, savedGid = 0;
    std::optional<std::uint32_t> fileUid{}, fileGid{}; ///< for files, in Linux; absent: effective
    std::vector<std::uint32_t> groups;
    Capabilities capabilities;
    UserNamespaceId userNamespace;
    bool operator==(const Credentials&) const = default;
};

/// What Linux tells of a task and gVisor does not, but for its context switches since 2026. A task
/// that nobody measured so far has what a task starts with.
struct TaskDetails
{
    std::uint64_t minorFaults = 0, majorFaults = 0;
    std::uint64_t flags = 0x400000; ///< PF_…; a user task that forked and did nothing else
    int processor = 0; ///< on which it ran last
    int realtimePriority = 0;
    int policy = 0; ///< SCHED_…
    std::uint64_t blockIoTicks = 0, guestTicks = 0;
    std::uint64_t pendingSignals = 0, blockedSignals = 0; ///< bit N is signal N + 1
    std::uint64_t voluntarySwitches = 0, involuntarySwitches = 0;
    std::uint64_t yields = 0; ///< calls of sched_yield: all that gVisor 2026 counts as voluntary
    std::uint32_t personality = 0;
    std::uint32_t loginUid = ~std::uint32_t{0}, sessionId = ~std::uint32_t{0}; ///< all ones: unset
    std::uint32_t seccompFilters = 0;
    bool noNewPrivileges = false;
    std::string waitChannel; ///< kernel function it sleeps in; empty when it does not, or may not
                             ///< be told
    bool operator==(const TaskDetails&) const = default;
};

/// How many slots a descriptor table has grown to, in the steps of different kernels. None of them
/// ever gives slots back. All 0: not tracked.
struct FdTableSlots
{
    std::uint32_t list = 0; ///< gVisor of 2022: twice as many, or as many as are needed
    std::uint32_t buckets = 0; ///< gVisor since 2023: the same, in buckets of 512
    std::uint32_t linux_ = 0; ///< powers of two from 64 on

    /// Makes room for \a fd, as each kernel would. To be called for each descriptor that is given;
    /// a forked table starts anew with the descriptors that it inherits, in ascending order.
    void hold(int fd);
    bool operator==(const FdTableSlots&) const = default;
};

/// The namespaces of a task that hold no records of their own. The first of each kind is number 1.
struct OtherNamespaces
{
    IpcNamespaceId ipc{1};
    UtsNamespaceId uts{1};
    CgroupNamespaceId cgroup{1};
    TimeNamespaceId time{1};
    bool operator==(const OtherNamespaces&) const = default;
};

struct TaskRecord
{
    TaskId id;
    Generation generation = 0;
    std::vector<NamespacedTid> tids; ///< own namespace first, then each ancestor; empty when dead
    std::string name; ///< raw bytes, at most 15
    bool nameInherited = false; ///< set by fork alone; 2018 and 2019 do not copy it and print
                                ///< nothing
    TaskState state = TaskState::running;
    GroupId group;
    TaskId parent; ///< the task that receives its exit; none for a process started from outside
    TaskId tracer;
    MemoryId memory; ///< none from exit on
    FdTableId fdTable; ///< none from exit on
    FdTableSlots lastFdTable; ///< from exit on: what its table had come to
    FsContextId fsContext; ///< none from exit on
    MountNamespaceId mountNamespace;
    NetNamespaceId netNamespace;
    PidNamespaceId pidNamespace; ///< its own, the innermost
    PidNamespaceId pidNamespaceForChildren; ///< none: as its own
    TimeNamespaceId timeNamespaceForChildren; ///< none: as its own
    OtherNamespaces otherNamespaces;
    std::shared_ptr<const Credentials> credentials; ///< never null
    CpuTime cpu; ///< of this task alone
    IoCounters io; ///< of this task alone
    int nice = 0; ///< -20 … 19
    int seccompMode = 0; ///< 0, or 2 with a filter
    std::chrono::nanoseconds startTime{}; ///< since the sandbox booted
    int exitCode = 0; ///< wait status, meaningful from zombie on
    std::shared_ptr<const TaskDetails> details; ///< null: those of a new task
};
/// Never null: what a task has that has no details of its own.
[[nodiscard]] const TaskDetails& detailsOf(const TaskRecord& task);

/// A process group or session; outlives its founder.
struct JobRecord
{
    Generation generation = 0;
    std::vector<NamespacedTid> ids; ///< the founder's TGID in its namespace and every ancestor
};

struct ThreadGroupRecord
{
    GroupId id;
    Generation generation = 0; ///< also raised by its members' CPU time, I/O and faults
    TaskId leader;
    std::vector<TaskId> members; ///< in creation order; every task not yet reaped, zombies included
    std::shared_ptr<const JobRecord> processGroup; ///< null when the last reference is gone
    std::shared_ptr<const JobRecord> session;
    int terminationSignal = 17;
    int stopSignal = 0; ///< that stopped the group as a whole; 0 while it goes on
    CpuTime cpu; ///< exited and live threads together
    CpuTime childCpu; ///< of children that were waited for
    IoCounters io; ///< exited and live threads together
    std::shared_ptr<const ResourceLimits> limits; ///< null: defaultLimits()
    int oomScoreAdjustment = 0; ///< -1000 … 1000
    std::optional<std::uint32_t> coredumpFilter; ///< absent: nobody set it; 0x33 on Linux, 0 in
                                                 ///< gVisor
    std::uint64_t minorFaults = 0, majorFaults = 0; ///< exited and live threads together
    std::uint64_t childMinorFaults = 0, childMajorFaults = 0; ///< of children that were waited for
    std::uint64_t pendingSignals = 0, ignoredSignals = 0, caughtSignals = 0; ///< bit N is signal
                                                                             ///< N + 1
    std::uint64_t queuedSignals = 0; ///< of its user
    std::shared_ptr<const std::vector<CgroupMembership>> cgroups; ///< descending by hierarchy;
                                                                  ///< null: those of a sandbox of
                                                                  ///< 2024
};
[[nodiscard]] const ResourceLimits& limitsOf(const ThreadGroupRecord& group);
[[nodiscard]] const std::vector<CgroupMembership>& cgroupsOf(const ThreadGroupRecord& group);

/// r, w and x.
struct Access
{
    bool read = false;
    bool write = false;
    bool execute = false;
    bool operator==(const Access&) const = default;
};

/// Names that the memory manager itself gives to a mapping.
enum class VmaHint : std::uint8_t { none, heap, stack, vdso, vvar, aio };

enum class LockMode : std::uint8_t { none, eager, lazy };

/// What made a mapping's name.
enum class MappingKind : std::uint8_t {
    file, ///< a path below a root
    sharedAnonymous, ///< MAP_SHARED without a file: /dev/zero (deleted)
    zeroDevice, ///< /dev/zero opened and mapped
    memfd,
    sysvShared, ///< shmget; the key is in systemVKey
    other, ///< a name that the kernel made up
};

/// What a mapping is a mapping of.
struct MappingIdentity
{
    std::uint64_t device = 0; ///< dev_t in user-space encoding, see facts 3.2
    std::uint64_t inode = 0;
    std::string path; ///< absolute, raw bytes; or a name such as /dev/zero
    bool deleted = false; ///< prints " (deleted)" behind the path
    MappingKind kind = MappingKind::file;
    std::int32_t systemVKey = 0;
};

/// Numbers of a mapping that Linux measures and gVisor does not, in bytes.
struct PageUse
{
    std::uint64_t pss = 0, pssDirty = 0;
    std::uint64_t sharedClean = 0, sharedDirty = 0, privateClean = 0, privateDirty = 0;
    std::uint64_t referenced = 0, ksm = 0, lazyFree = 0, anonymousHuge = 0, shmemHuge = 0,
                  fileHuge = 0;
    std::uint64_t swap = 0, swapPss = 0;
    bool operator==(const PageUse&) const = default;
};

/// What few mappings have.
struct VmaDetails
{
    std::string anonymousName; ///< given with PR_SET_VMA_ANON_NAME; empty: none
    std::optional<PageUse> pages; ///< absent: nobody else maps them, what may be written is dirty
    bool operator==(const VmaDetails&) const = default;
};

/// What else is known of a mapping, as VmFlags tells it on Linux.
namespace vmaFlag {
inline constexpr std::uint16_t noReserve = 0x1;
inline constexpr std::uint16_t accounted = 0x2; ///< counts against the commit limit
inline constexpr std::uint16_t dontFork = 0x4;
inline constexpr std::uint16_t wipeOnFork = 0x8;
inline constexpr std::uint16_t dontDump = 0x10;
inline constexpr std::uint16_t huge = 0x20;
inline constexpr std::uint16_t noHuge = 0x40;
inline constexpr std::uint16_t mergeable = 0x80; ///< by KSM
inline constexpr std::uint16_t sequential = 0x100;
inline constexpr std::uint16_t random = 0x200;
inline constexpr std::uint16_t stack = 0x400; ///< the stack or MAP_STACK: gVisor since 2024
}

/// One virtual memory area with what is resident in it.
struct Vma
{
    std::uint64_t start = 0; ///< inclusive, page aligned
    std::uint64_t end = 0; ///< exclusive, > start
    Access real; ///< as asked for
    Access effective; ///< real, and read when write or execute is set
    Access maximum;
    bool isPrivate = true;
    bool growsDown = false;
    LockMode lockMode = LockMode::none;
    VmaHint hint = VmaHint::none;
    std::uint16_t flags = 0; ///< of vmaFlag
    std::uint64_t offset = 0; ///< bytes; 0 when anonymous
    std::shared_ptr<const MappingIdentity> mapping; ///< null: private anonymous memory
    std::uint64_t rssBytes = 0; ///< resident, measured in whole pages
    std::uint64_t anonymousBytes = 0; ///< of those, private copies and anonymous memory
    std::shared_ptr<const VmaDetails> details; ///< null: none
};

/// One pair of the auxiliary vector.
struct AuxEntry
{
    std::uint64_t key = 0;
    std::uint64_t value = 0;
    bool operator==(const AuxEntry&) const = default;
};

/// A byte range of a task's memory as it reads today. start == 0 or end == 0 means: never set.
struct MemoryText
{
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::optional<std::string> bytes; ///< what can be copied from start on; nothing at all is
                                      ///< EFAULT
};

/// Addresses that Linux tells of a program. 0: not known.
struct ProgramLayout
{
    std::uint64_t codeStart = 0, codeEnd = 0;
    std::uint64_t dataStart = 0, dataEnd = 0;
    std::uint64_t heapStart = 0;
    std::uint64_t stackStart = 0;
    bool operator==(const ProgramLayout&) const = default;
};

struct MemoryRecord
{
    MemoryId id;
    Generation generation = 0;
    std::shared_ptr<const std::vector<Vma>> vmas; ///< ascending, disjoint; never null
    std::uint64_t vssBytes = 0;
    std::uint64_t rssBytes = 0;
    std::uint32_t users = 1; ///< 0: destroyed but still referenced; readers get end of file
    bool hasExecutable = true; ///< false once destroyed
    std::string executable; ///< absolute path, raw bytes
    bool executableDeleted = false;
    MemoryText arguments;
    MemoryText environment;
    std::vector<AuxEntry> auxv; ///< every key the kernel knows; a dialect chooses and orders. No
                                ///< AT_NULL.
    bool hasInterpreter = true;
    bool dumpable = true;
    ProgramLayout layout;
    std::uint64_t peakVssBytes = 0, peakRssBytes = 0; ///< less than today's: not tracked
    std::uint64_t pageTableBytes = 0, pinnedBytes = 0, swapBytes = 0;
};

enum class FdKind : std::uint8_t { path, pipe, socket, host, anonymous, inotify };

/// What later gVisor and Linux tell of an open file in fdinfo. A line that nothing here or
/// elsewhere tells is left out.
struct FdDetails
{
    std::optional<std::int32_t> mountId; ///< absent: that of the mount that holds the path
    std::optional<std::uint64_t> inode; ///< absent: the number of a pipe or socket; otherwise
                                        ///< unknown
    std::string lines; ///< of special kinds of file, each with its newline, as Linux prints them
    bool operator==(const FdDetails&) const = default;
};

/// An open file as fd/N and fdinfo/N tell it.
struct FdEntry
{
    int fd = 0;
    bool closeOnExec = false;
    std::uint32_t statusFlags = 0; ///< O_* of Linux on x86-64
    std::uint64_t position = 0;
    FdKind kind = FdKind::path;
    std::string path; ///< absolute path, or the word inside anon_inode:[…]
    bool deleted = false;
    std::uint64_t number = 0; ///< N of pipe:[N], socket:[N], host:[N]; both ends of a pipe share it
    std::shared_ptr<const FdDetails> details{}; ///< null: none
};

struct FdTableRecord
{
    FdTableId id;
    Generation generation = 0;
    std::vector<FdEntry> entries; ///< ascending by fd
    FdTableSlots slotCounts; ///< not tracked: as if the entries had been given in ascending order
};
/// The slots of a table, worked out from its entries where they are not tracked.
[[nodiscard]] FdTableSlots slotsOf(const FdTableRecord& table);

struct FsContextRecord
{
    FsContextId id;
    Generation generation = 0;
    std::string root = "/"; ///< as seen from the top of the mount namespace
    std::string workingDirectory = "/";
    std::uint32_t umask = 022;
    bool rootDeleted = false, workingDirectoryDeleted = false;
};

struct Mount
{
    int id = 0;
    int parentId = 0; ///< own id at the root
    std::string path; ///< as seen from the top of the namespace
    std::string fileSystemType; ///< empty prints "none"
    bool readOnly = false;
    bool noAccessTime = false;
    bool noExecute = false;
    std::uint32_t deviceMajor = 0, deviceMinor = 0;
    std::string options{}; ///< the file system's own, comma separated
    bool noSetUid = false, noDevices = false;
    std::string root = "/"; ///< which part of its file system is mounted there
    std::string source = "none"; ///< Linux prints it; gVisor says "none"
    std::string propagation{}; ///< optional fields of mountinfo such as "shared:1"; may be empty
    bool superReadOnly = false; ///< the whole file system is; Linux alone tells it apart
};

struct MountNamespaceRecord
{
    MountNamespaceId id;
    Generation generation = 0;
    std::vector<Mount> mounts; ///< ascending by id
};

struct IdMapEntry
{
    std::uint32_t firstInside = 0;
    std::uint32_t firstOutside = 0; ///< in the parent namespace
    std::uint32_t length = 0;
    bool operator==(const IdMapEntry&) const = default;
};

struct UserNamespaceRecord
{
    UserNamespaceId id;
    Generation generation = 0;
    UserNamespaceId parent; ///< none for the root namespace
    std::uint32_t ownerUid = 0; ///< KUID
    std::vector<IdMapEntry> uidMap, gidMap;
    bool groupsAllowed = true; ///< setgroups(2) is not denied
};

/// What tasks that are gone leave in the totals since boot.
struct GoneTasks
{
    std::uint64_t lastMade = 0; ///< the greatest serial number among them
    std::uint64_t switches = 0; ///< of context
    CpuTime cpu; ///< of those that nobody waited for, with their children
    CpuTime niceCpu; ///< that part of it which belongs to nice values above 0
    bool operator==(const GoneTasks&) const = default;
};

struct PidNamespaceRecord
{
    PidNamespaceId id;
    Generation generation = 0; ///< raised when a task appears in it or leaves it
    PidNamespaceId parent; ///< none for the root namespace
    UserNamespaceId owner;
    GoneTasks gone; ///< kept in the root namespace alone
};

/// The machine that the tasks see.
struct MachineRecord
{
    Generation generation = 0;
    std::uint32_t processors = 2;
    std::uint64_t memoryBytes = std::uint64_t{2} << 30U;
    std::uint64_t freeBytes = std::uint64_t{1} << 30U;
    std::int64_t bootTime = 1'735'732'800; ///< seconds since 1970, UTC
    std::string linuxRelease = "6.18.0"; ///< what Linux calls itself; gVisor says what it said at
                                         ///< its release
    std::vector<std::string> fileSystems; ///< names; those without a device begin with "nodev\t".
                                          ///< Empty: those of the dialect's captures
    /// What cpuinfo tells of each processor. Empty or 0: not known, and its line is left out.
    std::string processorVendor, processorName, processorFlags;
    std::uint32_t processorFamily = 0, processorModel = 0;
    std::uint64_t processorKilohertz = 0;
};

/// All records at one generation. Immutable and safe to read from any thread; pointers stay valid
/// as long as the object. A null pointer means: no such object (any more).
class Records
{
public:
    Records() = default;
    Records(const Records&) = delete;
    Records& operator=(const Records&) = delete;
    virtual ~Records() = default;

    [[nodiscard]] virtual Generation generation() const = 0;
    /// Since the sandbox booted.
    [[nodiscard]] virtual std::chrono::nanoseconds time() const = 0;
    [[nodiscard]] virtual const MachineRecord& machine() const; ///< default: a default
                                                                ///< MachineRecord

    [[nodiscard]] virtual const TaskRecord* task(TaskId id) const = 0; ///< null once reaped
    [[nodiscard]] virtual const ThreadGroupRecord* group(GroupId id) const = 0;
    [[nodiscard]] virtual const MemoryRecord* memory(MemoryId id) const = 0;
    [[nodiscard]] virtual const FdTableRecord* fdTable(FdTableId id) const = 0;
    [[nodiscard]] virtual const FsContextRecord* fsContext(FsContextId id) const = 0;
    [[nodiscard]] virtual const MountNamespaceRecord* mountNamespace(MountNamespaceId id) const = 0;
    [[nodiscard]] virtual const UserNamespaceRecord* userNamespace(UserNamespaceId id) const = 0;
    [[nodiscard]] virtual const PidNamespaceRecord* pidNamespace(PidNamespaceId id) const = 0;
    [[nodiscard]] virtual PidNamespaceId rootPidNamespace() const = 0;

    /// The task that has \a tid in \a ns, or none.
    [[nodiscard]] virtual TaskId taskWithTid(PidNamespaceId ns, Tid tid) const = 0;

    /// The task with the smallest tid >= \a from that \a ns shows; nothing past the last. Walks a
    /// namespace in ascending order, at logarithmic cost a step.
    [[nodiscard]] virtual std::optional<std::pair<Tid, TaskId>> nextTask(PidNamespaceId ns,
                                                                         Tid from) const
        = 0;
};

}
