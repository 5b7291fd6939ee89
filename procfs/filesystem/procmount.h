// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "access.h"
#include "entrycache.h"
#include "heldtask.h"
#include "recordcache.h"
#include "tasklayout.h"
#include "treerules.h"

#include <procfs/filesystem.h>
#include <procfs/recordfilesystem.h>

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sandscope::procfs {

class RootDirectory;

/// What all nodes of one mount share. Held by each of them, so that a node may outlive its file
/// system.
struct RecordFileSystem::Private
{
    Private(std::shared_ptr<const Records> newRecords, const Options& newOptions,
            std::shared_ptr<RecordCache> newCache);

    void setRecords(std::shared_ptr<const Records> next);

    /// The first of \a count inode numbers that nobody else gets.
    [[nodiscard]] std::uint64_t takeInodes(std::uint64_t count = 1);

    /// Preconditions: the records have a task of that id.
    [[nodiscard]] std::shared_ptr<HeldTask> hold(TaskId id);

    /// Null: an outside observer.
    [[nodiscard]] const TaskRecord* reader() const
    {
        return readerTask ? &readerTask->record() : nullptr;
    }
    /// Empty: none.
    [[nodiscard]] std::string_view readerRoot() const;
    /// None: those of an outside observer.
    [[nodiscard]] UserNamespaceId readerUsers() const;
    [[nodiscard]] bool readerMayTrace(const HeldTask& task, TraceMode mode = TraceMode::read) const;
    [[nodiscard]] bool readerMayAccess(const Ownership& entry, Wanted wanted) const;
    /// Whether the reader is a thread of the same process as \a task.
    [[nodiscard]] bool isReadersOwn(const HeldTask& task) const;
    [[nodiscard]] OwnerIds ownerOf(const HeldTask& task, std::uint16_t permissions,
                                   bool directory) const;

    /// Calls \a what with the FileContext of \a task; without one, with that of the reader, or of
    /// no task at all.
    template <class What>
    [[nodiscard]] auto withContext(const HeldTask* task, bool wholeGroup, What&& what) const
    {
        if (!task)
            task = readerTask.get();
        if (!task)
            return what(context(*records, nobody(), wholeGroup));
        const RecordsWithTask kept(*records, *task);
        return what(context(task->isGone() ? kept : *records, task->record(), wholeGroup));
    }
    /// The context of a task as given, among \a present records.
    [[nodiscard]] FileContext context(const Records& present, const TaskRecord& task,
                                      bool wholeGroup) const;

    /// The text of a file, formatted only when what it depends on changed. A null \a task: a file
    /// of the whole system.
    [[nodiscard]] std::shared_ptr<const CachedText> text(const HeldTask* task, const ProcFile& file,
                                                         bool wholeGroup) const;
    /// The same, but made now and not kept.
    [[nodiscard]] CachedText freshText(const FileContext& context, const ProcFile& file) const;
    /// Counts a text that is made once and not cached.
    void countFormat() const { cache->d->countFormat(); }
    [[nodiscard]] Generation generationOf(const HeldTask* task, Dependencies dependencies) const;
    /// Of the reader itself, for answers that depend on its rights; 0 for an outside observer.
    [[nodiscard]] Generation readerGeneration() const;
    /// Of the namespace that ids are printed in, which tells of every birth and death in it.
    [[nodiscard]] Generation namespaceGeneration() const;

    /// What a directory entry says of a directory.
    [[nodiscard]] EntryType directoryType() const
    {
        return rules.typesDirectories ? EntryType::directory : EntryType::unknown;
    }

    std::shared_ptr<const Records> records;
    Options options;
    const TreeRules& rules;
    ReadRule readRule;
    PidNamespaceId mount;
    std::shared_ptr<RecordCache> cache;
    TaskLayout processLayout, threadLayout;
    std::shared_ptr<HeldTask> readerTask;
    std::uint64_t lastInode = 0;
    std::uint64_t rootInodes = 0; ///< the first number of /proc and its static entries
    std::uint64_t epoch = 0; ///< counts setRecords()
    std::weak_ptr<RootDirectory> root;
    std::unordered_map<TaskId, std::weak_ptr<HeldTask>> heldTasks;
    EntryCache entries;

private:
    /// A task that is none, for a reader that is none.
    [[nodiscard]] static const TaskRecord& nobody();
};

using ProcMount = RecordFileSystem::Private;
using ProcMountPtr = std::shared_ptr<ProcMount>;

}
