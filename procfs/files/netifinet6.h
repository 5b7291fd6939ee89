// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/if_inet6: IPv6 addresses of interfaces. The records know of none but that of
/// the loopback.
extern const ProcFile netifinet6File;

}
