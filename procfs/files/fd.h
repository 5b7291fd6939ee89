// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// What readlink of fd/N answers (facts 1.8 and the captures): a path as seen from \a readerRoot,
/// or a name that stands for an object without one. An inotify descriptor shows its own number in
/// gVisor from 2022 on. "host:[N]", a file that a sandbox was given from outside, is printed on
/// Linux, too, which has none.
[[nodiscard]] std::string fdTarget(const FdEntry& entry, std::string_view readerRoot,
                                   Dialect dialect);

/// The directory /proc/[pid]/fd.
extern const ProcFile fdFile;

}
