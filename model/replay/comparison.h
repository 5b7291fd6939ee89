// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/capturedend.h>
#include <model/replay/replayer.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sandscope::replay {

/// A row of the process tree that differs.
struct RowMiss
{
    std::int32_t pid = 0, tid = 0;
    std::string expected; ///< "S 5 2 2 (heap-3)": state, parent, group, session, name; raw bytes
    std::string got; ///< empty: the replay has no such task
    std::string reason; ///< that no log can tell the state, which is all that differs; empty: none
};

/// A line of a map that differs.
struct LineMiss
{
    std::int32_t pid = 0;
    std::string expected; ///< without device and inode
    std::vector<std::string> got; ///< lines of the replay over the same addresses; may be none
    std::string reason; ///< a sentence; empty: nothing explains it
    bool isAssumed = false; ///< counted apart
};

/// A replay's end held against a captured one.
struct Comparison
{
    std::size_t rows = 0, equalRows = 0; ///< those whose state the log determines
    std::size_t assumedRows = 0; ///< the state alone differs, which the log does not tell
    std::vector<RowMiss> rowMisses;
    std::vector<std::string> extraRows; ///< tasks of the replay that the capture does not have
    std::size_t lines = 0, equalLines = 0; ///< those that are determined
    std::size_t assumedLines = 0, equalAssumedLines = 0;
    std::vector<LineMiss> lineMisses; ///< by process and address
    std::size_t extraLines = 0; ///< of the replay, over addresses where the capture has nothing
    std::vector<std::int32_t> unseen; ///< captured processes that the log cannot show: tracer, init

    [[nodiscard]] double percentage() const; ///< of determined lines that are equal
    /// All rows, and 95 % of the lines.
    [[nodiscard]] bool isGood() const;
};

/// Holds the state of a replay that is over against \a end. Where the tracer had gone by then, it
/// ends in the simulation, too.
[[nodiscard]] Comparison compareEnds(Replayer& replayer, const CapturedEnd& end);

}
