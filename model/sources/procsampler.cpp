// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/folderentry.h>
#include <model/sources/origin.h>
#include <model/sources/procsampler.h>

#include <algorithm>
#include <utility>

namespace sandscope::model {

using procfs::EntryType;
using procfs::Errno;
using procfs::Failure;
using procfs::FileKind;
using procfs::RecordedEntry;

namespace {

constexpr std::string_view everyTask = "*/task";

constexpr std::size_t maxStatBytes = 4096; ///< fifty-two numbers and a name need a fifth of that
constexpr std::size_t maxCommandBytes = std::size_t{64} << 10U;

bool meansGone(const Failure& failure)
{
    return failure.kind == Failure::Kind::error
        && (failure.error == Errno::noEntry || failure.error == Errno::noProcess);
}

std::size_t bytesOf(const RecordedEntry& entry)
{
    std::size_t bytes
        = sizeof(RecordedEntry) + entry.target.size() + (entry.text ? entry.text->bytes.size() : 0);
    for (const std::string& name : entry.names)
        bytes += sizeof(std::string) + name.size();
    return bytes;
}

}

ProcSampler::ProcSampler(Folder folder, Units units)
    : m_folder(std::make_shared<const Folder>(std::move(folder)))
    , m_units(units)
    , m_origin(std::make_shared<const SampledTree::Origin>())
{
}

ProcSampler::Key ProcSampler::key(std::int32_t tgid, std::int32_t tid)
{
    return (static_cast<Key>(static_cast<std::uint32_t>(tgid)) << 32U)
        | static_cast<std::uint32_t>(tid);
}

/// On a proc file system a task without a readable stat has exited; in a plain tree the file may
/// just be missing.
bool ProcSampler::isGone(std::string_view folder) const
{
    return m_folder->isProc() || m_folder->look(folder).failure.has_value();
}

void ProcSampler::sweepTask(std::int32_t tgid, std::int32_t tid, const std::string& folder,
                            const std::stop_token& stop)
{
    auto text = m_folder->readShort(folder + "/stat", maxStatBytes, stop);
    if (!text && meansGone(text.error()) && isGone(folder))
        return;
    if (!text)
        text.emplace(); // the task is there, but not for us: its row shows its id

    Task& task = m_known[key(tgid, tid)];
    const bool isNew = !task.id;
    if (isNew || task.text != *text) {
        StatValues stat = readStat(*text);
        const bool isAnother = !isNew && stat.startTicks && task.stat.startTicks
            && *stat.startTicks != *task.stat.startTicks;
        if (isAnother)
            m_rowsChanged |= m_rows.erase(task.id.value);
        if (isNew || isAnother) {
            task = {};
            task.id = {++m_lastTaskId};
            task.tgid = tgid;
        }
        // A broken line says nothing about when the task began, so what was known stays.
        if (!stat.startTicks)
            stat.startTicks = task.stat.startTicks;
        task.isIdentified = task.isIdentified && stat.name == task.stat.name;
        task.stat = std::move(stat);
        task.text = *std::move(text);
        task.row.reset();
    }
    task.lastSeen = m_sampleNumber;
    if (!task.isIdentified)
        identify(task, folder, stop);
}

void ProcSampler::identify(Task& task, const std::string& folder, const std::stop_token& stop)
{
    // A thread shares these with its process in all but rare cases, and reading them costs three
    // times the stat.
    if (folder.contains('/')) {
        task.isIdentified = true;
        return;
    }
    const auto command = m_folder->readShort(folder + "/cmdline", maxCommandBytes, stop);
    const auto status = m_folder->readShort(folder + "/status", maxCommandBytes, stop);
    task.command = command ? joinedCommand(*command) : std::string();
    task.uid = status ? effectiveUid(*status) : std::nullopt;
    task.isIdentified = true;
    task.row.reset();
}

void ProcSampler::sweepThreads(const Interest& interest, const std::vector<std::int32_t>& processes,
                               const std::stop_token& stop)
{
    const bool all = interest.contains(everyTask);
    for (const std::int32_t tgid : processes) {
        const std::string folder = std::to_string(tgid) + "/task";
        if (!all && !interest.contains(folder))
            continue;
        // A process says how many threads it has; looking for them where there is none but the
        // leader is in vain.
        const auto known = m_known.find(key(tgid, tgid));
        if (known == m_known.end() || known->second.stat.threads == 1U)
            continue;
        const auto threads = m_folder->list(folder, false, stop);
        if (!threads)
            continue;
        for (const Listed& thread : *threads) {
            if (stop.stop_requested())
                return;
            const std::int32_t tid = taskNumber(thread.name);
            if (tid != 0 && tid != tgid)
                sweepTask(tgid, tid, folder + '/' + thread.name, stop);
        }
    }
}

void ProcSampler::updateRows(const Entries& entries, procfs::Generation generation)
{
    for (auto it = m_known.begin(); it != m_known.end();) {
        if (it->second.lastSeen != m_sampleNumber) {
            m_rowsChanged |= m_rows.erase(it->second.id.value);
            it = m_known.erase(it);
        } else {
            ++it;
        }
    }
    const auto leaderOf = [this](std::int32_t pid) {
        const auto found = m_known.find(key(pid, pid));
        return found == m_known.end() ? procfs::TaskId{} : found->second.id;
    };
    for (auto& [taskKey, task] : m_known) {
        const auto tid = static_cast<std::int32_t>(taskKey & 0xffff'ffffU);
        const bool isThread = tid != task.tgid;
        procfs::TaskId parent;
        if (isThread)
            parent = leaderOf(task.tgid);
        else if (task.stat.parent && *task.stat.parent != task.tgid)
            parent = leaderOf(*task.stat.parent);
        std::optional<std::uint32_t> openFiles;
        if (!isThread) {
            const auto fds = entries.find(std::to_string(task.tgid) + "/fd");
            if (fds != entries.end() && !fds->second->failure)
                openFiles = static_cast<std::uint32_t>(fds->second->names.size());
        }
        if (task.row && task.row->parent == parent && task.row->openFiles == openFiles)
            continue;

        snapshot::TaskSummary row;
        apply(task.stat, m_units, row);
        row.id = task.id;
        row.parent = parent;
        row.isThread = isThread;
        row.tid = {tid};
        row.tgid = {task.tgid};
        row.uid = task.uid;
        row.openFiles = openFiles;
        row.command = task.command;
        const snapshot::TaskSummary* before = m_rows.find(task.id.value);
        if (before != nullptr) {
            row.generation = before->generation;
            if (row == *before) {
                task.row = m_rows.share(task.id.value);
                continue;
            }
        }
        row.generation = generation;
        m_newBytes += sizeof(snapshot::TaskSummary) + row.name.size() + row.command.size()
            + m_rows.bytesOfPath() / 8;
        task.row = std::make_shared<const snapshot::TaskSummary>(std::move(row));
        m_rows.set(task.id.value, task.row);
        m_rowsChanged = true;
    }
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
    if (seen.failure || seen.isOther || !isOfInterest)
        return entry;
    switch (seen.attributes.kind) {
    case FileKind::directory: {
        // The root's names are mostly tasks, thousands of them, whose details nobody asked for.
        auto names = m_folder->list(path, !path.empty(), stop);
        if (!names) {
            entry.failure = names.error();
            break;
        }
        entry.failure.reset();
        entry.names.reserve(names->size());
        for (const Listed& listed : *names)
            entry.names.push_back(listed.name);
        // Looking through thousands of names that did not change would cost a tenth of the sample.
        if (path.empty() && m_rootListing && m_rootNames == *names) {
            listings[path] = m_rootListing;
            break;
        }
        listings[path] = listingOf(path, *names, generation);
        if (path.empty()) {
            m_rootListing = listings[path];
            m_rootNames = *std::move(names);
        }
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

    const procfs::Generation generation = m_last ? m_last->generation + 1 : 1;
    ++m_sampleNumber;
    m_newBytes = sizeof(snapshot::Snapshot) + sizeof(SampledTree);

    Entries entries;
    SampledTree::Listings listings;
    RecordedEntry root = readEntry("", true, generation, stop, listings);
    if (root.failure) {
        const bool cancelled = stop.stop_requested();
        return std::unexpected(
            SampleFailure{cancelled ? SampleFailure::Kind::cancelled : SampleFailure::Kind::failed,
                          *root.failure});
    }
    std::vector<std::int32_t> processes;
    for (const auto& [name, entry] : *listings.at("")) {
        const std::int32_t pid = taskNumber(name);
        if (pid == 0)
            continue;
        const bool isFolder = entry->listedAs == EntryType::unknown // some file systems do not tell
                                                                    // types in listings
            ? m_folder->look(name).attributes.kind == FileKind::directory
            : entry->listedAs == EntryType::directory;
        if (isFolder)
            processes.push_back(pid);
    }
    std::ranges::sort(processes);
    for (const std::int32_t pid : processes) {
        if (stop.stop_requested())
            break;
        sweepTask(pid, pid, std::to_string(pid), stop);
    }
    sweepThreads(interest, processes, stop);

    const EntryPtr rootBefore = m_tree ? m_tree->entry("") : nullptr;
    entries.emplace("", settled(std::move(root), rootBefore, generation));
    readInterest(interest, generation, stop, entries, listings);
    if (stop.stop_requested())
        return std::unexpected(SampleFailure{SampleFailure::Kind::cancelled, {}}); // half a sample
                                                                                   // tells nothing
    // Until there is something to be seen: a folder may be filled while we look.
    if (m_origin->reasons.empty() && !processes.empty()) {
        auto origin = originOf(*m_folder, stop);
        if (stop.stop_requested())
            return std::unexpected(SampleFailure{SampleFailure::Kind::cancelled, {}});
        m_origin = std::move(origin);
    }
    updateRows(entries, generation);

    const bool sameTree = m_tree && m_tree->entries() == entries && m_tree->listings() == listings;
    if (sameTree && !m_rowsChanged)
        return m_last;
    if (!sameTree) {
        for (const auto& [path, listing] : listings) {
            if (listing != knownListing(path))
                m_newBytes += listing->size() * (sizeof(RecordedEntry) + 64);
        }
        m_tree = std::make_shared<const SampledTree>(generation, m_origin, std::move(entries),
                                                     std::move(listings), m_folder);
    }
    auto snapshot = std::make_shared<snapshot::Snapshot>();
    snapshot->generation = generation;
    snapshot->time = now;
    snapshot->tasks = m_rows;
    snapshot->tree = m_tree;
    snapshot->ownBytes = m_newBytes;
    m_rowsChanged = false;
    m_last = std::move(snapshot);
    return m_last;
}

}
