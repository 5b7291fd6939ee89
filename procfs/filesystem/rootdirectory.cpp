// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "rootdirectory.h"

#include "taskdirectory.h"

#include <algorithm>
#include <array>
#include <format>
#include <limits>
#include <ranges>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t directoryMode = 0555;
constexpr std::uint16_t fileMode = 0444;
constexpr std::uint16_t linkMode = 0777;

enum class Top : std::uint8_t { loadavg, mounts, self, threadSelf, uptime };

struct TopEntry
{
    std::string_view name;
    Top what;
    [[nodiscard]] FileKind kind() const
    {
        return what == Top::loadavg || what == Top::uptime ? FileKind::regular : FileKind::link;
    }
};

// What 2018 resolves without listing it is not among these.
constexpr std::array listed2018
    = {TopEntry{"loadavg", Top::loadavg}, TopEntry{"mounts", Top::mounts},
       TopEntry{"uptime", Top::uptime}};
constexpr std::array listed2019 = {
    TopEntry{"loadavg", Top::loadavg}, TopEntry{"mounts", Top::mounts}, TopEntry{"self", Top::self},
    TopEntry{"thread-self", Top::threadSelf}, TopEntry{"uptime", Top::uptime}};

std::span<const TopEntry> listedEntries(Dialect dialect)
{
    if (dialect == Dialect::gvisor2018)
        return listed2018;
    return listed2019;
}

class TopFile final : public RecordNode
{
public:
    TopFile(Identity identity, Top what)
        : RecordNode(std::move(identity))
        , m_what(what)
    {
    }

    Generation generation() const override
    {
        return m_what == Top::uptime ? mount()->records->generation() : 0;
    }

protected:
    Answer<std::size_t> readBytes(std::uint64_t offset, std::size_t count,
                                  std::string& out) override
    {
        return slice(text(), offset, count, out);
    }

    Answer<std::shared_ptr<const FileText>> wholeText() override
    {
        FileText whole{.bytes = text(), .marks = {}};
        whole.mark(1);
        return std::make_shared<const FileText>(std::move(whole));
    }

private:
    std::string text() const
    {
        if (m_what == Top::loadavg)
            return "0.00 0.00 0.00 0/0 0\n";
        // Counted from the mount, which is taken to have been made when the sandbox booted.
        return std::format("{:.2f} 0.00\n",
                           std::chrono::duration<double>(mount()->records->time()).count());
    }

    Top m_what;
};

class TopLink final : public RecordNode
{
public:
    TopLink(Identity identity, Top what)
        : RecordNode(std::move(identity))
        , m_what(what)
    {
    }

    Generation generation() const override
    {
        return m_what == Top::mounts ? 0 : mount()->readerGeneration();
    }

    Answer<std::string> readlink() override
    {
        if (m_what == Top::mounts)
            return std::string(mountsTarget);
        const auto* reader = mount()->reader();
        if (!reader)
            return std::unexpected(Failure::of(Errno::invalid, "readlink"));
        const auto* group = mount()->records->group(reader->group);
        const auto* leader = group ? mount()->records->task(group->leader) : nullptr;
        const auto tgid = leader ? tidIn(leader->tids, mount()->mount) : Tid{};
        const auto tid = tidIn(reader->tids, mount()->mount);
        if (!tgid || (m_what == Top::threadSelf && !tid))
            return std::unexpected(Failure::of(Errno::noEntry, "readlink"));
        auto target = std::to_string(tgid.value);
        if (m_what == Top::threadSelf)
            target += "/task/" + std::to_string(tid.value);
        return target;
    }

protected:
    // The other two are made with an empty target and answer readlink by themselves.
    std::uint64_t size() const override { return m_what == Top::mounts ? mountsTarget.size() : 0; }

    Answer<NodePtr> follow() override
    {
        const auto target = readlink();
        if (!target)
            return std::unexpected(Failure::of(target.error().error, "open"));
        NodePtr at = parent();
        for (const auto part : std::views::split(*target, '/')) {
            if (at->kind() == FileKind::link) {
                auto behind = at->open();
                if (!behind)
                    return behind;
                at = std::move(*behind);
            }
            auto next = at->lookup(std::string_view(part));
            if (!next)
                return next;
            at = std::move(*next);
        }
        return at->open();
    }

private:
    static constexpr std::string_view mountsTarget = "self/mounts";

    Top m_what;
};

}

std::uint64_t RootDirectory::inodeCount(Dialect dialect)
{
    return listedEntries(dialect).size() + 1;
}

std::shared_ptr<RootDirectory> RootDirectory::create(const ProcMountPtr& mount)
{
    const auto last = inodeCount(mount->options.dialect) - 1;
    return std::shared_ptr<RootDirectory>(new RootDirectory({.mount = mount,
                                                             .parent = nullptr,
                                                             .task = nullptr,
                                                             .file = nullptr,
                                                             .kind = FileKind::directory,
                                                             .permissions = directoryMode,
                                                             .inode = mount->rootInodes + last}));
}

Generation RootDirectory::generation() const
{
    const auto* ns = mount()->records->pidNamespace(mount()->mount);
    return ns ? ns->generation : 0;
}

std::uint64_t RootDirectory::links() const
{
    return mount()->options.dialect == Dialect::gvisor2018 ? 1 : 3; // itself, net and sys
}

DirectoryNode::NewNode RootDirectory::make(std::string_view name)
{
    const auto entries = listedEntries(mount()->options.dialect);
    const auto newTop = [&](const TopEntry& entry, std::uint64_t inode) -> NewNode {
        Identity identity{.mount = mount(),
                          .parent = self(),
                          .task = nullptr,
                          .file = nullptr,
                          .kind = entry.kind(),
                          .permissions = entry.kind() == FileKind::link ? linkMode : fileMode,
                          .inode = inode};
        if (entry.kind() == FileKind::link)
            return std::make_shared<TopLink>(std::move(identity), entry.what);
        return std::make_shared<TopFile>(std::move(identity), entry.what);
    };
    if (const auto entry = std::ranges::find(entries, name, &TopEntry::name);
        entry != entries.end())
        return newTop(*entry,
                      mount()->rootInodes + static_cast<std::uint64_t>(entry - entries.begin()));
    if (name == "self") // 2018: made by the lookup
        return newTop({name, Top::self}, mount()->takeInodes());

    const auto number = parseEntryNumber(name, std::numeric_limits<std::uint64_t>::max());
    if (!number)
        return nullptr;
    const auto id = mount()->records->taskWithTid(mount()->mount, Tid{truncatedToInt32(*number)});
    if (!id || !mount()->records->task(id))
        return nullptr;
    return TaskDirectory::create(mount(), self(), id, true);
}

const std::vector<std::string>& RootDirectory::processNames()
{
    if (m_namesEpoch == mount()->epoch)
        return m_processNames;
    m_namesEpoch = mount()->epoch;
    m_processNames.clear();
    const auto& records = *mount()->records;
    for (auto next = records.nextTask(mount()->mount, Tid{1}); next;) {
        const auto [tid, id] = *next;
        const auto* task = records.task(id);
        const auto* group = task ? records.group(task->group) : nullptr;
        // Printed is the id in the process' own PID namespace instead of that of this mount, so
        // processes of an inner namespace show up under numbers that belong to others here.
        if (group && group->leader == id && !task->tids.empty())
            m_processNames.push_back(std::to_string(task->tids.front().tid.value));
        if (tid.value == std::numeric_limits<std::int32_t>::max())
            break;
        next = records.nextTask(mount()->mount, Tid{tid.value + 1});
    }
    std::ranges::sort(m_processNames);
    return m_processNames;
}

DirectoryNode::Resume RootDirectory::list(std::int64_t position, Emitter& emitter)
{
    // First the static names, where the kernel remembers the last one given; then the processes by
    // index.
    const auto entries = listedEntries(mount()->options.dialect);
    const auto staticEnd = static_cast<std::int64_t>(entries.size());
    for (; position < staticEnd && !emitter.isFull(); ++position) {
        const auto index = static_cast<std::size_t>(position);
        emitter.add(std::string(entries[index].name), entryType(entries[index].kind(), *mount()),
                    mount()->rootInodes + index);
    }
    const auto& names = processNames();
    const auto end = staticEnd + static_cast<std::int64_t>(names.size());
    for (; position < end && !emitter.isFull(); ++position)
        emitter.add(names[static_cast<std::size_t>(position - staticEnd)], mount()->directoryType(),
                    mount()->takeInodes());
    return {position, position >= end};
}

}
