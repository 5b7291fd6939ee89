// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// /proc/[pid]/statm, all in pages of 4096 bytes (facts 2.15). Absent in gvisor-2018.
struct TaskStatm
{
    std::uint64_t size = 0, resident = 0, shared = 0, text = 0, lib = 0, data = 0, dirty = 0;
    bool operator==(const TaskStatm&) const = default;
};

[[nodiscard]] Parsed<TaskStatm> parseStatm(std::string_view text);
/// Appends the line. The same in every dialect.
void formatStatm(const TaskStatm& value, Dialect dialect, std::string& out);
/// What a dialect says of a task: size and resident alone are known to gVisor.
[[nodiscard]] TaskStatm taskStatm(const FileContext& ctx);

extern const ProcFile statmFile;

}
