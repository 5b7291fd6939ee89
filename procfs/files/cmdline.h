// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/execargs.h>

namespace sandscope::procfs {

/// /proc/[pid]/cmdline: the arguments, as they stand in memory now. See execargs.h.
extern const ProcFile cmdlineFile;

}
