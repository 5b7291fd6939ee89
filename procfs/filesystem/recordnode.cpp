// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "recordnode.h"

#include <algorithm>
#include <charconv>

namespace sandscope::procfs {

RecordNode::RecordNode(Identity identity)
    : m_mount(std::move(identity.mount))
    , m_parent(std::move(identity.parent))
    , m_task(std::move(identity.task))
    , m_file(identity.file)
    , m_kind(identity.kind)
    , m_permissions(identity.permissions)
    , m_inode(identity.inode)
{
}

RecordNode::~RecordNode() = default;

Ownership RecordNode::ownership() const
{
    Ownership owner;
    owner.permissions = m_permissions;
    owner.directory = m_kind == FileKind::directory;
    if (m_task && (!m_file || m_file->wrapped)) {
        const auto& credentials = *m_task->record().credentials;
        owner.uid = credentials.effectiveUid;
        owner.gid = credentials.effectiveGid;
    }
    return owner;
}

bool RecordNode::mayAccess(Wanted wanted) const
{
    return m_mount->readerMayAccess(ownership(), wanted);
}

Answer<Attributes> RecordNode::stat()
{
    const auto owner = ownership();
    return Attributes{.kind = m_kind,
                      .permissions = owner.permissions,
                      .links = links(),
                      .size = size(),
                      .inode = m_inode,
                      .uid = owner.uid,
                      .gid = owner.gid};
}

Answer<NodePtr> RecordNode::lookup(std::string_view)
{
    return std::unexpected(Failure::of(Errno::notDirectory, "lookup"));
}

Answer<Listing> RecordNode::readdir(std::int64_t, std::size_t)
{
    return std::unexpected(Failure::of(Errno::notDirectory, "getdents"));
}

Answer<std::string> RecordNode::readlink()
{
    return std::unexpected(Failure::of(Errno::invalid, "readlink"));
}

Answer<NodePtr> RecordNode::follow()
{
    return std::unexpected(
        Failure{.kind = Failure::Kind::notProvided, .error = Errno::ok, .step = "open"});
}

Answer<NodePtr> RecordNode::open()
{
    if (m_kind == FileKind::link)
        return follow();
    if (!mayAccess(Wanted::read))
        return std::unexpected(Failure::of(Errno::access, "open"));
    m_opened = true;
    return shared_from_this();
}

Answer<std::size_t> RecordNode::read(std::int64_t offset, std::size_t count, std::string& out)
{
    if (m_kind == FileKind::link)
        return std::unexpected(Failure::of(Errno::invalid, "read"));
    if (!isOpenFor(Wanted::read))
        return std::unexpected(Failure::of(Errno::access, "open"));
    if (m_kind == FileKind::directory)
        return std::unexpected(Failure::of(Errno::isDirectory, "read"));
    if (offset < 0)
        return std::unexpected(Failure::of(Errno::invalid, "read"));
    return readBytes(static_cast<std::uint64_t>(offset), count, out);
}

Answer<std::shared_ptr<const FileText>> RecordNode::content()
{
    if (m_kind == FileKind::link)
        return std::unexpected(Failure::of(Errno::invalid, "read"));
    if (!mayAccess(Wanted::read))
        return std::unexpected(Failure::of(Errno::access, "open"));
    if (m_kind == FileKind::directory)
        return std::unexpected(Failure::of(Errno::isDirectory, "read"));
    return wholeText();
}

Answer<std::size_t> RecordNode::readBytes(std::uint64_t, std::size_t, std::string&)
{
    return std::unexpected(
        Failure{.kind = Failure::Kind::notProvided, .error = Errno::ok, .step = "read"});
}

Answer<std::shared_ptr<const FileText>> RecordNode::wholeText()
{
    return std::unexpected(
        Failure{.kind = Failure::Kind::notProvided, .error = Errno::ok, .step = "read"});
}

std::size_t RecordNode::slice(std::string_view bytes, std::uint64_t offset, std::size_t count,
                              std::string& out)
{
    if (offset >= bytes.size())
        return 0;
    const auto part = bytes.substr(static_cast<std::size_t>(offset), count);
    out.append(part);
    return part.size();
}

std::shared_ptr<DirectoryNode> DirectoryNode::self()
{
    return std::static_pointer_cast<DirectoryNode>(shared_from_this());
}

Answer<NodePtr> DirectoryNode::lookup(std::string_view name)
{
    if (name == ".")
        return shared_from_this();
    if (name == "..")
        return std::unexpected(Failure::of(Errno::invalid, "lookup"));
    if (!mayAccess(Wanted::search))
        return std::unexpected(Failure::of(Errno::access, "lookup"));
    const auto known = m_children.find(name);
    if (known != m_children.end()) {
        if (auto node = known->second.lock())
            return node;
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
    return node;
}

Answer<Listing> DirectoryNode::readdir(std::int64_t offset, std::size_t count)
{
    if (!isOpenFor(Wanted::read))
        return std::unexpected(Failure::of(Errno::access, "open"));
    // No room for a single entry is EINVAL in getdents(2), too.
    if (offset < 0 || count == 0)
        return std::unexpected(Failure::of(Errno::invalid, "getdents"));

    Listing listing;
    Emitter emitter(listing, count);
    if (offset == 0) {
        emitter.add(".", mount()->directoryType(), inode());
        ++offset;
    }
    if (offset == 1 && !emitter.isFull()) {
        emitter.add("..", mount()->directoryType(), parent() ? parent()->inode() : inode());
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

EntryType entryType(FileKind kind, const ProcMount& mount)
{
    switch (kind) {
    case FileKind::directory:
        return mount.directoryType();
    case FileKind::link:
        return EntryType::link;
    case FileKind::regular:
        break;
    }
    return EntryType::file;
}

std::optional<std::uint64_t> parseEntryNumber(std::string_view name, std::uint64_t greatest)
{
    std::uint64_t number = 0;
    const auto* end = name.data() + name.size();
    // from_chars takes a minus sign for signed types only and never a plus sign, a blank or a
    // prefix.
    const auto [rest, error] = std::from_chars(name.data(), end, number);
    if (error != std::errc() || rest != end || number > greatest)
        return std::nullopt;
    return number;
}

}
