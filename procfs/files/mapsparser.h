// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/maps.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

/// What the parsers of maps and smaps share. Not for other rooms.
///
/// Both know two ways through a text. The quick one takes lines in exactly the form in which
/// kernels print nearly all of them and gives up on any other; the plain one, made of Scanner,
/// knows the whole grammar, goes on where the quick one gave up, and is alone in finding errors.
/// Tests hold one against the other.
namespace sandscope::procfs::detail {

enum class ParseWay : bool { plain, quick };

/// What the line before said, in texts and numbers: much of it comes again.
struct LineBefore
{
    std::uint64_t addressText = 0x3030'3030'3030'3030U; ///< an address without its last eight
                                                        ///< digits
    std::uint64_t address = 0;
    std::uint64_t deviceText = 0;
    std::uint32_t deviceMajor = 0, deviceMinor = 0;
};

/// Reads one line. Null: it has another form than most, or too little text follows; \a entry then
/// holds nothing of use. Otherwise the position behind its newline.
[[nodiscard]] const char* takeMapsLine(const char* at, const char* end, LineBefore& before,
                                       MapsEntry& entry);

/// The plain way. \a base is where \a line begins in the whole text.
[[nodiscard]] Parsed<MapsEntry> parseMapsLine(std::string_view line, std::size_t base);

/// Makes \a line, which follows the newline behind \a entry, a part of its name.
inline void continueName(MapsEntry& entry, std::string_view line)
{
    const char* const begin = entry.name.data();
    entry.name = {begin, static_cast<std::size_t>(line.data() + line.size() - begin)};
}

/// Room for \a needed more at the end. What was taken of a text so far tells how many there will
/// be; the limits keep growth amortised and a misleading beginning harmless.
template <class T>
void makeRoom(std::vector<T>& all, std::size_t seenBytes, std::size_t allBytes,
              std::size_t needed = 1)
{
    const std::size_t count = all.size();
    if (all.capacity() - count >= needed) [[likely]]
        return;
    constexpr std::size_t least = 32;
    std::size_t wanted = count + needed;
    if (seenBytes != 0) {
        const auto have = static_cast<double>(count);
        const double expected
            = have * static_cast<double>(allBytes) / static_cast<double>(seenBytes) * 1.02;
        wanted += static_cast<std::size_t>(std::clamp(expected - have, have, 63 * have));
    }
    all.reserve(wanted + least);
}

[[nodiscard]] Parsed<std::vector<MapsEntry>> parseMaps(std::string_view text, ParseWay way);

}
