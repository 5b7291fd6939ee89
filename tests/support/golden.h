// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

/// Comparison with golden files: plain files, one for each text, below tests/data/golden.
///
/// With SANDSCOPE_UPDATE_GOLDEN=1 in the environment a comparison writes what it was given and
/// fails nevertheless, so that an update is always looked at.
namespace sandscope::test {

/// Files by path below the folder, "/" between components.
using Files = std::map<std::string, std::string>;

/// Nothing when \a bytes are those of the file; otherwise one line that names the file and the
/// first difference.
[[nodiscard]] std::string compareGolden(const std::filesystem::path& file, std::string_view bytes);

/// The same for a whole tree: also names files that are missing or too many. READMEs in the folder
/// do not count.
[[nodiscard]] std::string compareGolden(const std::filesystem::path& folder, const Files& files);

/// All regular files below a folder but READMEs. Empty when there is no such folder.
[[nodiscard]] Files readFolder(const std::filesystem::path& folder);

/// Nothing when there is no such file.
[[nodiscard]] std::string readFile(const std::filesystem::path& file);

}
