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

bool continues(const Resident& low, const Resident& high)
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
        if (continues(m_resident[i], m_resident[i + 1])) {
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

std::vector<Range> AddressSpace::holesIn(Range range) const
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
    return holes;
}

// Makes all of the range resident that is not yet.
bool AddressSpace::fill(const Area& area, Range range, PageRefs& refs)
{
    const std::vector<Range> holes = holesIn(range);
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
    // A program writes to code in few places, so only the pages touched are copied there. On a
    // stack later releases copy little, too; Linux does so everywhere.
    const Range whole{area.start, area.end};
    Range window = intersect(hugeWindow(range), whole);
    if (isLinux() || area.effective().execute)
        window = range;
    else if ((area.flags & areaFlag::stack) != 0)
        window = intersect({range.start - pageSize, range.end + pageSize}, whole);
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

// mm/mmap.c, anon_vma_compatible: areas that could be one but for their access.
bool AddressSpace::canShareRoot(const Area& low, const Area& high) const
{
    return low.end == high.start && low.mapping == high.mapping
        && low.offset + low.length() == high.offset && low.isSpecial == high.isSpecial
        && low.maximum == high.maximum && low.isPrivate == high.isPrivate
        && low.growsDown == high.growsDown && low.lockMode == high.lockMode
        && low.flags == high.flags;
}

// The area is about to have pages of its own. It takes the root of a neighbour that it may be one
// with some day, the one above first.
void AddressSpace::giveRoot(Index index)
{
    Area& area = m_areas[index];
    if (area.anonymousRoot != 0)
        return;
    const auto lends
        = [](const Area& from) { return from.anonymousRoot != 0 && !from.isInherited; };
    if (index + 1 < m_areas.size() && lends(m_areas[index + 1])
        && canShareRoot(area, m_areas[index + 1]))
        area.anonymousRoot = m_areas[index + 1].anonymousRoot;
    else if (index > 0 && lends(m_areas[index - 1]) && canShareRoot(m_areas[index - 1], area))
        area.anonymousRoot = m_areas[index - 1].anonymousRoot;
    else
        area.anonymousRoot = m_nextAnonymousRoot++;
}

// Linux: page by page. What is read of anonymous memory is the one page of zeros, which counts
// nowhere; what is read of a file brings in the sixteen pages around it (mm/memory.c).
bool AddressSpace::accessLinux(Index index, Range asked, bool write, PageRefs& refs)
{
    const Area& area = m_areas[index];
    if (write && area.isPrivate)
        giveRoot(index);
    if (area.isSpecial)
        return false;
    if (!area.isMapped()) {
        m_faults += pagesToFault(asked, write);
        bool visible = write && fill(area, asked, refs);
        if (write)
            visible = breakCopyOnWrite(area, asked, refs) || visible;
        return visible;
    }
    if (!write) {
        constexpr std::uint64_t aroundBytes = 16 * pageSize;
        const std::vector<Range> holes = holesIn(asked);
        std::uint64_t done = 0; // the end of the last window that was brought in
        for (const Range& hole : holes) {
            if (hole.end <= done)
                continue;
            const std::uint64_t start = std::max(hole.start & ~(aroundBytes - 1), done);
            done = (hole.end + (aroundBytes - 1)) & ~(aroundBytes - 1);
            m_faults += (done - start) / aroundBytes;
            fill(area, intersect({start, done}, {area.start, area.end}), refs);
        }
        return !holes.empty();
    }
    m_faults += pagesToFault(asked, area.isPrivate);
    bool visible = fill(area, asked, refs);
    if (area.isPrivate)
        visible = breakCopyOnWrite(area, asked, refs) || visible;
    return visible;
}

void AddressSpace::writeLocked(Range range, PageRefs& refs)
{
    for (Index i = firstEndingAfter(range.start);
         i < m_areas.size() && m_areas[i].start < range.end; ++i) {
        const Area& area = m_areas[i];
        if (area.lockMode != procfs::LockMode::none && area.isPrivate && area.real.write)
            accessLinux(i, intersect(range, {area.start, area.end}), true, refs);
    }
}

bool AddressSpace::access(Range range, bool write, PageRefs& refs)
{
    bool visible = false;
    for (Index i = firstEndingAfter(range.start);
         i < m_areas.size() && m_areas[i].start < range.end; ++i) {
        const Area& area = m_areas[i];
        if (isLinux()) {
            const Range part = intersect(range, {area.start, area.end});
            visible = accessLinux(i, part, write, refs) || visible;
            continue;
        }
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
        if (!run.isPrivate || run.copyOnWrite || m_behaviour >= Behaviour::gvisor2024)
            dropped.push_back(intersect(range, {run.start, run.end}));
    }
    for (const Range& part : dropped)
        removeResident(part, refs);
    return !dropped.empty();
}

AddressSpace AddressSpace::fork(PageRefs& refs)
{
    AddressSpace child(m_behaviour);
    child.m_vssDrift = m_vssDrift;
    child.m_heap = m_heap;
    child.m_stackPointer = m_stackPointer;
    child.m_nextAnonymousRoot = m_nextAnonymousRoot;
    child.m_vss = m_vssDrift;
    child.m_areas.reserve(m_areas.size());
    Index at = 0; // in the resident runs
    for (const Area& area : m_areas) {
        if ((area.flags & areaFlag::dontFork) != 0)
            continue;
        Area& copy = child.m_areas.emplace_back(area);
        copy.lockMode = procfs::LockMode::none;
        child.m_vss += copy.length();
        const bool isWiped = (area.flags & areaFlag::wipeOnFork) != 0;
        const bool hasOwn = area.anonymousRoot != 0 && !isWiped;
        copy.anonymousRoot = hasOwn ? child.m_nextAnonymousRoot++ : 0;
        copy.isInherited = hasOwn;
        // gVisor hands on private pages alone; Linux all of an area that has some, and nothing of
        // one that has not (mm/memory.c, vma_needs_copy).
        while (at < m_resident.size() && m_resident[at].end <= area.start)
            ++at;
        // A run may reach over several areas, so it is left for the next one to look at.
        for (Index i = at; i < m_resident.size() && m_resident[i].start < area.end; ++i) {
            Resident& run = m_resident[i];
            if (isWiped || (isLinux() ? !hasOwn : !run.isPrivate))
                continue;
            const Range part = intersect({run.start, run.end}, {area.start, area.end});
            Resident piece{part.start, part.end, run.offset, run.isPrivate, run.copyOnWrite};
            if (run.isPrivate) {
                run.copyOnWrite = piece.copyOnWrite = true;
                piece.offset += part.start - run.start;
                refs.share(piece.offset, piece.offset + piece.length());
            }
            child.m_rss += piece.length();
            if (!child.m_resident.empty() && continues(child.m_resident.back(), piece))
                child.m_resident.back().end = piece.end;
            else
                child.m_resident.push_back(piece);
        }
    }
    child.m_peakVss = child.m_vss - child.m_vssDrift;
    child.m_peakRss = child.m_rss;
    // gVisor inserts one after the other, which merges what has become equal.
    if (!isLinux())
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
