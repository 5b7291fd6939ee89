// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/happening.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// A timeline as pixels: where its moments stand, and what a column of pixels shows of them.
namespace sandscope::snapshot {

/// One moment on the strip.
struct StripMoment
{
    double place = 0; ///< along the strip: a step's number, or seconds; ascending
    Happenings all{}; ///< of every task
    Happenings task{}; ///< of the task selected
    bool isKnown = false; ///< what happened
};

/// A stretch of places, and the pixels that it is drawn on.
struct StripView
{
    double from = 0, to = 1; ///< from < to
    int width = 1; ///< pixels

    [[nodiscard]] double pixelsPerUnit() const { return width / (to - from); }
    [[nodiscard]] double pixelOf(double place) const { return (place - from) * pixelsPerUnit(); }
    [[nodiscard]] double placeAt(double pixel) const { return from + pixel / pixelsPerUnit(); }
    bool operator==(const StripView&) const = default;
};

/// What one column of pixels shows: all moments whose place falls on it.
struct StripColumn
{
    std::uint32_t moments = 0;
    std::uint32_t first = 0; ///< of them; of no meaning where there are none
    Happenings all{}, task{};
    bool isKnown = true; ///< of all of them
    bool operator==(const StripColumn&) const = default;
};
/// One for each pixel of the view. Costs the moments within it, and its width.
[[nodiscard]] std::vector<StripColumn> stripColumns(std::span<const StripMoment> moments,
                                                    const StripView& view);

/// The moment nearest to a place; none where there are no moments.
[[nodiscard]] std::optional<std::size_t> nearestMoment(std::span<const StripMoment> moments,
                                                       double place);

/// The next moment behind \a from (direction 1), or in front of it (-1), at which something
/// happened; to the task selected where \a ofTask.
[[nodiscard]] std::optional<std::size_t> nextMark(std::span<const StripMoment> moments,
                                                  std::size_t from, int direction, bool ofTask);

/// \a view closer by \a factor (> 1) or wider (< 1) around the place under a pixel, never beyond
/// \a whole and never less than \a least wide.
[[nodiscard]] StripView zoomed(const StripView& view, double factor, double pixel,
                               const StripView& whole, double least);
/// \a view moved by so many pixels, within \a whole.
[[nodiscard]] StripView panned(const StripView& view, double pixels, const StripView& whole);
/// \a view moved by as little as it takes to have \a place in it.
[[nodiscard]] StripView revealed(const StripView& view, double place, const StripView& whole);

/// Where nobody looked: stretches between two samples in which some that were due are missing. \a
/// numbers: of the samples, as the source counts them; one that equals the last is no moment, but
/// has a number.
struct StripGap
{
    std::size_t before = 0; ///< the moment in front of it
    double from = 0, to = 0; ///< places
    bool operator==(const StripGap&) const = default;
};
[[nodiscard]] std::vector<StripGap> stripGaps(std::span<const double> places,
                                              std::span<const std::size_t> numbers);

}
