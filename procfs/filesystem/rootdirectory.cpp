// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "rootdirectory.h"

#include "netdirectory.h"
#include "taskdirectory.h"
#include "textfile.h"
#include "toplink.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t directoryMode = 0555;

// Positions from 2022 on, and on Linux, which had them first: counted behind "." and "..".
constexpr std::int64_t selfPosition = 254;
constexpr std::int64_t threadSelfPosition = 255;
constexpr std::int64_t firstProcess = 256; ///< plus the TGID
constexpr std::int64_t gvisorEnd = 65'535;
constexpr std::int64_t linuxEnd = 4'194'304 + firstProcess;

}

std::uint64_t RootDirectory::inodeCount(Dialect dialect)
{
    return TopLayout(dialect).count;
}

RootDirectory::RootDirectory(Identity identity, TopLayout layout)
    : DirectoryNode(std::move(identity))
    , m_layout(std::move(layout))
    , m_states(m_layout.entries.size())
{
    m_listing.resize(m_layout.listed);
    std::iota(m_listing.begin(), m_listing.end(), std::size_t{0});
    if (rules().order == ListingOrder::random)
        m_listing = shuffled(m_layout.listed, inode() ^ mount()->options.seed);
}

std::shared_ptr<RootDirectory> RootDirectory::create(const ProcMountPtr& mount)
{
    TopLayout layout(mount->options.dialect);
    const std::uint64_t number = mount->rootInodes + layout.rootNumber;
    return std::shared_ptr<RootDirectory>(new RootDirectory({.mount = mount,
                                                             .parent = nullptr,
                                                             .task = nullptr,
                                                             .file = nullptr,
                                                             .kind = FileKind::directory,
                                                             .permissions = directoryMode,
                                                             .inode = number},
                                                            std::move(layout)));
}

Generation RootDirectory::generation() const
{
    return mount()->namespaceGeneration();
}

std::uint64_t RootDirectory::links() const
{
    if (mount()->options.dialect == Dialect::gvisor2018)
        return 1;
    const std::uint64_t fixed = rules().directoryLinks + m_layout.directories;
    return rules().listsProcessesAsText ? fixed : fixed + processes().size();
}

DirectoryNode::NewNode RootDirectory::makeTop(const TopEntry& entry)
{
    const auto numberFor = [&](std::uint64_t count) { // the first of those that are its own
        return entry.isListed ? mount()->rootInodes + entry.number + 1 - count
                              : mount()->takeInodes(count);
    };
    switch (entry.kind) {
    case TopKind::link:
        return TopLink::create(mount(), self(), entry.name, numberFor(1));
    case TopKind::directory:
        return NetDirectory::empty(mount(), self(), numberFor(1));
    case TopKind::net: {
        std::vector<std::uint64_t> numbers(netFiles(mount()->options.dialect).size());
        const std::uint64_t first = numberFor(numbers.size() + 1);
        std::iota(numbers.begin(), numbers.end(), first);
        const std::uint64_t own = first + numbers.size();
        return NetDirectory::create(mount(), self(), nullptr, nullptr, own, std::move(numbers));
    }
    case TopKind::file:
    case TopKind::emptyFile:
        break;
    }
    const ProcFile* const file = procFile(entry.name, Scope::system);
    if (file && file->existsIn(mount()->options.dialect) && file->render) {
        auto& state = m_states[static_cast<std::size_t>(&entry - m_layout.entries.data())];
        if (!state && mount()->readRule == ReadRule::sequence)
            state = makeReadState(ReadRule::sequence, false);
        return SystemFile::create(mount(), self(), *file, numberFor(1), state);
    }
    if (entry.kind == TopKind::emptyFile)
        return FixedFile::create(mount(), self(), nullptr, nullptr, entry.mode, numberFor(1), {});
    return OpaqueFile::create(mount(), self(), entry.mode, numberFor(1));
}

DirectoryNode::NewNode RootDirectory::make(std::string_view name)
{
    if (const TopEntry* const entry = m_layout.find(name))
        return makeTop(*entry);
    const auto number = entryNumber(name, rules().process);
    if (!number)
        return nullptr;
    const auto id = mount()->records->taskWithTid(mount()->mount, Tid{*number});
    if (!id || !mount()->records->task(id))
        return nullptr;
    return TaskDirectory::create(mount(), self(), id, true);
}

const std::vector<RootDirectory::Process>& RootDirectory::processes() const
{
    if (m_epoch == mount()->epoch)
        return m_processes;
    m_epoch = mount()->epoch;
    m_processes.clear();
    const auto& records = *mount()->records;
    for (auto next = records.nextTask(mount()->mount, Tid{1}); next;) {
        const auto [tid, id] = *next;
        const auto* task = records.task(id);
        const auto* group = task ? records.group(task->group) : nullptr;
        if (group && group->leader == id && !task->tids.empty())
            m_processes.push_back({tid.value, task->tids.front().tid.value});
        if (tid.value == std::numeric_limits<std::int32_t>::max())
            break;
        next = records.nextTask(mount()->mount, Tid{tid.value + 1});
    }
    return m_processes;
}

const std::vector<std::string>& RootDirectory::processNames()
{
    if (m_namesEpoch == mount()->epoch)
        return m_processNames;
    m_namesEpoch = mount()->epoch;
    m_processNames.clear();
    // Printed is the id in the process' own PID namespace instead of that of this mount, so
    // processes of an inner namespace show up under numbers that belong to others here.
    for (const Process& process : processes())
        m_processNames.push_back(std::to_string(process.ownTgid));
    m_processNames.emplace_back("sys"); // dynamic, too, in the kernel's eyes
    std::ranges::sort(m_processNames);
    return m_processNames;
}

DirectoryNode::Resume RootDirectory::list(std::int64_t position, Emitter& emitter)
{
    const auto fixed = static_cast<std::int64_t>(m_listing.size());
    for (; position < fixed && !emitter.isFull(); ++position) {
        const TopEntry& entry = m_layout.entries[m_listing[static_cast<std::size_t>(position)]];
        FileKind kind = FileKind::regular;
        if (entry.kind == TopKind::link)
            kind = FileKind::link;
        else if (entry.kind == TopKind::directory || entry.kind == TopKind::net)
            kind = FileKind::directory;
        const bool skips = rules().offsetsSkip && position + 1 == fixed;
        emitter.add(std::string(entry.name), entryType(kind), mount()->rootInodes + entry.number,
                    skips ? selfPosition : position + 1);
    }
    if (position < fixed)
        return {position, false};
    return rules().listsProcessesAsText ? listAsText(position, emitter)
                                        : listByNumber(position, emitter);
}

DirectoryNode::Resume RootDirectory::listAsText(std::int64_t position, Emitter& emitter)
{
    // The kernel remembers the last fixed name given; processes go by index.
    const auto fixed = static_cast<std::int64_t>(m_listing.size());
    const auto& names = processNames();
    const auto end = fixed + static_cast<std::int64_t>(names.size());
    for (; position < end && !emitter.isFull(); ++position) {
        const std::string& name = names[static_cast<std::size_t>(position - fixed)];
        emitter.add(name, name == "sys" ? EntryType::file : mount()->directoryType(),
                    mount()->takeInodes(), position + 1);
    }
    return {position, position >= end};
}

DirectoryNode::Resume RootDirectory::listByNumber(std::int64_t position, Emitter& emitter)
{
    const std::int64_t end = isGvisor(mount()->options.dialect) ? gvisorEnd : linuxEnd;
    if (position >= end)
        return {position, true};
    position = std::max(position, selfPosition);
    if (position == selfPosition) {
        if (emitter.isFull())
            return {position, false};
        emitter.add("self", EntryType::link, mount()->takeInodes(), ++position);
    }
    if (position == threadSelfPosition) {
        if (emitter.isFull())
            return {position, false};
        ++position;
        const auto& all = processes();
        const bool skips = rules().offsetsSkip && !all.empty();
        emitter.add("thread-self", EntryType::link, mount()->takeInodes(),
                    skips ? firstProcess + all.front().tgid : position);
    }
    return listProcesses(position, emitter);
}

DirectoryNode::Resume RootDirectory::listProcesses(std::int64_t position, Emitter& emitter)
{
    const auto& all = processes();
    const std::int64_t end = isGvisor(mount()->options.dialect) ? gvisorEnd : linuxEnd;
    const auto first = std::ranges::lower_bound(all, position - firstProcess, {}, &Process::tgid);
    if (first == all.end())
        return {position, true};
    const bool repeats = isGvisor(mount()->options.dialect) && mount()->options.repeatsProcesses;
    for (auto process = first; process != all.end(); ++process) {
        const std::int64_t own = firstProcess + process->tgid;
        // gVisor counts what it gave instead of looking at the id that did not fit, and then reads
        // that count as an id.
        if (emitter.isFull())
            return {repeats ? position + (process - first) : own, false};
        std::int64_t next = own + 1;
        if (rules().offsetsSkip)
            next = std::next(process) == all.end() ? end : firstProcess + std::next(process)->tgid;
        emitter.add(std::to_string(process->tgid), mount()->directoryType(), mount()->takeInodes(),
                    next);
    }
    return {end, true};
}

}
