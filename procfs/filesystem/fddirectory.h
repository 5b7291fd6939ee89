// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "recordnode.h"

namespace sandscope::procfs {

/// fd or fdinfo of a task. Lists and finds what its fd table has now.
class FdDirectory final : public DirectoryNode
{
public:
    static std::shared_ptr<FdDirectory> create(const ProcMountPtr& mount,
                                               std::shared_ptr<DirectoryNode> parent,
                                               std::shared_ptr<HeldTask> task, const ProcFile& file,
                                               std::uint64_t inode);

    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] bool mayAccess(Wanted wanted) const override;
    [[nodiscard]] NewNode make(std::string_view name) override;
    [[nodiscard]] Resume list(std::int64_t position, Emitter& emitter) override;

private:
    using DirectoryNode::DirectoryNode;
    [[nodiscard]] bool isInfo() const { return file()->name == "fdinfo"; }
};

/// fd/N. Speaks of the file that was open when it was looked up, whatever becomes of the number.
class FdLink final : public RecordNode
{
public:
    static std::shared_ptr<FdLink> create(const ProcMountPtr& mount,
                                          std::shared_ptr<DirectoryNode> parent,
                                          std::shared_ptr<HeldTask> task, const ProcFile& directory,
                                          const FdEntry& entry);

    [[nodiscard]] Answer<std::string> readlink() override;
    /// The target's path is cut to the reader's root, and nothing else of it can change.
    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] Answer<NodePtr> follow() override;

private:
    FdLink(Identity identity, const FdEntry& entry)
        : RecordNode(std::move(identity))
        , m_entry(entry)
    {
    }

    FdEntry m_entry;
};

}
