// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>

namespace sandscope::replay {

/// What /proc showed at the end of a log, as far as a replay is held against it.
struct CapturedEnd
{
    struct Process
    {
        std::string stat; ///< its bytes; empty: not recorded
        std::string maps; ///< of when the tracer had gone, where that was recorded
        bool hasMaps = false;
        std::map<std::int32_t, std::string> threads; ///< stat of each, the leader's aside
    };
    std::map<std::int32_t, Process> processes;
    bool isUntraced = false; ///< everything was recorded when the tracer had gone
};

/// Reads a capture folder: proc.index.tsv, which is of the log's end, with the files that it names,
/// and the maps of proc-untraced.index.tsv; or a folder without index that holds [pid]/stat and
/// [pid]/maps, in itself, in "proc-untraced" or in "proc". Reads regular files below \a folder
/// alone. A sentence when there is no process in it.
[[nodiscard]] std::expected<CapturedEnd, std::string> readCapturedEnd(const std::string& folder);

}
