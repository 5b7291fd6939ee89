// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// /proc/[pid]/personality, of Linux alone: the bits of personality(2), eight hexadecimal digits
/// and a newline.
extern const ProcFile personalityFile;

}
