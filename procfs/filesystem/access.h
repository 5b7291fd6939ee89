// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "treerules.h"

#include <procfs/records.h>

#include <cstddef>
#include <cstdint>

namespace sandscope::procfs {

/// Who may do what, and whose an entry is.

inline constexpr int capDacOverride = 1;
inline constexpr int capDacReadSearch = 2;
inline constexpr int capSysPtrace = 19;

/// No kernel nests user namespaces deeper (32 levels); records that say so, or go in a circle, are
/// not followed further.
inline constexpr std::size_t maxNesting = 33;

/// Ids as the root user namespace numbers them.
struct OwnerIds
{
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    bool operator==(const OwnerIds&) const = default;
};

/// Owner and mode of an entry.
struct Ownership
{
    OwnerIds ids;
    std::uint16_t permissions = 0;
    bool directory = false;
};

enum class Wanted : std::uint8_t {
    read, ///< open for reading, or list
    search, ///< walk through a directory
};

enum class TraceMode : std::uint8_t { read, attach };

/// The plain mode check, overridden by CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH where the owner's
/// ids mean something in the reader's user namespace.
[[nodiscard]] bool mayAccess(const Records& records, const Credentials& reader,
                             const Ownership& entry, Wanted wanted);

/// canTrace for a reader whose record is at hand, so that it may be the last one of a task that is
/// gone. Not known to records, and so never granted: exceptions made with PR_SET_PTRACER.
[[nodiscard]] bool taskCanTrace(const Records& records, const TaskRecord& reader,
                                const TaskRecord& target, TraceRule rule,
                                TraceMode mode = TraceMode::read);

/// Whose an entry of the directory of \a task is, if its owner is asked for now.
[[nodiscard]] OwnerIds ownerOf(const Records& records, const TaskRecord& task, OwnerRule rule,
                               std::uint16_t permissions, bool directory);

[[nodiscard]] OwnerIds effectiveIds(const TaskRecord& task);

}
