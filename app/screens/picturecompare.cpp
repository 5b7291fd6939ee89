// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "picturecompare.h"

#include <QFile>
#include <QImageReader>
#include <QPainter>

#include <algorithm>
#include <limits>

namespace sandscope::app {

namespace {

constexpr int blockSize = 12; ///< about the size of one character
constexpr int largestSide = 32768;
constexpr qint64 mostPixels = 300'000'000;

/// How far a value is from everything between two others: a glyph that sits half a pixel aside is a
/// mixture of both.
int outside(int value, int one, int other)
{
    const auto [low, high] = std::minmax(one, other);
    return value < low ? low - value : value > high ? value - high : 0;
}

int distance(QRgb a, QRgb same, QRgb aside)
{
    return std::max({outside(qRed(a), qRed(same), qRed(aside)),
                     outside(qGreen(a), qGreen(same), qGreen(aside)),
                     outside(qBlue(a), qBlue(same), qBlue(aside))});
}

const QRgb* lineOf(const QImage& image, int y)
{
    return reinterpret_cast<const QRgb*>(image.constScanLine(y));
}

/// Mean over the block of what neither the same place nor the one aside explains, for the best
/// direction.
double blockDifference(const QImage& one, const QImage& other, QRect block)
{
    double best = std::numeric_limits<double>::max();
    for (const int dy : {0, -1, 1}) { // nothing aside first: most blocks are equal
        for (const int dx : {0, -1, 1}) {
            long sum = 0;
            for (int y = block.top(); y <= block.bottom(); ++y) {
                const int otherY = std::clamp(y + dy, 0, one.height() - 1);
                const auto* line = lineOf(one, y);
                const auto* same = lineOf(other, y);
                const auto* aside = lineOf(other, otherY);
                for (int x = block.left(); x <= block.right(); ++x) {
                    const int otherX = std::clamp(x + dx, 0, one.width() - 1);
                    sum += distance(line[x], same[x], aside[otherX]);
                }
            }
            best = std::min(best, double(sum) / (block.width() * block.height()));
            if (best == 0)
                return 0;
        }
    }
    return best;
}

/// The picture divided into blocks, with what differs in each.
class Blocks
{
public:
    Blocks(const QImage& a, const QImage& b, const PictureTolerance& tolerance)
        : m_width((a.width() + blockSize - 1) / blockSize)
        , m_height((a.height() + blockSize - 1) / blockSize)
        , m_blocks(std::size_t(m_width) * std::size_t(m_height))
    {
        if (tolerance.otherFonts)
            allowOtherFonts(a, b);
        for (int y = 0; y < a.height(); ++y) {
            const auto* one = lineOf(a, y);
            const auto* other = lineOf(b, y);
            for (int x = 0; x < a.width(); ++x) {
                const int differs = one[x] == other[x] ? 0 : distance(one[x], other[x], other[x]);
                auto& block = at(x / blockSize, y / blockSize);
                if (differs <= tolerance.level || block.isAllowed)
                    continue;
                ++block.found.pixels;
                block.found.greatest = std::max(block.found.greatest, differs);
                block.found.box |= QRect(x, y, 1, 1);
            }
        }
    }

    /// Blocks that touch make one region.
    [[nodiscard]] std::vector<PictureRegion> regions()
    {
        std::vector<PictureRegion> result;
        for (int y = 0; y < m_height; ++y) {
            for (int x = 0; x < m_width; ++x) {
                if (at(x, y).found.pixels > 0)
                    result.push_back(gather(x, y));
            }
        }
        return result;
    }

private:
    struct Block
    {
        PictureRegion found;
        bool isAllowed = false; ///< other fonts explain what differs in it
    };

    Block& at(int x, int y)
    {
        return m_blocks[std::size_t(y) * std::size_t(m_width) + std::size_t(x)];
    }

    /// Blocks overlap by half, so that no character is cut in two in all blocks that see it.
    void allowOtherFonts(const QImage& a, const QImage& b)
    {
        for (auto& block : m_blocks)
            block.isAllowed = true;
        for (int top = 0; top < a.height(); top += blockSize / 2) {
            for (int left = 0; left < a.width(); left += blockSize / 2) {
                const QRect box = QRect(left, top, blockSize, blockSize) & a.rect();
                if (std::max(blockDifference(a, b, box), blockDifference(b, a, box))
                    <= PictureTolerance::blockMean)
                    continue;
                for (int y = box.top() / blockSize; y <= box.bottom() / blockSize; ++y) {
                    for (int x = box.left() / blockSize; x <= box.right() / blockSize; ++x)
                        at(x, y).isAllowed = false;
                }
            }
        }
    }

    PictureRegion gather(int x, int y)
    {
        PictureRegion region;
        std::vector<QPoint> waiting{{x, y}};
        while (!waiting.empty()) {
            const auto place = waiting.back();
            waiting.pop_back();
            const auto taken = std::exchange(at(place.x(), place.y()).found, {});
            region.pixels += taken.pixels;
            region.greatest = std::max(region.greatest, taken.greatest);
            region.box |= taken.box;
            for (int nextY = std::max(place.y() - 1, 0);
                 nextY <= std::min(place.y() + 1, m_height - 1); ++nextY) {
                for (int nextX = std::max(place.x() - 1, 0);
                     nextX <= std::min(place.x() + 1, m_width - 1); ++nextX) {
                    if (at(nextX, nextY).found.pixels > 0)
                        waiting.emplace_back(nextX, nextY);
                }
            }
        }
        return region;
    }

    int m_width;
    int m_height;
    std::vector<Block> m_blocks;
};

}

std::expected<PictureDifference, QString>
comparePictures(const QImage& expected, const QImage& actual, const PictureTolerance& tolerance)
{
    if (expected.isNull() || actual.isNull())
        return std::unexpected(QStringLiteral("There is no picture."));
    if (expected.size() != actual.size()) {
        return std::unexpected(QStringLiteral("One picture is %1x%2 pixels, the other %3x%4.")
                                   .arg(expected.width())
                                   .arg(expected.height())
                                   .arg(actual.width())
                                   .arg(actual.height()));
    }
    PictureDifference result{.size = actual.size(), .regions = {}};
    if (expected == actual)
        return result;
    result.regions = Blocks(expected.convertToFormat(QImage::Format_RGB32),
                            actual.convertToFormat(QImage::Format_RGB32), tolerance)
                         .regions();
    for (const auto& region : result.regions) {
        result.pixels += region.pixels;
        result.greatest = std::max(result.greatest, region.greatest);
    }
    return result;
}

QImage differencePicture(const QImage& actual, const QImage& expected,
                         const PictureDifference& difference)
{
    constexpr QRgb differing = qRgb(220, 0, 0);
    auto result = actual.convertToFormat(QImage::Format_RGB32);
    const auto other = expected.convertToFormat(QImage::Format_RGB32);
    for (int y = 0; y < result.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(result.scanLine(y));
        const auto* before = lineOf(other, y);
        for (int x = 0; x < result.width(); ++x) {
            const bool inside = line[x] != before[x]
                && std::ranges::any_of(difference.regions, [&](const PictureRegion& region) {
                                    return region.box.contains(x, y);
                                });
            const int pale = 160 + qGray(line[x]) * 95 / 255;
            line[x] = inside ? differing : qRgb(pale, pale, pale);
        }
    }
    QPainter painter(&result);
    painter.setPen(QColor(200, 0, 160));
    for (const auto& region : difference.regions)
        painter.drawRect(region.box.adjusted(-3, -3, 2, 2));
    return result;
}

std::expected<QImage, QString> readPicture(const QString& fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return std::unexpected(QStringLiteral("it cannot be read (%1)").arg(file.errorString()));
    QImageReader reader(&file, "png");
    if (!reader.canRead())
        return std::unexpected(QStringLiteral("it is no PNG"));
    const auto size = reader.size();
    if (size.width() > largestSide || size.height() > largestSide
        || qint64(size.width()) * size.height() > mostPixels)
        return std::unexpected(QStringLiteral("it claims to be %1x%2 pixels, which is too large")
                                   .arg(size.width())
                                   .arg(size.height()));
    const auto image = reader.read();
    if (image.isNull())
        return std::unexpected(QStringLiteral("it is damaged (%1)").arg(reader.errorString()));
    return image;
}

}
