// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/sessionid, of Linux alone: the audit session; decimal, without a newline. 4294967295
/// means none.
extern const ProcFile sessionidFile;

}
