// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

/// What somebody would write who needs maps and smaps of one kernel fast and nothing else: structs
/// that hold exactly what is printed, a buffer that is large enough, byte tables. The yardstick of
/// bench_procfs.
namespace hand {

struct Mapping
{
    std::uint64_t start, end, offset, inode;
    std::uint32_t major, minor;
    char rights[4];
    std::string_view name;
    std::array<std::uint64_t, 17> kilobytes;
    std::string_view flags;
};

inline constexpr std::array<std::string_view, 17> labels
    = {"Size:           ", "Rss:            ", "Pss:            ", "Shared_Clean:   ",
       "Shared_Dirty:   ", "Private_Clean:  ", "Private_Dirty:  ", "Referenced:     ",
       "Anonymous:      ", "AnonHugePages:  ", "Shared_Hugetlb: ", "Private_Hugetlb:",
       "Swap:           ", "SwapPss:        ", "KernelPageSize: ", "MMUPageSize:    ",
       "Locked:         "};
inline constexpr std::size_t lineLength = 28;

/// All lines with blank numbers.
inline constexpr auto blankBlock = [] {
    std::array<char, labels.size() * lineLength> block{};
    char* to = block.data();
    for (const std::string_view label : labels) {
        for (const char c : label)
            *to++ = c;
        for (const char c : std::string_view("         kB\n").substr(0, 12))
            *to++ = c;
    }
    return block;
}();

inline constexpr auto hexPairs = [] {
    std::array<char, 512> pairs{};
    for (std::size_t i = 0; i < 256; ++i) {
        pairs[2 * i] = "0123456789abcdef"[i / 16];
        pairs[2 * i + 1] = "0123456789abcdef"[i % 16];
    }
    return pairs;
}();
inline constexpr auto decimalPairs = [] {
    std::array<char, 200> pairs{};
    for (std::size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

inline char* putHex(char* to, std::uint64_t value, int least)
{
    const int significant = (static_cast<int>(std::bit_width(value | 1U)) + 3) / 4;
    const int digits = significant < least ? least : significant;
    char* at = to + digits;
    int left = digits;
    for (; left >= 2; left -= 2, value >>= 8U)
        std::memcpy(at -= 2, &hexPairs[2 * (value & 255U)], 2);
    if (left != 0)
        *--at = "0123456789abcdef"[value & 15U];
    return to + digits;
}

inline void putDecimalBefore(char* end, std::uint64_t value)
{
    for (; value >= 100; value /= 100)
        std::memcpy(end -= 2, &decimalPairs[2 * (value % 100)], 2);
    if (value >= 10)
        std::memcpy(end - 2, &decimalPairs[2 * value], 2);
    else
        end[-1] = static_cast<char>('0' + value);
}

inline char* putDecimal(char* to, std::uint64_t value)
{
    std::uint64_t power = 10;
    char* end = to + 1;
    for (; value >= power && end - to < 19; power *= 10)
        ++end;
    putDecimalBefore(end, value);
    return end;
}

inline char* putText(char* to, std::string_view text)
{
    std::memcpy(to, text.data(), text.size());
    return to + text.size();
}

inline char* putMaps(char* const begin, const Mapping& m)
{
    char* to = putHex(begin, m.start, 8);
    *to++ = '-';
    to = putHex(to, m.end, 8);
    *to++ = ' ';
    std::memcpy(to, m.rights, 4);
    to += 4;
    *to++ = ' ';
    to = putHex(to, m.offset, 8);
    *to++ = ' ';
    to = putHex(to, m.major, 2);
    *to++ = ':';
    to = putHex(to, m.minor, 2);
    *to++ = ' ';
    to = putDecimal(to, m.inode);
    *to++ = ' ';
    if (!m.name.empty()) {
        if (to - begin < 73) {
            std::memset(to, ' ', static_cast<std::size_t>(73 - (to - begin)));
            to = begin + 73;
        }
        to = putText(to, m.name);
    }
    *to++ = '\n';
    return to;
}

inline char* putSmaps(char* to, const Mapping& m)
{
    to = putMaps(to, m);
    std::memcpy(to, blankBlock.data(), blankBlock.size());
    for (std::size_t i = 0; i < labels.size(); ++i)
        putDecimalBefore(to + i * lineLength + 24, m.kilobytes[i]);
    to = putText(to + blankBlock.size(), "VmFlags: ");
    to = putText(to, m.flags);
    *to++ = '\n';
    return to;
}

}
