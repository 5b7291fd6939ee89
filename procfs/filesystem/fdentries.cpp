// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "fdentries.h"

#include "directorynode.h"

#include <procfs/files/fd.h>
#include <procfs/files/fdinfo.h>

#include <algorithm>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t linkMode = 0777;
constexpr std::uint64_t linuxLinkSize = 64;

/// The mode that Linux shows of fd/N: what it was opened for, and search.
std::uint16_t openedFor(const FdEntry& entry)
{
    constexpr std::uint32_t accessMode = 03;
    constexpr std::uint32_t oPath = 010000000;
    if ((entry.statusFlags & oPath) != 0)
        return 0;
    switch (entry.statusFlags & accessMode) {
    case 0:
        return 0500;
    case 1:
        return 0300;
    default:
        return 0700;
    }
}

}

std::span<const FdEntry> openFiles(const ProcMount& mount, const HeldTask& task)
{
    const auto* table = mount.records->fdTable(task.record().fdTable);
    return table ? std::span<const FdEntry>(table->entries) : std::span<const FdEntry>();
}

const FdEntry* openFile(const ProcMount& mount, const HeldTask& task, int fd)
{
    const auto files = openFiles(mount, task);
    const auto entry = std::ranges::lower_bound(files, fd, {}, &FdEntry::fd);
    return entry != files.end() && entry->fd == fd ? &*entry : nullptr;
}

FileText fdInfoText(const ProcMount& mount, const HeldTask& task, const FdEntry& entry)
{
    mount.countFormat();
    return mount.withContext(&task, true, [&entry](const FileContext& context) {
        FileText text;
        renderFdInfo(entry, context, text);
        return text;
    });
}

std::shared_ptr<FdLink> FdLink::create(const ProcMountPtr& mount,
                                       std::shared_ptr<DirectoryNode> parent,
                                       std::shared_ptr<HeldTask> task, const ProcFile& directory,
                                       const FdEntry& entry)
{
    std::optional<OwnerIds> owner;
    if (mount->rules.owner == OwnerRule::dumpableOrFrozen)
        owner = effectiveIds(task->record());
    return std::shared_ptr<FdLink>(new FdLink({.mount = mount,
                                               .parent = std::move(parent),
                                               .task = std::move(task),
                                               .file = &directory,
                                               .kind = FileKind::link,
                                               .permissions = linkMode,
                                               .inode = mount->takeInodes(),
                                               .owner = owner},
                                              entry));
}

bool FdLink::isValid() const
{
    return RecordNode::isValid() && openFile(*mount(), *heldTask(), m_entry.fd) != nullptr;
}

Ownership FdLink::ownership() const
{
    Ownership owner = RecordNode::ownership();
    if (rules().fdModesShown) {
        const FdEntry* const now = openFile(*mount(), *heldTask(), m_entry.fd);
        owner.permissions = openedFor(now ? *now : m_entry);
    }
    return owner;
}

std::uint64_t FdLink::size() const
{
    return rules().sizes == SizeRule::linux_ ? linuxLinkSize : 0;
}

std::expected<const FdEntry*, Errno> FdLink::entry() const
{
    if (rules().freezesFds)
        return &m_entry;
    if (rules().tracesFdLinks && !mount()->readerMayTrace(*heldTask()))
        return std::unexpected(Errno::access);
    if (heldTask()->isGone() && rules().linkOfDead != Errno::ok)
        return std::unexpected(rules().linkOfDead);
    const FdEntry* const now = openFile(*mount(), *heldTask(), m_entry.fd);
    if (!now)
        return std::unexpected(Errno::noEntry);
    return now;
}

Answer<std::string> FdLink::readlink()
{
    return entry()
        .transform([this](const FdEntry* entry) {
            return fdTarget(*entry, mount()->readerRoot(), mount()->options.dialect);
        })
        .transform_error([](Errno error) { return Failure::of(error, "readlink"); });
}

Generation FdLink::generation() const
{
    // Of a settled one, the target's path is cut to the reader's root, and nothing else can change.
    const auto root = static_cast<Dependencies>(Dependency::readerRoot);
    if (rules().freezesFds)
        return mount()->generationOf(heldTask().get(), root);
    const Generation now = mount()->generationOf(heldTask().get(), root | Dependency::fdTable);
    return rules().tracesFdLinks
        ? std::max({now, mount()->readerGeneration(),
                    mount()->generationOf(heldTask().get(),
                                          static_cast<Dependencies>(Dependency::task))})
        : now;
}

Answer<NodePtr> FdLink::follow()
{
    if (const auto now = entry(); !now)
        return std::unexpected(Failure::of(now.error(), "open"));
    return OpaqueFile::behindLink(mount());
}

std::shared_ptr<FdInfoFile> FdInfoFile::create(const ProcMountPtr& mount,
                                               std::shared_ptr<DirectoryNode> parent,
                                               std::shared_ptr<HeldTask> task,
                                               const ProcFile& directory, int fd)
{
    return std::shared_ptr<FdInfoFile>(new FdInfoFile({.mount = mount,
                                                       .parent = std::move(parent),
                                                       .task = std::move(task),
                                                       .file = &directory,
                                                       .kind = FileKind::regular,
                                                       .permissions = mount->rules.fdInfoMode,
                                                       .inode = mount->takeInodes()},
                                                      fd));
}

bool FdInfoFile::isValid() const
{
    return TextFile::isValid() && openFile(*mount(), *heldTask(), m_fd) != nullptr;
}

Generation FdInfoFile::generation() const
{
    return mount()->generationOf(heldTask().get(), file()->dependencies);
}

TextFile::Text FdInfoFile::text(const Taken&) const
{
    const FdEntry* const entry = openFile(*mount(), *heldTask(), m_fd);
    if (!entry)
        return std::unexpected(Errno::noEntry);
    return std::make_shared<const FileText>(fdInfoText(*mount(), *heldTask(), *entry));
}

}
