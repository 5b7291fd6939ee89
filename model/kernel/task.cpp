// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Making tasks: processes from outside, clone and its kin; and the small things a task says of
// itself.
#include <model/kernel/state.h>

#include <algorithm>

namespace sandscope::kernel {

using procfs::CpuTime;
using procfs::IoCounters;
using procfs::NamespacedTid;
using procfs::TaskState;
using procfs::Tid;

namespace {

constexpr std::size_t maxNameLength = 15;
constexpr std::uint32_t signalMask = 0xff;
constexpr std::uint32_t newNamespaces = clone::newns | clone::newpid | clone::newnet | clone::newipc
    | clone::newuts | clone::newcgroup;

// Where ids go on past the largest one: 1 is init's for good. Linux keeps those below 300 for what
// starts with the system (kernel/pid.c, 6.18).
std::int32_t firstTid(const Kernel::State& state, const PidNamespace& ns)
{
    constexpr std::int32_t reserved = 300;
    return state.isLinux() && ns.lastTid >= reserved ? reserved : 2;
}

// The first id behind the last one given that is not in use; 0 when all are.
std::int32_t nextTid(const Kernel::State& state, const PidNamespace& ns)
{
    const std::int32_t limit = state.options.pidLimit;
    if (ns.tasks.size() >= static_cast<std::size_t>(limit))
        return 0;
    const std::int32_t first = firstTid(state, ns);
    std::int32_t tid = ns.lastTid;
    for (std::int32_t tries = 0; tries < limit; ++tries) {
        tid = tid >= limit ? first : tid + 1;
        if (!state.isTaken(ns, tid))
            return tid;
    }
    return 0;
}

}

bool Kernel::State::isTaken(const PidNamespace& ns, std::int32_t tid) const
{
    if (ns.tasks.find(static_cast<std::uint32_t>(tid)))
        return true;
    // Since gVisor 2022 (0dbdca349, 2021) and in Linux a process group or session keeps its id.
    return isSince(Behaviour::gvisor2022)
        && (findJob(ns.processGroups, tid) || findJob(ns.sessions, tid));
}

Result<std::vector<NamespacedTid>> Kernel::State::nextTids(const PidNamespace& ns,
                                                           ChosenTids chosen, bool isOwn) const
{
    std::vector<NamespacedTid> tids;
    for (const PidNamespace* at = &ns; at; at = at->parent.get()) {
        if (at->isExiting)
            return std::unexpected(Errno::noMemory);
        std::int32_t tid = chosen.in(*at, isOwn && at == &ns);
        if (tid != 0) {
            // Linux, kernel/pid.c: in range, and nobody comes before init.
            if (tid < 1 || tid > options.pidLimit || (tid != 1 && !at->tasks.find(1))
                || (at == &ns && isOwn && !at->parent && chosen.root != 0 && chosen.root != tid))
                return std::unexpected(Errno::invalid);
            if (isTaken(*at, tid))
                return std::unexpected(Errno::exists);
        } else {
            tid = nextTid(*this, *at);
            if (tid == 0)
                return std::unexpected(Errno::again);
        }
        tids.push_back({at->id, Tid{tid}});
    }
    return tids;
}

Task& Kernel::State::makeTask(const std::vector<NamespacedTid>& tids, ChosenTids chosen,
                              const Ref<PidNamespace>& ns, ThreadGroup& group)
{
    Task& task = tasks.create();
    task.place = everyTask.size();
    everyTask.push_back(task.id);
    task.tids = tids;
    task.pidNamespace = ns;
    PidNamespace* at = ns.get();
    for (const NamespacedTid& entry : tids) {
        if (chosen.in(*at, at == ns.get()) == 0)
            at->lastTid = entry.tid.value;
        at->tasks.set(static_cast<std::uint32_t>(entry.tid.value),
                      std::make_shared<const TaskId>(task.id));
        touch(*at);
        at = at->parent.get();
    }
    task.group = &group;
    group.members.push_back(&task);
    if (!group.leader)
        group.leader = &task;
    task.startTime = now;
    task.details = newbornDetails;
    touch(task);
    touch(group);
    return task;
}

void Kernel::State::setParent(Task& task, Task* parent)
{
    if (task.parent)
        task.parent->children.erase(&task);
    task.parent = parent;
    if (parent)
        parent->children.insert(&task);
    touch(task);
}

void add(CpuTime& to, const CpuTime& from)
{
    to.user += from.user;
    to.system += from.system;
}

void add(IoCounters& to, const IoCounters& from)
{
    to.charsRead += from.charsRead;
    to.charsWritten += from.charsWritten;
    to.readCalls += from.readCalls;
    to.writeCalls += from.writeCalls;
    to.bytesRead += from.bytesRead;
    to.bytesWritten += from.bytesWritten;
    to.bytesWriteCancelled += from.bytesWriteCancelled;
}

CpuTime Kernel::State::groupCpu(const ThreadGroup& group) const
{
    CpuTime sum = group.exitedCpu;
    for (const Task* member : group.members)
        add(sum, member->cpu);
    return sum;
}

IoCounters Kernel::State::groupIo(const ThreadGroup& group) const
{
    IoCounters sum = group.exitedIo;
    for (const Task* member : group.members)
        add(sum, member->io);
    return sum;
}

void Kernel::State::refreshState(Task& task)
{
    if (task.isLeaving)
        return;
    TaskState state = task.run;
    if (task.isExiting)
        state = TaskState::zombie;
    else if (task.vforkChild)
        state = TaskState::diskSleep;
    else if (task.isTraceStopped)
        state = TaskState::tracingStop;
    else if (task.group->isStopped)
        state = task.tracer ? TaskState::tracingStop : TaskState::stopped;
    if (task.state != state) {
        changing(task);
        task.state = state;
    }
}

void Kernel::State::refreshStates(ThreadGroup& group)
{
    for (Task* member : group.members)
        refreshState(*member);
}

Result<TaskId> Kernel::createProcess(const ProcessSpec& spec)
{
    d->start();
    if (spec.executable.empty())
        return std::unexpected(Errno::noEntry);
    const bool hasTwisted = std::ranges::any_of(
        spec.limits, [](const ResourceLimit& limit) { return limit.soft > limit.hard; });
    if (hasTwisted || !isOomScoreAdjustment(spec.oomScoreAdjustment))
        return std::unexpected(Errno::invalid);
    const Task* parent = spec.parent.isNone() ? nullptr : d->tasks.find(spec.parent);
    if (!spec.parent.isNone() && (!parent || parent->isExiting))
        return std::unexpected(Errno::noProcess);
    const State::ChosenTids chosen{.own = spec.tid, .root = 0};
    auto tids = d->nextTids(*d->rootPid, chosen);
    if (!tids)
        return std::unexpected(tids.error());

    procfs::Credentials credentials;
    credentials.realUid = credentials.effectiveUid = credentials.savedUid = spec.uid;
    credentials.realGid = credentials.effectiveGid = credentials.savedGid = spec.gid;
    credentials.groups = spec.groups;
    credentials.userNamespace = d->rootUser->id;
    if (spec.capabilities) {
        credentials.capabilities = *spec.capabilities;
    } else {
        const std::uint64_t all = d->allCapabilities();
        credentials.capabilities.bounding = all;
        credentials.capabilities.permitted = credentials.capabilities.effective
            = spec.uid == 0 ? all : 0;
    }

    const std::string path = absolutePath(spec.executable);
    const auto arguments = spec.arguments.empty() ? std::vector{spec.executable} : spec.arguments;
    auto memory = d->loadFor(credentials, *d->rootUser, spec.limits,
                             {path, arguments, spec.environment, spec.image});
    if (!memory)
        return std::unexpected(memory.error());

    ThreadGroup& group = d->groups.create();
    group.limits = spec.limits == *d->ordinaryLimits
        ? d->ordinaryLimits
        : std::make_shared<const ResourceLimits>(spec.limits);
    group.oomScoreAdjustment = spec.oomScoreAdjustment;
    Task& task = d->makeTask(*tids, chosen, d->rootPid, group);
    task.userNamespace = d->rootUser;
    d->setCredentials(task, std::move(credentials));
    if (parent) {
        group.processGroup = parent->group->processGroup;
        d->setParent(task, d->tasks.find(spec.parent));
    } else {
        group.processGroup = d->makeProcessGroup(task, d->makeSession(task), true);
    }
    task.name = path.substr(path.rfind('/') + 1, maxNameLength);
    d->attach(task, d->registerMemory(std::move(*memory)));
    d->detailsOf(task).flags &= ~processFlag::forkedOnly;
    d->chargeFaults(task, 0);
    task.mounts = d->rootMounts;
    task.net = d->rootNet;
    task.fs = d->makeFsContext(nullptr);
    task.fs->root = absolutePath(spec.root);
    task.fs->workingDirectory = absolutePath(spec.workingDirectory);
    task.fs->umask = spec.umask & permissionBits;
    FdTable& table = d->fdTables.create();
    d->touch(table);
    d->attach(task, table);
    for (int fd = 0; spec.standardStreams && fd < 3; ++fd) {
        auto file = std::make_shared<OpenFile>();
        if (d->isLinux()) {
            file->entry.path = "/dev/null";
            file->entry.statusFlags = openflag::readWrite | openflag::largeFile;
        } else {
            file->entry.kind = procfs::FdKind::host;
            file->entry.number = d->nextHostFile++;
            file->entry.statusFlags = fd == 0 ? 0 : 1;
        }
        table.entries.push_back({fd, false, std::move(file)});
        table.slotCounts.hold(fd);
    }
    return task.id;
}

namespace {

bool isInit(const Task& task)
{
    return task.group->leader->tids.front().tid.value == 1;
}

// Whether a child's details differ from those of any newborn.
bool hasHeritage(const procfs::TaskDetails& from)
{
    const procfs::TaskDetails plain;
    return from.seccompFilters != 0 || from.noNewPrivileges || from.blockedSignals != 0
        || from.policy != plain.policy || from.realtimePriority != plain.realtimePriority
        || from.personality != plain.personality || from.loginUid != plain.loginUid
        || from.sessionId != plain.sessionId;
}

void inherit(procfs::TaskDetails& to, const procfs::TaskDetails& from)
{
    to.seccompFilters = from.seccompFilters;
    to.noNewPrivileges = from.noNewPrivileges;
    to.blockedSignals = from.blockedSignals;
    to.policy = from.policy;
    to.realtimePriority = from.realtimePriority;
    to.personality = from.personality;
    to.loginUid = from.loginUid;
    to.sessionId = from.sessionId;
}

// Whether a child gets its parent's parent. Linux, kernel/fork.c; gVisor ignores the flag until
// June 2026 (4fe01545d).
bool makesBrother(const Kernel::State& state, const CloneRequest& request)
{
    return request.has(clone::parent) && state.isSince(Behaviour::gvisor2026);
}

bool opensChild(const Kernel::State& state, const CloneRequest& request)
{
    return request.has(clone::pidfd) && state.isSince(Behaviour::gvisor2026);
}

// What the flags forbid each other. Facts 5.2, and clone(2) for what they leave out.
Errno flagProblem(const Kernel::State& state, const Task& caller, const CloneRequest& request)
{
    const auto has = [&request](std::uint32_t flag) { return request.has(flag); };
    if (makesBrother(state, request) && !has(clone::thread) && isInit(caller))
        return Errno::invalid;
    if (static_cast<int>(request.flags & signalMask) > lastSignal
        && state.isSince(Behaviour::gvisor2022) && !state.isLinux())
        return Errno::invalid;
    // pkg/sentry/kernel/task_clone.go: until 2022 what is not known is not looked at.
    const bool isUnknown = (has(clone::newcgroup) || has(clone::pidfd))
        && state.options.behaviour == Behaviour::gvisor2024;
    if (isUnknown || (request.clearsHandlers && !state.isSince(Behaviour::gvisor2026)))
        return Errno::invalid;
    if (has(clone::sighand) && (!has(clone::vm) || request.clearsHandlers))
        return Errno::invalid;
    if (has(clone::thread) && !has(clone::sighand))
        return Errno::invalid;
    if (has(clone::thread) && (has(clone::newpid) || caller.childPidNamespace))
        return Errno::invalid;
    // One way at a time to get into a new one.
    if (has(clone::newpid) && caller.childPidNamespace)
        return Errno::invalid;
    if (has(clone::newuser) && (has(clone::thread) || has(clone::fs)))
        return Errno::invalid;
    if (has(clone::newns) && has(clone::fs))
        return Errno::invalid;
    // Nobody may share memory with a task of another time, but one that will soon exec.
    const bool changesTime = caller.childTimeNamespace != caller.otherNamespaces.time;
    if (changesTime && has(clone::vm) && !has(clone::vfork))
        return Errno::invalid;
    // In a namespace that does not exist yet the first id is 1.
    const bool isOther = request.tid != 0 && request.tid != 1;
    return has(clone::newpid) && isOther ? Errno::invalid : Errno::ok;
}

// Everything that clone refuses, but for ids.
Errno cloneProblem(const Kernel::State& state, const Task& caller, const CloneRequest& request)
{
    if (const Errno problem = flagProblem(state, caller, request); problem != Errno::ok)
        return problem;
    if (request.has(clone::newuser)) {
        const auto& ids = *caller.credentials;
        if (caller.fs->root != "/"
            || !fromKernelId(*caller.userNamespace, IdMapKind::uid, ids.effectiveUid)
            || !fromKernelId(*caller.userNamespace, IdMapKind::gid, ids.effectiveGid))
            return Errno::perm;
    } else if (request.has(newNamespaces) && !state.hasCapability(caller, capability::sysAdmin)) {
        return Errno::perm;
    }
    const bool isTooDeep
        = (request.has(clone::newpid) && nestingOf(*caller.pidNamespace) >= maxNesting)
        || (request.has(clone::newuser) && nestingOf(*caller.userNamespace) >= maxNesting);
    if (isTooDeep)
        return Errno::noSpace;
    return opensChild(state, request) && !state.hasRoom(caller, 1) ? Errno::tooManyFiles
                                                                   : Errno::ok;
}

ThreadGroup& makeGroup(Kernel::State& state, ThreadGroup& from, const CloneRequest& request)
{
    ThreadGroup& group = state.groups.create();
    group.limits = from.limits;
    group.oomScoreAdjustment = from.oomScoreAdjustment;
    group.processGroup = from.processGroup;
    // A brother ends with the signal that the caller ends with (2026 and Linux).
    group.terminationSignal = makesBrother(state, request)
        ? from.terminationSignal
        : static_cast<int>(request.flags & signalMask);
    group.ignoredSignals = from.ignoredSignals;
    group.caughtSignals = request.clearsHandlers ? 0 : from.caughtSignals;
    group.noChildWait = from.noChildWait && !request.clearsHandlers;
    if (request.has(clone::sighand))
        state.shareActions(from, group);
    return group;
}

}

Result<TaskId> Kernel::clone(TaskId id, const CloneRequest& request)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& caller = **found;
    const auto has = [&request](std::uint32_t flag) { return request.has(flag); };
    if (const Errno problem = cloneProblem(*d, caller, request); problem != Errno::ok)
        return std::unexpected(problem);
    Ref<PidNamespace> pidNamespace
        = caller.childPidNamespace ? caller.childPidNamespace : caller.pidNamespace;
    // Of a namespace that does not exist yet its ancestors are asked.
    const State::ChosenTids chosen{.own = request.tid, .root = request.rootTid};
    auto tids = d->nextTids(*pidNamespace, chosen, !has(clone::newpid));
    if (!tids)
        return std::unexpected(tids.error());

    d->entered(caller);
    Ref<UserNamespace> userNamespace = caller.userNamespace;
    if (has(clone::newuser))
        userNamespace
            = d->makeUserNamespace(caller.userNamespace, caller.credentials->effectiveUid);
    if (has(clone::newpid)) {
        pidNamespace = d->makePidNamespace(caller.pidNamespace, userNamespace);
        tids->insert(tids->begin(), NamespacedTid{pidNamespace->id, Tid{1}});
    }

    ThreadGroup& group = has(clone::thread) ? *caller.group : makeGroup(*d, *caller.group, request);
    Task& child = d->makeTask(*tids, chosen, pidNamespace, group);
    child.name = caller.name;
    child.nameInherited = true;
    child.nice = caller.nice;
    child.seccompMode = caller.seccompMode;
    if (const procfs::TaskDetails& details = *caller.details; hasHeritage(details))
        inherit(d->detailsOf(child), details);
    child.keepCapabilities = caller.keepCapabilities;
    const bool hasSameParent = has(clone::thread) || makesBrother(*d, request);
    d->setParent(child, hasSameParent ? caller.parent : &caller);

    child.userNamespace = caller.userNamespace;
    child.credentials = caller.credentials;
    if (has(clone::newuser))
        d->enterUserNamespace(child, std::move(userNamespace));
    if (has(clone::vm)) {
        d->attach(child, *caller.memory);
    } else {
        d->attach(child, d->registerMemory(caller.memory->forked(d->pageRefs)));
    }
    d->attach(child, has(clone::files) ? *caller.fdTable : d->copyOf(*caller.fdTable));
    child.fs = has(clone::fs) ? caller.fs : d->makeFsContext(caller.fs.get());
    child.mounts = has(clone::newns) ? d->makeMountNamespace(caller.mounts.get()) : caller.mounts;
    child.net = has(clone::newnet) ? d->makeNetNamespace() : caller.net;
    child.otherNamespaces = d->othersAfter(caller.otherNamespaces, request.flags);
    child.otherNamespaces.time = child.childTimeNamespace = caller.childTimeNamespace;

    if (opensChild(*d, request))
        d->openProcess(caller, child, {});
    if (has(clone::vfork)) {
        caller.vforkChild = &child;
        child.vforkParent = &caller;
        ++d->detailsOf(caller).voluntarySwitches;
    }
    const bool isFollowed = caller.traceOptions.followsChildren && !has(clone::untraced);
    if (caller.tracer && (isFollowed || has(clone::ptrace)))
        d->startTracing(*caller.tracer, child, caller.isSeized, caller.traceOptions);
    d->refreshState(caller);
    d->refreshState(child);
    return child.id;
}

Result<TaskId> Kernel::vfork(TaskId caller)
{
    return clone(caller, clone::vm | clone::vfork | static_cast<std::uint32_t>(signalChild));
}

Result<void> Kernel::setName(TaskId writerId, TaskId targetId, std::string_view name)
{
    const auto found = d->caller(writerId);
    if (!found)
        return std::unexpected(found.error());
    Task* target = d->knownTo(**found, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    // gVisor's comm is writable since 020832b2c (2023-02), facts 1.2. Linux: comm_write.
    if (target != *found && !d->isSince(Behaviour::gvisor2024))
        return std::unexpected(Errno::access);
    if (target->group != (*found)->group)
        return std::unexpected(Errno::invalid);
    d->entered(**found);
    name = name.substr(0, std::min(name.find('\0'), maxNameLength));
    if (target->name != name || target->nameInherited) {
        target->name = name;
        target->nameInherited = false;
        d->touch(*target);
    }
    return {};
}

Result<std::uint32_t> Kernel::setPersonality(TaskId id, std::uint32_t personality)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    // pkg/sentry/syscalls/linux of 2342c658c and 8db16e885, and of 3c5eee17d: BSD, HPUX,
    // SHORT_INODE and WHOLE_SECONDS.
    constexpr std::uint32_t idleBits = 0x6 | 0x10 | 0x1000000 | 0x2000000;
    const bool isQuestion = personality == ~std::uint32_t{0};
    if (!d->isSince(Behaviour::gvisor2026)
        || (!d->isLinux() && !isQuestion && (personality & ~idleBits) != 0))
        return std::unexpected(Errno::invalid);
    d->entered(**found);
    const std::uint32_t before = (*found)->details->personality;
    if (!isQuestion && before != personality)
        d->detailsOf(**found).personality = personality;
    return before;
}

Result<void> Kernel::yield(TaskId id)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    d->entered(**found);
    ++d->detailsOf(**found).yields;
    return {};
}

Result<void> Kernel::block(TaskId id, bool uninterruptible)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    // One that sleeps already woke up to make this call.
    task.run = uninterruptible ? TaskState::diskSleep : TaskState::sleeping;
    ++d->detailsOf(task).voluntarySwitches;
    d->refreshState(task);
    return {};
}

Result<void> Kernel::wake(TaskId id)
{
    const auto found = d->living(id);
    if (!found)
        return std::unexpected(found.error());
    const Settling settling(*d);
    (*found)->run = TaskState::running;
    d->refreshState(**found);
    d->deliverPending(*(*found)->group); // of what an uninterruptible sleep held back
    return {};
}

}
