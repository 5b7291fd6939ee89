// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::snapshot {

/// Lines that stand in place of others. Each has its separator; the last one of a text may lack it.
struct LineHunk
{
    std::size_t oldLine = 1; ///< the number that the first removed line has, or would have; from 1
    std::size_t newLine = 1; ///< the same of the first added one
    std::vector<std::string> removed, added;
    bool byClock = false; ///< this would have changed as well if nothing but time had passed
    /// What the lines belong to where the file has areas (smaps): the first line of the area, with
    /// the old areas' line for lines that are gone. Empty: none.
    std::string area{};
    bool operator==(const LineHunk&) const = default;
};

/// The lines of \a text, each with the \a separator that ends it.
[[nodiscard]] std::vector<std::string_view> linesOf(std::string_view text, char separator = '\n');

/// What turns one text into the other, ascending. The fewest lines where few differ; where many
/// do, what lies between the first and the last of them may be told as one hunk.
[[nodiscard]] std::vector<LineHunk> lineDiff(std::string_view before, std::string_view after,
                                             char separator = '\n');

/// \a before with the hunks done: what lineDiff() was given as after.
[[nodiscard]] std::string applied(std::string_view before, const std::vector<LineHunk>& hunks,
                                  char separator = '\n');

}
