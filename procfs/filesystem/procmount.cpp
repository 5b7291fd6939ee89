// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "procmount.h"

#include "rootdirectory.h"

#include <procfs/files/ns.h>

#include <algorithm>
#include <cassert>

namespace sandscope::procfs {

TaskLayout::TaskLayout(Dialect dialect, bool withTask)
{
    std::uint32_t number = 0;
    const ProcFile* task = nullptr;
    for (const auto* file : procFiles()) {
        if (!file->existsIn(dialect) || (withTask ? file->onlyUnderThread : file->onlyUnderProcess))
            continue;
        if (file->name == "task") {
            task = file; // added to the directory when everything else is there
            continue;
        }
        if (file->name == "ns") {
            firstNamespaceLink = number + 2;
            number += 2 * static_cast<std::uint32_t>(nsNames(dialect).size());
        }
        entries.push_back({file, ++number});
    }
    if (task)
        entries.push_back({task, ++number});
    directory = ++number;
    std::ranges::sort(entries, {}, [](const Entry& entry) { return entry.file->name; });
}

const TaskLayout::Entry* TaskLayout::find(std::string_view name) const
{
    const auto entry
        = std::ranges::lower_bound(entries, name, {}, [](const Entry& e) { return e.file->name; });
    return entry != entries.end() && entry->file->name == name ? &*entry : nullptr;
}

RecordFileSystem::Private::Private(std::shared_ptr<const Records> newRecords,
                                   const Options& newOptions, std::shared_ptr<RecordCache> newCache)
    : records(std::move(newRecords))
    , options(newOptions)
    , mount(newOptions.mount ? newOptions.mount : records->rootPidNamespace())
    , cache(newCache ? std::move(newCache) : std::make_shared<RecordCache>())
    , processLayout(newOptions.dialect, true)
    , threadLayout(newOptions.dialect, false)
{
    assert(!options.reader || records->task(options.reader));
    if (options.reader)
        readerTask = hold(options.reader);
    rootInodes = takeInodes(RootDirectory::inodeCount(options.dialect));
}

void RecordFileSystem::Private::setRecords(std::shared_ptr<const Records> next)
{
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

std::string_view RecordFileSystem::Private::readerRoot() const
{
    if (!options.readerHasRoot)
        return {};
    if (!readerTask)
        return "/";
    const auto* context = records->fsContext(readerTask->record().fsContext);
    return context ? std::string_view(context->root) : std::string_view();
}

bool RecordFileSystem::Private::readerMayTrace(const HeldTask& task) const
{
    if (!readerTask)
        return true;
    return withContext(task, true, [this](const FileContext& context) {
        return taskCanTrace(context.records, readerTask->record(), context.task);
    });
}

bool RecordFileSystem::Private::readerMayAccess(const Ownership& entry, Wanted wanted) const
{
    return !readerTask || mayAccess(*records, *readerTask->record().credentials, entry, wanted);
}

std::shared_ptr<const CachedText>
RecordFileSystem::Private::text(const HeldTask& task, const ProcFile& file, bool wholeGroup) const
{
    const TextKey key{.task = task.id(),
                      .file = &file,
                      .dialect = options.dialect,
                      .mount = mount,
                      .wholeGroup = wholeGroup,
                      .readerRoot = dependsOn(file.dependencies, Dependency::readerRoot)
                          ? std::string(readerRoot())
                          : std::string(),
                      .generation = generationOf(task, file.dependencies),
                      .lastSeen = task.lastSeen()};
    return cache->d->get(key, [&] {
        return withContext(task, wholeGroup, [&file](const FileContext& context) {
            CachedText text;
            text.error = file.render(context, text.text);
            return text;
        });
    });
}

Generation RecordFileSystem::Private::generationOf(const HeldTask& who,
                                                   Dependencies dependencies) const
{
    const auto& task = who.record();
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
        if (dependsOn(dependencies, Dependency::task))
            addTask(&task);
        if (dependsOn(dependencies, Dependency::group)) {
            if (const auto* group = present.group(task.group)) {
                add(group);
                add(group->processGroup.get());
                add(group->session.get());
            }
        }
        if (dependsOn(dependencies, Dependency::parent)) {
            if (const auto* parent = present.task(task.parent)) {
                addTask(parent);
                add(present.group(parent->group));
            }
        }
        if (dependsOn(dependencies, Dependency::tracer))
            addTask(present.task(task.tracer));
        // A task that has no such object any more lost it in a change of its own.
        const auto addObject = [&](const auto* object, const TaskRecord& owner) {
            if (object)
                add(object);
            else
                add(&owner);
        };
        if (dependsOn(dependencies, Dependency::fdTable))
            addObject(present.fdTable(task.fdTable), task);
        if (dependsOn(dependencies, Dependency::memory))
            addObject(present.memory(task.memory), task);
        if (dependsOn(dependencies, Dependency::fsContext))
            addObject(present.fsContext(task.fsContext), task);
        if (dependsOn(dependencies, Dependency::readerRoot) && readerTask)
            addObject(present.fsContext(readerTask->record().fsContext), readerTask->record());
        if (dependsOn(dependencies, Dependency::userNamespace))
            add(present.userNamespace(task.credentials->userNamespace));
        if (dependsOn(dependencies, Dependency::mountNamespace))
            add(present.mountNamespace(task.mountNamespace));
        return greatest;
    });
}

Generation RecordFileSystem::Private::readerGeneration() const
{
    const auto* task = reader();
    return task ? std::max(task->generation, task->credentials->generation) : 0;
}

}
