// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// The text of /proc/[pid]/wchan, of Linux alone: the kernel function in which the task sleeps,
/// without a newline. "0": it does not sleep, or who reads may not be told. Gives an empty name
/// then.
[[nodiscard]] Parsed<std::string> parseWaitChannel(std::string_view text);
void formatWaitChannel(std::string_view name, std::string& out);

extern const ProcFile wchanFile;

}
