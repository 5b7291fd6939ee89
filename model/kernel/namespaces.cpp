// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Namespaces and the mask for new files: unshare, setns, id maps and umask.
#include <model/kernel/state.h>

#include <algorithm>
#include <tuple>

namespace sandscope::kernel {

using procfs::IdMapEntry;

namespace {

constexpr std::uint64_t idSpace = std::uint64_t{1} << 32U;

const std::vector<IdMapEntry>& mapOf(const UserNamespace& ns, IdMapKind kind)
{
    return kind == IdMapKind::uid ? ns.uidMap : ns.gidMap;
}

// One level: from a first id of one side to that of the other.
std::optional<std::uint32_t> translate(const std::vector<IdMapEntry>& map, std::uint32_t id,
                                       std::uint32_t IdMapEntry::* from,
                                       std::uint32_t IdMapEntry::* to)
{
    for (const IdMapEntry& entry : map) {
        if (id >= entry.*from && id - entry.*from < entry.length)
            return id - entry.*from + entry.*to;
    }
    return std::nullopt;
}

bool overlap(const std::vector<IdMapEntry>& entries, std::uint32_t IdMapEntry::* first)
{
    for (std::size_t i = 0; i < entries.size(); ++i) {
        for (std::size_t j = i + 1; j < entries.size(); ++j) {
            const std::uint64_t a = entries[i].*first;
            const std::uint64_t b = entries[j].*first;
            if (a < b + entries[j].length && b < a + entries[i].length)
                return true;
        }
    }
    return false;
}

}

std::optional<std::uint32_t> toKernelId(const UserNamespace& ns, IdMapKind kind, std::uint32_t id)
{
    std::optional<std::uint32_t> result = id;
    for (const UserNamespace* at = &ns; at && result; at = at->parent.get())
        result = translate(mapOf(*at, kind), *result, &IdMapEntry::firstInside,
                           &IdMapEntry::firstOutside);
    return result;
}

std::optional<std::uint32_t> fromKernelId(const UserNamespace& ns, IdMapKind kind, std::uint32_t id)
{
    const std::optional<std::uint32_t> outside
        = ns.parent ? fromKernelId(*ns.parent, kind, id) : id;
    if (!outside)
        return std::nullopt;
    return translate(mapOf(ns, kind), *outside, &IdMapEntry::firstOutside,
                     &IdMapEntry::firstInside);
}

void Kernel::State::enterUserNamespace(Task& task, Ref<UserNamespace> ns)
{
    procfs::Credentials next = *task.credentials;
    next.userNamespace = ns->id;
    const std::uint64_t all = allCapabilities();
    next.capabilities = {0, all, all, all, 0};
    task.userNamespace = std::move(ns);
    task.keepCapabilities = false;
    setCredentials(task, std::move(next));
}

namespace {

// Whether a call would have to part what cannot be parted, or is none that Linux knows.
bool isSharedApart(const Kernel::State& state, const Task& task, std::uint32_t flags)
{
    const auto has = [flags](std::uint32_t some) { return (flags & some) != 0; };
    const bool isAlone = task.group->members.size() == 1;
    if (!state.isLinux()) // nobody counts there who shares memory and handlers
        return has(clone::vm | clone::sighand)
            || (has(clone::thread | clone::newpid | clone::newuser) && !isAlone);
    // check_unshare_flags() in Linux' kernel/fork.c.
    constexpr std::uint32_t semaphores = 0x40000; // CLONE_SYSVSEM
    constexpr std::uint32_t known = clone::newuser | clone::newpid | clone::newnet | clone::newns
        | clone::newtime | clone::newipc | clone::newuts | clone::newcgroup | clone::files
        | clone::fs | clone::thread | clone::vm | clone::sighand | semaphores;
    return has(~known)
        || (has(clone::thread | clone::vm | clone::sighand | clone::newuser) && !isAlone)
        || (has(clone::vm | clone::sighand) && task.group->sharesActionsWith)
        || (has(clone::vm) && task.memory->users.size() > 1);
}

}

Result<void> Kernel::unshare(TaskId id, std::uint32_t flags)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    constexpr std::uint32_t others = clone::newipc | clone::newuts | clone::newcgroup;
    constexpr std::uint32_t privileged
        = clone::newpid | clone::newnet | clone::newns | clone::newtime | others;
    if (!d->isLinux()) // it passes over what it does not know (pkg/sentry/kernel/task_clone.go)
        flags &= ~(clone::newtime | (d->isSince(Behaviour::gvisor2026) ? 0 : clone::newcgroup));
    const auto has = [flags](std::uint32_t flag) { return (flags & flag) != 0; };
    if (isSharedApart(*d, task, flags))
        return std::unexpected(Errno::invalid);
    if (has(clone::newuser)) {
        const auto& ids = *task.credentials;
        if (task.fs->root != "/"
            || !fromKernelId(*task.userNamespace, IdMapKind::uid, ids.effectiveUid)
            || !fromKernelId(*task.userNamespace, IdMapKind::gid, ids.effectiveGid))
            return std::unexpected(Errno::perm);
        if (nestingOf(*task.userNamespace) >= maxNesting)
            return std::unexpected(Errno::noSpace);
    } else if (has(privileged) && !d->hasCapability(task, capability::sysAdmin)) {
        return std::unexpected(Errno::perm);
    }
    // Linux makes one once; gVisor another one in its place.
    if (has(clone::newpid) && task.childPidNamespace && d->isLinux())
        return std::unexpected(Errno::invalid);
    if (has(clone::newpid) && nestingOf(*task.pidNamespace) >= maxNesting)
        return std::unexpected(Errno::noSpace);

    d->entered(task);
    if (has(clone::newuser))
        d->enterUserNamespace(
            task, d->makeUserNamespace(task.userNamespace, task.credentials->effectiveUid));
    if (has(clone::newpid)) {
        task.childPidNamespace = d->makePidNamespace(task.pidNamespace, task.userNamespace);
        d->touch(task);
    }
    if (has(clone::newtime)) {
        task.childTimeNamespace = procfs::TimeNamespaceId{d->nextTime++};
        d->touch(task);
    }
    if (has(others)) {
        task.otherNamespaces = d->othersAfter(task.otherNamespaces, flags);
        d->touch(task);
    }
    if (has(clone::newnet)) {
        task.net = d->makeNetNamespace();
        d->touch(task);
    }
    if (has(clone::newns)) {
        task.mounts = d->makeMountNamespace(task.mounts.get());
        d->touch(task);
    }
    // In Linux a user namespace brings a root folder of one's own along (kernel/fork.c).
    const std::uint32_t withFs = clone::newns | clone::fs | (d->isLinux() ? clone::newuser : 0);
    if (has(withFs) && task.fs->owners > 1) {
        task.fs = d->makeFsContext(task.fs.get());
        d->touch(task);
    }
    if (has(clone::files))
        d->unshareFdTable(task);
    return {};
}

namespace {

// Which kinds a release lets a task enter.
std::uint32_t enterable(const Kernel::State& state)
{
    constexpr std::uint32_t since2024
        = clone::newnet | clone::newns | clone::newipc | clone::newuts;
    if (!state.isSince(Behaviour::gvisor2026))
        return since2024;
    const std::uint32_t all = since2024 | clone::newpid | clone::newuser | clone::newcgroup;
    return state.isLinux() ? all | clone::newtime : all;
}

bool isInside(const PidNamespace& inner, const PidNamespace& outer)
{
    for (const PidNamespace* at = &inner; at; at = at->parent.get()) {
        if (at == &outer)
            return true;
    }
    return false;
}

constexpr Errno tooManyUsers{87};

// The rules of Linux' install functions; gVisor has the same.
Errno mayEnter(const Kernel::State& state, const Task& task, const Task& target,
               std::uint32_t kinds)
{
    const auto has = [kinds](std::uint32_t kind) { return (kinds & kind) != 0; };
    if (has(clone::newuser)
        && (task.userNamespace.get() == target.userNamespace.get() || task.group->members.size() > 1
            || task.fs->owners > 1))
        return Errno::invalid;
    if (has(clone::newns) && task.fs->owners > 1)
        return Errno::invalid;
    // Who enters a user namespace is almighty in it, and it comes first.
    const auto mayAs = [&](const UserNamespace& ns, int capability) {
        return state.hasCapabilityIn(task, ns, capability);
    };
    if (!mayAs(*target.userNamespace, capability::sysAdmin) && has(clone::newuser))
        return Errno::perm;
    if (!has(clone::newuser)) {
        const UserNamespace& own = *task.userNamespace;
        if (!mayAs(own, capability::sysAdmin)
            || (has(clone::newns) && !mayAs(own, capability::sysChroot)))
            return Errno::perm;
    }
    if (has(clone::newpid)) {
        const UserNamespace& owner = *target.pidNamespace->userNamespace;
        if (!has(clone::newuser) && !mayAs(owner, capability::sysAdmin))
            return Errno::perm;
        if (!isInside(*target.pidNamespace, *task.pidNamespace))
            return Errno::invalid;
    }
    // timens_install() in kernel/time/namespace.c, the last one to be asked.
    const auto isAlive = [](const Task* member) { return !member->isExiting; };
    if (has(clone::newtime)
        && (std::ranges::count_if(task.group->members, isAlive) > 1
            || task.memory->users.size() > 1))
        return tooManyUsers;
    return Errno::ok;
}

}

Result<void> Kernel::setns(TaskId id, TaskId targetId, std::uint32_t kinds)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    if (!d->isSince(Behaviour::gvisor2024))
        return std::unexpected(d->isSince(Behaviour::gvisor2022) ? Errno::notSupported
                                                                 : Errno::noSystemCall);
    const Task* target = d->visibleTo(task, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    const auto has = [kinds](std::uint32_t kind) { return (kinds & kind) != 0; };
    if (kinds == 0 || (kinds & ~enterable(*d)) != 0)
        return std::unexpected(Errno::invalid);
    if (const Errno error = mayEnter(*d, task, *target, kinds); error != Errno::ok)
        return std::unexpected(error);

    d->entered(task);
    // One's own, once more, is no change.
    const auto places = [&task] {
        return std::tuple(task.userNamespace.get(), task.childPidNamespace.get(), task.net.get(),
                          task.mounts.get(), task.fs.get(), task.otherNamespaces,
                          task.childTimeNamespace);
    };
    const auto before = places();
    if (has(clone::newuser))
        d->enterUserNamespace(task, target->userNamespace);
    if (has(clone::newpid)) {
        const bool isOwn = target->pidNamespace.get() == task.pidNamespace.get();
        task.childPidNamespace = isOwn ? Ref<PidNamespace>() : target->pidNamespace;
    }
    if (has(clone::newnet))
        task.net = target->net;
    if (has(clone::newipc))
        task.otherNamespaces.ipc = target->otherNamespaces.ipc;
    if (has(clone::newuts))
        task.otherNamespaces.uts = target->otherNamespaces.uts;
    if (has(clone::newcgroup))
        task.otherNamespaces.cgroup = target->otherNamespaces.cgroup;
    if (has(clone::newtime))
        task.otherNamespaces.time = task.childTimeNamespace = target->otherNamespaces.time;
    if (has(clone::newns)) {
        task.mounts = target->mounts;
        task.fs = d->makeFsContext(task.fs.get());
        task.fs->root = task.fs->workingDirectory = "/";
    }
    if (places() != before)
        d->touch(task);
    return {};
}

Result<void> Kernel::setIdMap(TaskId writerId, TaskId targetId, IdMapKind kind,
                              const std::vector<IdMapEntry>& entries)
{
    const auto found = d->caller(writerId);
    if (!found)
        return std::unexpected(found.error());
    Task& writer = **found;
    const Task* target = d->knownTo(writer, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    const std::size_t maxEntries = d->isLinux() ? 340 : 5;
    UserNamespace& ns = *target->userNamespace;
    const int needed = kind == IdMapKind::uid ? capability::setuid : capability::setgid;
    if (entries.size() > maxEntries)
        return std::unexpected(Errno::invalid);
    if (!mapOf(ns, kind).empty())
        return std::unexpected(Errno::perm);
    if (entries.empty())
        return std::unexpected(Errno::invalid);
    if (!d->hasCapabilityIn(writer, ns, needed))
        return std::unexpected(Errno::perm);
    const UserNamespace* own = writer.userNamespace.get();
    if (own != &ns && own != ns.parent.get())
        return std::unexpected(Errno::perm);
    if (!ns.parent || !d->hasCapabilityIn(writer, *ns.parent, needed)) {
        const std::uint32_t self = kind == IdMapKind::uid ? writer.credentials->effectiveUid
                                                          : writer.credentials->effectiveGid;
        const bool mapsSelf = ns.parent && entries.size() == 1 && entries[0].length == 1
            && toKernelId(*ns.parent, kind, entries[0].firstOutside) == self;
        // A group may be what keeps its members out, so in Linux nobody drops it before that is
        // denied (user_namespaces(7)).
        const bool maySetGroups = d->isLinux() && kind == IdMapKind::gid && ns.groupsAllowed;
        if (!mapsSelf || maySetGroups || writer.credentials->effectiveUid != ns.ownerUid)
            return std::unexpected(Errno::perm);
    }
    for (const IdMapEntry& entry : entries) {
        if (entry.length == 0 || entry.firstInside + std::uint64_t{entry.length} > idSpace
            || entry.firstOutside + std::uint64_t{entry.length} > idSpace)
            return std::unexpected(Errno::invalid);
    }
    if (overlap(entries, &IdMapEntry::firstInside) || overlap(entries, &IdMapEntry::firstOutside))
        return std::unexpected(Errno::invalid);
    for (const IdMapEntry& entry : entries) { // all of the range must be mapped in the parent, in
                                              // one piece
        const auto& around = mapOf(*ns.parent, kind);
        const bool isMapped = std::ranges::any_of(around, [&entry](const IdMapEntry& outer) {
            return entry.firstOutside >= outer.firstInside
                && entry.firstOutside + std::uint64_t{entry.length}
                <= outer.firstInside + std::uint64_t{outer.length};
        });
        if (!isMapped)
            return std::unexpected(Errno::perm);
    }

    d->entered(writer);
    auto& map = kind == IdMapKind::uid ? ns.uidMap : ns.gidMap;
    map = entries;
    std::ranges::sort(map, {}, &IdMapEntry::firstInside);
    d->touch(ns);
    return {};
}

Result<void> Kernel::setGroupsAllowed(TaskId writerId, TaskId targetId, bool allowed)
{
    const auto found = d->caller(writerId);
    if (!found)
        return std::unexpected(found.error());
    Task& writer = **found;
    const Task* target = d->knownTo(writer, targetId);
    if (!target)
        return std::unexpected(Errno::noProcess);
    UserNamespace& ns = *target->userNamespace;
    if (!d->hasCapabilityIn(writer, ns, capability::sysAdmin))
        return std::unexpected(Errno::perm);
    // gVisor at 3c5eee17d, pkg/sentry/kernel/auth/user_namespace.go: what it was may be said again.
    const bool isRefused = allowed ? !ns.groupsAllowed : !ns.gidMap.empty();
    if (isRefused)
        return std::unexpected(Errno::perm);
    d->entered(writer);
    if (ns.groupsAllowed != allowed) {
        ns.groupsAllowed = allowed;
        d->touch(ns);
    }
    return {};
}

Result<std::uint32_t> Kernel::umask(TaskId id, std::uint32_t mask)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    d->entered(**found);
    FsContext& fs = *(*found)->fs;
    const std::uint32_t before = fs.umask;
    fs.umask = mask & permissionBits;
    if (fs.umask != before)
        d->touch(fs);
    return before;
}

}
