// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/export/withheld.h>
#include <model/snapshot/masking.h>
#include <model/sources/procnames.h>
#include <model/sources/readingtree.h>
#include <model/sources/recorder.h>
#include <model/sources/recordingsource.h>
#include <model/stepping/problem.h>
#include <procfs/lensentry.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <chrono>
#include <ranges>
#include <string_view>
#include <utility>

namespace sandscope::model {

namespace {

using procfs::Failure;
using procfs::FileKind;
using procfs::RecordedEntry;
using EntryPtr = std::shared_ptr<const RecordedEntry>;

constexpr std::array usualFiles
    = {"stat", "status", "cmdline", "environ", "comm",     "exe",      "cwd",
       "root", "maps",   "/uptime", "/stat",   "/loadavg", "/meminfo", "/version"};
constexpr int deepest = 32; // than any /proc; a bound for whatever pretends to be one

std::int64_t nowOnTheClock()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string below(const std::string& folder, std::string_view name)
{
    return folder.empty() ? std::string(name) : folder + '/' + std::string(name);
}

/// What a reader finds at a node that is no folder.
void readContent(procfs::Node& node, RecordedEntry& entry)
{
    if (node.kind() == FileKind::link) {
        if (auto target = node.readlink())
            entry.target = *std::move(target);
        else
            entry.failure = target.error();
        return;
    }
    const auto opened = node.open();
    const auto text = opened
        ? (*opened)->content()
        : procfs::Answer<std::shared_ptr<const procfs::FileText>>(std::unexpected(opened.error()));
    if (text)
        entry.text = *text;
    else
        entry.failure = text.error();
}

/// Goes through a whole tree, in the order of an export: some kernels number what they are asked
/// for.
class TreeReader
{
public:
    using Entries = decltype(recording::Content::entries);
    TreeReader(const std::stop_token& stop, Entries& out)
        : m_stop(stop)
        , m_out(out)
    {
    }

    void read(procfs::Node& node, const std::string& path, procfs::EntryType listedAs,
              int depth = 0)
    {
        RecordedEntry entry;
        entry.attributes = node.stat().value_or(procfs::Attributes{});
        entry.attributes.kind = node.kind();
        entry.listedAs = listedAs;
        entry.generation = node.generation();
        entry.withheld = node.isWithheld();
        std::vector<procfs::DirEntry> inside;
        if (node.kind() != FileKind::directory) {
            readContent(node, entry);
        } else if (auto names = depth < deepest
                       ? procfs::entriesOf(node)
                       : std::unexpected(Failure{Failure::Kind::notProvided, {}, "getdents"})) {
            inside = *std::move(names);
            for (const procfs::DirEntry& one : inside)
                entry.names.push_back(one.name);
        } else {
            entry.failure = names.error();
        }
        put(path, std::move(entry));
        std::ranges::stable_sort(inside, {}, &procfs::DirEntry::name);
        const auto repeated = std::ranges::unique(inside, {}, &procfs::DirEntry::name);
        inside.erase(repeated.begin(), repeated.end());
        for (const procfs::DirEntry& one : inside) {
            if (m_stop.stop_requested())
                return;
            const std::string childsPath = below(path, one.name);
            if (const auto child = node.lookup(one.name)) {
                read(**child, childsPath, one.type, depth + 1);
                continue;
            } else {
                RecordedEntry missing;
                missing.listedAs = one.type;
                missing.failure = child.error();
                missing.failure->step = "lstat"; // so that it is not there when looked up
                put(childsPath, std::move(missing));
            }
        }
    }

private:
    void put(const std::string& path, RecordedEntry entry)
    {
        m_out.insert_or_assign(path, std::make_shared<const RecordedEntry>(std::move(entry)));
    }

    const std::stop_token& m_stop;
    Entries& m_out;
};

/// What was not read stays unread for good.
EntryPtr forGood(const EntryPtr& entry)
{
    if (!entry->failure || entry->failure->kind != Failure::Kind::notSampled)
        return entry;
    auto kept = std::make_shared<RecordedEntry>(*entry);
    kept->failure->kind = Failure::Kind::notKept;
    return kept;
}

EntryPtr masked(const std::string& path, const EntryPtr& entry)
{
    const procfs::ProcFile* const file = entry->text ? procfs::procFileForPath(path) : nullptr;
    if (!mayHoldSecrets(file))
        return entry;
    auto text = std::make_shared<procfs::FileText>();
    text->bytes = entry->text->bytes;
    if (!withholdSecrets(file, text->bytes))
        return entry;
    auto withheld = std::make_shared<RecordedEntry>(*entry);
    withheld->text = std::move(text);
    withheld->withheld = true;
    return withheld;
}

std::string folderOf(const snapshot::TaskSummary& task)
{
    std::string folder = std::to_string(task.tgid.value);
    if (task.isThread)
        folder += "/task/" + std::to_string(task.tid.value);
    return folder;
}

bool isName(std::string_view name)
{
    if (name.starts_with('/'))
        name.remove_prefix(1);
    if (name.empty())
        return false;
    for (const auto part : std::views::split(name, '/')) {
        const std::string_view component(part);
        if (component.empty() || component == "." || component == "..")
            return false;
    }
    return true;
}

}

RecordedFiles RecordedFiles::usual()
{
    return {.names = {usualFiles.begin(), usualFiles.end()}};
}

std::optional<RecordedFiles> RecordedFiles::fromText(const std::string& text)
{
    if (text == "all")
        return RecordedFiles{.everything = true};
    if (text == "none")
        return RecordedFiles{};
    const bool adds = text.starts_with('+');
    if (text.size() == (adds ? 1U : 0U))
        return std::nullopt;
    RecordedFiles files = adds ? usual() : RecordedFiles{};
    for (const auto part : std::views::split(std::string_view(text).substr(adds ? 1 : 0), ',')) {
        const std::string_view name(part);
        if (!isName(name))
            return std::nullopt;
        if (!std::ranges::contains(files.names, name))
            files.names.emplace_back(name);
    }
    return files;
}

std::string RecordedFiles::text() const
{
    if (everything)
        return "all";
    std::string all;
    for (const std::string& name : names)
        all.append(all.empty() ? "" : ", ").append(name);
    return all.empty() ? "none" : all;
}

std::optional<std::string> RecordedFiles::stranger() const
{
    const auto found = std::ranges::find_if_not(names, isProcPath);
    if (found == names.end())
        return std::nullopt;
    const std::string suggestion = stepping::suggestionFor(*found, procPathsLike(*found));
    return suggestion.empty() ? *found : *found + "; " + suggestion;
}

Recorder::Recorder(RecorderOptions options, std::unique_ptr<recording::Writer> writer)
    : m_options(std::move(options))
    , m_writer(std::move(writer))
    , m_cache(std::make_shared<procfs::RecordCache>())
{
}

Recorder::~Recorder() = default;

std::expected<std::unique_ptr<Recorder>, SourceError>
Recorder::create(RecorderOptions options, const QString& source, const QString& title)
{
    auto writer = recording::Writer::create(options.path, options.keep);
    if (!writer)
        return std::unexpected(writeError(writer.error(), options.path));
    std::unique_ptr<Recorder> made(new Recorder(std::move(options), *std::move(writer)));
    made->m_facts = {.program = "Sandscope " + QCoreApplication::applicationVersion().toStdString(),
                     .source = source.toStdString(),
                     .title = title.toStdString(),
                     .isMasked = made->m_options.isMasked,
                     .note = made->m_options.note,
                     .view = made->m_options.view,
                     .begun = nowOnTheClock()};
    return made;
}

/// What was sampled, and the files that are wanted of each task besides.
void Recorder::readTree(const snapshot::SnapshotPtr& snapshot, const std::stop_token& stop,
                        Entries& out)
{
    snapshot->tree->forEach(
        [&out](const std::string& path, const EntryPtr& entry) { out.emplace(path, entry); });
    const auto reading = readingOnDemand(snapshot, stop, true);
    if (reading == snapshot)
        return;
    const procfs::RecordedTree& tree = *reading->tree;
    const auto take = [&](const std::string& path) {
        const auto known = out.find(path);
        if (known != out.end()
            && (!known->second->failure
                || known->second->failure->kind != Failure::Kind::notSampled))
            return;
        EntryPtr entry = tree.entry(path);
        if (!entry)
            return;
        out.insert_or_assign(path, entry);
        if (entry->attributes.kind != FileKind::directory)
            return;
        for (const std::string& name : entry->names) {
            const std::string child = below(path, name);
            if (EntryPtr inside = out.contains(child) ? nullptr : tree.entry(child))
                out.emplace(child,
                            inside->attributes.kind == FileKind::directory
                                ? tree.listed(child) // with no more than what it is
                                : std::move(inside));
        }
    };
    constexpr std::string_view ofThreads = "task/";
    decltype(m_folders) folders;
    snapshot->tasks.forEach([&](std::uint32_t, const auto& shared) {
        const snapshot::TaskSummary& task = *shared;
        if (stop.stop_requested() || m_options.files.names.empty())
            return;
        const std::string folder = folderOf(task);
        // Whatever else is in the folder of a task has a name there, and is not kept.
        auto known = m_folders.find(folder);
        if (known != m_folders.end() && known->second.first == task.id) {
            folders.insert(*known);
        } else if (EntryPtr listed = tree.entry(folder)) {
            folders.insert_or_assign(folder, std::pair(task.id, std::move(listed)));
        }
        if (const auto listed = folders.find(folder); listed != folders.end())
            out.insert_or_assign(folder, listed->second.second);
        for (const std::string& name : m_options.files.names) {
            const bool isOfThreads = name.starts_with(ofThreads);
            if (name.starts_with('/') || isOfThreads != task.isThread)
                continue;
            take(below(folder, std::string_view(name).substr(isOfThreads ? ofThreads.size() : 0)));
        }
    });
    m_folders = std::move(folders);
    for (const std::string& name : m_options.files.names) {
        if (name.starts_with('/') && !stop.stop_requested())
            take(name.substr(1));
    }
}

snapshot::IdMap<snapshot::TaskSummary>
Recorder::maskedRows(const snapshot::IdMap<snapshot::TaskSummary>& rows)
{
    auto result = m_maskedRows;
    snapshot::IdMap<snapshot::TaskSummary>::diff(
        m_rows, rows,
        [&](std::uint32_t id, const snapshot::TaskSummary*, const snapshot::TaskSummary* is) {
            if (!is) {
                result.erase(id);
                return;
            }
            const std::size_t blank = is->command.find(' ');
            if (blank == std::string::npos) {
                result.set(id, rows.share(id));
                return;
            }
            auto row = std::make_shared<snapshot::TaskSummary>(*is);
            std::ranges::fill(row->command.begin() + static_cast<std::ptrdiff_t>(blank) + 1,
                              row->command.end(), '*');
            row->commandWithheld = true;
            result.set(id, std::move(row));
        });
    m_rows = rows;
    m_maskedRows = result;
    return result;
}

std::expected<bool, SourceError> Recorder::add(const snapshot::Moment& moment,
                                               const Capabilities& source,
                                               const std::stop_token& stop)
{
    if (moment.snapshot == m_last && !source.canStep)
        return false;
    const bool readsFiles = m_options.files.everything || !m_options.files.names.empty();
    const auto isTooLate = [&] { return readsFiles && isOvertaken(*moment.snapshot); };
    if (isTooLate()) {
        ++m_leftOut;
        return false;
    }
    recording::Content content{.moment = moment, .clock = nowOnTheClock()};
    const bool isPrinted = moment.snapshot->records != nullptr;
    if (isPrinted) {
        snapshot::ViewOptions view;
        view.dialect = m_options.dialect;
        const auto files = snapshot::makeFileSystem(moment.snapshot, view, m_cache);
        TreeReader(stop, content.entries).read(*files->root(), {}, procfs::EntryType::directory);
    } else if (m_options.files.everything) {
        const auto files
            = snapshot::makeFileSystem(readingOnDemand(moment.snapshot, stop, true), {}, nullptr);
        TreeReader(stop, content.entries).read(*files->root(), {}, procfs::EntryType::directory);
    } else {
        readTree(moment.snapshot, stop, content.entries);
    }
    if (stop.stop_requested())
        return false;
    if (isTooLate()) { // some of it may be of the one that followed
        ++m_leftOut;
        return false;
    }
    for (auto& [path, entry] : content.entries) {
        entry = forGood(entry);
        if (m_options.isMasked)
            entry = masked(path, entry);
    }
    if (m_options.isMasked) {
        auto rows = std::make_shared<snapshot::Snapshot>(*moment.snapshot);
        rows->tasks = maskedRows(rows->tasks);
        content.moment.snapshot = std::move(rows);
        content.moment.title = snapshot::maskedCall(moment.title);
    }
    m_facts.dialect = isPrinted ? m_options.dialect : source.dialect;
    m_facts.files = isReadOnDemand(*moment.snapshot) ? m_options.files.text() : std::string();
    m_facts.dialectReasons.clear();
    if (isPrinted)
        m_facts.dialectReasons.push_back("This is "
                                         + std::string(procfs::dialectName(m_options.dialect))
                                         + ": the text that a simulated kernel was asked for when "
                                           "it was recorded.");
    for (const QString& reason : source.dialectReasons)
        m_facts.dialectReasons.push_back(reason.toStdString());
    m_writer->setFacts(m_facts);
    if (auto done = m_writer->append(content); !done)
        return std::unexpected(writeError(done.error(), m_options.path));
    m_last = moment.snapshot;
    return true;
}

std::expected<void, SourceError> Recorder::finish()
{
    if (auto done = m_writer->finish(); !done)
        return std::unexpected(writeError(done.error(), m_options.path));
    return {};
}

}
