// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace sandscope::query {

/// Why a pattern cannot be read.
struct PatternProblem
{
    std::size_t offset = 0; ///< byte in the pattern
    std::string message;
};

/// A regular expression over bytes, in RE2's language: it is matched in time proportional to the
/// text, whatever the pattern, so it knows neither back references nor looking around. Immutable.
class Pattern
{
public:
    [[nodiscard]] static std::expected<Pattern, PatternProblem> parse(std::string_view text);

    /// Whether it matches somewhere in \a text, of which only the first 64 KiB are looked at.
    [[nodiscard]] bool isFoundIn(std::string_view text) const;

private:
    Pattern() = default;

    std::shared_ptr<const re2::RE2> m_expression;
};

}
