// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/filesystem.h>
#include <procfs/recordfilesystem.h>
#include <procfs/records.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// A kernel that does nothing by itself: records that a test writes down and publishes.
namespace sandscope::procfs {

struct World
{
    Generation generation = 1;
    std::chrono::nanoseconds time{};
    std::map<TaskId, TaskRecord> tasks;
    std::map<GroupId, ThreadGroupRecord> groups;
    std::map<MemoryId, MemoryRecord> memories;
    std::map<FdTableId, FdTableRecord> fdTables;
    std::map<FsContextId, FsContextRecord> fsContexts;
    std::map<MountNamespaceId, MountNamespaceRecord> mountNamespaces;
    std::map<UserNamespaceId, UserNamespaceRecord> userNamespaces;
    std::map<PidNamespaceId, PidNamespaceRecord> pidNamespaces;

    static constexpr PidNamespaceId rootPids{1};
    static constexpr UserNamespaceId rootUsers{1};
    static constexpr MountNamespaceId mounts{1};

    /// Root namespaces and nothing else.
    World();

    /// A process of root with memory of two VMAs, files 0, 1, 2 and 7, and a file system context of
    /// its own. Its task, group, memory, table and context have the number that \a tid is, so tids
    /// must differ between namespaces, too.
    TaskRecord& addProcess(std::int32_t tid, std::string name = "worker");
    /// Another thread of the group of \a leader, sharing what it has.
    TaskRecord& addThread(TaskId leader, std::int32_t tid);

    /// A zombie: no memory, no files, no context.
    void exit(TaskId id);
    void reap(TaskId id);

    /// Credentials are shared and constant; this replaces them.
    Credentials& editCredentials(TaskId id);
    /// The same for the VMAs of a memory.
    std::vector<Vma>& editVmas(MemoryId id);

    /// An immutable copy.
    [[nodiscard]] std::shared_ptr<const Records> publish() const;
};

/// A private anonymous mapping, readable and writable, all of it resident.
[[nodiscard]] Vma plainVma(std::uint64_t start, std::uint64_t end);

/// The whole of \a node, read in pieces of \a chunk bytes; "EINVAL", "EACCES" … when a read fails.
[[nodiscard]] std::string readAll(Node& node, std::size_t chunk = 1 << 20);
/// The same for a path, opened first.
[[nodiscard]] std::string readFile(FileSystem& fs, std::string_view path);
/// "ok", or the name of the error: "EACCES", "notProvided" …
[[nodiscard]] std::string describeFailure(const Failure& failure);
template <class T>
[[nodiscard]] std::string outcome(const Answer<T>& answer)
{
    return answer ? std::string("ok") : describeFailure(answer.error());
}
/// A link's target, or the name of the error.
[[nodiscard]] std::string linkTarget(FileSystem& fs, std::string_view path);
/// Names of a directory from \a offset on, gathered by calls of at most \a count entries, joined by
/// blanks; an error's name on failure, "endless" when it goes on for longer than any directory of a
/// test.
[[nodiscard]] std::string listAll(Node& node, std::size_t count = 1000, std::int64_t offset = 2);

}
