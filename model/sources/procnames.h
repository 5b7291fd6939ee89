// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sandscope::model {

/// Does some /proc have this name in itself: files of which the format is known, and others of
/// Linux?
[[nodiscard]] bool isSystemName(std::string_view name);

/// Can a path as in RecordedFiles ("maps", "task/stat", "/uptime") lead anywhere in some /proc? Of
/// a folder other than "task" only the name is looked at, since what is in it has no end.
[[nodiscard]] bool isProcPath(std::string_view path);

/// All that \a path could have begun with, in its form, for a suggestion.
[[nodiscard]] std::vector<std::string> procPathsLike(std::string_view path);

}
