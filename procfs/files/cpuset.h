// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// The text of /proc/[pid]/cpuset, of Linux alone: the path of the task's group in the hierarchy
/// that controls processors, and a newline (cpuset(7)). A newline within the path is kept.
[[nodiscard]] Parsed<std::string> parseCpuset(std::string_view text);
void formatCpuset(std::string_view path, std::string& out);

/// The path in the hierarchy with "cpuset" among its controllers, else in that of cgroup 2, else
/// "/".
[[nodiscard]] std::string cpusetOf(const ThreadGroupRecord& group);

extern const ProcFile cpusetFile;

}
