// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/unix: sockets of the Unix domain. A path may hold anything, line ends
/// included; a row that it breaks is kept as it is.
extern const ProcFile netunixFile;

}
