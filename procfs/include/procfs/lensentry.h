// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/filesystem.h>
#include <procfs/lens.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sandscope::procfs {

/// Any entry below /proc as one dialect has it: one side of a comparison.
struct LensEntry
{
    Dialect dialect = Dialect::gvisor2019;
    std::optional<FileKind> kind; ///< absent: there is no such entry
    std::optional<Failure> failure; ///< of finding or reading it
    std::optional<std::string> parseError;
    std::string text; ///< of a file
    Fields fields; ///< of a file; of a link its target; of a directory its entries
    std::uint16_t mode = 0; ///< 0 where it is not known
};

/// Reads what was found, or was not. A text without a format is told line by line.
[[nodiscard]] LensEntry readLensEntry(const Answer<NodePtr>& found, Dialect dialect);

/// All of a directory but its two own names, in its own order.
[[nodiscard]] Answer<std::vector<DirEntry>> entriesOf(Node& directory);

/// "file", "directory", "link", "other", "unknown"
[[nodiscard]] std::string_view entryTypeName(EntryType type);
[[nodiscard]] EntryType entryTypeOf(FileKind kind);

/// Why it could not be found, read or decoded, in a few English words; empty where it could.
[[nodiscard]] std::string problemOf(const LensEntry& entry);

/// alignFields() of both, with reasons also for entries and lines, which the field table does not
/// know.
[[nodiscard]] std::vector<LensRecord> compareEntries(const LensEntry& left, const LensEntry& right);

}
