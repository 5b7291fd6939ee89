// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>
#include <model/kernel/pagerefs.h>
#include <procfs/error.h>
#include <procfs/records.h>

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sandscope::kernel {

inline constexpr std::uint64_t pageSize = 4096;
inline constexpr std::uint64_t hugePageSize = std::uint64_t{2} << 20U;
inline constexpr std::uint64_t guardBytes = 256 * pageSize; ///< below a VMA that grows down
inline constexpr std::size_t maxAreas = 65530; ///< vm.max_map_count of Linux; gVisor has no limit
inline constexpr std::uint64_t lowestAddress = 16 * pageSize;
inline constexpr std::uint64_t addressLimit = (std::uint64_t{1} << 47U) - pageSize;

[[nodiscard]] constexpr std::uint64_t pageFloor(std::uint64_t value)
{
    return value & ~(pageSize - 1);
}
/// Nothing when it does not fit in 64 bits.
[[nodiscard]] constexpr std::optional<std::uint64_t> pageCeil(std::uint64_t value)
{
    const std::uint64_t up = pageFloor(value + (pageSize - 1));
    return up < value ? std::nullopt : std::optional{up};
}
[[nodiscard]] constexpr bool isPageAligned(std::uint64_t value)
{
    return (value & (pageSize - 1)) == 0;
}

/// Half-open.
struct Range
{
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    [[nodiscard]] std::uint64_t length() const { return end - start; }
    bool operator==(const Range&) const = default;
};

/// Beside their access, what keeps neighbours apart.
namespace areaFlag = procfs::vmaFlag;

/// A virtual memory area as the kernel keeps it; what is resident in it stands apart.
struct Area
{
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    procfs::Access real;
    procfs::Access maximum{true, true, true};
    bool isPrivate = true;
    bool growsDown = false;
    bool isSpecial = false; ///< memory of the kernel's own: vDSO and its parameters
    procfs::LockMode lockMode = procfs::LockMode::none;
    procfs::VmaHint hint = procfs::VmaHint::none; ///< Linux tells heap and stack by their place
    /// Linux' anon_vma is cloned from a parent's, which forbids it to spread.
    bool isInherited = false;
    std::uint16_t flags = 0; ///< of areaFlag
    /// Number of Linux' anon_vma: what the pages that it owns are found by. 0: it never had any.
    std::uint32_t anonymousRoot = 0;
    /// In the file. Of Linux' anonymous memory the address it was made at; otherwise 0.
    std::uint64_t offset = 0;
    std::shared_ptr<const procfs::MappingIdentity> mapping; ///< one object for one open file

    [[nodiscard]] std::uint64_t length() const { return end - start; }
    /// Backed by something other than the task's own anonymous memory; /dev/zero lends its name
    /// alone.
    [[nodiscard]] bool isMapped() const
    {
        return isSpecial || (mapping && mapping->kind != procfs::MappingKind::zeroDevice);
    }
    [[nodiscard]] procfs::Access effective() const
    {
        return {real.read || real.write || real.execute, real.write, real.execute};
    }
    bool operator==(const Area&) const = default;
};

/// What VmData counts: memory of its own that can be written, the stack aside.
[[nodiscard]] inline bool isData(const Area& area)
{
    return area.isPrivate && area.real.write && !area.growsDown;
}

/// A run of resident pages with equal properties (gVisor's pma).
struct Resident
{
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::uint64_t offset = 0; ///< in the sandbox's private memory; 0 when not private
    bool isPrivate = false; ///< anonymous, or a copy made by a write
    bool copyOnWrite = false;

    [[nodiscard]] std::uint64_t length() const { return end - start; }
    bool operator==(const Resident&) const = default;
};

/// Where new mappings go.
struct Placement
{
    std::uint64_t topDownBase = addressLimit;
    std::uint64_t bottomUpBase = lowestAddress;
    bool bottomUp = false; ///< with an infinite stack limit
    bool operator==(const Placement&) const = default;
};

/// A place that a new mapping asks for.
struct Wanted
{
    std::uint64_t length = 0; ///< whole pages
    std::uint64_t hint = 0; ///< page aligned; 0: none
    bool isPrivate = true;
    bool isStack = false; ///< or grows down
    bool isFile = false; ///< not anonymous
    bool isBelow2G = false; ///< MAP_32BIT
    std::uint64_t offset = 0; ///< in the file
};

/// The mappings and resident pages of one process. Knows nothing of tasks, limits or permissions
/// to call; arguments are page aligned and checked by the caller. Splits, merges, places and
/// populates by the rules of one kernel: facts 6.2 to 6.5 for gVisor; mm/vma.c, mm/mmap.c and
/// mm/memory.c of Linux 6.18.
class AddressSpace
{
public:
    using Areas = std::vector<Area>;

    explicit AddressSpace(Behaviour behaviour = Behaviour::gvisor2019)
        : m_behaviour(behaviour)
    {
    }
    AddressSpace(AddressSpace&&) = default;
    AddressSpace& operator=(AddressSpace&&) = default;

    [[nodiscard]] const Areas& areas() const { return m_areas; }
    [[nodiscard]] const std::vector<Resident>& resident() const { return m_resident; }
    [[nodiscard]] std::uint64_t vssBytes() const { return m_vss; }
    [[nodiscard]] std::uint64_t rssBytes() const { return m_rss; }
    [[nodiscard]] std::uint64_t lockedBytes() const;
    [[nodiscard]] std::uint64_t dataBytes() const;
    /// The greatest of vss, without its drift, and of rss that there ever were. fork starts anew.
    [[nodiscard]] std::uint64_t peakVssBytes() const { return m_peakVss; }
    [[nodiscard]] std::uint64_t peakRssBytes() const { return m_peakRss; }
    /// How many pages an access asked for and found absent or had to copy, since the start.
    [[nodiscard]] std::uint64_t faults() const { return m_faults; }
    /// What page tables of x86-64 with four levels would take: 4 KiB for every 2 MiB, 1 GiB and
    /// 512 GiB of addresses in which there is a resident page. The topmost is not counted.
    [[nodiscard]] std::uint64_t pageTableBytes() const;
    /// What a moving mremap of gVisor 2018 forgot to count.
    [[nodiscard]] std::uint64_t vssDrift() const { return m_vssDrift; }

    /// The area that holds \a address; null when none does.
    [[nodiscard]] const Area* find(std::uint64_t address) const;
    /// The same, or the next one above.
    [[nodiscard]] const Area* findFrom(std::uint64_t address) const;
    /// Whether every page of the range is mapped.
    [[nodiscard]] bool covers(Range range) const;
    /// Whether something could be mapped there: free, inside the limits, outside guard gaps.
    [[nodiscard]] bool isFree(Range range) const;
    /// Whether every page can be read (or written).
    [[nodiscard]] bool allows(Range range, bool write) const;
    /// How much of the range is mapped.
    [[nodiscard]] std::uint64_t mappedBytes(Range range) const;

    /// Where it goes: at its hint if that is free, else as \a placement says.
    [[nodiscard]] std::optional<std::uint64_t> findFree(const Wanted& wanted,
                                                        const Placement& placement) const;

    /// Maps into free space; merges with its neighbours.
    void insert(Area area);
    /// The same for the heap, which in Linux joins what there is of the heap alone, not what the
    /// program has just below it.
    void insertHeap(Area area);
    void remove(Range range, PageRefs& refs);
    /// Sets the real access of what is mapped. True when something changed.
    bool protect(Range range, procfs::Access access);
    [[nodiscard]] bool wouldProtect(Range range, procfs::Access access) const;
    bool setLockMode(Range range, procfs::LockMode mode);
    bool setFlags(Range range, std::uint16_t set, std::uint16_t cleared);
    /// Puts the identity that \a next answers into the place of each one; null keeps it. True when
    /// something changed.
    bool replaceMappings(const std::function<std::shared_ptr<const procfs::MappingIdentity>(
                             const std::shared_ptr<const procfs::MappingIdentity>&)>& next);
    /// Moves the pages of \a from, which lies within one area, to free space at \a to and makes the
    /// area \a length long there. \a keepsOld leaves the area behind, without its pages.
    void move(Range from, std::uint64_t to, std::uint64_t length, PageRefs& refs,
              bool keepsOld = false);
    /// How many bytes an area that grows down lacks to hold the start of the range; 0: none can.
    [[nodiscard]] std::uint64_t growthFor(Range range) const;
    void growDown(std::uint64_t bytes, std::uint64_t to);
    /// Heap and stack of Linux have their names from where they are.
    void setHeap(Range heap) { m_heap = heap; }
    void setStackPointer(std::uint64_t address) { m_stackPointer = address; }
    /// As gVisor 2018 left the sum after a moving mremap.
    void addVssDrift(std::uint64_t bytes)
    {
        m_vssDrift += bytes;
        m_vss += bytes;
    }

    /// Makes resident what one access to each page of the range brings in. The range is allowed and
    /// not empty. True when something changed that is visible.
    bool access(Range range, bool write, PageRefs& refs);
    /// The memory of a new private anonymous mapping of at most 2 MiB.
    bool populate(Range range, PageRefs& refs);
    /// Writes to what is locked, private and not written yet.
    void writeLocked(Range range, PageRefs& refs);
    /// MADV_DONTNEED. Before 2024 private memory of one owner keeps its place in RSS.
    bool discard(Range range, PageRefs& refs);

    /// The copy that fork makes: private pages are shared and become copy-on-write on both sides.
    [[nodiscard]] AddressSpace fork(PageRefs& refs);
    /// Gives everything back.
    void clear(PageRefs& refs);

    /// The areas with the sizes of what is resident in each.
    [[nodiscard]] std::vector<procfs::Vma> describe() const;

    [[nodiscard]] bool isLinux() const { return m_behaviour == Behaviour::linux_; }

private:
    friend struct SaveAccess;
    using Index = std::size_t;

    [[nodiscard]] Index firstEndingAfter(std::uint64_t address) const;
    [[nodiscard]] Index firstResidentEndingAfter(std::uint64_t address) const;
    void splitAt(std::uint64_t address);
    template <class Differs, class Change>
    bool modify(Range range, Differs differs, Change change);
    void mergeRange(Range range);
    [[nodiscard]] Range freeBefore(Index next) const;
    [[nodiscard]] bool canMerge(const Area& low, const Area& high) const;
    [[nodiscard]] bool canShareRoot(const Area& low, const Area& high) const;
    [[nodiscard]] procfs::VmaHint nameOf(const Area& area) const;
    [[nodiscard]] std::optional<std::uint64_t>
    highestFree(std::uint64_t length, std::uint64_t alignment, Range bounds) const;
    [[nodiscard]] std::optional<std::uint64_t>
    lowestFree(std::uint64_t length, std::uint64_t alignment, Range bounds) const;
    [[nodiscard]] std::optional<std::uint64_t> findFreeLinux(const Wanted& wanted,
                                                             const Placement& placement) const;

    void splitResidentAt(std::uint64_t address);
    void insertResident(Resident run);
    void removeResident(Range range, PageRefs& refs);
    void mergeResident(Range range);
    /// What of the range is not resident.
    [[nodiscard]] std::vector<Range> holesIn(Range range) const;
    bool fill(const Area& area, Range range, PageRefs& refs);
    bool accessLinux(Index index, Range asked, bool write, PageRefs& refs);
    void giveRoot(Index index);
    [[nodiscard]] std::uint64_t pagesToFault(Range range, bool copies) const;
    bool breakCopyOnWrite(const Area& area, Range range, PageRefs& refs);

    Areas m_areas; ///< ascending, disjoint
    std::vector<Resident> m_resident; ///< ascending, disjoint, inside areas
    std::uint64_t m_vss = 0;
    std::uint64_t m_rss = 0;
    std::uint64_t m_vssDrift = 0;
    std::uint64_t m_peakVss = 0, m_peakRss = 0;
    std::uint64_t m_faults = 0;
    Range m_heap;
    std::uint64_t m_stackPointer = 0;
    std::uint32_t m_nextAnonymousRoot = 1;
    Behaviour m_behaviour = Behaviour::gvisor2019;
};

}
