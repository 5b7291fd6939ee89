// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// The directory /proc/[pid]/task: a task directory for each thread of the process (facts 1.7).
extern const ProcFile taskFile;

}
