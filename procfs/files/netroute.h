// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/route: routes of IPv4. gVisor leaves the loopback's out.
extern const ProcFile netrouteFile;

}
