// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/addressspace.h>

#include <algorithm>
#include <array>

namespace sandscope::kernel {

namespace {

// Facts 6.2. \a low ends where \a high starts.
bool canMerge(const Area& low, const Area& high)
{
    if (low.mapping != high.mapping || low.isSpecial != high.isSpecial)
        return false;
    if (low.isMapped() && low.offset + low.length() != high.offset)
        return false;
    return low.end == high.start && low.real == high.real && low.maximum == high.maximum
        && low.isPrivate == high.isPrivate && low.growsDown == high.growsDown
        && low.hint == high.hint && low.lockMode == high.lockMode;
}

}

AddressSpace::Index AddressSpace::firstEndingAfter(std::uint64_t address) const
{
    const auto found = std::ranges::upper_bound(m_areas, address, {}, &Area::end);
    return static_cast<Index>(found - m_areas.begin());
}

std::uint64_t AddressSpace::lockedBytes() const
{
    std::uint64_t bytes = 0;
    for (const Area& area : m_areas)
        bytes += area.lockMode == procfs::LockMode::none ? 0 : area.length();
    return bytes;
}

std::uint64_t AddressSpace::pageTableBytes() const
{
    constexpr std::array levels = {21U, 30U, 39U}; // bits of an address below a table's entry
    std::uint64_t tables = 0;
    for (const unsigned bits : levels) {
        std::uint64_t free = 0; // the first index that no table stands for yet
        for (const Resident& run : m_resident) {
            const std::uint64_t first = std::max(run.start >> bits, free);
            const std::uint64_t end = ((run.end - 1) >> bits) + 1;
            tables += end > first ? end - first : 0;
            free = std::max(free, end);
        }
    }
    return tables * pageSize;
}

const Area* AddressSpace::find(std::uint64_t address) const
{
    const Index index = firstEndingAfter(address);
    return index < m_areas.size() && m_areas[index].start <= address ? &m_areas[index] : nullptr;
}

bool AddressSpace::covers(Range range) const
{
    std::uint64_t done = range.start;
    for (Index i = firstEndingAfter(range.start); done < range.end; ++i) {
        if (i == m_areas.size() || m_areas[i].start > done)
            return false;
        done = m_areas[i].end;
    }
    return true;
}

bool AddressSpace::isFree(Range range) const
{
    const Range gap = freeBefore(firstEndingAfter(range.start));
    return gap.start <= range.start && range.end <= gap.end;
}

bool AddressSpace::allows(Range range, bool write) const
{
    std::uint64_t done = range.start;
    for (Index i = firstEndingAfter(range.start); done < range.end; ++i) {
        if (i == m_areas.size() || m_areas[i].start > done)
            return false;
        const procfs::Access effective = m_areas[i].effective();
        if (!(write ? effective.write : effective.read))
            return false;
        done = m_areas[i].end;
    }
    return true;
}

std::uint64_t AddressSpace::mappedBytes(Range range) const
{
    std::uint64_t bytes = 0;
    for (Index i = firstEndingAfter(range.start);
         i < m_areas.size() && m_areas[i].start < range.end; ++i)
        bytes += std::min(m_areas[i].end, range.end) - std::max(m_areas[i].start, range.start);
    return bytes;
}

// The space between area \a next and the one before it, without the guard of an area that grows
// down.
Range AddressSpace::freeBefore(Index next) const
{
    Range gap{next == 0 ? lowestAddress : m_areas[next - 1].end,
              next == m_areas.size() ? addressLimit : m_areas[next].start};
    if (next < m_areas.size() && m_areas[next].growsDown)
        gap.end = std::max(gap.start, gap.end - std::min(gap.end, guardBytes));
    gap.end = std::max(gap.start, gap.end);
    return gap;
}

std::optional<std::uint64_t> AddressSpace::findFree(std::uint64_t length, std::uint64_t hint,
                                                    const Placement& placement) const
{
    if (length > addressLimit - lowestAddress)
        return std::nullopt;
    if (hint >= lowestAddress && hint <= addressLimit - length) {
        const Range gap = freeBefore(firstEndingAfter(hint));
        if (gap.start <= hint && hint + length <= gap.end)
            return hint;
    }
    const std::uint64_t alignment = length >= hugePageSize ? hugePageSize : pageSize;
    if (!placement.bottomUp) {
        for (Index next = firstEndingAfter(placement.topDownBase - 1) + 1; next-- > 0;) {
            Range gap = freeBefore(next);
            gap.end = std::min(gap.end, placement.topDownBase);
            if (gap.end < gap.start || gap.length() < length)
                continue;
            const std::uint64_t start = gap.end - length;
            const std::uint64_t excess = start % alignment;
            return start - gap.start >= excess ? start - excess : start;
        }
    }
    const std::uint64_t base = placement.bottomUp ? placement.bottomUpBase : lowestAddress;
    for (Index next = firstEndingAfter(base); next <= m_areas.size(); ++next) {
        Range gap = freeBefore(next);
        gap.start = std::max(gap.start, base);
        if (gap.end < gap.start || gap.length() < length)
            continue;
        const std::uint64_t excess = gap.start % alignment;
        const std::uint64_t shift = excess == 0 ? 0 : alignment - excess;
        return gap.length() - length >= shift ? gap.start + shift : gap.start;
    }
    return std::nullopt;
}

void AddressSpace::splitAt(std::uint64_t address)
{
    const Index i = firstEndingAfter(address);
    if (i == m_areas.size() || m_areas[i].start >= address)
        return;
    Area upper = m_areas[i];
    if (upper.isMapped())
        upper.offset += address - upper.start;
    upper.start = address;
    m_areas[i].end = address;
    m_areas.insert(m_areas.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(upper));
}

// Merges where areas meet inside or at the ends of the range.
void AddressSpace::mergeRange(Range range)
{
    Index i = firstEndingAfter(range.start);
    if (i > 0)
        --i;
    while (i + 1 < m_areas.size() && m_areas[i].end <= range.end) {
        if (canMerge(m_areas[i], m_areas[i + 1])) {
            m_areas[i].end = m_areas[i + 1].end;
            m_areas.erase(m_areas.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        } else {
            ++i;
        }
    }
}

void AddressSpace::insert(Area area)
{
    m_vss += area.length();
    m_peakVss = std::max(m_peakVss, m_vss - m_vssDrift);
    const Index i = firstEndingAfter(area.start);
    const bool joinsBefore = i > 0 && canMerge(m_areas[i - 1], area);
    const bool joinsAfter = i < m_areas.size() && canMerge(area, m_areas[i]);
    if (joinsBefore && joinsAfter) {
        m_areas[i - 1].end = m_areas[i].end;
        m_areas.erase(m_areas.begin() + static_cast<std::ptrdiff_t>(i));
    } else if (joinsBefore) {
        m_areas[i - 1].end = area.end;
    } else if (joinsAfter) {
        m_areas[i].start = area.start;
        m_areas[i].offset = area.offset;
    } else {
        m_areas.insert(m_areas.begin() + static_cast<std::ptrdiff_t>(i), std::move(area));
    }
}

void AddressSpace::remove(Range range, PageRefs& refs)
{
    splitAt(range.start);
    splitAt(range.end);
    const Index first = firstEndingAfter(range.start);
    Index last = first;
    for (; last < m_areas.size() && m_areas[last].start < range.end; ++last)
        m_vss -= m_areas[last].length();
    m_areas.erase(m_areas.begin() + static_cast<std::ptrdiff_t>(first),
                  m_areas.begin() + static_cast<std::ptrdiff_t>(last));
    removeResident(range, refs);
}

bool AddressSpace::protect(Range range, procfs::Access access)
{
    splitAt(range.start);
    splitAt(range.end);
    bool changed = false;
    for (Index i = firstEndingAfter(range.start);
         i < m_areas.size() && m_areas[i].start < range.end; ++i) {
        changed = changed || m_areas[i].real != access;
        m_areas[i].real = access;
    }
    mergeRange(range);
    return changed;
}

bool AddressSpace::setLockMode(Range range, procfs::LockMode mode)
{
    splitAt(range.start);
    splitAt(range.end);
    bool changed = false;
    for (Index i = firstEndingAfter(range.start);
         i < m_areas.size() && m_areas[i].start < range.end; ++i) {
        changed = changed || m_areas[i].lockMode != mode;
        m_areas[i].lockMode = mode;
    }
    mergeRange(range);
    return changed;
}

void AddressSpace::move(Range from, std::uint64_t to, std::uint64_t length, PageRefs& refs)
{
    splitAt(from.start);
    splitAt(from.end);
    Area area = m_areas[firstEndingAfter(from.start)];
    splitResidentAt(from.start);
    splitResidentAt(from.end);
    std::vector<Resident> pages;
    for (Index i = firstResidentEndingAfter(from.start);
         i < m_resident.size() && m_resident[i].start < from.end; ++i) {
        Resident run = m_resident[i];
        run.start = run.start - from.start + to;
        run.end = run.end - from.start + to;
        pages.push_back(run);
        if (run.isPrivate) // so that the removal below leaves it its owner
            refs.share(run.offset, run.offset + run.length());
    }
    remove(from, refs);
    area.start = to;
    area.end = to + length;
    insert(std::move(area));
    for (const Resident& run : pages)
        insertResident(run);
}

std::vector<procfs::Vma> AddressSpace::describe() const
{
    std::vector<procfs::Vma> result;
    result.reserve(m_areas.size());
    auto run = m_resident.begin();
    for (const Area& area : m_areas) {
        procfs::Vma& vma = result.emplace_back();
        vma.start = area.start;
        vma.end = area.end;
        vma.real = area.real;
        vma.effective = area.effective();
        vma.maximum = area.maximum;
        vma.isPrivate = area.isPrivate;
        vma.growsDown = area.growsDown;
        vma.lockMode = area.lockMode;
        vma.hint = area.hint;
        vma.offset = area.isMapped() ? area.offset : 0;
        vma.mapping = area.mapping;
        while (run != m_resident.end() && run->end <= area.start)
            ++run;
        // A run may reach over several areas, so it is left for the next one to look at.
        for (auto at = run; at != m_resident.end() && at->start < area.end; ++at) {
            const std::uint64_t bytes
                = std::min(at->end, area.end) - std::max(at->start, area.start);
            vma.rssBytes += bytes;
            vma.anonymousBytes += at->isPrivate ? bytes : 0;
        }
    }
    return result;
}

}
