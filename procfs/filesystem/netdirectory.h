// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "directorynode.h"
#include "readrules.h"

#include <vector>

namespace sandscope::procfs {

/// net of a task, or of /proc in 2018 and 2019; also any directory of which nothing but its name is
/// known, which then has no files.
class NetDirectory final : public DirectoryNode
{
public:
    /// A null \a task: root's. \a numbers: inode numbers of the files, by their place in
    /// netFiles().
    static std::shared_ptr<NetDirectory> create(const ProcMountPtr& mount,
                                                std::shared_ptr<DirectoryNode> parent,
                                                std::shared_ptr<HeldTask> task,
                                                const ProcFile* file, std::uint64_t inode,
                                                std::vector<std::uint64_t> numbers);
    static std::shared_ptr<NetDirectory>
    empty(const ProcMountPtr& mount, std::shared_ptr<DirectoryNode> parent, std::uint64_t inode);

protected:
    [[nodiscard]] NewNode make(std::string_view name) override;
    [[nodiscard]] Resume list(std::int64_t position, Emitter& emitter) override;

private:
    struct Entry
    {
        const ProcFile* file = nullptr;
        std::uint64_t inode = 0;
        std::shared_ptr<ReadState> state{}; ///< of sequence files, made on first use
    };
    using DirectoryNode::DirectoryNode;

    std::vector<Entry> m_entries; ///< in the order of a listing
};

}
