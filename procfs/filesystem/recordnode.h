// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "procmount.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sandscope::procfs {

class DirectoryNode;

/// What all entries of a mounted /proc of 2018 or 2019 have in common. A node keeps the directories
/// above it, as an open file does.
class RecordNode : public Node, public std::enable_shared_from_this<RecordNode>
{
public:
    [[nodiscard]] FileKind kind() const override { return m_kind; }
    [[nodiscard]] const ProcFile* file() const override { return m_file; }
    [[nodiscard]] TaskId task() const override { return m_task ? m_task->id() : TaskId{}; }

    [[nodiscard]] Answer<Attributes> stat() override;
    [[nodiscard]] Answer<NodePtr> lookup(std::string_view name) override;
    [[nodiscard]] Answer<Listing> readdir(std::int64_t offset, std::size_t count) override;
    [[nodiscard]] Answer<std::string> readlink() override;
    [[nodiscard]] Answer<NodePtr> open() override;
    [[nodiscard]] Answer<std::size_t> read(std::int64_t offset, std::size_t count,
                                           std::string& out) override;
    [[nodiscard]] Answer<std::shared_ptr<const FileText>> content() override;
    [[nodiscard]] Generation generation() const override { return 0; }

    [[nodiscard]] std::uint64_t inode() const { return m_inode; }

protected:
    struct Identity
    {
        ProcMountPtr mount;
        std::shared_ptr<DirectoryNode> parent; ///< null: /proc itself, or an entry without a name
        std::shared_ptr<HeldTask> task; ///< null: no task's
        const ProcFile* file = nullptr; ///< null: nobody describes it
        FileKind kind = FileKind::regular;
        std::uint16_t permissions = 0;
        std::uint64_t inode = 0;
    };

    explicit RecordNode(Identity identity);
    ~RecordNode() override;

    [[nodiscard]] const ProcMountPtr& mount() const { return m_mount; }
    [[nodiscard]] const std::shared_ptr<HeldTask>& heldTask() const { return m_task; }
    [[nodiscard]] const std::shared_ptr<DirectoryNode>& parent() const { return m_parent; }

    /// Root's, or the task's effective ids, asked for each time.
    [[nodiscard]] Ownership ownership() const;
    /// Whether the reader may open or search this entry now.
    [[nodiscard]] virtual bool mayAccess(Wanted wanted) const;
    /// As a reader may who has it open: one that was opened stays open when rights change.
    [[nodiscard]] bool isOpenFor(Wanted wanted) const { return m_opened || mayAccess(wanted); }

    /// 0 for files and links: those placed when their directory is made are never counted.
    [[nodiscard]] virtual std::uint64_t links() const { return 0; }
    [[nodiscard]] virtual std::uint64_t size() const { return 0; }
    /// The bytes of a read. Access was checked; \a offset >= 0.
    [[nodiscard]] virtual Answer<std::size_t> readBytes(std::uint64_t offset, std::size_t count,
                                                        std::string& out);
    /// The whole text. Access was checked.
    [[nodiscard]] virtual Answer<std::shared_ptr<const FileText>> wholeText();
    /// What stands behind a link.
    [[nodiscard]] virtual Answer<NodePtr> follow();

    /// Appends what [offset, offset + count) covers of \a bytes.
    static std::size_t slice(std::string_view bytes, std::uint64_t offset, std::size_t count,
                             std::string& out);

private:
    ProcMountPtr m_mount;
    std::shared_ptr<DirectoryNode> m_parent;
    std::shared_ptr<HeldTask> m_task;
    const ProcFile* m_file;
    FileKind m_kind;
    std::uint16_t m_permissions;
    std::uint64_t m_inode;
    bool m_opened = false;
};

/// A directory. A child that somebody holds is found again under its name; one that nobody holds is
/// made anew.
class DirectoryNode : public RecordNode
{
public:
    [[nodiscard]] Answer<NodePtr> lookup(std::string_view name) final;
    [[nodiscard]] Answer<Listing> readdir(std::int64_t offset, std::size_t count) final;

protected:
    using RecordNode::RecordNode;
    using NewNode = std::shared_ptr<RecordNode>;

    [[nodiscard]] std::uint64_t links() const override { return 1; }
    /// Null: no such entry.
    [[nodiscard]] virtual NewNode make(std::string_view name) = 0;

    /// Takes entries of a listing as long as there is room.
    class Emitter
    {
    public:
        Emitter(Listing& listing, std::size_t count)
            : m_listing(listing)
            , m_room(count)
        {
        }
        [[nodiscard]] bool isFull() const { return m_room == 0; }
        /// Preconditions: not full. d_off counts from 1 in each call: nobody can seek there
        /// (facts 1.5).
        void add(std::string name, EntryType type, std::uint64_t inode)
        {
            --m_room;
            const auto offset = static_cast<std::int64_t>(m_listing.entries.size()) + 1;
            m_listing.entries.push_back({std::move(name), type, inode, offset});
        }

    private:
        Listing& m_listing;
        std::size_t m_room;
    };
    struct Resume
    {
        std::int64_t position = 0;
        bool atEnd = false;
    };
    /// The entries from \a position on, 0 being the first behind "." and "..".
    [[nodiscard]] virtual Resume list(std::int64_t position, Emitter& emitter) = 0;

    [[nodiscard]] std::shared_ptr<DirectoryNode> self();

private:
    std::map<std::string, std::weak_ptr<RecordNode>, std::less<>> m_children;
    std::size_t m_pruneAt = 64;
};

/// What a directory entry says of a file or link.
[[nodiscard]] EntryType entryType(FileKind kind, const ProcMount& mount);

/// An unsigned decimal number as Go's strconv reads it: digits only, leading zeros allowed, no
/// sign; nothing when it exceeds \a greatest.
[[nodiscard]] std::optional<std::uint64_t> parseEntryNumber(std::string_view name,
                                                            std::uint64_t greatest);

/// The low 32 bits, as a conversion to int32 leaves them: 2^32 + 1 is 1.
[[nodiscard]] constexpr std::int32_t truncatedToInt32(std::uint64_t number)
{
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(number));
}

}
