// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/filechanges.h>

#include <string>
#include <vector>

/// What changed in files, in words for people. All texts are English and hold raw bytes.
namespace sandscope::snapshot {

/// What happened to a file as a whole: "appeared -> /data/log", "now cannot be read: EACCES
/// (permission denied)", "is empty now". Empty: its lines tell it.
[[nodiscard]] std::string fileText(const FileChange& file);

/// Whether the fields say all that the lines do, and say it shorter: files of one long line, of
/// numbers without names.
[[nodiscard]] bool isToldByFields(const FileChange& file);
/// "utime: 0 -> 5 ticks"; a value that is not there is (absent), an empty one "".
[[nodiscard]] std::string fieldText(const FieldChange& field);

/// Files to which the same happened.
struct FileGroup
{
    std::string text; ///< "11 files of 2/ now cannot be read: EACCES (permission denied)"
    std::vector<std::string> names; ///< below the task's directory: "ns/ipc"
    std::vector<const FileChange*> files;
};

/// The files of a task in the order in which one wants to be told of them.
struct ToldFiles
{
    std::vector<const FileChange*> singles; ///< in their own order, losses last where they are many
    std::vector<FileGroup> groups; ///< what a task loses at its end; none of less than four files
};
/// \a task must outlive the answer.
[[nodiscard]] ToldFiles toldFiles(const TaskChange& task);

}
