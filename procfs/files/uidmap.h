// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/idmap.h>

namespace sandscope::procfs {

/// /proc/[pid]/uid_map: the uid ranges of the task's user namespace. See idmap.h for the text.
extern const ProcFile uidmapFile;

}
