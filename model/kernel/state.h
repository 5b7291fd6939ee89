// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernelrecords.h>
#include <model/kernel/objects.h>
#include <model/kernel/random.h>

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::kernel {

/// Everything a kernel is made of, and the steps that operations share. Each function stands in the
/// source file of its noun.
struct Kernel::State
{
    explicit State(Options options);
    ~State();

    Options options;
    Random random;
    std::chrono::nanoseconds now{};
    Generation generation = 0;
    Generation stamp = 0; ///< what the operation under way gives to what it changes
    TaskId lastCaller; ///< of the last operation; may be gone since

    Registry<Task> tasks;
    Registry<ThreadGroup> groups;
    Registry<Memory> memories;
    Registry<FdTable> fdTables;
    Registry<FsContext> fsContexts;
    Registry<MountNamespace> mountNamespaces;
    Registry<NetNamespace> netNamespaces;
    Registry<UserNamespace> userNamespaces;
    Registry<PidNamespace> pidNamespaces;
    mutable bool hasUsedCapability = false; ///< by the operation under way; Linux alone shows it

    /// What the operation under way may change back before it ends. Empty between operations.
    struct Unsettled
    {
        /// As it was. Of several with one id the first says so.
        struct Before
        {
            std::uint32_t id = 0;
            int shown = 0; ///< the stop signal of a group, the state of a task
            std::uint64_t pending = 0;
            bool operator==(const Before&) const = default;
        };
        std::vector<Before> tasks, groups;
        bool isUnderWay = false;
    };
    Unsettled unsettled;

    std::vector<TaskId> everyTask; ///< unordered; Task::place is its index

    // The sandbox's first namespaces, which stay.
    Ref<UserNamespace> rootUser;
    Ref<PidNamespace> rootPid;
    Ref<MountNamespace> rootMounts;
    Ref<NetNamespace> rootNet;

    PageRefs pageRefs;
    std::map<std::string, Program, std::less<>> programs;
    std::map<std::string, std::shared_ptr<const procfs::MappingIdentity>, std::less<>> files;
    std::vector<std::string>* newFiles = nullptr; ///< keys that the load under way adds to files
    std::uint64_t nextPipe = 1, nextSocket = 1, nextHostFile = 1;
    std::uint64_t nextEvent = 0; ///< number of an event counter
    std::uint64_t nextUnique = 1; ///< gVisor numbers connections and inotify together
    std::set<std::int32_t> handledProcesses; ///< root ids of those that a pidfd was made for
    std::uint64_t nextMemoryFile = 1; ///< inode of shared memory that no path leads to
    std::uint64_t nextSegment = 0; ///< id of a System V segment, which is its inode number, too
    // The next of each kind; 1 is the sandbox's own.
    std::uint32_t nextIpc = 2, nextUts = 2, nextCgroup = 2, nextTime = 2;
    std::shared_ptr<const ResourceLimits> ordinaryLimits;
    std::shared_ptr<procfs::TaskDetails> newbornDetails; ///< of a task that clone made
    std::shared_ptr<const procfs::MachineRecord> machine; ///< up to date when published

    // clock.cpp ---------------------------------------------------------------------------------
    [[nodiscard]] bool is2018() const { return options.behaviour == Behaviour::gvisor2018; }
    [[nodiscard]] bool isLinux() const { return options.behaviour == Behaviour::linux_; }
    /// That release of gVisor or a later one; Linux is the latest of all.
    [[nodiscard]] bool isSince(Behaviour behaviour) const { return options.behaviour >= behaviour; }
    /// Starts an operation.
    void start()
    {
        stamp = generation + 1;
        hasUsedCapability = false;
    }
    /// Starts one by a task that must be able to make calls.
    Result<Task*> caller(TaskId id);
    /// The one with an id in the caller's PID namespace, dead or alive; null: no such.
    [[nodiscard]] Task* knownTo(const Task& caller, TaskId id) const;
    /// The same, and not exiting.
    [[nodiscard]] Task* visibleTo(const Task& caller, TaskId id) const;
    /// Starts one on a task that must not have exited.
    Result<Task*> living(TaskId id);
    /// The call is certain to succeed: a caller that slept is awake.
    void entered(Task& task);

    // objects.cpp: "this changed" ---------------------------------------------------------------
    /// What is pending or who is stopped is about to change. Touches, or with a Settling leaves it
    /// to its end.
    void changing(Task& task);
    void changing(ThreadGroup& group);
    /// The end of a Settling.
    void settle();
    void touch(Task& task);
    void touch(ThreadGroup& group);
    void touch(Memory& memory);
    void touch(FdTable& table);
    void touch(FsContext& context);
    void touch(MountNamespace& ns);
    void touch(UserNamespace& ns);
    void touch(PidNamespace& ns);
    /// The row of the process list changed, though the task did not.
    void touchRow(Task& task);

    // objects.cpp: making and ending ------------------------------------------------------------
    Ref<FsContext> makeFsContext(const FsContext* from);
    Ref<MountNamespace> makeMountNamespace(const MountNamespace* from);
    Ref<NetNamespace> makeNetNamespace();
    /// What becomes of \a others after a call with these flags of clone.
    [[nodiscard]] procfs::OtherNamespaces othersAfter(procfs::OtherNamespaces others,
                                                      std::uint32_t flags);
    Ref<UserNamespace> makeUserNamespace(const Ref<UserNamespace>& parent, std::uint32_t ownerUid);
    Ref<PidNamespace> makePidNamespace(const Ref<PidNamespace>& parent,
                                       const Ref<UserNamespace>& owner);
    void attach(Task& task, Memory& memory);
    void detachMemory(Task& task);
    void attach(Task& task, FdTable& table);
    void detachFdTable(Task& task);

    // task.cpp ----------------------------------------------------------------------------------
    /// Ids that a new task must get, in its own PID namespace and in the root one; 0: the next.
    struct ChosenTids
    {
        std::int32_t own = 0, root = 0;

        /// 0 in the namespaces between.
        [[nodiscard]] std::int32_t in(const PidNamespace& ns, bool isOwn) const
        {
            const std::int32_t outer = ns.parent ? 0 : root;
            return isOwn && own != 0 ? own : outer;
        }
    };
    /// Whether a task has the id, or a job that the behaviour looks at as well.
    [[nodiscard]] bool isTaken(const PidNamespace& ns, std::int32_t tid) const;
    /// The ids a new task of \a ns would get, there and in every ancestor. EAGAIN, ENOMEM; for
    /// chosen ones EEXIST, EINVAL. \a isOwn: \a ns is the task's own, not the parent of a new one.
    Result<std::vector<procfs::NamespacedTid>> nextTids(const PidNamespace& ns, ChosenTids chosen,
                                                        bool isOwn = true) const;
    /// Puts a new task with these ids into \a group, which may be new.
    Task& makeTask(const std::vector<procfs::NamespacedTid>& tids, ChosenTids chosen,
                   const Ref<PidNamespace>& ns, ThreadGroup& group);
    void setParent(Task& task, Task* parent);
    [[nodiscard]] procfs::CpuTime groupCpu(const ThreadGroup& group) const;
    [[nodiscard]] procfs::IoCounters groupIo(const ThreadGroup& group) const;
    /// Works out what state shows after one of its reasons changed.
    void refreshState(Task& task);
    void refreshStates(ThreadGroup& group);
    /// To be changed; touches the task.
    [[nodiscard]] procfs::TaskDetails& detailsOf(Task& task);
    /// To be changed by what has stamped the task or will.
    [[nodiscard]] static procfs::TaskDetails& ownDetailsOf(Task& task);
    /// Counts what happened to its memory since the address space had \a before faults.
    void chargeFaults(Task& task, std::uint64_t before);
    [[nodiscard]] std::uint64_t groupFaults(const ThreadGroup& group) const;

    // exit.cpp ----------------------------------------------------------------------------------
    void exitTask(Task& task, int status);
    void exitGroup(ThreadGroup& group, int status);
    void reparentChildren(Task& task);
    [[nodiscard]] Task* newParentFor(const Task& task) const;
    void killNamespace(PidNamespace& ns, const Task& init);
    /// A zombie's turn: reaped where nobody waits for it.
    void exitNotify(Task& task);
    void reap(Task& task);
    /// Answers the parent, who may have signals pending.
    TaskId releaseVforkParent(Task& child);
    void deliverPendingTo(TaskId id);
    [[nodiscard]] bool isDone(const Task& task) const;

    // signal.cpp --------------------------------------------------------------------------------
    /// \a sender: null from the kernel and from outside. May end the target and others.
    void sendSignal(Task& target, int signal, bool toGroup, const Task* sender);
    void deliver(Task& task, int signal);
    /// What was pending and no longer is held back.
    void deliverPending(ThreadGroup& pending);
    void stopGroup(ThreadGroup& group, int signal);
    void resumeGroup(ThreadGroup& group);
    /// Nobody's parent is in another process group of the session. Costs a walk over all tasks.
    [[nodiscard]] bool isOrphaned(const Job& processGroup) const;
    /// SIGHUP and SIGCONT to a group that nobody could let go on any more, where one of it is
    /// stopped. Costs a walk over all tasks then.
    void hangUpIfOrphaned(const JobPtr& processGroup);
    void shareActions(ThreadGroup& with, ThreadGroup& newcomer);
    void unshareActions(ThreadGroup& group);
    void resetActionsForExec(ThreadGroup& group);

    // trace.cpp ---------------------------------------------------------------------------------
    void startTracing(Task& tracer, Task& target, bool isSeized, const TraceOptions& options);
    void detachTracee(Task& tracee);
    /// \a status is what the tracer's wait is told.
    void stopForTracer(Task& task, int status);
    /// Ends its trace stop. May end the task.
    void runOn(Task& task);
    /// Whether it now is in a stop, for its tracer to see it before it ends.
    [[nodiscard]] bool stopsOnTheWayOut(Task& task, int status, bool withGroup);
    void tracedExec(Task& task);

    // job.cpp -----------------------------------------------------------------------------------
    JobPtr makeSession(const Task& founder);
    JobPtr makeProcessGroup(const Task& founder, JobPtr session, bool listed);
    /// Moves the group, which may be new.
    void join(ThreadGroup& group, JobPtr processGroup);
    [[nodiscard]] bool leadsSession(const ThreadGroup& group) const;
    /// The living one with that id; null: none.
    [[nodiscard]] static JobPtr findJob(const Jobs& jobs, std::int32_t id);

    // credentials.cpp ---------------------------------------------------------------------------
    [[nodiscard]] std::uint64_t allCapabilities() const;
    [[nodiscard]] bool hasCapability(const Task& task, int capability) const;
    [[nodiscard]] bool hasCapabilityIn(const Task& task, const UserNamespace& ns,
                                       int capability) const;
    [[nodiscard]] bool canTrace(const Task& reader, const Task& target) const;
    /// Replaces them when they differ. Their generation is set here.
    void setCredentials(Task& task, procfs::Credentials credentials);
    [[nodiscard]] procfs::Credentials credentialsAfterExec(const Task& task) const;
    /// Those that credentialsAfterExec gave, for a task with its new memory.
    void setCredentialsForExec(Task& task, procfs::Credentials credentials);
    void enterUserNamespace(Task& task, Ref<UserNamespace> ns);

    // exec.cpp ----------------------------------------------------------------------------------
    void becomeLeader(Task& task);

    // load.cpp ----------------------------------------------------------------------------------
    struct Load
    {
        const Program* program = nullptr;
        const ExecImage* image = nullptr;
        std::string path;
        std::vector<std::string> arguments, environment;
        std::uint64_t stackLimit = 0;
        std::uint64_t uid = 0, euid = 0, gid = 0, egid = 0; ///< as its user namespace has them
    };
    /// Everything that exec maps. E2BIG, ENOMEM. Not registered yet.
    Result<std::unique_ptr<Memory>> load(const Load& request);
    /// The same for a task with these credentials; the path of \a what is absolute.
    Result<std::unique_ptr<Memory>> loadFor(const procfs::Credentials& credentials,
                                            const UserNamespace& ns, const ResourceLimits& limits,
                                            const ExecRequest& what);

    // identities.cpp ----------------------------------------------------------------------------
    Memory& registerMemory(std::unique_ptr<Memory> made);
    [[nodiscard]] const Program& programAt(const std::string& path);
    /// The entry of files with that key; null where it is new.
    [[nodiscard]] std::shared_ptr<const procfs::MappingIdentity>& fileAt(std::string key);
    [[nodiscard]] std::shared_ptr<const procfs::MappingIdentity>
    fileIdentity(const std::string& path, bool deleted);
    [[nodiscard]] std::shared_ptr<const procfs::MappingIdentity>
    madeUpIdentity(const std::string& name);
    [[nodiscard]] std::shared_ptr<const procfs::MappingIdentity>
    adoptIdentity(std::shared_ptr<const procfs::MappingIdentity> seen);

    // mapping.cpp -------------------------------------------------------------------------------
    [[nodiscard]] std::shared_ptr<const procfs::MappingIdentity>
    identityFor(const MapRequest& request, const Task& task);
    [[nodiscard]] std::shared_ptr<const procfs::MappingIdentity>
    openedIdentity(const std::shared_ptr<const procfs::MappingIdentity>& identity,
                   std::uint64_t opening);
    /// Whether the file system that a path leads to has its own mind about addresses, for huge
    /// pages: all but tmpfs, as far as Linux' go.
    [[nodiscard]] bool choosesPlaces(const Task& task, std::string_view path) const;

    // descriptors.cpp ---------------------------------------------------------------------------
    struct Held
    {
        Task& task;
        FdTable& table;
        Descriptor& entry; ///< valid until the table changes
        [[nodiscard]] OpenFile& file() const { return *entry.file; }
    };
    /// Starts an operation by a task on one of its descriptors. EBADF.
    Result<Held> holder(TaskId id, int fd);
    /// The same on an open file that can be read, written or moved in, which O_PATH forbids.
    Result<Held> usable(TaskId id, int fd);
    Result<int> install(Task& task, std::shared_ptr<OpenFile> file, bool closeOnExec,
                        int least = 0);
    /// Asked before numbers are given away, so that a failure leaves nothing behind.
    [[nodiscard]] bool hasRoom(const Task& task, std::uint64_t count) const;
    [[nodiscard]] FdTable& copyOf(const FdTable& table);
    /// A table of its own, with the same descriptors.
    void unshareFdTable(Task& task);
    void closeOnExec(Task& task);
    /// Gives up one descriptor's share of an open file. An epoll forgets what nobody has open.
    void release(std::shared_ptr<OpenFile> file);
    /// Something of the open file changed: every table shows it.
    void touchHolders(const Descriptor& entry, FdTable& table);
    void charge(Task& task, bool isWrite, std::int64_t result);

    // specialfiles.cpp --------------------------------------------------------------------------
    /// The process with these ids is reaped.
    void forgetProcess(const Task& task);
    /// A pidfd of \a target. There is room for it, see hasRoom.
    int openProcess(Task& caller, const Task& target, FdFlags flags);

    // paths.cpp ---------------------------------------------------------------------------------
    /// Where \a path leads from the top of the mount namespace, seen from \a directory, absolute
    /// as well, or where that is empty from the working directory.
    [[nodiscard]] std::string locate(const Task& task, std::string_view path,
                                     std::string_view directory = {}) const;
    /// The same, and the few links followed that are known, as open, unlink and rename do.
    [[nodiscard]] std::string resolve(const Task& task, std::string_view path,
                                      std::string_view directory = {}) const;
    /// What shows \a from or something below it shows \a to instead; an empty \a to deletes it.
    void movePath(const std::string& from, const std::string& to);

    // publish.cpp -------------------------------------------------------------------------------
    [[nodiscard]] std::uint64_t freeBytes() const;
    struct Dirty
    {
        std::vector<std::uint32_t> tasks, rows, groups, memories, fdTables, fsContexts,
            mountNamespaces, userNamespaces, pidNamespaces;
    };
    Dirty dirty;
    RecordMaps maps;
    snapshot::IdMap<snapshot::TaskSummary> rows;
    snapshot::IdMap<procfs::Generation> fileGenerations;
    /// Whose files tell of a context or namespace that is dirty: their rows are touched.
    void touchRowsOfUsers();
    snapshot::SnapshotPtr published;
};

/// Around an operation in which a signal may be sent and taken, or a stop begin and end: what
/// changed in this way is stamped at the end, where it then is not as it was.
class Settling
{
public:
    explicit Settling(Kernel::State& state)
        : m_state(state)
    {
        state.unsettled.isUnderWay = true;
    }
    ~Settling() { m_state.settle(); }
    Settling(const Settling&) = delete;
    Settling& operator=(const Settling&) = delete;

private:
    Kernel::State& m_state;
};

/// Whether the flags say more than \a allowed.
[[nodiscard]] constexpr bool hasOthers(const FdFlags& flags, std::uint32_t allowed)
{
    return (flags.status & ~allowed) != 0;
}

/// Users and groups across user namespaces. Nothing where the id is not mapped.
[[nodiscard]] std::optional<std::uint32_t> toKernelId(const UserNamespace& ns, IdMapKind kind,
                                                      std::uint32_t id);
[[nodiscard]] std::optional<std::uint32_t> fromKernelId(const UserNamespace& ns, IdMapKind kind,
                                                        std::uint32_t id);

/// \a path seen from a directory: absolute, without "." and "..", never above \a root once there.
/// Both start at the top of the mount namespace, as the result does; a path that begins with "/"
/// starts at the root. The directory may lie outside of it, as chroot leaves it.
[[nodiscard]] std::string absolutePath(std::string_view path, std::string_view root = "/",
                                       std::string_view from = "/");

}
