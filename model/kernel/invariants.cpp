// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What must hold after every operation, whatever it was.
#include <model/kernel/state.h>

#include <algorithm>
#include <map>
#include <set>

namespace sandscope::kernel {

namespace {

using Problem = std::optional<std::string>;

std::string named(std::string_view what, std::uint32_t id)
{
    return std::string(what) + ' ' + std::to_string(id);
}

Problem checkAddressSpace(const AddressSpace& space)
{
    std::uint64_t vss = space.vssDrift();
    std::uint64_t end = space.isLinux() ? 0 : lowestAddress; // for CAP_SYS_RAWIO
    for (const Area& area : space.areas()) {
        if (!isPageAligned(area.start) || !isPageAligned(area.end) || area.start >= area.end)
            return "an area has no pages or half ones";
        if (area.start < end || area.end > addressLimit)
            return "areas overlap, are not in order or leave the address space";
        if ((area.anonymousRoot != 0 && !area.isPrivate)
            || (area.isInherited && area.anonymousRoot == 0))
            return "a shared area has pages of its own, or one without any inherited them";
        end = area.end;
        vss += area.length();
    }
    if (vss != space.vssBytes())
        return "the areas do not sum up to vss";

    std::uint64_t rss = 0;
    end = 0;
    for (const Resident& run : space.resident()) {
        if (run.start >= run.end || run.start < end)
            return "resident runs overlap or are empty";
        end = run.end;
        rss += run.length();
        for (std::uint64_t at = run.start; at < run.end;) {
            const Area* area = space.find(at);
            if (!area)
                return "a resident page lies outside of all areas";
            if (run.isPrivate && !area->isPrivate)
                return "a shared area has a private page";
            if (!run.isPrivate && !area->isMapped())
                return "anonymous memory has a page of a file";
            at = area->end;
        }
    }
    if (rss != space.rssBytes())
        return "the resident runs do not sum up to rss";
    if (space.peakRssBytes() < rss || space.peakVssBytes() < vss - space.vssDrift())
        return "a peak is lower than what it is the peak of";
    const std::uint64_t tables = space.pageTableBytes();
    // Tables are for pages: none without, at least three with, and never more than for the pages
    // one by one.
    if ((tables == 0) != (rss == 0) || tables > 3 * rss
        || (rss > 0 && tables < (2 + rss / hugePageSize) * pageSize))
        return "the page tables do not fit what is resident";

    std::uint64_t sum = 0;
    for (const procfs::Vma& vma : space.describe()) {
        if (vma.anonymousBytes > vma.rssBytes || vma.rssBytes > vma.end - vma.start)
            return "an area has more resident than there can be";
        sum += vma.rssBytes;
    }
    if (sum != rss)
        return "the sizes of single areas do not sum up to rss";
    return std::nullopt;
}

// Counts again who holds which private memory.
Problem checkPageRefs(const Kernel::State& state)
{
    std::map<std::uint64_t, std::int64_t> steps; // +1 where a holder begins, -1 where it ends
    state.memories.forEach([&steps](const Memory& memory) {
        for (const Resident& run : memory.space.resident()) {
            if (run.isPrivate) {
                ++steps[run.offset];
                --steps[run.offset + run.length()];
            }
        }
    });
    PageRefs::Map expected;
    std::int64_t owners = 0;
    std::uint64_t since = 0;
    for (const auto& [at, step] : steps) {
        if (owners >= 2 && at > since) {
            const auto count = static_cast<std::uint32_t>(owners);
            if (!expected.empty() && expected.rbegin()->second == PageRefs::Shared{since, count})
                expected.rbegin()->second.end = at;
            else
                expected.emplace(since, PageRefs::Shared{at, count});
        }
        owners += step;
        since = at;
    }
    std::uint64_t bytes = 0;
    owners = 0;
    since = 0;
    for (const auto& [at, step] : steps) {
        bytes += owners > 0 ? at - since : 0;
        owners += step;
        since = at;
    }
    if (bytes != state.pageRefs.bytesInUse())
        return "the private memory in use is miscounted";
    return expected == state.pageRefs.shared() ? Problem{}
                                               : "the owners of shared pages are miscounted";
}

Problem checkDetails(const Kernel::State& state, const Task& task)
{
    const std::string name = named("task", task.id.value);
    if (!task.details)
        return name + " has no details";
    const procfs::TaskDetails& details = *task.details;
    if ((details.seccompFilters > 0) != (task.seccompMode == 2))
        return name + " filters calls without a filter, or has one that does not";
    if (((details.flags & processFlag::exited) != 0) != task.isExiting)
        return name + " is flagged as exited and is not, or the other way round";
    const procfs::OtherNamespaces& others = task.otherNamespaces;
    if (others.ipc.value == 0 || others.ipc.value >= state.nextIpc || others.uts.value == 0
        || others.uts.value >= state.nextUts || others.cgroup.value == 0
        || others.cgroup.value >= state.nextCgroup || others.time.value == 0
        || others.time.value >= state.nextTime || task.childTimeNamespace < others.time
        || task.childTimeNamespace.value >= state.nextTime)
        return name + " is in a namespace that nobody made";
    for (const Task* member : task.group->members) {
        if (member->memory && task.memory && member->otherNamespaces.time != others.time)
            return name + " shares its group with a thread of another time";
    }
    if (!task.isExiting && task.lastFdTable != procfs::FdTableSlots{})
        return name + " has a descriptor table and remembers another";
    return std::nullopt;
}

Problem checkTask(const Kernel::State& state, const Task& task)
{
    const std::string name = named("task", task.id.value);
    if (task.place >= state.everyTask.size() || state.everyTask[task.place] != task.id)
        return name + " is not where the list of all tasks should have it";
    if (std::ranges::count(task.group->members, &task) != 1)
        return name + " is not exactly once in its group";
    if (task.parent && !task.parent->children.contains(const_cast<Task*>(&task)))
        return name + " is not among its parent's children";
    if (task.parent && task.parent->isExiting)
        return name + " has a parent that has exited";
    for (const Task* child : task.children) {
        if (child->parent != &task)
            return name + " has a child with another parent";
    }
    for (const Task* tracee : task.tracees) {
        if (tracee->tracer != &task)
            return name + " traces a task that knows nothing of it";
    }
    if (task.tracer && (task.tracer->isExiting || task.tracer->group == task.group))
        return name + " has an impossible tracer";
    if (task.traceReport != 0 && (!task.tracer || !task.isTraceStopped))
        return name + " has a stop to tell of in which it is not";
    if (task.isExiting != task.isZombie() || task.isExiting != (task.memory == nullptr)
        || task.isExiting != (task.fdTable == nullptr)
        || task.isExiting == static_cast<bool>(task.fs))
        return name + " is half dead";
    if (task.isZombie() && !task.isLeader() && !task.tracer)
        return name + " is a zombie that nobody waits for";
    if (task.isZombie() && state.isDone(task) && !task.parent && !task.tracer)
        return name + " is an orphaned zombie";
    if (task.vforkChild && task.vforkChild->vforkParent != &task)
        return name + " waits for a child that does not know it";

    const PidNamespace* ns = task.pidNamespace.get();
    for (const procfs::NamespacedTid& entry : task.tids) {
        if (!ns || entry.ns != ns->id)
            return name + " has ids of a namespace that is none of its ancestors";
        const TaskId* found = ns->tasks.find(static_cast<std::uint32_t>(entry.tid.value));
        if (!found || *found != task.id)
            return name + " is not found under its id";
        ns = ns->parent.get();
    }
    if (ns)
        return name + " has no id in an ancestor namespace";
    if (task.credentials->userNamespace != task.userNamespace->id)
        return name + " has credentials of another namespace";
    if (task.generation > state.generation)
        return name + " is from the future";
    return checkDetails(state, task);
}

Problem checkGroup(const ThreadGroup& group)
{
    const std::string name = named("group", group.id.value);
    if (group.members.empty() || !std::ranges::contains(group.members, group.leader))
        return name + " has no leader among its members";
    for (const Task* member : group.members) {
        if (member->group != &group)
            return name + " has a member of another group";
    }
    if (!group.processGroup || !group.processGroup->session)
        return name + " has no process group or session";
    if (!group.limits
        || std::ranges::any_of(*group.limits, [](const auto& l) { return l.soft > l.hard; }))
        return name + " has a soft limit above its hard one";
    if (group.oomScoreAdjustment < -1000 || group.oomScoreAdjustment > 1000)
        return name + " has an impossible OOM score adjustment";
    if (group.isStopped != (group.stopSignal != 0))
        return name + " is stopped without a signal, or the other way round";
    if ((group.ignoredSignals & group.caughtSignals) != 0)
        return name + " ignores a signal that it handles";
    if (const ThreadGroup* next = group.sharesActionsWith; next
        && (next->ignoredSignals != group.ignoredSignals
            || next->caughtSignals != group.caughtSignals))
        return name + " shares signal actions that differ";
    return std::nullopt;
}

// Every holder of a counted object, so that the counts can be compared.
class Owners
{
public:
    template <class T>
    void hold(const Ref<T>& ref)
    {
        if (ref)
            ++m_counts[ref.get()];
    }
    template <class T>
    [[nodiscard]] bool agrees(const T& object) const
    {
        const auto found = m_counts.find(&object);
        return object.owners == (found == m_counts.end() ? 0 : found->second);
    }

private:
    std::map<const void*, std::uint32_t> m_counts;
};

Problem checkOwners(const Kernel::State& state)
{
    Owners owners;
    owners.hold(state.rootUser);
    owners.hold(state.rootPid);
    owners.hold(state.rootMounts);
    owners.hold(state.rootNet);
    state.tasks.forEach([&owners](const Task& task) {
        owners.hold(task.fs);
        owners.hold(task.mounts);
        owners.hold(task.net);
        owners.hold(task.pidNamespace);
        owners.hold(task.childPidNamespace);
        owners.hold(task.userNamespace);
    });
    state.userNamespaces.forEach([&owners](const UserNamespace& ns) { owners.hold(ns.parent); });
    state.pidNamespaces.forEach([&owners](const PidNamespace& ns) {
        owners.hold(ns.parent);
        owners.hold(ns.userNamespace);
    });
    Problem problem;
    const auto check = [&](const auto& object) {
        if (!owners.agrees(object))
            problem = named("the owners are miscounted of a namespace or context", object.id.value);
    };
    state.fsContexts.forEach(check);
    state.mountNamespaces.forEach(check);
    state.netNamespaces.forEach(check);
    state.pidNamespaces.forEach(check);
    state.userNamespaces.forEach(check);
    return problem;
}

// Open files belong to descriptors alone, and epolls watch nothing that nobody has open.
Problem checkOpenFiles(const Kernel::State& state)
{
    struct Counts
    {
        long descriptors = 0;
        std::uint32_t watchers = 0;
    };
    std::map<const OpenFile*, Counts> counts;
    state.fdTables.forEach([&](const FdTable& table) {
        for (const Descriptor& descriptor : table.entries)
            ++counts[descriptor.file.get()].descriptors;
    });
    for (const auto& [file, ignored] : counts) {
        const auto* epoll = std::get_if<Epoll>(&file->special);
        if (!epoll)
            continue;
        for (const EpollWatch& watch : epoll->watches) {
            const auto found = counts.find(watch.file.lock().get());
            if (found == counts.end())
                return "an epoll watches a file that nobody has open";
            ++found->second.watchers;
        }
    }
    Problem problem;
    state.fdTables.forEach([&](const FdTable& table) {
        for (const Descriptor& descriptor : table.entries) {
            const OpenFile& file = *descriptor.file;
            const auto place = named(" in table", table.id.value);
            const Counts& count = counts.at(&file);
            if (descriptor.file.use_count() != count.descriptors || file.watchers != count.watchers)
                problem = named("the holders are miscounted of descriptor",
                                static_cast<std::uint32_t>(descriptor.fd))
                    + place;
            const auto details = fdDetailsOf(file);
            if (!file.entry.details != !details || (details && *details != *file.entry.details))
                problem = named("fdinfo is out of date of descriptor",
                                static_cast<std::uint32_t>(descriptor.fd))
                    + place;
        }
    });
    return problem;
}

// Each user has the object, and has it once.
template <class T>
Problem checkUsers(std::string_view what, const T& object, T* Task::* held)
{
    std::set<const Task*> distinct;
    for (const Task* user : object.users) {
        if (user->*held != &object || !distinct.insert(user).second)
            return named(what, object.id.value) + " has a user that uses another";
    }
    return object.users.empty() ? Problem{named(what, object.id.value) + " outlived its users"}
                                : Problem{};
}

Problem checkMemory(const Memory& memory)
{
    if (auto found = checkUsers("memory", memory, &Task::memory))
        return found;
    if (auto found = checkAddressSpace(memory.space))
        return named("memory", memory.id.value) + ": " + *found;
    return std::nullopt;
}

Problem checkFdTable(const FdTable& table)
{
    if (auto found = checkUsers("descriptor table", table, &Task::fdTable))
        return found;
    if (std::ranges::adjacent_find(table.entries, std::ranges::greater_equal{}, &Descriptor::fd)
        != table.entries.end())
        return named("descriptors are not in order in table", table.id.value);
    procfs::FdTableSlots needed = table.slotCounts;
    for (const Descriptor& descriptor : table.entries)
        needed.hold(descriptor.fd);
    if (needed != table.slotCounts)
        return named("there are more descriptors than slots in table", table.id.value);
    return std::nullopt;
}

// A user that the object does not know is found here only.
Problem checkUserCounts(const Kernel::State& state)
{
    std::size_t memoryUsers = 0;
    std::size_t tableUsers = 0;
    state.tasks.forEach([&](const Task& task) {
        memoryUsers += task.memory ? 1 : 0;
        tableUsers += task.fdTable ? 1 : 0;
    });
    state.memories.forEach([&](const Memory& memory) { memoryUsers -= memory.users.size(); });
    state.fdTables.forEach([&](const FdTable& table) { tableUsers -= table.users.size(); });
    if (memoryUsers != 0 || tableUsers != 0)
        return "the users of memories or descriptor tables are miscounted";
    return std::nullopt;
}

// Those who share signal actions stand in rings, in which everybody comes once.
Problem checkSharedActions(const Kernel::State& state)
{
    std::set<const ThreadGroup*> followers;
    Problem problem;
    state.groups.forEach([&](const ThreadGroup& group) {
        const ThreadGroup* next = group.sharesActionsWith;
        if (next && (next == &group || !next->sharesActionsWith || !followers.insert(next).second))
            problem = named("group", group.id.value) + " shares signal actions outside of a ring";
    });
    return problem;
}

// Jobs know how many of theirs are stopped.
Problem checkStopped(const Kernel::State& state)
{
    std::map<const Job*, std::uint32_t> stopped;
    state.groups.forEach([&](const ThreadGroup& group) {
        stopped[group.processGroup.get()] += group.isStopped ? 1 : 0;
    });
    for (const auto& [job, count] : stopped) {
        if (job && job->stopped != count)
            return "the stopped are miscounted of a process group";
    }
    return std::nullopt;
}

}

Problem checkInvariants(const Kernel& kernel)
{
    const Kernel::State& state = kernel.internals();
    Problem problem;
    const auto note = [&problem](Problem found) {
        if (!problem && found)
            problem = std::move(found);
    };

    std::size_t taskCount = 0;
    std::size_t idCount = 0;
    std::size_t memberCount = 0;
    state.tasks.forEach([&](const Task& task) {
        ++taskCount;
        idCount += task.tids.size();
        note(checkTask(state, task));
    });
    if (taskCount != state.everyTask.size())
        note("the list of all tasks is longer or shorter than they are");
    state.groups.forEach([&](const ThreadGroup& group) {
        memberCount += group.members.size();
        note(checkGroup(group));
    });
    if (memberCount != taskCount)
        note("groups have more or fewer members than there are tasks");
    state.pidNamespaces.forEach([&](const PidNamespace& ns) { idCount -= ns.tasks.size(); });
    if (idCount != 0)
        note("a namespace lists ids that no task has");
    state.memories.forEach([&](const Memory& memory) { note(checkMemory(memory)); });
    state.fdTables.forEach([&](const FdTable& table) { note(checkFdTable(table)); });
    note(checkUserCounts(state));
    note(checkSharedActions(state));
    note(checkStopped(state));
    note(checkOpenFiles(state));
    note(checkPageRefs(state));
    note(checkOwners(state));
    return problem;
}

Problem checkTouched(const Kernel& kernel)
{
    const Kernel::State& state = kernel.internals();
    Problem problem;
    const auto check = [&problem](const auto& registry, const std::vector<std::uint32_t>& ids,
                                  const auto& rule) {
        for (const std::uint32_t id : ids) {
            if (const auto* object = registry.find(id); object && !problem)
                problem = rule(*object);
        }
    };
    check(state.tasks, state.dirty.tasks,
          [&state](const Task& task) { return checkTask(state, task); });
    check(state.groups, state.dirty.groups, checkGroup);
    check(state.memories, state.dirty.memories, checkMemory);
    check(state.fdTables, state.dirty.fdTables, checkFdTable);
    return problem;
}

}
