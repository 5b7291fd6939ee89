// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/maps.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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
    // These three are in smaps_rollup alone.
    pssAnon,
    pssFile,
    pssShmem,
};
inline constexpr std::size_t smapsKeyCount = 27;

/// "Rss" and so on, without the colon.
[[nodiscard]] std::string_view smapsKeyName(SmapsKey key);
[[nodiscard]] std::optional<SmapsKey> smapsKeyFromName(std::string_view name);
/// False for the two that count something else.
[[nodiscard]] constexpr bool isKilobytes(SmapsKey key)
{
    return key != SmapsKey::thpEligible && key != SmapsKey::protectionKey;
}

/// The numbers of one block: kB but for thpEligible and protectionKey.
class SmapsValues
{
public:
    /// Absent: the block has no such line.
    [[nodiscard]] std::optional<std::uint64_t> value(SmapsKey key) const
    {
        const auto index = static_cast<std::size_t>(key);
        return (m_present >> index & 1U) != 0 ? std::optional(m_values[index]) : std::nullopt;
    }
    void setValue(SmapsKey key, std::uint64_t value)
    {
        const auto index = static_cast<std::size_t>(key);
        m_values[index] = value;
        m_present |= 1U << index;
    }
    bool operator==(const SmapsValues&) const = default;

private:
    std::array<std::uint64_t, smapsKeyCount> m_values{};
    std::uint32_t m_present = 0;
};

/// A line that is none of the known ones.
struct SmapsOtherLine
{
    std::size_t line = 0; ///< counted from 0 behind the maps line of its block
    std::string_view text; ///< raw, without its newline
    bool operator==(const SmapsOtherLine&) const = default;
};

class SmapsEntry;

/// A parsed text of smaps: its blocks, each a maps line with one line for each value below it
/// (facts 3.6; gVisor pkg/sentry/mm/procfs.go, Linux fs/proc/task_mmu.c).
///
/// It holds views into the text, which must outlive it. Numbers are kept apart from the blocks, and
/// which line stands where is kept once for all blocks that are alike, so that it takes about a
/// third of the size of the text.
class Smaps
{
public:
    class Iterator;

    [[nodiscard]] std::size_t size() const { return m_blocks.size(); }
    [[nodiscard]] bool empty() const { return m_blocks.empty(); }
    /// Preconditions: \a index < size().
    [[nodiscard]] SmapsEntry operator[](std::size_t index) const;
    [[nodiscard]] SmapsEntry front() const;
    [[nodiscard]] SmapsEntry back() const;
    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;
    /// How many bytes of the text are lines that are none of the known ones, newlines included.
    [[nodiscard]] std::size_t unknownBytes() const { return m_unknownBytes; }

private:
    friend class SmapsEntry;
    friend class SmapsParser;

    static constexpr std::uint8_t flagsLine = 254;
    static constexpr std::uint8_t otherLine = 255;
    static constexpr std::uint8_t noPlace = 255;

    /// What the lines of a block are, one by one: a key, flagsLine or otherLine.
    struct Layout
    {
        std::vector<std::uint8_t> lines;
        std::array<std::uint8_t, smapsKeyCount> placeOf{}; ///< among the numbers of a block
        std::size_t regular = 0; ///< how many lines at its beginning are keys of kB
        std::uint32_t keys = 0; ///< a bit for each key among those
    };
    struct Block
    {
        MapsEntry mapping;
        std::string_view flags; ///< the whole line, raw; null: no such line
        std::size_t begin = 0; ///< in the text
        std::size_t linesBegin = 0; ///< behind the maps line
        std::size_t firstValue = 0;
        std::uint32_t layout = 0;
    };
    /// Stands for a number that is in m_wide.
    static constexpr std::uint32_t isWide = ~std::uint32_t{0};

    std::string_view m_text;
    std::vector<Block> m_blocks;
    std::vector<Layout> m_layouts;
    std::vector<std::uint32_t> m_values; ///< of all blocks, in the order of their lines
    std::vector<std::pair<std::size_t, std::uint64_t>> m_wide; ///< ascending by place in m_values
    std::vector<std::pair<std::size_t, SmapsOtherLine>> m_others; ///< ascending by block and line
    std::size_t m_unknownBytes = 0;
};

/// One block of a Smaps, which must outlive it and stay where it is. As cheap to copy as a pointer.
class SmapsEntry
{
public:
    SmapsEntry(const Smaps& smaps, std::size_t index)
        : m_smaps(&smaps)
        , m_index(index)
    {
    }

    [[nodiscard]] const MapsEntry& mapping() const { return block().mapping; }
    /// kB but for thpEligible and protectionKey. Absent: the block has no such line.
    [[nodiscard]] std::optional<std::uint64_t> value(SmapsKey key) const;
    /// All of them at once.
    [[nodiscard]] SmapsValues values() const;
    /// Two letters each, separated by blanks, without blanks around: see smapsFlags. Absent: the
    /// block has no such line.
    [[nodiscard]] std::optional<std::string_view> vmFlags() const;
    /// Ascending.
    [[nodiscard]] std::vector<SmapsOtherLine> otherLines() const;
    /// The whole block as it was parsed, newlines included.
    [[nodiscard]] std::string_view text() const;
    /// The same without its maps line.
    [[nodiscard]] std::string_view lines() const;

    /// Do both say the same, wherever they stand?
    friend bool operator==(const SmapsEntry& a, const SmapsEntry& b);
    /// Calls \a line for each line behind the maps line, in order: with a key and its number, or
    /// with no key, 0 and the raw text of the line without its newline.
    template <class Line>
    void forEachLine(Line line) const
    {
        std::size_t place = block().firstValue;
        std::size_t other = firstOther();
        for (const std::uint8_t kind : layout().lines) {
            if (kind < smapsKeyCount)
                line(std::optional(static_cast<SmapsKey>(kind)), valueAt(place++),
                     std::string_view{});
            else
                line(std::optional<SmapsKey>{}, std::uint64_t{0},
                     kind == Smaps::flagsLine ? block().flags
                                              : m_smaps->m_others[other++].second.text);
        }
    }

private:
    [[nodiscard]] const Smaps::Block& block() const { return m_smaps->m_blocks[m_index]; }
    [[nodiscard]] const Smaps::Layout& layout() const { return m_smaps->m_layouts[block().layout]; }
    [[nodiscard]] std::uint64_t valueAt(std::size_t place) const;
    [[nodiscard]] std::size_t firstOther() const;
    [[nodiscard]] std::size_t endInText() const;

    const Smaps* m_smaps;
    std::size_t m_index;
};

class Smaps::Iterator
{
public:
    using iterator_concept = std::forward_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = SmapsEntry;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    Iterator(const Smaps& smaps, std::size_t index)
        : m_smaps(&smaps)
        , m_index(index)
    {
    }
    [[nodiscard]] SmapsEntry operator*() const { return {*m_smaps, m_index}; }
    Iterator& operator++()
    {
        ++m_index;
        return *this;
    }
    Iterator operator++(int)
    {
        Iterator before = *this;
        ++m_index;
        return before;
    }
    bool operator==(const Iterator&) const = default;

private:
    const Smaps* m_smaps = nullptr;
    std::size_t m_index = 0;
};

/// Parses a whole text, of any dialect, in one pass at about the rate of formatting. Nothing is
/// copied out of \a text but numbers. Errors: truncated for a last line without newline, tooLong
/// for a block of more than 200 lines, and what a line lacks, with its offset in \a text.
[[nodiscard]] Parsed<Smaps> parseSmaps(std::string_view text);
/// The blocks would outlive what they look at.
template <std::same_as<std::string> Text>
void parseSmaps(Text&& text) = delete;

/// Appends the block: every line where it was parsed.
void formatSmapsEntry(const SmapsEntry& entry, Dialect dialect, std::string& out);
void formatSmaps(const Smaps& smaps, Dialect dialect, std::string& out);

/// The words of VmFlags, as views into \a flags.
[[nodiscard]] std::vector<std::string_view> smapsFlags(std::string_view flags);

/// What the numbers of a VMA's block are. gvisor-2018, which has no such file, as gvisor-2019.
///
/// gVisor measures Rss, Anonymous and no more, and so do its dialects whatever the record knows:
/// every page counts as mapped once, so that Pss is Rss and nothing is shared; every resident page
/// counts as dirty where the program may write, and as referenced.
///
/// In Linux they come from VmaDetails::pages. Without those, nobody else maps a page and what may
/// be written is dirty: the same guess as gVisor's. A record knows nothing of huge pages of
/// hugetlbfs and whether others would be allowed: these are 0, as where neither is in use. Locked
/// is Pss, as Linux counts it. ProtectionKey is left out, as on a processor without such keys.
[[nodiscard]] SmapsValues smapsValues(const Vma& vma, Dialect dialect);
/// The words of VmFlags, each followed by a blank. Linux tells more than a record knows (advice,
/// reservation): those are left out. It counts memory against the commit limit from when it was
/// first writable, which shows in private copies.
[[nodiscard]] std::string smapsFlagsOf(const Vma& vma, Dialect dialect);
/// Appends one line for each value that is there, in the order of the dialect.
void formatSmapsValues(const SmapsValues& values, Dialect dialect, std::string& out);

/// Appends the block of a VMA: mapsEntry, smapsValues and smapsFlagsOf as text without a detour,
/// and without allocating, if \a out has room.
void formatSmapsBlock(const Vma& vma, const MapsView& view, std::string& out);

/// What proc(5) says of a two-letter flag of VmFlags; empty for one it does not know.
[[nodiscard]] std::string_view vmFlagMeaning(std::string_view flag);

extern const ProcFile smapsFile;

/// Appends every field of \a smaps, with the rows of \a docs, which begin with those of mapsFields.
void decodeSmaps(const Smaps& smaps, std::span<const FieldDoc> docs, Fields& out);

}
