// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "taskdirectory.h"

#include "fddirectory.h"
#include "namespacedirectory.h"
#include "taskfile.h"

#include <algorithm>
#include <limits>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t taskDirectoryMode = 0555;

/// Where a binary search finds the first tid >= \a position. The list need not ascend: after ids
/// wrapped around, or a thread other than the leader called exec, the search lands somewhere, as in
/// the kernel.
std::size_t searchTids(const std::vector<std::int32_t>& tids, std::int64_t position)
{
    std::size_t begin = 0;
    std::size_t end = tids.size();
    while (begin < end) {
        const auto middle = begin + (end - begin) / 2;
        if (tids[middle] < position)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

}

TaskDirectory::TaskDirectory(Identity identity, bool wholeGroup, std::uint64_t numbersBefore)
    : DirectoryNode(std::move(identity))
    , m_wholeGroup(wholeGroup)
    , m_numbersBefore(numbersBefore)
    , m_states(layout().entries.size())
{
}

std::shared_ptr<TaskDirectory> TaskDirectory::create(const ProcMountPtr& mount,
                                                     std::shared_ptr<DirectoryNode> parent,
                                                     TaskId task, bool wholeGroup)
{
    const auto& layout = wholeGroup ? mount->processLayout : mount->threadLayout;
    const auto before = mount->takeInodes(layout.directory) - 1;
    return std::shared_ptr<TaskDirectory>(new TaskDirectory({.mount = mount,
                                                             .parent = std::move(parent),
                                                             .task = mount->hold(task),
                                                             .file = nullptr,
                                                             .kind = FileKind::directory,
                                                             .permissions = taskDirectoryMode,
                                                             .inode = before + layout.directory},
                                                            wholeGroup, before));
}

DirectoryNode::NewNode TaskDirectory::make(std::string_view name)
{
    const auto* entry = layout().find(name);
    if (!entry)
        return nullptr;
    const auto& file = *entry->file;
    const auto number = m_numbersBefore + entry->number;
    if (file.kind == FileKind::regular) {
        auto& state = m_states[static_cast<std::size_t>(entry - layout().entries.data())];
        if (!state)
            state = std::make_shared<SeqFile>();
        return TaskFile::create(mount(), self(), heldTask(), file, m_wholeGroup, number, state);
    }
    if (file.kind == FileKind::link)
        return TaskLink::create(mount(), self(), heldTask(), file, m_wholeGroup, number);
    if (name == "ns") {
        const auto firstLink = m_numbersBefore + layout().firstNamespaceLink;
        return NamespaceDirectory::create(mount(), self(), heldTask(), file, number, firstLink);
    }
    if (name == "task")
        return SubtasksDirectory::create(mount(), self(), heldTask(), file, number);
    return FdDirectory::create(mount(), self(), heldTask(), file, number);
}

DirectoryNode::Resume TaskDirectory::list(std::int64_t position, Emitter& emitter)
{
    // The kernel remembers the last name it gave, in the open file. Nothing is added to or taken
    // from such a directory, so the place of that name in the list is the same thing.
    const auto& entries = layout().entries;
    const auto end = static_cast<std::int64_t>(entries.size());
    for (; position < end && !emitter.isFull(); ++position) {
        const auto& entry = entries[static_cast<std::size_t>(position)];
        emitter.add(std::string(entry.file->name), entryType(entry.file->kind, *mount()),
                    m_numbersBefore + entry.number);
    }
    return {position, position >= end};
}

std::shared_ptr<SubtasksDirectory>
SubtasksDirectory::create(const ProcMountPtr& mount, std::shared_ptr<DirectoryNode> parent,
                          std::shared_ptr<HeldTask> task, const ProcFile& file, std::uint64_t inode)
{
    return std::shared_ptr<SubtasksDirectory>(
        new SubtasksDirectory({.mount = mount,
                               .parent = std::move(parent),
                               .task = std::move(task),
                               .file = &file,
                               .kind = FileKind::directory,
                               .permissions = file.mode(mount->options.dialect),
                               .inode = inode}));
}

const ThreadGroupRecord* SubtasksDirectory::group() const
{
    return mount()->records->group(heldTask()->record().group);
}

std::uint64_t SubtasksDirectory::links() const
{
    const auto* present = group();
    return 2 + (present ? present->members.size() : 0);
}

Generation SubtasksDirectory::generation() const
{
    const auto* ns = mount()->records->pidNamespace(mount()->mount);
    return std::max(
        mount()->generationOf(*heldTask(), static_cast<Dependencies>(Dependency::group)),
        ns ? ns->generation : 0);
}

DirectoryNode::NewNode SubtasksDirectory::make(std::string_view name)
{
    const auto number = parseEntryNumber(name, std::numeric_limits<std::uint32_t>::max());
    if (!number)
        return nullptr;
    const auto id = mount()->records->taskWithTid(mount()->mount, Tid{truncatedToInt32(*number)});
    const auto* task = id ? mount()->records->task(id) : nullptr;
    if (!task || task->group != heldTask()->record().group)
        return nullptr;
    return TaskDirectory::create(mount(), self(), id, false);
}

DirectoryNode::Resume SubtasksDirectory::list(std::int64_t position, Emitter& emitter)
{
    std::vector<std::int32_t> tids; // in the order in which the threads were made
    if (const auto* present = group()) {
        for (const auto member : present->members) {
            const auto* task = mount()->records->task(member);
            if (const auto tid = task ? tidIn(task->tids, mount()->mount) : Tid{})
                tids.push_back(tid.value);
        }
    }
    const auto first = searchTids(tids, position);
    if (first == tids.size())
        return {position, true};

    const std::int64_t pastAll = std::ranges::max(tids) + std::int64_t{1};
    for (auto i = first; i < tids.size(); ++i) {
        const auto tid = tids[i];
        if (emitter.isFull()) {
            // The kernel resumes at the tid that did not fit. In a list that does not ascend this
            // may lead back to where this call began, and then for ever in a circle; here such a
            // listing ends instead.
            if (tid > position)
                return {tid, false};
            return {pastAll, true};
        }
        emitter.add(std::to_string(tid), mount()->directoryType(), mount()->takeInodes());
    }
    // Last tid + 1 in an ascending list. In another one that could lead back as well.
    return {pastAll, true};
}

}
