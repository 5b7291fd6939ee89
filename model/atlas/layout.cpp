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

}

Layout::Layout(std::span<const Region> regions)
{
    std::vector<std::uint64_t> gaps;
    double mapped = 0;
    std::uint64_t end = regions.empty() ? 0 : regions.front().start;
    for (const Region& region : regions) {
        if (region.start > end)
            gaps.push_back(region.start - end);
        if (region.end > end) {
            mapped += static_cast<double>(region.end - std::max(region.start, end));
            end = region.end;
        }
    }
    const auto folding = foldingOf(std::move(gaps), mapped);

    m_pieceOfRegion.assign(regions.size(), noPiece);
    const auto add = [this](Piece piece) {
        piece.place = m_length;
        m_length += piece.length;
        m_pieces.push_back(piece);
    };
    end = regions.empty() ? 0 : regions.front().start;
    for (std::size_t i = 0; i < regions.size(); ++i) {
        const Region& region = regions[i];
        if (region.start > end) {
            const auto gap = static_cast<double>(region.start - end);
            const bool isFold = region.start - end > folding.longest && folding.fold < gap;
            add({.begin = end,
                 .end = region.start,
                 .length = isFold ? folding.fold : gap,
                 .isFold = isFold});
        }
        if (region.end <= end)
            continue;
        const std::uint64_t begin = std::max(region.start, end);
        m_pieceOfRegion[i] = static_cast<std::uint32_t>(m_pieces.size());
        add({.begin = begin,
             .end = region.end,
             .length = static_cast<double>(region.end - begin),
             .region = i});
        end = region.end;
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
