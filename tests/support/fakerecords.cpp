// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <support/fakerecords.h>

namespace sandscope::test {

using namespace procfs;

namespace {

template <class Map>
const typename Map::mapped_type* find(const Map& map, typename Map::key_type id)
{
    const auto found = map.find(id);
    return found != map.end() ? &found->second : nullptr;
}

std::uint32_t number(std::int32_t tid)
{
    return static_cast<std::uint32_t>(tid);
}

std::shared_ptr<const JobRecord> job(std::int32_t tid)
{
    auto record = std::make_shared<JobRecord>();
    record->ids = {{FakeRecords::rootPids, Tid{tid}}};
    return record;
}

MemoryText stringsAt(std::uint64_t start, std::string bytes)
{
    return {start, start + bytes.size(), std::move(bytes)};
}

std::shared_ptr<const MappingIdentity> file(std::string path, std::uint64_t inode)
{
    auto identity = std::make_shared<MappingIdentity>();
    identity->device = 8;
    identity->inode = inode;
    identity->path = std::move(path);
    return identity;
}

constexpr Access readOnly{true, false, false};
constexpr Access readWrite{true, true, false};
constexpr Access readExecute{true, false, true};
constexpr Access everything{true, true, true};

Vma vma(std::uint64_t start, std::uint64_t end, Access access)
{
    Vma area;
    area.start = start;
    area.end = end;
    area.real = area.effective = access;
    area.maximum = everything;
    return area;
}

/// Sizes that add up to the 10887168 and 4026368 bytes of the golden samples.
std::vector<Vma> workerVmas()
{
    const auto program = file("/usr/bin/dash", 12);
    std::vector<Vma> vmas;
    Vma area = vma(0x556373ed1000, 0x556373ed5000, readOnly);
    area.mapping = program;
    area.rssBytes = 0x4000;
    vmas.push_back(area);
    area = vma(0x556373ed5000, 0x556373ef0000, readExecute);
    area.mapping = program;
    area.offset = 0x4000;
    area.rssBytes = 0x1b000;
    vmas.push_back(area);
    area = vma(0x556373ef0000, 0x556373ef1000, readWrite);
    area.mapping = program;
    area.offset = 0x1e000;
    area.rssBytes = area.anonymousBytes = 0x1000;
    vmas.push_back(area);
    area = vma(0x556373ef1000, 0x556373ef3000, readWrite);
    area.rssBytes = area.anonymousBytes = 0x2000;
    vmas.push_back(area);
    area = vma(0x556373ef3000, 0x556373f14000, readWrite);
    area.hint = VmaHint::heap;
    area.rssBytes = area.anonymousBytes = 0x21000;
    vmas.push_back(area);
    area = vma(0x7f4351776000, 0x7f4351f76000, readWrite);
    area.hint = VmaHint::stack;
    area.growsDown = true;
    area.rssBytes = area.anonymousBytes = 0x200000;
    vmas.push_back(area);
    area = vma(0x7f5ef5c00000, 0x7f5ef5e1a000, readWrite);
    area.isPrivate = false;
    auto zero = std::make_shared<MappingIdentity>();
    zero->path = "/dev/zero";
    zero->deleted = true;
    zero->kind = procfs::MappingKind::sharedAnonymous;
    area.mapping = zero;
    area.rssBytes = 0x191000;
    vmas.push_back(area);
    area = vma(0x7fd0d3858000, 0x7fd0d385a000, Access{});
    vmas.push_back(area);
    area = vma(0x7fd0d385a000, 0x7fd0d385b000, readOnly);
    area.maximum = readOnly;
    area.hint = VmaHint::vvar;
    area.mapping = zero;
    area.rssBytes = 0x1000;
    vmas.push_back(area);
    area = vma(0x7fd0d385b000, 0x7fd0d385d000, readExecute);
    area.hint = VmaHint::vdso;
    area.rssBytes = 0x2000;
    vmas.push_back(area);
    return vmas;
}

}

FakeRecords::FakeRecords()
{
    pidNamespaces[rootPids].id = rootPids;
    UserNamespaceRecord& users = userNamespaces[rootUsers];
    users.id = rootUsers;
    users.uidMap = users.gidMap = {{0, 0, 4294967295U}};
    MountNamespaceRecord& mounts = mountNamespaces[rootMounts];
    mounts.id = rootMounts;
    mounts.mounts = {{.id = 15,
                      .parentId = 15,
                      .path = "/",
                      .fileSystemType = "9p",
                      .readOnly = true,
                      .options = {},
                      .propagation = {}},
                     {.id = 17,
                      .parentId = 15,
                      .path = "/dev",
                      .fileSystemType = "tmpfs",
                      .options = "mode=0755",
                      .propagation = {}},
                     {.id = 20,
                      .parentId = 15,
                      .path = "/tmp",
                      .fileSystemType = "tmpfs",
                      .noAccessTime = true,
                      .options = {},
                      .propagation = {}}};
}

TaskRecord& FakeRecords::addProcess(std::int32_t tid, const std::string& name)
{
    TaskRecord& task = tasks[TaskId{number(tid)}];
    task.id = TaskId{number(tid)};
    task.tids = {{rootPids, Tid{tid}}};
    task.name = name;
    task.state = TaskState::sleeping;
    task.group = GroupId{number(tid)};
    task.memory = MemoryId{number(tid)};
    task.fdTable = FdTableId{number(tid)};
    task.fsContext = FsContextId{number(tid)};
    task.mountNamespace = rootMounts;
    task.netNamespace = NetNamespaceId{1};
    task.pidNamespace = rootPids;
    Credentials credentials;
    credentials.userNamespace = rootUsers;
    task.credentials = std::make_shared<const Credentials>(credentials);

    ThreadGroupRecord& group = groups[task.group];
    group.id = task.group;
    group.leader = task.id;
    group.members = {task.id};
    group.processGroup = job(tid);
    group.session = job(tid);

    memories[task.memory].id = task.memory;
    memories[task.memory].vmas = std::make_shared<const std::vector<Vma>>();
    fdTables[task.fdTable].id = task.fdTable;
    fsContexts[task.fsContext].id = task.fsContext;
    return task;
}

TaskRecord& FakeRecords::addThread(TaskId leader, std::int32_t tid)
{
    TaskRecord task = tasks.at(leader);
    task.id = TaskId{number(tid)};
    task.tids = {{rootPids, Tid{tid}}};
    task.cpu = {};
    task.io = {};
    groups.at(task.group).members.push_back(task.id);
    return tasks[task.id] = task;
}

void FakeRecords::exit(TaskId id)
{
    TaskRecord& task = tasks.at(id);
    if (const FdTableRecord* const table = fdTable(task.fdTable))
        task.lastFdTable = slotsOf(*table);
    task.state = TaskState::zombie;
    task.memory = {};
    task.fdTable = {};
    task.fsContext = {};
}

TaskRecord FakeRecords::reap(TaskId id)
{
    if (tasks.at(id).state != TaskState::zombie)
        exit(id);
    TaskRecord task = tasks.at(id);
    tasks.erase(id);
    std::erase(groups.at(task.group).members, id);
    if (groups.at(task.group).members.empty())
        groups.erase(task.group);
    task.state = TaskState::dead;
    task.tids.clear();
    task.memory = {};
    task.fdTable = {};
    task.fsContext = {};
    return task;
}

void FakeRecords::setDetails(TaskId id, TaskDetails details)
{
    tasks.at(id).details = std::make_shared<const TaskDetails>(std::move(details));
}

void FakeRecords::setCredentials(TaskId id, Credentials credentials)
{
    tasks.at(id).credentials = std::make_shared<const Credentials>(std::move(credentials));
}

void FakeRecords::setVmas(MemoryId id, std::vector<Vma> vmas)
{
    memories.at(id).vmas = std::make_shared<const std::vector<Vma>>(std::move(vmas));
}

FileContext FakeRecords::context(TaskId id, Dialect dialect) const
{
    return {.records = *this, .task = tasks.at(id), .dialect = dialect, .mount = rootPids};
}

const TaskRecord* FakeRecords::task(TaskId id) const
{
    return find(tasks, id);
}

const ThreadGroupRecord* FakeRecords::group(GroupId id) const
{
    return find(groups, id);
}

const MemoryRecord* FakeRecords::memory(MemoryId id) const
{
    return find(memories, id);
}

const FdTableRecord* FakeRecords::fdTable(FdTableId id) const
{
    return find(fdTables, id);
}

const FsContextRecord* FakeRecords::fsContext(FsContextId id) const
{
    return find(fsContexts, id);
}

const MountNamespaceRecord* FakeRecords::mountNamespace(MountNamespaceId id) const
{
    return find(mountNamespaces, id);
}

const UserNamespaceRecord* FakeRecords::userNamespace(UserNamespaceId id) const
{
    return find(userNamespaces, id);
}

const PidNamespaceRecord* FakeRecords::pidNamespace(PidNamespaceId id) const
{
    return find(pidNamespaces, id);
}

TaskId FakeRecords::taskWithTid(PidNamespaceId ns, Tid tid) const
{
    for (const auto& [id, task] : tasks) {
        if (tid && tidIn(task.tids, ns) == tid)
            return id;
    }
    return {};
}

std::optional<std::pair<Tid, TaskId>> FakeRecords::nextTask(PidNamespaceId ns, Tid from) const
{
    std::optional<std::pair<Tid, TaskId>> next;
    for (const auto& [id, task] : tasks) {
        const Tid tid = tidIn(task.tids, ns);
        if (tid && tid >= from && (!next || tid < next->first))
            next = {tid, id};
    }
    return next;
}

WorkerRecords::WorkerRecords()
{
    using namespace std::chrono_literals;
    currentTime = 60s;
    addProcess(parent.value, "sh");

    TaskRecord& task = addProcess(worker.value, "worker");
    task.parent = parent;
    task.startTime = 4200ms;
    Credentials credentials;
    credentials.userNamespace = rootUsers;
    Capabilities& capabilities = credentials.capabilities;
    capabilities.inheritable = capabilities.permitted = capabilities.effective
        = capabilities.bounding = 0x20000420;
    setCredentials(worker, credentials);
    task.cpu = {.user = 1000ms, .system = 400ms};
    task.io = {.charsRead = 2000, .charsWritten = 6, .readCalls = 2, .writeCalls = 1};

    ThreadGroupRecord& group = groups.at(task.group);
    group.session = groups.at(GroupId{1}).session;
    group.cpu = {.user = 1230ms, .system = 450ms};
    group.childCpu = {.user = 20ms, .system = 0ms};
    group.io = {.charsRead = 2400,
                .charsWritten = 6,
                .readCalls = 3,
                .writeCalls = 1,
                .bytesRead = 4096,
                .bytesWritten = 8192,
                .bytesWriteCancelled = 512};
    group.childMinorFaults = 40;
    group.childMajorFaults = 3;
    group.pendingSignals = 0x400;
    group.ignoredSignals = 0x7;
    group.caughtSignals = 0x10000;
    group.queuedSignals = 1;

    TaskRecord& second = addThread(worker, thread.value);
    second.cpu = {.user = 230ms, .system = 50ms};
    second.io = {.charsRead = 400, .readCalls = 1};
    TaskDetails details;
    details.minorFaults = 120;
    details.majorFaults = 2;
    details.processor = 1;
    details.blockIoTicks = 6;
    details.guestTicks = 8;
    details.pendingSignals = 0x200;
    details.blockedSignals = 0x2000;
    details.voluntarySwitches = 15;
    details.involuntarySwitches = 4;
    setDetails(worker, details);
    TaskDetails ofSecond;
    ofSecond.minorFaults = 30;
    ofSecond.flags = 0x400040;
    ofSecond.voluntarySwitches = 5;
    setDetails(thread, ofSecond);

    fdTables.at(task.fdTable).entries = {
        {.fd = 0, .kind = FdKind::host, .path = {}, .number = 1},
        {.fd = 1, .statusFlags = 01, .path = "/tmp/log", .deleted = true},
        {.fd = 7,
         .closeOnExec = true,
         .statusFlags = 0100002,
         .kind = FdKind::pipe,
         .path = {},
         .number = 3},
    };

    MemoryRecord& memory = memories.at(workerMemory);
    memory.vssBytes = 10887168;
    memory.rssBytes = 4026368;
    setVmas(workerMemory, workerVmas());
    memory.peakVssBytes = 10891264;
    memory.peakRssBytes = 4030464;
    memory.pageTableBytes = 45056;
    memory.layout = {.codeStart = 0x556373ed5000,
                     .codeEnd = 0x556373eefd31,
                     .dataStart = 0x556373ef0a10,
                     .dataEnd = 0x556373ef1250,
                     .heapStart = 0x556373ef3000,
                     .stackStart = 0x7f4351f75c00};
    memory.executable = "/usr/bin/dash";
    memory.arguments = stringsAt(0x7f4351f75e00, std::string("worker\0-v\0", 10));
    memory.environment
        = stringsAt(0x7f4351f75d00, std::string("PATH=/usr/bin:/bin\0HOME=/root\0", 30));
    memory.auxv = {{6, 4096},
                   {17, 100},
                   {3, 0x556373ed1040},
                   {4, 56},
                   {5, 13},
                   {7, 0x7fd0d3600000},
                   {9, 0x556373ed6000},
                   {11, 0},
                   {12, 0},
                   {13, 0},
                   {14, 0},
                   {23, 0},
                   {25, 0x7f4351f75fd0},
                   {31, 0x7f4351f75fe1},
                   {33, 0x7fd0d385b000}};
}

std::string rendered(const ProcFile& file, const FileContext& ctx)
{
    FileText text;
    const Errno error = file.render(ctx, text);
    return error == Errno::ok ? text.bytes : errnoName(error);
}

}
