// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The text of /proc/[pid]/cgroup: a line "id:controllers:path" for each hierarchy (facts 2.17;
/// cgroups(7)). Paths are raw; one that holds a newline is not told from two lines.
[[nodiscard]] Parsed<std::vector<CgroupMembership>> parseCgroups(std::string_view text);
/// The same in every dialect.
void formatCgroups(const std::vector<CgroupMembership>& value, Dialect dialect, std::string& out);

/// What a dialect prints of a group, in the order of the record. 2022 and 2024 know no cgroup 2. A
/// record that tells of no cgroups has those that the dialect's captures show: none in 2022, the
/// seven of a sandbox in 2024 and 2026, the root of cgroup 2 on Linux.
[[nodiscard]] std::vector<CgroupMembership> cgroupsIn(const ThreadGroupRecord& group,
                                                      Dialect dialect);

extern const ProcFile cgroupFile;

}
