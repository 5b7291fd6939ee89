// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// From the kernel's objects to records and rows. Costs what changed since the last time.
#include <model/kernel/recordof.h>
#include <model/kernel/state.h>

#include <algorithm>

namespace sandscope::kernel {

using snapshot::IdMap;
using snapshot::Snapshot;
using snapshot::TaskSummary;

namespace {

// What a shared_ptr adds to the object made with it.
constexpr std::size_t controlBytes = 16;

std::size_t bytesOf(const std::string& string)
{
    return string.capacity() > 15 ? string.capacity() + 1 : 0;
}

// The parts of records that stand outside them, for the estimate of a snapshot's size.
std::size_t extraBytes(const procfs::TaskRecord& record)
{
    return record.tids.capacity() * sizeof(procfs::NamespacedTid) + bytesOf(record.name)
        + (record.details ? sizeof(procfs::TaskDetails) : 0);
}
std::size_t extraBytes(const procfs::ThreadGroupRecord& record)
{
    return record.members.capacity() * sizeof(TaskId);
}
std::size_t extraBytes(const procfs::MemoryRecord& record)
{
    return record.vmas->size() * sizeof(procfs::Vma) + bytesOf(record.executable)
        + bytesOf(record.arguments.bytes.value_or(""))
        + bytesOf(record.environment.bytes.value_or(""))
        + record.auxv.capacity() * sizeof(procfs::AuxEntry);
}
std::size_t extraBytes(const procfs::FdTableRecord& record)
{
    return record.entries.capacity() * sizeof(procfs::FdEntry);
}
std::size_t extraBytes(const procfs::FsContextRecord& record)
{
    return bytesOf(record.root) + bytesOf(record.workingDirectory);
}
std::size_t extraBytes(const procfs::MountNamespaceRecord& record)
{
    return record.mounts.capacity() * sizeof(procfs::Mount);
}
std::size_t extraBytes(const procfs::UserNamespaceRecord& record)
{
    return (record.uidMap.capacity() + record.gidMap.capacity()) * sizeof(procfs::IdMapEntry);
}
std::size_t extraBytes(const PublishedPidNamespace& ns)
{
    return ns.tasks.bytesOfPath();
}
std::size_t extraBytes(const procfs::Generation&)
{
    return 0;
}
std::size_t extraBytes(const TaskSummary& row)
{
    return bytesOf(row.name) + bytesOf(row.command);
}

// Collects the bytes that a snapshot does not share with the one before it.
class Writer
{
public:
    template <class T>
    void put(IdMap<T>& map, std::uint32_t id, T&& value)
    {
        m_bytes += sizeof(T) + controlBytes + extraBytes(value);
        countPath(map, id);
        map.set(id, std::make_shared<const T>(std::forward<T>(value)));
    }
    template <class T>
    void drop(IdMap<T>& map, std::uint32_t id)
    {
        countPath(map, id);
        map.erase(id);
    }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

    /// A new map: the next path is not shared with the one before.
    void startMap() { m_last.reset(); }

private:
    // Ids that come in ascending order share their path with the one before where it is the same
    // leaf.
    template <class T>
    void countPath(const IdMap<T>& map, std::uint32_t id)
    {
        const std::uint32_t leaf = id / 32;
        if (m_last != leaf)
            m_bytes += map.bytesOfPath();
        m_last = leaf;
    }

    std::size_t m_bytes = 0;
    std::optional<std::uint32_t> m_last;
};

bool sameBesidesGeneration(const TaskSummary& before, TaskSummary& after)
{
    after.generation = before.generation;
    return before == after;
}

template <class T, class Record>
void publishKind(Writer& writer, const Registry<T>& registry, std::vector<std::uint32_t>& dirty,
                 IdMap<Record>& map, auto&& make)
{
    std::ranges::sort(dirty);
    writer.startMap();
    for (const std::uint32_t id : dirty) {
        if (T* object = registry.find(id)) {
            object->isDirty = false;
            writer.put(map, id, make(*object));
        } else if (map.find(id)) {
            writer.drop(map, id);
        }
    }
    dirty.clear();
}

// A task that has the object, for its name. Contexts and namespaces do not know who has them:
// whoever made the call, or a task that changed as well.
class OwnerFinder
{
public:
    explicit OwnerFinder(const Kernel::State& state)
    {
        for (const std::uint32_t id : state.dirty.tasks) {
            if (const Task* task = state.tasks.find(id))
                m_candidates.push_back(task);
        }
        std::ranges::sort(m_candidates, {}, &Task::id);
        if (const Task* task = state.tasks.find(state.lastCaller))
            m_candidates.insert(m_candidates.begin(), task);
    }

    [[nodiscard]] TaskId of(const Task& task) const { return task.id; }
    [[nodiscard]] TaskId of(const ThreadGroup& group) const
    {
        return group.leader ? group.leader->id : TaskId{};
    }
    [[nodiscard]] TaskId of(const Memory& memory) const { return first(memory.users); }
    [[nodiscard]] TaskId of(const FdTable& table) const { return first(table.users); }
    [[nodiscard]] TaskId of(const FsContext& context) const { return having(&Task::fs, context); }
    [[nodiscard]] TaskId of(const MountNamespace& ns) const { return having(&Task::mounts, ns); }
    [[nodiscard]] TaskId of(const UserNamespace& ns) const
    {
        return having(&Task::userNamespace, ns);
    }
    [[nodiscard]] TaskId of(const PidNamespace& ns) const
    {
        return having(&Task::pidNamespace, ns);
    }

private:
    static TaskId first(const std::vector<Task*>& users)
    {
        return users.empty() ? TaskId{} : std::ranges::min(users, {}, &Task::id)->id;
    }
    template <class T>
    [[nodiscard]] TaskId having(Ref<T> Task::* member, const T& object) const
    {
        const auto found = std::ranges::find_if(
            m_candidates, [&](const Task* task) { return (task->*member).get() == &object; });
        return found == m_candidates.end() ? TaskId{} : (*found)->id;
    }

    std::vector<const Task*> m_candidates; ///< the caller first
};

template <class T, class Record>
void tell(std::vector<snapshot::TouchedObject>& told, snapshot::ObjectKind kind,
          const Registry<T>& registry, std::vector<std::uint32_t> dirty,
          const IdMap<Record>& published, const OwnerFinder& owners)
{
    using snapshot::ObjectChange;
    std::ranges::sort(dirty);
    for (const std::uint32_t id : dirty) {
        const T* object = registry.find(id);
        const bool wasThere = published.find(id) != nullptr;
        if (object)
            told.push_back({kind, id, wasThere ? ObjectChange::changed : ObjectChange::created,
                            owners.of(*object)});
        else if (wasThere)
            told.push_back({kind, id, ObjectChange::ended, {}});
    }
}

}

std::vector<snapshot::TouchedObject> Kernel::touched() const
{
    using snapshot::ObjectKind;
    const State& s = *d;
    const OwnerFinder owners(s);
    std::vector<snapshot::TouchedObject> told;
    tell(told, ObjectKind::task, s.tasks, s.dirty.tasks, s.maps.tasks, owners);
    tell(told, ObjectKind::threadGroup, s.groups, s.dirty.groups, s.maps.groups, owners);
    tell(told, ObjectKind::memory, s.memories, s.dirty.memories, s.maps.memories, owners);
    tell(told, ObjectKind::fdTable, s.fdTables, s.dirty.fdTables, s.maps.fdTables, owners);
    tell(told, ObjectKind::fsContext, s.fsContexts, s.dirty.fsContexts, s.maps.fsContexts, owners);
    tell(told, ObjectKind::mountNamespace, s.mountNamespaces, s.dirty.mountNamespaces,
         s.maps.mountNamespaces, owners);
    tell(told, ObjectKind::userNamespace, s.userNamespaces, s.dirty.userNamespaces,
         s.maps.userNamespaces, owners);
    tell(told, ObjectKind::pidNamespace, s.pidNamespaces, s.dirty.pidNamespaces,
         s.maps.pidNamespaces, owners);
    return told;
}

std::uint64_t Kernel::State::freeBytes() const
{
    return machine->memoryBytes - std::min(machine->memoryBytes, pageRefs.bytesInUse());
}

void Kernel::State::touchRowsOfUsers()
{
    const auto walk = [this](auto&& concerns) {
        for (const TaskId id : everyTask) {
            if (Task* task = tasks.find(id); concerns(*task))
                touchRow(*task);
        }
    };
    // A context does not know who has it, but how many they are: mostly the caller's own threads.
    const Task* const last = tasks.find(lastCaller);
    for (const std::uint32_t id : dirty.fsContexts) {
        const FsContext* const context = fsContexts.find(id);
        if (!context)
            continue;
        std::uint32_t found = 0;
        for (Task* const member : last ? last->group->members : std::vector<Task*>{}) {
            if (member->fs.get() == context) {
                touchRow(*member);
                ++found;
            }
        }
        if (found < context->owners)
            walk([context](const Task& task) { return task.fs.get() == context; });
    }
    // A namespace that is new is that of tasks that changed, too.
    const auto hasOld
        = [](const auto& registry, const auto& known, const std::vector<std::uint32_t>& ids) {
              return std::ranges::any_of(ids, [&](std::uint32_t id) {
                  return registry.find(id) != nullptr && known.find(id) != nullptr;
              });
          };
    // Whoever waits for the first process of a namespace can name it once that is there.
    const bool hasOtherInit = std::ranges::any_of(dirty.pidNamespaces, [&](std::uint32_t id) {
        const procfs::PidNamespaceId ns{id};
        const PidNamespace* const today = pidNamespaces.find(id);
        return today && published && published->records->pidNamespace(ns)
            && (today->tasks.find(1) != nullptr)
            != static_cast<bool>(published->records->taskWithTid(ns, procfs::Tid{1}));
    });
    if (hasOtherInit) {
        walk([](const Task& task) {
            return task.childPidNamespace && task.childPidNamespace->isDirty
                && task.childPidNamespace.get() != task.pidNamespace.get();
        });
    }
    if (hasOld(mountNamespaces, maps.mountNamespaces, dirty.mountNamespaces))
        walk([](const Task& task) { return task.mounts && task.mounts->isDirty; });
    if (hasOld(userNamespaces, maps.userNamespaces, dirty.userNamespaces)) {
        walk([](const Task& task) {
            const UserNamespace* ns = task.userNamespace.get();
            while (ns && !ns->isDirty)
                ns = ns->parent.get();
            return ns != nullptr;
        });
    }
}

snapshot::SnapshotPtr Kernel::publish()
{
    State& s = *d;
    if (s.published && s.published->generation == s.generation && s.published->time == s.now)
        return s.published;

    // Rows and files show more than their task: what else changed brings its users' rows along.
    for (const std::uint32_t id : s.dirty.tasks) {
        if (Task* task = s.tasks.find(id)) {
            s.touchRow(*task);
            std::ranges::for_each(task->tracees, [&s](Task* tracee) { s.touchRow(*tracee); });
        } else {
            s.dirty.rows.push_back(id);
        }
    }
    for (const std::uint32_t id : s.dirty.groups) {
        if (ThreadGroup* group = s.groups.find(id))
            std::ranges::for_each(group->members, [&s](Task* task) { s.touchRow(*task); });
    }
    for (const std::uint32_t id : s.dirty.memories) {
        if (Memory* memory = s.memories.find(id))
            std::ranges::for_each(memory->users, [&s](Task* task) { s.touchRow(*task); });
    }
    for (const std::uint32_t id : s.dirty.fdTables) {
        if (FdTable* table = s.fdTables.find(id))
            std::ranges::for_each(table->users, [&s](Task* task) { s.touchRow(*task); });
    }

    s.touchRowsOfUsers();

    Writer writer;
    writer.startMap();
    std::ranges::sort(s.dirty.rows);
    for (const std::uint32_t id : s.dirty.rows) {
        const TaskSummary* before = s.rows.find(id);
        if (Task* task = s.tasks.find(id)) {
            task->isRowDirty = false;
            TaskSummary row = rowOf(s, *task);
            if (!before || !sameBesidesGeneration(*before, row)) {
                row.generation = s.generation;
                writer.put(s.rows, id, std::move(row));
            }
        } else if (before) {
            writer.drop(s.rows, id);
        }
    }
    writer.startMap();
    for (const std::uint32_t id : s.dirty.rows) {
        if (s.tasks.find(id))
            writer.put(s.fileGenerations, id, procfs::Generation{s.generation});
        else if (s.fileGenerations.find(id))
            writer.drop(s.fileGenerations, id);
    }
    s.dirty.rows.clear();

    const auto plain = [](const auto& object) { return recordOf(object); };
    publishKind(writer, s.tasks, s.dirty.tasks, s.maps.tasks, plain);
    publishKind(writer, s.groups, s.dirty.groups, s.maps.groups,
                [&s](const ThreadGroup& group) { return recordOf(s, group); });
    publishKind(writer, s.memories, s.dirty.memories, s.maps.memories, plain);
    publishKind(writer, s.fdTables, s.dirty.fdTables, s.maps.fdTables, plain);
    publishKind(writer, s.fsContexts, s.dirty.fsContexts, s.maps.fsContexts, plain);
    publishKind(writer, s.mountNamespaces, s.dirty.mountNamespaces, s.maps.mountNamespaces, plain);
    publishKind(writer, s.userNamespaces, s.dirty.userNamespaces, s.maps.userNamespaces, plain);
    publishKind(writer, s.pidNamespaces, s.dirty.pidNamespaces, s.maps.pidNamespaces, plain);

    if (s.machine->freeBytes != s.freeBytes()) {
        procfs::MachineRecord machine = *s.machine;
        machine.freeBytes = s.freeBytes();
        machine.generation = s.generation;
        s.machine = std::make_shared<const procfs::MachineRecord>(std::move(machine));
    }
    s.maps.machine = s.machine;

    auto made = std::make_shared<Snapshot>();
    made->generation = s.generation;
    made->time = s.now;
    made->tasks = s.rows;
    made->fileGenerations = s.fileGenerations;
    made->records
        = std::make_shared<const KernelRecords>(s.maps, s.generation, s.now, s.rootPid->id);
    made->ownBytes = writer.bytes() + sizeof(Snapshot) + sizeof(KernelRecords) + 2 * controlBytes;
    s.published = std::move(made);
    return s.published;
}

}
