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
constexpr int strictMode = 1;
constexpr int filterMode = 2;

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
        sets.ambient = 0;
        if (!keep)
            sets.permitted = sets.effective = 0;
    }
    if (before.effective == *root && after.effective != *root) {
        sets.effective = 0;
    } else if (before.effective != *root && after.effective == *root) {
        sets.effective = sets.permitted;
    }
}

}

namespace {

bool isDescendant(const Task& task, const ThreadGroup& of)
{
    const Task* at = &task;
    while (at && at->group != &of)
        at = at->parent;
    return at != nullptr;
}

// Linux, kernel/cred.c, cred_cap_issubset(): who enters a namespace that is its own gains nothing.
bool hasGained(const Kernel::State& state, const Credentials& from, const Credentials& to)
{
    if (from.userNamespace == to.userNamespace)
        return !isSubset(to.capabilities.permitted, from.capabilities.permitted);
    for (const UserNamespace* at = state.userNamespaces.find(to.userNamespace); at && at->parent;
         at = at->parent.get()) {
        if (at->parent->id == from.userNamespace && at->ownerUid == from.effectiveUid)
            return false;
    }
    return true;
}

}

std::uint64_t Kernel::State::allCapabilities() const
{
    if (is2018())
        return 0x1fffffffffULL; // up to CAP_BLOCK_SUSPEND
    return isSince(Behaviour::gvisor2024) ? 0x1ffffffffffULL : 0x3fffffffffULL;
}

bool Kernel::State::hasCapability(const Task& task, int capability) const
{
    const bool hasIt = (task.credentials->capabilities.effective & bit(capability)) != 0;
    hasUsedCapability = hasUsedCapability || (hasIt && isLinux());
    return hasIt;
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
    const bool isSame = own.realUid == theirs.realUid && own.realUid == theirs.effectiveUid
        && own.realUid == theirs.savedUid && own.realGid == theirs.realGid
        && own.realGid == theirs.effectiveGid && own.realGid == theirs.savedGid
        && reader.userNamespace.get() == target.userNamespace.get()
        && isSubset(theirs.capabilities.permitted, own.capabilities.permitted);
    if (!isSame || !isSince(Behaviour::gvisor2022))
        return isSame;
    if (target.memory && !target.memory->dumpable)
        return false;
    // Yama's relational rule, which every gVisor boots with; what Linux boots with is a matter of
    // who built it, and here it has none.
    return isLinux() || isDescendant(target, *reader.group);
}

void Kernel::State::setCredentials(Task& task, Credentials credentials)
{
    if (task.credentials) {
        credentials.generation = task.credentials->generation;
        if (credentials == *task.credentials)
            return;
        // A program that changed who it is no longer shows its memory to whom it was, nor hears of
        // its parent's end.
        const Credentials& old = *task.credentials;
        const bool isMore = isSince(Behaviour::gvisor2026) && hasGained(*this, old, credentials);
        if (isMore || credentials.effectiveUid != old.effectiveUid
            || credentials.effectiveGid != old.effectiveGid || credentials.fileUid != old.fileUid
            || credentials.fileGid != old.fileGid) {
            task.parentDeathSignal = 0;
            if (task.memory && task.memory->dumpable) {
                task.memory->dumpable = false;
                touch(*task.memory);
            }
        }
    }
    credentials.generation = stamp;
    task.credentials = std::make_shared<const Credentials>(std::move(credentials));
    touch(task);
}

void Kernel::State::setCredentialsForExec(Task& task, Credentials credentials)
{
    const auto old = task.credentials;
    task.memory->dumpable = true;
    task.keepCapabilities = false;
    setCredentials(task, std::move(credentials));
    // Until 2024 gVisor lets every new program be looked into. Later, and in Linux (fs/exec.c), not
    // one that began as somebody else.
    if (!isSince(Behaviour::gvisor2026))
        task.memory->dumpable = true;
    else if (old->effectiveUid != old->realUid || old->effectiveGid != old->realGid)
        task.memory->dumpable = false;
}

namespace {

// gVisor until 2024: no program raises anybody, as if no_new_privs always were.
void loseAtExec(Credentials& credentials, std::uint32_t root)
{
    Capabilities& sets = credentials.capabilities;
    const bool isEffectivelyRoot = credentials.effectiveUid == root;
    const bool isRoot = isEffectivelyRoot || credentials.realUid == root;
    sets.permitted = isRoot ? sets.permitted & (sets.inheritable | sets.bounding) : 0;
    sets.effective = isEffectivelyRoot ? sets.permitted : 0;
    credentials.effectiveUid = credentials.savedUid = credentials.realUid;
    credentials.effectiveGid = credentials.savedGid = credentials.realGid;
}

// Linux (security/commoncap.c) and gVisor since 2026, for a file without capabilities and set-id
// bits: root gets back what its bounding set has.
void changeAtExec(Credentials& credentials, std::uint32_t root, bool noNewPrivileges)
{
    Capabilities& sets = credentials.capabilities;
    const Capabilities old = sets;
    const bool isEffectivelyRoot = credentials.effectiveUid == root;
    sets.permitted = sets.ambient;
    if (isEffectivelyRoot || credentials.realUid == root)
        sets.permitted |= sets.bounding | sets.inheritable;
    const bool hasOtherId = credentials.effectiveUid != credentials.realUid
        || credentials.effectiveGid != credentials.realGid;
    if (noNewPrivileges && (hasOtherId || !isSubset(sets.permitted, old.permitted))) {
        credentials.effectiveUid = credentials.realUid;
        credentials.effectiveGid = credentials.realGid;
        sets.permitted &= old.permitted;
    }
    sets.effective = isEffectivelyRoot ? sets.permitted : sets.ambient;
    credentials.savedUid = credentials.effectiveUid;
    credentials.savedGid = credentials.effectiveGid;
    credentials.fileUid.reset();
    credentials.fileGid.reset();
}

}

Credentials Kernel::State::credentialsAfterExec(const Task& task) const
{
    Credentials result = *task.credentials;
    const auto root = toKernelId(*task.userNamespace, IdMapKind::uid, 0);
    constexpr std::uint32_t nobody = ~std::uint32_t{0}; // an id that nobody can have
    if (isSince(Behaviour::gvisor2026))
        changeAtExec(result, root.value_or(nobody), task.details->noNewPrivileges);
    else
        loseAtExec(result, root.value_or(nobody));
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
    (isUser ? next.fileUid : next.fileGid).reset(); // follows the effective one again
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
    if (!(allowed(target.real) && allowed(target.effective) && allowed(target.saved))
        && !state.hasCapability(task, capability))
        return std::unexpected(Errno::perm);
    apply(state, task, kind, target);
    return {};
}

Result<void> setPair(Kernel::State& state, TaskId id, IdMapKind kind, int capability,
                     const IdChange& change)
{
    const auto found = state.caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    IdChange target;
    if (!translate(task, kind, {change.real, change.effective, std::nullopt}, target))
        return std::unexpected(Errno::invalid);
    const IdTriple ids = idsOf(*task.credentials, kind);
    const bool isAllowed
        = (!target.real || *target.real == ids.real || *target.real == ids.effective)
        && (!target.effective || ids.has(*target.effective));
    if (!isAllowed && !state.hasCapability(task, capability))
        return std::unexpected(Errno::perm);
    // The saved one follows where the real one is set or the effective one leaves it; gVisor looks
    // at the effective one there.
    const std::uint32_t before = state.isLinux() ? ids.real : ids.effective;
    if (target.real || (target.effective && *target.effective != before))
        target.saved = target.effective.value_or(ids.effective);
    apply(state, task, kind, target);
    return {};
}

// Who is not mapped.
constexpr std::uint32_t overflowId = 65534;

// CAP_CHOWN to CAP_FSETID, LINUX_IMMUTABLE, MKNOD and MAC_OVERRIDE, which follow the user for
// files.
constexpr std::uint64_t fileCapabilities = 0x1f | bit(9) | bit(27) | bit(32);

Result<std::uint32_t> setForFiles(Kernel::State& state, TaskId id, IdMapKind kind, int capability,
                                  std::uint32_t value)
{
    const auto found = state.caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (!state.isLinux())
        return std::unexpected(Errno::noSystemCall);
    Task& task = **found;
    const UserNamespace& ns = *task.userNamespace;
    Credentials next = *task.credentials;
    const bool isUser = kind == IdMapKind::uid;
    auto& own = isUser ? next.fileUid : next.fileGid;
    const IdTriple ids = idsOf(next, kind);
    const std::uint32_t before = own.value_or(ids.effective);
    const auto target = toKernelId(ns, kind, value);
    const bool isAllowed = target && *target != before
        && (ids.has(*target) || state.hasCapability(task, capability));
    state.entered(task);
    if (isAllowed) {
        own = *target == ids.effective ? std::nullopt : target;
        const auto root = toKernelId(ns, IdMapKind::uid, 0);
        Capabilities& sets = next.capabilities;
        if (isUser && root && before == *root)
            sets.effective &= ~fileCapabilities;
        else if (isUser && root && *target == *root)
            sets.effective |= sets.permitted & fileCapabilities;
        state.setCredentials(task, std::move(next));
    }
    return fromKernelId(ns, kind, before).value_or(overflowId);
}

}

std::array<std::uint32_t, 3> Kernel::ownIds(TaskId id, IdMapKind kind) const
{
    const Task* const task = d->tasks.find(id);
    if (!task)
        return {};
    const IdTriple ids = idsOf(*task->credentials, kind);
    const auto own = [&](std::uint32_t value) {
        return fromKernelId(*task->userNamespace, kind, value).value_or(overflowId);
    };
    return {own(ids.real), own(ids.effective), own(ids.saved)};
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

Result<void> Kernel::setreuid(TaskId caller, const IdChange& change)
{
    return setPair(*d, caller, IdMapKind::uid, capability::setuid, change);
}

Result<void> Kernel::setregid(TaskId caller, const IdChange& change)
{
    return setPair(*d, caller, IdMapKind::gid, capability::setgid, change);
}

Result<std::uint32_t> Kernel::setfsuid(TaskId caller, std::uint32_t uid)
{
    return setForFiles(*d, caller, IdMapKind::uid, capability::setuid, uid);
}

Result<std::uint32_t> Kernel::setfsgid(TaskId caller, std::uint32_t gid)
{
    return setForFiles(*d, caller, IdMapKind::gid, capability::setgid, gid);
}

Result<void> Kernel::setgroups(TaskId id, const std::vector<std::uint32_t>& groups)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    // Linux, kernel/user_namespace.c: not before it is known which groups there are.
    const bool hasMap = !task.userNamespace->gidMap.empty() || !d->isLinux();
    const bool isAllowed
        = hasMap && task.userNamespace->groupsAllowed && d->hasCapability(task, capability::setgid);
    if (groups.size() > maxGroups && (isAllowed || !d->isLinux()))
        return std::unexpected(Errno::invalid);
    if (!isAllowed)
        return std::unexpected(Errno::perm);
    Credentials next = *task.credentials;
    next.groups.clear();
    for (const std::uint32_t group : groups) {
        const auto target = toKernelId(*task.userNamespace, IdMapKind::gid, group);
        if (!target)
            return std::unexpected(Errno::invalid);
        next.groups.push_back(*target);
    }
    if (d->isLinux())
        std::ranges::sort(next.groups);
    d->entered(task);
    d->setCredentials(task, std::move(next));
    return {};
}

namespace {

bool isCapability(const Kernel::State& state, int number)
{
    return number >= 0 && number < 64 && isSubset(bit(number), state.allCapabilities());
}

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
    // Linux does not note that it asked for this one.
    const bool mayInherit = (old.effective & bit(capability::setpcap)) != 0
        || isSubset(next.capabilities.inheritable, old.inheritable | old.permitted);
    if (!isSubset(next.capabilities.permitted, old.permitted)
        || !isSubset(next.capabilities.effective, next.capabilities.permitted) || !mayInherit
        || !isSubset(next.capabilities.inheritable, old.inheritable | old.bounding))
        return std::unexpected(Errno::perm);
    next.capabilities.ambient &= next.capabilities.permitted & next.capabilities.inheritable;
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
    const bool exists = isCapability(*d, capability);
    if (!exists && !d->isLinux())
        return std::unexpected(Errno::invalid);
    if (!d->hasCapability(task, capability::setpcap))
        return std::unexpected(Errno::perm);
    if (!exists)
        return std::unexpected(Errno::invalid);
    d->entered(task);
    Credentials next = *task.credentials;
    next.capabilities.bounding &= ~bit(capability);
    d->setCredentials(task, std::move(next));
    return {};
}

Result<void> Kernel::setAmbient(TaskId id, int capability, bool raise)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    Task& task = **found;
    if (!d->isSince(Behaviour::gvisor2026) || !isCapability(*d, capability))
        return std::unexpected(Errno::invalid);
    Credentials next = *task.credentials;
    Capabilities& sets = next.capabilities;
    if (raise && (sets.permitted & sets.inheritable & bit(capability)) == 0)
        return std::unexpected(Errno::perm);
    if (raise)
        sets.ambient |= bit(capability);
    else
        sets.ambient &= ~bit(capability);
    d->entered(task);
    d->setCredentials(task, std::move(next));
    return {};
}

Result<void> Kernel::clearAmbient(TaskId id)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (!d->isSince(Behaviour::gvisor2026))
        return std::unexpected(Errno::invalid);
    Credentials next = *(*found)->credentials;
    next.capabilities.ambient = 0;
    d->entered(**found);
    d->setCredentials(**found, std::move(next));
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
    if ((allThreads && d->is2018()) || (*found)->seccompMode == strictMode)
        return std::unexpected(Errno::invalid);
    if (d->isSince(Behaviour::gvisor2026) && !(*found)->details->noNewPrivileges
        && !d->hasCapability(**found, capability::sysAdmin))
        return std::unexpected(Errno::access);
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
        member->seccompMode = filterMode;
    }
    return {};
}

Result<void> Kernel::setSeccompStrict(TaskId id)
{
    const auto found = d->caller(id);
    if (!found)
        return std::unexpected(found.error());
    if (!d->isLinux() || (*found)->seccompMode == filterMode)
        return std::unexpected(Errno::invalid);
    d->entered(**found);
    if ((*found)->seccompMode != strictMode) {
        (*found)->seccompMode = strictMode;
        d->touch(**found);
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
