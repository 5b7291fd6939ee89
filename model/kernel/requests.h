// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/program.h>
#include <procfs/error.h>
#include <procfs/records.h>

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// A simulated sandbox kernel: what gVisor knows about its tasks, without running anything.
/// Here is what its operations are asked and what they answer; kernel.h has the operations.
namespace sandscope::kernel {

using procfs::Errno;
using procfs::TaskId;

template <class T>
using Result = std::expected<T, Errno>;

/// Whose semantics they are (see the room's README). In the order of time, Linux last.
enum class Behaviour : std::uint8_t {
    gvisor2018,
    gvisor2019,
    gvisor2022,
    gvisor2024,
    gvisor2026,
    linux_
};

struct Options
{
    std::uint64_t seed = 1; ///< of every random choice: addresses, and nothing else
    std::int32_t pidLimit = 0; ///< the largest task id; 0: the behaviour's own, 65536 in gVisor and
                               ///< 32767 in Linux. Above it ids wrap: to 2, in Linux to 300
    Behaviour behaviour = Behaviour::gvisor2019;
    bool randomized = true; ///< addresses are, as the seed says; otherwise they are the usual ones
};

using procfs::Limit;
using procfs::ResourceLimit;
using procfs::ResourceLimits;

inline constexpr std::uint64_t noLimit = ~std::uint64_t{0};

[[nodiscard]] inline const ResourceLimit& limitIn(const ResourceLimits& limits, Limit which)
{
    return limits[static_cast<std::size_t>(which)];
}

/// Sets the soft limit, and the hard one where that would be less.
inline void setSoft(ResourceLimits& limits, Limit which, std::uint64_t soft)
{
    ResourceLimit& limit = limits[static_cast<std::size_t>(which)];
    limit.soft = soft;
    limit.hard = limit.hard < soft ? soft : limit.hard;
}

/// Numbers of the capabilities that the kernel asks for.
namespace capability {
inline constexpr int dacOverride = 1;
inline constexpr int dacReadSearch = 2;
inline constexpr int kill = 5;
inline constexpr int setgid = 6;
inline constexpr int setuid = 7;
inline constexpr int setpcap = 8;
inline constexpr int ipcLock = 14;
inline constexpr int sysChroot = 18;
inline constexpr int sysPtrace = 19;
inline constexpr int sysAdmin = 21;
inline constexpr int sysNice = 23;
inline constexpr int sysResource = 24;
}

/// Where an exec put things, as a log, headers or a map of the real thing tell it. What is not said
/// the kernel chooses.
struct ExecPlacement
{
    std::optional<std::uint64_t> imageBase{}; ///< added to the linked addresses
    std::optional<std::uint64_t> interpreterBase{};
    std::optional<std::uint64_t> vdso{}; ///< start of the vDSO's code; its parameters lie below
    std::optional<std::uint64_t> stackStart{}, stackEnd{}; ///< of the VMA
    std::optional<std::uint64_t> heapStart{}; ///< what brk(0) answers first
    std::optional<std::uint64_t> mapBase{}; ///< new mappings go below it
    bool operator==(const ExecPlacement&) const = default;
};

/// What exec loads, and how far.
struct ExecImage
{
    ExecPlacement placement{};
    /// The map is left as it is at the program's first instruction: neither relocations nor
    /// libraries, nor the first heap. Whoever replays a log makes these calls himself.
    bool stopsAtEntry = false;
    /// The whole map right after exec, in place of what the program's headers say; null: not known.
    /// With it placement is not looked at, but for heapStart and mapBase.
    std::shared_ptr<const std::vector<procfs::Vma>> map{};
};

/// A process that is started from outside: the sandbox's first one, or one sent in later.
struct ProcessSpec
{
    std::string executable; ///< absolute path
    std::vector<std::string> arguments{}; ///< without NULs; empty: the executable alone
    std::vector<std::string> environment{};
    std::uint32_t uid = 0, gid = 0;
    std::vector<std::uint32_t> groups{};
    std::optional<procfs::Capabilities> capabilities{}; ///< none: everything for root, nothing for
                                                        ///< others
    ResourceLimits limits = procfs::defaultLimits(); ///< none with a soft one above its hard one
    std::uint32_t umask = 022;
    int oomScoreAdjustment = 0; ///< -1000 … 1000
    std::string workingDirectory = "/";
    std::string root = "/";
    bool standardStreams = true; ///< opens 0, 1 and 2, imported from the host; Linux: /dev/null
    std::int32_t tid = 0; ///< its id in the root PID namespace; 0: the next one. EEXIST: taken
    ExecImage image{};
    /// Its parent, in whose session and process group it then is; none: nobody, in a session and
    /// group of its own. ESRCH: gone.
    TaskId parent{};
};

struct ExecRequest
{
    std::string path;
    std::vector<std::string> arguments{};
    std::vector<std::string> environment{};
    ExecImage image{};
    /// execveat's, a path from the top of the mount namespace; empty: the working directory.
    std::string directory{};
};

struct CloneRequest
{
    std::uint32_t flags = 0; ///< of clone below, the low 8 bits are the termination signal
    /// clone3's set_tid, for the child's own PID namespace; 0: the next one. EEXIST: taken. Asks
    /// for no privilege: it is how a replay follows its log.
    std::int32_t tid = 0;
    /// The same for the root PID namespace. Where that is the child's own both name one id.
    std::int32_t rootTid = 0;
    /// CLONE_CLEAR_SIGHAND of clone3: the child has no handlers.
    bool clearsHandlers = false;

    [[nodiscard]] constexpr bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
};

namespace clone {
inline constexpr std::uint32_t vm = 0x100;
inline constexpr std::uint32_t fs = 0x200;
inline constexpr std::uint32_t files = 0x400;
inline constexpr std::uint32_t sighand = 0x800;
inline constexpr std::uint32_t pidfd = 0x1000; ///< opens one of the child, the lowest free number
inline constexpr std::uint32_t ptrace = 0x2000; ///< the caller's tracer gets the child, too
inline constexpr std::uint32_t vfork = 0x4000;
inline constexpr std::uint32_t parent = 0x8000;
inline constexpr std::uint32_t thread = 0x10000;
inline constexpr std::uint32_t newns = 0x20000;
inline constexpr std::uint32_t untraced = 0x800000; ///< not even by one that follows children
inline constexpr std::uint32_t newcgroup = 0x2000000;
inline constexpr std::uint32_t newuts = 0x4000000;
inline constexpr std::uint32_t newipc = 0x8000000;
inline constexpr std::uint32_t newuser = 0x10000000;
inline constexpr std::uint32_t newpid = 0x20000000;
inline constexpr std::uint32_t newnet = 0x40000000;
/// For unshare alone: in clone its bit belongs to the signal.
inline constexpr std::uint32_t newtime = 0x80;
/// What pthread_create passes, as far as the kernel here cares.
inline constexpr std::uint32_t newThread = vm | fs | files | sighand | thread;
}

inline constexpr int signalChild = 17;
inline constexpr int signalKill = 9;
inline constexpr int signalContinue = 18;
inline constexpr int signalStop = 19;

/// What a mapped or opened file is. Mapping /dev/zero is what it is in Linux: private memory that
/// bears its name, or with MAP_SHARED shared memory without a file.
struct FileRef
{
    std::string path; ///< absolute, raw bytes; the name of a memfd; of a System V segment nothing
    bool deleted = false;
    bool writable = true; ///< the descriptor behind a shared mapping was opened for writing
    bool readable = true;
    procfs::MappingKind kind = procfs::MappingKind::file; ///< or memfd or sysvShared, which exist
                                                          ///< from the first mapping on
    std::int32_t systemVKey = 0; ///< with sysvShared, mapped as shmat does
    /// Which opening of the file it is: mappings of different ones do not merge. 0: all the same.
    std::uint64_t opening = 0;
    bool isFromTop = false; ///< the path starts at the mount namespace's root, not at the caller's
};

struct MapRequest
{
    std::uint64_t address = 0; ///< a hint, or with fixed the place; 0: none
    std::uint64_t length = 0; ///< bytes, rounded up to pages
    procfs::Access access{true, true, false};
    bool shared = false;
    bool fixed = false;
    bool replaces = true; ///< with fixed; false is MAP_FIXED_NOREPLACE: EEXIST where something is
    bool growsDown = false;
    bool locked = false; ///< MAP_LOCKED
    bool populated = false; ///< MAP_POPULATE
    bool noReserve = false; ///< MAP_NORESERVE
    bool isBelow2G = false; ///< MAP_32BIT
    bool isStack = false; ///< MAP_STACK: gVisor since 2024 and Linux keep it off huge pages
    std::optional<FileRef> file{}; ///< none: anonymous
    std::uint64_t offset = 0; ///< in the file
};

struct RemapRequest
{
    std::uint64_t address = 0;
    std::uint64_t oldSize = 0;
    std::uint64_t newSize = 0;
    bool mayMove = false;
    std::optional<std::uint64_t> fixedAddress{}; ///< MREMAP_FIXED
    bool dontUnmap = false; ///< MREMAP_DONTUNMAP: the old area stays, empty. gVisor: EINVAL
};

/// MADV_…, as far as one of the kernels knows them.
namespace advice {
inline constexpr int normal = 0;
inline constexpr int random = 1;
inline constexpr int sequential = 2;
inline constexpr int willNeed = 3;
inline constexpr int dontNeed = 4;
inline constexpr int free = 8;
inline constexpr int remove = 9;
inline constexpr int dontFork = 10;
inline constexpr int doFork = 11;
inline constexpr int mergeable = 12;
inline constexpr int unmergeable = 13;
inline constexpr int hugePage = 14;
inline constexpr int noHugePage = 15;
inline constexpr int dontDump = 16;
inline constexpr int doDump = 17;
inline constexpr int wipeOnFork = 18;
inline constexpr int keepOnFork = 19;
inline constexpr int cold = 20;
inline constexpr int pageOut = 21;
inline constexpr int populateRead = 22;
inline constexpr int populateWrite = 23;
inline constexpr int dontNeedLocked = 24;
}

/// What a call that makes descriptors says of them.
struct FdFlags
{
    bool closeOnExec = false;
    /// O_* of Linux on x86-64 that the call takes: O_NONBLOCK, of a pipe O_DIRECT. EINVAL: others.
    std::uint32_t status = 0;
};

struct OpenRequest
{
    std::string path;
    /// O_* of Linux on x86-64, without O_CLOEXEC. What only the call itself looks at (O_CREAT …)
    /// leaves no trace, and the kernel adds what it adds by itself (O_LARGEFILE).
    std::uint32_t statusFlags = 0;
    bool closeOnExec = false;
    bool deleted = false;
    std::optional<int> directory{}; ///< openat's; none: the working directory
    std::optional<std::uint64_t> size{}; ///< of the file, in bytes, where it is known
    bool isStream = false; ///< a named pipe or a terminal: it has no position
};

struct FdPair
{
    int first = -1;
    int second = -1;
};

/// A family and a type of sockets, in the numbers of Linux.
struct SocketRequest
{
    int family = 1; ///< AF_UNIX
    int type = 1; ///< SOCK_STREAM; 2 is SOCK_DGRAM, 5 SOCK_SEQPACKET
    FdFlags flags{};
};

namespace closerange {
inline constexpr std::uint32_t unshare = 2;
inline constexpr std::uint32_t closeOnExec = 4;
}

enum class EpollOperation : std::uint8_t { add, modify, remove };

struct EpollChange
{
    EpollOperation operation = EpollOperation::add;
    int fd = -1; ///< that is watched
    std::uint32_t events = 0; ///< EPOLL*
    std::uint64_t data = 0;
};

struct TimerSetting
{
    std::uint32_t flags = 0; ///< TFD_TIMER_*
    std::chrono::nanoseconds value{}; ///< until it runs out; 0 disarms it
    std::chrono::nanoseconds interval{};
};

enum class Whence : std::uint8_t { set, current, end };

/// Three ids of which each may be left alone.
struct IdChange
{
    std::optional<std::uint32_t> real, effective, saved;
};

/// A soft and a hard limit of which each may be left alone.
struct LimitChange
{
    std::optional<std::uint64_t> soft{}, hard{};
};

/// Children by their termination signal: with SIGCHLD, with another one or none (__WCLONE), any
/// (__WALL).
enum class ChildKind : std::uint8_t { ordinary, cloned, any };

struct WaitRequest
{
    std::optional<TaskId> child{}; ///< none: any
    /// Only those in this process group, an id as the caller's PID namespace sees it; 0: its own.
    std::optional<std::int32_t> group{};
    ChildKind kind = ChildKind::ordinary; ///< tracees are waited for whatever theirs is
    bool exited = true; ///< left out in waitid alone
    bool stopped = false; ///< WUNTRACED
    bool continued = false; ///< WCONTINUED
    bool keeps = false; ///< WNOWAIT: what is reported stays to be waited for
};

struct Waited
{
    TaskId task; ///< gone now, unless it stopped or continued, or only its tracer waited
    procfs::Tid tid; ///< as the caller's PID namespace saw it
    int status = 0;
};

enum class SignalAction : std::uint8_t { standard, ignore, handle };

/// What a tracer asked to hear of (PTRACE_O_…).
struct TraceOptions
{
    bool followsChildren = false; ///< TRACEFORK, TRACEVFORK and TRACECLONE: traces them as well
    bool stopsAtExec = false;
    bool stopsAtExit = false;
    bool killsWhenGone = false; ///< EXITKILL
    bool operator==(const TraceOptions&) const = default;
};

/// SCHED_…, for setScheduler.
namespace scheduling {
inline constexpr int other = 0;
inline constexpr int fifo = 1;
inline constexpr int roundRobin = 2;
inline constexpr int batch = 3;
inline constexpr int idle = 5;
}

enum class IdMapKind : std::uint8_t { uid, gid };

}
