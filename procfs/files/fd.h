// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// What readlink of fd/N answers in a printable dialect (facts 1.8): a path as seen from \a
/// readerRoot, or a name that stands for an object without one.
[[nodiscard]] std::string fdTarget(const FdEntry& entry, std::string_view readerRoot,
                                   Dialect dialect);

/// The directory /proc/[pid]/fd.
extern const ProcFile fdFile;

}
