// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/atlas/space.h>

#include <algorithm>
#include <ranges>

namespace sandscope::atlas {

namespace {

using procfs::MapsEntry;
using procfs::SmapsKey;

/// The lines of a text in the order of their addresses.
std::vector<const MapsEntry*> ascending(std::span<const MapsEntry> maps)
{
    std::vector<const MapsEntry*> result;
    result.reserve(maps.size());
    for (const MapsEntry& entry : maps)
        result.push_back(&entry);
    if (!std::ranges::is_sorted(maps, {}, &MapsEntry::start))
        std::ranges::stable_sort(result, {}, &MapsEntry::start);
    return result;
}

std::size_t rowOf(const Text& text, const MapsEntry* entry)
{
    return static_cast<std::size_t>(entry - text.maps.data());
}

std::optional<procfs::SmapsEntry> blockOf(const Text& text, const MapsEntry* entry)
{
    const std::size_t row = rowOf(text, entry);
    return text.smaps && row < text.smaps->size() ? std::optional((*text.smaps)[row])
                                                  : std::nullopt;
}

bool tellTheSame(const Text& text, const MapsEntry* entry, const Text& before,
                 const MapsEntry* earlier)
{
    if (*entry != *earlier)
        return false;
    const auto block = blockOf(text, entry);
    const auto earlierBlock = blockOf(before, earlier);
    return !block || !earlierBlock || *block == *earlierBlock;
}

Region regionOf(const Text& text, const MapsEntry* entry, Kind kind)
{
    Region region{.start = entry->start,
                  .end = entry->end,
                  .name = entry->name,
                  .row = static_cast<std::uint32_t>(rowOf(text, entry)),
                  .perms = entry->perms,
                  .isShared = entry->isShared,
                  .kind = kind};
    if (const auto block = blockOf(text, entry)) {
        region.rssKb = block->value(SmapsKey::rss);
        region.pssKb = block->value(SmapsKey::pss);
        const auto shared = block->value(SmapsKey::sharedDirty);
        const auto own = block->value(SmapsKey::privateDirty);
        if (shared && own)
            region.dirtyKb = *shared + *own;
    }
    return region;
}

void markChanges(Space& space, const Text& text, std::span<const MapsEntry* const> now,
                 const Text& before)
{
    const auto earlier = ascending(before.maps);
    std::vector<std::size_t> gone;
    std::size_t old = 0;
    for (std::size_t i = 0; i < now.size(); ++i) {
        while (old < earlier.size() && earlier[old]->start < now[i]->start)
            gone.push_back(old++);
        const bool known = old < earlier.size() && earlier[old]->start == now[i]->start;
        if (!known)
            space.regions[i].change = Change::added;
        else if (!tellTheSame(text, now[i], before, earlier[old]))
            space.regions[i].change = Change::changed;
        old += known ? 1 : 0;
    }
    for (; old < earlier.size(); ++old)
        gone.push_back(old);
    if (gone.empty())
        return;
    const auto kinds = kindsOf(earlier);
    for (const std::size_t i : gone) {
        space.gone.push_back(regionOf(before, earlier[i], kinds[i]));
        space.gone.back().change = Change::gone;
    }
    space.goneText = before.text;
}

bool mapTheSame(const MapsEntry& a, const MapsEntry& b)
{
    return a.isShared == b.isShared && a.name == b.name && a.inode == b.inode
        && a.deviceMajor == b.deviceMajor && a.deviceMinor == b.deviceMinor
        && (a.inode == 0 || a.offset - a.start == b.offset - b.start);
}

/// With how many of the other side a mapping has pages in common.
struct Partners
{
    std::uint32_t count = 0;
    std::size_t first = 0;

    void add(std::size_t other)
    {
        if (count++ == 0)
            first = other;
    }
};

void findPartners(std::span<const MapsEntry* const> now, std::span<const MapsEntry* const> earlier,
                  std::vector<Partners>& ofNow, std::vector<Partners>& ofEarlier)
{
    ofNow.resize(now.size());
    ofEarlier.resize(earlier.size());
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < now.size() && j < earlier.size()) {
        const MapsEntry& a = *now[i];
        const MapsEntry& b = *earlier[j];
        if (a.start < b.end && b.start < a.end && mapTheSame(a, b)) {
            ofNow[i].add(j);
            ofEarlier[j].add(i);
        }
        const bool aEnds = a.end <= b.end;
        const bool bEnds = b.end <= a.end;
        i += aEnds ? 1 : 0;
        j += bEnds ? 1 : 0;
    }
}

/// Of a mapping that has pages of one other, which has pages of no third.
Change changeOfPair(const Region& region, const MapsEntry& earlier, bool isSame)
{
    const bool hasGrown = region.start <= earlier.start && region.end >= earlier.end;
    const bool hasShrunk = region.start >= earlier.start && region.end <= earlier.end;
    if (hasGrown && hasShrunk)
        return region.perms != earlier.perms ? Change::protection
            : isSame                         ? Change::none
                                             : Change::changed;
    return hasGrown ? Change::grown : hasShrunk ? Change::shrunk : Change::changed;
}

void markDifferences(Space& space, const Text& text, std::span<const MapsEntry* const> now,
                     const Text& baseline)
{
    const auto earlier = ascending(baseline.maps);
    std::vector<Partners> ofNow;
    std::vector<Partners> ofEarlier;
    findPartners(now, earlier, ofNow, ofEarlier);
    for (std::size_t i = 0; i < now.size(); ++i) {
        Region& region = space.regions[i];
        region.former = ofNow[i].count;
        if (region.former == 0) {
            region.change = Change::added;
            continue;
        }
        const MapsEntry& first = *earlier[ofNow[i].first];
        region.formerPerms = first.perms;
        if (region.former > 1) {
            region.change = Change::merged;
        } else if (ofEarlier[ofNow[i].first].count > 1) {
            region.change = region.perms != first.perms ? Change::protection : Change::split;
        } else {
            region.change
                = changeOfPair(region, first, tellTheSame(text, now[i], baseline, &first));
            const std::uint64_t was = first.end - first.start;
            region.by = region.size() > was ? region.size() - was : was - region.size();
        }
    }
    const auto kinds = kindsOf(earlier);
    for (std::size_t j = 0; j < earlier.size(); ++j) {
        Region region = regionOf(baseline, earlier[j], kinds[j]);
        space.formerKinds[static_cast<std::size_t>(region.kind)].add(region);
        space.formerAll.add(region);
        if (ofEarlier[j].count > 0)
            continue;
        region.change = Change::gone;
        space.gone.push_back(region);
    }
    space.goneText = baseline.text;
    space.isComparison = true;
}

void addTo(std::optional<std::uint64_t>& sum, std::optional<std::uint64_t> value, bool isFirst)
{
    if (isFirst)
        sum = value;
    else if (!value)
        sum.reset();
    else if (sum)
        *sum += *value;
}

}

std::optional<double> Region::residentShare() const
{
    if (!rssKb)
        return std::nullopt;
    return std::min(static_cast<double>(*rssKb) * 1024 / static_cast<double>(size()), 1.0);
}

void Sums::add(const Region& region)
{
    const bool isFirst = count == 0;
    ++count;
    sizeBytes += region.size();
    addTo(rssKb, region.rssKb, isFirst);
    addTo(pssKb, region.pssKb, isFirst);
    addTo(dirtyKb, region.dirtyKb, isFirst);
}

std::optional<std::size_t> Space::regionAt(std::uint64_t address) const
{
    const auto behind = std::ranges::upper_bound(regions, address, {}, &Region::start);
    if (behind == regions.begin() || address >= std::prev(behind)->end)
        return std::nullopt;
    return static_cast<std::size_t>(behind - regions.begin()) - 1;
}

namespace {

/// Without marks.
Space plainSpace(const Text& text, std::span<const MapsEntry* const> entries)
{
    Space space;
    space.text = text.text;
    space.hasResidency = text.smaps && !text.smaps->empty();
    const auto kinds = kindsOf(entries);
    space.regions.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Region& region = space.regions.emplace_back(regionOf(text, entries[i], kinds[i]));
        space.kinds[static_cast<std::size_t>(region.kind)].add(region);
        space.all.add(region);
    }
    return space;
}

}

Space makeSpace(const Text& text, const Text* before)
{
    const auto entries = ascending(text.maps);
    Space space = plainSpace(text, entries);
    if (before)
        markChanges(space, text, entries, *before);
    return space;
}

Space compareSpace(const Text& text, const Text& baseline)
{
    const auto entries = ascending(text.maps);
    Space space = plainSpace(text, entries);
    markDifferences(space, text, entries, baseline);
    return space;
}

}
