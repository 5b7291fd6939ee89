// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/linediff.h>

#include <string_view>
#include <vector>

namespace sandscope::snapshot {

/// The lines of two texts in areas, as smaps is one: first which areas have partners, then the
/// lines of those. Lines alone would find partners in strange areas, as all of them have the same
/// words. The hunks name their area.
[[nodiscard]] std::vector<LineHunk> areaDiff(std::string_view before, std::string_view after);

}
