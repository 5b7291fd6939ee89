// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/space.h>

#include <memory>
#include <string>

namespace sandscope::test {

/// A text with its parsed lines, as long as it lives.
struct Mappings
{
    std::shared_ptr<const std::string> bytes;
    std::vector<procfs::MapsEntry> maps;
    procfs::Smaps smaps;

    [[nodiscard]] atlas::Text text() const
    {
        return {.maps = maps, .smaps = &smaps, .text = bytes};
    }
};

[[nodiscard]] inline Mappings mapsOf(std::string text)
{
    Mappings result;
    result.bytes = std::make_shared<const std::string>(std::move(text));
    result.maps = procfs::parseMaps(*result.bytes).value();
    return result;
}

[[nodiscard]] inline Mappings smapsOf(std::string text)
{
    Mappings result;
    result.bytes = std::make_shared<const std::string>(std::move(text));
    result.smaps = procfs::parseSmaps(*result.bytes).value();
    for (const auto& block : result.smaps)
        result.maps.push_back(block.mapping());
    return result;
}

[[nodiscard]] inline atlas::Space spaceOf(const Mappings& now)
{
    return atlas::makeSpace(now.text(), nullptr);
}

[[nodiscard]] inline atlas::Space spaceOf(const Mappings& now, const Mappings& before)
{
    const auto earlier = before.text();
    return atlas::makeSpace(now.text(), &earlier);
}

/// A block with what the sums need.
[[nodiscard]] inline std::string smapsBlock(const std::string& line, int rssKb, int dirtyKb)
{
    return line + "\nSize: 8 kB\nRss: " + std::to_string(rssKb)
        + " kB\nPss: " + std::to_string(rssKb)
        + " kB\nShared_Dirty: 0 kB\nPrivate_Dirty: " + std::to_string(dirtyKb) + " kB\n";
}

/// \a count mappings of a page, each behind a gap of \a gapPages.
[[nodiscard]] inline std::string manyMaps(int count, int gapPages)
{
    const std::vector<procfs::Access> perms = {{.read = true, .write = true, .execute = false},
                                               {.read = true, .write = false, .execute = true},
                                               {.read = true, .write = false, .execute = false}};
    std::string text;
    std::uint64_t address = 0x7f00'0000'0000;
    for (int i = 0; i < count; ++i) {
        procfs::formatMapsEntry({.start = address,
                                 .end = address + 0x1000,
                                 .perms = perms[static_cast<std::size_t>(i) % perms.size()],
                                 .name = i % 7 == 0 ? "/usr/lib/one.so" : ""},
                                procfs::Dialect::linux_, text);
        address += 0x1000 * static_cast<std::uint64_t>(1 + gapPages);
    }
    return text;
}

}
