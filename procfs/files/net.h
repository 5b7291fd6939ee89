// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

namespace sandscope::procfs {

/// The directory /proc/[pid]/net: the network as the task's network namespace has it (facts 2.19).
/// Absent in 2018 and 2019. Its files are those of Scope::net.
extern const ProcFile netFile;

}
