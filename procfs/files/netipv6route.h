// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/ipv6_route: routes of IPv6. gVisor leaves it empty, and so does what has no
/// records of routes.
extern const ProcFile netipv6routeFile;

}
