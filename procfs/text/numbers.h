// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// Number printing for the hot paths: each function writes at \a to and returns the position behind
/// what it wrote. The caller provides room (maxDigits is always enough) and may find a few bytes
/// behind the result overwritten, at most up to maxDigits bytes from \a to. std::to_chars takes
/// about twice the time in a maps line (the bench compares).
namespace sandscope::procfs::text {

/// The longest number: a 64-bit one in octal.
inline constexpr std::size_t maxDigits = 24;

namespace tables {

inline constexpr std::array<char, 200> decimalPairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

inline constexpr std::array<char, 512> hexPairs = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<char, 512> pairs{};
    for (std::size_t i = 0; i < 256; ++i) {
        pairs[2 * i] = digits[i / 16];
        pairs[2 * i + 1] = digits[i % 16];
    }
    return pairs;
}();

/// The smallest value of N + 1 digits, at N; 0 counts as a digit.
inline constexpr std::array<std::uint64_t, 20> leastOfDigits = [] {
    std::array<std::uint64_t, 20> least{};
    std::uint64_t power = 1;
    for (std::uint64_t& entry : least) {
        entry = power;
        power *= 10;
    }
    least[0] = 0;
    return least;
}();

/// The eight hexadecimal digits of a word, in memory order: nibbles are spread to bytes, then all
/// become letters at once.
inline std::uint64_t hexDigits(std::uint32_t word)
{
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t nibbles = std::byteswap(word);
    nibbles = (nibbles | nibbles << 16U) & 0x0000'ffff'0000'ffffU;
    nibbles = (nibbles | nibbles << 8U) & 0x00ff'00ff'00ff'00ffU;
    // Two nibbles to a byte pair, the higher one first.
    nibbles = ((nibbles >> 4U) & 0x000f'000f'000f'000fU) | (nibbles & 0x000f'000f'000f'000fU) << 8U;
    const std::uint64_t isLetter
        = ((nibbles + 0x0606'0606'0606'0606U) >> 4U) & 0x0101'0101'0101'0101U;
    return nibbles + 0x3030'3030'3030'3030U + isLetter * ('a' - '0' - 10);
}

}

/// How many decimal digits \a value has; 1 for 0.
[[nodiscard]] inline std::size_t decimalDigits(std::uint64_t value)
{
    // log10 is about 0.30103 of log2; the guess is right or one too small.
    const auto guess = static_cast<std::size_t>((std::bit_width(value | 1U) * 1233) >> 12);
    return guess + (value >= tables::leastOfDigits[guess] ? 1 : 0);
}

/// Writes \a value so that it ends before \a end. There must be room for decimalDigits(value).
inline void putDecimalBefore(char* end, std::uint64_t value)
{
    while (value >= 100) {
        const std::uint64_t rest = value / 100;
        end -= 2;
        std::memcpy(end, &tables::decimalPairs[2 * (value - rest * 100)], 2);
        value = rest;
    }
    if (value >= 10)
        std::memcpy(end - 2, &tables::decimalPairs[2 * value], 2);
    else
        end[-1] = static_cast<char>('0' + value);
}

/// %llu
[[nodiscard]] inline char* putDecimal(char* to, std::uint64_t value)
{
    if (value < 10) {
        *to = static_cast<char>('0' + value);
        return to + 1;
    }
    char* const end = to + decimalDigits(value);
    putDecimalBefore(end, value);
    return end;
}

/// %lld
[[nodiscard]] inline char* putSigned(char* to, std::int64_t value)
{
    if (value >= 0)
        return putDecimal(to, static_cast<std::uint64_t>(value));
    *to = '-';
    return putDecimal(to + 1, 0U - static_cast<std::uint64_t>(value));
}

/// %8llu, for any width up to maxDigits.
[[nodiscard]] inline char* putDecimalRight(char* to, std::uint64_t value, std::size_t width)
{
    const std::size_t digits = decimalDigits(value);
    const std::size_t padding = digits < width ? width - digits : 0;
    std::memset(to, ' ', padding);
    char* const end = to + padding + digits;
    putDecimalBefore(end, value);
    return end;
}

/// %08llx: at least eight digits.
[[nodiscard]] inline char* putHex8(char* to, std::uint64_t value)
{
    if (const auto high = static_cast<std::uint32_t>(value >> 32U); high != 0) {
        const auto blank = static_cast<unsigned>(std::countl_zero(high)) / 4;
        const std::uint64_t digits = tables::hexDigits(high) >> (8 * blank);
        std::memcpy(to, &digits, sizeof digits);
        to += 8 - blank;
    }
    const std::uint64_t digits = tables::hexDigits(static_cast<std::uint32_t>(value));
    std::memcpy(to, &digits, sizeof digits);
    return to + 8;
}

/// %016llx
[[nodiscard]] inline char* putHex16(char* to, std::uint64_t value)
{
    const std::uint64_t high = tables::hexDigits(static_cast<std::uint32_t>(value >> 32U));
    const std::uint64_t low = tables::hexDigits(static_cast<std::uint32_t>(value));
    std::memcpy(to, &high, sizeof high);
    std::memcpy(to + 8, &low, sizeof low);
    return to + 16;
}

/// %02x: at least two digits.
[[nodiscard]] inline char* putHex2(char* to, std::uint32_t value)
{
    if (value < 256) { // as nearly every device number
        std::memcpy(to, &tables::hexPairs[2 * value], 2);
        return to + 2;
    }
    const auto zeros = static_cast<unsigned>(std::countl_zero(value)) / 4;
    const auto blank = zeros < 6 ? zeros : 6;
    const std::uint64_t digits = tables::hexDigits(value) >> (8 * blank);
    std::memcpy(to, &digits, sizeof digits);
    return to + 8 - blank;
}

/// %llo
[[nodiscard]] inline char* putOctal(char* to, std::uint64_t value)
{
    const auto digits = static_cast<std::size_t>((std::bit_width(value | 1U) + 2) / 3);
    for (char* at = to + digits; at != to; value >>= 3U)
        *--at = static_cast<char>('0' + (value & 7U));
    return to + digits;
}

/// The bytes of \a text.
[[nodiscard]] inline char* putText(char* to, std::string_view text)
{
    return to + text.copy(to, text.size()); // unlike memcpy at ease with a view of nothing
}

}
