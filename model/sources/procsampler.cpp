// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/resident.h>
#include <model/sources/folderentry.h>
#include <model/sources/origin.h>
#include <model/sources/procsampler.h>

#include <utility>

namespace sandscope::model {

using procfs::EntryType;
using procfs::FileKind;
using procfs::RecordedEntry;

namespace {

std::size_t bytesOf(const RecordedEntry& entry)
{
    std::size_t bytes
        = sizeof(RecordedEntry) + entry.target.size() + (entry.text ? entry.text->bytes.size() : 0);
    for (const std::string& name : entry.names)
        bytes += sizeof(std::string) + name.size();
    return bytes;
}

/// Of the processes whose `fd` or `status` somebody looks at.
TaskSweep::ToldByPid toldIn(const Entries& entries, procfs::Dialect dialect)
{
    TaskSweep::ToldByPid told;
    for (const auto& [path, entry] : entries) {
        const std::int32_t pid = entry->failure ? 0 : taskNumber(parentPath(path));
        if (pid == 0)
            continue;
        if (lastName(path) == "fd") {
            told[pid].openFiles = static_cast<std::uint32_t>(entry->names.size());
        } else if (lastName(path) == "status" && entry->text
                   && dialect == procfs::Dialect::linux_) {
            told[pid].rssBytes = snapshot::residentIn(entry->text->bytes);
        }
    }
    return told;
}

bool isMissing(const Seen& seen)
{
    return seen.failure && seen.failure->kind == procfs::Failure::Kind::error
        && seen.failure->error == procfs::Errno::noEntry;
}

}

ProcSampler::ProcSampler(Folder folder, Units units, std::int32_t subtree)
    : m_folder(std::make_shared<const Folder>(std::move(folder)))
    , m_tasks(m_folder, units, subtree)
    , m_origin(std::make_shared<const SampledTree::Origin>())
{
}

std::shared_ptr<const Entries> ProcSampler::knownListing(std::string_view path) const
{
    if (!m_tree)
        return nullptr;
    const auto found = m_tree->listings().find(path);
    return found == m_tree->listings().end() ? nullptr : found->second;
}

std::shared_ptr<const Entries> ProcSampler::listingOf(const std::string& path,
                                                      const std::vector<Listed>& names,
                                                      procfs::Generation generation) const
{
    std::shared_ptr<const Entries> before = knownListing(path);
    Entries entries;
    bool isSame = before != nullptr;
    for (const Listed& listed : names) {
        RecordedEntry entry;
        if (listed.seen) {
            entry = entryOf(*listed.seen);
        } else {
            entry.attributes.kind = kindOf(listed.type);
            entry.attributes.inode = listed.inode;
            entry.failure = notSampled();
        }
        if (listed.type != EntryType::unknown)
            entry.listedAs = listed.type;
        EntryPtr old;
        if (before) {
            if (const auto found = before->find(listed.name); found != before->end())
                old = found->second;
        }
        EntryPtr now = settled(std::move(entry), old, generation);
        isSame = isSame && now == old;
        entries.insert_or_assign(listed.name, std::move(now));
    }
    if (isSame && before->size() == entries.size())
        return before;
    return std::make_shared<const Entries>(std::move(entries));
}

RecordedEntry ProcSampler::readEntry(const std::string& path, bool isOfInterest,
                                     procfs::Generation generation, const std::stop_token& stop,
                                     SampledTree::Listings& listings)
{
    const Seen seen = m_folder->look(path);
    RecordedEntry entry = entryOf(seen);
    // What a copy lacks has not ended: nobody copied it. Tasks and descriptors come and go.
    if (!isProc() && isMissing(seen) && taskNumber(lastName(path)) == 0
        && !m_folder->look(parentPath(path)).failure)
        entry.failure = procfs::Failure{procfs::Failure::Kind::notProvided, procfs::Errno::ok,
                                        seen.failure->step};
    if (seen.failure || seen.isOther || !isOfInterest)
        return entry;
    switch (seen.attributes.kind) {
    case FileKind::directory: {
        auto names = m_folder->list(path, true, stop);
        if (!names) {
            entry.failure = names.error();
            break;
        }
        entry.failure.reset();
        entry.names.reserve(names->size());
        for (const Listed& listed : *names)
            entry.names.push_back(listed.name);
        listings[path] = listingOf(path, *names, generation);
        break;
    }
    case FileKind::regular:
        readText(*m_folder, path, stop, entry);
        break;
    case FileKind::link:
        break; // read together with its attributes
    }
    return entry;
}

/// Of the folder itself. Its names are mostly tasks, thousands of them, whose details nobody asked
/// for; where none came or went, they are not even looked through.
EntryPtr ProcSampler::rootEntry(procfs::Generation generation, SampledTree::Listings& listings)
{
    const EntryPtr before = m_tree ? m_tree->entry("") : nullptr;
    RecordedEntry entry = entryOf(m_folder->look(""));
    entry.failure.reset();
    if (before && !m_tasks.namesChanged()) {
        listings[""] = knownListing("");
        if (entry.attributes == before->attributes)
            return before;
        entry.names = before->names;
    } else {
        const std::vector<Listed>& names = m_tasks.names();
        entry.names.reserve(names.size());
        for (const Listed& listed : names)
            entry.names.push_back(listed.name);
        listings[""] = listingOf("", names, generation);
    }
    return settled(std::move(entry), before, generation);
}

void ProcSampler::readInterest(const Interest& interest, procfs::Generation generation,
                               const std::stop_token& stop, Entries& entries,
                               SampledTree::Listings& listings)
{
    Interest paths;
    for (const std::string& path : interest) {
        if (path == everyTask)
            continue;
        for (std::string_view on = path; !on.empty(); on = parentPath(on))
            paths.emplace(on);
    }
    for (const std::string& path : paths) {
        if (stop.stop_requested())
            return;
        const EntryPtr before = m_tree ? m_tree->entry(path) : nullptr;
        EntryPtr entry
            = settled(readEntry(path, interest.contains(path), generation, stop, listings), before,
                      generation);
        if (entry != before)
            m_newBytes += bytesOf(*entry);
        entries.emplace(path, std::move(entry));
    }
}

std::expected<snapshot::SnapshotPtr, SampleFailure>
ProcSampler::sample(const Interest& interest, std::chrono::nanoseconds now,
                    const std::stop_token& stop)
{
    if (!m_folder->isStillThere())
        return std::unexpected(SampleFailure{SampleFailure::Kind::gone, {}});

    const auto cancelled
        = [] { return std::unexpected(SampleFailure{SampleFailure::Kind::cancelled, {}}); };
    const procfs::Generation generation = m_last ? m_last->generation + 1 : 1;
    m_newBytes = sizeof(snapshot::Snapshot) + sizeof(SampledTree);
    if (auto listed = m_tasks.list(stop); !listed) {
        if (stop.stop_requested())
            return cancelled();
        return std::unexpected(
            SampleFailure{SampleFailure::Kind::failed, std::move(listed).error()});
    }
    // Until there is something to be seen: a folder may be filled while we look.
    if (m_origin->reasons.empty() && !m_tasks.isEmpty()) {
        auto origin = originOf(*m_folder, m_tasks.allNames(), stop);
        if (stop.stop_requested())
            return cancelled();
        m_origin = std::move(origin);
        m_tasks.trustFolders(isProc() && m_origin->dialect == procfs::Dialect::linux_);
    }
    m_tasks.sweep(interest, stop);
    if (stop.stop_requested())
        return cancelled();
    if (m_tasks.isSubtreeGone())
        return std::unexpected(SampleFailure{
            m_last ? SampleFailure::Kind::subtreeGone : SampleFailure::Kind::noSubtree, {}});

    Entries entries;
    SampledTree::Listings listings;
    entries.emplace("", rootEntry(generation, listings));
    readInterest(interest, generation, stop, entries, listings);
    if (stop.stop_requested())
        return cancelled(); // half a sample tells nothing
    m_tasks.updateRows(toldIn(entries, m_origin->dialect), generation);

    const bool sameTree = m_tree && m_tree->entries() == entries && m_tree->listings() == listings;
    const bool sameRows = !m_tasks.takeChanged();
    if (sameTree && sameRows)
        return m_last;
    if (!sameTree) {
        for (const auto& [path, listing] : listings) {
            if (listing != knownListing(path))
                m_newBytes += listing->size() * (sizeof(RecordedEntry) + 64);
        }
        m_tree = std::make_shared<const SampledTree>(generation, m_origin, std::move(entries),
                                                     std::move(listings), m_folder, m_newest);
    }
    auto snapshot = std::make_shared<snapshot::Snapshot>();
    snapshot->generation = generation;
    snapshot->time = now;
    snapshot->tasks = m_tasks.rows();
    snapshot->tree = m_tree;
    snapshot->ownBytes = m_newBytes + m_tasks.newBytes();
    m_last = std::move(snapshot);
    *m_newest = generation;
    return m_last;
}

}
