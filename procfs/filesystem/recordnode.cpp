// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "recordnode.h"

#include "directorynode.h"

namespace sandscope::procfs {

namespace {

/// read(2) on something that is open.
Answer<std::size_t> readThrough(FileKind kind, Reader* reader, std::int64_t offset,
                                std::size_t count, std::string& out)
{
    if (kind == FileKind::directory)
        return std::unexpected(Failure::of(Errno::isDirectory, "read"));
    if (offset < 0)
        return std::unexpected(Failure::of(Errno::invalid, "read"));
    if (!reader)
        return std::unexpected(
            Failure{.kind = Failure::Kind::notProvided, .error = Errno::ok, .step = "read"});
    return reader->read(static_cast<std::uint64_t>(offset), count, out);
}

Answer<std::int64_t> seekThrough(Reader* reader, std::int64_t offset)
{
    if (offset < 0)
        return std::unexpected(Failure::of(Errno::invalid, "lseek"));
    if (reader) {
        if (const auto done = reader->seek(static_cast<std::uint64_t>(offset)); !done)
            return std::unexpected(done.error());
    }
    return offset;
}

}

RecordNode::RecordNode(Identity identity)
    : m_mount(std::move(identity.mount))
    , m_parent(std::move(identity.parent))
    , m_task(std::move(identity.task))
    , m_file(identity.file)
    , m_kind(identity.kind)
    , m_permissions(identity.permissions)
    , m_inode(identity.inode)
    , m_owner(identity.owner)
{
}

RecordNode::~RecordNode() = default;

Ownership RecordNode::ownership() const
{
    Ownership owner{
        .ids = {}, .permissions = m_permissions, .directory = m_kind == FileKind::directory};
    if (m_owner)
        owner.ids = *m_owner;
    else if (m_task)
        owner.ids = m_mount->ownerOf(*m_task, m_permissions, owner.directory);
    return owner;
}

bool RecordNode::mayAccess(Wanted wanted) const
{
    return m_mount->readerMayAccess(ownership(), wanted);
}

Errno RecordNode::refusal() const
{
    return mayAccess(Wanted::read) ? openError() : Errno::access;
}

Failure RecordNode::unknown(std::string_view step)
{
    return {.kind = Failure::Kind::notProvided, .error = Errno::ok, .step = std::string(step)};
}

Answer<Attributes> RecordNode::stat()
{
    const auto owner = ownership();
    return Attributes{.kind = m_kind,
                      .permissions = owner.permissions,
                      .links = links(),
                      .size = size(),
                      .inode = m_inode,
                      .uid = owner.ids.uid,
                      .gid = owner.ids.gid};
}

Answer<NodePtr> RecordNode::lookup(std::string_view)
{
    return std::unexpected(Failure::of(Errno::notDirectory, "lookup"));
}

Answer<Listing> RecordNode::readdir(std::int64_t offset, std::size_t count)
{
    if (m_kind == FileKind::directory) {
        if (const Errno error = refusal(); error != Errno::ok)
            return std::unexpected(Failure::of(error, "open"));
    }
    return listOpened(offset, count);
}

Answer<Listing> RecordNode::listOpened(std::int64_t, std::size_t)
{
    return std::unexpected(Failure::of(Errno::notDirectory, "getdents"));
}

Answer<std::string> RecordNode::readlink()
{
    return std::unexpected(Failure::of(Errno::invalid, "readlink"));
}

Answer<NodePtr> RecordNode::follow()
{
    return std::unexpected(unknown("open"));
}

Answer<NodePtr> RecordNode::open()
{
    if (m_kind == FileKind::link)
        return follow();
    if (const Errno error = refusal(); error != Errno::ok)
        return std::unexpected(Failure::of(error, "open"));
    return std::make_shared<OpenFile>(shared_from_this());
}

Answer<std::size_t> RecordNode::read(std::int64_t offset, std::size_t count, std::string& out)
{
    if (m_kind == FileKind::link)
        return std::unexpected(Failure::of(Errno::invalid, "read"));
    if (const Errno error = refusal(); error != Errno::ok)
        return std::unexpected(Failure::of(error, "open"));
    if (m_kind == FileKind::regular && (!m_reader || offset == 0))
        m_reader = newReader();
    return readThrough(m_kind, m_reader.get(), offset, count, out);
}

Answer<std::int64_t> RecordNode::seek(std::int64_t offset)
{
    if (m_kind == FileKind::regular && !m_reader)
        m_reader = newReader();
    return seekThrough(m_reader.get(), offset);
}

Answer<std::shared_ptr<const FileText>> RecordNode::content()
{
    if (m_kind == FileKind::link)
        return std::unexpected(Failure::of(Errno::invalid, "read"));
    if (const Errno error = refusal(); error != Errno::ok)
        return std::unexpected(Failure::of(error, "open"));
    if (m_kind == FileKind::directory)
        return std::unexpected(Failure::of(Errno::isDirectory, "read"));
    return wholeText();
}

Answer<std::shared_ptr<const FileText>> RecordNode::wholeText()
{
    return std::unexpected(unknown("read"));
}

OpenFile::OpenFile(std::shared_ptr<RecordNode> entry)
    : m_entry(std::move(entry))
{
    if (m_entry->kind() == FileKind::regular)
        m_reader = m_entry->newReader();
}

Answer<std::size_t> OpenFile::read(std::int64_t offset, std::size_t count, std::string& out)
{
    return readThrough(kind(), m_reader.get(), offset, count, out);
}

Answer<std::int64_t> OpenFile::seek(std::int64_t offset)
{
    return seekThrough(m_reader.get(), offset);
}

}
