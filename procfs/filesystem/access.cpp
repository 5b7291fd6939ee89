// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "access.h"

#include <procfs/recordfilesystem.h>

#include <algorithm>

namespace sandscope::procfs {

namespace {

bool hasBit(std::uint64_t set, int capability)
{
    return ((set >> static_cast<unsigned>(capability)) & 1U) != 0;
}

/// Whether \a id has a number inside \a ns: it must be mapped in every namespace from the root down
/// to it.
bool isMapped(const Records& records, UserNamespaceId ns, std::uint32_t id,
              std::vector<IdMapEntry> UserNamespaceRecord::* map)
{
    std::vector<const UserNamespaceRecord*> path;
    for (auto at = ns; at;) {
        const auto* record = records.userNamespace(at);
        if (!record || path.size() == maxNesting)
            return false;
        path.push_back(record);
        at = record->parent;
    }
    for (auto level = path.rbegin(); level != path.rend(); ++level) {
        const auto& entries = (*level)->*map;
        const auto entry = std::ranges::find_if(entries, [id](const IdMapEntry& e) {
            return id >= e.firstOutside && id - e.firstOutside < e.length;
        });
        if (entry == entries.end())
            return false;
        id = entry->firstInside + (id - entry->firstOutside);
    }
    return true;
}

/// The id that \a ns knows as 0, as the root user namespace numbers it; that one's own 0 where it
/// knows none.
std::uint32_t rootOf(const Records& records, UserNamespaceId ns,
                     std::vector<IdMapEntry> UserNamespaceRecord::* map)
{
    std::uint32_t id = 0;
    std::size_t depth = 0;
    for (UserNamespaceId at = ns; at; ++depth) {
        const UserNamespaceRecord* const record = records.userNamespace(at);
        if (!record || depth == maxNesting)
            return 0;
        const auto& entries = record->*map;
        const auto entry = std::ranges::find_if(entries, [id](const IdMapEntry& e) {
            return id >= e.firstInside && id - e.firstInside < e.length;
        });
        if (entry == entries.end())
            return 0;
        id = entry->firstOutside + (id - entry->firstInside);
        at = record->parent;
    }
    return id;
}

}

bool hasCapabilityIn(const Records& records, const Credentials& reader, UserNamespaceId target,
                     int capability)
{
    auto ns = target;
    for (std::size_t depth = 0; depth < maxNesting; ++depth) {
        if (reader.userNamespace == ns)
            return hasBit(reader.capabilities.effective, capability);
        const auto* record = records.userNamespace(ns);
        if (!record || !record->parent)
            return false;
        if (record->parent == reader.userNamespace && record->ownerUid == reader.effectiveUid)
            return true;
        ns = record->parent;
    }
    return false;
}

namespace {

/// The relational rule of the Yama module (kernel/ptrace.go at 8db16e885): the reader traces the
/// target already, or is among its ancestors.
bool areRelated(const Records& records, const TaskRecord& reader, const TaskRecord& target)
{
    const TaskRecord* const tracer = records.task(target.tracer);
    if (tracer && tracer->group == reader.group)
        return true;
    // Records that go in a circle are none of a kernel's, but must not hold us here either.
    constexpr int maxDepth = 1 << 16;
    const TaskRecord* at = &target;
    for (int depth = 0; at && depth < maxDepth; ++depth) {
        if (at->group == reader.group)
            return true;
        at = at->parent ? records.task(at->parent) : nullptr;
    }
    return false;
}

bool isDumpable(const Records& records, const TaskRecord& task)
{
    const MemoryRecord* const memory = records.memory(task.memory);
    return !memory || memory->dumpable;
}

}

bool taskCanTrace(const Records& records, const TaskRecord& reader, const TaskRecord& target,
                  TraceRule rule, TraceMode mode)
{
    if (reader.group == target.group)
        return true;
    const Credentials& r = *reader.credentials;
    const Credentials& t = *target.credentials;
    if (hasCapabilityIn(records, r, t.userNamespace, capSysPtrace))
        return true;
    // Linux looks at a file's reader as at any that opens a file (kernel/ptrace.c,
    // security/commoncap.c): effective ids and capabilities.
    const bool onLinux = rule == TraceRule::linux_;
    const std::uint32_t uid = onLinux ? r.effectiveUid : r.realUid;
    const std::uint32_t gid = onLinux ? r.effectiveGid : r.realGid;
    if (uid != t.realUid || uid != t.effectiveUid || uid != t.savedUid)
        return false;
    if (gid != t.realGid || gid != t.effectiveGid || gid != t.savedGid)
        return false;
    if (rule != TraceRule::ids && !isDumpable(records, target))
        return false;
    if (r.userNamespace != t.userNamespace)
        return false;
    const std::uint64_t own = onLinux ? r.capabilities.effective : r.capabilities.permitted;
    if ((t.capabilities.permitted & ~own) != 0)
        return false;
    if (rule == TraceRule::related
        || (rule == TraceRule::relatedToAttach && mode == TraceMode::attach))
        return areRelated(records, reader, target);
    return true;
}

bool canTrace(const Records& records, TaskId reader, const TaskRecord& target)
{
    return canTrace(records, reader, target, Dialect::gvisor2019);
}

bool canTrace(const Records& records, TaskId reader, const TaskRecord& target, Dialect dialect,
              bool attach)
{
    if (!reader)
        return true;
    const TaskRecord* const record = records.task(reader);
    return record
        && taskCanTrace(records, *record, target, treeRulesOf(dialect).trace,
                        attach ? TraceMode::attach : TraceMode::read);
}

OwnerIds effectiveIds(const TaskRecord& task)
{
    return {task.credentials->effectiveUid, task.credentials->effectiveGid};
}

OwnerIds ownerOf(const Records& records, const TaskRecord& task, OwnerRule rule,
                 std::uint16_t permissions, bool directory)
{
    const bool onLinux = rule == OwnerRule::dumpable;
    if (onLinux && task.state == TaskState::dead)
        return {}; // nobody is left to ask
    if (rule == OwnerRule::effectiveIds || (directory && permissions == 0555))
        return effectiveIds(task);
    const MemoryRecord* const memory = records.memory(task.memory);
    if (!memory)
        return {};
    if (memory->dumpable)
        return effectiveIds(task);
    const UserNamespaceId users = task.credentials->userNamespace;
    return {rootOf(records, users, &UserNamespaceRecord::uidMap),
            rootOf(records, users, &UserNamespaceRecord::gidMap)};
}

bool mayAccess(const Records& records, const Credentials& reader, const Ownership& entry,
               Wanted wanted)
{
    unsigned shift = 0;
    if (reader.effectiveUid == entry.ids.uid)
        shift = 6;
    else if (reader.effectiveGid == entry.ids.gid
             || std::ranges::contains(reader.groups, entry.ids.gid))
        shift = 3;
    const unsigned bit = wanted == Wanted::read ? 4U : 1U;
    if (((entry.permissions >> shift) & bit) != 0)
        return true;

    const auto& effective = reader.capabilities.effective;
    const bool anyExecute = (entry.permissions & 0111U) != 0;
    const bool byOverride = hasBit(effective, capDacOverride)
        && (entry.directory || wanted == Wanted::read || anyExecute);
    const bool byReadSearch
        = hasBit(effective, capDacReadSearch) && (entry.directory || wanted == Wanted::read);
    return (byOverride || byReadSearch)
        && isMapped(records, reader.userNamespace, entry.ids.uid, &UserNamespaceRecord::uidMap)
        && isMapped(records, reader.userNamespace, entry.ids.gid, &UserNamespaceRecord::gidMap);
}

}
