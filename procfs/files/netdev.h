// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/dev: interfaces and what they carried. The records know of none but the
/// loopback that every network has, which has carried nothing.
extern const ProcFile netdevFile;

}
