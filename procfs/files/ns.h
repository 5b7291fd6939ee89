// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// The links in /proc/[pid]/ns, in listing order; gVisor's latest and Linux' depend on more than
/// the dialect.
[[nodiscard]] std::span<const std::string_view> nsNames(Dialect dialect);

/// "net:[14]". In 2018 and 2019 the number is made up: one less than the inode number of the link
/// itself (facts 1.4).
[[nodiscard]] std::string nsTarget(std::string_view name, std::uint64_t number);

/// The directory /proc/[pid]/ns.
extern const ProcFile nsFile;

}
