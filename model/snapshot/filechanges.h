// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/linediff.h>
#include <model/snapshot/snapshot.h>
#include <procfs/procfile.h>

#include <optional>
#include <string>
#include <vector>

namespace sandscope::snapshot {

enum class EntryChange : std::uint8_t { appeared, vanished, changed };

/// A named value that differs.
struct FieldChange
{
    std::string name; ///< as the field table has it; raw bytes
    std::optional<std::string> before, after; ///< raw bytes; absent: there was, or is, none
    std::size_t line = 0; ///< of the new text, from 1; 0 where the name is of the file as a whole
    const procfs::FieldDoc* doc = nullptr; ///< null: not a known field
    bool byClock = false; ///< it would have changed as well if nothing but time had passed
    bool operator==(const FieldChange&) const = default;
};

/// One file or link that differs.
struct FileChange
{
    std::string path; ///< below /proc: "7/maps", "7/task/9/fd/3", "meminfo"; raw bytes
    EntryChange change = EntryChange::changed;
    procfs::FileKind kind = procfs::FileKind::regular;
    const procfs::ProcFile* file = nullptr; ///< null: nobody describes its format
    char separator = '\n'; ///< what ends a line of it: NUL in cmdline and environ
    std::vector<LineHunk> hunks; ///< of a regular file; all of its text where it appeared
    bool isEmptyNow = false; ///< a regular file that had a text and has none any more
    std::vector<FieldChange> fields; ///< what the lines say, where its format is known
    std::string targetBefore, targetAfter; ///< of a link; raw bytes
    /// What reading it answered; hunks and targets are then those of nothing.
    procfs::Errno errorBefore = procfs::Errno::ok, errorAfter = procfs::Errno::ok;
};

/// What differs in one task's directory.
struct TaskChange
{
    procfs::TaskId task;
    std::string path; ///< "7", or "7/task/9" of a thread other than the leader
    std::string name; ///< of the task; raw bytes
    EntryChange change = EntryChange::changed;
    /// Ascending by path. Of a directory that vanished: none.
    std::vector<FileChange> files;
};

/// What differs between two snapshots of a simulated kernel. Plain values.
struct FileChanges
{
    std::vector<TaskChange> tasks; ///< ascending by id, threads behind their leader
    std::vector<FileChange> system; ///< files of /proc itself; ascending by path
    [[nodiscard]] bool isEmpty() const { return tasks.empty() && system.empty(); }
};

struct FileChangeOptions
{
    ViewOptions view; ///< a task that the reader or mount names must be in both
    /// Only what is in the directory of the thread group of this task; none: everything.
    procfs::TaskId task{};
    /// The texts of files that are new because their task is: otherwise only that they are.
    bool textsOfNewTasks = true;
    /// Files of /proc itself. Some of them sum up all tasks, and cost a walk over these.
    bool systemFiles = true;
};

/// The exact lines that differ between two snapshots of one kernel, in the texts of one dialect.
/// A file that differs only because time went on is left out, a task's thread is told once (under
/// task/TID, the leader under PID). Costs what changed, not what exists, but for the files named
/// above and for children, which is made of all tasks. Of snapshots without records nothing is
/// told: nobody knows when their files changed.
///
/// \a cache may be null; it may be shared with whoever else shows this kernel.
[[nodiscard]] FileChanges fileChanges(const SnapshotPtr& before, const SnapshotPtr& after,
                                      const FileChangeOptions& options,
                                      const std::shared_ptr<procfs::RecordCache>& cache);

}
