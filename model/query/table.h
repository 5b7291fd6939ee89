// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/filesystem.h>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
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
    bool isNumbered = false; ///< also with a number: argv[1]
};
[[nodiscard]] Columns columnsOf(const procfs::ProcFile& file);

/// In which base the field's numbers are printed, where they bear no 0x.
[[nodiscard]] int baseOf(const procfs::ProcFile& file, std::string_view field);

/// One line, or all that a file without lines has.
struct Row
{
    procfs::Fields fields;
    /// Why it may have more fields than these: the link of a descriptor cannot be read.
    std::optional<procfs::Failure> unread{};
};

/// One file of one task, taken apart.
struct Table
{
    /// Of a file with one kind of line (maps, fd, mounts …) a row is a line. Any other file is one
    /// row.
    std::vector<Row> rows;
    /// Rows; where there is only one by nature, the values in it (arguments, variables).
    std::size_t count = 0;
    /// Why there may be more rows than these: the reader may not see it, nobody kept it, the text
    /// is damaged. Absent where all are known, that there is no such file included.
    std::optional<procfs::Failure> unread;
    /// In which line of the text, from 1, the first row stands, where each row is a line.
    std::optional<std::size_t> firstLine;
};

/// Tables of files that are not one task's alone, by path.
using SharedTables = std::map<std::string, Table, std::less<>>;

/// Whether rows are made of what stands together in one line of the text.
[[nodiscard]] bool rowsAreLines(const procfs::ProcFile& file);

/// The table of \a file for the task whose directory is at \a task ("7", "7/task/9"), as read
/// through \a fileSystem. Without rows when there is no such file, or it cannot be read. Half of it
/// when somebody stops it.
[[nodiscard]] Table readTable(procfs::FileSystem& fileSystem, const std::string& task,
                              const procfs::ProcFile& file, const std::stop_token& stop = {});

/// Where readTable looks.
[[nodiscard]] std::string pathOf(const std::string& task, const procfs::ProcFile& file);

}
