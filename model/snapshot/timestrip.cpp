// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/timestrip.h>

#include <algorithm>
#include <cmath>

namespace sandscope::snapshot {

namespace {

/// A pause this many times as long as most is one.
constexpr double gapFactor = 3;

StripView within(StripView view, const StripView& whole)
{
    const double length = std::min(view.to - view.from, whole.to - whole.from);
    view.from = std::clamp(view.from, whole.from, whole.to - length);
    view.to = view.from + length;
    return view;
}

}

std::vector<StripColumn> stripColumns(std::span<const StripMoment> moments, const StripView& view)
{
    std::vector<StripColumn> columns(static_cast<std::size_t>(std::max(view.width, 1)));
    const auto begin = std::ranges::lower_bound(moments, view.from, {}, &StripMoment::place);
    const double scale = view.pixelsPerUnit();
    for (auto at = begin; at != moments.end() && at->place <= view.to; ++at) {
        const auto pixel = static_cast<std::size_t>((at->place - view.from) * scale);
        StripColumn& column = columns[std::min(pixel, columns.size() - 1)];
        if (column.moments++ == 0)
            column.first = static_cast<std::uint32_t>(at - moments.begin());
        column.all.add(at->all);
        column.task.add(at->task);
        column.isKnown = column.isKnown && at->isKnown;
    }
    return columns;
}

std::optional<std::size_t> nearestMoment(std::span<const StripMoment> moments, double place)
{
    if (moments.empty())
        return std::nullopt;
    const auto after = std::ranges::lower_bound(moments, place, {}, &StripMoment::place);
    if (after == moments.begin())
        return 0;
    const auto index = static_cast<std::size_t>(after - moments.begin());
    if (after == moments.end())
        return index - 1;
    const auto before = after - 1;
    return place - before->place < after->place - place ? index - 1 : index;
}

std::optional<std::size_t> nextMark(std::span<const StripMoment> moments, std::size_t from,
                                    int direction, bool ofTask)
{
    const auto isMarked = [ofTask](const StripMoment& moment) {
        return !(ofTask ? moment.task : moment.all).isEmpty();
    };
    if (direction > 0) {
        for (std::size_t at = from + 1; at < moments.size(); ++at) {
            if (isMarked(moments[at]))
                return at;
        }
        return std::nullopt;
    }
    for (std::size_t at = std::min(from, moments.size()); at-- > 0;) {
        if (isMarked(moments[at]))
            return at;
    }
    return std::nullopt;
}

StripView zoomed(const StripView& view, double factor, double pixel, const StripView& whole,
                 double least)
{
    const double place = view.placeAt(pixel);
    const double length = std::clamp((view.to - view.from) / factor,
                                     std::min(least, whole.to - whole.from), whole.to - whole.from);
    StripView result = view;
    result.from = place - length * pixel / std::max(view.width, 1);
    result.to = result.from + length;
    return within(result, whole);
}

StripView panned(const StripView& view, double pixels, const StripView& whole)
{
    StripView result = view;
    const double distance = pixels / view.pixelsPerUnit();
    result.from += distance;
    result.to += distance;
    return within(result, whole);
}

StripView revealed(const StripView& view, double place, const StripView& whole)
{
    StripView result = view;
    const double margin = (view.to - view.from) / 20;
    if (place < view.from + margin)
        result.from = place - margin;
    else if (place > view.to - margin)
        result.from = place + margin - (view.to - view.from);
    else
        return view;
    result.to = result.from + (view.to - view.from);
    return within(result, whole);
}

std::vector<StripGap> stripGaps(std::span<const double> places,
                                std::span<const std::size_t> numbers)
{
    std::vector<StripGap> gaps;
    if (places.size() < 3 || numbers.size() != places.size())
        return gaps;
    const auto length = [&](std::size_t at) {
        const std::size_t samples = std::max<std::size_t>(numbers[at] - numbers[at - 1], 1);
        return (places[at] - places[at - 1]) / static_cast<double>(samples);
    };
    std::vector<double> lengths;
    lengths.reserve(places.size());
    for (std::size_t at = 1; at < places.size(); ++at)
        lengths.push_back(length(at));
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::ranges::nth_element(lengths, middle);
    const double usual = *middle;
    for (std::size_t at = 1; at < places.size(); ++at) {
        if (usual > 0 && length(at) > gapFactor * usual)
            gaps.push_back({at - 1, places[at - 1], places[at]});
    }
    return gaps;
}

}
