// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/loginuid, of Linux alone: who logged in, as the reader numbers users; decimal,
/// without a newline. 4294967295 means nobody.
extern const ProcFile loginuidFile;

}
