// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "directorynode.h"

#include <algorithm>

namespace sandscope::procfs {

std::shared_ptr<DirectoryNode> DirectoryNode::self()
{
    return std::static_pointer_cast<DirectoryNode>(shared_from_this());
}

Errno DirectoryNode::listingError() const
{
    return heldTask() && heldTask()->isGone() ? rules().listingOfDead : Errno::ok;
}

EntryType DirectoryNode::entryType(FileKind kind) const
{
    switch (kind) {
    case FileKind::directory:
        return mount()->directoryType();
    case FileKind::link:
        return EntryType::link;
    case FileKind::regular:
        break;
    }
    return EntryType::file;
}

void DirectoryNode::Emitter::add(std::string name, EntryType type, std::uint64_t inode,
                                 std::int64_t next)
{
    --m_room;
    // Where nobody can seek there, it counts from 1 in each call (facts 1.5).
    const std::int64_t offset
        = m_rules.offsetsSeek ? next + 2 : static_cast<std::int64_t>(m_listing.entries.size()) + 1;
    m_listing.entries.push_back({std::move(name), type, inode, offset});
}

Answer<NodePtr> DirectoryNode::lookup(std::string_view name)
{
    if (name == ".")
        return shared_from_this();
    if (name == "..")
        return std::unexpected(Failure::of(Errno::invalid, "lookup"));
    // A kernel that cannot ask the task any more says so before it looks at rights.
    if (const Errno error = searchError(); error != Errno::ok)
        return std::unexpected(Failure::of(error, "lookup"));
    if (!mayAccess(Wanted::search))
        return std::unexpected(Failure::of(Errno::access, "lookup"));
    const auto known = m_children.find(name);
    if (known != m_children.end()) {
        auto node = known->second.lock();
        if (node && (rules().remade || node->isValid())) {
            mount()->entries.use(node);
            return node;
        }
        m_children.erase(known);
    }
    auto node = make(name);
    if (!node)
        return std::unexpected(Failure::of(Errno::noEntry, "lookup"));
    // Names come back seldom: without this, a directory that is held for long would remember each
    // it ever had.
    if (m_children.size() >= m_pruneAt) {
        std::erase_if(m_children, [](const auto& child) { return child.second.expired(); });
        m_pruneAt = std::max<std::size_t>(64, 2 * m_children.size());
    }
    m_children.emplace(name, node);
    mount()->entries.use(node);
    return node;
}

Answer<Listing> DirectoryNode::listOpened(std::int64_t offset, std::size_t count)
{
    // No room for a single entry is EINVAL in getdents(2), too.
    if (offset < 0 || count == 0)
        return std::unexpected(Failure::of(Errno::invalid, "getdents"));
    if (const Errno error = listingError(); error != Errno::ok)
        return std::unexpected(Failure::of(error, "getdents"));

    Listing listing;
    Emitter emitter(listing, count, rules());
    if (offset == 0) {
        emitter.add(".", mount()->directoryType(), inode(), -1);
        ++offset;
    }
    if (offset == 1 && !emitter.isFull()) {
        emitter.add("..", mount()->directoryType(), parent() ? parent()->inode() : inode(), 0);
        ++offset;
    }
    if (offset < 2) {
        listing.nextOffset = offset;
        return listing;
    }
    const auto resume = list(offset - 2, emitter);
    listing.nextOffset = resume.position + 2;
    listing.atEnd = resume.atEnd;
    return listing;
}

}
