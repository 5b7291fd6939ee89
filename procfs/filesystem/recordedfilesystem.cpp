// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/recordedtree.h>

#include <algorithm>
#include <ranges>
#include <set>

namespace sandscope::procfs {

namespace {

using TreePtr = std::shared_ptr<const RecordedTree>;

Failure unknown(const RecordedTree& tree, std::string step)
{
    return {.kind = tree.unknown(), .error = Errno::ok, .step = std::move(step)};
}

/// Links that follow one another before it is called a circle, as in Linux.
constexpr int maxLinks = 40;

std::string below(std::string_view directory, std::string_view name)
{
    std::string path(directory);
    if (!path.empty())
        path += '/';
    return path.append(name);
}

/// An entry that was asked for and not found has a row that says so.
bool isMissing(const RecordedEntry& entry)
{
    return entry.failure && entry.failure->step == "lstat";
}

class RecordedNode final : public Node, public std::enable_shared_from_this<RecordedNode>
{
public:
    /// A null \a entry: nothing is known of it but its name.
    RecordedNode(TreePtr tree, std::string path, std::shared_ptr<const RecordedEntry> entry)
        : m_tree(std::move(tree))
        , m_path(std::move(path))
        , m_entry(std::move(entry))
    {
    }

    FileKind kind() const override
    {
        return m_entry ? m_entry->attributes.kind : FileKind::directory;
    }
    const ProcFile* file() const override { return procFileForPath(m_path); }
    TaskId task() const override { return {}; }
    Generation generation() const override { return m_entry ? m_entry->generation : 0; }
    bool isWithheld() const override { return m_entry && m_entry->withheld; }

    Answer<Attributes> stat() override
    {
        if (!m_entry)
            return std::unexpected(unknown(*m_tree, "lstat"));
        if (isMissing(*m_entry))
            return std::unexpected(*m_entry->failure);
        return m_entry->attributes;
    }

    Answer<NodePtr> lookup(std::string_view name) override;
    Answer<Listing> readdir(std::int64_t offset, std::size_t count) override;
    Answer<std::string> readlink() override;
    Answer<NodePtr> open() override;
    Answer<std::size_t> read(std::int64_t offset, std::size_t count, std::string& out) override;
    Answer<std::shared_ptr<const FileText>> content() override;

private:
    /// With its text, or its names. Null: nothing is known of it.
    const RecordedEntry* whole();
    std::optional<std::uint64_t> parentInode() const;
    /// \a links: how many were followed to get here.
    Answer<NodePtr> openThrough(int links);

    TreePtr m_tree;
    std::string m_path;
    std::shared_ptr<const RecordedEntry> m_entry; ///< maybe without its content
    std::shared_ptr<const RecordedEntry> m_whole; ///< once somebody read it
};

const RecordedEntry* RecordedNode::whole()
{
    if (m_entry && !m_whole) {
        const bool isThere = m_entry->failure || m_entry->text || !m_entry->names.empty();
        m_whole = isThere ? m_entry : m_tree->entry(m_path);
    }
    return m_whole.get();
}

Answer<NodePtr> RecordedNode::lookup(std::string_view name)
{
    if (kind() != FileKind::directory)
        return std::unexpected(Failure::of(Errno::notDirectory, "lookup"));
    if (name == ".")
        return shared_from_this();
    if (name == ".." || name.empty() || name.contains('/'))
        return std::unexpected(
            Failure::of(name == ".." ? Errno::invalid : Errno::noEntry, "lookup"));

    auto path = below(m_path, name);
    if (auto entry = m_tree->withoutContent(path)) {
        if (isMissing(*entry))
            return std::unexpected(*entry->failure);
        return std::make_shared<RecordedNode>(m_tree, std::move(path), std::move(entry));
    }
    const RecordedEntry* const own = whole();
    if (own && !own->failure && !std::ranges::contains(own->names, name))
        return std::unexpected(Failure::of(Errno::noEntry, "lookup"));
    return std::unexpected(unknown(*m_tree, "lookup"));
}

std::optional<std::uint64_t> RecordedNode::parentInode() const
{
    const auto slash = m_path.rfind('/');
    const auto parent = m_tree->withoutContent(
        slash == std::string::npos ? "" : std::string_view(m_path).substr(0, slash));
    return parent ? parent->attributes.inode : std::nullopt;
}

Answer<Listing> RecordedNode::readdir(std::int64_t offset, std::size_t count)
{
    if (kind() != FileKind::directory)
        return std::unexpected(Failure::of(Errno::notDirectory, "getdents"));
    const RecordedEntry* const own = whole();
    if (!own)
        return std::unexpected(unknown(*m_tree, "getdents"));
    if (own->failure)
        return std::unexpected(*own->failure);
    if (offset < 0 || count == 0)
        return std::unexpected(Failure::of(Errno::invalid, "getdents"));

    const auto end = static_cast<std::int64_t>(own->names.size()) + 2;
    Listing listing;
    for (; offset < end && listing.entries.size() < count; ++offset) {
        DirEntry entry;
        entry.offset = offset + 1;
        if (offset < 2) {
            entry.name = offset == 0 ? "." : "..";
            entry.type = EntryType::directory;
            entry.inode = offset == 0 ? own->attributes.inode : parentInode();
        } else {
            entry.name = own->names[static_cast<std::size_t>(offset - 2)];
            if (const auto child = m_tree->listed(below(m_path, entry.name))) {
                entry.type = child->listedAs;
                entry.inode = child->attributes.inode;
            }
        }
        listing.entries.push_back(std::move(entry));
    }
    listing.nextOffset = offset;
    listing.atEnd = offset >= end;
    return listing;
}

Answer<std::string> RecordedNode::readlink()
{
    if (kind() != FileKind::link)
        return std::unexpected(Failure::of(Errno::invalid, "readlink"));
    if (m_entry->failure)
        return std::unexpected(*m_entry->failure);
    return m_entry->target;
}

Answer<NodePtr> RecordedNode::open()
{
    return openThrough(0);
}

Answer<NodePtr> RecordedNode::openThrough(int links)
{
    if (kind() != FileKind::link) {
        if (m_entry && m_entry->failure && m_entry->failure->step == "open")
            return std::unexpected(*m_entry->failure);
        return shared_from_this();
    }
    if (links == maxLinks)
        return std::unexpected(Failure::of(Errno::loop, "open"));
    // Only what stands in the tree itself was recorded: self, thread-self and mounts, all of them
    // in /proc.
    const auto target = readlink();
    if (!target)
        return std::unexpected(target.error());
    if (m_path.contains('/') || target->empty() || target->starts_with('/'))
        return std::unexpected(
            Failure{.kind = Failure::Kind::notProvided, .error = Errno::ok, .step = "open"});
    NodePtr at = std::make_shared<RecordedNode>(m_tree, std::string(), m_tree->withoutContent(""));
    for (const auto part : std::views::split(*target, '/')) {
        auto next = at->lookup(std::string_view(part));
        if (next && (*next)->kind() == FileKind::link)
            next = static_cast<RecordedNode&>(**next).openThrough(links + 1);
        if (!next)
            return next;
        at = std::move(*next);
    }
    return at->open();
}

Answer<std::size_t> RecordedNode::read(std::int64_t offset, std::size_t count, std::string& out)
{
    const auto text = content();
    if (!text)
        return std::unexpected(text.error());
    if (offset < 0)
        return std::unexpected(Failure::of(Errno::invalid, "read"));
    const auto& bytes = (*text)->bytes;
    const auto begin = static_cast<std::uint64_t>(offset);
    if (begin >= bytes.size())
        return 0;
    const auto part = std::string_view(bytes).substr(static_cast<std::size_t>(begin), count);
    out.append(part);
    return part.size();
}

Answer<std::shared_ptr<const FileText>> RecordedNode::content()
{
    if (kind() == FileKind::directory)
        return std::unexpected(Failure::of(Errno::isDirectory, "read"));
    if (kind() == FileKind::link)
        return std::unexpected(Failure::of(Errno::invalid, "read"));
    const RecordedEntry* const own = whole();
    if (own && own->failure)
        return std::unexpected(*own->failure);
    if (!own || !own->text)
        return std::unexpected(unknown(*m_tree, "read"));
    return own->text;
}

/// \a entry itself stands under \a path.
void visit(const RecordedTree& tree, const std::string& path,
           const std::shared_ptr<const RecordedEntry>& entry, const RecordedTree::Visitor& take,
           int depth)
{
    constexpr int deepest = 32; // deeper than any /proc
    if (!entry || depth > deepest)
        return;
    take(path, entry);
    if (entry->attributes.kind != FileKind::directory)
        return;
    // A name may be listed twice.
    const std::set<std::string_view> names(entry->names.begin(), entry->names.end());
    for (const std::string_view name : names) {
        const std::string childsPath = below(path, name);
        visit(tree, childsPath, tree.entry(childsPath), take, depth + 1);
    }
}

class RecordedFileSystem final : public FileSystem
{
public:
    explicit RecordedFileSystem(TreePtr tree)
        : m_tree(std::move(tree))
    {
    }

    NodePtr root() override
    {
        return std::make_shared<RecordedNode>(m_tree, std::string(), m_tree->withoutContent(""));
    }
    Dialect dialect() const override { return m_tree->dialect(); }

private:
    TreePtr m_tree;
};

}

void RecordedTree::forEach(const Visitor& take) const
{
    visit(*this, std::string(), entry(""), take, 0);
}

std::unique_ptr<FileSystem> makeRecordedFileSystem(std::shared_ptr<const RecordedTree> tree)
{
    return std::make_unique<RecordedFileSystem>(std::move(tree));
}

}
