// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/breakpoint.h>
#include <model/query/syntax.h>
#include <model/snapshot/masking.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace sandscope::query {

namespace {

/// The greatest generation of the row and of the files asked about; none where time alone changes
/// one of them.
std::optional<procfs::Generation> generationOf(const Expression& expression,
                                               procfs::FileSystem& fileSystem,
                                               const snapshot::TaskSummary& task)
{
    for (const procfs::ProcFile* file : expression.files) {
        if (procfs::dependsOn(file->dependencies, procfs::Dependency::everything))
            return std::nullopt;
    }
    procfs::Generation generation = task.generation;
    for (const std::string& path : pathsOf(expression, task)) {
        const auto node = fileSystem.walk(path);
        if (!node)
            return std::nullopt;
        generation = std::max(generation, (*node)->generation());
    }
    return generation;
}

}

Breakpoint::Breakpoint(ExpressionPtr expression, procfs::Dialect dialect, bool masksSecrets)
    : m_expression(std::move(expression))
    , m_cache(std::make_shared<procfs::RecordCache>())
{
    m_view.dialect = dialect;
    m_view.masksSecrets = masksSecrets;
}

bool Breakpoint::isHit(const snapshot::Moment* before, const snapshot::Moment& after)
{
    std::vector<procfs::TaskId> earlier;
    if (before)
        earlier = before->snapshot == m_last ? m_lastTasks : tasksAt(before->snapshot);
    m_lastTasks = tasksAt(after.snapshot);
    m_last = after.snapshot;
    const auto isNew
        = [&](procfs::TaskId task) { return !std::ranges::binary_search(earlier, task); };
    const auto hit = std::ranges::find_if(m_lastTasks, isNew);
    if (hit == m_lastTasks.end())
        return false;
    m_task = *hit;
    return true;
}

std::vector<procfs::TaskId> Breakpoint::tasksAt(const snapshot::SnapshotPtr& snapshot)
{
    const auto fileSystem = snapshot::makeFileSystem(snapshot, m_view, m_cache);
    std::vector<procfs::TaskId> tasks;
    for (auto at = snapshot->tasks.lowerBound(0); at; at = snapshot->tasks.next(at->first)) {
        const snapshot::TaskSummary& row = *at->second;
        const auto generation = generationOf(*m_expression, *fileSystem, row);
        bool isYes = false;
        if (const auto known = m_answers.find(at->first);
            generation && known != m_answers.end() && known->second.generation == *generation) {
            isYes = known->second.holds;
        } else {
            isYes = m_view.masksSecrets
                ? holds(*m_expression, *fileSystem, snapshot::withoutSecrets(row))
                : holds(*m_expression, *fileSystem, row);
            if (generation)
                m_answers.insert_or_assign(at->first, Answer{*generation, isYes});
        }
        if (isYes)
            tasks.push_back(row.id);
    }
    return tasks;
}

}
