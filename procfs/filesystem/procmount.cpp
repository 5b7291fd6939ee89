// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "procmount.h"

#include "recordnode.h"
#include "rootdirectory.h"

#include <algorithm>
#include <cassert>

namespace sandscope::procfs {

namespace {

/// gVisor's default of dentry_cache_limit. Linux' own depends on its memory.
constexpr std::size_t rememberedEntries = 1000;

}

RecordFileSystem::Private::Private(std::shared_ptr<const Records> newRecords,
                                   const Options& newOptions, std::shared_ptr<RecordCache> newCache)
    : records(std::move(newRecords))
    , options(newOptions)
    , rules(treeRulesOf(newOptions.dialect))
    , readRule(newOptions.readRule.value_or(readRuleOf(newOptions.dialect)))
    , mount(newOptions.mount ? newOptions.mount : records->rootPidNamespace())
    , cache(newCache ? std::move(newCache) : std::make_shared<RecordCache>())
    , processLayout(newOptions.dialect, true)
    , threadLayout(newOptions.dialect, false)
    , entries(rules.remade ? 0 : rememberedEntries)
{
    assert(!options.reader || records->task(options.reader));
    if (options.reader)
        readerTask = hold(options.reader);
    rootInodes = takeInodes(RootDirectory::inodeCount(options.dialect));
}

void RecordFileSystem::Private::setRecords(std::shared_ptr<const Records> next)
{
    entries.dropMissing(*next);
    std::erase_if(heldTasks, [](const auto& entry) { return entry.second.expired(); });
    for (const auto& [id, task] : heldTasks)
        task.lock()->moveTo(*records, *next);
    records = std::move(next);
    ++epoch;
}

std::uint64_t RecordFileSystem::Private::takeInodes(std::uint64_t count)
{
    const auto first = lastInode + 1;
    lastInode += count;
    return first;
}

std::shared_ptr<HeldTask> RecordFileSystem::Private::hold(TaskId id)
{
    auto& slot = heldTasks[id];
    auto task = slot.lock();
    if (!task) {
        task = std::make_shared<HeldTask>(id, *records);
        slot = task;
    }
    return task;
}

const TaskRecord& RecordFileSystem::Private::nobody()
{
    static const TaskRecord none = [] {
        TaskRecord task;
        task.credentials = std::make_shared<const Credentials>();
        return task;
    }();
    return none;
}

std::string_view RecordFileSystem::Private::readerRoot() const
{
    if (!options.readerHasRoot)
        return {};
    if (!readerTask)
        return "/";
    const auto* context = records->fsContext(readerTask->record().fsContext);
    return context ? std::string_view(context->root) : std::string_view();
}

UserNamespaceId RecordFileSystem::Private::readerUsers() const
{
    return readerTask ? readerTask->record().credentials->userNamespace : UserNamespaceId{};
}

bool RecordFileSystem::Private::readerMayTrace(const HeldTask& task, TraceMode mode) const
{
    if (!readerTask)
        return true;
    const RecordsWithTask kept(*records, task);
    return taskCanTrace(kept, readerTask->record(), task.record(), rules.trace, mode);
}

bool RecordFileSystem::Private::readerMayAccess(const Ownership& entry, Wanted wanted) const
{
    return !readerTask || mayAccess(*records, *readerTask->record().credentials, entry, wanted);
}

bool RecordFileSystem::Private::isReadersOwn(const HeldTask& task) const
{
    return readerTask && readerTask->record().group == task.record().group;
}

OwnerIds RecordFileSystem::Private::ownerOf(const HeldTask& task, std::uint16_t permissions,
                                            bool directory) const
{
    return procfs::ownerOf(RecordsWithTask(*records, task), task.record(), rules.owner, permissions,
                           directory);
}

FileContext RecordFileSystem::Private::context(const Records& present, const TaskRecord& task,
                                               bool wholeGroup) const
{
    // Only Linux asks this of a text.
    const bool mayTrace = rules.trace != TraceRule::linux_ || !readerTask
        || taskCanTrace(present, readerTask->record(), task, rules.trace);
    return {.records = present,
            .task = task,
            .dialect = options.dialect,
            .mount = mount,
            .readerRoot = readerRoot(),
            .wholeGroup = wholeGroup,
            .readerUsers = readerUsers(),
            .readerMayTrace = mayTrace};
}

CachedText RecordFileSystem::Private::freshText(const FileContext& context,
                                                const ProcFile& file) const
{
    CachedText made;
    made.error = file.render(context, made.text);
    // Read rules count on records that cover the text.
    const std::size_t size = made.text.bytes.size();
    auto& marks = made.text.marks;
    if (size != 0 && (marks.empty() || marks.back().end != size))
        made.text.mark(marks.empty() ? 1 : marks.back().handle + 1);
    return made;
}

std::shared_ptr<const CachedText>
RecordFileSystem::Private::text(const HeldTask* task, const ProcFile& file, bool wholeGroup) const
{
    return withContext(task, wholeGroup, [&](const FileContext& context) {
        const auto dependsOn
            = [&file](Dependency one) { return procfs::dependsOn(file.dependencies, one); };
        const TextKey key{.task = context.task.id,
                          .file = &file,
                          .dialect = options.dialect,
                          .mount = mount,
                          .wholeGroup = wholeGroup,
                          .readerRoot = dependsOn(Dependency::readerRoot)
                              ? std::string(context.readerRoot)
                              : std::string(),
                          .readerUsers = dependsOn(Dependency::readerUsers) ? context.readerUsers
                                                                            : UserNamespaceId{},
                          .readerMayTrace = context.readerMayTrace,
                          .time = dependsOn(Dependency::everything) ? records->time()
                                                                    : std::chrono::nanoseconds{},
                          .generation = generationOf(task, file.dependencies),
                          .lastSeen = task ? task->lastSeen() : 0};
        return cache->d->get(key, [&] { return freshText(context, file); });
    });
}

Generation RecordFileSystem::Private::generationOf(const HeldTask* who,
                                                   Dependencies dependencies) const
{
    Generation greatest = 0;
    const auto add = [&greatest](const auto* record) {
        if (record)
            greatest = std::max(greatest, record->generation);
    };
    const auto addTask = [&](const TaskRecord* record) {
        add(record);
        if (record)
            add(record->credentials.get());
    };

    return withContext(who, true, [&](const FileContext& context) {
        const auto& present = context.records;
        const TaskRecord& task = context.task;
        const auto wants = [dependencies](Dependency one) { return dependsOn(dependencies, one); };
        if (wants(Dependency::task))
            addTask(&task);
        if (wants(Dependency::group)) {
            if (const auto* group = present.group(task.group)) {
                add(group);
                add(group->processGroup.get());
                add(group->session.get());
            }
        }
        if (wants(Dependency::parent)) {
            if (const auto* parent = present.task(task.parent)) {
                addTask(parent);
                add(present.group(parent->group));
            }
        }
        if (wants(Dependency::tracer))
            addTask(present.task(task.tracer));
        // A task that has no such object any more lost it in a change of its own.
        const auto addObject = [&](const auto* object, const TaskRecord& owner) {
            if (object)
                add(object);
            else
                add(&owner);
        };
        // Ids are mapped through every namespace up to the root's.
        const auto addUsers = [&](UserNamespaceId ns) {
            const auto* users = present.userNamespace(ns);
            for (std::size_t depth = 0; users && depth < maxNesting; ++depth) {
                add(users);
                users = present.userNamespace(users->parent);
            }
        };
        if (wants(Dependency::fdTable))
            addObject(present.fdTable(task.fdTable), task);
        if (wants(Dependency::memory))
            addObject(present.memory(task.memory), task);
        if (wants(Dependency::fsContext))
            addObject(present.fsContext(task.fsContext), task);
        if (wants(Dependency::readerRoot) && readerTask)
            addObject(present.fsContext(readerTask->record().fsContext), readerTask->record());
        if (wants(Dependency::userNamespace))
            addUsers(task.credentials->userNamespace);
        if (wants(Dependency::readerUsers) && readerTask)
            addUsers(readerUsers());
        if (wants(Dependency::mountNamespace))
            add(present.mountNamespace(task.mountNamespace));
        if (wants(Dependency::machine))
            add(&present.machine());
        if (wants(Dependency::everything))
            greatest = std::max(greatest, present.generation());
        return greatest;
    });
}

Generation RecordFileSystem::Private::readerGeneration() const
{
    const auto* task = reader();
    return task ? std::max(task->generation, task->credentials->generation) : 0;
}

Generation RecordFileSystem::Private::namespaceGeneration() const
{
    const auto* ns = records->pidNamespace(mount);
    return ns ? ns->generation : 0;
}

}
