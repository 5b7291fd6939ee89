// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/psched: how the packet scheduler counts time. The same everywhere.
extern const ProcFile netpschedFile;

}
