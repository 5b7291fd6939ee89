// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "recordnode.h"

namespace sandscope::procfs {

/// ns of a task: links that name a number of the link itself, not of a namespace.
class NamespaceDirectory final : public DirectoryNode
{
public:
    /// \a firstLink: inode number of the first link; each target took the number before its link.
    static std::shared_ptr<NamespaceDirectory> create(const ProcMountPtr& mount,
                                                      std::shared_ptr<DirectoryNode> parent,
                                                      std::shared_ptr<HeldTask> task,
                                                      const ProcFile& file, std::uint64_t inode,
                                                      std::uint64_t firstLink);

protected:
    [[nodiscard]] NewNode make(std::string_view name) override;
    [[nodiscard]] Resume list(std::int64_t position, Emitter& emitter) override;

private:
    NamespaceDirectory(Identity identity, std::uint64_t firstLink)
        : DirectoryNode(std::move(identity))
        , m_firstLink(firstLink)
    {
    }
    [[nodiscard]] std::uint64_t linkInode(std::size_t index) const
    {
        return m_firstLink + 2 * index;
    }

    std::uint64_t m_firstLink;
};

}
