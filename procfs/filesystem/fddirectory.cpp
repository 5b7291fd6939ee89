// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "fddirectory.h"

#include "fdentries.h"

#include <algorithm>

namespace sandscope::procfs {

std::shared_ptr<FdDirectory> FdDirectory::create(const ProcMountPtr& mount,
                                                 std::shared_ptr<DirectoryNode> parent,
                                                 std::shared_ptr<HeldTask> task,
                                                 const ProcFile& file, std::uint64_t inode,
                                                 std::optional<OwnerIds> owner)
{
    return std::shared_ptr<FdDirectory>(
        new FdDirectory({.mount = mount,
                         .parent = std::move(parent),
                         .task = std::move(task),
                         .file = &file,
                         .kind = FileKind::directory,
                         .permissions = file.mode(mount->options.dialect),
                         .inode = inode,
                         .owner = owner}));
}

Generation FdDirectory::generation() const
{
    return mount()->generationOf(heldTask().get(), static_cast<Dependencies>(Dependency::fdTable));
}

bool FdDirectory::mayAccess(Wanted wanted) const
{
    if (isInfo() && rules().tracesFdInfo && !mount()->readerMayTrace(*heldTask()))
        return false;
    if (DirectoryNode::mayAccess(wanted))
        return true;
    // A process may always look at its own files, also after it gave up the rights of their owner;
    // but kernels think of fd alone, not of fdinfo.
    return !isInfo() && mount()->isReadersOwn(*heldTask());
}

std::uint64_t FdDirectory::size() const
{
    return rules().sizes == SizeRule::linux_ && !isInfo() ? openFiles(*mount(), *heldTask()).size()
                                                          : 0;
}

DirectoryNode::NewNode FdDirectory::make(std::string_view name)
{
    const auto number = entryNumber(name, rules().fd);
    const FdEntry* const entry = number ? openFile(*mount(), *heldTask(), *number) : nullptr;
    if (!entry)
        return nullptr;
    if (!isInfo())
        return FdLink::create(mount(), self(), heldTask(), *file(), *entry);
    if (!rules().freezesFds)
        return FdInfoFile::create(mount(), self(), heldTask(), *file(), *number);
    return FixedFile::create(mount(), self(), heldTask(), file(), rules().fdInfoMode,
                             mount()->takeInodes(), fdInfoText(*mount(), *heldTask(), *entry));
}

DirectoryNode::Resume FdDirectory::list(std::int64_t position, Emitter& emitter)
{
    const auto files = openFiles(*mount(), *heldTask());
    const auto type = isInfo() ? EntryType::file : EntryType::link;
    for (auto entry = std::ranges::lower_bound(files, position, {}, &FdEntry::fd);
         entry != files.end(); ++entry) {
        if (emitter.isFull())
            return {entry->fd, false};
        position = entry->fd + std::int64_t{1};
        const auto following = std::next(entry);
        const bool skips = rules().offsetsSkip && following != files.end();
        emitter.add(std::to_string(entry->fd), type, mount()->takeInodes(),
                    skips ? std::int64_t{following->fd} : position);
    }
    return {position, true};
}

}
