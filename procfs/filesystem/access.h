// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/records.h>

#include <cstdint>

namespace sandscope::procfs {

/// Who may do what, as the kernels of 2018 and 2019 decide it.

inline constexpr int capDacOverride = 1;
inline constexpr int capDacReadSearch = 2;
inline constexpr int capSysPtrace = 19;

/// Owner and mode of an entry, ids as the root user namespace numbers them.
struct Ownership
{
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint16_t permissions = 0;
    bool directory = false;
};

enum class Wanted : std::uint8_t {
    read, ///< open for reading, or list
    search, ///< walk through a directory
};

/// The plain mode check, overridden by CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH where the owner's
/// ids mean something in the reader's user namespace.
[[nodiscard]] bool mayAccess(const Records& records, const Credentials& reader,
                             const Ownership& entry, Wanted wanted);

/// canTrace for a reader whose record is at hand, so that it may be the last one of a task that is
/// gone.
[[nodiscard]] bool taskCanTrace(const Records& records, const TaskRecord& reader,
                                const TaskRecord& target);

}
