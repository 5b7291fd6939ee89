// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "openrules.h"
#include "readrules.h"
#include "recordnode.h"

namespace sandscope::procfs {

/// A regular file whose text is known.
class TextFile : public RecordNode
{
public:
    /// \a state: what reads share who have the same inode; null: each open file has its own.
    TextFile(Identity identity, std::shared_ptr<ReadState> state)
        : RecordNode(std::move(identity))
        , m_state(std::move(state))
    {
    }

protected:
    using Text = std::expected<TextPtr, Errno>;

    /// What an open file took with it; null: nothing.
    using Taken = std::shared_ptr<const BoundRecords>;
    [[nodiscard]] virtual Taken take() const { return nullptr; }
    [[nodiscard]] virtual Text text(const Taken& taken) const = 0;
    /// A part of the text.
    [[nodiscard]] virtual std::expected<std::size_t, Errno>
    part(ReadState& state, std::uint64_t offset, std::size_t count, std::string& out,
         const Taken& taken);
    [[nodiscard]] virtual TextSource source(const Taken& taken) const;
    /// Whether its kernel reads it without keeping anything.
    [[nodiscard]] virtual bool isPlain() const { return false; }

    [[nodiscard]] std::unique_ptr<Reader> newReader() final;
    [[nodiscard]] Answer<TextPtr> wholeText() final;

private:
    class TextReader;
    std::shared_ptr<ReadState> m_state;
};

/// A file of a task directory.
class TaskFile final : public TextFile
{
public:
    static std::shared_ptr<TaskFile>
    create(const ProcMountPtr& mount, std::shared_ptr<DirectoryNode> parent,
           std::shared_ptr<HeldTask> task, const ProcFile& file, bool wholeGroup,
           std::uint64_t inode, std::shared_ptr<ReadState> state, std::optional<OwnerIds> owner);

    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] bool mayAccess(Wanted wanted) const override;
    [[nodiscard]] Errno openError() const override;
    [[nodiscard]] Taken take() const override;
    [[nodiscard]] Text text(const Taken& taken) const override;
    [[nodiscard]] std::expected<std::size_t, Errno> part(ReadState& state, std::uint64_t offset,
                                                         std::size_t count, std::string& out,
                                                         const Taken& taken) override;
    [[nodiscard]] bool isPlain() const override;

private:
    TaskFile(Identity identity, bool wholeGroup, std::shared_ptr<ReadState> state);
    [[nodiscard]] Text boundText(const BoundRecords& taken) const;
    /// Whether an open file would speak of what it took rather than of the task's own.
    [[nodiscard]] bool differs(const BoundRecords& taken) const;

    bool m_wholeGroup;
    const OpenRule& m_rule;
};

/// A file of the whole system: in /proc, or in net.
class SystemFile final : public TextFile
{
public:
    static std::shared_ptr<SystemFile> create(const ProcMountPtr& mount,
                                              std::shared_ptr<DirectoryNode> parent,
                                              const ProcFile& file, std::uint64_t inode,
                                              std::shared_ptr<ReadState> state);

    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] Text text(const Taken& taken) const override;
    [[nodiscard]] TextSource source(const Taken& taken) const override;
    [[nodiscard]] bool isPlain() const override;

private:
    using TextFile::TextFile;
};

/// A file whose bytes were settled when it was made.
class FixedFile final : public TextFile
{
public:
    /// A null \a task: root owns it.
    static std::shared_ptr<FixedFile> create(const ProcMountPtr& mount,
                                             std::shared_ptr<DirectoryNode> parent,
                                             std::shared_ptr<HeldTask> task, const ProcFile* file,
                                             std::uint16_t permissions, std::uint64_t inode,
                                             FileText text);

protected:
    [[nodiscard]] std::uint64_t size() const override;
    [[nodiscard]] Text text(const Taken&) const override { return m_text; }
    [[nodiscard]] bool isPlain() const override { return true; }

private:
    FixedFile(Identity identity, FileText text);

    TextPtr m_text;
};

/// A file of which nothing is known but that it is there: outside of /proc, behind fd/N or exe, or
/// in /proc itself.
class OpaqueFile final : public RecordNode
{
public:
    /// What stands behind a link.
    static std::shared_ptr<OpaqueFile> behindLink(const ProcMountPtr& mount);
    static std::shared_ptr<OpaqueFile> create(const ProcMountPtr& mount,
                                              std::shared_ptr<DirectoryNode> parent,
                                              std::uint16_t permissions, std::uint64_t inode);

    [[nodiscard]] Answer<Attributes> stat() override;

protected:
    [[nodiscard]] bool mayAccess(Wanted wanted) const override;

private:
    using RecordNode::RecordNode;
};

/// /proc/PID/mem. What stands in memory is not known, but where some is.
class MemFile final : public RecordNode
{
public:
    static std::shared_ptr<MemFile> create(const ProcMountPtr& mount,
                                           std::shared_ptr<DirectoryNode> parent,
                                           std::shared_ptr<HeldTask> task, const ProcFile& file,
                                           std::uint64_t inode);

    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] Errno openError() const override;
    [[nodiscard]] std::unique_ptr<Reader> newReader() override;

private:
    using RecordNode::RecordNode;
    class MemReader;
};

/// What opening a file of a task answers beyond its mode.
[[nodiscard]] Errno openErrorOf(const ProcMount& mount, const HeldTask& task, const OpenRule& rule);

}
