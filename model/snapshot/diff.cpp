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

/// Rows that the threads of one process have, but its leader.
struct Threads
{
    std::size_t before = 0;
    std::size_t added = 0;
    std::size_t removed = 0;
};

/// Did a process, which is there before and after, get rows for its threads, or lose them all,
/// though it had, or has, others than its leader?
bool cameIntoView(const Threads& threads, const TaskSummary& was, const TaskSummary& is)
{
    constexpr std::uint32_t unknown = 2;
    const std::size_t after = threads.before - threads.removed + threads.added;
    return (threads.before == 0 && was.threads.value_or(unknown) > 1)
        || (after == 0 && is.threads.value_or(unknown) > 1);
}

bool tellsOtherwise(const TaskSummary& was, const TaskSummary& is, const Snapshot& before,
                    const Snapshot& after)
{
    if (was.cpuTime != is.cpuTime || was.state != is.state)
        return true; // as most who differ
    TaskSummary asRead = was;
    asRead.generation = is.generation;
    if (!was.openFiles || !is.openFiles)
        asRead.openFiles = is.openFiles;
    if (!was.uid || !is.uid)
        asRead.uid = is.uid;
    if (was.rssBytes != is.rssBytes && isResidentNear(before, was) != isResidentNear(after, is))
        asRead.rssBytes = is.rssBytes;
    if (is.isThread && after.tree) { // it has those of its process, and is told there
        asRead.vssBytes = is.vssBytes;
        asRead.rssBytes = is.rssBytes;
        asRead.openFiles = is.openFiles;
    }
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
    if (!threads.empty()) {
        before.tasks.forEach([&](std::uint32_t, const auto& row) {
            if (const auto known = threads.find(row->parent);
                row->isThread && known != threads.end())
                ++known->second.before;
        });
    }
    std::erase_if(threads, [&](const auto& entry) {
        return !cameIntoView(entry.second, *before.tasks.find(entry.first.value),
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
