// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QRect>
#include <QString>

#include <expected>
#include <vector>

namespace sandscope::app {

/// What is not taken for a difference.
struct PictureTolerance
{
    int level = 0; ///< of 255: a pixel differs when one of its colours differs by more
    /// Text may stand up to a pixel aside, and its edges may be smoothed in another way: two
    /// builds of FreeType do that. What is left of a block of about a character must still be
    /// less than another digit would make.
    bool otherFonts = false;

    static constexpr int blockMean = 5; ///< mean difference of a block with other fonts, of 255
};

/// Pixels that differ and stand close together.
struct PictureRegion
{
    QRect box; ///< in pixels of the picture
    qint64 pixels = 0;
    int greatest = 0; ///< difference of a colour, of 255

    bool operator==(const PictureRegion&) const = default;
};

/// How two pictures of one size differ; without regions they do not.
struct PictureDifference
{
    QSize size;
    qint64 pixels = 0;
    int greatest = 0;
    std::vector<PictureRegion> regions; ///< from top to bottom

    [[nodiscard]] bool isNone() const { return regions.empty(); }
};

/// Compares colours; what is transparent is seen on black. The error is a sentence: there is no
/// picture, or they differ in size.
[[nodiscard]] std::expected<PictureDifference, QString>
comparePictures(const QImage& expected, const QImage& actual, const PictureTolerance& tolerance);

/// \a actual in pale grey, with what differs in red and a frame around each region.
[[nodiscard]] QImage differencePicture(const QImage& actual, const QImage& expected,
                                       const PictureDifference& difference);

/// Reads a PNG. The error is a clause that says why there is no picture: "it is damaged (…)". A
/// file that claims to be huge is refused before anything is allocated.
[[nodiscard]] std::expected<QImage, QString> readPicture(const QString& fileName);

}
