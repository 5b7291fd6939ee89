// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/viewport.h>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sandscope::atlas {

/// Columns of pixels that look alike: a piece of one region, a gap, or one column that several
/// pieces share.
struct Bar
{
    int begin = 0; ///< pixel
    int end = 0; ///< exclusive
    std::size_t piece = 0; ///< in the layout: the one shown, or the largest of several
    std::optional<std::size_t> region{}; ///< of that piece; absent: nothing is mapped here
    std::optional<std::size_t> ghost{}; ///< of that piece, where nothing is mapped
    std::size_t regions = 0; ///< how many regions have a part in it
    Kind kind = Kind::anonymous; ///< that most of the mapped bytes are of
    Permission permission = Permission::none; ///< of the largest region
    Change change = Change::none; ///< of any: added rather than changed
    std::optional<double> resident{}; ///< 0 to 1; absent: unknown of one of them
    bool isFold = false;
    bool isSelected = false; ///< any of them is

    [[nodiscard]] bool isShared() const { return regions > 1; }
    [[nodiscard]] int width() const { return end - begin; }
};

/// What is seen in a viewport, from left to right without holes. At least one pixel shows that
/// there is something mapped, however small it is.
///
/// The first piece is found by binary search; nothing is done for pieces that are not in view.
/// \a selected: by region; may be shorter.
[[nodiscard]] std::vector<Bar> barsOf(const Space& space, const Layout& layout,
                                      const Viewport& viewport,
                                      const std::vector<bool>& selected = {});

/// The bar of one column of pixels. Absent: there is nothing.
[[nodiscard]] std::optional<Bar> barAt(const Space& space, const Layout& layout,
                                       const Viewport& viewport, int pixel);

/// Regions that are gone, where they were.
struct GoneMark
{
    int pixel = 0;
    std::size_t first = 0; ///< in Space::gone
    std::size_t count = 1;

    bool operator==(const GoneMark&) const = default;
};
/// Those in view, ascending, one for each column of pixels.
[[nodiscard]] std::vector<GoneMark> goneMarksOf(const Space& space, const Layout& layout,
                                                const Viewport& viewport);

/// Pixels that one name can be written below: neighbouring regions of the same name, or one that
/// has none.
struct Label
{
    int begin = 0;
    int end = 0;
    std::size_t region = 0; ///< the first of them
};
/// Those at least \a leastWidth wide.
[[nodiscard]] std::vector<Label> labelsOf(const Space& space, std::span<const Bar> bars,
                                          int leastWidth);

/// Where an address can be written: beginnings of pieces, from left to right, none nearer than
/// \a distance to the one before.
struct Tick
{
    int pixel = 0;
    std::uint64_t address = 0;

    bool operator==(const Tick&) const = default;
};
[[nodiscard]] std::vector<Tick> ticksOf(const Layout& layout, const Viewport& viewport,
                                        std::span<const Bar> bars, int distance);

/// What a legend has to explain.
struct Seen
{
    std::array<bool, allKinds.size()> kinds{};
    std::array<bool, allPermissions.size()> permissions{};
    std::array<bool, changeCount> changes{}; ///< by Change
    bool folds = false;
    bool resident = false; ///< known of some
    bool unknown = false; ///< not known of some

    bool operator==(const Seen&) const = default;
};
[[nodiscard]] Seen seenIn(std::span<const Bar> bars, bool hasGone);

}
