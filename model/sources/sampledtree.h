// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/recordedtree.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::model {

class Folder;

using EntryPtr = std::shared_ptr<const procfs::RecordedEntry>;
/// By path below /proc, or by name where it is about one folder.
using Entries = std::map<std::string, EntryPtr, std::less<>>;

/// What was read of a /proc, as immutable entries that samples share.
///
/// Two layers: entries that were looked at themselves, and for each listed folder one shared map of
/// what its listing alone tells about its names. A sample copies the first, which is as large as
/// what somebody looks at, and of the second only the folders whose listing changed; so a /proc of
/// 8000 tasks costs nothing while none comes or goes.
class SampledTree : public procfs::RecordedTree
{
public:
    using Listings = std::map<std::string, std::shared_ptr<const Entries>, std::less<>>;

    /// What a detection found: the dialect, and why.
    struct Origin
    {
        procfs::Dialect dialect = procfs::Dialect::linux_;
        std::vector<std::string> reasons;
    };

    /// \a folder: where it was read, for those who need more of it; null: nothing more can be had.
    /// \a newest: the generation of its last sample, as time goes on; null: there is but this one.
    SampledTree(procfs::Generation generation, std::shared_ptr<const Origin> origin,
                Entries entries, Listings listings, std::shared_ptr<const Folder> folder = {},
                std::shared_ptr<const std::atomic<procfs::Generation>> newest = {});

    [[nodiscard]] procfs::Generation generation() const override { return m_generation; }
    [[nodiscard]] procfs::Dialect dialect() const override { return m_origin->dialect; }
    [[nodiscard]] std::span<const std::string> dialectReasons() const override
    {
        return m_origin->reasons;
    }
    [[nodiscard]] EntryPtr entry(std::string_view path) const override;
    void forEach(const Visitor& take) const override;

    [[nodiscard]] const Entries& entries() const { return m_entries; }
    [[nodiscard]] const Listings& listings() const { return m_listings; }
    [[nodiscard]] const std::shared_ptr<const Folder>& folder() const { return m_folder; }
    /// Whether what the folder holds now may stand for what it held at a sample. Any thread.
    [[nodiscard]] bool isNewest(procfs::Generation sample) const
    {
        return !m_newest || *m_newest == sample;
    }

private:
    procfs::Generation m_generation;
    std::shared_ptr<const Origin> m_origin; // one for all samples of a folder
    Entries m_entries;
    Listings m_listings;
    std::shared_ptr<const Folder> m_folder;
    std::shared_ptr<const std::atomic<procfs::Generation>> m_newest;
};

/// The folder that a path is in: "" for "7", "7/task" for "7/task/9".
[[nodiscard]] std::string_view parentPath(std::string_view path);
[[nodiscard]] std::string_view lastName(std::string_view path);

/// Do two entries tell the same? Their generations are not compared.
[[nodiscard]] bool tellTheSame(const procfs::RecordedEntry& a, const procfs::RecordedEntry& b);

/// \a entry with the generation it deserves: \a before itself where nothing differs, else at \a
/// now.
[[nodiscard]] EntryPtr settled(procfs::RecordedEntry entry, const EntryPtr& before,
                               procfs::Generation now);

/// The number of a task directory ("7"), or 0: no sign, no leading zero, fits a pid.
[[nodiscard]] std::int32_t taskNumber(std::string_view name);

}
