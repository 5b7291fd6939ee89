// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/mem: the memory of the task, byte N being at address N (facts 2.10). Absent in 2018
/// and 2019.
///
/// No record holds memory, so it is never read: rendering answers what a read at offset 0 does.
/// That is EIO, for no program maps the first page; end of file without memory; for a zombie, which
/// cannot be opened, EACCES (Linux: ESRCH); ESRCH for a dead task.
extern const ProcFile memFile;

}
