// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Users, groups and capabilities. Facts 5.8 and 2.20.
#include <model/kernel/state.h>

#include <algorithm>
#include <array>

namespace sandscope::kernel {

using procfs::Capabilities;
using procfs::Credentials;

namespace {

constexpr std::size_t maxGroups = 65536;

constexpr std::uint64_t bit(int capability)
{
    return std::uint64_t{1} << static_cast<unsigned>(capability);
}

bool isSubset(std::uint64_t inner, std::uint64_t outer)
{
    return (inner & ~outer) == 0;
}

// The three ids of one kind, for the rules that hold for users and groups alike.
struct IdTriple
{
    std::uint32_t real, effective, saved;

    [[nodiscard]] bool has(std::uint32_t id) const
    {
        return real == id || effective == id || saved == id;
    }
};

IdTriple idsOf(const Credentials& credentials, IdMapKind kind)
{
    if (kind == IdMapKind::uid)
        return {credentials.realUid, credentials.effectiveUid, credentials.savedUid};
    return {credentials.realGid, credentials.effectiveGid, credentials.savedGid};
}

// What a change of user ids does to the capabilities.
void adjustCapabilities(Credentials& credentials, const IdTriple& before, const UserNamespace& ns,
                        bool keep)
{
    const auto root = toKernelId(ns, IdMapKind::uid, 0);
    if (!root)
        return;
    const IdTriple after = idsOf(credentials, IdMapKind::uid);
    Capabilities& sets = credentials.capabilities;
    if (before.has(*root) && !after.has(*root)) {
        if (!keep)
            sets.permitted = 0;
        sets.effective = 0;
    } else if (before.effective == *root && after.effective != *root) {
        sets.effective = 0;
    } else if (before.effective != *root && after.effective == *root) {
        sets.effective = sets.permitted;
    }
}

}

std::uint64_t Kernel::State::allCapabilities() const
{
    return is2018() ? 0x1fffffffffULL : 0x3fffffffffULL;
}

bool Kernel::State::hasCapability(const Task& task, int capability) const
{
    return (task.credentials->capabilities.effective & bit(capability)) != 0;
}

bool Kernel::State::hasCapabilityIn(const Task& task, const UserNamespace& ns, int capability) const
{
    for (const UserNamespace* at = &ns; at; at = at->parent.get()) {
        if (at == task.userNamespace.get())
            return hasCapability(task, capability);
        if (at->parent.get() == task.userNamespace.get()
            && at->ownerUid == task.credentials->effectiveUid)
            return true;
    }
    return false;
}

bool Kernel::State::canTrace(const Task& reader, const Task& target) const
{
    if (reader.group == target.group
        || hasCapabilityIn(reader, *target.userNamespace, capability::sysPtrace))
        return true;
    const Credentials& own = *reader.credentials;
    const Credentials& theirs = *target.credentials;
    return own.realUid == theirs.realUid && own.realUid == theirs.effectiveUid
        && own.realUid == theirs.savedUid && own.realGid == theirs.realGid
        && own.realGid == theirs.effectiveGid && own.realGid == theirs.savedGid
        && reader.userNamespace.get() == target.userNamespace.get()
        && isSubset(theirs.capabilities.permitted, own.capabilities.permitted);
}

void Kernel::State::setCredentials(Task& task, Credentials credentials)
{
    if (task.credentials) {
        credentials.generation = task.credentials->generation;
        if (credentials == *task.credentials)
            return;
        // A program that changed who it is no longer shows its memory to whom it was.
        const bool isSomeoneElse = credentials.effectiveUid != task.credentials->effectiveUid
            || credentials.effectiveGid != task.credentials->effectiveGid;
        if (isSomeoneElse && task.memory && task.memory->dumpable) {
            task.memory->dumpable = false;
            touch(*task.memory);
        }
    }
    credentials.generation = stamp;
    task.credentials = std::make_shared<const Credentials>(std::move(credentials));
    touch(task);
}

Credentials Kernel::State::credentialsAfterExec(const Task& task) const
{
    Credentials result = *task.credentials;
    result.effectiveUid = result.savedUid = result.realUid;
    result.effectiveGid = result.savedGid = result.realGid;
    const auto root = toKernelId(*task.userNamespace, IdMapKind::uid, 0);
    Capabilities& sets = result.capabilities;
    const bool isRoot = root && result.realUid == *root;
    sets.permitted = isRoot ? sets.permitted & (sets.inheritable | sets.bounding) : 0;
    sets.effective = isRoot ? sets.permitted : 0;
    return result;
}

namespace {

// The kernel's ids for those given, in the caller's user namespace. False: one is not mapped.
bool translate(const Task& task, IdMapKind kind, const IdChange& asked, IdChange& out)
{
    const std::array pairs
        = {std::pair{&asked.real, &out.real}, std::pair{&asked.effective, &out.effective},
           std::pair{&asked.saved, &out.saved}};
    for (const auto& [from, to] : pairs) {
        if (!*from)
            continue;
        *to = toKernelId(*task.userNamespace, kind, **from);
        if (!*to)
            return false;
    }
    return true;
}

void apply(Kernel::State& state, Task& task, IdMapKind kind, const IdChange& ids)
{
    Credentials next = *task.credentials;
    const IdTriple before = idsOf(next, kind);
    const bool isUser = kind == IdMapKind::uid;
    (isUser ? next.realUid : next.realGid) = ids.real.value_or(before.real);
    (isUser ? next.effectiveUid : next.effectiveGid) = ids.effective.value_or(before.effective);
    (isUser ? next.savedUid : next.savedGid) = ids.saved.value_or(before.saved);
    if (isUser)
        adjustCapabilities(next, before, *task.userNamespace, task.keepCapabilities);
    state.entered(task);
    state.setCredentials(task, std::move(next));
}

Result<void> setAll(Kernel::State& state, TaskId id, IdMapKind kind, int capability,
                    std::uint32_t value)
{
    const auto found = state.caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    const auto target = toKernelId(*task.userNamespace, kind, value);
    if (!target)
        return std::unexpected(Errno::invalid);
    if (state.hasCapability(task, capability)) {
        apply(state, task, kind, {target, target, target});
        return {};
    }
    const IdTriple ids = idsOf(*task.credentials, kind);
    if (*target != ids.real && *target != ids.saved)
        return std::unexpected(Errno::perm);
    apply(state, task, kind, {std::nullopt, target, std::nullopt});
    return {};
}

Result<void> setEach(Kernel::State& state, TaskId id, IdMapKind kind, int capability,
                     const IdChange& change)
{
    const auto found = state.caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    IdChange target;
    if (!translate(task, kind, change, target))
        return std::unexpected(Errno::invalid);
    const IdTriple ids = idsOf(*task.credentials, kind);
    const auto allowed = [&ids](const auto& wanted) { return !wanted || ids.has(*wanted); };
    if (!state.hasCapability(task, capability)
        && !(allowed(target.real) && allowed(target.effective) && allowed(target.saved)))
        return std::unexpected(Errno::perm);
    apply(state, task, kind, target);
    return {};
}

}

Result<void> Kernel::setuid(TaskId caller, std::uint32_t uid)
{
    return setAll(*d, caller, IdMapKind::uid, capability::setuid, uid);
}

Result<void> Kernel::setgid(TaskId caller, std::uint32_t gid)
{
    return setAll(*d, caller, IdMapKind::gid, capability::setgid, gid);
}

Result<void> Kernel::setresuid(TaskId caller, const IdChange& change)
{
    return setEach(*d, caller, IdMapKind::uid, capability::setuid, change);
}

Result<void> Kernel::setresgid(TaskId caller, const IdChange& change)
{
    return setEach(*d, caller, IdMapKind::gid, capability::setgid, change);
}

Result<void> Kernel::setgroups(TaskId id, const std::vector<std::uint32_t>& groups)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    if (groups.size() > maxGroups)
        return std::unexpected(Errno::invalid);
    if (!d->hasCapability(task, capability::setgid) || !task.userNamespace->groupsAllowed)
        return std::unexpected(Errno::perm);
    Credentials next = *task.credentials;
    next.groups.clear();
    for (const std::uint32_t group : groups) {
        const auto target = toKernelId(*task.userNamespace, IdMapKind::gid, group);
        if (!target)
            return std::unexpected(Errno::invalid);
        next.groups.push_back(*target);
    }
    d->entered(task);
    d->setCredentials(task, std::move(next));
    return {};
}

Result<void> Kernel::capset(TaskId id, const Capabilities& sets)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    Credentials next = *task.credentials;
    const Capabilities old = next.capabilities;
    next.capabilities.effective = sets.effective & d->allCapabilities();
    next.capabilities.permitted = sets.permitted & d->allCapabilities();
    next.capabilities.inheritable = sets.inheritable & d->allCapabilities();
    const bool mayInherit = d->hasCapability(task, capability::setpcap)
        || isSubset(next.capabilities.inheritable, old.inheritable | old.permitted);
    if (!isSubset(next.capabilities.permitted, old.permitted)
        || !isSubset(next.capabilities.effective, next.capabilities.permitted) || !mayInherit
        || !isSubset(next.capabilities.inheritable, old.inheritable | old.bounding))
        return std::unexpected(Errno::perm);
    d->entered(task);
    d->setCredentials(task, std::move(next));
    return {};
}

Result<void> Kernel::dropBounding(TaskId id, int capability)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    if (capability < 0 || capability > 63 || !isSubset(bit(capability), d->allCapabilities()))
        return std::unexpected(Errno::invalid);
    if (!d->hasCapability(task, capability::setpcap))
        return std::unexpected(Errno::perm);
    d->entered(task);
    Credentials next = *task.credentials;
    next.capabilities.bounding &= ~bit(capability);
    d->setCredentials(task, std::move(next));
    return {};
}

Result<void> Kernel::setKeepCapabilities(TaskId id, bool keep)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    d->entered(**found);
    (*found)->keepCapabilities = keep;
    return {};
}

Result<void> Kernel::setDumpable(TaskId id, bool dumpable)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    d->entered(**found);
    Memory& memory = *(*found)->memory;
    if (memory.dumpable != dumpable) {
        memory.dumpable = dumpable;
        d->touch(memory);
    }
    return {};
}

Result<void> Kernel::setSeccomp(TaskId id, bool allThreads)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (allThreads && d->is2018())
        return std::unexpected(Errno::invalid);
    d->entered(**found);
    procfs::TaskDetails& own = d->detailsOf(**found);
    ++own.seccompFilters;
    for (Task* member : (*found)->group->members) {
        const bool isMeant = member == *found || (allThreads && !member->isExiting);
        if (!isMeant)
            continue;
        const procfs::TaskDetails& old = *member->details;
        const bool isOther = old.seccompFilters != own.seccompFilters
            || (own.noNewPrivileges && !old.noNewPrivileges);
        if (member != *found && isOther) { // the caller's filters take the place of its own
            procfs::TaskDetails& theirs = d->detailsOf(*member);
            theirs.seccompFilters = own.seccompFilters;
            theirs.noNewPrivileges = theirs.noNewPrivileges || own.noNewPrivileges;
        }
        member->seccompMode = 2;
    }
    return {};
}

Result<void> Kernel::setNoNewPrivileges(TaskId id)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    d->entered(**found);
    if (!(*found)->details->noNewPrivileges)
        d->detailsOf(**found).noNewPrivileges = true;
    return {};
}

}
