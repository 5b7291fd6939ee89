// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The part of an address space that is resident: what faults bring in, copies on write, and what
// fork and madvise make of it. Facts 6.3 and 6.5.
#include <model/kernel/addressspace.h>

#include <algorithm>

namespace sandscope::kernel {

namespace {

// The 2 MiB windows around a range.
Range hugeWindow(Range range)
{
    const std::uint64_t start = range.start & ~(hugePageSize - 1);
    const std::uint64_t end = (range.end + (hugePageSize - 1)) & ~(hugePageSize - 1);
    return {start, end};
}

Range intersect(Range a, Range b)
{
    const std::uint64_t start = std::max(a.start, b.start);
    return {start, std::max(start, std::min(a.end, b.end))};
}

bool canMerge(const Resident& low, const Resident& high)
{
    return low.end == high.start && low.isPrivate == high.isPrivate
        && low.copyOnWrite == high.copyOnWrite
        && (!low.isPrivate || low.offset + low.length() == high.offset);
}

}

AddressSpace::Index AddressSpace::firstResidentEndingAfter(std::uint64_t address) const
{
    const auto found = std::ranges::upper_bound(m_resident, address, {}, &Resident::end);
    return static_cast<Index>(found - m_resident.begin());
}

void AddressSpace::splitResidentAt(std::uint64_t address)
{
    const Index i = firstResidentEndingAfter(address);
    if (i == m_resident.size() || m_resident[i].start >= address)
        return;
    Resident upper = m_resident[i];
    if (upper.isPrivate)
        upper.offset += address - upper.start;
    upper.start = address;
    m_resident[i].end = address;
    m_resident.insert(m_resident.begin() + static_cast<std::ptrdiff_t>(i) + 1, upper);
}

void AddressSpace::insertResident(Resident run)
{
    m_rss += run.length();
    m_peakRss = std::max(m_peakRss, m_rss);
    const Index i = firstResidentEndingAfter(run.start);
    m_resident.insert(m_resident.begin() + static_cast<std::ptrdiff_t>(i), run);
    mergeResident({run.start, run.end});
}

void AddressSpace::mergeResident(Range range)
{
    Index i = firstResidentEndingAfter(range.start);
    if (i > 0)
        --i;
    while (i + 1 < m_resident.size() && m_resident[i].end <= range.end) {
        if (canMerge(m_resident[i], m_resident[i + 1])) {
            m_resident[i].end = m_resident[i + 1].end;
            m_resident.erase(m_resident.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        } else {
            ++i;
        }
    }
}

void AddressSpace::removeResident(Range range, PageRefs& refs)
{
    splitResidentAt(range.start);
    splitResidentAt(range.end);
    const Index first = firstResidentEndingAfter(range.start);
    Index last = first;
    for (; last < m_resident.size() && m_resident[last].start < range.end; ++last) {
        const Resident& run = m_resident[last];
        m_rss -= run.length();
        if (run.isPrivate)
            refs.release(run.offset, run.offset + run.length());
    }
    m_resident.erase(m_resident.begin() + static_cast<std::ptrdiff_t>(first),
                     m_resident.begin() + static_cast<std::ptrdiff_t>(last));
}

// Makes all of the range resident that is not yet.
bool AddressSpace::fill(const Area& area, Range range, PageRefs& refs)
{
    std::vector<Range> holes;
    std::uint64_t done = range.start;
    for (Index i = firstResidentEndingAfter(range.start); done < range.end; ++i) {
        const std::uint64_t until
            = i < m_resident.size() ? std::min(m_resident[i].start, range.end) : range.end;
        if (done < until)
            holes.push_back({done, until});
        if (i == m_resident.size())
            break;
        done = m_resident[i].end;
    }
    for (const Range& hole : holes) {
        Resident run{hole.start, hole.end, 0, !area.isMapped(), false};
        if (run.isPrivate)
            run.offset = refs.allocate(run.length());
        else
            run.copyOnWrite = area.isPrivate;
        insertResident(run);
    }
    return !holes.empty();
}

// Gives the area its own copy of what it is about to write.
bool AddressSpace::breakCopyOnWrite(const Area& area, Range range, PageRefs& refs)
{
    // A program writes to code in few places, so only the pages touched are copied there.
    const Range window
        = area.effective().execute ? range : intersect(hugeWindow(range), {area.start, area.end});
    bool visible = false;
    // First decide, then change: splitting moves the runs.
    std::vector<Resident> shared;
    for (Index i = firstResidentEndingAfter(range.start);
         i < m_resident.size() && m_resident[i].start < range.end; ++i) {
        Resident& run = m_resident[i];
        if (!run.copyOnWrite)
            continue;
        if (run.isPrivate && !refs.isShared(run.offset, run.offset + run.length()))
            run.copyOnWrite = false; // everybody else has let go of it
        else
            shared.push_back(run);
    }
    for (const Resident& run : shared) {
        const Range copied = intersect(window, {run.start, run.end});
        removeResident(copied, refs);
        insertResident({copied.start, copied.end, refs.allocate(copied.length()), true, false});
        visible = visible || !run.isPrivate;
    }
    mergeResident(window);
    return visible;
}

// Pages of the range that an access does not find, or not as its own.
std::uint64_t AddressSpace::pagesToFault(Range range, bool copies) const
{
    std::uint64_t found = 0;
    for (Index i = firstResidentEndingAfter(range.start);
         i < m_resident.size() && m_resident[i].start < range.end; ++i) {
        const Resident& run = m_resident[i];
        if (!copies || !run.copyOnWrite)
            found += intersect(range, {run.start, run.end}).length();
    }
    return (range.length() - found) / pageSize;
}

bool AddressSpace::access(Range range, bool write, PageRefs& refs)
{
    bool visible = false;
    for (Index i = firstEndingAfter(range.start);
         i < m_areas.size() && m_areas[i].start < range.end; ++i) {
        const Area& area = m_areas[i];
        const Range whole{area.start, area.end};
        const Range asked = intersect(range, whole);
        // A file offers all of its mapping at once; anonymous memory comes in 2 MiB windows.
        const Range window = area.isMapped() ? whole : intersect(hugeWindow(asked), whole);
        m_faults += pagesToFault(asked, write && area.isPrivate);
        visible = fill(area, window, refs) || visible;
        if (write && area.isPrivate)
            visible = breakCopyOnWrite(area, asked, refs) || visible;
    }
    return visible;
}

bool AddressSpace::populate(Range range, PageRefs& refs)
{
    const Area* area = find(range.start);
    return area && fill(*area, range, refs);
}

bool AddressSpace::discard(Range range, PageRefs& refs)
{
    std::vector<Range> dropped;
    if (range.length() == 0)
        return false;
    for (Index i = firstResidentEndingAfter(range.start);
         i < m_resident.size() && m_resident[i].start < range.end; ++i) {
        Resident& run = m_resident[i];
        if (run.copyOnWrite && run.isPrivate
            && !refs.isShared(run.offset, run.offset + run.length()))
            run.copyOnWrite = false;
        if (!run.isPrivate || run.copyOnWrite)
            dropped.push_back(intersect(range, {run.start, run.end}));
    }
    for (const Range& part : dropped)
        removeResident(part, refs);
    return !dropped.empty();
}

AddressSpace AddressSpace::fork(PageRefs& refs)
{
    AddressSpace child;
    child.m_areas = m_areas;
    for (Area& area : child.m_areas)
        area.lockMode = procfs::LockMode::none;
    child.m_vss = m_vss;
    child.m_peakVss = m_vss - m_vssDrift;
    child.m_vssDrift = m_vssDrift;
    for (Resident& run : m_resident) {
        if (!run.isPrivate)
            continue;
        run.copyOnWrite = true;
        refs.share(run.offset, run.offset + run.length());
        child.m_resident.push_back(run);
        child.m_rss += run.length();
    }
    child.m_peakRss = child.m_rss;
    // Areas that differed in their lock mode alone are one again.
    child.mergeRange({0, addressLimit});
    return child;
}

void AddressSpace::clear(PageRefs& refs)
{
    removeResident({0, addressLimit}, refs);
    m_areas.clear();
    m_vss = 0;
    m_vssDrift = 0;
}

}
