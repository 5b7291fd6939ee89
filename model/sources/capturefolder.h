// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <model/sources/folder.h>
#include <procfs/error.h>

#include <expected>
#include <optional>
#include <stop_token>
#include <string>

namespace sandscope::model {

/// Where a capture is: the folder that contents are relative to, and its index.
struct CapturePlace
{
    std::string folder;
    std::string index; ///< name of the index in that folder
};

/// The capture that \a given means: a folder with a proc.index.tsv, a folder X beside an
/// X.index.tsv, or an X.index.tsv itself. Nothing when it means none. Looks at names and types
/// only.
[[nodiscard]] std::optional<CapturePlace> findCapture(const std::string& given);

/// Why a capture folder could not be opened.
struct CaptureProblem
{
    std::string file; ///< the file at fault
    std::optional<procfs::Failure> failure; ///< it could not be read
    std::optional<procfs::ParseError> damage; ///< it could be read, but not understood
    int line = 0; ///< of the damage
    bool cancelled = false;
};

/// Reads a capture at once: index, contents, process list. One generation, entries and errors as
/// recorded.
///
/// Contents are opened below the capture folder only and through no link; one that is missing or
/// shorter than its row says becomes "not kept" (step "open") or stays as it is. Folders that the
/// index has no row for, but whose entries it knows, are made up with the names that are known and
/// no attributes.
[[nodiscard]] std::expected<snapshot::SnapshotPtr, CaptureProblem>
readCapture(const CapturePlace& place, const std::stop_token& stop);

/// The same from its parts: the process list of a recorded tree.
[[nodiscard]] snapshot::IdMap<snapshot::TaskSummary> taskRows(const procfs::RecordedTree& tree);

}
