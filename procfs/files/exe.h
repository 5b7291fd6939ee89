// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/exe: a link to the program (facts 2.4).
///
/// Without memory, as for a zombie, its target is EACCES (Linux: ENOENT; a dead task of gVisor
/// since 2022: ESRCH). Without an executable it is ENOENT, since 2022 ESRCH. For a reader without a
/// root it is EINVAL in 2018 and 2019. Permission to trace is the file system's to check.
extern const ProcFile exeFile;

}
