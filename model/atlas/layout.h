// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/space.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sandscope::atlas {

/// A stretch of addresses in the picture: a region, or what lies between two.
struct Piece
{
    std::uint64_t begin = 0; ///< address, inclusive
    std::uint64_t end = 0; ///< exclusive
    double place = 0; ///< where it begins
    double length = 0;
    std::optional<std::size_t> region{}; ///< absent: nothing is mapped here
    std::optional<std::size_t> ghost{}; ///< nothing is mapped here, but this region, which is gone,
                                        ///< was
    bool isFold = false; ///< drawn shorter than it is

    [[nodiscard]] std::uint64_t size() const { return end - begin; }
};

/// Where addresses stand on one line on which long gaps are folded. A place is a number of bytes
/// from the first mapping on, without what is folded away.
///
/// Mappings are to scale. Gaps are to scale, too, the shortest first, as long as all of them
/// together take no more than the mappings do; the others are folds, all of the same length, at
/// most a fortieth of what is mapped each and a quarter together. So a picture is never more than
/// 2.25 times as long as its mappings, wherever they stand.
///
/// Of regions that overlap (a hostile text) the later one loses what the earlier one has.
class Layout
{
public:
    Layout() = default;
    /// Preconditions: ascending by start. \a ghosts: regions that are gone and yet have a place, as
    /// far as nothing else is mapped there; to scale, as if they were mapped.
    explicit Layout(std::span<const Region> regions, std::span<const Region> ghosts = {});

    [[nodiscard]] double length() const { return m_length; }
    /// Ascending, without holes; never one of length 0.
    [[nodiscard]] std::span<const Piece> pieces() const { return m_pieces; }
    /// The piece at a place, the nearest one for a place outside. Absent: there are none. O(log n).
    [[nodiscard]] std::optional<std::size_t> pieceAt(double place) const;
    /// The piece of a region. Absent: it lost everything to an earlier one. O(log n).
    [[nodiscard]] std::optional<std::size_t> pieceOf(std::size_t region) const;
    /// Where an address stands; in a fold by its share; 0 or length() outside. O(log n).
    [[nodiscard]] double placeOf(std::uint64_t address) const;
    [[nodiscard]] std::uint64_t addressAt(double place) const;

private:
    std::vector<Piece> m_pieces;
    std::vector<std::uint32_t> m_pieceOfRegion; ///< noPiece: none
    double m_length = 0;
};

}
