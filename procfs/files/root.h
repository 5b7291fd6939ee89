// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/root: a link to the root directory of the task (facts 2.4). Absent in 2018 and 2019.
///
/// Its target is EACCES for a zombie and ESRCH for a dead task in gVisor, ENOENT on Linux.
/// Permission to trace is the file system's to check.
extern const ProcFile rootFile;

}
