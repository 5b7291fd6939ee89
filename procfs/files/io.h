// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// /proc/[pid]/io (facts 2.7).
///
/// gVisor calls the first line "char" where Linux says "rchar"; it was put right in 2026. The seeds
/// print the sum over the thread group below task/[tid], too.
struct TaskIo
{
    IoCounters counters;
    bool operator==(const TaskIo&) const = default;
};

/// Takes either name of the first line.
[[nodiscard]] Parsed<TaskIo> parseIo(std::string_view text);
void formatIo(const TaskIo& value, Dialect dialect, std::string& out);
/// What a dialect says of a task: of its thread group in /proc/[pid], and in 2018 and 2019
/// everywhere.
[[nodiscard]] TaskIo taskIo(const FileContext& ctx);

extern const ProcFile ioFile;

}
