// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::query {

/// Why a pattern cannot be read.
struct PatternProblem
{
    std::size_t offset = 0; ///< byte in the pattern
    std::string message;
};

/// A regular expression over bytes that is matched in time proportional to the text, whatever the
/// pattern (all alternatives are followed at once, none is tried again). Knows . [] () (?:) | * + ?
/// {m,n} ^ $ and \d \w \s \D \W \S \n \t \xNN; a backslash before anything that is no letter or
/// digit stands for that byte. Not supported: back references, looking around, boundaries.
/// Immutable.
class Pattern
{
public:
    [[nodiscard]] static std::expected<Pattern, PatternProblem> parse(std::string_view text);

    /// Whether it matches somewhere in \a text, of which only the first 64 KiB are looked at.
    [[nodiscard]] bool isFoundIn(std::string_view text) const;

private:
    friend class PatternParser;
    using Bytes = std::bitset<256>;
    struct Instruction
    {
        enum class Kind : std::uint8_t { bytes, split, atStart, atEnd, found };
        Kind kind = Kind::found;
        std::uint32_t next = 0;
        std::uint32_t other = 0; ///< of split: the second way; of bytes: which set
    };

    Pattern() = default;

    std::vector<Instruction> m_program;
    std::vector<Bytes> m_sets;
    std::uint32_t m_start = 0;
};

}
