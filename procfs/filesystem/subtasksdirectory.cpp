// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "taskdirectory.h"

#include <algorithm>

namespace sandscope::procfs {

namespace {

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
    return std::max(
        mount()->generationOf(heldTask().get(), static_cast<Dependencies>(Dependency::group)),
        mount()->namespaceGeneration());
}

bool SubtasksDirectory::isHidden() const
{
    const TaskState state = heldTask()->record().state;
    return rules().hidesThreadsOfZombies
        && (state == TaskState::zombie || state == TaskState::dead);
}

Answer<Attributes> SubtasksDirectory::statOpened()
{
    if (isHidden())
        return std::unexpected(Failure::of(Errno::noEntry, "fstat"));
    return stat();
}

Errno SubtasksDirectory::searchError() const
{
    // Linux asks for the task before it lets anybody in; gVisor finds no member by itself.
    return heldTask()->isGone() && rules().listingOfDead != Errno::ok ? rules().searchOfDead
                                                                      : Errno::ok;
}

Errno SubtasksDirectory::listingError() const
{
    return isHidden() ? Errno::noEntry : DirectoryNode::listingError();
}

DirectoryNode::NewNode SubtasksDirectory::make(std::string_view name)
{
    const auto number = entryNumber(name, rules().thread);
    if (!number)
        return nullptr;
    const auto id = mount()->records->taskWithTid(mount()->mount, Tid{*number});
    const auto* task = id ? mount()->records->task(id) : nullptr;
    if (!task || task->group != heldTask()->record().group)
        return nullptr;
    return TaskDirectory::create(mount(), self(), id, false);
}

std::vector<std::int32_t> SubtasksDirectory::tids() const
{
    std::vector<std::int32_t> tids;
    if (const auto* present = group()) {
        for (const auto member : present->members) {
            const auto* task = mount()->records->task(member);
            if (const auto tid = task ? tidIn(task->tids, mount()->mount) : Tid{})
                tids.push_back(tid.value);
        }
    }
    return tids;
}

DirectoryNode::Resume SubtasksDirectory::list(std::int64_t position, Emitter& emitter)
{
    if (rules().threads == ThreadListing::searched)
        return listBySearch(position, emitter);
    auto all = tids();
    if (rules().threads == ThreadListing::sorted)
        std::ranges::sort(all);
    const auto end = static_cast<std::int64_t>(all.size());
    for (; position < end && !emitter.isFull(); ++position)
        emitter.add(std::to_string(all[static_cast<std::size_t>(position)]),
                    mount()->directoryType(), mount()->takeInodes(), position + 1);
    return {position, position >= end};
}

DirectoryNode::Resume SubtasksDirectory::listBySearch(std::int64_t position, Emitter& emitter)
{
    const auto all = tids();
    const auto first = searchTids(all, position);
    if (first == all.size())
        return {position, true};

    const std::int64_t pastAll = std::ranges::max(all) + std::int64_t{1};
    for (auto i = first; i < all.size(); ++i) {
        const auto tid = all[i];
        if (emitter.isFull()) {
            // The kernel resumes at the tid that did not fit. In a list that does not ascend this
            // may lead back to where this call began, and then for ever in a circle; here such a
            // listing ends instead.
            if (tid > position)
                return {tid, false};
            return {pastAll, true};
        }
        emitter.add(std::to_string(tid), mount()->directoryType(), mount()->takeInodes(),
                    tid + std::int64_t{1});
    }
    // Last tid + 1 in an ascending list. In another one that could lead back as well.
    return {pastAll, true};
}

}
