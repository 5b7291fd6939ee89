// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/sampledtree.h>
#include <model/sources/tasksweep.h>

#include <algorithm>
#include <utility>

namespace sandscope::model {

using procfs::Answer;
using procfs::Errno;
using procfs::Failure;
using procfs::TaskState;

namespace {

constexpr std::size_t maxCommandBytes = std::size_t{64} << 10U;
/// A quiet process is read fully once in so many rounds.
constexpr std::uint32_t roundsOfQuiet = 10;

bool meansGone(const Failure& failure)
{
    return failure.kind == Failure::Kind::error
        && (failure.error == Errno::noEntry || failure.error == Errno::noProcess);
}

bool meansForbidden(const Failure& failure)
{
    return failure.kind == Failure::Kind::error
        && (failure.error == Errno::access || failure.error == Errno::perm);
}

}

TaskSweep::TaskSweep(std::shared_ptr<const Folder> folder, Units units, std::int32_t subtree)
    : m_folder(std::move(folder))
    , m_units(units)
    , m_subtree(subtree)
    , m_listing(m_folder)
    , m_reader(m_folder)
{
}

Answer<void> TaskSweep::list(const std::stop_token& stop)
{
    ++m_round;
    m_newBytes = 0;
    if (!m_reader.beginRound()) {
        for (auto& [taskKey, task] : m_known)
            task.files = {};
    }
    const auto changed = m_listing.refresh(stop);
    if (!changed)
        return std::unexpected(changed.error());
    m_namesChanged = m_namesChanged || *changed;
    return {};
}

const TaskSweep::Task* TaskSweep::leader(std::int32_t pid) const
{
    const auto found = m_known.find(TaskPlace{pid, pid}.key());
    return found == m_known.end() ? nullptr : &found->second;
}

/// On a proc file system a task without a readable stat has exited; in a plain tree the file may
/// just be missing.
bool TaskSweep::isGone(const TaskPlace& place) const
{
    return m_folder->isProc() || m_folder->look(place.folder()).failure.has_value();
}

bool TaskSweep::isDue(const Task& task) const
{
    return task.id.value % roundsOfQuiet == m_round % roundsOfQuiet;
}

/// Its children have another parent now. So they have when its other threads go on, but then that
/// one has its pid.
bool TaskSweep::hasEnded(const Task* task) const
{
    return task == nullptr || task->lastSeen != m_round || task->stat.state == TaskState::zombie
        || task->stat.state == TaskState::dead;
}

void TaskSweep::sweep(const Interest& interest, const std::stop_token& stop)
{
    std::vector<std::int32_t> before = std::exchange(m_processes, {});
    for (const RootListing::Number& number : m_listing.numbers()) {
        if (stop.stop_requested())
            return;
        if (isStranger(number))
            continue;
        m_processes.push_back(number.pid);
        look({number.pid, number.pid}, stop);
    }
    if (m_folder->isProc()) {
        while (rereadOrphans(stop) && !stop.stop_requested()) { }
    }
    if (m_subtree != 0) {
        keepSubtree();
        if (m_namesChanged || m_processes != before) {
            m_namesChanged = true;
            m_names = m_listing.names();
            std::erase_if(m_names, [this](const Listed& listed) {
                const std::int32_t pid = taskNumber(listed.name);
                return pid != 0 && !std::ranges::binary_search(m_processes, pid);
            });
        }
    }
    for (const std::int32_t pid : m_processes) {
        const auto known = m_known.find(TaskPlace{pid, pid}.key());
        if (known != m_known.end() && known->second.lastSeen == m_round
            && !known->second.isIdentified)
            identify(known->second, stop);
        if (stop.stop_requested())
            return;
    }
    sweepThreads(interest, stop);
}

void TaskSweep::look(const TaskPlace& place, const std::stop_token& stop)
{
    if (const auto known = m_known.find(place.key()); known != m_known.end()) {
        if (lookAgain(known->second, stop) || stop.stop_requested())
            return;
        // It is gone; but another one may have its number already.
        m_rowsChanged |= m_rows.erase(known->second.id.value);
        m_known.erase(known);
    }
    Task task;
    task.place = place;
    if (read(task, {}, stop) && task.id)
        m_known.emplace(place.key(), std::move(task));
}

/// False: it is gone.
bool TaskSweep::lookAgain(Task& task, const std::stop_token& stop)
{
    // What a leader has run says nothing of its threads, and a thread may be named by others.
    const bool canBeQuiet = m_folder->isProc() && !task.place.isThread() && task.stat.threads == 1U;
    std::optional<Runs> runs;
    // A process that lives shorter than its turn to be read costs no second file.
    if (canBeQuiet && (task.runs || isDue(task))) {
        const auto text = m_reader.schedstat(task.place, task.files, stop);
        if (!text && meansGone(text.error()))
            return false;
        if (text)
            runs = readRuns(*text);
        if (runs && runs == task.runs && !isDue(task)) {
            task.lastSeen = m_round;
            return true;
        }
    }
    return read(task, runs, stop);
}

/// Reads `stat`. \a runs: from before. False: the task is gone.
bool TaskSweep::read(Task& task, std::optional<Runs> runs, const std::stop_token& stop)
{
    const auto text = m_reader.stat(task.place, task.files, stop);
    if (stop.stop_requested())
        return true;
    if (!text && meansGone(text.error()) && isGone(task.place))
        return false;
    if (!text && meansNoDescriptors(text.error())) {
        task.lastSeen = m_round; // what was known stays; a new one waits for the next round
        return true;
    }
    const bool isForbidden = !text && meansForbidden(text.error());
    if (isForbidden != task.isForbidden)
        task.row.reset();
    task.isForbidden = isForbidden;
    if (task.runs && runs != task.runs)
        task.hasRun = true;
    task.runs = runs;
    std::string comm;
    if (!text && !m_folder->isProc()) { // a copy may have the name alone
        const auto name
            = m_folder->readOfTask(task.place.folder() + "/comm", maxCommandBytes, stop);
        comm = name ? nameIn(*name) : std::string();
    }
    // There, but not for us: its row shows its id.
    take(task, text ? *text : std::string_view{}, comm);
    task.lastSeen = m_round;
    if (task.hasRun && isDue(task))
        task.isIdentified = false;
    return true;
}

/// \a comm: the name, where \a text is empty.
void TaskSweep::take(Task& task, std::string_view text, std::string_view comm)
{
    const bool isNew = !task.id;
    if (!isNew && task.text == text && (!text.empty() || task.stat.name == comm))
        return;
    StatValues stat = readStat(text);
    if (text.empty())
        stat.name = comm;
    const bool isAnother = !isNew && stat.startTicks && task.stat.startTicks
        && *stat.startTicks != *task.stat.startTicks;
    if (isAnother) {
        m_rowsChanged |= m_rows.erase(task.id.value);
        Task other;
        other.place = task.place;
        other.isForbidden = task.isForbidden;
        other.files = std::move(task.files);
        task = std::move(other);
    }
    if (isNew || isAnother)
        task.id = {++m_lastTaskId};
    // A broken line says nothing about when the task began, so what was known stays.
    if (!stat.startTicks)
        stat.startTicks = task.stat.startTicks;
    task.isIdentified = task.isIdentified && stat.name == task.stat.name;
    task.hasRun = true;
    task.stat = std::move(stat);
    task.text = text;
    task.row.reset();
}

/// Who is called how, and runs what.
void TaskSweep::identify(Task& task, const std::stop_token& stop)
{
    task.isIdentified = true;
    task.hasRun = false;
    const std::string folder = task.place.folder();
    const auto bytes = m_folder->readOfTask(folder + "/cmdline", maxCommandBytes, stop);
    std::optional<std::uint32_t> uid;
    if (m_trustsFolders) {
        uid = m_folder->look(folder).attributes.uid;
    } else if (const auto status
               = m_folder->readOfTask(folder + "/status", maxCommandBytes, stop)) {
        uid = effectiveUid(*status);
    }
    std::string command = bytes ? joinedCommand(*bytes) : std::string();
    if (stop.stop_requested()) {
        task.isIdentified = false;
        return;
    }
    if (command != task.command || uid != task.uid)
        task.row.reset();
    task.command = std::move(command);
    task.uid = uid;
}

/// Who loses its parent gets another one without running. So does who had been read before its
/// parent ended in this very round. True: there was one, and it is gone, too.
bool TaskSweep::rereadOrphans(const std::stop_token& stop)
{
    bool lostAny = false;
    for (auto& [taskKey, task] : m_known) {
        if (task.lastSeen != m_round || task.place.isThread() || task.stat.parent.value_or(0) == 0)
            continue;
        const Task* parent = leader(*task.stat.parent);
        const bool isOther = parent != nullptr && task.row && task.row->parent != parent->id;
        if (!isOther && !hasEnded(parent))
            continue;
        if (stop.stop_requested())
            return false;
        if (!read(task, task.runs, stop)) {
            task.lastSeen = 0;
            lostAny = true;
        }
    }
    return lostAny;
}

bool TaskSweep::isStranger(const RootListing::Number& number) const
{
    const auto found = m_strangers.find(number.pid);
    return found != m_strangers.end() && found->second == number.inode;
}

/// Lets go of everybody who does not descend from the top.
void TaskSweep::keepSubtree()
{
    std::unordered_map<std::int32_t, Membership> memberships;
    const auto membershipOf = [&](std::int32_t pid) {
        std::vector<std::int32_t> way;
        Membership found = Membership::unknown;
        for (; found == Membership::unknown;) {
            if (pid == m_subtree) {
                found = Membership::inside;
                break;
            }
            if (pid == 0) {
                found = Membership::outside;
                break;
            }
            // A parent that nobody knows: perhaps its child is told another one the next time.
            const auto [place, isNew] = memberships.try_emplace(pid, Membership::unknown);
            if (!isNew) {
                found = place->second;
                break;
            }
            way.push_back(pid);
            const Task* task = leader(pid);
            if (task == nullptr || task->lastSeen != m_round || !task->stat.parent) {
                if (m_strangers.contains(pid))
                    found = Membership::outside;
                break;
            }
            pid = *task->stat.parent;
        }
        for (const std::int32_t passed : way)
            memberships[passed] = found;
        return found;
    };
    std::vector<std::int32_t> members;
    std::unordered_map<std::int32_t, std::uint64_t> strangers;
    for (const RootListing::Number& number : m_listing.numbers()) {
        if (isStranger(number)) {
            strangers.insert_or_assign(number.pid, number.inode);
            continue;
        }
        const Membership membership = membershipOf(number.pid);
        if (membership == Membership::inside) {
            members.push_back(number.pid);
            continue;
        }
        if (const auto known = m_known.find(TaskPlace{number.pid, number.pid}.key());
            known != m_known.end())
            known->second.lastSeen = 0;
        if (membership == Membership::outside && m_trustsFolders)
            strangers.insert_or_assign(number.pid, number.inode);
    }
    m_strangers = std::move(strangers);
    m_processes = std::move(members);
    const Task* top = leader(m_subtree);
    if (!m_top && top != nullptr)
        m_top = top->id;
}

bool TaskSweep::isSubtreeGone() const
{
    if (m_subtree == 0)
        return false;
    const Task* top = leader(m_subtree);
    return top == nullptr || top->lastSeen != m_round || top->id != m_top;
}

void TaskSweep::sweepThreads(const Interest& interest, const std::stop_token& stop)
{
    const bool all = interest.contains(everyTask);
    m_listed.clear();
    for (const std::int32_t tgid : m_processes) {
        const std::string folder = std::to_string(tgid) + "/task";
        if (!all && !interest.contains(folder))
            continue;
        m_listed.insert(tgid);
        // A process says how many threads it has; looking for them where there is none but the
        // leader is in vain.
        const Task* process = leader(tgid);
        if (process == nullptr || process->stat.threads == 1U)
            continue;
        const auto threads = m_folder->list(folder, false, stop);
        if (!threads)
            continue;
        for (const Listed& thread : *threads) {
            if (stop.stop_requested())
                return;
            const std::int32_t tid = taskNumber(thread.name);
            if (tid != 0 && tid != tgid)
                look({tgid, tid}, stop);
        }
    }
}

snapshot::TaskSummary TaskSweep::rowOf(const Task& task, procfs::TaskId parent) const
{
    snapshot::TaskSummary row;
    apply(task.stat, m_units, row);
    row.id = task.id;
    row.parent = parent;
    row.isThread = task.place.isThread();
    row.tid = {task.place.tid};
    row.tgid = {task.place.tgid};
    row.isForbidden = task.isForbidden;
    row.uid = task.uid;
    row.command = task.command;
    return row;
}

void TaskSweep::updateRows(const ToldByPid& told, procfs::Generation generation)
{
    std::erase_if(m_known, [this](auto& known) {
        Task& task = known.second;
        if (task.lastSeen == m_round)
            return false;
        m_rowsChanged |= m_rows.erase(task.id.value);
        // A thread that nobody asks for now is the same one when somebody does again.
        const Task* process = task.place.isThread() ? leader(task.place.tgid) : nullptr;
        const bool isUnlisted = process != nullptr && process->lastSeen == m_round
            && !m_listed.contains(task.place.tgid);
        if (isUnlisted) {
            task.row.reset();
            task.files = {};
        }
        return !isUnlisted;
    });
    const auto leaderOf = [this](std::int32_t pid) {
        const Task* task = leader(pid);
        return task ? task->id : procfs::TaskId{};
    };
    for (auto& [taskKey, task] : m_known) {
        if (task.lastSeen != m_round)
            continue;
        const bool isThread = task.place.isThread();
        procfs::TaskId parent;
        if (isThread)
            parent = leaderOf(task.place.tgid);
        else if (task.stat.parent && *task.stat.parent != task.place.tgid)
            parent = leaderOf(*task.stat.parent);
        Told now;
        if (!told.empty()) {
            if (const auto found = told.find(task.place.tgid); found != told.end())
                now = found->second;
            if (isThread)
                now.openFiles.reset();
        }
        if (task.row && task.row->parent == parent && task.told == now)
            continue;

        task.told = now;
        snapshot::TaskSummary row = rowOf(task, parent);
        row.openFiles = now.openFiles;
        if (now.rssBytes)
            row.rssBytes = now.rssBytes;
        if (const snapshot::TaskSummary* before = m_rows.find(task.id.value)) {
            row.generation = before->generation;
            if (row == *before) {
                task.row = m_rows.share(task.id.value);
                continue;
            }
        }
        row.generation = generation;
        m_newBytes += sizeof(snapshot::TaskSummary) + row.name.size() + row.command.size()
            + m_rows.bytesOfPath() / 8;
        task.row = std::make_shared<const snapshot::TaskSummary>(std::move(row));
        m_rows.set(task.id.value, task.row);
        m_rowsChanged = true;
    }
    m_namesChanged = false;
}

}
