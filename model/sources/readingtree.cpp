// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/folderentry.h>
#include <model/sources/readingtree.h>
#include <model/sources/sampledtree.h>

#include <memory>
#include <string>
#include <utility>

namespace sandscope::model {

namespace {

using procfs::Failure;
using procfs::FileKind;
using procfs::RecordedEntry;

class ReadingTree final : public procfs::RecordedTree
{
public:
    ReadingTree(std::shared_ptr<const SampledTree> sampled, std::stop_token stop, bool everything)
        : m_sampled(std::move(sampled))
        , m_stop(std::move(stop))
        , m_listsTasks(everything)
    {
    }

    [[nodiscard]] procfs::Generation generation() const override { return m_sampled->generation(); }
    [[nodiscard]] procfs::Dialect dialect() const override { return m_sampled->dialect(); }
    [[nodiscard]] EntryPtr entry(std::string_view path) const override
    {
        EntryPtr known = m_sampled->entry(path);
        const bool isOpen
            = !known || (known->failure && known->failure->kind == Failure::Kind::notSampled);
        // Nobody lists the folder of a task: its files are asked for by name.
        if (!isOpen || (known && isTask(path) && !m_listsTasks))
            return known;
        return std::make_shared<const RecordedEntry>(read(std::string(path)));
    }
    [[nodiscard]] EntryPtr listed(std::string_view path) const override
    {
        if (EntryPtr known = m_sampled->entry(path))
            return known;
        return std::make_shared<const RecordedEntry>(entryOf(m_sampled->folder()->look(path)));
    }

private:
    static bool isTask(std::string_view path)
    {
        return taskNumber(lastName(path)) != 0
            && (parentPath(path).empty() || lastName(parentPath(path)) == "task");
    }

    [[nodiscard]] RecordedEntry read(const std::string& path) const
    {
        const Folder& folder = *m_sampled->folder();
        const Seen seen = folder.look(path);
        RecordedEntry entry = entryOf(seen);
        if (seen.failure || seen.isOther || (isTask(path) && !m_listsTasks))
            return entry;
        if (seen.attributes.kind == FileKind::regular)
            readText(folder, path, m_stop, entry);
        if (seen.attributes.kind != FileKind::directory)
            return entry;
        const auto names = folder.list(path, false, m_stop);
        if (!names) {
            entry.failure = names.error();
            return entry;
        }
        entry.failure.reset();
        entry.names.reserve(names->size());
        for (const Listed& listed : *names)
            entry.names.push_back(listed.name);
        return entry;
    }

    std::shared_ptr<const SampledTree> m_sampled;
    std::stop_token m_stop;
    bool m_listsTasks;
};

/// Null: there is no more to be had than it has.
std::shared_ptr<const SampledTree> sampledOnDemand(const snapshot::Snapshot& snapshot)
{
    auto sampled = std::dynamic_pointer_cast<const SampledTree>(snapshot.tree);
    return sampled && sampled->folder() ? sampled : nullptr;
}

}

snapshot::SnapshotPtr readingOnDemand(const snapshot::SnapshotPtr& snapshot, std::stop_token stop,
                                      bool everything)
{
    auto sampled = sampledOnDemand(*snapshot);
    // What is there now is not what was there at an earlier sample.
    if (!sampled || !sampled->isNewest(snapshot->generation))
        return snapshot;
    auto reading = std::make_shared<snapshot::Snapshot>(*snapshot);
    reading->tree
        = std::make_shared<const ReadingTree>(std::move(sampled), std::move(stop), everything);
    return reading;
}

bool isReadOnDemand(const snapshot::Snapshot& snapshot)
{
    return sampledOnDemand(snapshot) != nullptr;
}

bool isOvertaken(const snapshot::Snapshot& snapshot)
{
    const auto sampled = sampledOnDemand(snapshot);
    return sampled && !sampled->isNewest(snapshot.generation);
}

}
