// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::stepping {

/// One thing wrong with a scenario or a log, at a place in its file.
struct Problem
{
    std::string file;
    int line = 0; ///< from 1; 0 when it concerns the whole file
    int column = 0;
    std::string message; ///< one sentence: 'unknown operation "mmapx"'
    std::string suggestion; ///< 'did you mean "mmap"?' or what values are possible; may be empty
    bool operator==(const Problem&) const = default;
};

/// "start.yaml:14:5: unknown operation "mmapx"; did you mean "mmap"?"
[[nodiscard]] std::string describe(const Problem& problem);

/// "did you mean "mmap"?" for the nearest of \a candidates; their list when none is near and they
/// are few.
[[nodiscard]] std::string suggestionFor(std::string_view word,
                                        std::span<const std::string_view> candidates);
[[nodiscard]] std::string suggestionFor(std::string_view word,
                                        const std::vector<std::string>& candidates);

}
