// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/atlas/layout.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sandscope::atlas {

namespace {

constexpr std::uint32_t noPiece = std::numeric_limits<std::uint32_t>::max();
constexpr double longestFold = 1.0 / 40; ///< of what is mapped
constexpr double allFolds = 1.0 / 4;

struct Folding
{
    std::uint64_t longest = 0; ///< gap to scale
    double fold = 0; ///< length of every other one
};

Folding foldingOf(std::vector<std::uint64_t> gaps, double mapped)
{
    std::ranges::sort(gaps);
    Folding result;
    double together = 0;
    std::size_t shown = 0;
    while (shown < gaps.size()) {
        // Gaps of one length are all treated alike.
        const auto equal = std::ranges::equal_range(gaps, gaps[shown]);
        together += static_cast<double>(gaps[shown]) * static_cast<double>(equal.size());
        if (together > mapped)
            break;
        result.longest = gaps[shown];
        shown += equal.size();
    }
    const auto folds = static_cast<double>(gaps.size() - shown);
    // Whole bytes, so that every place is a whole number and comes back as the address it was.
    if (folds > 0)
        result.fold = std::max(std::floor(mapped * std::min(longestFold, allFolds / folds)), 1.0);
    return result;
}

/// Something that has a place.
struct Holding
{
    std::uint64_t start, end;
    std::size_t number; ///< of the region, or of the ghost
    bool isGhost;
};

/// What regions hold, each without what an earlier one has; ascending.
std::vector<Holding> holdingsOf(std::span<const Region> regions, bool areGhosts)
{
    std::vector<Holding> result;
    result.reserve(regions.size());
    std::uint64_t end = 0;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        if (regions[i].end <= end)
            continue;
        result.push_back({std::max(regions[i].start, end), regions[i].end, i, areGhosts});
        end = regions[i].end;
    }
    return result;
}

/// With the parts of ghosts that stand between.
std::vector<Holding> withGhosts(const std::vector<Holding>& mapped,
                                const std::vector<Holding>& ghosts)
{
    std::vector<Holding> result;
    result.reserve(mapped.size() + ghosts.size());
    auto ghost = ghosts.begin();
    std::uint64_t end = 0; // of what stands already
    const auto fill = [&](std::uint64_t until) {
        for (; ghost != ghosts.end() && ghost->start < until; ++ghost) {
            const auto begin = std::max(ghost->start, end);
            const auto stop = std::min(ghost->end, until);
            if (begin < stop)
                result.push_back({begin, stop, ghost->number, true});
            if (ghost->end > until)
                break; // it goes on behind the region
        }
    };
    for (const Holding& holding : mapped) {
        fill(holding.start);
        result.push_back(holding);
        end = holding.end;
    }
    fill(std::numeric_limits<std::uint64_t>::max());
    return result;
}

}

Layout::Layout(std::span<const Region> regions, std::span<const Region> ghosts)
{
    auto holdings = holdingsOf(regions, false);
    if (!ghosts.empty())
        holdings = withGhosts(holdings, holdingsOf(ghosts, true));
    std::vector<std::uint64_t> gaps;
    double mapped = 0;
    std::uint64_t end = holdings.empty() ? 0 : holdings.front().start;
    for (const Holding& holding : holdings) {
        if (holding.start > end)
            gaps.push_back(holding.start - end);
        mapped += static_cast<double>(holding.end - holding.start);
        end = holding.end;
    }
    const auto folding = foldingOf(std::move(gaps), mapped);

    m_pieceOfRegion.assign(regions.size(), noPiece);
    const auto add = [this](Piece piece) {
        piece.place = m_length;
        m_length += piece.length;
        m_pieces.push_back(piece);
    };
    end = holdings.empty() ? 0 : holdings.front().start;
    for (const Holding& holding : holdings) {
        if (holding.start > end) {
            const auto gap = static_cast<double>(holding.start - end);
            const bool isFold = holding.start - end > folding.longest && folding.fold < gap;
            add({.begin = end,
                 .end = holding.start,
                 .length = isFold ? folding.fold : gap,
                 .isFold = isFold});
        }
        Piece piece{.begin = holding.start,
                    .end = holding.end,
                    .length = static_cast<double>(holding.end - holding.start)};
        if (holding.isGhost) {
            piece.ghost = holding.number;
        } else {
            m_pieceOfRegion[holding.number] = static_cast<std::uint32_t>(m_pieces.size());
            piece.region = holding.number;
        }
        add(piece);
        end = holding.end;
    }
}

std::optional<std::size_t> Layout::pieceAt(double place) const
{
    if (m_pieces.empty())
        return std::nullopt;
    const auto behind = std::ranges::upper_bound(m_pieces, place, {}, &Piece::place);
    return behind == m_pieces.begin() ? 0 : static_cast<std::size_t>(behind - m_pieces.begin()) - 1;
}

std::optional<std::size_t> Layout::pieceOf(std::size_t region) const
{
    if (region >= m_pieceOfRegion.size() || m_pieceOfRegion[region] == noPiece)
        return std::nullopt;
    return m_pieceOfRegion[region];
}

double Layout::placeOf(std::uint64_t address) const
{
    const auto behind = std::ranges::upper_bound(m_pieces, address, {}, &Piece::begin);
    if (behind == m_pieces.begin())
        return 0;
    const Piece& piece = *std::prev(behind);
    if (address >= piece.end)
        return m_length;
    const auto offset = static_cast<double>(address - piece.begin);
    return piece.place
        + (piece.isFold ? offset / static_cast<double>(piece.size()) * piece.length : offset);
}

std::uint64_t Layout::addressAt(double place) const
{
    const auto at = pieceAt(place);
    if (!at)
        return 0;
    const Piece& piece = m_pieces[*at];
    const double scale = piece.isFold ? static_cast<double>(piece.size()) / piece.length : 1;
    const double offset = std::max((place - piece.place) * scale, 0.0);
    // Rounding must not lead out of the piece, nor out of 64 bits.
    return offset >= static_cast<double>(piece.size())
        ? piece.end - 1
        : std::min(piece.begin + static_cast<std::uint64_t>(offset), piece.end - 1);
}

}
