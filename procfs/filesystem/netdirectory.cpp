// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "netdirectory.h"

#include "textfile.h"

#include <algorithm>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t directoryMode = 0555;

}

std::shared_ptr<NetDirectory> NetDirectory::create(const ProcMountPtr& mount,
                                                   std::shared_ptr<DirectoryNode> parent,
                                                   std::shared_ptr<HeldTask> task,
                                                   const ProcFile* file, std::uint64_t inode,
                                                   std::vector<std::uint64_t> numbers)
{
    const std::shared_ptr<NetDirectory> directory(new NetDirectory({.mount = mount,
                                                                    .parent = std::move(parent),
                                                                    .task = std::move(task),
                                                                    .file = file,
                                                                    .kind = FileKind::directory,
                                                                    .permissions = directoryMode,
                                                                    .inode = inode}));
    const auto files = netFiles(mount->options.dialect);
    std::vector<std::size_t> order;
    if (mount->rules.order == ListingOrder::random)
        order = shuffled(files.size(), inode ^ mount->options.seed);
    for (std::size_t i = 0; i < files.size() && i < numbers.size(); ++i) {
        const std::size_t place = order.empty() ? i : order[i];
        directory->m_entries.push_back({files[place], numbers[place]});
    }
    return directory;
}

std::shared_ptr<NetDirectory> NetDirectory::empty(const ProcMountPtr& mount,
                                                  std::shared_ptr<DirectoryNode> parent,
                                                  std::uint64_t inode)
{
    return create(mount, std::move(parent), nullptr, nullptr, inode, {});
}

DirectoryNode::NewNode NetDirectory::make(std::string_view name)
{
    const auto entry = std::ranges::find(
        m_entries, name, [](const Entry& candidate) { return candidate.file->name; });
    if (entry == m_entries.end())
        return nullptr;
    if (!entry->state && mount()->readRule == ReadRule::sequence)
        entry->state = makeReadState(ReadRule::sequence, false);
    return SystemFile::create(mount(), self(), *entry->file, entry->inode, entry->state);
}

DirectoryNode::Resume NetDirectory::list(std::int64_t position, Emitter& emitter)
{
    const auto end = static_cast<std::int64_t>(m_entries.size());
    for (; position < end && !emitter.isFull(); ++position) {
        const Entry& entry = m_entries[static_cast<std::size_t>(position)];
        emitter.add(std::string(entry.file->name), entryType(entry.file->kind), entry.inode,
                    position + 1);
    }
    return {position, position >= end};
}

}
