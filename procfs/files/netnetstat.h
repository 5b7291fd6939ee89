// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/netstat: more counters of the network. The records know no traffic, so that
/// what is printed is what a network without any has counted.
extern const ProcFile netnetstatFile;

}
