// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/match.h>
#include <model/query/table.h>
#include <model/snapshot/snapshot.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace sandscope::query {

/// A match, and whose it is.
struct Finding
{
    procfs::TaskId task;
    procfs::Tid tgid, tid; ///< as the first PID namespace sees them
    bool isThread = false;
    std::string name; ///< of the task, raw bytes
    Match match;
};

struct SearchOptions
{
    std::size_t most = 10'000; ///< findings in all; the search ends with them
    std::size_t mostOfTask = 1'000;
    /// The other way round: the tasks for which the expression does not hold.
    bool negated = false;
    /// Arguments and environment are masked, as snapshot/masking.h has it, and asked about so.
    bool masksSecrets = false;
    std::stop_token stop{}; ///< ends the search at once; what the task just asked has is not told
};

/// How far a search is, and what it met.
struct SearchState
{
    std::size_t tasks = 0; ///< asked so far
    std::size_t total = 0;
    std::size_t holding = 0; ///< of those asked
    std::size_t findings = 0;
    std::size_t unknown = 0; ///< tasks whose answer is in a file that could not be read
    std::size_t partial = 0; ///< tasks for which it holds, of which such a file may tell more
    std::optional<Unread> unread; ///< the first such file
    bool isCut = false; ///< findings were left out, there were more than asked for
    /// Of the tasks asked nothing is missing.
    [[nodiscard]] bool isComplete() const { return !isCut && unknown == 0 && partial == 0; }
};

/// Asks an expression about every task of a snapshot and tells what makes it hold: by process id, a
/// process before its threads, by the order of the expression and of the lines; the same on every
/// run. A thread does not repeat what its process has told (their memory is one); what files of the
/// system and of one network say is told once.
///
/// One task at a time, so that whoever drives it can stop between two; SearchOptions::stop also
/// ends it in the middle of one. Not thread-safe, nothing is shared: it may run on any thread.
/// Keeps the snapshot, and of files what one task needs and those of the system.
class Search
{
public:
    /// \a dialect matters to the snapshot of a kernel only.
    Search(ExpressionPtr expression, snapshot::SnapshotPtr snapshot, procfs::Dialect dialect,
           const SearchOptions& options = {});
    ~Search();
    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;

    /// Asks about the next task and appends what was found. False when there is none any more,
    /// enough was found, or somebody stops it.
    bool next(std::vector<Finding>& findings);
    [[nodiscard]] const SearchState& state() const { return m_state; }

private:
    void begin(const snapshot::TaskSummary& task);
    void tell(const snapshot::TaskSummary& task, TaskMatches found, std::vector<Finding>& findings);
    /// What is the same for whatever is told once only; empty: it is told each time.
    [[nodiscard]] std::string keyOf(const snapshot::TaskSummary& task, const Match& match);
    [[nodiscard]] std::string networkOf(const snapshot::TaskSummary& task);

    ExpressionPtr m_expression;
    snapshot::SnapshotPtr m_snapshot;
    SearchOptions m_options;
    std::unique_ptr<procfs::FileSystem> m_fileSystem;
    std::vector<const snapshot::TaskSummary*> m_tasks; ///< in order; the snapshot keeps them
    std::size_t m_next = 0;
    SearchState m_state;
    /// What was told of the memory and the files of the process whose threads are asked now.
    std::set<std::string> m_told;
    std::set<std::string> m_toldOnce; ///< of the system and of networks
    procfs::Tid m_process; ///< of the task asked last
    SharedTables m_shared;
};

}
