// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "directorynode.h"
#include "readrules.h"
#include "toplayout.h"

#include <optional>
#include <string>
#include <vector>

namespace sandscope::procfs {

/// /proc itself.
class RootDirectory final : public DirectoryNode
{
public:
    /// How many inode numbers /proc and its fixed entries take when it is mounted.
    [[nodiscard]] static std::uint64_t inodeCount(Dialect dialect);
    static std::shared_ptr<RootDirectory> create(const ProcMountPtr& mount);

    [[nodiscard]] Generation generation() const override;

protected:
    [[nodiscard]] std::uint64_t links() const override;
    [[nodiscard]] NewNode make(std::string_view name) override;
    [[nodiscard]] Resume list(std::int64_t position, Emitter& emitter) override;

private:
    struct Process
    {
        std::int32_t tgid = 0; ///< as this mount sees it
        std::int32_t ownTgid = 0; ///< in its own PID namespace
    };
    RootDirectory(Identity identity, TopLayout layout);

    /// Those with a leader, ascending.
    const std::vector<Process>& processes() const;
    const std::vector<std::string>& processNames();
    [[nodiscard]] NewNode makeTop(const TopEntry& entry);
    Resume listAsText(std::int64_t position, Emitter& emitter);
    Resume listByNumber(std::int64_t position, Emitter& emitter);
    Resume listProcesses(std::int64_t position, Emitter& emitter);

    TopLayout m_layout;
    std::vector<std::size_t> m_listing; ///< places of the listed entries
    std::vector<std::shared_ptr<ReadState>> m_states; ///< of sequence files, by place
    // Of the records of m_epoch.
    mutable std::vector<Process> m_processes;
    mutable std::optional<std::uint64_t> m_epoch;
    std::vector<std::string> m_processNames;
    std::optional<std::uint64_t> m_namesEpoch;
};

}
