// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/atlas/kind.h>

#include <string_view>
#include <unordered_set>

namespace sandscope::atlas {

namespace {

using procfs::MapsEntry;

bool isKernelName(std::string_view name)
{
    // [anon:NAME] is the program's own name for its memory (prctl PR_SET_VMA_ANON_NAME of Linux).
    return name.starts_with('[') && name.ends_with(']') && !name.starts_with("[anon:")
        && !name.starts_with("[anon_shmem:");
}

bool isFile(const MapsEntry& entry)
{
    // Private pages of /dev/zero are anonymous memory under a name.
    return !entry.name.empty() && !entry.name.starts_with('[') && entry.name != "/dev/zero"
        && entry.name != "/dev/zero (deleted)";
}

/// glibc and others map a guard and, in the same call, the stack above it.
bool isThreadStack(const MapsEntry& guard, const MapsEntry& stack)
{
    constexpr std::uint64_t largestGuard = std::uint64_t{64} << 10U;
    return guard.end == stack.start && guard.end - guard.start <= largestGuard && guard.name.empty()
        && stack.name.empty() && !guard.isShared && !stack.isShared && !guard.perms.read
        && !guard.perms.write && !guard.perms.execute && stack.perms.read && stack.perms.write;
}

bool isBehind(const MapsEntry& entry, const MapsEntry& before)
{
    return entry.start == before.end;
}

}

std::vector<Kind> kindsOf(std::span<const MapsEntry* const> entries)
{
    std::unordered_set<std::string_view> images; // asked, never walked
    for (const MapsEntry* entry : entries) {
        if (entry->perms.execute && !entry->isShared && isFile(*entry))
            images.insert(entry->name);
    }

    std::vector<Kind> kinds;
    kinds.reserve(entries.size());
    const MapsEntry* before = nullptr;
    for (const MapsEntry* entry : entries) {
        const auto kind = [&] {
            const std::string_view name = entry->name;
            if (name == "[heap]")
                return Kind::heap;
            if (name == "[stack]" || name.starts_with("[stack:"))
                return Kind::stack;
            if (isKernelName(name))
                return Kind::special;
            const bool unnamed = name.empty() && before && isBehind(*entry, *before);
            if (unnamed && entry->perms.execute && before->name.starts_with("[vvar"))
                return Kind::special;
            if (entry->isShared)
                return Kind::shared;
            if (entry->perms.execute)
                return Kind::code;
            if (isFile(*entry))
                return images.contains(name) ? Kind::data : Kind::file;
            if (unnamed && entry->perms.write && before->perms.write && kinds.back() == Kind::data)
                return Kind::data;
            if (before && isThreadStack(*before, *entry))
                return Kind::stack;
            return Kind::anonymous;
        }();
        kinds.push_back(kind);
        before = entry;
    }
    return kinds;
}

Permission permissionOf(procfs::Access access)
{
    if (!access.read)
        return access.write || access.execute ? Permission::other : Permission::none;
    if (access.write)
        return access.execute ? Permission::readWriteExecute : Permission::readWrite;
    return access.execute ? Permission::readExecute : Permission::read;
}

}
