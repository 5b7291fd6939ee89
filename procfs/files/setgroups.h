// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// The text of /proc/[pid]/setgroups: "allow" or "deny" and a newline (user_namespaces(7)). gVisor
/// has it since 2026-05-12 (373de9881).
[[nodiscard]] Parsed<bool> parseSetgroups(std::string_view text);
void formatSetgroups(bool isAllowed, std::string& out);

/// End of file for an unknown user namespace.
extern const ProcFile setgroupsFile;

}
