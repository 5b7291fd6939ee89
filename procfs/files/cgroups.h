// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// One line of /proc/cgroups (not to be taken for /proc/[pid]/cgroup).
struct CgroupController
{
    std::string_view name;
    std::uint64_t hierarchy = 0; ///< 0: cgroup 2, or none
    std::uint64_t groups = 0;
    std::uint64_t enabled = 1;
    bool operator==(const CgroupController&) const = default;
};

/// A line without its newline; a view into it.
[[nodiscard]] Parsed<CgroupController> parseCgroupsLine(std::string_view line);
void formatCgroupsLine(const CgroupController& value, std::string& out);

extern const ProcFile cgroupsFile;

}
