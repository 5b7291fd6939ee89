// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "taskdirectory.h"

#include "fddirectory.h"
#include "namespacedirectory.h"
#include "netdirectory.h"
#include "tasklink.h"
#include "textfile.h"

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t taskDirectoryMode = 0555;

/// The entries whose owner gVisor settles when it makes them (facts 1.3).
constexpr std::array<std::string_view, 6> settled = {"comm", "cwd", "exe", "fd", "fdinfo", "root"};

}

TaskDirectory::TaskDirectory(Identity identity, bool wholeGroup, std::uint64_t numbersBefore)
    : DirectoryNode(std::move(identity))
    , m_wholeGroup(wholeGroup)
    , m_numbersBefore(numbersBefore)
    , m_firstOwner(effectiveIds(heldTask()->record()))
    , m_listing(rules().order == ListingOrder::random
                    ? shuffled(layout().entries.size(), inode() ^ mount()->options.seed)
                    : layout().listing)
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

Errno TaskDirectory::searchError() const
{
    return heldTask()->isGone() ? rules().searchOfDead : Errno::ok;
}

std::optional<OwnerIds> TaskDirectory::settledOwner(const ProcFile& file) const
{
    if (rules().owner == OwnerRule::effectiveIds && !file.wrapped)
        return OwnerIds{};
    if (rules().owner == OwnerRule::dumpableOrFrozen && std::ranges::contains(settled, file.name))
        return m_firstOwner;
    return std::nullopt;
}

std::vector<std::uint64_t> TaskDirectory::numbers(const std::vector<std::uint32_t>& counted) const
{
    std::vector<std::uint64_t> result;
    for (const std::uint32_t number : counted)
        result.push_back(m_numbersBefore + number);
    return result;
}

DirectoryNode::NewNode TaskDirectory::make(std::string_view name)
{
    const auto* entry = layout().find(name);
    if (!entry)
        return nullptr;
    const auto& file = *entry->file;
    const auto number = m_numbersBefore + entry->number;
    const auto owner = settledOwner(file);
    if (name == "mem")
        return MemFile::create(mount(), self(), heldTask(), file, number);
    if (file.kind == FileKind::regular) {
        auto& state = m_states[static_cast<std::size_t>(entry - layout().entries.data())];
        if (!state && mount()->readRule == ReadRule::sequence)
            state = makeReadState(ReadRule::sequence, false);
        return TaskFile::create(mount(), self(), heldTask(), file, m_wholeGroup, number, state,
                                owner);
    }
    if (file.kind == FileKind::link)
        return TaskLink::create(mount(), self(), heldTask(), file, m_wholeGroup, number, owner);
    if (name == "ns")
        return NamespaceDirectory::create(mount(), self(), heldTask(), file, number,
                                          numbers(layout().namespaceNumbers));
    if (name == "net")
        return NetDirectory::create(mount(), self(), heldTask(), &file, number,
                                    numbers(layout().netNumbers));
    if (name == "task")
        return SubtasksDirectory::create(mount(), self(), heldTask(), file, number);
    return FdDirectory::create(mount(), self(), heldTask(), file, number, owner);
}

DirectoryNode::Resume TaskDirectory::list(std::int64_t position, Emitter& emitter)
{
    // In 2018 and 2019 the kernel remembers the last name it gave, in the open file. Nothing is
    // added to or taken from such a directory, so the place of that name in the list is the same
    // thing.
    const auto end = static_cast<std::int64_t>(m_listing.size());
    for (; position < end && !emitter.isFull(); ++position) {
        const auto& entry = layout().entries[m_listing[static_cast<std::size_t>(position)]];
        emitter.add(std::string(entry.file->name), entryType(entry.file->kind),
                    m_numbersBefore + entry.number, position + 1);
    }
    return {position, position >= end};
}

}
