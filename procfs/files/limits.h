// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// One line of /proc/[pid]/limits below its heading (facts 2.8; proc_pid_limits(5)).
struct LimitRow
{
    std::string name; ///< "Max open files"
    ResourceLimit limit; ///< all ones is printed as "unlimited"
    std::string unit; ///< empty where there is none
    bool operator==(const LimitRow&) const = default;
};

/// Takes only lines that formatLimits prints, of names known or not.
[[nodiscard]] Parsed<std::vector<LimitRow>> parseLimits(std::string_view text);
/// The heading and the lines; the same in every dialect that has the file.
void formatLimits(const std::vector<LimitRow>& value, Dialect dialect, std::string& out);

/// The sixteen rows of a set of limits.
[[nodiscard]] std::vector<LimitRow> limitRows(const ResourceLimits& limits);

/// End of file for a dead task whose group is gone: nothing is known of its limits any more.
extern const ProcFile limitsFile;

}
