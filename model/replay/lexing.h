// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/call.h>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

/// Taking a call of a log apart. Everything is linear and bounded.
namespace sandscope::replay::lexing {

/// Brackets nest no deeper than this in a line that is taken apart.
inline constexpr std::size_t maxDepth = 64;
/// A call or list has no more parts than this.
inline constexpr std::size_t maxParts = 1U << 20U;

/// Where the bracket that \a text begins behind is closed, or npos. Quotes, comments, nested
/// brackets and what -yy says of descriptors are skipped.
[[nodiscard]] std::size_t closingBracket(std::string_view text, char closing);

/// Parts between commas, with their names cut off; nothing when brackets or quotes do not match.
[[nodiscard]] std::optional<std::vector<Argument>> split(std::string_view text);

[[nodiscard]] std::string_view trimmed(std::string_view text);

}
