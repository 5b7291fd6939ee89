// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "directorynode.h"

namespace sandscope::procfs {

/// fd or fdinfo of a task. Lists and finds what its fd table has now.
class FdDirectory final : public DirectoryNode
{
public:
    static std::shared_ptr<FdDirectory> create(const ProcMountPtr& mount,
                                               std::shared_ptr<DirectoryNode> parent,
                                               std::shared_ptr<HeldTask> task, const ProcFile& file,
                                               std::uint64_t inode, std::optional<OwnerIds> owner);

    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] bool mayAccess(Wanted wanted) const override;
    [[nodiscard]] std::uint64_t size() const override;
    [[nodiscard]] NewNode make(std::string_view name) override;
    [[nodiscard]] Resume list(std::int64_t position, Emitter& emitter) override;

private:
    using DirectoryNode::DirectoryNode;
    [[nodiscard]] bool isInfo() const { return file()->name == "fdinfo"; }
};

}
