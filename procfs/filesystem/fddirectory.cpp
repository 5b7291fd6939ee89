// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "fddirectory.h"

#include "taskfile.h"

#include <procfs/files/fd.h>
#include <procfs/files/fdinfo.h>

#include <algorithm>
#include <limits>
#include <span>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t linkMode = 0777;
constexpr std::uint16_t infoMode = 0400;

std::span<const FdEntry> openFiles(const ProcMount& mount, const HeldTask& task)
{
    const auto* table = mount.records->fdTable(task.record().fdTable);
    return table ? std::span<const FdEntry>(table->entries) : std::span<const FdEntry>();
}

}

std::shared_ptr<FdDirectory> FdDirectory::create(const ProcMountPtr& mount,
                                                 std::shared_ptr<DirectoryNode> parent,
                                                 std::shared_ptr<HeldTask> task,
                                                 const ProcFile& file, std::uint64_t inode)
{
    return std::shared_ptr<FdDirectory>(
        new FdDirectory({.mount = mount,
                         .parent = std::move(parent),
                         .task = std::move(task),
                         .file = &file,
                         .kind = FileKind::directory,
                         .permissions = file.mode(mount->options.dialect),
                         .inode = inode}));
}

Generation FdDirectory::generation() const
{
    return mount()->generationOf(*heldTask(), static_cast<Dependencies>(Dependency::fdTable));
}

bool FdDirectory::mayAccess(Wanted wanted) const
{
    if (DirectoryNode::mayAccess(wanted))
        return true;
    // A process may always look at its own files, also after it gave up the rights of their owner;
    // but the kernels of 2018 and 2019 think of fd alone, not of fdinfo.
    const auto* reader = mount()->reader();
    return !isInfo() && reader && reader->group == heldTask()->record().group;
}

DirectoryNode::NewNode FdDirectory::make(std::string_view name)
{
    const auto number = parseEntryNumber(name, std::numeric_limits<std::uint64_t>::max());
    if (!number)
        return nullptr;
    const auto files = openFiles(*mount(), *heldTask());
    const auto fd = truncatedToInt32(*number);
    const auto entry = std::ranges::lower_bound(files, fd, {}, &FdEntry::fd);
    if (entry == files.end() || entry->fd != fd)
        return nullptr;
    if (!isInfo())
        return FdLink::create(mount(), self(), heldTask(), *file(), *entry);

    FileText text;
    renderFdInfo(*entry, mount()->options.dialect, text);
    mount()->countFormat();
    return FixedFile::create(mount(), self(), heldTask(), file(), infoMode, std::move(text));
}

DirectoryNode::Resume FdDirectory::list(std::int64_t position, Emitter& emitter)
{
    const auto files = openFiles(*mount(), *heldTask());
    const auto type = isInfo() ? EntryType::file : EntryType::link;
    for (auto entry = std::ranges::lower_bound(files, position, {}, &FdEntry::fd);
         entry != files.end(); ++entry) {
        if (emitter.isFull())
            return {entry->fd, false};
        emitter.add(std::to_string(entry->fd), type, mount()->takeInodes());
        position = entry->fd + std::int64_t{1};
    }
    return {position, true};
}

std::shared_ptr<FdLink> FdLink::create(const ProcMountPtr& mount,
                                       std::shared_ptr<DirectoryNode> parent,
                                       std::shared_ptr<HeldTask> task, const ProcFile& directory,
                                       const FdEntry& entry)
{
    return std::shared_ptr<FdLink>(new FdLink({.mount = mount,
                                               .parent = std::move(parent),
                                               .task = std::move(task),
                                               .file = &directory,
                                               .kind = FileKind::link,
                                               .permissions = linkMode,
                                               .inode = mount->takeInodes()},
                                              entry));
}

Answer<std::string> FdLink::readlink()
{
    return fdTarget(m_entry, mount()->readerRoot(), mount()->options.dialect);
}

Generation FdLink::generation() const
{
    return mount()->generationOf(*heldTask(), static_cast<Dependencies>(Dependency::readerRoot));
}

Answer<NodePtr> FdLink::follow()
{
    return OpenedFile::create(mount());
}

}
