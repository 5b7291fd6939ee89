// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/export/treewriter.h>
#include <procfs/filesystem.h>
#include <procfs/recordedtree.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace sandscope::model {

/// What an export holds.
struct ExportCounts
{
    std::uint64_t folders = 0, files = 0, links = 0;
    std::uint64_t bytes = 0; ///< of files
    std::uint64_t withheld = 0; ///< files with masked secrets
    std::uint64_t unread = 0; ///< the source could not tell: the index says why
    std::uint64_t unplaced = 0; ///< known, but of a name or target that no file can have
};

struct ExportRequest
{
    procfs::FileSystem& tree;
    /// Where the tree comes from, when it was recorded: what was withheld there is marked again.
    const procfs::RecordedTree* recorded = nullptr;
    bool isMasked = true; ///< see withholdSecrets
    std::function<void(const ExportCounts&)> progress{}; ///< told at each folder; may be empty
    std::stop_token stop{};
};

/// Writes everything below /proc, sorted by name, and last of all the two files that make it a
/// capture, which `proc:` opens: the index (proc.index.tsv) with what each entry was, and meta.json
/// with the dialect. Holds one text at a time, and the index.
///
/// A file that cannot be read, or a link that cannot be, is in the index alone. So is what no file
/// can stand for: a name or target too long, and files of the root that are called as those two.
///
/// Nothing: it was stopped. Either way \a writer was not told to finish, which is the caller's.
[[nodiscard]] Written<std::optional<ExportCounts>> exportTree(const ExportRequest& request,
                                                              TreeWriter& writer);

}
