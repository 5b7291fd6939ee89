// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/atlas/picture.h>

#include <algorithm>
#include <cmath>

namespace sandscope::atlas {

namespace {

/// Takes together what shares a column of pixels.
class Column
{
public:
    Column(const Space& space, const Layout& layout, const std::vector<bool>& selected)
        : m_space(space)
        , m_layout(layout)
        , m_selected(selected)
    {
    }

    /// \a bytes: as many of the piece as are in the column.
    void add(std::size_t piece, double bytes)
    {
        const Piece& added = m_layout.pieces()[piece];
        if (!added.region) {
            if (m_bar.regions == 0 && bytes > m_largest)
                take(piece, bytes, added);
            m_bar.isFold = m_bar.isFold || added.isFold;
            return;
        }
        const Region& region = m_space.regions[*added.region];
        if (m_bar.regions == 0 || bytes > m_largest)
            take(piece, bytes, added);
        ++m_bar.regions;
        m_bytes += bytes;
        m_kinds[static_cast<std::size_t>(region.kind)] += bytes;
        if (const auto share = region.residentShare())
            m_resident += *share * bytes;
        else
            m_isUnknown = true;
        if (region.change == Change::added || m_bar.change == Change::none)
            m_bar.change = region.change;
        m_bar.isSelected
            = m_bar.isSelected || (*added.region < m_selected.size() && m_selected[*added.region]);
    }

    [[nodiscard]] Bar finish(int begin, int end)
    {
        m_bar.begin = begin;
        m_bar.end = end;
        if (m_bar.regions == 0)
            return m_bar;
        m_bar.isFold = false;
        m_bar.kind = static_cast<Kind>(std::ranges::max_element(m_kinds) - m_kinds.begin());
        m_bar.permission = permissionOf(m_space.regions[*m_bar.region].perms);
        if (!m_isUnknown)
            m_bar.resident = std::min(m_resident / m_bytes, 1.0);
        return m_bar;
    }

private:
    void take(std::size_t piece, double bytes, const Piece& added)
    {
        m_largest = bytes;
        m_bar.piece = piece;
        m_bar.region = added.region;
        m_bar.ghost = added.ghost;
    }

    const Space& m_space;
    const Layout& m_layout;
    const std::vector<bool>& m_selected;
    Bar m_bar;
    double m_largest = 0;
    double m_bytes = 0;
    double m_resident = 0;
    bool m_isUnknown = false;
    std::array<double, allKinds.size()> m_kinds{};
};

/// From left to right through the pieces in view.
class Walk
{
public:
    Walk(const Space& space, const Layout& layout, const Viewport& viewport,
         const std::vector<bool>& selected, int firstPixel)
        : m_space(space)
        , m_layout(layout)
        , m_viewport(viewport)
        , m_selected(selected)
        , m_piece(layout.pieceAt(viewport.placeOf(firstPixel)).value_or(0))
    {
    }

    /// Preconditions: pixels ascend from call to call, and there are pieces.
    [[nodiscard]] Bar next(int pixel)
    {
        const auto pieces = m_layout.pieces();
        const double begin = m_viewport.placeOf(pixel);
        const double end = m_viewport.placeOf(pixel + 1);
        while (m_piece + 1 < pieces.size() && pieces[m_piece + 1].place <= begin)
            ++m_piece;
        Column column(m_space, m_layout, m_selected);
        const Piece& first = pieces[m_piece];
        const double firstEnd = first.place + first.length;
        if (firstEnd >= end || m_piece + 1 == pieces.size()) {
            column.add(m_piece, first.length);
            const int last = m_piece + 1 == pieces.size()
                ? m_viewport.width()
                : std::clamp(static_cast<int>(std::floor(std::min(m_viewport.pixelOf(firstEnd),
                                                                  double(m_viewport.width())))),
                             pixel + 1, m_viewport.width());
            return column.finish(pixel, last);
        }
        for (; m_piece < pieces.size() && pieces[m_piece].place < end; ++m_piece) {
            const Piece& piece = pieces[m_piece];
            column.add(m_piece,
                       std::min(piece.place + piece.length, end) - std::max(piece.place, begin));
        }
        --m_piece; // it may go on in the next column
        return column.finish(pixel, pixel + 1);
    }

private:
    const Space& m_space;
    const Layout& m_layout;
    const Viewport& m_viewport;
    const std::vector<bool>& m_selected;
    std::size_t m_piece;
};

}

std::vector<Bar> barsOf(const Space& space, const Layout& layout, const Viewport& viewport,
                        const std::vector<bool>& selected)
{
    std::vector<Bar> bars;
    if (layout.pieces().empty())
        return bars;
    Walk walk(space, layout, viewport, selected, 0);
    for (int pixel = 0; pixel < viewport.width(); pixel = bars.back().end)
        bars.push_back(walk.next(pixel));
    return bars;
}

std::optional<Bar> barAt(const Space& space, const Layout& layout, const Viewport& viewport,
                         int pixel)
{
    if (layout.pieces().empty() || pixel < 0 || pixel >= viewport.width())
        return std::nullopt;
    const std::vector<bool> none;
    return Walk(space, layout, viewport, none, pixel).next(pixel);
}

std::vector<GoneMark> goneMarksOf(const Space& space, const Layout& layout,
                                  const Viewport& viewport)
{
    std::vector<GoneMark> marks;
    const auto first = std::ranges::partition_point(space.gone, [&](const Region& region) {
        return layout.placeOf(region.start) < viewport.begin();
    });
    for (auto at = first; at != space.gone.end(); ++at) {
        const double pixel = viewport.pixelOf(layout.placeOf(at->start));
        if (pixel > viewport.width())
            break;
        const int column = std::min(static_cast<int>(pixel), viewport.width() - 1);
        if (!marks.empty() && marks.back().pixel == column)
            ++marks.back().count;
        else
            marks.push_back(
                {.pixel = column, .first = static_cast<std::size_t>(at - space.gone.begin())});
    }
    return marks;
}

std::vector<Label> labelsOf(const Space& space, std::span<const Bar> bars, int leastWidth)
{
    std::vector<Label> labels;
    for (std::size_t i = 0; i < bars.size();) {
        if (!bars[i].region) {
            ++i;
            continue;
        }
        const Region& region = space.regions[*bars[i].region];
        Label label{.begin = bars[i].begin, .end = bars[i].end, .region = *bars[i].region};
        for (++i; i < bars.size() && bars[i].region; ++i) {
            const Region& next = space.regions[*bars[i].region];
            const bool isSame = *bars[i].region == label.region
                || (!region.name.empty() && next.name == region.name);
            if (!isSame)
                break;
            label.end = bars[i].end;
        }
        if (label.end - label.begin >= leastWidth)
            labels.push_back(label);
    }
    return labels;
}

std::vector<Tick> ticksOf(const Layout& layout, const Viewport& viewport, std::span<const Bar> bars,
                          int distance)
{
    std::vector<Tick> ticks;
    for (const Bar& bar : bars) {
        if (!ticks.empty() && bar.begin < ticks.back().pixel + distance)
            continue;
        const Piece& piece = layout.pieces()[bar.piece];
        const bool isCut = viewport.pixelOf(piece.place) < bar.begin - 1;
        if (ticks.empty()) // where the view begins, whatever most of that column is
            ticks.push_back({bar.begin, layout.addressAt(viewport.placeOf(bar.begin))});
        else if (bar.region && !isCut)
            ticks.push_back({bar.begin, piece.begin});
    }
    return ticks;
}

Seen seenIn(std::span<const Bar> bars, bool hasGone)
{
    Seen seen;
    seen.changes[static_cast<std::size_t>(Change::gone)] = hasGone;
    for (const Bar& bar : bars) {
        if (!bar.region) {
            seen.folds = seen.folds || bar.isFold;
            continue;
        }
        seen.kinds[static_cast<std::size_t>(bar.kind)] = true;
        seen.permissions[static_cast<std::size_t>(bar.permission)] = true;
        if (bar.change != Change::none)
            seen.changes[static_cast<std::size_t>(bar.change)] = true;
        (bar.resident ? seen.resident : seen.unknown) = true;
    }
    return seen;
}

}
