// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/view.h>
#include <procfs/lensentry.h>

#include <expected>
#include <string>
#include <vector>

namespace sandscope::app::cli {

/// Deeper than any /proc; a bound for whatever pretends to be one.
inline constexpr qint64 deepest = 32;

/// "7/fd" for the entry `fd` of "7".
[[nodiscard]] std::string childPath(const std::string& folder, const std::string& name);

using procfs::entriesOf;

/// Makes a source that samples on demand list every directory down to \a depth; fails when the
/// source does. Other sources have them already.
[[nodiscard]] std::expected<void, Exit> sampleDirectories(View& view, qint64 depth);

}
