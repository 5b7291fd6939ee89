// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/net/protocols: protocols and what they can do. gVisor prints the header alone,
/// with a column that Linux no longer has; rows of Linux are kept as they are.
extern const ProcFile netprotocolsFile;

}
