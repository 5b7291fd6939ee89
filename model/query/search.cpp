// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/evaluation.h>
#include <model/query/search.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

namespace sandscope::query {

namespace {

/// Does the file tell of something that the threads of a process have in common? (They need not, by
/// the rules of clone; then what they tell is not the same.)
bool isOfProcess(const Match& match)
{
    constexpr std::array<std::string_view, 17> files
        = {"auxv", "cgroup", "cmdline", "cwd",          "environ", "exe",
           "fd",   "fdinfo", "limits",  "maps",         "mounts",  "mountinfo",
           "ns",   "root",   "smaps",   "smaps_rollup", "statm"};
    return std::ranges::contains(files, match.file);
}

/// Everything of a match but where it stands.
std::string contentOf(const Match& match)
{
    std::string content = match.file;
    content += '\0';
    content += match.field;
    content += '\0';
    content += match.text;
    content += '\0';
    return content += match.row;
}

}

Search::Search(ExpressionPtr expression, snapshot::SnapshotPtr snapshot, procfs::Dialect dialect,
               const SearchOptions& options)
    : m_expression(std::move(expression))
    , m_snapshot(std::move(snapshot))
    , m_options(options)
{
    snapshot::ViewOptions view;
    view.dialect = dialect;
    // Without a cache: each text is read once, and those of all tasks are more than memory holds.
    m_fileSystem = snapshot::makeFileSystem(m_snapshot, view, nullptr);
    m_tasks.reserve(m_snapshot->tasks.size());
    m_snapshot->tasks.forEach([&](auto, const auto& task) { m_tasks.push_back(task.get()); });
    std::ranges::sort(m_tasks, {}, [](const snapshot::TaskSummary* task) {
        return std::tuple(task->tgid.value, task->isThread, task->tid.value, task->id.value);
    });
    m_state.total = m_tasks.size();
}

Search::~Search() = default;

bool Search::next(std::vector<Finding>& findings)
{
    if (m_next == m_tasks.size() || m_state.findings >= m_options.most)
        return false;
    const snapshot::TaskSummary& task = *m_tasks[m_next++];
    ++m_state.tasks;
    Evaluation evaluation(*m_expression, *m_fileSystem, task);
    const Verdict verdict = evaluation.verdict();
    if (verdict == Verdict::unknown) {
        ++m_state.unknown;
        if (!m_state.unread)
            m_state.unread = evaluation.unread();
    }
    if (verdict == Verdict::yes)
        ++m_state.holding;
    TaskMatches found;
    if (verdict == (m_options.negated ? Verdict::no : Verdict::yes)) {
        if (m_options.negated)
            found.matches.push_back(
                {.path = Evaluation::pathOfTask(task), .text = task.name, .row = task.name});
        else
            found = evaluation.matches(m_options.mostOfTask);
    }
    tell(task, std::move(found), findings);
    const bool isEnough = m_state.findings >= m_options.most;
    m_state.isCut = m_state.isCut || (isEnough && m_next < m_tasks.size());
    return !isEnough && m_next < m_tasks.size();
}

void Search::tell(const snapshot::TaskSummary& task, TaskMatches found,
                  std::vector<Finding>& findings)
{
    m_state.isCut = m_state.isCut || found.isCut;
    if (!task.isThread || task.tgid != m_toldBy)
        m_told.clear();
    m_toldBy = task.tgid;
    std::vector<std::string> told;
    for (Match& match : found.matches) {
        if (isOfProcess(match)) {
            told.push_back(contentOf(match));
            if (m_told.contains(told.back()))
                continue;
        }
        if (m_state.findings >= m_options.most) {
            m_state.isCut = true;
            return;
        }
        ++m_state.findings;
        findings.push_back(
            {task.id, task.tgid, task.tid, task.isThread, task.name, std::move(match)});
    }
    m_told.insert(told.begin(), told.end());
}

}
