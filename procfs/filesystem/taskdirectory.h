// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "directorynode.h"
#include "readrules.h"

#include <memory>
#include <vector>

namespace sandscope::procfs {

/// /proc/PID, or task/TID below it. Takes all inode numbers of its static entries when it is made.
class TaskDirectory final : public DirectoryNode
{
public:
    /// \a wholeGroup: reached as /proc/PID, with "task" and the thread group's totals.
    static std::shared_ptr<TaskDirectory> create(const ProcMountPtr& mount,
                                                 std::shared_ptr<DirectoryNode> parent, TaskId task,
                                                 bool wholeGroup);

protected:
    [[nodiscard]] std::uint64_t links() const override
    {
        return m_wholeGroup ? rules().processLinks : rules().threadLinks;
    }
    [[nodiscard]] Errno searchError() const override;
    [[nodiscard]] NewNode make(std::string_view name) override;
    [[nodiscard]] Resume list(std::int64_t position, Emitter& emitter) override;

private:
    TaskDirectory(Identity identity, bool wholeGroup, std::uint64_t numbersBefore);
    [[nodiscard]] const TaskLayout& layout() const
    {
        return m_wholeGroup ? mount()->processLayout : mount()->threadLayout;
    }
    /// The owner of an entry that is not asked for again; none: it is.
    [[nodiscard]] std::optional<OwnerIds> settledOwner(const ProcFile& file) const;
    [[nodiscard]] std::vector<std::uint64_t>
    numbers(const std::vector<std::uint32_t>& counted) const;

    bool m_wholeGroup;
    std::uint64_t m_numbersBefore; ///< value of the inode counter before this directory was made
    OwnerIds m_firstOwner; ///< of its task when it was made
    std::vector<std::size_t> m_listing; ///< places in the layout
    /// Read states of sequence files by place in the layout, made on first use: they belong to the
    /// file, not to who holds it.
    std::vector<std::shared_ptr<ReadState>> m_states;
};

/// /proc/PID/task: the threads of one group.
class SubtasksDirectory final : public DirectoryNode
{
public:
    static std::shared_ptr<SubtasksDirectory> create(const ProcMountPtr& mount,
                                                     std::shared_ptr<DirectoryNode> parent,
                                                     std::shared_ptr<HeldTask> task,
                                                     const ProcFile& file, std::uint64_t inode);

    [[nodiscard]] Generation generation() const override;
    [[nodiscard]] Answer<Attributes> statOpened() override;

protected:
    [[nodiscard]] std::uint64_t links() const override;
    [[nodiscard]] Errno searchError() const override;
    [[nodiscard]] Errno listingError() const override;
    [[nodiscard]] NewNode make(std::string_view name) override;
    [[nodiscard]] Resume list(std::int64_t position, Emitter& emitter) override;

private:
    using DirectoryNode::DirectoryNode;
    [[nodiscard]] const ThreadGroupRecord* group() const;
    /// In the order in which the threads were made.
    [[nodiscard]] std::vector<std::int32_t> tids() const;
    [[nodiscard]] bool isHidden() const;
    Resume listBySearch(std::int64_t position, Emitter& emitter);
};

}
