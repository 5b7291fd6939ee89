// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/addressspace.h>

#include <algorithm>
#include <array>

namespace sandscope::kernel {

namespace {

// Linux: one of two without pages of its own joins the other, unless a fork made that (mm/vma.c,
// is_mergeable_anon_vma).
bool haveJoinableRoots(const Area& a, const Area& b)
{
    if (a.anonymousRoot == b.anonymousRoot)
        return true;
    if (a.anonymousRoot != 0 && b.anonymousRoot != 0)
        return false;
    return !(a.anonymousRoot != 0 ? a : b).isInherited;
}

// \a low grows over \a high.
void absorb(Area& low, const Area& high)
{
    low.end = high.end;
    if (low.anonymousRoot == 0) {
        low.anonymousRoot = high.anonymousRoot;
        low.isInherited = high.isInherited;
    }
}

}

// Facts 6.2, and mm/vma.c of Linux. \a low ends where \a high starts.
bool AddressSpace::canMerge(const Area& low, const Area& high) const
{
    if (low.mapping != high.mapping || low.isSpecial != high.isSpecial)
        return false;
    if ((low.isMapped() || isLinux()) && low.offset + low.length() != high.offset)
        return false;
    if (isLinux() && (low.isSpecial || !haveJoinableRoots(low, high)))
        return false;
    return low.end == high.start && low.real == high.real && low.maximum == high.maximum
        && low.isPrivate == high.isPrivate && low.growsDown == high.growsDown
        && low.hint == high.hint && low.lockMode == high.lockMode && low.flags == high.flags;
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

std::uint64_t AddressSpace::dataBytes() const
{
    std::uint64_t bytes = 0;
    for (const Area& area : m_areas)
        bytes += isData(area) ? area.length() : 0;
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

const Area* AddressSpace::findFrom(std::uint64_t address) const
{
    const Index index = firstEndingAfter(address);
    return index < m_areas.size() ? &m_areas[index] : nullptr;
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

void AddressSpace::splitAt(std::uint64_t address)
{
    const Index i = firstEndingAfter(address);
    if (i == m_areas.size() || m_areas[i].start >= address)
        return;
    Area upper = m_areas[i];
    if (upper.isMapped() || isLinux())
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
            absorb(m_areas[i], m_areas[i + 1]);
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
    if (joinsBefore)
        absorb(m_areas[i - 1], area);
    Area& made = joinsBefore ? m_areas[i - 1] : area;
    const bool joinsAfter = i < m_areas.size() && canMerge(made, m_areas[i]);
    if (joinsAfter)
        absorb(made, m_areas[i]);
    if (joinsBefore && joinsAfter)
        m_areas.erase(m_areas.begin() + static_cast<std::ptrdiff_t>(i));
    else if (joinsAfter)
        m_areas[i] = std::move(area);
    else if (!joinsBefore)
        m_areas.insert(m_areas.begin() + static_cast<std::ptrdiff_t>(i), std::move(area));
}

void AddressSpace::insertHeap(Area area)
{
    if (!isLinux())
        return insert(std::move(area));
    m_vss += area.length();
    m_peakVss = std::max(m_peakVss, m_vss - m_vssDrift);
    const Index i = firstEndingAfter(area.start);
    const bool isAbove = i > 0 && m_areas[i - 1].end > m_heap.start;
    if (isAbove && canMerge(m_areas[i - 1], area))
        absorb(m_areas[i - 1], area);
    else
        m_areas.insert(m_areas.begin() + static_cast<std::ptrdiff_t>(i), std::move(area));
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

// gVisor splits at the ends, changes what is between and merges; Linux goes from area to area,
// leaves alone what is as it should be, and looks at the neighbours of what it changed.
template <class Differs, class Change>
bool AddressSpace::modify(Range range, Differs differs, Change change)
{
    bool changed = false;
    if (!isLinux()) {
        splitAt(range.start);
        splitAt(range.end);
        for (Index i = firstEndingAfter(range.start);
             i < m_areas.size() && m_areas[i].start < range.end; ++i) {
            changed = changed || differs(m_areas[i]);
            change(m_areas[i]);
        }
        mergeRange(range);
        return changed;
    }
    for (std::uint64_t at = range.start; at < range.end;) {
        const Index i = firstEndingAfter(at);
        if (i == m_areas.size() || m_areas[i].start >= range.end)
            break;
        const Range part{std::max(at, m_areas[i].start), std::min(range.end, m_areas[i].end)};
        at = part.end;
        if (!differs(m_areas[i]))
            continue;
        splitAt(part.start);
        splitAt(part.end);
        change(m_areas[firstEndingAfter(part.start)]);
        mergeRange(part);
        changed = true;
    }
    return changed;
}

bool AddressSpace::protect(Range range, procfs::Access access)
{
    const auto differs = [access](const Area& area) { return area.real != access; };
    return modify(range, differs, [this, access](Area& area) {
        // Linux counts memory against the commit limit from when it can be written, and stops when
        // nothing was (mm/mprotect.c).
        const std::uint16_t counted = areaFlag::accounted | areaFlag::noReserve;
        if (isLinux() && access.write && area.isPrivate && !area.real.write
            && (area.flags & counted) == 0)
            area.flags |= areaFlag::accounted;
        else if (isLinux() && !access.write && !area.isMapped() && area.anonymousRoot == 0)
            area.flags &= static_cast<std::uint16_t>(~areaFlag::accounted);
        area.real = access;
    });
}

bool AddressSpace::wouldProtect(Range range, procfs::Access access) const
{
    for (Index i = firstEndingAfter(range.start);
         i < m_areas.size() && m_areas[i].start < range.end; ++i) {
        if (m_areas[i].real != access)
            return true;
    }
    return false;
}

bool AddressSpace::replaceMappings(
    const std::function<std::shared_ptr<const procfs::MappingIdentity>(
        const std::shared_ptr<const procfs::MappingIdentity>&)>& next)
{
    bool isChanged = false;
    for (Area& area : m_areas) {
        if (auto identity = next(area.mapping)) {
            area.mapping = std::move(identity);
            isChanged = true;
        }
    }
    return isChanged;
}

bool AddressSpace::setLockMode(Range range, procfs::LockMode mode)
{
    // Linux leaves its own pages alone.
    return modify(
        range,
        [this, mode](const Area& area) {
            return area.lockMode != mode && !(isLinux() && area.isSpecial);
        },
        [mode](Area& area) { area.lockMode = mode; });
}

bool AddressSpace::setFlags(Range range, std::uint16_t set, std::uint16_t cleared)
{
    const auto after = [set, cleared](const Area& area) {
        return static_cast<std::uint16_t>((area.flags & ~cleared) | set);
    };
    if (set == 0 && cleared == 0)
        return false;
    return modify(
        range, [after](const Area& area) { return area.flags != after(area); },
        [after](Area& area) { area.flags = after(area); });
}

void AddressSpace::move(Range from, std::uint64_t to, std::uint64_t length, PageRefs& refs,
                        bool keepsOld)
{
    Area area = *find(from.start);
    const bool isWhole = area.start == from.start && area.end == from.end;
    if (area.isMapped() || isLinux())
        area.offset += from.start - area.start;
    // Linux: nobody will look for pages that never were.
    if (isLinux() && !area.mapping && area.anonymousRoot == 0)
        area.offset = to;
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
    if (keepsOld) {
        removeResident(from, refs);
        // What is left is as if nobody had ever touched it.
        Area& old = m_areas[firstEndingAfter(from.start)];
        old.lockMode = procfs::LockMode::none;
        old.flags &= static_cast<std::uint16_t>(~areaFlag::accounted);
        if (isWhole) {
            old.anonymousRoot = 0;
            old.isInherited = false;
        }
    } else {
        remove(from, refs);
    }
    area.start = to;
    area.end = to + length;
    insert(std::move(area));
    for (const Resident& run : pages)
        insertResident(run);
}

std::uint64_t AddressSpace::growthFor(Range range) const
{
    const Index i = firstEndingAfter(range.start);
    if (i == m_areas.size() || !m_areas[i].growsDown || m_areas[i].start <= range.start
        || range.start < lowestAddress)
        return 0;
    // The gap to what lies below must stay, unless nobody can get at that (mm/mmap.c,
    // expand_downwards).
    if (i > 0) {
        const Area& below = m_areas[i - 1];
        const bool isOpen = below.real.read || below.real.write || below.real.execute;
        if (!below.growsDown && isOpen && range.start - below.end < guardBytes)
            return 0;
    }
    return m_areas[i].start - range.start;
}

void AddressSpace::growDown(std::uint64_t bytes, std::uint64_t to)
{
    Area& area = m_areas[firstEndingAfter(to)];
    area.start -= bytes;
    area.offset -= bytes;
    m_vss += bytes;
    m_peakVss = std::max(m_peakVss, m_vss - m_vssDrift);
}

// fs/proc/task_mmu.c: what lies in the heap's range is the heap, and where the stack pointer was at
// first is the stack.
procfs::VmaHint AddressSpace::nameOf(const Area& area) const
{
    if (!isLinux() || area.hint != procfs::VmaHint::none || area.mapping)
        return area.hint;
    if (area.start < m_heap.end && area.end > m_heap.start)
        return procfs::VmaHint::heap;
    if (area.start <= m_stackPointer && area.end >= m_stackPointer)
        return procfs::VmaHint::stack;
    return area.hint;
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
        vma.hint = nameOf(area);
        vma.flags = area.flags;
        const bool hasOffset = area.isMapped() || (isLinux() && area.mapping);
        vma.offset = hasOffset ? area.offset : 0;
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
