// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "access.h"
#include "heldtask.h"
#include "recordcache.h"

#include <procfs/filesystem.h>
#include <procfs/recordfilesystem.h>

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sandscope::procfs {

class RootDirectory;

/// The entries of a task directory in one dialect, and which of the inode numbers taken when the
/// directory is made each of them gets: counted from 1 for the first number taken (facts 1.4).
struct TaskLayout
{
    struct Entry
    {
        const ProcFile* file = nullptr;
        std::uint32_t number = 0;
    };
    std::vector<Entry> entries; ///< ascending by name
    std::uint32_t firstNamespaceLink = 0; ///< the others follow two apart: each is preceded by its
                                          ///< target's
    std::uint32_t directory = 0; ///< of the task directory, which is the last one taken

    TaskLayout(Dialect dialect, bool withTask);
    /// Null when there is no such entry.
    [[nodiscard]] const Entry* find(std::string_view name) const;
};

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
    [[nodiscard]] bool readerMayTrace(const HeldTask& task) const;
    [[nodiscard]] bool readerMayAccess(const Ownership& entry, Wanted wanted) const;

    /// Calls \a what with the FileContext of \a task.
    template <class What>
    [[nodiscard]] auto withContext(const HeldTask& task, bool wholeGroup, What&& what) const
    {
        const RecordsWithTask kept(*records, task);
        const Records& present = task.isGone() ? kept : *records;
        return what(
            FileContext{present, task.record(), options.dialect, mount, readerRoot(), wholeGroup});
    }

    /// The text of a file of a task directory, formatted only when what it depends on changed.
    [[nodiscard]] std::shared_ptr<const CachedText> text(const HeldTask& task, const ProcFile& file,
                                                         bool wholeGroup) const;
    /// Counts a text that is made once and not cached.
    void countFormat() { cache->d->countFormat(); }
    [[nodiscard]] Generation generationOf(const HeldTask& task, Dependencies dependencies) const;
    /// Of the reader itself, for answers that depend on its rights; 0 for an outside observer.
    [[nodiscard]] Generation readerGeneration() const;

    /// What a directory entry says of a directory: in 2018 that its type is unknown.
    [[nodiscard]] EntryType directoryType() const
    {
        return options.dialect == Dialect::gvisor2018 ? EntryType::unknown : EntryType::directory;
    }

    std::shared_ptr<const Records> records;
    Options options;
    PidNamespaceId mount;
    std::shared_ptr<RecordCache> cache;
    TaskLayout processLayout, threadLayout;
    std::shared_ptr<HeldTask> readerTask;
    std::uint64_t lastInode = 0;
    std::uint64_t rootInodes = 0; ///< the first number of the static entries of /proc
    std::uint64_t epoch = 0; ///< counts setRecords()
    std::weak_ptr<RootDirectory> root;
    std::unordered_map<TaskId, std::weak_ptr<HeldTask>> heldTasks;
};

using ProcMount = RecordFileSystem::Private;
using ProcMountPtr = std::shared_ptr<ProcMount>;

}
