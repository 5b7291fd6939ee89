// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "recordnode.h"
#include "seqfile.h"

namespace sandscope::procfs {

/// A file of a task directory whose text a formatter makes.
class TaskFile final : public RecordNode
{
public:
    static std::shared_ptr<TaskFile> create(const ProcMountPtr& mount,
                                            std::shared_ptr<DirectoryNode> parent,
                                            std::shared_ptr<HeldTask> task, const ProcFile& file,
                                            bool wholeGroup, std::uint64_t inode,
                                            std::shared_ptr<SeqFile> state);

    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] Answer<std::size_t> readBytes(std::uint64_t offset, std::size_t count,
                                                std::string& out) override;
    [[nodiscard]] Answer<std::shared_ptr<const FileText>> wholeText() override;

private:
    TaskFile(Identity identity, bool wholeGroup, std::shared_ptr<SeqFile> state);
    [[nodiscard]] Answer<std::size_t> readPlain(std::uint64_t offset, std::size_t count,
                                                std::string& out);
    [[nodiscard]] std::expected<std::shared_ptr<const FileText>, Errno> text() const;

    bool m_wholeGroup;
    std::shared_ptr<SeqFile> m_state;
};

/// A link of a task directory whose descriptor answers: exe.
class TaskLink final : public RecordNode
{
public:
    static std::shared_ptr<TaskLink> create(const ProcMountPtr& mount,
                                            std::shared_ptr<DirectoryNode> parent,
                                            std::shared_ptr<HeldTask> task, const ProcFile& file,
                                            bool wholeGroup, std::uint64_t inode);

    [[nodiscard]] Answer<std::string> readlink() override;
    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] Answer<NodePtr> follow() override;

private:
    TaskLink(Identity identity, bool wholeGroup);

    bool m_wholeGroup;
};

/// A file whose bytes were settled when it was made.
class FixedFile final : public RecordNode
{
public:
    /// Takes an inode number. A null \a task: root owns it.
    static std::shared_ptr<FixedFile> create(const ProcMountPtr& mount,
                                             std::shared_ptr<DirectoryNode> parent,
                                             std::shared_ptr<HeldTask> task, const ProcFile* file,
                                             std::uint16_t permissions, FileText text);

protected:
    [[nodiscard]] std::uint64_t size() const override { return m_text->bytes.size(); }
    [[nodiscard]] Answer<std::size_t> readBytes(std::uint64_t offset, std::size_t count,
                                                std::string& out) override;
    [[nodiscard]] Answer<std::shared_ptr<const FileText>> wholeText() override { return m_text; }

private:
    FixedFile(Identity identity, FileText text);

    std::shared_ptr<const FileText> m_text;
};

/// What stands behind fd/N or exe: some file outside of /proc, of which records know nothing but
/// that it is there.
class OpenedFile final : public RecordNode
{
public:
    static std::shared_ptr<OpenedFile> create(const ProcMountPtr& mount);

    [[nodiscard]] Answer<Attributes> stat() override;

protected:
    /// Rights over other file systems' files are not known, so none is refused.
    [[nodiscard]] bool mayAccess(Wanted) const override { return true; }

private:
    using RecordNode::RecordNode;
};

}
