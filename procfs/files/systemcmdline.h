// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/cmdline: what the kernel was started with. gVisor has it since 2022, and makes it up.
extern const ProcFile systemcmdlineFile;

}
