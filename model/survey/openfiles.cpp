// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Who else is at a file. What two descriptors have in common is told by the records of a simulated
// kernel in numbers, and by a real one in the targets of links: both ends of a pipe say
// "pipe:[N]", everybody at one socket "socket:[N]", and Linux numbers its eventfds in fdinfo. Which
// socket is at the other end of a socket, no file below /proc says.
#include <model/survey/openfiles.h>
#include <procfs/files/fdinfo.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace sandscope::survey {

namespace {

using procfs::FdEntry;
using procfs::FdKind;
using snapshot::TaskSummary;

constexpr std::string_view eventPrefix = "eventfd:";

bool isWriter(Opened opened)
{
    return opened == Opened::write || opened == Opened::both;
}

bool isReader(Opened opened)
{
    return opened == Opened::read || opened == Opened::both;
}

/// Is \a other at the other end of a pipe of which \a own is one end? Where nothing tells which end
/// is which, everybody may be.
bool isOtherEnd(Opened own, Opened other)
{
    if (own == Opened::unknown || other == Opened::unknown)
        return true;
    return (isReader(own) && isWriter(other)) || (isWriter(own) && isReader(other));
}

Holder holderOf(const TaskSummary& task, int fd, Opened opened)
{
    return {.task = task.id, .pid = task.tid, .name = task.name, .fd = fd, .opened = opened};
}

/// In the order of process ids, a process before its threads.
std::vector<const TaskSummary*> orderedTasks(const snapshot::Snapshot& snapshot)
{
    std::vector<const TaskSummary*> tasks;
    tasks.reserve(snapshot.tasks.size());
    snapshot.tasks.forEach([&](auto, const auto& task) { tasks.push_back(task.get()); });
    std::ranges::sort(tasks, {}, [](const TaskSummary* task) {
        return std::tuple(task->tgid.value, task->isThread, task->tid.value);
    });
    return tasks;
}

/// Does the source show some processes and not others? A subtree, or what hidepid leaves.
bool isPart(std::span<const TaskSummary* const> tasks)
{
    std::unordered_set<std::int32_t> shown;
    for (const TaskSummary* task : tasks)
        shown.insert(task->tgid.value);
    return std::ranges::any_of(tasks, [&shown](const TaskSummary* task) {
        const std::int32_t parent = task->parentTgid.value_or(0);
        return !task->isThread && parent > 0 && !shown.contains(parent);
    });
}

bool isUntold(const procfs::Failure& failure)
{
    return failure.kind != procfs::Failure::Kind::error;
}

bool isDenied(const procfs::Failure& failure)
{
    return failure.kind == procfs::Failure::Kind::error
        && (failure.error == procfs::Errno::access || failure.error == procfs::Errno::perm);
}

/// Everybody who is at one pipe, socket or open file; of each way of opening it so many as are
/// shown, and one for the descriptor that asks.
struct Group
{
    struct Bucket
    {
        std::vector<Holder> holders;
        std::size_t count = 0;
    };
    std::array<Bucket, 5> byOpened; ///< by Opened

    void add(const Holder& holder)
    {
        Bucket& bucket = byOpened[static_cast<std::size_t>(holder.opened)];
        ++bucket.count;
        if (bucket.holders.size() <= mostHolders)
            bucket.holders.push_back(holder);
    }
};

/// The groups that the descriptors of one task belong to. Every descriptor of every task is offered
/// once, so the cost is linear.
class Groups
{
public:
    explicit Groups(std::size_t entries)
        : m_wanted(entries)
    {
    }
    /// \a own: whose holders are at the same file; \a other: at its other end. Empty: no group.
    void want(std::size_t place, std::string own, std::string other)
    {
        for (const std::string* key : {&own, &other}) {
            if (!key->empty())
                m_groups.try_emplace(*key);
        }
        m_wanted[place] = {std::move(own), std::move(other)};
    }
    [[nodiscard]] bool isEmpty() const { return m_groups.empty(); }
    [[nodiscard]] Group* find(const std::string& key)
    {
        const auto at = m_groups.find(key);
        return at == m_groups.end() ? nullptr : &at->second;
    }
    /// Tells the entries what was found. \a self: those tasks whose descriptors \a found are.
    void tell(procfs::TaskId self, Descriptors& found)
    {
        for (std::size_t place = 0; place < found.entries.size(); ++place) {
            Descriptor& entry = found.entries[place];
            const auto& [own, other] = m_wanted[place];
            if (const Group* group = find(own)) {
                for (const Group::Bucket& bucket : group->byOpened) {
                    const bool isOther = entry.type == FileType::pipe && !bucket.holders.empty()
                        && isOtherEnd(entry.opened, bucket.holders.front().opened);
                    add(entry, bucket, self, isOther, true);
                }
            }
            if (const Group* group = other.empty() ? nullptr : find(other)) {
                for (const Group::Bucket& bucket : group->byOpened)
                    add(entry, bucket, self, true, false);
            }
            if (entry.otherCount > 0 && entry.otherEnd != OtherEnd::process)
                entry.otherEnd = OtherEnd::held;
        }
    }

private:
    /// \a holdsSelf: the descriptor itself is one of the group.
    static void add(Descriptor& entry, const Group::Bucket& bucket, procfs::TaskId self,
                    bool isOther, bool holdsSelf)
    {
        if (bucket.count == 0)
            return;
        auto& holders = isOther ? entry.others : entry.sharers;
        auto& count = isOther ? entry.otherCount : entry.sharerCount;
        for (const Holder& holder : bucket.holders) {
            if (holders.size() < mostHolders
                && !(holdsSelf && holder.task == self && holder.fd == entry.fd))
                holders.push_back(holder);
        }
        const bool isHere = holdsSelf && bucket.holders.front().opened == entry.opened;
        count += bucket.count - (isHere ? 1U : 0U);
    }

    std::unordered_map<std::string, Group> m_groups;
    std::vector<std::pair<std::string, std::string>> m_wanted;
};

std::string keyOf(std::string_view kind, std::uint64_t number)
{
    std::string key(kind);
    key += ':';
    return key += std::to_string(number);
}

}

void joinRecords(const snapshot::Snapshot& snapshot, procfs::TaskId task, Descriptors& found,
                 const std::stop_token& stop)
{
    const procfs::Records& records = *snapshot.records;
    const procfs::TaskRecord* const own = records.task(task);
    const auto* const table = own ? records.fdTable(own->fdTable) : nullptr;
    if (!table)
        return;
    const auto groupOf = [](const FdEntry& entry) {
        switch (entry.kind) {
        case FdKind::pipe:
            return keyOf("pipe", entry.number);
        case FdKind::socket:
            return keyOf("socket", entry.number);
        case FdKind::host:
            return keyOf("host", entry.number);
        default: // the details are one object for all descriptors of an open file
            return entry.details
                ? keyOf("file", reinterpret_cast<std::uintptr_t>(entry.details.get()))
                : std::string();
        }
    };
    Groups groups(found.entries.size());
    for (std::size_t place = 0; place < found.entries.size(); ++place) {
        Descriptor& entry = found.entries[place];
        const auto at = std::ranges::lower_bound(table->entries, entry.fd, {}, &FdEntry::fd);
        if (at == table->entries.end() || at->fd != entry.fd)
            continue;
        entry.opened = openedBy(at->statusFlags);
        // The path of one of a pair of sockets is the number of the other.
        const bool isPair = at->kind == FdKind::socket && !at->path.empty();
        if (isPair)
            entry.otherEnd = OtherEnd::nobody;
        groups.want(place, groupOf(*at), isPair ? "socket:" + at->path : std::string());
    }
    if (groups.isEmpty())
        return;
    std::unordered_set<procfs::FdTableId> seen;
    procfs::TaskId self = task; // the first of those who share the table stands for all
    for (const TaskSummary* other : orderedTasks(snapshot)) {
        if (stop.stop_requested())
            return;
        const procfs::TaskRecord* const record = records.task(other->id);
        if (!record || !record->fdTable || !seen.insert(record->fdTable).second)
            continue;
        const auto* const theirs = records.fdTable(record->fdTable);
        if (!theirs)
            continue;
        ++found.searched;
        if (theirs->id == table->id)
            self = other->id;
        for (const FdEntry& entry : theirs->entries) {
            if (Group* group = groups.find(groupOf(entry)))
                group->add(holderOf(*other, entry.fd, openedBy(entry.statusFlags)));
        }
    }
    groups.tell(self, found);
}

namespace {

/// Reads what another process has open, as far as it matters.
class FileJoin
{
public:
    FileJoin(procfs::FileSystem& fileSystem, const std::vector<std::string>& identities,
             Descriptors& found)
        : m_fileSystem(fileSystem)
        , m_found(found)
        , m_groups(identities.size())
    {
        for (std::size_t place = 0; place < identities.size(); ++place) {
            m_groups.want(place, identities[place], {});
            m_wantsEvents = m_wantsEvents || identities[place].starts_with(eventPrefix);
        }
    }

    [[nodiscard]] bool isNeeded() const { return !m_groups.isEmpty(); }
    void tell(procfs::TaskId self) { m_groups.tell(self, m_found); }

    void ask(const TaskSummary& other, const std::stop_token& stop)
    {
        const std::string folder = folderOf(other);
        const auto node = m_fileSystem.walk(folder + "/fd");
        auto listing = node ? (*node)->readdir(0, ~std::size_t{0} >> 1U)
                            : procfs::Answer<procfs::Listing>(std::unexpected(node.error()));
        ++m_found.searched;
        if (!listing) {
            m_found.denied += isDenied(listing.error()) ? 1U : 0U;
            m_found.unsampled += isUntold(listing.error()) ? 1U : 0U;
            return;
        }
        bool isUnread = false;
        for (const procfs::DirEntry& entry : listing->entries) {
            if (stop.stop_requested())
                return;
            int fd = 0;
            const char* const end = entry.name.data() + entry.name.size();
            if (std::from_chars(entry.name.data(), end, fd).ptr != end)
                continue;
            isUnread = !askOne(other, folder, entry.name, fd) || isUnread;
        }
        m_found.unsampled += isUnread ? 1U : 0U;
    }

private:
    /// False: its target was not read.
    bool askOne(const TaskSummary& other, const std::string& folder, const std::string& name,
                int fd)
    {
        const auto link = m_fileSystem.walk(folder + "/fd/" + name);
        if (!link)
            return !isUntold(link.error());
        const auto text = (*link)->readlink();
        if (!text)
            return !isUntold(text.error());
        Target target = readTarget(*text);
        const bool isEvent = target.type == FileType::event && m_wantsEvents;
        if (!isEvent && !m_groups.find(target.identity))
            return true;
        Opened opened = Opened::unknown;
        if (const auto info = infoOf(folder + "/fdinfo/" + name)) {
            opened = info->flags ? openedBy(*info->flags) : Opened::unknown;
            for (const procfs::FdInfoLine& line : info->lines) {
                if (isEvent && procfs::fdInfoPatterns[line.pattern].field == "eventfd-id")
                    target.identity = std::string(eventPrefix)
                        + std::to_string(static_cast<std::int64_t>(line.numbers[0]));
            }
        }
        if (Group* group = m_groups.find(target.identity))
            group->add(holderOf(other, fd, opened));
        return true;
    }

    std::optional<procfs::FdInfo> infoOf(const std::string& path)
    {
        const auto node = m_fileSystem.walk(path);
        if (!node)
            return std::nullopt;
        const auto text = (*node)->content();
        if (!text)
            return std::nullopt;
        auto info = procfs::parseFdInfo((*text)->bytes);
        return info ? std::optional(*std::move(info)) : std::nullopt;
    }

    procfs::FileSystem& m_fileSystem;
    Descriptors& m_found;
    Groups m_groups;
    bool m_wantsEvents = false;
};

}

void joinFiles(procfs::FileSystem& fileSystem, const snapshot::Snapshot& snapshot,
               procfs::TaskId task, const std::vector<std::string>& identities, Descriptors& found,
               const std::stop_token& stop)
{
    FileJoin join(fileSystem, identities, found);
    if (!join.isNeeded())
        return;
    const TaskSummary* const own = snapshot.tasks.find(task.value);
    procfs::TaskId self = task;
    const auto tasks = orderedTasks(snapshot);
    found.isPart = isPart(tasks);
    for (const TaskSummary* other : tasks) {
        if (stop.stop_requested())
            return;
        if (other->isThread)
            continue; // it shares the descriptors of its process, but for rare ones
        if (own && other->tgid == own->tgid)
            self = other->id;
        join.ask(*other, stop);
    }
    join.tell(self);
}

}
