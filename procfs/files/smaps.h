// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/maps.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The value lines of a block that are known by name, in the order of Linux 6.18.
enum class SmapsKey : std::uint8_t {
    size,
    kernelPageSize,
    mmuPageSize,
    rss,
    pss,
    pssDirty,
    sharedClean,
    sharedDirty,
    privateClean,
    privateDirty,
    referenced,
    anonymous,
    ksm,
    lazyFree,
    anonHugePages,
    shmemPmdMapped,
    filePmdMapped,
    sharedHugetlb,
    privateHugetlb,
    swap,
    swapPss,
    locked,
    thpEligible, ///< 0 or 1, not kB
    protectionKey, ///< a number, not kB
};
inline constexpr std::size_t smapsKeyCount = 24;

/// "Rss" and so on, without the colon.
[[nodiscard]] std::string_view smapsKeyName(SmapsKey key);
[[nodiscard]] std::optional<SmapsKey> smapsKeyFromName(std::string_view name);

/// One block of /proc/[pid]/smaps: a maps line, then one line for each value (facts 3.6; gVisor
/// pkg/sentry/mm/procfs.go, Linux fs/proc/task_mmu.c).
struct SmapsEntry
{
    /// A line that is none of the known ones.
    struct OtherLine
    {
        std::size_t line = 0; ///< counted from 0 behind the maps line
        std::string text; ///< raw, without its newline
        bool operator==(const OtherLine&) const = default;
    };
    static constexpr std::uint8_t noLine = 255;

    MapsEntry mapping;
    std::vector<std::string> vmFlags; ///< two letters each, as printed
    bool hasVmFlags = false; ///< there is such a line, though it may be empty
    std::uint8_t vmFlagsLine = noLine; ///< where they stood among the lines of the block
    std::vector<OtherLine> others; ///< ascending by line
    std::size_t blockBegin = 0; ///< byte offset in the parsed text
    std::size_t valuesBegin = 0; ///< the same, of the first line behind the maps line
    std::size_t blockEnd = 0; ///< exclusive, behind the last newline

    /// kB but for thpEligible and protectionKey. Absent: the block has no such line.
    [[nodiscard]] std::optional<std::uint64_t> value(SmapsKey key) const;
    void setValue(SmapsKey key, std::uint64_t value);
    /// Where the line of a key stood among the lines of its block, noLine if nowhere or never
    /// parsed.
    [[nodiscard]] std::uint8_t lineOf(SmapsKey key) const
    {
        return m_lines[static_cast<std::size_t>(key)];
    }
    void setLineOf(SmapsKey key, std::uint8_t line)
    {
        m_lines[static_cast<std::size_t>(key)] = line;
    }

    bool operator==(const SmapsEntry&) const = default;

private:
    static constexpr std::array<std::uint8_t, smapsKeyCount> noLines = [] {
        std::array<std::uint8_t, smapsKeyCount> lines{};
        lines.fill(noLine);
        return lines;
    }();

    std::array<std::uint64_t, smapsKeyCount> m_values{};
    std::uint32_t m_present = 0;
    std::array<std::uint8_t, smapsKeyCount> m_lines = noLines;
};

/// Parses a whole text. A block may have at most 200 lines.
[[nodiscard]] Parsed<std::vector<SmapsEntry>> parseSmaps(std::string_view text);

/// Appends a block. Lines stand where they were parsed; values without a place come in the order of
/// the dialect.
void formatSmapsEntry(const SmapsEntry& entry, Dialect dialect, std::string& out);
void formatSmaps(const std::vector<SmapsEntry>& entries, Dialect dialect, std::string& out);

/// What the block of a VMA says in gvisor-2019.
///
/// Invented by gVisor and kept: every page counts as mapped once, so Pss is Rss and nothing is
/// shared; every resident page counts as dirty where the program may write, and as referenced.
[[nodiscard]] SmapsEntry smapsEntry(const Vma& vma, std::string_view root);
/// The same, appended as text without a detour.
void formatSmapsBlock(const Vma& vma, std::string_view root, std::string& out);

/// What proc(5) says of a two-letter flag of VmFlags; empty for one it does not know.
[[nodiscard]] std::string_view vmFlagMeaning(std::string_view flag);

extern const ProcFile smapsFile;

}
