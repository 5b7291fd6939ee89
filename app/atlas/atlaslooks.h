// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/atlas/picture.h>

#include <QColor>
#include <QImage>
#include <QString>

#include <span>
#include <vector>

class QPainter;
class QPalette;
class QRect;

namespace sandscope::app {

inline constexpr int leastSigned = 5; ///< pixels, before scaling, of a fold that shows its sign;
                                      ///< a narrower one is a plain stripe

/// \a colour, moved towards \a towards until it has 3:1 against \a ground, or is \a towards.
[[nodiscard]] QColor standingOut(const QColor& colour, const QColor& ground, const QColor& towards);

/// How a kind of mapping looks: a colour, and a letter that says the same.
struct KindLook
{
    QColor full; ///< what is resident; at least 3:1 against the ground of views, and the tint
    QColor tint; ///< what is not
    QChar letter;
};
[[nodiscard]] KindLook kindLook(atlas::Kind kind, const QPalette& palette);

/// "---" … "rwx"; "other" for what is rare.
[[nodiscard]] QString permissionText(atlas::Permission permission);

/// The patterns of permissions, the same on every device of one scale: dots may be read, diagonal
/// lines may be executed, crossed ones be written as well, horizontal ones nothing at all; plain
/// may be read and written.
class Patterns
{
public:
    explicit Patterns(qreal scale);
    [[nodiscard]] int period() const { return m_period; } ///< device pixels, both ways
    /// One byte for each device pixel of a period squared, row by row: 1 is ink.
    [[nodiscard]] const std::uint8_t* tile(atlas::Permission permission) const
    {
        return m_tiles.data() + static_cast<std::size_t>(permission) * m_size;
    }

private:
    int m_period;
    std::size_t m_size;
    std::vector<std::uint8_t> m_tiles;
};

/// The columns of \a bars as a picture of \a height device pixels: colours, residency from below,
/// patterns. Unknown residency is a dotted line in the middle; a line along the top shows what is
/// mapped however little is resident. Without text or selection.
/// \a patterned: false for an overview.
[[nodiscard]] QImage bandImage(std::span<const atlas::Bar> bars, int width, int height,
                               const QPalette& palette, qreal scale, bool patterned);

/// What a legend shows beside a word: a small piece of such a picture, in a frame.
void paintSample(QPainter* painter, const QRect& box, const atlas::Bar& look,
                 const QPalette& palette, bool withLetter);

}
