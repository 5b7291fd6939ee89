// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "procmount.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sandscope::procfs {

class DirectoryNode;

/// What an open file does with reads; made at open.
class Reader
{
public:
    Reader() = default;
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    virtual ~Reader() = default;

    /// Preconditions: \a offset >= 0.
    virtual Answer<std::size_t> read(std::uint64_t offset, std::size_t count, std::string& out) = 0;
    virtual Answer<void> seek(std::uint64_t offset) = 0;
};

/// What all entries of a mounted /proc have in common. A node keeps the directories above it, as an
/// open file does. It is the entry; open() gives the open file, though the entry itself also
/// answers, as a handle of its own that is opened at each read from the start.
class RecordNode : public Node, public std::enable_shared_from_this<RecordNode>
{
public:
    [[nodiscard]] FileKind kind() const override { return m_kind; }
    [[nodiscard]] const ProcFile* file() const override { return m_file; }
    [[nodiscard]] TaskId task() const override { return m_task ? m_task->id() : TaskId{}; }

    [[nodiscard]] Answer<Attributes> stat() override;
    [[nodiscard]] Answer<NodePtr> lookup(std::string_view name) override;
    [[nodiscard]] Answer<Listing> readdir(std::int64_t offset, std::size_t count) final;
    [[nodiscard]] Answer<std::string> readlink() override;
    [[nodiscard]] Answer<NodePtr> open() override;
    [[nodiscard]] Answer<std::size_t> read(std::int64_t offset, std::size_t count,
                                           std::string& out) final;
    [[nodiscard]] Answer<std::shared_ptr<const FileText>> content() final;
    [[nodiscard]] Answer<std::int64_t> seek(std::int64_t offset) final;
    [[nodiscard]] Generation generation() const override { return 0; }

    [[nodiscard]] std::uint64_t inode() const { return m_inode; }
    /// Whether a walk that remembers this entry may still lead here.
    [[nodiscard]] virtual bool isValid() const { return !m_task || !m_task->isGone(); }

    // For open files: the same without asking for rights again.
    [[nodiscard]] virtual Answer<Attributes> statOpened() { return stat(); }
    [[nodiscard]] virtual Answer<Listing> listOpened(std::int64_t offset, std::size_t count);

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
        /// Settled when it was made; none: a task's entry asks its task, any other is root's.
        std::optional<OwnerIds> owner{};
    };

    explicit RecordNode(Identity identity);
    ~RecordNode() override;

    [[nodiscard]] const ProcMountPtr& mount() const { return m_mount; }
    [[nodiscard]] const TreeRules& rules() const { return m_mount->rules; }
    [[nodiscard]] const std::shared_ptr<HeldTask>& heldTask() const { return m_task; }
    [[nodiscard]] const std::shared_ptr<DirectoryNode>& parent() const { return m_parent; }

    [[nodiscard]] virtual Ownership ownership() const;
    /// Whether mode and owner let the reader open or search this entry now.
    [[nodiscard]] virtual bool mayAccess(Wanted wanted) const;
    /// What opening answers beyond that; ok: it opens.
    [[nodiscard]] virtual Errno openError() const { return Errno::ok; }

    [[nodiscard]] virtual std::uint64_t links() const { return rules().leafLinks; }
    [[nodiscard]] virtual std::uint64_t size() const { return 0; }
    /// For the reads of an open regular file; null: its bytes are not known. It may not outlive the
    /// node. Access was checked.
    [[nodiscard]] virtual std::unique_ptr<Reader> newReader() { return nullptr; }
    /// The whole text. Access was checked.
    [[nodiscard]] virtual Answer<std::shared_ptr<const FileText>> wholeText();
    /// What stands behind a link.
    [[nodiscard]] virtual Answer<NodePtr> follow();

    [[nodiscard]] static Failure unknown(std::string_view step);

private:
    friend class OpenFile;
    /// EACCES or what else opening this file or directory answers; ok: it opens.
    [[nodiscard]] Errno refusal() const;

    ProcMountPtr m_mount;
    std::shared_ptr<DirectoryNode> m_parent;
    std::shared_ptr<HeldTask> m_task;
    const ProcFile* m_file;
    FileKind m_kind;
    std::uint16_t m_permissions;
    std::uint64_t m_inode;
    std::optional<OwnerIds> m_owner;
    std::unique_ptr<Reader> m_reader; ///< of reads without an open file
};

/// An open file or directory: what may be done with it was decided when it was opened.
class OpenFile final : public Node
{
public:
    explicit OpenFile(std::shared_ptr<RecordNode> entry);

    [[nodiscard]] FileKind kind() const override { return m_entry->kind(); }
    [[nodiscard]] const ProcFile* file() const override { return m_entry->file(); }
    [[nodiscard]] TaskId task() const override { return m_entry->task(); }
    [[nodiscard]] Answer<Attributes> stat() override { return m_entry->statOpened(); }
    [[nodiscard]] Answer<NodePtr> lookup(std::string_view name) override
    {
        return m_entry->lookup(name);
    }
    [[nodiscard]] Answer<Listing> readdir(std::int64_t offset, std::size_t count) override
    {
        return m_entry->listOpened(offset, count);
    }
    [[nodiscard]] Answer<std::string> readlink() override { return m_entry->readlink(); }
    [[nodiscard]] Answer<NodePtr> open() override { return m_entry->open(); }
    [[nodiscard]] Answer<std::size_t> read(std::int64_t offset, std::size_t count,
                                           std::string& out) override;
    [[nodiscard]] Answer<std::shared_ptr<const FileText>> content() override
    {
        return m_entry->content();
    }
    [[nodiscard]] Answer<std::int64_t> seek(std::int64_t offset) override;
    [[nodiscard]] Generation generation() const override { return m_entry->generation(); }

private:
    std::shared_ptr<RecordNode> m_entry;
    std::unique_ptr<Reader> m_reader;
};

}
