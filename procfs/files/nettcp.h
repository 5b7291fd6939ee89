// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/tcp: TCP sockets of IPv4.
extern const ProcFile nettcpFile;

}
