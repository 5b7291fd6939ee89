// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include <algorithm>

namespace sandscope::procfs {

namespace {

template <class Id, class Record>
const Record* find(const std::map<Id, Record>& records, Id id)
{
    const auto found = records.find(id);
    return found == records.end() ? nullptr : &found->second;
}

class WorldRecords final : public Records
{
public:
    explicit WorldRecords(const World& world)
        : m_world(world)
    {
        for (const auto& [id, task] : m_world.tasks) {
            for (const auto& [ns, tid] : task.tids)
                m_byTid[ns][tid] = id;
        }
    }

    Generation generation() const override { return m_world.generation; }
    std::chrono::nanoseconds time() const override { return m_world.time; }
    const TaskRecord* task(TaskId id) const override { return find(m_world.tasks, id); }
    const ThreadGroupRecord* group(GroupId id) const override { return find(m_world.groups, id); }
    const MemoryRecord* memory(MemoryId id) const override { return find(m_world.memories, id); }
    const FdTableRecord* fdTable(FdTableId id) const override { return find(m_world.fdTables, id); }
    const FsContextRecord* fsContext(FsContextId id) const override
    {
        return find(m_world.fsContexts, id);
    }
    const MountNamespaceRecord* mountNamespace(MountNamespaceId id) const override
    {
        return find(m_world.mountNamespaces, id);
    }
    const UserNamespaceRecord* userNamespace(UserNamespaceId id) const override
    {
        return find(m_world.userNamespaces, id);
    }
    const PidNamespaceRecord* pidNamespace(PidNamespaceId id) const override
    {
        return find(m_world.pidNamespaces, id);
    }
    PidNamespaceId rootPidNamespace() const override { return World::rootPids; }

    TaskId taskWithTid(PidNamespaceId ns, Tid tid) const override
    {
        const auto* tids = find(m_byTid, ns);
        const auto* id = tids ? find(*tids, tid) : nullptr;
        return id ? *id : TaskId{};
    }
    std::optional<std::pair<Tid, TaskId>> nextTask(PidNamespaceId ns, Tid from) const override
    {
        const auto* tids = find(m_byTid, ns);
        if (!tids)
            return std::nullopt;
        const auto next = tids->lower_bound(from);
        return next == tids->end() ? std::nullopt : std::optional<std::pair<Tid, TaskId>>(*next);
    }

private:
    World m_world;
    std::map<PidNamespaceId, std::map<Tid, TaskId>> m_byTid;
};

}

World::World()
{
    pidNamespaces[rootPids]
        = {.id = rootPids, .generation = 1, .parent = {}, .owner = rootUsers, .gone = {}};
    userNamespaces[rootUsers] = {.id = rootUsers,
                                 .generation = 1,
                                 .parent = {},
                                 .ownerUid = 0,
                                 .uidMap = {{0, 0, 0xffffffff}},
                                 .gidMap = {{0, 0, 0xffffffff}}};
    Mount root;
    root.id = 1;
    root.parentId = 1;
    root.path = "/";
    root.fileSystemType = "9p";
    mountNamespaces[mounts] = {.id = mounts, .generation = 1, .mounts = {root}};
}

Vma plainVma(std::uint64_t start, std::uint64_t end)
{
    Vma vma;
    vma.start = start;
    vma.end = end;
    vma.real = {.read = true, .write = true, .execute = false};
    vma.effective = vma.real;
    vma.maximum = {.read = true, .write = true, .execute = true};
    vma.rssBytes = end - start;
    vma.anonymousBytes = end - start;
    return vma;
}

TaskRecord& World::addProcess(std::int32_t tid, std::string name)
{
    const auto number = static_cast<std::uint32_t>(tid);

    MemoryRecord memory;
    memory.id = MemoryId{number};
    memory.generation = generation;
    memory.vmas = std::make_shared<const std::vector<Vma>>(
        std::vector{plainVma(0x1000, 0x2000), plainVma(0x3000, 0x4000)});
    memory.vssBytes = 0x2000;
    memory.rssBytes = 0x2000;
    memory.executable = "/bin/" + name;
    memory.arguments = {.start = 0x1000, .end = 0x1000 + name.size() + 1, .bytes = name + '\0'};
    memory.environment = {.start = 0x1800, .end = 0x1804, .bytes = std::string("A=1\0", 4)};
    memory.auxv = {{6, 4096}, {9, 0x1040}};
    memories[memory.id] = memory;

    FdTableRecord table{
        .id = FdTableId{number}, .generation = generation, .entries = {}, .slotCounts = {}};
    for (const int fd : {0, 1, 2, 7}) {
        FdEntry entry;
        entry.fd = fd;
        entry.path = "/dev/null";
        table.entries.push_back(entry);
    }
    fdTables[table.id] = table;

    FsContextRecord context;
    context.id = FsContextId{number};
    context.generation = generation;
    fsContexts[context.id] = context;

    auto credentials = std::make_shared<Credentials>();
    credentials->generation = generation;
    credentials->userNamespace = rootUsers;

    auto job = std::make_shared<JobRecord>();
    job->generation = generation;
    job->ids = {{rootPids, Tid{tid}}};

    ThreadGroupRecord group;
    group.id = GroupId{number};
    group.generation = generation;
    group.leader = TaskId{number};
    group.members = {TaskId{number}};
    group.processGroup = job;
    group.session = job;
    group.io.charsRead = 10 * number;
    groups[group.id] = group;

    auto& task = tasks[TaskId{number}];
    task.id = TaskId{number};
    task.generation = generation;
    task.tids = {{rootPids, Tid{tid}}};
    task.name = std::move(name);
    task.state = TaskState::sleeping;
    task.group = group.id;
    task.memory = memory.id;
    task.fdTable = table.id;
    task.fsContext = context.id;
    task.mountNamespace = mounts;
    task.netNamespace = NetNamespaceId{1};
    task.pidNamespace = rootPids;
    task.credentials = credentials;
    return task;
}

TaskRecord& World::addThread(TaskId leader, std::int32_t tid)
{
    const TaskId id{static_cast<std::uint32_t>(tid)};
    TaskRecord thread = tasks.at(leader);
    thread.id = id;
    thread.generation = generation;
    thread.tids = {{rootPids, Tid{tid}}};
    auto& group = groups.at(thread.group);
    group.members.push_back(id);
    group.generation = generation;
    return tasks[id] = thread;
}

void World::exit(TaskId id)
{
    auto& task = tasks.at(id);
    task.state = TaskState::zombie;
    task.generation = generation;
    memories.erase(task.memory);
    fdTables.erase(task.fdTable);
    fsContexts.erase(task.fsContext);
    task.memory = {};
    task.fdTable = {};
    task.fsContext = {};
}

void World::reap(TaskId id)
{
    const auto& task = tasks.at(id);
    auto& group = groups.at(task.group);
    std::erase(group.members, id);
    group.generation = generation;
    if (group.members.empty())
        groups.erase(group.id);
    tasks.erase(id);
}

Credentials& World::editCredentials(TaskId id)
{
    auto& task = tasks.at(id);
    auto copy = std::make_shared<Credentials>(*task.credentials);
    copy->generation = generation;
    task.credentials = copy;
    return *copy;
}

std::vector<Vma>& World::editVmas(MemoryId id)
{
    auto& memory = memories.at(id);
    auto copy = std::make_shared<std::vector<Vma>>(*memory.vmas);
    memory.vmas = copy;
    memory.generation = generation;
    return *copy;
}

std::shared_ptr<const Records> World::publish() const
{
    return std::make_shared<WorldRecords>(*this);
}

std::string describeFailure(const Failure& failure)
{
    switch (failure.kind) {
    case Failure::Kind::notSampled:
        return "notSampled";
    case Failure::Kind::notKept:
        return "notKept";
    case Failure::Kind::notProvided:
        return "notProvided";
    case Failure::Kind::damaged:
        return "damaged";
    case Failure::Kind::error:
        break;
    }
    return errnoName(failure.error);
}

std::string readAll(Node& node, std::size_t chunk)
{
    std::string out;
    while (true) {
        const auto count = node.read(static_cast<std::int64_t>(out.size()), chunk, out);
        if (!count)
            return describeFailure(count.error());
        if (*count == 0)
            return out;
    }
}

std::string readFile(FileSystem& fs, std::string_view path)
{
    const auto node = fs.walk(path);
    if (!node)
        return describeFailure(node.error());
    const auto opened = (*node)->open();
    return opened ? readAll(**opened) : describeFailure(opened.error());
}

std::string linkTarget(FileSystem& fs, std::string_view path)
{
    const auto node = fs.walk(path);
    if (!node)
        return describeFailure(node.error());
    const auto target = (*node)->readlink();
    return target ? *target : describeFailure(target.error());
}

std::string listAll(Node& node, std::size_t count, std::int64_t offset)
{
    std::string out;
    for (int calls = 0; calls < 1000; ++calls) {
        const auto listing = node.readdir(offset, count);
        if (!listing)
            return describeFailure(listing.error());
        for (const auto& entry : listing->entries)
            out += (out.empty() ? "" : " ") + entry.name;
        offset = listing->nextOffset;
        if (listing->atEnd)
            return out;
    }
    return "endless";
}

}
