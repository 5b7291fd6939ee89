// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "recordnode.h"

namespace sandscope::procfs {

/// A link of a task directory whose descriptor answers: cwd, exe, root.
class TaskLink final : public RecordNode
{
public:
    static std::shared_ptr<TaskLink> create(const ProcMountPtr& mount,
                                            std::shared_ptr<DirectoryNode> parent,
                                            std::shared_ptr<HeldTask> task, const ProcFile& file,
                                            bool wholeGroup, std::uint64_t inode,
                                            std::optional<OwnerIds> owner);

    [[nodiscard]] Answer<std::string> readlink() override;
    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] Answer<NodePtr> follow() override;

private:
    TaskLink(Identity identity, bool wholeGroup)
        : RecordNode(std::move(identity))
        , m_wholeGroup(wholeGroup)
    {
    }

    bool m_wholeGroup;
};

}
