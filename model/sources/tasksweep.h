// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <model/sources/rootlisting.h>
#include <model/sources/taskrow.h>
#include <model/sources/taskwatch.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sandscope::model {

/// Paths below /proc that somebody looks at.
using Interest = std::set<std::string, std::less<>>;
/// A pattern among them: the threads of every process.
inline constexpr std::string_view everyTask = "*/task";

/// The rows of the process list of a folder that looks like /proc, brought up to date again and
/// again.
///
/// On a live /proc a process of one thread that has not run since the last round is not read again,
/// but for a tenth of them each time and those whose parent ended: README.md tells what of a row
/// can be old, and how old. A task is its id and its start time, so a pid that comes back is
/// another task.
class TaskSweep
{
public:
    /// \a subtree: the pid of a process, of which only it and its descendants have rows; 0: all.
    TaskSweep(std::shared_ptr<const Folder> folder, Units units, std::int32_t subtree);

    /// First of a round.
    [[nodiscard]] procfs::Answer<void> list(const std::stop_token& stop);
    /// Then: looks at all of them, and at the threads that are of interest. After a stop half of
    /// them may be new, and the next round goes on from there.
    void sweep(const Interest& interest, const std::stop_token& stop);
    /// What files of a process tell besides, where somebody looks at them.
    struct Told
    {
        std::optional<std::uint32_t> openFiles;
        std::optional<std::uint64_t> rssBytes; ///< better than what `stat` says
        bool operator==(const Told&) const = default;
    };
    using ToldByPid = std::unordered_map<std::int32_t, Told>;
    /// Last: rows as of \a generation.
    void updateRows(const ToldByPid& told, procfs::Generation generation);

    /// Processes' folders are owned by their effective user, and another inode number tells another
    /// process? So it is on Linux.
    void trustFolders(bool trusts) { m_trustsFolders = trusts; }

    [[nodiscard]] bool isEmpty() const { return m_listing.numbers().empty(); }
    /// The top of the subtree ended, or was never there.
    [[nodiscard]] bool isSubtreeGone() const;
    /// What stands in the folder.
    [[nodiscard]] const std::vector<Listed>& allNames() const { return m_listing.names(); }
    /// The same, less the processes outside of the subtree.
    [[nodiscard]] const std::vector<Listed>& names() const
    {
        return m_subtree == 0 ? allNames() : m_names;
    }
    /// May names() differ from the round before?
    [[nodiscard]] bool namesChanged() const { return m_namesChanged; }
    [[nodiscard]] const snapshot::IdMap<snapshot::TaskSummary>& rows() const { return m_rows; }
    /// Does any row differ since the last call?
    [[nodiscard]] bool takeChanged() { return std::exchange(m_rowsChanged, false); }
    [[nodiscard]] std::size_t newBytes() const { return m_newBytes; } ///< of the rows of this round

private:
    /// What is remembered of a task from one round to the next.
    struct Task
    {
        procfs::TaskId id;
        TaskPlace place;
        std::string text; ///< of `stat`
        StatValues stat;
        bool isForbidden = false; ///< it is there, but `stat` may not be read
        std::optional<Runs> runs; ///< before `stat` was read; nothing: not known
        KeptFiles files;
        bool isIdentified = false; ///< the next two belong to this name
        bool hasRun = false; ///< since it was identified
        std::optional<std::uint32_t> uid;
        std::string command;
        Told told; ///< what row has of it
        std::shared_ptr<const snapshot::TaskSummary> row;
        std::uint64_t lastSeen = 0; ///< number of the round
    };
    enum class Membership : std::uint8_t { unknown, inside, outside };

    [[nodiscard]] const Task* leader(std::int32_t pid) const;
    [[nodiscard]] bool isGone(const TaskPlace& place) const;
    [[nodiscard]] bool isDue(const Task& task) const;
    [[nodiscard]] bool hasEnded(const Task* task) const;
    [[nodiscard]] bool isStranger(const RootListing::Number& number) const;
    void look(const TaskPlace& place, const std::stop_token& stop);
    bool lookAgain(Task& task, const std::stop_token& stop);
    bool read(Task& task, std::optional<Runs> runs, const std::stop_token& stop);
    void take(Task& task, std::string_view text, std::string_view comm);
    void identify(Task& task, const std::stop_token& stop);
    void sweepThreads(const Interest& interest, const std::stop_token& stop);
    bool rereadOrphans(const std::stop_token& stop);
    void keepSubtree();
    [[nodiscard]] snapshot::TaskSummary rowOf(const Task& task, procfs::TaskId parent) const;

    std::shared_ptr<const Folder> m_folder; ///< never null
    Units m_units;
    std::int32_t m_subtree;
    bool m_trustsFolders = false;
    RootListing m_listing;
    TaskReader m_reader;

    std::uint64_t m_round = 0;
    std::uint32_t m_lastTaskId = 0;
    std::unordered_map<std::uint64_t, Task> m_known; ///< by TaskPlace::key()
    snapshot::IdMap<snapshot::TaskSummary> m_rows;
    std::size_t m_newBytes = 0;
    bool m_rowsChanged = false;
    bool m_namesChanged = false;
    std::vector<std::int32_t> m_processes; ///< of this round, ascending
    std::set<std::int32_t> m_listed; ///< those whose threads were looked at in this round
    std::vector<Listed> m_names; ///< where there is a subtree
    procfs::TaskId m_top; ///< of the subtree; none before the first round
    /// Pids outside of the subtree, with the inodes of their folders. Nobody comes to descend from
    /// another one but by birth, so they are never read again.
    std::unordered_map<std::int32_t, std::uint64_t> m_strangers;
};

}
