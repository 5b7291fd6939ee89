// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/mapsparser.h>
#include <procfs/files/smaps.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// Blocks have at most this many lines behind their maps line.
inline constexpr std::size_t mostSmapsLines = 200;
/// Where the number of a value line begins, and how wide it is, unless it is wider.
inline constexpr std::size_t smapsLabelWidth = 16;
inline constexpr std::size_t smapsValueWidth = 8;

/// By SmapsKey.
inline constexpr std::array<std::string_view, smapsKeyCount> smapsKeyNames
    = {"Size",          "KernelPageSize", "MMUPageSize",     "Rss",
       "Pss",           "Pss_Dirty",      "Shared_Clean",    "Shared_Dirty",
       "Private_Clean", "Private_Dirty",  "Referenced",      "Anonymous",
       "KSM",           "LazyFree",       "AnonHugePages",   "ShmemPmdMapped",
       "FilePmdMapped", "Shared_Hugetlb", "Private_Hugetlb", "Swap",
       "SwapPss",       "Locked",         "THPeligible",     "ProtectionKey",
       "Pss_Anon",      "Pss_File",       "Pss_Shmem"};

/// Makes a Smaps out of a text. Not for other rooms; see mapsparser.h about its two ways.
class SmapsParser
{
public:
    SmapsParser(std::string_view text, detail::ParseWay way);

    [[nodiscard]] Parsed<Smaps> parse();

private:
    using Step = Parsed<void>;
    /// The sixteen characters before a number, as two words that are worked on at once.
    using Label [[gnu::vector_size(16)]] = std::uint64_t;

    [[nodiscard]] const char* takeHeader(const char* at);
    [[nodiscard]] const char* takeExpectedLines(const char* at);
    [[nodiscard]] const char* takeRegularLines(const char* at);
    [[nodiscard]] const char* takeExpectedFlags(const char* at);
    [[nodiscard]] Step takeLine(std::string_view line, std::size_t offset);
    [[nodiscard]] Step takePlainHeader(std::string_view line, std::size_t offset);
    [[nodiscard]] Step takeValue(std::string_view line, std::string_view key, std::size_t offset);
    void addValue(std::uint64_t value);
    void addLine(std::uint8_t kind);
    void leaveLayout();
    [[nodiscard]] std::uint32_t layoutOfKinds();
    void endBlock();

    std::string_view m_text;
    const char* m_end;
    detail::ParseWay m_way;
    Smaps m_result;

    /// The lines of the block at hand: the first m_line ones of the layout expected or, once it has
    /// shown to be another, m_kinds.
    std::size_t m_line = 0;
    bool m_isExpected = true;
    std::vector<std::uint8_t> m_kinds;
    std::uint32_t m_layout = 0; ///< that of the block before
    std::uint32_t m_present = 0; ///< which keys the block had so far
    std::vector<Label> m_regular; ///< of that layout, the lines of kB at its beginning
    detail::LineBefore m_before;
};

namespace detail {

[[nodiscard]] Parsed<Smaps> parseSmaps(std::string_view text, ParseWay way);

}

}
