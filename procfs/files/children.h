// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The text of /proc/[pid]/task/[tid]/children: ids of children, a blank behind each, no newline
/// (facts 2.18; proc_tid_children(5)).
[[nodiscard]] Parsed<std::vector<std::uint32_t>> parseChildren(std::string_view text);
void formatChildren(const std::vector<std::uint32_t>& value, std::string& out);

/// Ids of the children of one task, not of its siblings, ascending. gVisor counts every thread of a
/// child, Linux its leader alone, in the order in which the task got them: the same unless ids
/// wrapped or children were inherited.
[[nodiscard]] std::vector<std::uint32_t> childrenOf(const FileContext& ctx);

extern const ProcFile childrenFile;

}
