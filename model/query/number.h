// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sandscope::query {

/// A number as a file prints it: 64 bits with a sign, or with up to nine digits behind the point.
struct Number
{
    bool isNegative = false; ///< never for 0
    bool isUnlimited = false; ///< greater than any other
    std::uint64_t whole = 0; ///< the amount, without sign
    std::uint32_t billionths = 0;

    [[nodiscard]] bool isZero() const { return !isUnlimited && whole == 0 && billionths == 0; }
    /// Past 64 bits: unlimited.
    [[nodiscard]] Number times(std::uint64_t factor) const;
    std::strong_ordering operator<=>(const Number& other) const;
    bool operator==(const Number&) const = default;
};

/// All of \a text: "-5", "0x1f", "0.25", "unlimited", digits of \a base without a prefix.
[[nodiscard]] std::optional<Number> readNumber(std::string_view text, int base = 10);

/// What stands behind a number in an expression: K, M, G or T, also as KB or KiB and in small
/// letters; then the number is one of bytes.
struct Size
{
    std::string_view digits;
    std::uint64_t unit = 1; ///< bytes; 1: no unit was given
};
[[nodiscard]] Size splitSize(std::string_view text);

/// How many bytes a unit of the field table is ("kB", "pages"); 1 for any other.
[[nodiscard]] std::uint64_t bytesIn(std::string_view unit);

}
