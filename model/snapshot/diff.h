// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <vector>

namespace sandscope::snapshot {

/// What a reader of the process list must do to go from one snapshot to another. Each list ascends
/// by id.
struct SnapshotDiff
{
    std::vector<procfs::TaskId> removed;
    std::vector<procfs::TaskId> added;
    std::vector<procfs::TaskId> changed; ///< in both, with a different row
    [[nodiscard]] bool isEmpty() const
    {
        return removed.empty() && added.empty() && changed.empty();
    }
};

/// Costs what differs, not what exists: shared parts of the two maps are skipped.
[[nodiscard]] SnapshotDiff diff(const Snapshot& before, const Snapshot& after);

/// Of what differs, what somebody should be told: not that a row is as it was again, nor that more
/// or less of it is read. A live source lists the threads of a process, and reads what its files
/// tell besides, only while somebody looks at them. What a thread has from its process is told of
/// the process alone.
[[nodiscard]] SnapshotDiff withoutMereReadings(const SnapshotDiff& all, const Snapshot& before,
                                               const Snapshot& after);

}
