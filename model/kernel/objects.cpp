// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/objects.h>
#include <model/kernel/state.h>

#include <algorithm>

namespace sandscope::kernel {

namespace {

template <class T>
void stampObject(Kernel::State& state, T& object, std::vector<std::uint32_t>& dirty)
{
    object.generation = state.stamp;
    state.generation = state.stamp;
    if (!object.isDirty) {
        object.isDirty = true;
        dirty.push_back(object.id.value);
    }
}

// A destroyed object is dirty as well: publishing looks for it in vain and drops its record.
template <class T>
void destroy(T& object, Registry<T>& registry, std::vector<std::uint32_t>& dirty)
{
    if (!object.isDirty)
        dirty.push_back(object.id.value);
    registry.destroy(object);
}

template <class T>
Ref<T> make(Kernel::State& state, Registry<T>& registry)
{
    T& object = registry.create();
    object.kernel = &state;
    return Ref<T>(object);
}

void forget(std::vector<Task*>& users, Task& task)
{
    users.erase(std::ranges::find(users, &task));
}

}

void retire(FsContext& context)
{
    destroy(context, context.kernel->fsContexts, context.kernel->dirty.fsContexts);
}

void retire(MountNamespace& ns)
{
    destroy(ns, ns.kernel->mountNamespaces, ns.kernel->dirty.mountNamespaces);
}

void retire(NetNamespace& ns)
{
    ns.kernel->netNamespaces.destroy(ns);
}

void retire(PidNamespace& ns)
{
    destroy(ns, ns.kernel->pidNamespaces, ns.kernel->dirty.pidNamespaces);
}

void retire(UserNamespace& ns)
{
    destroy(ns, ns.kernel->userNamespaces, ns.kernel->dirty.userNamespaces);
}

procfs::Tid tidIn(const Task& task, const PidNamespace& ns)
{
    return procfs::tidIn(task.tids, ns.id);
}

void Kernel::State::touch(Task& task)
{
    stampObject(*this, task, dirty.tasks);
}

void Kernel::State::touch(ThreadGroup& group)
{
    stampObject(*this, group, dirty.groups);
}

void Kernel::State::touch(Memory& memory)
{
    stampObject(*this, memory, dirty.memories);
}

void Kernel::State::touch(FdTable& table)
{
    stampObject(*this, table, dirty.fdTables);
}

void Kernel::State::touch(FsContext& context)
{
    stampObject(*this, context, dirty.fsContexts);
}

void Kernel::State::touch(MountNamespace& ns)
{
    stampObject(*this, ns, dirty.mountNamespaces);
}

void Kernel::State::touch(UserNamespace& ns)
{
    stampObject(*this, ns, dirty.userNamespaces);
}

void Kernel::State::touch(PidNamespace& ns)
{
    stampObject(*this, ns, dirty.pidNamespaces);
}

namespace {

Kernel::State::Unsettled::Before asItIs(const Task& task)
{
    return {task.id.value, static_cast<int>(task.state), task.details->pendingSignals};
}

Kernel::State::Unsettled::Before asItIs(const ThreadGroup& group)
{
    return {group.id.value, group.stopSignal, group.pendingSignals};
}

template <class T>
void settleKind(Kernel::State& state, const Registry<T>& registry,
                std::vector<Kernel::State::Unsettled::Before>& noted)
{
    using Before = Kernel::State::Unsettled::Before;
    std::ranges::stable_sort(noted, {}, &Before::id);
    const auto again = std::ranges::unique(noted, {}, &Before::id);
    noted.erase(again.begin(), again.end());
    for (const Before& before : noted) {
        T* object = registry.find(before.id); // one that is gone was stamped as it went
        if (object && asItIs(*object) != before)
            state.touch(*object);
    }
    noted.clear();
}

}

void Kernel::State::changing(Task& task)
{
    if (unsettled.isUnderWay)
        unsettled.tasks.push_back(asItIs(task));
    else
        touch(task);
}

void Kernel::State::changing(ThreadGroup& group)
{
    if (unsettled.isUnderWay)
        unsettled.groups.push_back(asItIs(group));
    else
        touch(group);
}

void Kernel::State::settle()
{
    settleKind(*this, tasks, unsettled.tasks);
    settleKind(*this, groups, unsettled.groups);
    unsettled.isUnderWay = false;
}

void Kernel::State::touchRow(Task& task)
{
    if (!task.isRowDirty) {
        task.isRowDirty = true;
        dirty.rows.push_back(task.id.value);
    }
}

Ref<FsContext> Kernel::State::makeFsContext(const FsContext* from)
{
    auto made = make(*this, fsContexts);
    if (from) {
        made->root = from->root;
        made->workingDirectory = from->workingDirectory;
        made->umask = from->umask;
        made->rootDeleted = from->rootDeleted;
        made->workingDirectoryDeleted = from->workingDirectoryDeleted;
    }
    touch(*made);
    return made;
}

Ref<MountNamespace> Kernel::State::makeMountNamespace(const MountNamespace* from)
{
    auto made = make(*this, mountNamespaces);
    if (from)
        made->mounts = from->mounts;
    touch(*made);
    return made;
}

Ref<NetNamespace> Kernel::State::makeNetNamespace()
{
    return make(*this, netNamespaces);
}

procfs::OtherNamespaces Kernel::State::othersAfter(procfs::OtherNamespaces others,
                                                   std::uint32_t flags)
{
    if ((flags & clone::newipc) != 0)
        others.ipc = procfs::IpcNamespaceId{nextIpc++};
    if ((flags & clone::newuts) != 0)
        others.uts = procfs::UtsNamespaceId{nextUts++};
    // gVisor did not know these until 2026.
    if ((flags & clone::newcgroup) != 0 && isSince(Behaviour::gvisor2026))
        others.cgroup = procfs::CgroupNamespaceId{nextCgroup++};
    return others;
}

Ref<UserNamespace> Kernel::State::makeUserNamespace(const Ref<UserNamespace>& parent,
                                                    std::uint32_t ownerUid)
{
    auto made = make(*this, userNamespaces);
    made->parent = parent;
    made->ownerUid = ownerUid;
    made->groupsAllowed = !parent || parent->groupsAllowed;
    touch(*made);
    return made;
}

Ref<PidNamespace> Kernel::State::makePidNamespace(const Ref<PidNamespace>& parent,
                                                  const Ref<UserNamespace>& owner)
{
    auto made = make(*this, pidNamespaces);
    made->parent = parent;
    made->userNamespace = owner;
    touch(*made);
    return made;
}

void Kernel::State::attach(Task& task, Memory& memory)
{
    task.memory = &memory;
    memory.users.push_back(&task);
    touch(memory);
}

void Kernel::State::detachMemory(Task& task)
{
    Memory* memory = std::exchange(task.memory, nullptr);
    if (!memory)
        return;
    forget(memory->users, task);
    if (!memory->users.empty()) {
        touch(*memory);
        return;
    }
    memory->space.clear(pageRefs);
    destroy(*memory, memories, dirty.memories);
}

void Kernel::State::attach(Task& task, FdTable& table)
{
    task.fdTable = &table;
    task.lastFdTable = {};
    table.users.push_back(&task);
}

void Kernel::State::detachFdTable(Task& task)
{
    FdTable* table = std::exchange(task.fdTable, nullptr);
    if (!table)
        return;
    forget(table->users, task);
    task.lastFdTable = table->slotCounts;
    if (!table->users.empty())
        return;
    for (Descriptor& descriptor : std::exchange(table->entries, {}))
        release(std::move(descriptor.file));
    destroy(*table, fdTables, dirty.fdTables);
}

}
