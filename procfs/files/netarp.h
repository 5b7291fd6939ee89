// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/arp: neighbours. gVisor prints the header alone; rows of Linux are kept as
/// they are.
extern const ProcFile netarpFile;

}
