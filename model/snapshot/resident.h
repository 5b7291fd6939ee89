// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace sandscope::snapshot {

/// VmRSS of a `status` text, in bytes; nothing where it has none.
[[nodiscard]] std::optional<std::uint64_t> residentIn(std::string_view status);

/// Does the resident size of \a row come from `stat` of Linux alone, which is only near? Where
/// `status` of its process was read, too, the row has what that says. Without reading anything: a
/// text that a recording keeps on disk vouches for nothing.
[[nodiscard]] bool isResidentNear(const Snapshot& snapshot, const TaskSummary& row);

}
