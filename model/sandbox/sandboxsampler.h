// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/sandboxtree.h>
#include <model/snapshot/snapshot.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace sandscope::model {

/// What was asked of a sandbox for one sample.
struct SandboxReading
{
    std::vector<DumpedPtr> dump; ///< those with memory
    /// Listed right behind the dump; absent: not asked, or not answered.
    std::optional<std::vector<ListedProcess>> listed{};
    /// Listed before the dump, however long: who is in both lists and not in the dump is a zombie,
    /// the others came or went meanwhile.
    std::optional<std::vector<ListedProcess>> listedBefore{};
};

/// Merges what a sandbox answers into snapshots: rows, and a tree that makes its files on demand.
///
/// A task is its pid and the time at which it began, so a pid that comes back is another task. A
/// sample in which nothing differs is the very same snapshot. Not thread-safe; holds no clock.
class SandboxSampler
{
public:
    /// \a created: when the sandbox was made, in nanoseconds since 1970; stands for its boot.
    SandboxSampler(std::shared_ptr<const SampledTree::Origin> origin,
                   std::optional<std::int64_t> created);

    /// The dump of the sample before, for parseDump().
    [[nodiscard]] const std::vector<DumpedPtr>& lastDump() const { return m_dump; }
    /// Of the sample that comes next, if it differs.
    [[nodiscard]] procfs::Generation nextGeneration() const
    {
        return m_last ? m_last->generation + 1 : 1;
    }
    /// Processes whose environment holds this, without a parent in the sandbox, are readers of ours
    /// and left out; empty: none.
    void setReaderMark(std::string mark) { m_readerMark = std::move(mark); }
    /// Adds what was read from inside since the last sample, at the next one.
    void addInside(InsideEntries entries);

    /// \a now: since the first sample.
    [[nodiscard]] snapshot::SnapshotPtr sample(SandboxReading reading,
                                               std::chrono::nanoseconds now);

private:
    struct Task
    {
        procfs::TaskId id;
        std::optional<std::int64_t> start;
        SandboxProcessPtr process;
        std::map<std::int32_t, procfs::TaskId> threads; ///< without the leader
        std::uint64_t lastSeen = 0; ///< number of the sample
        SandboxProcessPtr shown; ///< what its rows were made of
        procfs::TaskId shownParent;
    };

    [[nodiscard]] bool isReader(const DumpedProcess& process) const;
    void takeDumped(const DumpedPtr& dumped, procfs::Generation generation);
    void takeListed(const SandboxReading& reading, procfs::Generation generation);
    Task& seen(std::int32_t pid, procfs::Generation generation);
    void settle(Task& task, SandboxProcess now);
    void forgetUnseen();
    [[nodiscard]] procfs::TaskId parentOf(std::int32_t pid, std::int32_t parent) const;
    void updateRows(procfs::Generation generation);
    void updateRow(snapshot::TaskSummary row, procfs::Generation generation);
    [[nodiscard]] snapshot::TaskSummary rowOf(const Task& task) const;
    void updateInside(procfs::Generation generation);

    std::shared_ptr<const SampledTree::Origin> m_origin;
    std::optional<std::int64_t> m_created;
    std::string m_readerMark;
    std::uint64_t m_sampleNumber = 0;
    std::uint32_t m_lastTaskId = 0;
    std::unordered_map<std::int32_t, Task> m_known; ///< by pid
    std::unordered_map<std::int32_t, ListedProcess> m_zombies; ///< of the sample under way
    std::unordered_set<std::int32_t> m_exchanged; ///< who came back as others, the same
    std::vector<DumpedPtr> m_dump;
    snapshot::IdMap<snapshot::TaskSummary> m_rows;
    std::shared_ptr<const InsideEntries> m_inside;
    InsideEntries m_newInside;
    procfs::Generation m_listChanged = 1;
    bool m_isChanged = false; ///< rows or processes, by the sample under way
    std::size_t m_newBytes = 0;
    snapshot::SnapshotPtr m_last;
};

}
