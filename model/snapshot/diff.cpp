// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/diff.h>

namespace sandscope::snapshot {

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

}
