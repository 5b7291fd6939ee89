// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/diff.h>
#include <model/snapshot/resident.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace sandscope::snapshot {

using procfs::TaskId;

namespace {

/// How many threads of one process came and went.
struct Threads
{
    std::uint32_t added = 0;
    std::uint32_t removed = 0;
};

/// Did a process, which is there before and after, get rows for all its threads, or lose them all,
/// though it had and has others than its leader?
bool isMerelyListed(const Threads& threads, const TaskSummary& was, const TaskSummary& is)
{
    if (!was.threads || !is.threads)
        return true;
    if (threads.removed == 0)
        return *was.threads > 1 && threads.added + 1 >= *is.threads;
    return threads.added == 0 && *is.threads > 1 && threads.removed + 1 >= *was.threads;
}

bool tellsOtherwise(const TaskSummary& was, const TaskSummary& is, const Snapshot& before,
                    const Snapshot& after)
{
    TaskSummary asRead = was;
    asRead.generation = is.generation;
    if (!was.openFiles || !is.openFiles)
        asRead.openFiles = is.openFiles;
    if (!was.uid || !is.uid)
        asRead.uid = is.uid;
    if (was.rssBytes != is.rssBytes && isResidentNear(before, was) != isResidentNear(after, is))
        asRead.rssBytes = is.rssBytes;
    return asRead != is;
}

}

SnapshotDiff diff(const Snapshot& before, const Snapshot& after)
{
    SnapshotDiff result;
    const auto note = [&result](std::uint32_t key, const TaskSummary* was, const TaskSummary* is) {
        const procfs::TaskId id{key};
        if (!was)
            result.added.push_back(id);
        else if (!is)
            result.removed.push_back(id);
        else if (*was != *is) // another object may still hold the same row
            result.changed.push_back(id);
    };
    IdMap<TaskSummary>::diff(before.tasks, after.tasks, note);
    return result;
}

SnapshotDiff withoutMereReadings(const SnapshotDiff& all, const Snapshot& before,
                                 const Snapshot& after)
{
    std::map<TaskId, Threads> threads; // of processes that are there before and after
    const auto processOf = [&](const IdMap<TaskSummary>& tasks, TaskId task) {
        const TaskSummary& row = *tasks.find(task.value);
        const bool stays = before.tree && after.tree && row.isThread
            && before.tasks.find(row.parent.value) && after.tasks.find(row.parent.value);
        return stays ? row.parent : TaskId{};
    };
    for (const TaskId task : all.added) {
        if (const TaskId process = processOf(after.tasks, task))
            ++threads[process].added;
    }
    for (const TaskId task : all.removed) {
        if (const TaskId process = processOf(before.tasks, task))
            ++threads[process].removed;
    }
    std::erase_if(threads, [&](const auto& entry) {
        return !isMerelyListed(entry.second, *before.tasks.find(entry.first.value),
                               *after.tasks.find(entry.first.value));
    });

    SnapshotDiff told;
    std::ranges::copy_if(all.removed, std::back_inserter(told.removed), [&](TaskId task) {
        return !threads.contains(processOf(before.tasks, task));
    });
    std::ranges::copy_if(all.added, std::back_inserter(told.added), [&](TaskId task) {
        return !threads.contains(processOf(after.tasks, task));
    });
    std::ranges::copy_if(all.changed, std::back_inserter(told.changed), [&](TaskId task) {
        return tellsOtherwise(*before.tasks.find(task.value), *after.tasks.find(task.value), before,
                              after);
    });
    return told;
}

}
