// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/folder.h>
#include <procfs/recordedtree.h>

#include <stop_token>
#include <string>

/// What is seen and read in a folder, as recorded entries.
namespace sandscope::model {

[[nodiscard]] procfs::Failure notSampled();
[[nodiscard]] procfs::FileKind kindOf(procfs::EntryType type);
/// What lstat told, without the content: of a link everything, of the rest not sampled.
[[nodiscard]] procfs::RecordedEntry entryOf(const Seen& seen);
/// The bytes of a regular file, or why there are none.
void readText(const Folder& folder, const std::string& path, const std::stop_token& stop,
              procfs::RecordedEntry& entry);

}
