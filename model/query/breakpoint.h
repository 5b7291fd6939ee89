// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/expression.h>
#include <model/snapshot/timeline.h>
#include <procfs/recordfilesystem.h>

#include <memory>
#include <unordered_map>
#include <vector>

namespace sandscope::query {

/// An expression asked at neighbouring moments of one run, in any order. What did not change since
/// it was asked about last is not printed again. Not thread-safe.
class Breakpoint
{
public:
    /// \a masksSecrets: arguments and environment are asked about as SearchOptions has it.
    Breakpoint(ExpressionPtr expression, procfs::Dialect dialect, bool masksSecrets = false);

    /// Does it hold at \a after for a task for which it did not hold at \a before? Null before the
    /// first step: for any task.
    [[nodiscard]] bool isHit(const snapshot::Moment* before, const snapshot::Moment& after);
    /// The first task of the last hit.
    [[nodiscard]] procfs::TaskId task() const { return m_task; }

private:
    struct Answer
    {
        procfs::Generation generation = 0; ///< of all that it was made from
        bool holds = false;
    };
    /// Those for which it holds, ascending.
    std::vector<procfs::TaskId> tasksAt(const snapshot::SnapshotPtr& snapshot);

    ExpressionPtr m_expression;
    snapshot::ViewOptions m_view;
    std::shared_ptr<procfs::RecordCache> m_cache;
    std::unordered_map<std::uint32_t, Answer> m_answers; ///< by task, the last one each
    snapshot::SnapshotPtr m_last;
    std::vector<procfs::TaskId> m_lastTasks; ///< at m_last
    procfs::TaskId m_task;
};

}
