// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/loader.h>

#include <utility>

namespace sandscope::kernel {

using procfs::Access;
using procfs::VmaHint;

namespace {

std::uint64_t pageUp(std::uint64_t value)
{
    return pageFloor(value + (pageSize - 1));
}

}

Range spanOf(const Image& image)
{
    const Segment& last = image.segments.back();
    return {pageFloor(image.segments.front().address),
            pageFloor(last.address + last.memorySize + (pageSize - 1))};
}

bool Loader::mapImage(const Image& image, std::uint64_t base)
{
    const auto identity = m_state.fileIdentity(image.path, image.deleted);
    for (const Segment& segment : image.segments) {
        const std::uint64_t start = pageFloor(base + segment.address);
        const std::uint64_t fileEnd
            = segment.fileSize == 0 ? start : pageUp(base + segment.address + segment.fileSize);
        const std::uint64_t end = pageUp(base + segment.address + segment.memorySize);
        if (fileEnd > start) {
            Area area = areaOf(start, fileEnd, segment.access);
            area.mapping = identity;
            area.offset = pageFloor(segment.fileOffset);
            if (!add(std::move(area)))
                return false;
        }
        // Linux makes it like the heap's memory, writable whatever the segment says.
        Access zeros = segment.access;
        if (m_state.isLinux())
            zeros.read = zeros.write = true;
        if (end > fileEnd && !add(areaOf(fileEnd, end, zeros)))
            return false;
    }
    return true;
}

void Loader::relocate(const Image& image, std::uint64_t base)
{
    for (const Segment& segment : image.segments) {
        const std::uint64_t start = pageFloor(base + segment.address);
        const std::uint64_t end = pageUp(base + segment.address + segment.memorySize);
        m_memory.space.access({start, end}, segment.access.write, m_state.pageRefs);
    }
    const std::uint64_t last = pageFloor(base + image.segments.back().address);
    if (image.relroBytes > 0)
        m_memory.space.protect({last, last + image.relroBytes}, {true, false, false});
}

bool Loader::add(Area area)
{
    if (area.start >= area.end || !m_memory.space.isFree({area.start, area.end}))
        return false;
    if (m_state.isLinux()) {
        if (!area.isMapped())
            area.offset = area.start;
        if (area.isPrivate && area.real.write)
            area.flags |= areaFlag::accounted;
    }
    m_memory.space.insert(std::move(area));
    return true;
}

Area Loader::areaOf(std::uint64_t start, std::uint64_t end, procfs::Access access)
{
    Area area;
    area.start = start;
    area.end = end;
    area.real = access;
    return area;
}

bool Loader::endsWithParameters(std::uint64_t address) const
{
    const Area* area = m_memory.space.find(address - 1);
    return area && area->end == address && area->hint == VmaHint::vvar;
}

bool Loader::growHeap(std::uint64_t bytes)
{
    const Range heap{m_memory.heapStart, m_memory.heapStart + bytes};
    Area area = areaOf(heap.start, heap.end, {true, true, false});
    area.hint = m_state.isLinux() ? VmaHint::none : VmaHint::heap;
    if (heap.end < heap.start || !add(std::move(area)))
        return false;
    m_memory.heapEnd = heap.end;
    m_memory.space.setHeap(heap);
    return true;
}

std::optional<std::uint64_t> Loader::mapVdso(std::optional<std::uint64_t> code)
{
    constexpr std::uint64_t codeBytes = 2 * pageSize;
    const std::uint64_t parameterBytes = (m_state.isLinux() ? 4 : 1) * pageSize;
    const std::uint64_t clockBytes = m_state.isLinux() ? 2 * pageSize : 0;
    const auto make = [](std::uint64_t start, std::uint64_t bytes, Access access) {
        Area area = areaOf(start, start + bytes, access);
        area.isSpecial = true;
        return area;
    };
    const std::uint64_t before = parameterBytes + clockBytes;
    if (code && (!isPageAligned(*code) || *code < lowestAddress + before))
        return std::nullopt;
    const auto at = code ? std::optional{*code - before} : place(before + codeBytes);
    if (!at)
        return std::nullopt;
    Area parameters = make(*at, parameterBytes, {true, false, false});
    parameters.maximum = {true, false, false};
    parameters.hint = VmaHint::vvar;
    if (clockBytes > 0) {
        Area clock = make(*at + parameterBytes, clockBytes, {true, false, false});
        clock.maximum = {true, false, false};
        clock.mapping = m_state.madeUpIdentity("[vvar_vclock]");
        if (!add(std::move(clock)))
            return std::nullopt;
    }
    Area text = make(*at + before, codeBytes, {true, false, true});
    text.hint = VmaHint::vdso;
    if (!add(std::move(parameters)) || !add(std::move(text)))
        return std::nullopt;
    return *at + before;
}

bool Loader::mapAsSeen(const std::vector<procfs::Vma>& map)
{
    for (const procfs::Vma& vma : map) {
        if (vma.start >= addressLimit) // [vsyscall] belongs to no process
            continue;
        if (!isPageAligned(vma.start) || !isPageAligned(vma.end) || vma.end > addressLimit
            || !isPageAligned(vma.offset))
            return false;
        Area area = areaOf(vma.start, vma.end, vma.real);
        area.maximum = vma.maximum;
        area.isPrivate = vma.isPrivate;
        area.growsDown = vma.growsDown || vma.hint == VmaHint::stack;
        area.hint = vma.hint;
        area.mapping = vma.mapping ? m_state.adoptIdentity(vma.mapping) : nullptr;
        area.isSpecial = vma.hint == VmaHint::vdso || vma.hint == VmaHint::vvar
            || (vma.mapping && vma.mapping->kind == procfs::MappingKind::other);
        area.offset = area.mapping ? vma.offset : 0;
        // gVisor does not name its vDSO.
        if (!m_state.isLinux() && !vma.mapping && area.hint == VmaHint::none && vma.real.execute
            && endsWithParameters(vma.start)) {
            area.hint = VmaHint::vdso;
            area.isSpecial = true;
        }
        if (m_state.isLinux() && area.hint == VmaHint::stack)
            area.hint = VmaHint::none; // it follows from where it is
        if (!add(std::move(area)))
            return false;
    }
    return true;
}

}
