// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "atlaslooks.h"

#include <app/shell/theme.h>

#include <QCoreApplication>
#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <array>
#include <cmath>

namespace sandscope::app {

using atlas::Kind;
using atlas::Permission;

namespace {

// Hues that people who see fewer colours still tell apart, in the order of Kind.
constexpr QRgb lightFull[] = {0xff0f68a8, 0xff00805f, 0xffc85200, 0xff8d6a00,
                              0xffb0558a, 0xff6f42b5, 0xff5f6872, 0xff257cc0};
constexpr QRgb darkFull[] = {0xff4c9be8, 0xff2dc197, 0xffff8a3d, 0xffe0b040,
                             0xffe39ac4, 0xffb58ae6, 0xff9aa3ad, 0xff7ccbf2};
constexpr char16_t letters[] = u"CDHSFMVA"; // M: shared memory, V: vdso and its like

constexpr double tintStrength = 0.26;
constexpr double inkStrength = 0.42;
constexpr double inkStep = 0.06;
constexpr double leastContrast = 3;
constexpr double edgeStrength = 0.6;
constexpr int leastEdged = 4; ///< pixels, before scaling, of a bar that shows where it begins

/// Of a pattern on \a ground: lighter or darker than that, whichever stands out.
QColor patternInk(const QColor& ground, const QPalette& palette)
{
    const auto text = palette.color(QPalette::Text);
    const auto base = palette.color(QPalette::Base);
    const auto& towards = contrast(ground, text) >= contrast(ground, base) ? text : base;
    return standingOut(mixed(ground, towards, inkStrength), ground, towards);
}

/// The colours of a kind, ready to be written.
struct Inks
{
    QRgb plain[2]; ///< tint, full
    QRgb pattern[2]; ///< the ink of patterns and edges on them
    QRgb edge;
};

Inks inksOf(Kind kind, const QPalette& palette)
{
    const auto look = kindLook(kind, palette);
    const auto text = palette.color(QPalette::Text);
    return {{look.tint.rgb(), look.full.rgb()},
            {patternInk(look.tint, palette).rgb(), patternInk(look.full, palette).rgb()},
            mixed(look.full, text, edgeStrength).rgb()};
}

}

QColor standingOut(const QColor& colour, const QColor& ground, const QColor& towards)
{
    QColor result = colour;
    for (double strength = inkStep; contrast(result, ground) < leastContrast && strength <= 1;
         strength += inkStep)
        result = mixed(colour, towards, strength);
    return contrast(result, ground) < leastContrast ? towards : result;
}

KindLook kindLook(Kind kind, const QPalette& palette)
{
    const auto place = static_cast<std::size_t>(kind);
    const QColor full(isDark(palette) ? darkFull[place] : lightFull[place]);
    return {full, mixed(palette.color(QPalette::Base), full, tintStrength), letters[place]};
}

QString permissionText(Permission permission)
{
    switch (permission) {
    case Permission::none:
        return QStringLiteral("---");
    case Permission::read:
        return QStringLiteral("r--");
    case Permission::readWrite:
        return QStringLiteral("rw-");
    case Permission::readExecute:
        return QStringLiteral("r-x");
    case Permission::readWriteExecute:
        return QStringLiteral("rwx");
    case Permission::other:
        break;
    }
    return QCoreApplication::translate("Atlas", "other");
}

Patterns::Patterns(qreal scale)
    : m_period(std::max(5, qRound(6 * scale)))
    , m_size(static_cast<std::size_t>(m_period) * static_cast<std::size_t>(m_period))
    , m_tiles(m_size * atlas::allPermissions.size())
{
    const int line = std::max(1, static_cast<int>(scale));
    const auto isInk = [&](Permission permission, int x, int y) {
        const bool rising = (x + y) % m_period < line;
        const bool falling = (x - y + m_period) % m_period < line;
        switch (permission) {
        case Permission::none:
            return y < line;
        case Permission::read:
            return x < 2 * line && y < 2 * line;
        case Permission::readWrite:
            return false;
        case Permission::readExecute:
            return rising;
        case Permission::readWriteExecute:
            return rising || falling;
        case Permission::other:
            return x < line;
        }
        return false;
    };
    auto at = m_tiles.begin();
    for (const auto permission : atlas::allPermissions) {
        for (int y = 0; y < m_period; ++y) {
            for (int x = 0; x < m_period; ++x)
                *at++ = isInk(permission, x, y) ? 1 : 0;
        }
    }
}

QImage bandImage(std::span<const atlas::Bar> bars, int width, int height, const QPalette& palette,
                 qreal scale, bool patterned)
{
    QImage image(std::max(width, 1), std::max(height, 1), QImage::Format_RGB32);
    image.fill(palette.color(QPalette::Base));
    const Patterns patterns(scale);
    const auto period = static_cast<std::size_t>(patterns.period());
    const int unit = std::max(1, qRound(scale));
    const auto fold = palette.color(QPalette::Mid).rgb();
    std::array<Inks, atlas::allKinds.size()> inks{};
    for (const auto kind : atlas::allKinds)
        inks[static_cast<std::size_t>(kind)] = inksOf(kind, palette);

    // By column: where its pattern stands and how far residency reaches; pixels are then written
    // row by row.
    struct Run
    {
        int begin, end;
        const Inks* inks; ///< null: nothing is mapped
        const std::uint8_t* tile;
        int fullFrom; ///< row
        bool isUnknown, isEdged;
    };
    std::vector<Run> runs;
    runs.reserve(bars.size());
    for (const auto& bar : bars) {
        Run run{
            bar.begin, std::min(bar.end, image.width()), nullptr, nullptr, image.height(), false,
            false};
        if (!bar.region) {
            if (bar.isFold && bar.width() < leastSigned * scale)
                runs.push_back(run); // too narrow for a sign
            continue;
        }
        run.inks = &inks[static_cast<std::size_t>(bar.kind)];
        run.tile = patterns.tile(patterned ? bar.permission : Permission::readWrite);
        run.isUnknown = !bar.resident.has_value();
        if (bar.resident && *bar.resident > 0) {
            const auto rows = static_cast<int>(std::lround(*bar.resident * image.height()));
            run.fullFrom = image.height() - std::max(rows, unit);
        }
        run.isEdged = patterned && !bar.isShared() && bar.width() >= leastEdged * scale;
        runs.push_back(run);
    }
    std::vector<std::size_t> phase(static_cast<std::size_t>(image.width()));
    for (std::size_t x = 0; x < phase.size(); ++x)
        phase[x] = x % period;

    const int middle = image.height() / 2;
    for (int y = 0; y < image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        const auto row = static_cast<std::size_t>(y) % period * period;
        const bool isTop = y < unit;
        const bool isMiddle = y >= middle - unit / 2 && y < middle - unit / 2 + unit;
        for (const auto& run : runs) {
            if (!run.inks) {
                std::fill(line + run.begin, line + run.end, fold);
                continue;
            }
            const int full = y >= run.fullFrom ? 1 : 0;
            const QRgb colours[2] = {run.inks->plain[full], run.inks->pattern[full]};
            const std::uint8_t* tile = run.tile + row;
            for (int x = run.begin; x < run.end; ++x)
                line[x] = colours[tile[phase[static_cast<std::size_t>(x)]]];
            if (run.isUnknown && isMiddle) {
                for (int x = run.begin; x < run.end; ++x) {
                    if (x / (2 * unit) % 2 == 0)
                        line[x] = run.inks->edge;
                }
            }
            if (isTop)
                std::fill(line + run.begin, line + run.end, run.inks->plain[1]);
            if (run.isEdged)
                std::fill_n(line + run.begin, unit, run.inks->pattern[full]);
        }
    }
    return image;
}

void paintSample(QPainter* painter, const QRect& box, const atlas::Bar& look,
                 const QPalette& palette, bool withLetter)
{
    const qreal scale = painter->device()->devicePixelRatio();
    atlas::Bar bar = look;
    bar.begin = 0;
    bar.end = qRound(box.width() * scale);
    bar.region = 0;
    bar.regions = 2; // no edge but the frame
    auto image = bandImage({&bar, 1}, bar.end, qRound(box.height() * scale), palette, scale, true);
    image.setDevicePixelRatio(scale);
    painter->drawImage(box.topLeft(), image);
    painter->setPen(mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.55));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(box.adjusted(0, 0, -1, -1));
    if (!withLetter)
        return;
    const QRect plate(box.right() - 10, box.top() + 1, 10, box.height() - 2);
    painter->fillRect(plate, palette.color(QPalette::Base));
    painter->setPen(palette.color(QPalette::Text));
    painter->drawText(plate.adjusted(-3, -3, 3, 3), Qt::AlignCenter,
                      QString(kindLook(bar.kind, palette).letter));
}

}
