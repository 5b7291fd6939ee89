// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/filesystem.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::query {

/// The entry that an expression calls \a name: of a task ("maps"), of its network ("net/tcp"), or
/// of the system where no task has such a one ("meminfo"). Null when there is none.
[[nodiscard]] const procfs::ProcFile* fileCalled(std::string_view name);
/// The name that fileCalled finds it by: "maps", "net/tcp".
[[nodiscard]] std::string titleOf(const procfs::ProcFile& file);
/// All names that fileCalled knows, ascending.
[[nodiscard]] std::vector<std::string> fileNames();

/// What can be asked of a line, besides what the field table names: "start", "end" and "size" (in
/// bytes) of a mapping, "fd" and "path" of a descriptor, entries of "ns", and whatever programs
/// choose themselves.
struct Columns
{
    std::vector<std::string_view> names;
    bool isOpen = false; ///< any other name is possible, too: those of environ
};
[[nodiscard]] Columns columnsOf(const procfs::ProcFile& file);

/// In which base the field's numbers are printed, where they bear no 0x.
[[nodiscard]] int baseOf(const procfs::ProcFile& file, std::string_view field);

/// One file of one task, taken apart.
struct Table
{
    /// Of a file with one kind of line (maps, fd, mounts …) a row is a line. Any other file is one
    /// row.
    std::vector<procfs::Fields> rows;
    /// Rows; where there is only one by nature, the values in it (arguments, variables).
    std::size_t count = 0;
    /// Why there may be more than the rows say: the reader may not see it, nobody kept it, the text
    /// is damaged. Absent where all is known, that there is no such file included.
    std::optional<procfs::Failure> unread;
};

/// Whether rows are lines of the text, so that their number leads there.
[[nodiscard]] bool rowsAreLines(const procfs::ProcFile& file);

/// The table of \a file for the task whose directory is at \a task ("7", "7/task/9"), as read
/// through \a fileSystem. Without rows when there is no such file, or it cannot be read.
[[nodiscard]] Table readTable(procfs::FileSystem& fileSystem, const std::string& task,
                              const procfs::ProcFile& file);

/// Where readTable looks.
[[nodiscard]] std::string pathOf(const std::string& task, const procfs::ProcFile& file);

}
