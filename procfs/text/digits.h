// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

/// Number reading for the hot paths: eight characters at once as one word, the first of them in the
/// lowest byte. Nothing here branches on the text; what is wrong with it is told by bits, which a
/// caller collects over a whole line and looks at once. Scanner is the plain version.
namespace sandscope::procfs::text {

static_assert(std::endian::native == std::endian::little);

/// \a byte in each of eight places.
[[nodiscard]] constexpr std::uint64_t repeated(char byte)
{
    return 0x0101'0101'0101'0101U * static_cast<unsigned char>(byte);
}

/// Eight characters. All of them must be readable.
[[nodiscard]] inline std::uint64_t load8(const char* from)
{
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

[[nodiscard]] inline std::uint32_t load4(const char* from)
{
    std::uint32_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

/// The first eight characters of a text as load8 would read them; 0 behind its end.
[[nodiscard]] constexpr std::uint64_t wordOf(std::string_view text)
{
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < text.size() && i < 8; ++i)
        word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
    return word;
}

/// A bit in the byte of the first place that holds \a byte, perhaps others in later bytes; 0 if
/// none does.
[[nodiscard]] constexpr std::uint64_t bytesEqual(std::uint64_t word, char byte)
{
    const std::uint64_t zeroes = word ^ repeated(byte);
    return (zeroes - repeated(1)) & ~zeroes & repeated('\x80');
}

/// The place of the lowest bit of such a mask, 0 to 7. Preconditions: \a mask is not 0.
[[nodiscard]] constexpr unsigned firstByte(std::uint64_t mask)
{
    return static_cast<unsigned>(std::countr_zero(mask)) / 8;
}

/// The first newline from \a at on, or null. For text that is expected to be short: a call of
/// memchr takes as long as some five steps of this.
[[nodiscard]] inline const char* findNewline(const char* at, const char* end)
{
    for (int step = 0; step < 10 && end - at >= 8; ++step, at += 8) {
        if (const std::uint64_t found = bytesEqual(load8(at), '\n'))
            return at + firstByte(found);
    }
    return static_cast<const char*>(
        at == end ? nullptr : std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
}

struct Digits
{
    std::uint64_t value = 0;
    std::uint64_t faults = 0; ///< not 0: these are no digits, and value means nothing
};

/// The lowest \a count characters of \a word, 0 to 7, as the last of eight digits that begin with
/// zeros.
[[nodiscard]] constexpr std::uint64_t rightmost(std::uint64_t word, unsigned count)
{
    // In two steps, as a word cannot be shifted by all of its 64 bits.
    return (word << 1U) << (63 - 8 * count) | repeated('0') >> (8 * count);
}

/// Eight hexadecimal digits in lower case.
[[nodiscard]] constexpr Digits readHex8(std::uint64_t word)
{
    constexpr std::uint64_t ones = repeated(1);
    const std::uint64_t isLetter = (word >> 6U) & ones;
    const std::uint64_t low = word & (ones * 0x0f);
    const std::uint64_t nibbles = low + isLetter * 9;
    // The upper half of a byte must be 3 or, of a letter, 6; letters alone stand for ten and more.
    const std::uint64_t faults = (word ^ (low + ones * 0x30 + isLetter * 0x30))
        | (((nibbles + ones * 6) >> 4U & ones) ^ isLetter) | (nibbles & (ones * 0x10));
    std::uint64_t value = (nibbles << 4U | nibbles >> 8U) & 0x00ff'00ff'00ff'00ffU;
    value = (value << 8U | value >> 16U) & 0x0000'ffff'0000'ffffU;
    value = (value << 16U | value >> 32U) & 0xffff'ffffU;
    return {value, faults};
}

/// How many decimal digits a word begins with, 0 to 8.
[[nodiscard]] constexpr unsigned leadingDecimals(std::uint64_t word)
{
    // A carry out of a byte changes only later ones, and that byte is no digit itself.
    const std::uint64_t others = ((word & repeated('\xf0')) ^ repeated('0'))
        | (((word + repeated(6)) & repeated('\xf0')) ^ repeated('0'));
    return static_cast<unsigned>(std::countr_zero(others)) / 8;
}

/// The number of eight decimal digits, each in its own byte as 0 to 9.
[[nodiscard]] constexpr std::uint64_t joinDecimals(std::uint64_t digits)
{
    digits = (digits * 10 + (digits >> 8U)) & 0x00ff'00ff'00ff'00ffU;
    digits = (digits * 100 + (digits >> 16U)) & 0x0000'ffff'0000'ffffU;
    return (digits * 10'000 + (digits >> 32U)) & 0xffff'ffffU;
}

/// The first \a count characters of a word, which must be digits. 0 to 8 of them.
[[nodiscard]] constexpr std::uint64_t readDecimals(std::uint64_t word, unsigned count)
{
    return count == 8 ? joinDecimals(word & repeated('\x0f'))
                      : joinDecimals(rightmost(word, count) & repeated('\x0f'));
}

/// A number in a column of eight: blanks, then at least one digit.
[[nodiscard]] constexpr Digits readColumn8(std::uint64_t word)
{
    const std::uint64_t notBlank = word ^ repeated(' ');
    if (notBlank == 0)
        return {0, 1};
    const unsigned blanks = firstByte(notBlank);
    const std::uint64_t digits = (word ^ repeated('0')) >> (8 * blanks) << (8 * blanks);
    return {joinDecimals(digits), ((digits + repeated('\x76')) | digits) & repeated('\x80')};
}

}
