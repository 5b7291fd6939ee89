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
constexpr std::uint32_t newNamespaces = clone::newns | clone::newpid | clone::newnet;

// The first id behind the last one given that is not in use; 0 when all are.
std::int32_t nextTid(const PidNamespace& ns, std::int32_t limit)
{
    if (ns.tasks.size() >= static_cast<std::size_t>(limit))
        return 0;
    std::int32_t tid = ns.lastTid;
    for (std::int32_t tries = 0; tries < limit; ++tries) {
        tid = tid >= limit ? 2 : tid + 1; // 1 is init's for good
        if (!ns.tasks.find(static_cast<std::uint32_t>(tid)))
            return tid;
    }
    return 0;
}

}

Result<std::vector<NamespacedTid>> Kernel::State::nextTids(const PidNamespace& ns) const
{
    std::vector<NamespacedTid> tids;
    for (const PidNamespace* at = &ns; at; at = at->parent.get()) {
        if (at->isExiting)
            return std::unexpected(Errno::noMemory);
        const std::int32_t tid = nextTid(*at, options.pidLimit);
        if (tid == 0)
            return std::unexpected(Errno::again);
        tids.push_back({at->id, Tid{tid}});
    }
    return tids;
}

Task& Kernel::State::makeTask(const std::vector<NamespacedTid>& tids, const Ref<PidNamespace>& ns,
                              ThreadGroup& group)
{
    Task& task = tasks.create();
    task.place = everyTask.size();
    everyTask.push_back(task.id);
    task.tids = tids;
    task.pidNamespace = ns;
    PidNamespace* at = ns.get();
    for (const NamespacedTid& entry : tids) {
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
    TaskState state = task.run;
    if (task.isExiting)
        state = TaskState::zombie;
    else if (task.vforkChild)
        state = TaskState::diskSleep;
    else if (task.isTraceStopped)
        state = TaskState::tracingStop;
    else if (task.group->isStopped)
        state = TaskState::stopped;
    if (task.state != state) {
        task.state = state;
        touch(task);
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
    auto tids = d->nextTids(*d->rootPid);
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

    const std::string path = absolutePath("/", spec.executable);
    const auto arguments = spec.arguments.empty() ? std::vector{spec.executable} : spec.arguments;
    auto memory
        = d->loadFor(credentials, *d->rootUser, spec.limits, path, arguments, spec.environment);
    if (!memory)
        return std::unexpected(memory.error());

    ThreadGroup& group = d->groups.create();
    group.limits = spec.limits;
    Task& task = d->makeTask(*tids, d->rootPid, group);
    task.userNamespace = d->rootUser;
    d->setCredentials(task, std::move(credentials));
    group.processGroup = d->makeProcessGroup(task, d->makeSession(task), true);
    task.name = path.substr(path.rfind('/') + 1, maxNameLength);
    d->attach(task, d->registerMemory(std::move(*memory)));
    task.mounts = d->rootMounts;
    task.net = d->rootNet;
    task.fs = d->makeFsContext(nullptr);
    task.fs->root = absolutePath("/", spec.root);
    task.fs->workingDirectory = absolutePath("/", spec.workingDirectory);
    FdTable& table = d->fdTables.create();
    d->touch(table);
    d->attach(task, table);
    for (int fd = 0; spec.standardStreams && fd < 3; ++fd) {
        auto file = std::make_shared<OpenFile>();
        file->entry.kind = procfs::FdKind::host;
        file->entry.number = d->nextHostFile++;
        file->entry.statusFlags = fd == 0 ? 0 : 1;
        table.entries.push_back({fd, false, std::move(file)});
    }
    return task.id;
}

Result<TaskId> Kernel::clone(TaskId id, std::uint32_t flags)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& caller = **found;
    const auto has = [flags](std::uint32_t flag) { return (flags & flag) != 0; };

    // Facts 5.2, and clone(2) for what they leave out.
    if (has(clone::sighand) && !has(clone::vm))
        return std::unexpected(Errno::invalid);
    if (has(clone::thread) && !has(clone::sighand))
        return std::unexpected(Errno::invalid);
    if (has(clone::thread) && (has(clone::newpid) || caller.childPidNamespace))
        return std::unexpected(Errno::invalid);
    if (has(clone::newuser) && (has(clone::thread) || has(clone::fs)))
        return std::unexpected(Errno::invalid);
    if (has(clone::newns) && has(clone::fs))
        return std::unexpected(Errno::invalid);
    if (has(clone::newuser)) {
        if (caller.fs->root != "/")
            return std::unexpected(Errno::perm);
        const auto& ids = *caller.credentials;
        if (!fromKernelId(*caller.userNamespace, IdMapKind::uid, ids.effectiveUid)
            || !fromKernelId(*caller.userNamespace, IdMapKind::gid, ids.effectiveGid))
            return std::unexpected(Errno::perm);
    } else if (has(newNamespaces) && !d->hasCapability(caller, capability::sysAdmin)) {
        return std::unexpected(Errno::perm);
    }

    // One that unshare has made already is used before a new one.
    Ref<PidNamespace> pidNamespace
        = caller.childPidNamespace ? caller.childPidNamespace : caller.pidNamespace;
    const bool makesPidNamespace = has(clone::newpid) && !caller.childPidNamespace;
    if ((makesPidNamespace && nestingOf(*pidNamespace) >= maxNesting)
        || (has(clone::newuser) && nestingOf(*caller.userNamespace) >= maxNesting))
        return std::unexpected(Errno::noSpace);
    // Of a namespace that does not exist yet its ancestors are asked; in itself the id is 1.
    auto tids = d->nextTids(*pidNamespace);
    if (!tids)
        return std::unexpected(tids.error());

    caller.run = TaskState::running; // shown once it is clear whether it waits for the child
    Ref<UserNamespace> userNamespace = caller.userNamespace;
    if (has(clone::newuser))
        userNamespace
            = d->makeUserNamespace(caller.userNamespace, caller.credentials->effectiveUid);
    if (makesPidNamespace) {
        pidNamespace = d->makePidNamespace(caller.pidNamespace, userNamespace);
        tids->insert(tids->begin(), NamespacedTid{pidNamespace->id, Tid{1}});
    }

    ThreadGroup* group = caller.group;
    if (!has(clone::thread)) {
        group = &d->groups.create();
        group->limits = caller.group->limits;
        group->processGroup = caller.group->processGroup;
        group->terminationSignal = static_cast<int>(flags & signalMask);
        group->ignoresChildExit = caller.group->ignoresChildExit;
    }
    Task& child = d->makeTask(*tids, pidNamespace, *group);
    child.name = caller.name;
    child.nameInherited = true;
    child.nice = caller.nice;
    child.seccompMode = caller.seccompMode;
    child.keepCapabilities = caller.keepCapabilities;
    d->setParent(child, has(clone::thread) || has(clone::parent) ? caller.parent : &caller);

    child.userNamespace = caller.userNamespace;
    child.credentials = caller.credentials;
    if (has(clone::newuser))
        d->enterUserNamespace(child, std::move(userNamespace));
    if (has(clone::vm)) {
        d->attach(child, *caller.memory);
    } else {
        auto memory = std::make_unique<Memory>();
        memory->space = caller.memory->space.fork(d->pageRefs);
        memory->placement = caller.memory->placement;
        memory->heapStart = caller.memory->heapStart;
        memory->heapEnd = caller.memory->heapEnd;
        memory->executable = caller.memory->executable;
        memory->argumentsStart = caller.memory->argumentsStart;
        memory->environmentStart = caller.memory->environmentStart;
        memory->arguments = caller.memory->arguments;
        memory->environment = caller.memory->environment;
        memory->auxv = caller.memory->auxv;
        memory->hasInterpreter = caller.memory->hasInterpreter;
        memory->dumpable = caller.memory->dumpable;
        d->attach(child, d->registerMemory(std::move(memory)));
    }
    d->attach(child, has(clone::files) ? *caller.fdTable : d->copyOf(*caller.fdTable));
    child.fs = has(clone::fs) ? caller.fs : d->makeFsContext(caller.fs.get());
    child.mounts = has(clone::newns) ? d->makeMountNamespace(caller.mounts.get()) : caller.mounts;
    child.net = has(clone::newnet) ? d->makeNetNamespace() : caller.net;

    if (has(clone::vfork)) {
        caller.vforkChild = &child;
        child.vforkParent = &caller;
    }
    d->refreshState(caller);
    d->refreshState(child);
    return child.id;
}

Result<TaskId> Kernel::vfork(TaskId caller)
{
    return clone(caller, clone::vm | clone::vfork | static_cast<std::uint32_t>(signalChild));
}

Result<void> Kernel::setName(TaskId id, std::string_view name)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    d->entered(task);
    name = name.substr(0, std::min(name.find('\0'), maxNameLength));
    if (task.name != name || task.nameInherited) {
        task.name = name;
        task.nameInherited = false;
        d->touch(task);
    }
    return {};
}

Result<void> Kernel::setNice(TaskId id, int nice)
{
    const auto task = d->living(id);
    if (!task)
        return std::unexpected(task.error());
    nice = std::clamp(nice, -20, 19);
    if ((*task)->nice != nice) {
        (*task)->nice = nice;
        d->touch(**task);
    }
    return {};
}

Result<void> Kernel::setLimit(TaskId id, Limit limit, std::uint64_t soft)
{
    const auto found = d->living(id);
    if (!found)
        return std::unexpected(found.error());
    ThreadGroup& group = *(*found)->group;
    switch (limit) {
    case Limit::addressSpace:
        group.limits.addressSpace = soft;
        break;
    case Limit::data:
        group.limits.data = soft;
        break;
    case Limit::stack:
        group.limits.stack = soft;
        break;
    case Limit::residentSet: // the only one that a record shows
        if (group.limits.residentSet != soft) {
            group.limits.residentSet = soft;
            d->touch(group);
        }
        break;
    case Limit::lockedMemory:
        group.limits.lockedMemory = soft;
        break;
    case Limit::openFiles:
        group.limits.openFiles = soft;
        break;
    }
    return {};
}

Result<void> Kernel::block(TaskId id, bool uninterruptible)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    (*found)->run = uninterruptible ? TaskState::diskSleep : TaskState::sleeping;
    d->refreshState(**found);
    return {};
}

Result<void> Kernel::wake(TaskId id)
{
    const auto found = d->living(id);
    if (!found)
        return std::unexpected(found.error());
    (*found)->run = TaskState::running;
    d->refreshState(**found);
    return {};
}

}
