// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// Where new mappings go. Facts 6.3 and 6.4 for gVisor; mm/mmap.c, mm/huge_memory.c and
// arch/x86/kernel/sys_x86_64.c of 6.18 for Linux.
#include <model/kernel/addressspace.h>

#include <algorithm>

namespace sandscope::kernel {

namespace {

// What MAP_32BIT confines a mapping to, in both kernels.
constexpr Range below2G{0x40000000, 0x80000000};

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

// The highest place of all gaps, aligned where the gap has room for that.
std::optional<std::uint64_t> AddressSpace::highestFree(std::uint64_t length,
                                                       std::uint64_t alignment, Range bounds) const
{
    for (Index next = firstEndingAfter(bounds.end - 1) + 1; next-- > 0;) {
        Range gap = freeBefore(next);
        gap.start = std::max(gap.start, bounds.start);
        gap.end = std::min(gap.end, bounds.end);
        if (gap.end < gap.start || gap.length() < length)
            continue;
        const std::uint64_t start = gap.end - length;
        const std::uint64_t excess = start % alignment;
        return start - gap.start >= excess ? start - excess : start;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> AddressSpace::lowestFree(std::uint64_t length, std::uint64_t alignment,
                                                      Range bounds) const
{
    for (Index next = firstEndingAfter(bounds.start); next <= m_areas.size(); ++next) {
        Range gap = freeBefore(next);
        gap.start = std::max(gap.start, bounds.start);
        gap.end = std::min(gap.end, bounds.end);
        if (gap.end < gap.start || gap.length() < length)
            continue;
        const std::uint64_t excess = gap.start % alignment;
        const std::uint64_t shift = excess == 0 ? 0 : alignment - excess;
        return gap.length() - length >= shift ? gap.start + shift : gap.start;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> AddressSpace::findFree(const Wanted& wanted,
                                                    const Placement& placement) const
{
    const std::uint64_t length = wanted.length;
    if (length == 0 || length > addressLimit - lowestAddress)
        return std::nullopt;
    if (isLinux())
        return findFreeLinux(wanted, placement);
    const Range everything{lowestAddress, addressLimit};
    const Range allowed = wanted.isBelow2G ? below2G : everything;
    if (wanted.hint >= allowed.start && wanted.hint < allowed.end
        && length <= allowed.end - wanted.hint && isFree({wanted.hint, wanted.hint + length}))
        return wanted.hint;
    // Large ones are aligned to 2 MiB: in 2018 to 2022 all, later those that huge pages can serve,
    // in the latest only what is a multiple of their size (pkg/sentry/mm/vma.go).
    const bool canBeHuge
        = m_behaviour < Behaviour::gvisor2024 || (wanted.isPrivate && !wanted.isStack);
    const bool isLarge
        = m_behaviour < Behaviour::gvisor2026 ? length >= hugePageSize : length % hugePageSize == 0;
    const std::uint64_t alignment = canBeHuge && isLarge ? hugePageSize : pageSize;
    if (wanted.isBelow2G)
        return lowestFree(length, alignment, below2G);
    if (placement.bottomUp)
        return lowestFree(length, alignment, {placement.bottomUpBase, addressLimit});
    return highestFree(length, alignment, {lowestAddress, placement.topDownBase});
}

std::optional<std::uint64_t> AddressSpace::findFreeLinux(const Wanted& wanted,
                                                         const Placement& placement) const
{
    const auto find = [&](std::uint64_t length) -> std::optional<std::uint64_t> {
        if (wanted.hint != 0 && !wanted.isBelow2G) {
            // The mapping before may end right there; the guard of the next one must stay free.
            const std::uint64_t at = std::max(wanted.hint, lowestAddress);
            if (at < addressLimit && length <= addressLimit - at && isFree({at, at + length}))
                return at;
        }
        if (wanted.isBelow2G)
            return lowestFree(length, pageSize, below2G);
        const Range above{placement.bottomUpBase, addressLimit};
        if (placement.bottomUp)
            return lowestFree(length, pageSize, above);
        const auto found = highestFree(length, pageSize, {lowestAddress, placement.topDownBase});
        return found ? found : lowestFree(length, pageSize, above);
    };
    // Huge pages want files of 2 MiB and more aligned, and anonymous memory of a multiple of that
    // that does not say where. Shared memory is left alone, as huge pages are off for it.
    const std::uint64_t from = wanted.isFile ? wanted.offset : 0;
    const std::uint64_t aligned = (from + (hugePageSize - 1)) & ~(hugePageSize - 1);
    const bool isAligned = wanted.isFile
        ? from + wanted.length > aligned && from + wanted.length - aligned >= hugePageSize
        : wanted.isPrivate && wanted.hint == 0 && wanted.length % hugePageSize == 0;
    if (isAligned && !wanted.isBelow2G) {
        const auto padded = find(wanted.length + hugePageSize);
        if (padded && *padded == wanted.hint)
            return padded;
        if (padded) {
            const std::uint64_t shift = (from - *padded) & (hugePageSize - 1);
            return *padded + (shift == 0 && !placement.bottomUp ? hugePageSize : shift);
        }
    }
    return find(wanted.length);
}

}
