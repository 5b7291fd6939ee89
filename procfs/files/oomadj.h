// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/oom_adj, of Linux alone: oom_score_adj on the older scale of -17 to 15, and a
/// newline (fs/proc/base.c at v6.18).
extern const ProcFile oomadjFile;

}
