// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "directorynode.h"

#include <span>
#include <vector>

namespace sandscope::procfs {

/// ns of a task.
class NamespaceDirectory final : public DirectoryNode
{
public:
    /// \a numbers: inode numbers of the links that every task has, by their place in nsNames().
    static std::shared_ptr<NamespaceDirectory> create(const ProcMountPtr& mount,
                                                      std::shared_ptr<DirectoryNode> parent,
                                                      std::shared_ptr<HeldTask> task,
                                                      const ProcFile& file, std::uint64_t inode,
                                                      const std::vector<std::uint64_t>& numbers);

protected:
    [[nodiscard]] NewNode make(std::string_view name) override;
    [[nodiscard]] Resume list(std::int64_t position, Emitter& emitter) override;

private:
    struct Link
    {
        std::string_view name;
        std::uint64_t inode = 0;
    };
    NamespaceDirectory(Identity identity, std::vector<Link> links);

    std::vector<Link> m_links; ///< in the order of a listing
};

}
