// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/resident.h>
#include <model/sources/capturefolder.h>
#include <model/sources/origin.h>
#include <model/sources/sampledtree.h>
#include <model/sources/taskrow.h>
#include <procfs/dialect.h>
#include <procfs/files/auxv.h>
#include <procfs/recordedtree.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace sandscope::model {

using procfs::CaptureRow;
using procfs::EntryType;
using procfs::Errno;
using procfs::Failure;
using procfs::FileKind;
using procfs::RecordedEntry;

namespace {

constexpr std::string_view indexSuffix = ".index.tsv";
constexpr std::string_view usualIndex = "proc.index.tsv";

constexpr std::size_t maxIndexBytes = std::size_t{256} << 20U; // some 20,000 processes
constexpr std::size_t maxFileBytes = std::size_t{256} << 20U;
/// Of all contents together; what lies past it is "not kept".
constexpr std::size_t maxBytes = std::size_t{1} << 30U;

constexpr procfs::Generation onlyGeneration = 1;

bool isFile(const std::string& path)
{
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

std::string folderOf(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos)
        return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// The text at \a key, quotes included, in a capture's meta.json; empty where there is none.
std::string_view valueIn(std::string_view json, std::string_view key)
{
    std::size_t at = json.find(key);
    if (at == std::string_view::npos)
        return {};
    at = json.find_first_not_of(" \t\r\n:", at + key.size());
    if (at == std::string_view::npos || json[at] != '"')
        return {};
    const std::size_t end = json.find('"', at + 1);
    return end == std::string_view::npos ? std::string_view{} : json.substr(at + 1, end - at - 1);
}

/// Reads contents below one folder, each file once.
class Contents
{
public:
    Contents(const Folder& folder, const std::stop_token& stop)
        : m_folder(folder)
        , m_stop(stop)
    {
    }

    /// Null when there are no such bytes (any more).
    std::shared_ptr<const procfs::FileText> read(const std::string& path)
    {
        auto& text = m_texts[path];
        if (text || m_bytes >= maxBytes)
            return text;
        auto bytes = m_folder.read(path, maxFileBytes, m_stop);
        if (!bytes)
            return nullptr;
        m_bytes += bytes->size();
        text = std::make_shared<const procfs::FileText>(procfs::FileText{*std::move(bytes), {}});
        return text;
    }

    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    const Folder& m_folder;
    const std::stop_token& m_stop;
    std::unordered_map<std::string, std::shared_ptr<const procfs::FileText>> m_texts;
    std::size_t m_bytes = 0;
};

RecordedEntry entryOf(CaptureRow row, Contents& contents)
{
    RecordedEntry entry;
    entry.generation = onlyGeneration;
    entry.attributes = row.attributes;
    entry.listedAs = row.listedAs;
    entry.listed = row.listed;
    entry.failure = row.failure;
    entry.withheld = row.withheld;
    if (entry.failure)
        return entry;
    switch (row.attributes.kind) {
    case FileKind::directory: {
        // Entries are found by name, so a name that was listed twice (as `sys` by gVisor of 2019)
        // stands here once.
        std::unordered_set<std::string_view> seen;
        entry.names.reserve(row.names.size());
        for (const std::string& name : row.names) {
            if (seen.insert(name).second)
                entry.names.push_back(name);
        }
        break;
    }
    case FileKind::link:
        entry.target = std::move(row.content);
        break;
    case FileKind::regular:
        entry.text = contents.read(row.content);
        if (!entry.text)
            entry.failure = Failure{Failure::Kind::notKept, Errno::ok, "open"};
        break;
    }
    return entry;
}

/// Folders that no row speaks of, but rows below them do: with the names that are known.
void addMissingFolders(std::map<std::string, RecordedEntry, std::less<>>& entries,
                       const std::vector<std::string>& pathsInOrder)
{
    std::map<std::string, std::vector<std::string>, std::less<>> made;
    std::unordered_set<std::string> seen;
    for (const std::string& path : pathsInOrder) {
        for (std::string_view on = path; !on.empty(); on = parentPath(on)) {
            const std::string_view parent = parentPath(on);
            if (entries.contains(parent))
                break;
            if (!seen.insert(std::string(on)).second)
                break;
            made[std::string(parent)].emplace_back(lastName(on));
        }
    }
    made.try_emplace(std::string());
    for (auto& [path, names] : made) {
        RecordedEntry entry;
        entry.generation = onlyGeneration;
        entry.attributes.kind = FileKind::directory;
        entry.listedAs = EntryType::directory;
        entry.names = std::move(names);
        entries.try_emplace(path, std::move(entry));
    }
}

std::string_view textOf(const procfs::RecordedTree& tree, const std::string& path)
{
    const auto entry = tree.entry(path);
    return entry && entry->text ? std::string_view(entry->text->bytes) : std::string_view{};
}

Units unitsOf(const procfs::RecordedTree& tree, const std::vector<std::string>& names)
{
    Units units;
    for (const std::string& name : names) {
        const auto auxv = procfs::parseAuxv(textOf(tree, name + "/auxv"));
        if (taskNumber(name) == 0 || !auxv || auxv->empty())
            continue;
        for (const procfs::AuxEntry& pair : *auxv) {
            if (pair.key == procfs::atClktck && pair.value > 0 && pair.value <= 1'000'000'000)
                units.ticksPerSecond = pair.value;
            if (pair.key == procfs::atPagesz && pair.value > 0)
                units.pageBytes = pair.value;
        }
        break;
    }
    return units;
}

std::shared_ptr<const SampledTree::Origin>
originOf(const Folder& folder, const std::map<std::string, RecordedEntry, std::less<>>& entries,
         const std::stop_token& stop)
{
    const auto entryAt = [&](std::string_view path) -> const RecordedEntry* {
        const auto found = entries.find(path);
        return found == entries.end() || found->second.failure ? nullptr : &found->second;
    };
    procfs::DetectionView view;
    view.text = [&](std::string_view path) -> std::optional<std::string> {
        const RecordedEntry* const entry = entryAt(path);
        return entry && entry->text ? std::optional(entry->text->bytes) : std::nullopt;
    };
    view.names = [&](std::string_view path) -> std::optional<std::vector<std::string>> {
        const RecordedEntry* const entry = entryAt(path);
        return entry && entry->attributes.kind == FileKind::directory ? std::optional(entry->names)
                                                                      : std::nullopt;
    };
    if (const auto meta = folder.read("meta.json", maxIndexBytes, stop)) {
        // An export knows who printed its files; a capture says which kernel it ran on, a hint.
        const std::string_view said = valueIn(*meta, "\"dialect\"");
        if (const auto dialect = procfs::dialectFromName(said))
            return std::make_shared<const SampledTree::Origin>(SampledTree::Origin{
                *dialect,
                {"This is " + std::string(said) + ": the export that was opened says so."}});
        view.label = dialectOfLabel(valueIn(*meta, "\"kernel\""));
    }
    return originFrom(view);
}

snapshot::TaskSummary rowOf(const procfs::RecordedTree& tree, const std::string& folder,
                            const Units& units)
{
    snapshot::TaskSummary row;
    StatValues stat = readStat(textOf(tree, folder + "/stat"));
    if (stat.name.empty()) // not captured, or broken
        stat.name = nameIn(textOf(tree, folder + "/comm"));
    apply(stat, units, row);
    if (tree.dialect() == procfs::Dialect::linux_) {
        const std::string process = folder.substr(0, folder.find('/'));
        if (const auto resident = snapshot::residentIn(textOf(tree, process + "/status")))
            row.rssBytes = resident;
    }
    row.generation = onlyGeneration;
    row.uid = effectiveUid(textOf(tree, folder + "/status"));
    row.command = joinedCommand(textOf(tree, folder + "/cmdline"));
    if (const auto arguments = tree.entry(folder + "/cmdline"))
        row.commandWithheld = arguments->withheld && !row.command.empty();
    if (const auto fds = tree.entry(folder + "/fd"); fds && !fds->failure)
        row.openFiles = static_cast<std::uint32_t>(fds->names.size());
    return row;
}

std::unexpected<CaptureProblem> unreadable(const std::string& file, const Failure& failure)
{
    CaptureProblem problem;
    problem.file = file;
    problem.failure = failure;
    return std::unexpected(std::move(problem));
}

}

std::optional<CapturePlace> findCapture(const std::string& given)
{
    std::string path = given;
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    const std::string name = path.substr(path.rfind('/') + 1);
    if (path.ends_with(indexSuffix) && isFile(path))
        return CapturePlace{folderOf(path), name};
    if (isFile(path + '/' + std::string(usualIndex)))
        return CapturePlace{path, std::string(usualIndex)};
    if (isFile(path + std::string(indexSuffix)))
        return CapturePlace{folderOf(path), name + std::string(indexSuffix)};
    return std::nullopt;
}

std::expected<snapshot::SnapshotPtr, CaptureProblem> readCapture(const CapturePlace& place,
                                                                 const std::stop_token& stop)
{
    const auto folder = Folder::open(place.folder);
    if (!folder)
        return unreadable(place.folder, folder.error());
    const std::string indexPath = place.folder + '/' + place.index;
    const auto index = folder->read(place.index, maxIndexBytes, stop);
    if (!index)
        return unreadable(indexPath, index.error());
    auto rows = procfs::parseCaptureIndex(*index);
    if (!rows) {
        const auto before = std::string_view(*index).substr(0, rows.error().offset);
        const auto line = static_cast<int>(std::ranges::count(before, '\n')) + 1;
        CaptureProblem problem;
        problem.file = indexPath;
        problem.damage = rows.error();
        problem.line = line;
        return std::unexpected(std::move(problem));
    }

    Contents contents(*folder, stop);
    std::map<std::string, RecordedEntry, std::less<>> known;
    std::vector<std::string> pathsInOrder;
    pathsInOrder.reserve(rows->size());
    for (CaptureRow& row : *rows) {
        if (stop.stop_requested()) {
            CaptureProblem problem;
            problem.cancelled = true;
            return std::unexpected(std::move(problem));
        }
        pathsInOrder.push_back(row.path);
        // A path may have a second row that says no more than that it was listed again.
        if (const auto found = known.find(row.path);
            found != known.end() && row.failure && row.type != 'F')
            continue;
        std::string path = row.path;
        known.insert_or_assign(std::move(path), entryOf(std::move(row), contents));
    }
    addMissingFolders(known, pathsInOrder);

    auto origin = originOf(*folder, known, stop);
    Entries entries;
    std::size_t ownBytes = contents.bytes();
    for (auto& [path, entry] : known) {
        ownBytes += sizeof entry + path.size() + 64;
        entries.emplace(path, std::make_shared<const RecordedEntry>(std::move(entry)));
    }
    auto tree = std::make_shared<const SampledTree>(onlyGeneration, std::move(origin),
                                                    std::move(entries), SampledTree::Listings{});
    auto snapshot = std::make_shared<snapshot::Snapshot>();
    snapshot->generation = onlyGeneration;
    snapshot->tasks = taskRows(*tree);
    snapshot->tree = std::move(tree);
    snapshot->ownBytes = ownBytes;
    return snapshot;
}

snapshot::IdMap<snapshot::TaskSummary> taskRows(const procfs::RecordedTree& tree)
{
    snapshot::IdMap<snapshot::TaskSummary> rows;
    const auto root = tree.entry("");
    if (!root)
        return rows;
    std::map<std::int32_t, procfs::TaskId> processes;
    for (const std::string& name : root->names) {
        const std::int32_t pid = taskNumber(name);
        const auto folder = pid == 0 ? nullptr : tree.entry(name);
        if (folder && folder->attributes.kind == FileKind::directory)
            processes.emplace(pid, procfs::TaskId{});
    }
    std::uint32_t lastId = 0;
    for (auto& [pid, id] : processes)
        id = {++lastId};

    const Units units = unitsOf(tree, root->names);
    const auto add = [&rows](snapshot::TaskSummary row) {
        const std::uint32_t id = row.id.value;
        rows.set(id, std::make_shared<const snapshot::TaskSummary>(std::move(row)));
    };
    for (const auto& [pid, id] : processes) {
        const std::string folder = std::to_string(pid);
        snapshot::TaskSummary row = rowOf(tree, folder, units);
        row.id = id;
        row.tid = {pid};
        row.tgid = {pid};
        if (const auto parent = processes.find(row.parentTgid.value_or(0));
            parent != processes.end() && parent->first != pid)
            row.parent = parent->second;
        add(std::move(row));

        const auto threads = tree.entry(folder + "/task");
        if (!threads)
            continue;
        for (const std::string& name : threads->names) {
            const std::int32_t tid = taskNumber(name);
            if (tid == 0 || tid == pid)
                continue;
            std::string threadFolder = folder;
            threadFolder.append("/task/").append(name);
            snapshot::TaskSummary thread = rowOf(tree, threadFolder, units);
            thread.id = {++lastId};
            thread.parent = id;
            thread.isThread = true;
            thread.tid = {tid};
            thread.tgid = {pid};
            add(std::move(thread));
        }
    }
    return rows;
}

}
