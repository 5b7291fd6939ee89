// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// /proc/[pid]/comm: the name and a newline, raw (facts 2.3).
struct TaskComm
{
    std::string name; ///< may hold newlines
    bool operator==(const TaskComm&) const = default;
};

[[nodiscard]] Parsed<TaskComm> parseComm(std::string_view text);
/// The same in every dialect.
void formatComm(const TaskComm& value, Dialect dialect, std::string& out);
/// What a dialect says of a task: nothing from fork to exec in 2018 and 2019.
[[nodiscard]] TaskComm taskComm(const FileContext& ctx);

extern const ProcFile commFile;

}
