// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/ids.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sandscope::model {

/// Where each of a known number of tasks stands. Open addressing with room for twice as many; made
/// once, then asked: at 100,000 tasks a third of what a hash of nodes takes.
class PositionTable
{
public:
    /// \a capacity: how many insert() calls may follow.
    explicit PositionTable(std::size_t capacity)
        : m_slots(std::bit_ceil(capacity * 2 + 2))
        , m_shift(64 - std::countr_zero(m_slots.size()))
    {
    }

    /// \a task is not none and not in the table.
    void insert(procfs::TaskId task, std::int32_t position) { slot(task) = {task, position}; }
    /// -1 when it was not inserted.
    [[nodiscard]] std::int32_t position(procfs::TaskId task) const
    {
        const Slot& found = const_cast<PositionTable*>(this)->slot(task);
        return found.task.isNone() ? -1 : found.position;
    }

private:
    struct Slot
    {
        procfs::TaskId task;
        std::int32_t position = 0;
    };
    Slot& slot(procfs::TaskId task)
    {
        // Ids are given one after another; the multiplication spreads them over the table.
        std::size_t at
            = static_cast<std::size_t>((task.value * 0x9e37'79b9'7f4a'7c15ULL) >> m_shift);
        while (!m_slots[at].task.isNone() && m_slots[at].task != task)
            at = (at + 1) & (m_slots.size() - 1);
        return m_slots[at];
    }

    std::vector<Slot> m_slots;
    int m_shift;
};

}
