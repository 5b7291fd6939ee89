// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/netlink: netlink sockets. gVisor prints the header alone.
extern const ProcFile netnetlinkFile;

}
