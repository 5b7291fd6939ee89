// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <expected>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// A mount below a task's root directory.
struct VisibleMount
{
    const Mount* mount = nullptr; ///< never null; lives as long as the records
    std::string_view path; ///< as the task sees it
};

/// What mounts and mountinfo list, ascending by id. A task without a root directory, as a zombie,
/// has none: that is end of file, but EIO in gvisor-2018, where the real one crashes.
[[nodiscard]] std::expected<std::vector<VisibleMount>, Errno> visibleMounts(const FileContext& ctx);

}
