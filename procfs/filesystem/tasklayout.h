// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The entries of a task directory in one dialect: in which order they are listed, and which of the
/// inode numbers taken when the directory is made each of them gets, counted from 1 for the first
/// number taken (facts 1.4; of later dialects as in their captures).
struct TaskLayout
{
    struct Entry
    {
        const ProcFile* file = nullptr;
        std::uint32_t number = 0;
    };
    std::vector<Entry> entries; ///< ascending by name
    std::vector<std::size_t> listing; ///< of the entries; where that order is random: by name
    std::vector<std::uint32_t> namespaceNumbers; ///< of the links in ns, by their place in
                                                 ///< nsNames()
    std::vector<std::uint32_t> netNumbers; ///< of the files in net, by their place in netFiles()
    std::uint32_t directory = 0; ///< of the task directory, which is the last one taken

    TaskLayout(Dialect dialect, bool withTask);
    /// Null when there is no such entry.
    [[nodiscard]] const Entry* find(std::string_view name) const;
};

/// The files of a net directory in one dialect, ascending by name.
[[nodiscard]] std::vector<const ProcFile*> netFiles(Dialect dialect);

}
