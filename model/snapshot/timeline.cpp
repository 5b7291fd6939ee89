// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/timeline.h>

#include <algorithm>

namespace sandscope::snapshot {

Timeline::Timeline(std::size_t budgetBytes)
    : m_budget(budgetBytes)
{
}

void Timeline::append(Moment moment)
{
    const std::size_t own = moment.snapshot->ownBytes;
    if (m_moments.empty())
        m_firstBytes = own;
    m_bytes += own;
    m_moments.push_back(std::move(moment));

    // Dropping the first moment frees what it alone holds: not all that it was made of, since its
    // successor goes on using what it did not replace. What the successor replaced is at most its
    // own bytes, and it keeps at least the larger of the two.
    while (m_bytes > m_budget && m_moments.size() > 1) {
        const std::size_t next = m_moments[1].snapshot->ownBytes;
        m_bytes -= std::min(m_firstBytes, next);
        m_firstBytes = std::max(m_firstBytes, next);
        m_moments.pop_front();
        ++m_dropped;
    }
}

void Timeline::clear()
{
    m_moments.clear();
    m_bytes = 0;
    m_firstBytes = 0;
    m_dropped = 0;
}

std::size_t Timeline::indexOf(procfs::Generation generation) const
{
    const auto after
        = std::ranges::upper_bound(m_moments, generation, {}, [](const Moment& moment) {
              return moment.snapshot->generation;
          });
    return after == m_moments.begin() ? 0 : static_cast<std::size_t>(after - m_moments.begin()) - 1;
}

}
