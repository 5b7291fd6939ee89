// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/sandboxsampler.h>

#include <algorithm>
#include <limits>
#include <unordered_set>
#include <utility>

namespace sandscope::model {

using procfs::Generation;
using procfs::TaskId;
using snapshot::TaskSummary;

namespace {

const std::vector<ListedProcess> noProcesses;

std::optional<std::uint64_t> bytes(std::uint64_t kilobytes)
{
    if (kilobytes > std::numeric_limits<std::uint64_t>::max() / 1024)
        return std::nullopt;
    return kilobytes * 1024;
}

}

SandboxSampler::SandboxSampler(std::shared_ptr<const SampledTree::Origin> origin,
                               std::optional<std::int64_t> created)
    : m_origin(std::move(origin))
    , m_created(created)
    , m_inside(std::make_shared<const InsideEntries>())
{
}

void SandboxSampler::addInside(InsideEntries entries)
{
    for (auto& [path, entry] : entries)
        m_newInside.insert_or_assign(path, std::move(entry));
}

bool SandboxSampler::isReader(const DumpedProcess& process) const
{
    return !m_readerMark.empty() && process.parent == 0
        && process.parts[DumpedProcess::env].contains(m_readerMark);
}

SandboxSampler::Task& SandboxSampler::seen(std::int32_t pid, Generation generation)
{
    Task& task = m_known[pid];
    if (!task.id) {
        task.id = {++m_lastTaskId};
        SandboxProcess process;
        process.pid = pid;
        process.since = generation;
        process.threadsChanged = generation;
        task.process = std::make_shared<const SandboxProcess>(std::move(process));
        m_listChanged = generation;
        m_isChanged = true;
    }
    task.lastSeen = m_sampleNumber;
    return task;
}

void SandboxSampler::settle(Task& task, SandboxProcess now)
{
    if (now == *task.process)
        return;
    m_newBytes += sizeof now;
    if (now.dump && now.dump != task.process->dump)
        m_newBytes += sizeof(DumpedProcess) + now.dump->text.size() + now.dump->command.size()
            + now.dump->openFiles.size() * sizeof(DumpedProcess::OpenFile);
    task.process = std::make_shared<const SandboxProcess>(std::move(now));
    m_isChanged = true;
}

void SandboxSampler::takeDumped(const DumpedPtr& dumped, Generation generation)
{
    const auto known = m_known.find(dumped->pid);
    if (known != m_known.end() && known->second.lastSeen != m_sampleNumber && known->second.start
        && known->second.start != dumped->startNanoseconds) {
        for (const auto& thread : known->second.threads)
            m_rows.erase(thread.second.value);
        m_rows.erase(known->second.id.value);
        m_known.erase(known);
        m_exchanged.insert(dumped->pid);
    }
    Task& task = seen(dumped->pid, generation);
    task.start = dumped->startNanoseconds;
    if (task.process->dump == dumped)
        return;
    SandboxProcess now = *task.process;
    now.dump = dumped;
    settle(task, std::move(now));
}

void SandboxSampler::takeListed(const SandboxReading& reading, Generation generation)
{
    m_zombies.clear();
    if (!reading.listed) { // what was known of threads may be over
        for (auto& [pid, task] : m_known) {
            SandboxProcess now = *task.process;
            now.threads.reset();
            if (task.process->threads)
                now.threadsChanged = generation;
            settle(task, std::move(now));
        }
        return;
    }
    std::unordered_set<std::int32_t> before;
    for (const ListedProcess& listed : reading.listedBefore ? *reading.listedBefore : noProcesses)
        before.insert(listed.pid);
    for (const ListedProcess& listed : *reading.listed) {
        const auto known = m_known.find(listed.pid);
        const bool isDumped = known != m_known.end() && known->second.lastSeen == m_sampleNumber;
        if (!isDumped && !before.contains(listed.pid))
            continue;
        Task& task = seen(listed.pid, generation);
        if (isDumped && task.process->threads == listed.threads)
            continue;
        SandboxProcess now = *task.process;
        if (!isDumped) {
            m_zombies.emplace(listed.pid, listed);
            now.dump.reset();
            now.comm = listed.comm;
        }
        if (now.threads != listed.threads)
            now.threadsChanged = generation;
        now.threads = listed.threads;
        settle(task, std::move(now));
    }
}

void SandboxSampler::forgetUnseen()
{
    for (auto it = m_known.begin(); it != m_known.end();) {
        if (it->second.lastSeen == m_sampleNumber) {
            ++it;
            continue;
        }
        m_rows.erase(it->second.id.value);
        for (const auto& thread : it->second.threads)
            m_rows.erase(thread.second.value);
        it = m_known.erase(it);
        m_listChanged = nextGeneration();
        m_isChanged = true;
    }
}

TaskSummary SandboxSampler::rowOf(const Task& task) const
{
    const SandboxProcess& process = *task.process;
    TaskSummary row;
    row.id = task.id;
    row.tid = {process.pid};
    row.tgid = {process.pid};
    if (process.threads)
        row.threads = static_cast<std::uint32_t>(process.threads->size());
    std::int32_t parent = 0;
    if (const DumpedProcess* const dump = process.dump.get()) {
        row.name = dump->comm;
        parent = dump->parent;
        row.parentTgid = parent;
        row.vssBytes = bytes(dump->vssKilobytes);
        row.rssBytes = bytes(dump->rssKilobytes);
        row.uid = dump->uid;
        row.openFiles = static_cast<std::uint32_t>(dump->openFiles.size());
        row.command = dump->command;
    } else if (const auto zombie = m_zombies.find(process.pid); zombie != m_zombies.end()) {
        row.name = zombie->second.comm;
        row.state = procfs::TaskState::zombie;
        row.parentTgid = zombie->second.parent;
        row.uid = zombie->second.uid;
        parent = zombie->second.parent.value_or(0);
    }
    if (m_created && task.start && *task.start >= *m_created)
        row.startTime = std::chrono::nanoseconds(*task.start - *m_created);
    row.parent = parentOf(process.pid, parent);
    return row;
}

/// The task above a process; none: it is not there.
TaskId SandboxSampler::parentOf(std::int32_t pid, std::int32_t parent) const
{
    const auto leader = m_known.find(parent);
    return parent != pid && leader != m_known.end() ? leader->second.id : TaskId{};
}

void SandboxSampler::updateRow(TaskSummary row, Generation generation)
{
    const auto key = row.id.value;
    if (const TaskSummary* const before = m_rows.find(key)) {
        row.generation = before->generation;
        if (row == *before)
            return;
    }
    row.generation = generation;
    m_newBytes += sizeof row + row.name.size() + row.command.size() + m_rows.bytesOfPath() / 8;
    m_rows.set(key, std::make_shared<const TaskSummary>(std::move(row)));
    m_isChanged = true;
}

void SandboxSampler::updateRows(Generation generation)
{
    for (auto& [pid, task] : m_known) {
        const DumpedProcess* const dump = task.process->dump.get();
        const TaskId parent = dump ? parentOf(pid, dump->parent) : TaskId{};
        // What a zombie's row says stands in the list alone.
        if (dump && task.process == task.shown && parent == task.shownParent)
            continue;
        task.shown = task.process;
        task.shownParent = parent;
        updateRow(rowOf(task), generation);
        const auto& threads = task.process->threads;
        for (auto it = task.threads.begin(); it != task.threads.end();) {
            if (threads && std::ranges::binary_search(*threads, it->first)) {
                ++it;
                continue;
            }
            m_rows.erase(it->second.value);
            it = task.threads.erase(it);
            m_isChanged = true;
        }
        for (const std::int32_t tid : threads.value_or(std::vector<std::int32_t>{})) {
            if (tid == pid)
                continue;
            TaskId& id = task.threads[tid];
            if (!id)
                id = {++m_lastTaskId};
            TaskSummary row;
            row.id = id;
            row.parent = task.id;
            row.isThread = true;
            row.tid = {tid};
            row.tgid = {pid};
            updateRow(std::move(row), generation);
        }
    }
}

/// What was read of a process goes with it, also where another one has its number by now.
void SandboxSampler::updateInside(Generation generation)
{
    const auto isOver = [&](std::string_view path) {
        const std::int32_t pid = processIn(path);
        const auto known = m_known.find(pid);
        return pid != 0
            && (known == m_known.end() || !known->second.process->dump
                || m_exchanged.contains(pid));
    };
    const bool hasEnded
        = std::ranges::any_of(*m_inside, [&](const auto& inside) { return isOver(inside.first); });
    if (m_newInside.empty() && !hasEnded)
        return;
    InsideEntries entries = *m_inside;
    for (auto& [path, added] : std::exchange(m_newInside, {})) {
        const auto before = entries.find(path);
        InsideEntry now;
        now.readAt = generation;
        now.entry = settled(procfs::RecordedEntry(*added.entry),
                            before == entries.end() ? nullptr : before->second.entry, generation);
        if (now.entry->text)
            m_newBytes += now.entry->text->bytes.size();
        m_newBytes += sizeof(procfs::RecordedEntry) + path.size();
        entries.insert_or_assign(path, std::move(now));
    }
    std::erase_if(entries, [&](const auto& inside) { return isOver(inside.first); });
    m_inside = std::make_shared<const InsideEntries>(std::move(entries));
    m_isChanged = true;
}

snapshot::SnapshotPtr SandboxSampler::sample(SandboxReading reading, std::chrono::nanoseconds now)
{
    const Generation generation = nextGeneration();
    ++m_sampleNumber;
    m_exchanged.clear();
    m_newBytes = sizeof(snapshot::Snapshot) + sizeof(SandboxTree);
    std::unordered_set<std::int32_t> readers;
    for (const DumpedPtr& dumped : reading.dump) {
        if (isReader(*dumped))
            readers.insert(dumped->pid);
        else
            takeDumped(dumped, generation);
    }
    for (auto* list : {&reading.listed, &reading.listedBefore}) {
        if (*list)
            std::erase_if(**list, [&](const auto& listed) { return readers.contains(listed.pid); });
    }
    takeListed(reading, generation);
    m_dump = std::move(reading.dump);
    forgetUnseen();
    updateRows(generation);
    updateInside(generation);
    if (m_last && !std::exchange(m_isChanged, false))
        return m_last;

    SandboxTree::Contents contents;
    contents.generation = generation;
    contents.origin = m_origin;
    contents.processes.reserve(m_known.size());
    for (const auto& [pid, task] : m_known)
        contents.processes.push_back(task.process);
    std::ranges::sort(contents.processes, {}, [](const auto& process) { return process->pid; });
    contents.listChanged = m_listChanged;
    contents.inside = m_inside;
    m_newBytes += contents.processes.size() * sizeof(SandboxProcessPtr);

    auto snapshot = std::make_shared<snapshot::Snapshot>();
    snapshot->generation = generation;
    snapshot->time = now;
    snapshot->tasks = m_rows;
    snapshot->tree = std::make_shared<const SandboxTree>(std::move(contents));
    snapshot->ownBytes = m_newBytes;
    m_isChanged = false;
    m_last = std::move(snapshot);
    return m_last;
}

}
