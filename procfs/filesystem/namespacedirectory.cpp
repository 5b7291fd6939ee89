// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "namespacedirectory.h"

#include "taskfile.h"

#include <procfs/files/ns.h>

#include <algorithm>

namespace sandscope::procfs {

namespace {

constexpr std::uint16_t linkMode = 0777;
constexpr std::uint16_t targetMode = 0777;

class NamespaceLink final : public RecordNode
{
public:
    NamespaceLink(Identity identity, std::string_view name)
        : RecordNode(std::move(identity))
        , m_target(nsTarget(name, inode() - 1))
    {
    }

    Answer<std::string> readlink() override { return m_target; }

protected:
    std::uint64_t size() const override { return m_target.size(); }

    /// A new empty file each time, so no two openings can be found to be the same namespace.
    Answer<NodePtr> follow() override
    {
        if (!mount()->readerMayTrace(*heldTask()))
            return std::unexpected(Failure::of(Errno::access, "open"));
        return FixedFile::create(mount(), nullptr, nullptr, nullptr, targetMode, {});
    }

private:
    std::string m_target;
};

}

std::shared_ptr<NamespaceDirectory>
NamespaceDirectory::create(const ProcMountPtr& mount, std::shared_ptr<DirectoryNode> parent,
                           std::shared_ptr<HeldTask> task, const ProcFile& file,
                           std::uint64_t inode, std::uint64_t firstLink)
{
    return std::shared_ptr<NamespaceDirectory>(
        new NamespaceDirectory({.mount = mount,
                                .parent = std::move(parent),
                                .task = std::move(task),
                                .file = &file,
                                .kind = FileKind::directory,
                                .permissions = file.mode(mount->options.dialect),
                                .inode = inode},
                               firstLink));
}

DirectoryNode::NewNode NamespaceDirectory::make(std::string_view name)
{
    const auto names = nsNames(mount()->options.dialect);
    const auto found = std::ranges::find(names, name);
    if (found == names.end())
        return nullptr;
    const auto index = static_cast<std::size_t>(found - names.begin());
    return std::make_shared<NamespaceLink>(Identity{.mount = mount(),
                                                    .parent = self(),
                                                    .task = heldTask(),
                                                    .file = file(),
                                                    .kind = FileKind::link,
                                                    .permissions = linkMode,
                                                    .inode = linkInode(index)},
                                           name);
}

DirectoryNode::Resume NamespaceDirectory::list(std::int64_t position, Emitter& emitter)
{
    const auto names = nsNames(mount()->options.dialect);
    const auto end = static_cast<std::int64_t>(names.size());
    for (; position < end && !emitter.isFull(); ++position) {
        const auto index = static_cast<std::size_t>(position);
        emitter.add(std::string(names[index]), EntryType::link, linkInode(index));
    }
    return {position, position >= end};
}

}
