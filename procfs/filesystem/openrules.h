// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "access.h"

#include <procfs/procfile.h>

#include <optional>

namespace sandscope::procfs {

/// What an open file of a task directory goes on speaking of, whatever becomes of the task.
enum class Bound : std::uint8_t {
    nothing, ///< it asks the task each time
    memory, ///< the memory that the task had then; empty once nobody uses that
    vector, ///< the same, but what was known of it stays
    mounts, ///< the root and the mount namespace that it had
};

/// What opening and reading one file of a task directory asks for beyond its mode (facts 2.0,
/// 2.0.1, 2.10).
struct OpenRule
{
    std::optional<TraceMode> trace; ///< the right that opening needs; EACCES
    Errno ofExited = Errno::ok; ///< opening, when the task has neither memory nor files any more
    Errno ofReaped = Errno::ok; ///< opening, when it is gone altogether
    bool stateFirst = false; ///< the errors above come before that of a missing right
    Bound bound = Bound::nothing;
    bool outlivesTask = true; ///< it can be read when the task is gone; otherwise ESRCH
    std::optional<TraceMode> readTrace; ///< the right that reading needs
    Errno untraced = Errno::access; ///< what reading answers without it
};

[[nodiscard]] const OpenRule& openRuleOf(const ProcFile& file, Dialect dialect);

/// Whether Linux makes the text anew for each read of a piece, instead of keeping what it made.
[[nodiscard]] bool isReadInPlace(const ProcFile& file);

}
