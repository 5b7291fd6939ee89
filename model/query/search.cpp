// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/evaluation.h>
#include <model/query/search.h>
#include <model/snapshot/masking.h>

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

// How the key of a match begins: told once of a process with its threads, or of all.
constexpr char ofProcess = 'p', ofAll = 'a';

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
    view.masksSecrets = options.masksSecrets;
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
    snapshot::TaskSummary shown; // in place of what must not be seen
    const snapshot::TaskSummary* known = m_tasks[m_next++];
    if (m_options.masksSecrets) {
        shown = snapshot::withoutSecrets(*known);
        known = &shown;
    }
    const snapshot::TaskSummary& task = *known;
    begin(task);
    Evaluation evaluation(*m_expression, *m_fileSystem, task, &m_shared, m_options.stop);
    const Verdict verdict = evaluation.verdict();
    auto unread = evaluation.unread();
    TaskMatches found;
    if (verdict == (m_options.negated ? Verdict::no : Verdict::yes)) {
        if (m_options.negated)
            found.matches.push_back(
                {.path = Evaluation::pathOfTask(task), .text = task.name, .row = task.name});
        else
            found = evaluation.matches(m_options.mostOfTask);
        unread = evaluation.unread();
    }
    if (m_options.stop.stop_requested()) { // half an answer is none
        --m_next;
        return false;
    }
    ++m_state.tasks;
    m_state.unknown += verdict == Verdict::unknown ? 1U : 0U;
    m_state.holding += verdict == Verdict::yes ? 1U : 0U;
    m_state.partial += verdict == Verdict::yes && unread ? 1U : 0U;
    if (!m_state.unread)
        m_state.unread = std::move(unread);
    tell(task, std::move(found), findings);
    const bool isEnough = m_state.findings >= m_options.most;
    m_state.isCut = m_state.isCut || (isEnough && m_next < m_tasks.size());
    return !isEnough && m_next < m_tasks.size();
}

void Search::begin(const snapshot::TaskSummary& task)
{
    if (!task.isThread || task.tgid != m_process)
        m_told.clear();
    if (task.tgid != m_process) // those of a network stand below the process
        std::erase_if(m_shared, [](const auto& known) { return known.first.contains('/'); });
    m_process = task.tgid;
}

std::string Search::networkOf(const snapshot::TaskSummary& task)
{
    const auto link = m_fileSystem->walk(Evaluation::pathOfTask(task) + "/ns/net");
    const auto target = link ? (*link)->readlink() : std::unexpected(link.error());
    return target.value_or(std::to_string(task.tgid.value)); // else each process has its own
}

std::string Search::keyOf(const snapshot::TaskSummary& task, const Match& match)
{
    const procfs::ProcFile* file = fileCalled(match.file);
    switch (file ? file->scope : procfs::Scope::task) {
    case procfs::Scope::task:
        return isOfProcess(match) ? ofProcess + contentOf(match) : std::string();
    case procfs::Scope::net:
        return ofAll + contentOf(match) + '\0' + networkOf(task);
    case procfs::Scope::system:
        break;
    }
    return ofAll + contentOf(match);
}

void Search::tell(const snapshot::TaskSummary& task, TaskMatches found,
                  std::vector<Finding>& findings)
{
    m_state.isCut = m_state.isCut || found.isCut;
    std::vector<std::string> told; // what one task says twice is twice there
    for (Match& match : found.matches) {
        if (std::string key = keyOf(task, match); !key.empty()) {
            if (m_told.contains(key) || m_toldOnce.contains(key))
                continue;
            told.push_back(std::move(key));
        }
        if (m_state.findings >= m_options.most) {
            m_state.isCut = true;
            return;
        }
        ++m_state.findings;
        findings.push_back(
            {task.id, task.tgid, task.tid, task.isThread, task.name, std::move(match)});
    }
    for (std::string& key : told)
        (key.front() == ofAll ? m_toldOnce : m_told).insert(std::move(key));
}

}
