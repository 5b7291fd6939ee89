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
        if (!record)
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

}

bool hasCapabilityIn(const Records& records, const Credentials& reader, UserNamespaceId target,
                     int capability)
{
    for (auto ns = target;;) {
        if (reader.userNamespace == ns)
            return hasBit(reader.capabilities.effective, capability);
        const auto* record = records.userNamespace(ns);
        if (!record || !record->parent)
            return false;
        if (record->parent == reader.userNamespace && record->ownerUid == reader.effectiveUid)
            return true;
        ns = record->parent;
    }
}

bool taskCanTrace(const Records& records, const TaskRecord& reader, const TaskRecord& target)
{
    if (reader.group == target.group)
        return true;
    const auto& r = *reader.credentials;
    const auto& t = *target.credentials;
    if (hasCapabilityIn(records, r, t.userNamespace, capSysPtrace))
        return true;
    if (r.realUid != t.realUid || r.realUid != t.effectiveUid || r.realUid != t.savedUid)
        return false;
    if (r.realGid != t.realGid || r.realGid != t.effectiveGid || r.realGid != t.savedGid)
        return false;
    if (r.userNamespace != t.userNamespace)
        return false;
    return (t.capabilities.permitted & ~r.capabilities.permitted) == 0;
}

bool canTrace(const Records& records, TaskId reader, const TaskRecord& target)
{
    if (!reader)
        return true;
    const auto* record = records.task(reader);
    return record && taskCanTrace(records, *record, target);
}

bool mayAccess(const Records& records, const Credentials& reader, const Ownership& entry,
               Wanted wanted)
{
    unsigned shift = 0;
    if (reader.effectiveUid == entry.uid)
        shift = 6;
    else if (reader.effectiveGid == entry.gid || std::ranges::contains(reader.groups, entry.gid))
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
        && isMapped(records, reader.userNamespace, entry.uid, &UserNamespaceRecord::uidMap)
        && isMapped(records, reader.userNamespace, entry.gid, &UserNamespaceRecord::gidMap);
}

}
