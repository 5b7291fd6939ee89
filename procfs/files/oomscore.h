// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/oom_score: how soon the system would end this process for want of memory, a decimal
/// number and a newline. Always 0 in gVisor (facts 2.13); Linux rates memory and oom_score_adj
/// (fs/proc/base.c and mm/oom_kill.c at v6.18).
///
/// Not supported: page tables and swap count as the record says, tasks that the kernel spares for
/// reasons of its own are rated like any other.
extern const ProcFile oomscoreFile;

}
