// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "picturecompare.h"

#include <algorithm>
#include <limits>

namespace sandscope::test {

namespace {

constexpr int blockSize = 12; ///< about the size of one character
constexpr double tolerance = 5; ///< mean difference of a block, of 255

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
                const auto* line = reinterpret_cast<const QRgb*>(one.constScanLine(y));
                const auto* same = reinterpret_cast<const QRgb*>(other.constScanLine(y));
                const auto* aside = reinterpret_cast<const QRgb*>(other.constScanLine(otherY));
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

}

std::optional<QString> difference(const QImage& expected, const QImage& actual)
{
    if (expected.isNull() || actual.isNull())
        return QStringLiteral("there is no picture");
    if (expected.size() != actual.size()) {
        return QStringLiteral("the size is %1x%2 instead of %3x%4")
            .arg(actual.width())
            .arg(actual.height())
            .arg(expected.width())
            .arg(expected.height());
    }
    const auto a = expected.convertToFormat(QImage::Format_RGB32);
    const auto b = actual.convertToFormat(QImage::Format_RGB32);
    double worst = 0;
    QRect where;
    // Blocks overlap by half, so that no character is cut in two in all blocks that see it.
    for (int top = 0; top < a.height(); top += blockSize / 2) {
        for (int left = 0; left < a.width(); left += blockSize / 2) {
            const QRect block = QRect(left, top, blockSize, blockSize) & a.rect();
            const double found
                = std::max(blockDifference(a, b, block), blockDifference(b, a, block));
            if (found > worst) {
                worst = found;
                where = block;
            }
        }
    }
    if (worst <= tolerance)
        return std::nullopt;
    return QStringLiteral("the block at (%1, %2) differs by %3 on average, %4 is allowed")
        .arg(where.left())
        .arg(where.top())
        .arg(worst, 0, 'f', 1)
        .arg(tolerance);
}

}
