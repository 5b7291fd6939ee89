// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <model/sources/folder.h>
#include <model/sources/sampledtree.h>
#include <model/sources/taskrow.h>

#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

namespace sandscope::model {

/// Paths below /proc that somebody looks at. The pattern "*/task" stands for the threads of every
/// process.
using Interest = std::set<std::string, std::less<>>;

/// Why there is no sample.
struct SampleFailure
{
    enum class Kind { gone, cancelled, failed };
    Kind kind = Kind::failed;
    procfs::Failure failure; ///< with Kind::failed: of the folder itself
};

/// Samples a folder that looks like /proc, each time only what is shown:
///
/// - the process list: the `stat` of each process, its `cmdline` and `status` once and again when
/// its name changed;
///   of threads the `stat`, where their `task` folder (or "*/task") is of interest;
/// - the paths of interest: folders are listed (and each of their names looked at, without reading
/// it), links are
///   read, files are read whole; everything on the way to them is looked at.
///
/// What a task in the middle of exiting does not answer any more is that entry's failure, never the
/// sample's. A task is its id and its start time, so a pid that comes back is another task.
///
/// A generation belongs to each snapshot that differs from the one before; a sample in which
/// nothing differs gives the very same snapshot. Not thread-safe; holds no clock.
class ProcSampler
{
public:
    ProcSampler(Folder folder, Units units);

    /// \a now: since the first sample.
    [[nodiscard]] std::expected<snapshot::SnapshotPtr, SampleFailure>
    sample(const Interest& interest, std::chrono::nanoseconds now, const std::stop_token& stop);

    [[nodiscard]] bool isProc() const { return m_folder->isProc(); }
    /// Found at the first sample with a task in it.
    [[nodiscard]] const SampledTree::Origin& origin() const { return *m_origin; }

private:
    /// What is remembered of a task from one sample to the next.
    struct Task
    {
        procfs::TaskId id;
        std::int32_t tgid = 0;
        std::string text; ///< of `stat`
        StatValues stat;
        bool isIdentified = false; ///< the next two belong to this name
        std::optional<std::uint32_t> uid;
        std::string command;
        std::shared_ptr<const snapshot::TaskSummary> row;
        std::uint64_t lastSeen = 0; ///< number of the sample
    };
    using Key = std::uint64_t; ///< tgid and tid

    [[nodiscard]] static Key key(std::int32_t tgid, std::int32_t tid);
    bool isGone(std::string_view folder) const;
    void sweepTask(std::int32_t tgid, std::int32_t tid, const std::string& folder,
                   const std::stop_token& stop);
    void identify(Task& task, const std::string& folder, const std::stop_token& stop);
    void sweepThreads(const Interest& interest, const std::vector<std::int32_t>& processes,
                      const std::stop_token& stop);
    void updateRows(const Entries& entries, procfs::Generation generation);
    void readInterest(const Interest& interest, procfs::Generation generation,
                      const std::stop_token& stop, Entries& entries,
                      SampledTree::Listings& listings);
    procfs::RecordedEntry readEntry(const std::string& path, bool isOfInterest,
                                    procfs::Generation generation, const std::stop_token& stop,
                                    SampledTree::Listings& listings);
    [[nodiscard]] std::shared_ptr<const Entries> knownListing(std::string_view path) const;
    [[nodiscard]] std::shared_ptr<const Entries> listingOf(const std::string& path,
                                                           const std::vector<Listed>& names,
                                                           procfs::Generation generation) const;

    std::shared_ptr<const Folder> m_folder; ///< never null
    Units m_units;
    std::shared_ptr<const SampledTree::Origin> m_origin; ///< never null

    std::uint64_t m_sampleNumber = 0;
    std::uint32_t m_lastTaskId = 0;
    std::unordered_map<Key, Task> m_known;
    snapshot::IdMap<snapshot::TaskSummary> m_rows;
    std::size_t m_newBytes = 0; ///< made by the sample under way
    bool m_rowsChanged = false;
    std::vector<Listed> m_rootNames; ///< the last listing of /proc itself, and what was made of it
    std::shared_ptr<const Entries> m_rootListing;
    std::shared_ptr<const SampledTree> m_tree;
    snapshot::SnapshotPtr m_last;
};

}
