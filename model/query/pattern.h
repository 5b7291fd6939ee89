// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
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
/// text times the size of the pattern, so it knows neither back references nor looking around.
/// Immutable.
///
/// Nobody can stop it while it matches, so that is short, whatever the pattern: a tenth of a second
/// at worst. A large pattern is refused, and the larger it is the less of a text it sees: of any
/// the first 4 KiB, with an ordinary one 64 KiB.
class Pattern
{
public:
    enum class Found : std::uint8_t {
        no,
        yes,
        unseen, ///< not in what was looked at, and there is more
    };

    [[nodiscard]] static std::expected<Pattern, PatternProblem> parse(std::string_view text);

    /// Whether it matches somewhere in \a text.
    [[nodiscard]] Found foundIn(std::string_view text) const;

private:
    Pattern() = default;

    std::shared_ptr<const re2::RE2> m_expression;
    std::size_t m_seenBytes = 0;
};

}
