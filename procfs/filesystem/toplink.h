// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "recordnode.h"

namespace sandscope::procfs {

/// mounts, net, self or thread-self in /proc.
class TopLink final : public RecordNode
{
public:
    static std::shared_ptr<TopLink> create(const ProcMountPtr& mount,
                                           std::shared_ptr<DirectoryNode> parent,
                                           std::string_view name, std::uint64_t inode);

    [[nodiscard]] Answer<std::string> readlink() override;
    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] std::uint64_t size() const override;
    [[nodiscard]] Answer<NodePtr> follow() override;

private:
    TopLink(Identity identity, std::string_view name);

    std::string_view m_target; ///< empty: the reader's own directory
    bool m_isThread;
};

}
