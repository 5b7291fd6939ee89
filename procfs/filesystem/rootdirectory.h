// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "recordnode.h"

#include <span>
#include <string>
#include <vector>

namespace sandscope::procfs {

/// /proc itself.
class RootDirectory final : public DirectoryNode
{
public:
    /// How many inode numbers the static entries and /proc take, in that order, when it is mounted.
    [[nodiscard]] static std::uint64_t inodeCount(Dialect dialect);
    static std::shared_ptr<RootDirectory> create(const ProcMountPtr& mount);

    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] std::uint64_t links() const override;
    [[nodiscard]] NewNode make(std::string_view name) override;
    [[nodiscard]] Resume list(std::int64_t position, Emitter& emitter) override;

private:
    using DirectoryNode::DirectoryNode;
    [[nodiscard]] const std::vector<std::string>& processNames();

    std::vector<std::string> m_processNames;
    std::optional<std::uint64_t> m_namesEpoch; ///< of the records that they were made from
};

}
