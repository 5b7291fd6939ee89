// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/kind.h>
#include <procfs/files/smaps.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace sandscope::atlas {

/// What became of a mapping. Since the text before (makeSpace) the first four; mappings are the
/// same then that start at the same address, as in the tables. Against a baseline (compareSpace)
/// all of them.
enum class Change : std::uint8_t {
    none,
    changed, ///< in what smaps says of it, or moved
    added,
    gone,
    grown,
    shrunk,
    split, ///< a part of what was one mapping
    merged, ///< of what were several
    protection, ///< the same pages, or some of them, with other permissions
};
inline constexpr std::size_t changeCount = 9;

/// One mapping.
struct Region
{
    std::uint64_t start = 0; ///< inclusive
    std::uint64_t end = 0; ///< exclusive, > start
    std::string_view name{}; ///< raw bytes, in the text
    std::uint32_t row = 0; ///< among the lines of the text
    procfs::Access perms{};
    bool isShared = false;
    Kind kind = Kind::anonymous;
    Change change = Change::none;
    std::uint64_t by = 0; ///< bytes that it has grown or shrunk by
    std::uint32_t former = 0; ///< of how many mappings of the baseline it has pages
    procfs::Access formerPerms{}; ///< of the first of them
    std::optional<std::uint64_t> rssKb{}, pssKb{}, dirtyKb{}; ///< absent: the text does not say;
                                                              ///< dirty: shared and private

    [[nodiscard]] std::uint64_t size() const { return end - start; }
    /// 0 to 1; absent: not known.
    [[nodiscard]] std::optional<double> residentShare() const;
};

/// Sums over mappings. Only what every one of them has; absent otherwise, and for none.
struct Sums
{
    std::size_t count = 0;
    std::uint64_t sizeBytes = 0; ///< of hostile texts modulo 2^64
    std::optional<std::uint64_t> rssKb{}, pssKb{}, dirtyKb{};

    void add(const Region& region);
    bool operator==(const Sums&) const = default;
};

/// The mappings of one address space at one moment. Immutable once made; may cross threads.
struct Space
{
    std::vector<Region> regions; ///< ascending by start; a hostile text may make them overlap
    std::vector<Region> gone; ///< that the text before, or the baseline, had; ascending
    bool isComparison = false; ///< made by compareSpace()
    std::array<Sums, allKinds.size()> kinds{}; ///< by Kind
    Sums all{};
    std::array<Sums, allKinds.size()> formerKinds{}; ///< of the baseline, where isComparison
    Sums formerAll{};
    bool hasResidency = false; ///< made from smaps
    std::shared_ptr<const void> text{}; ///< what the names look into
    std::shared_ptr<const void> goneText{};

    /// Number of the region that holds an address; absent: none does. O(log n).
    [[nodiscard]] std::optional<std::size_t> regionAt(std::uint64_t address) const;
    [[nodiscard]] const Sums& sumsOf(Kind kind) const
    {
        return kinds[static_cast<std::size_t>(kind)];
    }
};

/// A parsed text of maps, or of smaps with its headings. Looks into it.
struct Text
{
    std::span<const procfs::MapsEntry> maps{};
    const procfs::Smaps* smaps = nullptr; ///< null or empty: a text of maps
    std::shared_ptr<const void> text{}; ///< keeps the bytes; may be null where somebody else does
};

/// \a before: the text of the same address space that was shown before; null marks nothing.
[[nodiscard]] Space makeSpace(const Text& text, const Text* before);

/// The same with what differs from a baseline: the mappings of another moment, task or dialect.
///
/// Mappings have to do with each other where they share addresses and map the same: the same file
/// at the same offset, or anonymous memory of the same name. Linear in both texts, once they
/// ascend.
[[nodiscard]] Space compareSpace(const Text& text, const Text& baseline);

}
