// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// A mount below a task's root directory.
struct VisibleMount
{
    const Mount* mount = nullptr; ///< never null; lives as long as the records
    std::string_view path; ///< as the task sees it
};

/// What to do about a mount that lies outside of the task's root directory.
enum class Unreachable { leaveOut, stopThere };

/// What mounts and mountinfo list, ascending by id: in 2018, 2019 and on Linux every mount of the
/// namespace, in later gVisor the one that holds the task's root and those below it, as far as they
/// can be reached. A task without a root directory, as a zombie, has none: that is end of file, but
/// EIO in gvisor-2018, where the real one crashes, and EINVAL on Linux, which does not open the
/// file.
[[nodiscard]] std::expected<std::vector<VisibleMount>, Errno>
visibleMounts(const FileContext& ctx, Unreachable unreachable = Unreachable::leaveOut);

/// The mount that holds a path: the innermost, and of several in one place the last. Null: none.
[[nodiscard]] const Mount* innermostMount(const std::vector<Mount>& mounts, std::string_view path);

/// "none" for a type without a name.
[[nodiscard]] std::string_view typeName(const Mount& mount);

/// \a text with blank, tab, newline and backslash, and what is in \a more, as \\040 and the like.
[[nodiscard]] std::string octalEscaped(std::string_view text, std::string_view more = {});

/// How the options of a mount itself begin: ro or rw and flags, in the words, order and with the
/// bugs of a dialect. \a isInfo: for mountinfo.
[[nodiscard]] std::string mountFlags(const Mount& mount, Dialect dialect, bool isInfo);

}
