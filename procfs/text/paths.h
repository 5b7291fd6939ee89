// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sandscope::procfs::text {

/// Is \a path at or below \a root? Both absolute and without a slash at the end; an empty root
/// holds everything.
[[nodiscard]] constexpr bool isBelow(std::string_view path, std::string_view root)
{
    if (root.empty() || root == "/")
        return true;
    return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

/// \a path as seen by somebody whose root directory is \a root: "/" for the root itself. A path
/// that is not below stays as it is (facts 3.4).
[[nodiscard]] constexpr std::string_view seenFrom(std::string_view root, std::string_view path)
{
    if (root.empty() || root == "/" || !isBelow(path, root))
        return path;
    return path.size() == root.size() ? std::string_view{"/"} : path.substr(root.size());
}

inline constexpr std::string_view deletedSuffix = " (deleted)";

}
