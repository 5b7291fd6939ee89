// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/exe: a link to the program (facts 2.4).
///
/// Its target is EACCES for a task without memory (Linux: ENOENT), ENOENT without an executable,
/// EINVAL for a reader without a root. Permission to trace is the file system's to check.
extern const ProcFile exeFile;

}
