// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/dialect.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// What stands under a fixed name in /proc itself.
enum class TopKind : std::uint8_t {
    file, ///< described by a file of Scope::system, or of unknown content
    emptyFile,
    link, ///< mounts, net, self or thread-self
    directory, ///< of which nothing is told
    net, ///< the directory of 2018 and 2019
};

struct TopEntry
{
    std::string_view name;
    TopKind kind = TopKind::file;
    std::uint16_t mode = 0444;
    bool isListed = true; ///< otherwise it is found by name alone, and made by each lookup
    std::uint64_t number = 0; ///< among the inode numbers taken by the mount, from 0; listed ones
                              ///< only
};

/// The fixed names of /proc in one dialect (facts 1.1), and the inode numbers that they take when
/// it is mounted: from captures, where there are.
struct TopLayout
{
    std::vector<TopEntry> entries; ///< listed ones first, in the order of a listing unless that is
                                   ///< random
    std::size_t listed = 0; ///< how many of them are listed
    std::uint64_t rootNumber = 0; ///< of /proc itself
    std::uint64_t count = 0; ///< of all numbers
    std::uint64_t directories = 0; ///< among the listed ones

    explicit TopLayout(Dialect dialect);
    /// Null when there is no such name.
    [[nodiscard]] const TopEntry* find(std::string_view name) const;
};

}
