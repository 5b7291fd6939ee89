// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/oom_score_adj: the adjustment of the thread group, -1000 to 1000, and a newline
/// (facts 2.13). ESRCH for a dead task.
extern const ProcFile oomscoreadjFile;

}
