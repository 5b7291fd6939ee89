// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/areadiff.h>
#include <model/snapshot/filechanges.h>
#include <procfs/recordfilesystem.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace sandscope::snapshot {

using procfs::Dependency;
using procfs::Errno;
using procfs::FileKind;
using procfs::NodePtr;
using procfs::ProcFile;
using procfs::Records;
using procfs::TaskId;

namespace {

// The records of one moment at the time of another.
class RecordsAt final : public Records
{
public:
    RecordsAt(std::shared_ptr<const Records> records, std::chrono::nanoseconds time)
        : m_records(std::move(records))
        , m_time(time)
    {
    }

    [[nodiscard]] procfs::Generation generation() const override { return m_records->generation(); }
    [[nodiscard]] std::chrono::nanoseconds time() const override { return m_time; }
    [[nodiscard]] const procfs::MachineRecord& machine() const override
    {
        return m_records->machine();
    }
    [[nodiscard]] const procfs::TaskRecord* task(TaskId id) const override
    {
        return m_records->task(id);
    }
    [[nodiscard]] const procfs::ThreadGroupRecord* group(procfs::GroupId id) const override
    {
        return m_records->group(id);
    }
    [[nodiscard]] const procfs::MemoryRecord* memory(procfs::MemoryId id) const override
    {
        return m_records->memory(id);
    }
    [[nodiscard]] const procfs::FdTableRecord* fdTable(procfs::FdTableId id) const override
    {
        return m_records->fdTable(id);
    }
    [[nodiscard]] const procfs::FsContextRecord* fsContext(procfs::FsContextId id) const override
    {
        return m_records->fsContext(id);
    }
    [[nodiscard]] const procfs::MountNamespaceRecord*
    mountNamespace(procfs::MountNamespaceId id) const override
    {
        return m_records->mountNamespace(id);
    }
    [[nodiscard]] const procfs::UserNamespaceRecord*
    userNamespace(procfs::UserNamespaceId id) const override
    {
        return m_records->userNamespace(id);
    }
    [[nodiscard]] const procfs::PidNamespaceRecord*
    pidNamespace(procfs::PidNamespaceId id) const override
    {
        return m_records->pidNamespace(id);
    }
    [[nodiscard]] procfs::PidNamespaceId rootPidNamespace() const override
    {
        return m_records->rootPidNamespace();
    }
    [[nodiscard]] TaskId taskWithTid(procfs::PidNamespaceId ns, procfs::Tid tid) const override
    {
        return m_records->taskWithTid(ns, tid);
    }
    [[nodiscard]] std::optional<std::pair<procfs::Tid, TaskId>>
    nextTask(procfs::PidNamespaceId ns, procfs::Tid from) const override
    {
        return m_records->nextTask(ns, from);
    }

private:
    std::shared_ptr<const Records> m_records;
    std::chrono::nanoseconds m_time;
};

// What all tasks show, whatever else they are.
bool showsTheSame(const procfs::MachineRecord& a, const procfs::MachineRecord& b)
{
    return a.processors == b.processors && a.memoryBytes == b.memoryBytes
        && a.linuxRelease == b.linuxRelease && a.bootTime == b.bootTime;
}

// Whether a link in ns leads to another namespace. The numbers in its target may be given anew by
// each mount and tell nothing.
bool isOtherNamespace(std::string_view link, const procfs::TaskRecord& a,
                      const procfs::TaskRecord& b)
{
    if (link == "net")
        return a.netNamespace != b.netNamespace;
    if (link == "mnt")
        return a.mountNamespace != b.mountNamespace;
    if (link == "pid")
        return a.pidNamespace != b.pidNamespace;
    if (link == "pid_for_children")
        return a.pidNamespaceForChildren != b.pidNamespaceForChildren
            || a.pidNamespace != b.pidNamespace;
    if (link == "user")
        return a.credentials->userNamespace != b.credentials->userNamespace;
    if (link == "ipc")
        return a.otherNamespaces.ipc != b.otherNamespaces.ipc;
    if (link == "uts")
        return a.otherNamespaces.uts != b.otherNamespaces.uts;
    if (link == "cgroup")
        return a.otherNamespaces.cgroup != b.otherNamespaces.cgroup;
    if (link == "time")
        return a.otherNamespaces.time != b.otherNamespaces.time;
    return a.timeNamespaceForChildren != b.timeNamespaceForChildren
        || a.otherNamespaces.time != b.otherNamespaces.time;
}

// What a read answered; nothing where nobody can tell.
struct Text
{
    std::string_view bytes;
    Errno error = Errno::ok;
    std::shared_ptr<const procfs::FileText> owner;
};

std::optional<Text> textOf(procfs::Node& node)
{
    auto content = node.content();
    if (content)
        return Text{(*content)->bytes, Errno::ok, *content};
    if (content.error().kind != procfs::Failure::Kind::error)
        return std::nullopt;
    return Text{{}, content.error().error, nullptr};
}

using ByName = std::map<std::string_view, const procfs::Field*>;

// Nothing where a name stands for several.
std::optional<ByName> byName(const procfs::Fields& fields)
{
    ByName named;
    for (const procfs::Field& field : fields) {
        if (!named.emplace(field.name, &field).second)
            return std::nullopt;
    }
    return named;
}

// False where the fields have no names of their own.
bool compareFields(const ProcFile& file, procfs::Dialect dialect, std::string_view before,
                   std::string_view after, std::size_t line, std::vector<FieldChange>& changes)
{
    const auto was = before.empty() ? procfs::Fields{} : file.decode(before, dialect);
    const auto is = after.empty() ? procfs::Fields{} : file.decode(after, dialect);
    if (!was || !is)
        return false;
    const auto old = byName(*was);
    const auto now = byName(*is);
    if (!old || !now)
        return false;
    for (const procfs::Field& field : *is) {
        const auto found = old->find(field.name);
        if (found == old->end())
            changes.push_back({field.name, {}, field.value, line, field.doc});
        else if (found->second->value != field.value)
            changes.push_back({field.name, found->second->value, field.value, line, field.doc});
    }
    for (const procfs::Field& field : *was) {
        if (!now->contains(field.name))
            changes.push_back({field.name, field.value, {}, line, field.doc});
    }
    return true;
}

// Larger texts are those with a line for each of many things.
constexpr std::size_t largestWhole = 16384;

void addFields(FileChange& change, procfs::Dialect dialect, std::string_view before,
               std::string_view after)
{
    if (!change.file || !change.file->decode)
        return;
    const ProcFile& file = *change.file;
    if (before.size() <= largestWhole && after.size() <= largestWhole
        && compareFields(file, dialect, before, after, 0, change.fields))
        return;
    for (const LineHunk& hunk : change.hunks) {
        if (hunk.removed.size() != hunk.added.size())
            continue;
        for (std::size_t i = 0; i < hunk.added.size(); ++i)
            (void)compareFields(file, dialect, hunk.removed[i], hunk.added[i], hunk.newLine + i,
                                change.fields);
    }
}

std::string nameOf(const Snapshot& snapshot, TaskId id)
{
    const TaskSummary* const row = snapshot.tasks.find(id.value);
    return row ? row->name : std::string();
}

class Comparison
{
public:
    Comparison(const SnapshotPtr& before, const SnapshotPtr& after,
               const FileChangeOptions& options, const std::shared_ptr<procfs::RecordCache>& cache)
        : m_before(*before)
        , m_after(*after)
        , m_options(options)
        , m_oldFiles(makeFileSystem(before, options.view, cache))
        , m_newFiles(makeFileSystem(after, options.view, cache))
        , m_cache(cache)
    {
    }

    FileChanges run();

private:
    struct Place
    {
        TaskId task;
        std::string path; ///< empty: the mount does not show it
        procfs::Tid tgid, tid;
        bool operator==(const Place&) const = default;
    };

    [[nodiscard]] std::vector<TaskId> candidates();
    [[nodiscard]] Place placeOf(const Records& records, TaskId id) const;
    void takeOver(std::vector<std::pair<Place, Place>>& places) const;
    void compareTask(const Place& was, const Place& is, FileChanges& changes);
    void compareDirectories(const std::string& path, procfs::Node* was, procfs::Node* is,
                            std::vector<FileChange>& files);
    void compareEntry(const std::string& path, const NodePtr& was, const NodePtr& is,
                      std::vector<FileChange>& files);
    void compareChildren(bool wasThere, const Place& place, std::vector<FileChange>& files);
    [[nodiscard]] std::optional<FileChange> compareTexts(const std::string& path, procfs::Node* was,
                                                         procfs::Node* is);
    [[nodiscard]] std::optional<FileChange> compareLinks(const std::string& path, procfs::Node* was,
                                                         procfs::Node* is);
    void compareSystem(std::vector<FileChange>& files);

    const Snapshot& m_before;
    const Snapshot& m_after;
    const FileChangeOptions& m_options;
    std::unique_ptr<procfs::FileSystem> m_oldFiles, m_newFiles;
    std::shared_ptr<procfs::RecordCache> m_cache;
    std::set<TaskId> m_otherChildren; ///< who has other children than before
    const procfs::TaskRecord* m_was = nullptr; ///< the task whose directories are compared
    const procfs::TaskRecord* m_is = nullptr;
    bool m_sameTask = false; ///< there is a directory of that name in both, with the same meaning
    bool m_skipsNet = false;
};

std::vector<TaskId> Comparison::candidates()
{
    const Records& old = *m_before.records;
    const Records& now = *m_after.records;
    std::set<TaskId> tasks;
    const auto childOf = [this](const procfs::TaskRecord* task) {
        if (task && task->parent)
            m_otherChildren.insert(task->parent);
    };
    IdMap<procfs::Generation>::diff(
        m_before.fileGenerations, m_after.fileGenerations,
        [&](std::uint32_t key, const procfs::Generation* was, const procfs::Generation* is) {
            if (was && is && *was == *is)
                return;
            const TaskId id{key};
            tasks.insert(id);
            const procfs::TaskRecord* const a = old.task(id);
            const procfs::TaskRecord* const b = now.task(id);
            if (!a || !b || a->parent != b->parent || a->tids != b->tids) {
                childOf(a);
                childOf(b);
            }
        });
    tasks.insert(m_otherChildren.begin(), m_otherChildren.end());
    // Whose rights the reader has, and the machine, show everywhere.
    if ((m_options.view.reader && tasks.contains(m_options.view.reader))
        || !showsTheSame(old.machine(), now.machine())) {
        for (const IdMap<TaskSummary>* rows : {&m_before.tasks, &m_after.tasks})
            rows->forEach([&tasks](std::uint32_t key, const auto&) { tasks.insert(TaskId{key}); });
    }
    if (const TaskId only = m_options.task) {
        const auto groupOf = [only](const Records& records, TaskId id) {
            const auto* const task = records.task(id);
            const auto* const wanted = records.task(only);
            return task && wanted && task->group == wanted->group;
        };
        std::erase_if(tasks, [&](TaskId id) { return !groupOf(old, id) && !groupOf(now, id); });
    }
    return {tasks.begin(), tasks.end()};
}

Comparison::Place Comparison::placeOf(const Records& records, TaskId id) const
{
    Place place;
    place.task = id;
    const procfs::TaskRecord* const task = records.task(id);
    const procfs::ThreadGroupRecord* const group = task ? records.group(task->group) : nullptr;
    const procfs::TaskRecord* const leader = group ? records.task(group->leader) : nullptr;
    if (!leader)
        return place;
    const auto ns = m_options.view.mount ? m_options.view.mount : records.rootPidNamespace();
    place.tgid = procfs::tidIn(leader->tids, ns);
    place.tid = procfs::tidIn(task->tids, ns);
    if (place.tgid.value == 0 || place.tid.value == 0)
        return place;
    place.path = std::to_string(place.tgid.value);
    if (task != leader)
        place.path += "/task/" + std::to_string(place.tid.value);
    return place;
}

FileChanges Comparison::run()
{
    FileChanges changes;
    std::vector<std::pair<Place, Place>> places;
    for (const TaskId id : candidates())
        places.emplace_back(placeOf(*m_before.records, id), placeOf(*m_after.records, id));
    const auto key = [](const std::pair<Place, Place>& pair) {
        const Place& place = pair.second.path.empty() ? pair.first : pair.second;
        return std::tuple(place.tgid.value, place.tid != place.tgid, place.tid.value, place.task);
    };
    takeOver(places);
    std::ranges::sort(places, {}, key);
    for (const auto& [was, is] : places)
        compareTask(was, is, changes);
    if (m_options.systemFiles && !m_options.task)
        compareSystem(changes.system);
    return changes;
}

// A thread that calls exec gets its leader's id: the process goes on in the same directory, while
// that of the thread vanishes.
void Comparison::takeOver(std::vector<std::pair<Place, Place>>& places) const
{
    const auto groupOf = [](const Records& records, TaskId id) {
        const procfs::TaskRecord* const task = records.task(id);
        return task ? task->group : procfs::GroupId{};
    };
    std::vector<std::pair<Place, Place>> left;
    for (auto& [was, is] : places) {
        if (was.path.empty() || is.path.empty() || was.path == is.path)
            continue;
        const auto leader = std::ranges::find_if(places, [&is](const auto& pair) {
            return pair.first.path == is.path && pair.second.path.empty();
        });
        if (leader == places.end()
            || groupOf(*m_before.records, leader->first.task) != groupOf(*m_after.records, is.task))
            continue;
        left.emplace_back(was, Place{});
        was = std::exchange(leader->first, Place{});
    }
    places.insert(places.end(), left.begin(), left.end());
}

void Comparison::compareTask(const Place& was, const Place& is, FileChanges& changes)
{
    const auto find = [](procfs::FileSystem& files, const std::string& path) -> NodePtr {
        if (path.empty())
            return nullptr;
        auto node = files.walk(path);
        return node ? *node : nullptr;
    };
    const bool moved = was.path != is.path;
    const NodePtr old = find(*m_oldFiles, was.path);
    if (old && moved) // its directory may be another's now
        changes.tasks.push_back(
            {was.task, was.path, nameOf(m_before, was.task), EntryChange::vanished, {}});
    const NodePtr now = find(*m_newFiles, is.path);
    if (!now)
        return;
    TaskChange change{is.task,
                      is.path,
                      nameOf(m_after, is.task),
                      old && !moved ? EntryChange::changed : EntryChange::appeared,
                      {}};
    m_was = m_before.records->task(was.task);
    m_is = m_after.records->task(is.task);
    m_sameTask = change.change == EntryChange::changed;
    m_skipsNet = m_sameTask && m_was && m_is && m_was->netNamespace == m_is->netNamespace
        && m_was->memory && m_is->memory;
    compareDirectories(is.path, m_sameTask ? old.get() : nullptr, now.get(), change.files);
    // A leader's children are told in its thread directory alone; a new thread's were told above.
    if (m_sameTask ? m_otherChildren.contains(is.task) || was.task != is.task : is.tid == is.tgid)
        compareChildren(m_sameTask, is, change.files);
    std::ranges::sort(change.files, {}, &FileChange::path);
    if (!change.files.empty() || change.change != EntryChange::changed)
        changes.tasks.push_back(std::move(change));
}

void Comparison::compareChildren(bool wasThere, const Place& place, std::vector<FileChange>& files)
{
    std::string path = place.path;
    if (place.tid == place.tgid)
        path += "/task/" + std::to_string(place.tid.value);
    path += "/children";
    const auto is = m_newFiles->walk(path);
    const auto was = wasThere ? m_oldFiles->walk(path) : procfs::Answer<NodePtr>();
    if (was && is) {
        if (auto change = compareTexts(path, was->get(), is->get()))
            files.push_back(*std::move(change));
    }
}

std::vector<std::string> namesIn(procfs::Node* directory)
{
    std::vector<std::string> names;
    if (!directory)
        return names;
    constexpr std::size_t most = std::numeric_limits<std::int32_t>::max();
    if (const auto listing = directory->readdir(0, most)) {
        for (const procfs::DirEntry& entry : listing->entries) {
            if (entry.name != "." && entry.name != "..")
                names.push_back(entry.name);
        }
    }
    std::ranges::sort(names);
    return names;
}

void Comparison::compareDirectories(const std::string& path, procfs::Node* was, procfs::Node* is,
                                    std::vector<FileChange>& files)
{
    const auto old = namesIn(was);
    const auto now = namesIn(is);
    std::vector<std::string_view> all;
    std::ranges::set_union(old, now, std::back_inserter(all));
    const auto lookUp = [](procfs::Node* directory, const std::vector<std::string>& names,
                           std::string_view name) -> NodePtr {
        if (!std::ranges::binary_search(names, name))
            return nullptr;
        auto node = directory->lookup(name);
        return node ? *node : nullptr;
    };
    for (const std::string_view name : all) {
        // Threads are tasks of their own; children have an eye of their own.
        if (name == "task" || (name == "children" && m_sameTask) || (name == "net" && m_skipsNet))
            continue;
        compareEntry(path + '/' + std::string(name), lookUp(was, old, name), lookUp(is, now, name),
                     files);
    }
}

void Comparison::compareEntry(const std::string& path, const NodePtr& was, const NodePtr& is,
                              std::vector<FileChange>& files)
{
    if (!was && !is)
        return;
    if (was && is && was->kind() != is->kind()) {
        compareEntry(path, was, nullptr, files);
        compareEntry(path, nullptr, is, files);
        return;
    }
    const FileKind kind = is ? is->kind() : was->kind();
    if (kind == FileKind::directory) {
        compareDirectories(path, was.get(), is.get(), files);
        return;
    }
    const bool sameRecord = m_was && m_is && m_was->id == m_is->id;
    if (was && is && m_sameTask && sameRecord && was->generation() == is->generation())
        return;
    auto change = kind == FileKind::link ? compareLinks(path, was.get(), is.get())
                                         : compareTexts(path, was.get(), is.get());
    if (change)
        files.push_back(*std::move(change));
}

FileChange describe(const std::string& path, procfs::Node* was, procfs::Node* is)
{
    FileChange change;
    change.path = path;
    change.change = !was ? EntryChange::appeared
        : !is            ? EntryChange::vanished
                         : EntryChange::changed;
    change.kind = (is ? is : was)->kind();
    change.file = (is ? is : was)->file();
    return change;
}

std::optional<FileChange> Comparison::compareLinks(const std::string& path, procfs::Node* was,
                                                   procfs::Node* is)
{
    FileChange change = describe(path, was, is);
    const auto read = [](procfs::Node* node, std::string& target, Errno& error) {
        if (!node)
            return;
        auto answer = node->readlink();
        if (answer)
            target = *std::move(answer);
        else
            error = answer.error().error;
    };
    read(was, change.targetBefore, change.errorBefore);
    read(is, change.targetAfter, change.errorAfter);
    if (change.change == EntryChange::changed && change.targetBefore == change.targetAfter
        && change.errorBefore == change.errorAfter)
        return std::nullopt;
    const std::size_t name = path.rfind('/') + 1;
    const bool isNamespace = std::string_view(path).substr(0, name).ends_with("/ns/");
    if (isNamespace && m_sameTask && m_was && m_is && change.errorBefore == change.errorAfter
        && !isOtherNamespace(std::string_view(path).substr(name), *m_was, *m_is))
        return std::nullopt;
    return change;
}

std::optional<FileChange> Comparison::compareTexts(const std::string& path, procfs::Node* was,
                                                   procfs::Node* is)
{
    FileChange change = describe(path, was, is);
    if (!was && !m_options.textsOfNewTasks && !m_sameTask)
        return change;
    const auto old = was ? textOf(*was) : Text{};
    const auto now = is ? textOf(*is) : Text{};
    // What cannot be told is not known to differ; that it came or went is.
    if (!old || !now)
        return was && is ? std::nullopt : std::optional(std::move(change));
    change.errorBefore = old->error;
    change.errorAfter = now->error;
    if (change.change == EntryChange::changed && old->error == now->error
        && old->bytes == now->bytes)
        return std::nullopt;
    change.isEmptyNow = is && !old->bytes.empty() && now->bytes.empty();
    const std::string_view name = change.file ? change.file->name : std::string_view();
    if (name == "cmdline" || name == "environ")
        change.separator = '\0';
    change.hunks = name == "smaps" ? areaDiff(old->bytes, now->bytes)
                                   : lineDiff(old->bytes, now->bytes, change.separator);
    if (change.change == EntryChange::changed)
        addFields(change, m_options.view.dialect, old->bytes, now->bytes);
    return change;
}

// Tells the hunks and fields that time alone has made.
void markClock(FileChange& change, procfs::Dialect dialect, std::string_view onlyTime,
               std::string_view after)
{
    std::vector<FieldChange> others;
    if (change.file && change.file->decode
        && compareFields(*change.file, dialect, onlyTime, after, 0, others)) {
        for (FieldChange& field : change.fields)
            field.byClock = !std::ranges::contains(others, field.name, &FieldChange::name);
    }
    std::set<std::size_t> real; // lines of the new text; of removed ones, the line that follows
    for (const LineHunk& hunk : lineDiff(onlyTime, after)) {
        for (std::size_t i = 0; i < std::max<std::size_t>(hunk.added.size(), 1); ++i)
            real.insert(hunk.newLine + i);
    }
    for (LineHunk& hunk : change.hunks) {
        const auto first = real.lower_bound(hunk.newLine);
        hunk.byClock = first == real.end()
            || *first >= hunk.newLine + std::max<std::size_t>(hunk.added.size(), 1);
    }
}

void Comparison::compareSystem(std::vector<FileChange>& files)
{
    const auto still = std::make_shared<const RecordsAt>(m_before.records, m_after.records->time());
    procfs::RecordFileSystem stillFiles(still,
                                        {.dialect = m_options.view.dialect,
                                         .mount = m_options.view.mount,
                                         .reader = m_options.view.reader},
                                        m_cache);
    m_sameTask = true;
    for (const ProcFile* const file : procfs::procFiles(procfs::Scope::system)) {
        if (file->kind != FileKind::regular || !file->existsIn(m_options.view.dialect))
            continue;
        const std::string path(file->name);
        const auto was = m_oldFiles->walk(path);
        const auto is = m_newFiles->walk(path);
        if (!was || !is)
            continue;
        const bool hasClock = procfs::dependsOn(file->dependencies, Dependency::everything);
        if (!hasClock && (*was)->generation() == (*is)->generation())
            continue;
        auto change = compareTexts(path, was->get(), is->get());
        if (!change)
            continue;
        if (hasClock && m_before.time != m_after.time) {
            const auto onlyTime = stillFiles.walk(path);
            const auto text = onlyTime ? textOf(**onlyTime) : std::nullopt;
            const auto now = textOf(**is);
            if (text && now) {
                if (text->bytes == now->bytes)
                    continue;
                markClock(*change, m_options.view.dialect, text->bytes, now->bytes);
            }
        }
        files.push_back(*std::move(change));
    }
}

}

FileChanges fileChanges(const SnapshotPtr& before, const SnapshotPtr& after,
                        const FileChangeOptions& options,
                        const std::shared_ptr<procfs::RecordCache>& cache)
{
    if (before == after || !before->records || !after->records)
        return {};
    return Comparison(before, after, options, cache).run();
}

}
