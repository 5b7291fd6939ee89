// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/requests.h>
#include <model/snapshot/snapshot.h>
#include <model/snapshot/step.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A simulated sandbox kernel: what gVisor knows about its tasks, without running anything.
namespace sandscope::kernel {

/// The kernel. Deterministic: the same calls after the same options give the same records on every
/// machine.
///
/// Every operation is one generation: it stamps the objects that it changed and no others. One that
/// fails changes nothing and answers with the kernel's own errno. A call by a task that is no more,
/// or is a zombie, answers ESRCH; by one that is stopped or waits in vfork, EAGAIN (it cannot make
/// calls); one by a sleeping task wakes it. Addresses and ids in arguments are those the caller
/// would pass; users and groups are those of its user namespace.
///
/// Not thread-safe; what publish() returns is immutable and may go anywhere.
/// Source of the semantics: gVisor's pkg/sentry/kernel and pkg/sentry/mm, at d02b74a5d and
/// 901ed5da4 for the first two, and what captures of later releases and of Linux show.
class Kernel
{
public:
    explicit Kernel(Options options = {});
    ~Kernel();
    Kernel(Kernel&&) noexcept;
    Kernel& operator=(Kernel&&) noexcept;

    [[nodiscard]] const Options& options() const;

    // Time --------------------------------------------------------------------------------------

    /// Since the sandbox booted.
    [[nodiscard]] std::chrono::nanoseconds now() const;
    /// Time alone changes no object and raises no generation. Never goes back: EINVAL.
    Result<void> advanceClock(std::chrono::nanoseconds to);
    /// Charged as given; gVisor charges whole ticks of 10 ms.
    Result<void> chargeCpu(TaskId task, std::chrono::nanoseconds user,
                           std::chrono::nanoseconds system);
    /// One read or write call with its result: a negative one (an error) counts as a call alone.
    Result<void> chargeRead(TaskId task, std::int64_t result);
    Result<void> chargeWrite(TaskId task, std::int64_t result);

    // Programs ----------------------------------------------------------------------------------

    /// Describes what exec finds at a path; replaces an earlier description. Other paths are
    /// executables with a layout derived from the path.
    void addProgram(Program program);
    /// The same at a path that leads to it: a link, or a descriptor below /proc.
    void addProgram(std::string path, Program program);
    /// Replaces the mounts of the root mount namespace.
    void setMounts(std::vector<procfs::Mount> mounts);
    /// Replaces what the sandbox says of its machine. Its generation and freeBytes are not looked
    /// at: what is free is its memory without the private pages in use.
    void setMachine(procfs::MachineRecord machine);

    // Processes ---------------------------------------------------------------------------------

    /// Ids that are chosen leave the next one as it is, as Linux' set_tid does.
    Result<TaskId> createProcess(const ProcessSpec& spec);
    /// \a flags: of clone above, the low 8 bits are the termination signal.
    Result<TaskId> clone(TaskId caller, const CloneRequest& request);
    Result<TaskId> clone(TaskId caller, std::uint32_t flags)
    {
        return clone(caller, CloneRequest{.flags = flags});
    }
    Result<TaskId> fork(TaskId caller)
    {
        return clone(caller, static_cast<std::uint32_t>(signalChild));
    }
    /// The caller is in disk sleep until the child execs or exits.
    Result<TaskId> vfork(TaskId caller);
    Result<void> exec(TaskId caller, const ExecRequest& request);
    Result<void> exec(TaskId caller, std::string_view path,
                      const std::vector<std::string>& arguments,
                      const std::vector<std::string>& environment)
    {
        return exec(caller, {std::string(path), arguments, environment, {}});
    }
    /// Ends one thread.
    Result<void> exit(TaskId caller, int code);
    /// Ends all threads of its group.
    Result<void> exitGroup(TaskId caller, int code);
    /// Reaps a child of the caller's group, or a tracee; the oldest that is done. ECHILD: there is
    /// none to wait for; EAGAIN: there is, but none that is done, so a real caller would sleep.
    Result<Waited> wait(TaskId caller, const WaitRequest& request);
    Result<Waited> wait(TaskId caller, std::optional<TaskId> child = std::nullopt)
    {
        return wait(caller, WaitRequest{.child = child, .kind = ChildKind::any});
    }
    /// sigaction(2). A handler runs at once and leaves no trace; a sleeper that has one sleeps on
    /// (SA_RESTART). \a noChildWait: SA_NOCLDWAIT, with SIGCHLD. EINVAL: SIGKILL and SIGSTOP.
    Result<void> setSignalAction(TaskId caller, int signal, SignalAction action,
                                 bool noChildWait = false);
    /// SIGCHLD is ignored: children are reaped by themselves.
    Result<void> ignoreChildExit(TaskId caller, bool ignore)
    {
        return setSignalAction(caller, signalChild,
                               ignore ? SignalAction::ignore : SignalAction::standard);
    }
    /// What sigprocmask(2) leaves blocked; bit N is signal N + 1. What was pending and no longer is
    /// blocked happens now.
    Result<void> setSignalMask(TaskId caller, std::uint64_t mask);
    /// Those that it blocks now; none once reaped.
    [[nodiscard]] std::uint64_t blockedSignals(TaskId task) const;
    /// sigtimedwait(2): takes one of \a set that is pending, the lowest. EAGAIN: none is.
    Result<int> takeSignal(TaskId caller, std::uint64_t set);
    /// kill(2) to the thread group of \a target; from \a sender, or from outside.
    Result<void> kill(std::optional<TaskId> sender, TaskId target, int signal);
    /// tgkill(2): to one thread.
    Result<void> killThread(TaskId sender, TaskId target, int signal);
    /// kill(2) to many: \a pid 0 the sender's process group, -1 all but its own thread group and
    /// init, another negative one the process group -pid. ESRCH: nobody there.
    Result<void> killMany(TaskId sender, std::int32_t pid, int signal);
    /// PR_SET_PDEATHSIG; 0: none.
    Result<void> setParentDeathSignal(TaskId caller, int signal);
    /// PR_SET_CHILD_SUBREAPER. EINVAL: that release has none.
    Result<void> setSubreaper(TaskId caller, bool isSubreaper);
    /// Blocks in a call: S, or D when \a uninterruptible.
    Result<void> block(TaskId task, bool uninterruptible = false);
    Result<void> wake(TaskId task);
    /// PTRACE_ATTACH: with a stop.
    Result<void> traceAttach(TaskId tracer, TaskId target);
    /// PTRACE_SEIZE: without one.
    Result<void> traceSeize(TaskId tracer, TaskId target, const TraceOptions& options = {});
    /// PTRACE_TRACEME: by its parent. EPERM: traced already.
    Result<void> traceMe(TaskId caller);
    Result<void> traceSetOptions(TaskId tracer, TaskId target, const TraceOptions& options);
    Result<void> traceDetach(TaskId tracer, TaskId target);
    /// Lets a tracee in a trace stop run on, or puts a running one into it.
    Result<void> traceContinue(TaskId tracer, TaskId target);
    /// EIO: it was attached, not seized.
    Result<void> traceStop(TaskId tracer, TaskId target);
    Result<void> setsid(TaskId caller);
    /// \a group 0: a group of the target's own; otherwise an id as the caller's PID namespace sees
    /// it.
    Result<void> setpgid(TaskId caller, TaskId target, std::int32_t group);
    Result<void> setName(TaskId caller, std::string_view name)
    {
        return setName(caller, caller, name);
    }
    /// Writes \a target's comm. EINVAL: a thread of another process; EACCES: before 2026 gVisor's
    /// file is read-only, for others than the thread itself.
    Result<void> setName(TaskId writer, TaskId target, std::string_view name);
    /// setpriority(2) to -20 … 19. EACCES, EPERM in Linux: less nice than RLIMIT_NICE allows, or
    /// someone else's, without CAP_SYS_NICE.
    Result<void> setNice(TaskId caller, TaskId target, int nice);
    Result<void> setNice(TaskId caller, int nice) { return setNice(caller, caller, nice); }
    /// sched_setscheduler(2). EINVAL: no such policy (gVisor has SCHED_OTHER alone), or a priority
    /// that it does not have; EPERM in Linux: without CAP_SYS_NICE or RLIMIT_RTPRIO.
    Result<void> setScheduler(TaskId caller, TaskId target, int policy, int priority);
    /// prlimit(2). EPERM for those that gVisor lets nobody set (pending signals and what stands
    /// around it), for someone else's without CAP_SYS_RESOURCE, and for a higher hard limit without
    /// it; gVisor asks that of the target. EINVAL for a soft limit above the hard one.
    Result<void> setLimit(TaskId caller, TaskId target, Limit limit, const LimitChange& change);
    /// Its own soft limit.
    Result<void> setLimit(TaskId caller, Limit limit, std::uint64_t soft)
    {
        return setLimit(caller, caller, limit, {soft, std::nullopt});
    }
    Result<void> setRssLimit(TaskId caller, std::uint64_t soft)
    {
        return setLimit(caller, Limit::residentSet, soft);
    }
    /// Writes oom_score_adj of \a target's group. EACCES: the file belongs to someone else.
    Result<void> setOomScoreAdjustment(TaskId writer, TaskId target, int adjustment);
    /// personality(2): answers the one before; all ones only ask. EINVAL: gVisor before 2026 has
    /// none, that of 2026 takes bits alone that do nothing.
    Result<std::uint32_t> setPersonality(TaskId caller, std::uint32_t personality);
    /// sched_yield(2): nobody else is there to run, so it is counted and nothing else.
    Result<void> yield(TaskId caller);

    // Credentials and namespaces ----------------------------------------------------------------

    Result<void> setuid(TaskId caller, std::uint32_t uid);
    Result<void> setgid(TaskId caller, std::uint32_t gid);
    Result<void> setresuid(TaskId caller, const IdChange& change);
    Result<void> setresgid(TaskId caller, const IdChange& change);
    Result<void> setreuid(TaskId caller, const IdChange& change); ///< saved is not looked at
    Result<void> setregid(TaskId caller, const IdChange& change);
    /// Answers the id before. Never fails in Linux: what is not allowed changes nothing. ENOSYS in
    /// gVisor.
    Result<std::uint32_t> setfsuid(TaskId caller, std::uint32_t uid);
    Result<std::uint32_t> setfsgid(TaskId caller, std::uint32_t gid);
    Result<void> setgroups(TaskId caller, const std::vector<std::uint32_t>& groups);
    /// Effective, permitted and inheritable sets; the others of \a sets are not looked at.
    Result<void> capset(TaskId caller, const procfs::Capabilities& sets);
    Result<void> dropBounding(TaskId caller, int capability);
    Result<void> setKeepCapabilities(TaskId caller, bool keep);
    /// PR_CAP_AMBIENT_RAISE, _LOWER. EINVAL: that release has no such set, or no such capability;
    /// EPERM: not in both the permitted and the inheritable set.
    Result<void> setAmbient(TaskId caller, int capability, bool raise);
    /// PR_CAP_AMBIENT_CLEAR_ALL.
    Result<void> clearAmbient(TaskId caller);
    /// Installs a filter; \a allThreads synchronises the group (2019). EACCES: neither
    /// no_new_privs nor CAP_SYS_ADMIN, in 2026 and Linux.
    Result<void> setSeccomp(TaskId caller, bool allThreads = false);
    /// Mode 1: read, write and exit alone. EINVAL in gVisor, and where a filter is.
    Result<void> setSeccompStrict(TaskId caller);
    /// PR_SET_NO_NEW_PRIVS, for good. gVisor until 2024 behaves as if it always were.
    Result<void> setNoNewPrivileges(TaskId caller);
    Result<void> setDumpable(TaskId caller, bool dumpable);
    /// clone::newuser, newpid, newnet, newns, newipc, newuts, newcgroup, newtime, files, fs. A new
    /// PID or time namespace takes the next children, the latter also the next program.
    Result<void> unshare(TaskId caller, std::uint32_t flags);
    /// setns(2): enters namespaces of \a target, of the kinds clone::newpid (for children to come),
    /// newuser, newnet, newns, newipc, newuts, newcgroup, newtime. ENOSYS in the two seeds,
    /// EOPNOTSUPP in 2022; EINVAL: a kind that the release cannot enter, or one's own user
    /// namespace; EUSERS: a time namespace, while others share the caller's memory.
    Result<void> setns(TaskId caller, TaskId target, std::uint32_t kinds);
    /// Writes uid_map or gid_map of \a target's user namespace.
    Result<void> setIdMap(TaskId writer, TaskId target, IdMapKind kind,
                          const std::vector<procfs::IdMapEntry>& entries);
    /// Writes "allow" or "deny" to \a target's setgroups: denied once is denied for good, and
    /// only before there is a gid_map. A user namespace starts as its parent is.
    Result<void> setGroupsAllowed(TaskId writer, TaskId target, bool allowed);
    /// A path that does not begin with "/" starts at \a directory, a path from the top of the mount
    /// namespace, or where that is empty at the working directory: chdir(".", there) is fchdir.
    Result<void> chdir(TaskId caller, std::string_view path, std::string_view directory = {});
    Result<void> chroot(TaskId caller, std::string_view path);
    /// Answers the mask before. Only the permission bits of \a mask count.
    Result<std::uint32_t> umask(TaskId caller, std::uint32_t mask);

    // Memory ------------------------------------------------------------------------------------

    // mprotect, mremap with a fixed address, mlock, munlock and madvise do what they can before
    // they come to the page that they fail at, as in both kernels: they alone may answer an error
    // and have changed something, which raises the generation like any change.

    Result<std::uint64_t> mmap(TaskId caller, const MapRequest& request);
    /// The address that mmap would answer now, without doing it.
    [[nodiscard]] Result<std::uint64_t> mmapAddress(TaskId caller, const MapRequest& request) const;
    Result<void> munmap(TaskId caller, std::uint64_t address, std::uint64_t length);
    Result<void> mprotect(TaskId caller, std::uint64_t address, std::uint64_t length,
                          procfs::Access access);
    Result<std::uint64_t> mremap(TaskId caller, const RemapRequest& request);
    /// The address that mremap would answer now, without doing it.
    [[nodiscard]] Result<std::uint64_t> mremapAddress(TaskId caller,
                                                      const RemapRequest& request) const;
    /// 0 asks for the present end.
    Result<std::uint64_t> brk(TaskId caller, std::uint64_t end);
    /// One of advice above, or another number, which is EINVAL. Holes are passed over: ENOMEM in
    /// the end.
    Result<void> madvise(TaskId caller, std::uint64_t address, std::uint64_t length, int advice);
    /// MADV_DONTNEED.
    Result<void> discard(TaskId caller, std::uint64_t address, std::uint64_t length)
    {
        return madvise(caller, address, length, advice::dontNeed);
    }
    Result<void> mlock(TaskId caller, std::uint64_t address, std::uint64_t length,
                       bool onFault = false);
    Result<void> munlock(TaskId caller, std::uint64_t address, std::uint64_t length);
    /// \a flags: 1 what there is, 2 what comes, 4 when it is touched.
    Result<void> mlockall(TaskId caller, std::uint32_t flags);
    Result<void> munlockall(TaskId caller);
    /// Unmaps the System V segment that was mapped at \a address.
    Result<void> shmdt(TaskId caller, std::uint64_t address);
    /// Reads or writes a byte of each page: what is not resident becomes so. A stack of Linux grows
    /// down to what is touched below it.
    Result<void> touch(TaskId caller, std::uint64_t address, std::uint64_t length, bool write);
    /// setproctitle: writes from the start of the arguments on; longer than they are is EFAULT.
    Result<void> overwriteArguments(TaskId caller, std::string_view bytes);
    /// The same for the environment.
    Result<void> overwriteEnvironment(TaskId caller, std::string_view bytes);

    // Descriptors -------------------------------------------------------------------------------

    /// Every path can be opened: the kernel knows no files. EMFILE: RLIMIT_NOFILE is reached, here
    /// and below. EBADF: no such descriptor, or one that cannot do this.
    Result<int> open(TaskId caller, const OpenRequest& request);
    Result<void> close(TaskId caller, int fd);
    /// \a flags: of closerange above. ENOSYS before 2022.
    Result<void> closeRange(TaskId caller, std::uint32_t first, std::uint32_t last,
                            std::uint32_t flags = 0);
    Result<int> dup(TaskId caller, int fd);
    /// F_DUPFD: the lowest free number from \a least on.
    Result<int> dup(TaskId caller, int fd, int least, bool closeOnExec);
    Result<int> dup2(TaskId caller, int from, int to);
    Result<int> dup3(TaskId caller, int from, int to, bool closeOnExec);
    Result<FdPair> pipe(TaskId caller, FdFlags flags = {});
    Result<FdPair> socketpair(TaskId caller, FdFlags flags = {});
    Result<int> socket(TaskId caller, const SocketRequest& request);
    /// A connection of the socket \a fd. ENOTSOCK.
    Result<int> accept(TaskId caller, int fd, FdFlags flags = {});
    Result<void> setCloseOnExec(TaskId caller, int fd, bool closeOnExec);
    /// F_SETFL. Flags that cannot be set are not looked at.
    Result<void> setStatusFlags(TaskId caller, int fd, std::uint32_t statusFlags);
    /// ESPIPE: it has no position. EINVAL: a negative place, or the end of a file of unknown size.
    Result<std::uint64_t> seek(TaskId caller, int fd, std::int64_t offset,
                               Whence whence = Whence::set);
    /// One read or write call with its result: accounting, and where the file has a position it
    /// moves, unless the call named a place of its own, \a at, as pread does. EBADF: not opened for
    /// this.
    Result<void> readFd(TaskId caller, int fd, std::int64_t result,
                        std::optional<std::uint64_t> at = std::nullopt);
    Result<void> writeFd(TaskId caller, int fd, std::int64_t result,
                         std::optional<std::uint64_t> at = std::nullopt);
    /// ftruncate(2).
    Result<void> setSize(TaskId caller, int fd, std::uint64_t bytes);

    /// memfd_create(2). \a name is what fd and maps show behind "/memfd:". ENOSYS before 2022.
    Result<int> memfd(TaskId caller, std::string_view name, FdFlags flags = {});
    Result<int> eventfd(TaskId caller, FdFlags flags = {}, std::uint64_t count = 0,
                        bool isSemaphore = false);
    /// What it holds after reads and writes that nobody sees here.
    Result<void> setEventCount(TaskId caller, int fd, std::uint64_t count);
    Result<int> epoll(TaskId caller, FdFlags flags = {});
    Result<void> epollControl(TaskId caller, int fd, const EpollChange& change);
    Result<int> timerfd(TaskId caller, int clock, FdFlags flags = {});
    Result<void> setTimer(TaskId caller, int fd, const TimerSetting& setting);
    /// \a signals: bit N is signal N + 1. ENOSYS before 2022.
    Result<int> signalfd(TaskId caller, std::uint64_t signals, FdFlags flags = {});
    Result<void> setSignals(TaskId caller, int fd, std::uint64_t signals);
    Result<int> inotify(TaskId caller, FdFlags flags = {});
    /// The number of the watch; a path that is watched already keeps its own.
    Result<int> addWatch(TaskId caller, int fd, std::string_view path, std::uint32_t mask);
    Result<void> removeWatch(TaskId caller, int fd, int watch);
    /// pidfd_open(2) for a leader. Always closed on exec. ENOSYS before 2026.
    Result<int> pidfd(TaskId caller, TaskId target, FdFlags flags = {});

    // Paths -------------------------------------------------------------------------------------

    /// unlink(2) and rmdir(2): what has the path open, mapped, as its executable or as a directory
    /// shows it as deleted from now on.
    Result<void> unlink(TaskId caller, std::string_view path);
    /// rename(2), of directories with all that lies below. What was at \a to is deleted.
    Result<void> rename(TaskId caller, std::string_view from, std::string_view to);

    // Looking -----------------------------------------------------------------------------------

    [[nodiscard]] procfs::Generation generation() const;
    /// Every task not yet reaped, in no particular but a deterministic order.
    [[nodiscard]] const std::vector<TaskId>& tasks() const;
    [[nodiscard]] std::optional<procfs::TaskState> state(TaskId task) const; ///< none once reaped
    /// The leader of its thread group, maybe itself; none once reaped.
    [[nodiscard]] TaskId leader(TaskId task) const;
    /// The task that receives its exit; none at the top and once reaped.
    [[nodiscard]] TaskId parent(TaskId task) const;
    [[nodiscard]] TaskId tracer(TaskId task) const;
    /// Whether it can make a call: not stopped, not in vfork, not a zombie.
    [[nodiscard]] bool canCall(TaskId task) const;
    /// Its id in the root PID namespace, or in its own; 0 once reaped.
    [[nodiscard]] procfs::Tid tid(TaskId task) const;
    [[nodiscard]] procfs::Tid ownTid(TaskId task) const;
    /// The id that \a caller's PID namespace gives to \a task: what clone returns to it.
    [[nodiscard]] procfs::Tid tidSeenBy(TaskId caller, TaskId task) const;
    /// Its users or groups as its own user namespace numbers them: real, effective, saved; 0 once
    /// reaped.
    [[nodiscard]] std::array<std::uint32_t, 3> ownIds(TaskId task, IdMapKind kind) const;
    /// The task with an id, in the root PID namespace or in that of \a caller; none.
    [[nodiscard]] TaskId findTask(std::int32_t tid) const;
    [[nodiscard]] TaskId findTask(TaskId caller, std::int32_t tid) const;
    /// As its record would be now; empty without memory.
    [[nodiscard]] std::vector<procfs::Vma> vmas(TaskId task) const;
    /// Where its arguments begin; none without memory.
    [[nodiscard]] std::optional<std::uint64_t> argumentsAddress(TaskId task) const;
    [[nodiscard]] std::vector<procfs::FdEntry> descriptors(TaskId task) const;
    /// One of them; none where nothing is open.
    [[nodiscard]] std::optional<procfs::FdEntry> descriptor(TaskId task, int fd) const;
    /// As seen from the top of the mount namespace; empty for a zombie and once reaped.
    [[nodiscard]] std::string root(TaskId task) const;
    [[nodiscard]] std::string workingDirectory(TaskId task) const;
    /// Where \a path leads for the task, seen from the top of the mount namespace: below its root,
    /// from \a directory (from the top as well) or the working directory on. Files are not looked
    /// at, so links are not followed. Empty for a zombie and once reaped.
    [[nodiscard]] std::string locate(TaskId task, std::string_view path,
                                     std::string_view directory = {}) const;
    /// Its present name, raw bytes; empty once reaped.
    [[nodiscard]] std::string name(TaskId task) const;

    // Publishing --------------------------------------------------------------------------------

    /// The state now. Costs what changed since the last call; nothing changed and the clock stood
    /// still: the same object again.
    [[nodiscard]] snapshot::SnapshotPtr publish();
    /// What the operations since the last publish() made, changed and ended, by kind and number.
    /// Costs what it answers. An object that was made and ended in between is not told.
    [[nodiscard]] std::vector<snapshot::TouchedObject> touched() const;

    struct State;
    /// For the files of this room alone.
    [[nodiscard]] State& internals() { return *d; }
    [[nodiscard]] const State& internals() const { return *d; }

private:
    std::unique_ptr<State> d;
};

/// The first broken rule found, in a sentence; nothing when all hold. Costs a walk over everything.
[[nodiscard]] std::optional<std::string> checkInvariants(const Kernel& kernel);

/// The same for the objects that were touched since the last publish() alone: what a single
/// operation costs to check. Counts that run over all objects are not looked at.
[[nodiscard]] std::optional<std::string> checkTouched(const Kernel& kernel);

/// Publishes, and compares every record and row with one made afresh: the first that differs
/// (something changed without raising its generation), or nothing. Costs a walk over everything.
[[nodiscard]] std::optional<std::string> checkPublished(Kernel& kernel);

}
