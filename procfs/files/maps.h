// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/truth.h>
#include <procfs/procfile.h>

#include <array>
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
/// Device and inode are as printed: gVisor's are virtual, and its device pair is wrong for all but
/// anonymous devices, see mapsEntry.
struct MapsEntry
{
    std::uint64_t start = 0; ///< inclusive
    std::uint64_t end = 0; ///< exclusive, > start
    Access perms; ///< as asked for with mmap or mprotect, not what the processor allows
    bool isShared = false; ///< 's' rather than 'p'
    std::uint64_t offset = 0; ///< bytes
    std::uint32_t deviceMajor = 0;
    std::uint32_t deviceMinor = 0;
    std::uint64_t inode = 0;
    std::string name; ///< raw bytes; empty: the line ends behind the inode

    bool operator==(const MapsEntry&) const = default;
};

/// Where a line with a name has it, counted from 0, unless what stands before is longer.
inline constexpr std::size_t mapsNameColumn = 73;

/// The page that gVisor since 2019 appends to every map although no memory stands behind it.
inline constexpr std::uint64_t vsyscallStart = 0xffff'ffff'ff60'0000U;
inline constexpr std::uint64_t vsyscallEnd = 0xffff'ffff'ff60'1000U;
[[nodiscard]] MapsEntry vsyscallEntry();

/// Parses one line without its newline. Allocates for the name alone. Any number of blanks may
/// stand before the name.
[[nodiscard]] Parsed<MapsEntry> parseMapsLine(std::string_view line);
/// Parses a whole text. A line that does not begin like an address range continues the name of the
/// line before: gVisor does not escape newlines.
[[nodiscard]] Parsed<std::vector<MapsEntry>> parseMaps(std::string_view text);

/// Appends the line including its newline, as gVisor prints it.
void formatMapsEntry(const MapsEntry& entry, std::string& out);
/// The same in any dialect: Linux sets one more blank before the name of a line whose numbers are
/// too wide.
void formatMapsEntry(const MapsEntry& entry, Dialect dialect, std::string& out);
void formatMaps(const std::vector<MapsEntry>& entries, Dialect dialect, std::string& out);

/// What the line of a VMA says in a printable dialect. Paths are cut to \a root: in 2018 the
/// target's, since 2019 the reader's (facts 3.4).
[[nodiscard]] MapsEntry mapsEntry(const Vma& vma, std::string_view root);
/// The same, appended as text without a detour.
void formatMapsLine(const Vma& vma, std::string_view root, std::string& out);
/// The root that the paths of a task's mappings are cut to.
[[nodiscard]] std::string_view mapsRoot(const FileContext& ctx);

/// The memory of a task, or null when it has none.
[[nodiscard]] const MemoryRecord* memoryOf(const FileContext& ctx);

extern const ProcFile mapsFile;

inline constexpr std::size_t mapsFieldCount = 6;
/// What the words of a line mean; the table of smaps begins with the same.
inline constexpr std::array<FieldDoc, mapsFieldCount> mapsFields = {{
    FieldDoc{"range", "", "First address and the address behind the last, in hexadecimal.",
             truths("MMMMMM")},
    FieldDoc{"perms", "",
             "Rights that the program asked for: read, write, execute; then p for a private "
             "mapping or s for a shared one.",
             truths("MMMMMM")},
    FieldDoc{"offset", "bytes", "Where in the file the mapping begins; 0 without a file.",
             truths("MMMMMM")},
    FieldDoc{"dev", "",
             "Major and minor number of the device that holds the file. gVisor takes the pair "
             "apart the wrong way, which "
             "only devices without hardware behind them survive.",
             truths("DDDDDM")},
    FieldDoc{"inode", "",
             "Number of the file; 0 without one. gVisor numbers files by itself, unlike the host.",
             truths("DDDDDM")},
    FieldDoc{"path", "",
             "The mapped file, or a name in brackets such as [heap]. gVisor prints it raw; the "
             "vDSO has no name there.",
             truths("MMMMMM")},
}};

/// Can this line only be the rest of a name with a newline in it? Anything that begins like a range
/// is a line of its own.
[[nodiscard]] bool continuesMapsName(std::string_view line);
/// Appends the fields of one line; those that are not there (a name) are left out. \a docs is
/// mapsFields or its like.
void decodeMapsEntry(const MapsEntry& entry, std::span<const FieldDoc, mapsFieldCount> docs,
                     Fields& out);

}
