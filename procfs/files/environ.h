// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/execargs.h>

namespace sandscope::procfs {

/// /proc/[pid]/environ: the environment that the program was started with, as it stands in memory
/// now. See execargs.h.
extern const ProcFile environFile;

}
