// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/pagerefs.h>

#include <algorithm>
#include <iterator>

namespace sandscope::kernel {

std::uint64_t PageRefs::allocate(std::uint64_t length)
{
    const std::uint64_t offset = m_next;
    m_next += length;
    m_inUse += length;
    return offset;
}

void PageRefs::splitAt(std::uint64_t offset)
{
    auto after = m_shared.lower_bound(offset);
    if (after == m_shared.begin())
        return;
    auto& [start, range] = *std::prev(after);
    if (range.end <= offset)
        return;
    m_shared.emplace_hint(after, offset, range);
    range.end = offset;
}

void PageRefs::mergeAround(std::uint64_t start, std::uint64_t end)
{
    auto at = m_shared.lower_bound(start);
    if (at != m_shared.begin())
        --at;
    while (at != m_shared.end() && at->first <= end) {
        auto next = std::next(at);
        if (next != m_shared.end() && at->second.end == next->first
            && at->second.owners == next->second.owners) {
            at->second.end = next->second.end;
            m_shared.erase(next);
        } else {
            at = next;
        }
    }
}

void PageRefs::share(std::uint64_t start, std::uint64_t end)
{
    splitAt(start);
    splitAt(end);
    auto at = m_shared.lower_bound(start);
    std::uint64_t done = start;
    while (done < end) {
        if (at != m_shared.end() && at->first == done) {
            ++at->second.owners;
            done = at->second.end;
            ++at;
        } else { // a gap had one owner
            const std::uint64_t until = at == m_shared.end() ? end : std::min(end, at->first);
            m_shared.emplace_hint(at, done, Shared{until, 2});
            done = until;
        }
    }
    mergeAround(start, end);
}

void PageRefs::release(std::uint64_t start, std::uint64_t end)
{
    m_inUse -= end - start; // and what is shared stays, below
    if (m_shared.empty())
        return;
    splitAt(start);
    splitAt(end);
    for (auto at = m_shared.lower_bound(start); at != m_shared.end() && at->first < end;) {
        m_inUse += at->second.end - at->first;
        if (--at->second.owners == 1)
            at = m_shared.erase(at);
        else
            ++at;
    }
    mergeAround(start, end);
}

bool PageRefs::isShared(std::uint64_t start, std::uint64_t end) const
{
    const auto after = m_shared.lower_bound(start);
    if (after != m_shared.end() && after->first < end)
        return true;
    return after != m_shared.begin() && std::prev(after)->second.end > start;
}

}
