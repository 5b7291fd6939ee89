// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/truth.h>
#include <procfs/procfile.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// One line of /proc/[pid]/maps (facts 3.1; gVisor pkg/sentry/mm/procfs.go, Linux
/// fs/proc/task_mmu.c).
///
/// A plain value but for its name, which is a view into what the line was made of: the text that
/// was parsed, or the VMA. That must outlive it.
///
/// Device and inode are as printed: gVisor's are virtual, and its device pair is wrong for all but
/// anonymous devices, see mapsEntry.
struct MapsEntry
{
    std::uint64_t start = 0; ///< inclusive
    std::uint64_t end = 0; ///< exclusive, > start
    Access perms; ///< as asked for with mmap or mprotect, not what the processor allows
    bool isShared = false; ///< 's' rather than 'p'
    std::uint32_t deviceMajor = 0;
    std::uint32_t deviceMinor = 0;
    std::uint64_t offset = 0; ///< bytes
    std::uint64_t inode = 0;
    std::string_view name; ///< raw bytes as printed; empty: the line ends behind the inode

    bool operator==(const MapsEntry&) const = default;
};

/// Where a line with a name has it, counted from 0, unless what stands before is longer.
inline constexpr std::size_t mapsNameColumn = 73;

/// The page that every dialect but gvisor-2018 lists last although no memory of the task stands
/// behind it. gVisor says that it can be read, Linux (of the captures) that it can only be
/// executed.
inline constexpr std::uint64_t vsyscallStart = 0xffff'ffff'ff60'0000U;
inline constexpr std::uint64_t vsyscallEnd = 0xffff'ffff'ff60'1000U;
[[nodiscard]] MapsEntry vsyscallEntry(Dialect dialect = Dialect::gvisor2019);

/// Parses one line without its newline. Allocates nothing. Any number of blanks may stand before
/// the name.
[[nodiscard]] Parsed<MapsEntry> parseMapsLine(std::string_view line);
/// Parses a whole text, of any dialect, in one pass at about the rate of formatting. Names are
/// views into \a text; memory is taken for the vector alone, which grows at most eightfold at a
/// time.
///
/// A line that does not begin like an address range continues the name of the line before: gVisor
/// does not escape newlines. Errors: truncated for a last line without newline, and what a line
/// lacks, with its offset in \a text.
[[nodiscard]] Parsed<std::vector<MapsEntry>> parseMaps(std::string_view text);
/// The entries would outlive their names.
template <std::same_as<std::string> Text>
void parseMaps(Text&& text) = delete;

/// Appends the line including its newline. The name is printed as it is. Linux sets one more blank
/// before the name of a line whose numbers are too wide; otherwise dialects do not differ.
void formatMapsEntry(const MapsEntry& entry, Dialect dialect, std::string& out);
void formatMaps(std::span<const MapsEntry> entries, Dialect dialect, std::string& out);

/// For whom a map is printed.
struct MapsView
{
    Dialect dialect = Dialect::gvisor2019;
    /// Paths are cut to it: in 2018 the root of the target, since 2019 that of the reader (facts
    /// 3.4). Empty or "/": nothing is cut.
    std::string_view root = "/";
};
[[nodiscard]] MapsView mapsView(const FileContext& ctx);

/// What the line of a VMA says.
///
/// Names are those of facts 3.3. Linux escapes a newline in them as \012 and nothing else; gVisor
/// prints them raw. gVisor takes a device number apart as a kernel would its own, although it has
/// the encoding that user space knows: right only for major 0 and minors below 256 (facts 3.2).
/// \a buffer holds a name that must be put together; otherwise it is left alone.
[[nodiscard]] MapsEntry mapsEntry(const Vma& vma, const MapsView& view, std::string& buffer);
/// The same, appended as text without a detour and without allocating, if \a out has room.
void formatMapsLine(const Vma& vma, const MapsView& view, std::string& out);

/// The memory of a task, or null when it has none.
[[nodiscard]] const MemoryRecord* memoryOf(const FileContext& ctx);

extern const ProcFile mapsFile;

inline constexpr std::size_t mapsFieldCount = 6;
namespace detail {
inline constexpr DialectSet everyGvisor{Dialect::gvisor2018, Dialect::gvisor2019,
                                        Dialect::gvisor2022, Dialect::gvisor2024,
                                        Dialect::gvisor2026};
}
/// What the words of a line mean; the table of smaps begins with the same.
inline constexpr std::array<FieldDoc, mapsFieldCount> mapsFields = {{
    FieldDoc{
        .name = "range",
        .unit = "",
        .meaning = "First address and the address behind the last, in hexadecimal.",
        .truth = truths("MMMMMM"),
        .notes
        = {TruthNote{DialectSet{Dialect::gvisor2018},
                     "The page of [vsyscall] has no line in this release."},
           TruthNote{detail::everyGvisor,
                     "The last line, [vsyscall], is a constant text without memory behind it.",
                     "2019-01-07 (901ed5da4)"},
           TruthNote{DialectSet{Dialect::linux_},
                     "The last line, [vsyscall], depends on how the kernel was booted."}},
    },
    FieldDoc{
        .name = "perms",
        .unit = "",
        .meaning = "Rights that the program asked for: read, write, execute; then p for a private "
                   "mapping or s for a shared one.",
        .truth = truths("MMMMMM"),
    },
    FieldDoc{
        .name = "offset",
        .unit = "bytes",
        .meaning = "Where in the file the mapping begins, in hexadecimal; 0 without a file.",
        .truth = truths("MMMMMM"),
    },
    FieldDoc{
        .name = "dev",
        .unit = "",
        .meaning = "Major and minor number of the device that holds the file, in hexadecimal.",
        .truth = truths("DDDDDM"),
        .notes
        = {TruthNote{DialectSet{Dialect::gvisor2018, Dialect::gvisor2019},
                     "Devices are the sandbox's own, taken apart by the wrong rule, which only "
                     "those without hardware behind them survive; shared anonymous memory has "
                     "00:00."},
           TruthNote{detail::everyGvisor,
                     "Devices are the sandbox's own, taken apart by the wrong rule, which only "
                     "those without hardware behind them survive."}},
    },
    FieldDoc{
        .name = "inode",
        .unit = "",
        .meaning = "Number of the file; 0 without one.",
        .truth = truths("DDDDDM"),
        .notes
        = {TruthNote{DialectSet{Dialect::gvisor2018, Dialect::gvisor2019},
                     "The sandbox numbers files by itself, unlike the host; shared anonymous "
                     "memory has 0."},
           TruthNote{detail::everyGvisor, "The sandbox numbers files by itself, unlike the host."}},
    },
    FieldDoc{
        .name = "path",
        .unit = "",
        .meaning = "The mapped file, or a name such as [heap]; missing where there is neither.",
        .truth = truths("MMMMMM"),
        .notes
        = {TruthNote{DialectSet{Dialect::gvisor2026},
                     "As seen from the reader's root directory, unescaped; memory that its program "
                     "named shows that name in brackets; the vDSO has none.",
                     "2024-11-14 (cf5841ba6)"},
           TruthNote{detail::everyGvisor,
                     "As seen from the reader's root directory, in 2018 from that of the task, "
                     "unescaped; the vDSO has no name, as some programs cannot cope with two "
                     "mappings of that name."},
           TruthNote{
               DialectSet{Dialect::linux_},
               "As seen from the reader's root directory; a newline in it is printed as \\012."}},
    },
}};

/// Can this line only be the rest of a name with a newline in it? Anything that begins like a range
/// is a line of its own.
[[nodiscard]] bool continuesMapsName(std::string_view line);
/// Appends the fields of one line; those that are not there (a name) are left out. \a docs is
/// mapsFields or its like.
void decodeMapsEntry(const MapsEntry& entry, std::span<const FieldDoc, mapsFieldCount> docs,
                     Fields& out);

}
