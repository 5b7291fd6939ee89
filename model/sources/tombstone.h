// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace sandscope::model {

/// A task that ended, and where to find what is left of it.
struct Tombstone
{
    std::shared_ptr<const snapshot::TaskSummary> row{}; ///< its last one; never null
    snapshot::SnapshotPtr last{}; ///< the last snapshot that had it; null: not kept any more
    procfs::Generation generation = 0; ///< at which it was not there any more
    std::optional<int> waitStatus{}; ///< absent: nobody recorded it
    int position = 0; ///< of the moment at which it was not there any more
};
/// Ascending by id. Immutable once made.
using Tombstones = std::vector<Tombstone>;
using TombstonesPtr = std::shared_ptr<const Tombstones>;
/// Null when the task is not among them.
[[nodiscard]] const Tombstone* tombstone(const TombstonesPtr& among, procfs::TaskId task);

/// What a wait status tells of an end.
struct Outcome
{
    int code = 0;
    QString signal{}; ///< that killed it: "SIGKILL"; empty: it exited
};
[[nodiscard]] Outcome outcomeOf(int waitStatus);
/// "exited with code 3 at generation 41", "killed by SIGKILL at generation 41"; "ended after
/// generation 40" where nobody recorded how.
[[nodiscard]] QString endText(const Tombstone& ended);
/// The same for a narrow cell: "exited (3)", "SIGKILL", "ended".
[[nodiscard]] QString shortEndText(const Tombstone& ended);

}
