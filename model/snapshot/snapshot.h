// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/idmap.h>
#include <procfs/recordedtree.h>
#include <procfs/recordfilesystem.h>
#include <procfs/records.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace sandscope::snapshot {

/// One row of the process list: what is known of a task without opening a file of it.
/// Absent values are unknown to the source, never zero.
struct TaskSummary
{
    procfs::TaskId id;
    procfs::Generation generation = 0; ///< when this row last changed
    /// The row above it: a thread's leader, a process' parent's leader; none at the top.
    procfs::TaskId parent;
    bool isThread = false; ///< a thread other than the leader
    procfs::Tid tid; ///< as the root PID namespace of the source sees it
    procfs::Tid tgid;
    std::string name; ///< raw bytes
    bool nameInherited = false; ///< see procfs::TaskRecord
    bool isForbidden = false; ///< the source may not know more than what is known
    std::optional<procfs::TaskState> state;
    std::optional<std::int32_t> parentTgid;
    std::optional<std::uint32_t> threads;
    std::optional<std::uint64_t> vssBytes, rssBytes;
    std::optional<std::chrono::nanoseconds> cpuTime; ///< user and system; of the group for a leader
    std::optional<std::chrono::nanoseconds> startTime; ///< since boot
    std::optional<std::uint32_t> uid; ///< effective
    std::optional<std::uint32_t> openFiles;
    std::string command; ///< arguments joined by blanks, raw bytes; empty when unknown or none
    bool commandWithheld = false; ///< who recorded it masked all but the first
    bool operator==(const TaskSummary&) const = default;
};

/// Everything known at one generation. Immutable, may be read on any thread; shares with the
/// snapshot before it whatever did not change.
struct Snapshot
{
    procfs::Generation generation = 0;
    std::chrono::nanoseconds time{}; ///< of the source: since boot for a kernel, since the first
                                     ///< sample otherwise
    IdMap<TaskSummary> tasks; ///< by TaskId
    /// By TaskId: when anything last changed that files of the task alone tell. Of a simulated
    /// kernel only. What tells of all tasks (children, system files) and of the machine is not
    /// meant.
    IdMap<procfs::Generation> fileGenerations;
    /// Exactly one of the two: a simulated kernel, or files of a real one.
    std::shared_ptr<const procfs::Records> records;
    std::shared_ptr<const procfs::RecordedTree> tree;
    std::size_t ownBytes = 0; ///< an estimate of what this snapshot alone keeps in memory
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// The file system over a snapshot. \a dialect and \a reader matter to records only; recorded files
/// are shown as they are.
struct ViewOptions
{
    procfs::Dialect dialect = procfs::Dialect::gvisor2019;
    procfs::PidNamespaceId mount; ///< none: the root PID namespace
    procfs::TaskId reader; ///< none: an outside observer
    /// How reads in pieces are answered; none: as the dialect does.
    std::optional<procfs::ReadRule> readRule{};
    /// Whether /proc listed in pieces names processes twice, as releases from 2022 on do. Of use to
    /// who studies that; everybody else wants each once.
    bool repeatsProcesses = false;
    /// Presenting: see masking.h. Recorded files as well.
    bool masksSecrets = false;
    bool operator==(const ViewOptions&) const = default;
};
[[nodiscard]] std::unique_ptr<procfs::FileSystem>
makeFileSystem(const SnapshotPtr& snapshot, const ViewOptions& options,
               std::shared_ptr<procfs::RecordCache> cache);

}
