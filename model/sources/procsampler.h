// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <model/sources/folder.h>
#include <model/sources/sampledtree.h>
#include <model/sources/tasksweep.h>

#include <chrono>
#include <expected>
#include <stop_token>
#include <string>

namespace sandscope::model {

/// Why there is no sample.
struct SampleFailure
{
    enum class Kind {
        gone,
        subtreeGone, ///< the process whose subtree was asked for ended
        noSubtree, ///< or was not there at the first sample
        cancelled,
        failed
    };
    Kind kind = Kind::failed;
    procfs::Failure failure; ///< with Kind::failed: of the folder itself
};

/// Samples a folder that looks like /proc, each time only what is shown:
///
/// - the process list (TaskSweep);
/// - the paths of interest: folders are listed (and each of their names looked at, without reading
/// it), links are
///   read, files are read whole; everything on the way to them is looked at.
///
/// What a task in the middle of exiting does not answer any more is that entry's failure, never the
/// sample's.
///
/// A generation belongs to each snapshot that differs from the one before; a sample in which
/// nothing differs gives the very same snapshot. Not thread-safe; holds no clock.
class ProcSampler
{
public:
    /// \a subtree: the pid of a process, of which only it and its descendants are sampled; 0: all.
    ProcSampler(Folder folder, Units units, std::int32_t subtree = 0);

    /// \a now: since the first sample.
    [[nodiscard]] std::expected<snapshot::SnapshotPtr, SampleFailure>
    sample(const Interest& interest, std::chrono::nanoseconds now, const std::stop_token& stop);

    [[nodiscard]] bool isProc() const { return m_folder->isProc(); }
    /// Found at the first sample with a task in it.
    [[nodiscard]] const SampledTree::Origin& origin() const { return *m_origin; }

private:
    [[nodiscard]] EntryPtr rootEntry(procfs::Generation generation,
                                     SampledTree::Listings& listings);
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
    TaskSweep m_tasks;
    std::shared_ptr<const SampledTree::Origin> m_origin; ///< never null

    std::size_t m_newBytes = 0; ///< made by the sample under way
    std::shared_ptr<const SampledTree> m_tree;
    std::shared_ptr<std::atomic<procfs::Generation>> m_newest
        = std::make_shared<std::atomic<procfs::Generation>>(0); ///< generation of m_last
    snapshot::SnapshotPtr m_last;
};

}
