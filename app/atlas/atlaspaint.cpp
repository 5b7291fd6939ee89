// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// How an address space is painted. Everything stands at whole device pixels, so that a picture is
// the same each time and at each scale.

#include "atlaslooks.h"
#include "atlasview.h"
#include "regiontext.h"

#include <app/delegates/marks.h>
#include <app/shell/theme.h>
#include <app/shell/words.h>
#include <model/records/kindtable.h>

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace sandscope::app {

using atlas::Change;

namespace {

constexpr int sampleWidth = 20;
constexpr int sampleGap = 5; ///< to its word
constexpr int itemGap = 14;
constexpr int plateMargin = 4;
constexpr int leastLettered = 22; ///< pixels wide
constexpr int leastNamed = 34;
constexpr int glyphDistance = 9;

/// Signs of what became of a mapping; its colour says whether there is more or less.
MarkLook lookOf(Change change, const QPalette& palette)
{
    auto look = markLook(markOf(change), palette);
    switch (change) {
    case Change::grown:
        look.glyph = u'\u25b2';
        break;
    case Change::shrunk:
        look.glyph = u'\u25bc';
        break;
    case Change::split:
        look.glyph = u'\u00f7';
        break;
    case Change::merged:
        look.glyph = u'\u222a';
        break;
    case Change::protection:
        look.glyph = u'\u2260';
        break;
    default: // that of the mark
        break;
    }
    return look;
}

/// Runs of neighbouring bars for which \a key gives the same that is something.
template <class Key, class Fn>
void forEachRun(const std::vector<atlas::Bar>& bars, Key&& key, Fn&& run)
{
    for (std::size_t i = 0; i < bars.size();) {
        const auto value = key(bars[i]);
        const int begin = bars[i].begin;
        int end = bars[i].end;
        for (++i; i < bars.size() && key(bars[i]) == value; ++i)
            end = bars[i].end;
        if (value != decltype(value){})
            run(value, begin, end);
    }
}

}

void AtlasView::paintOverview(QPainter* painter, const QRect& area) const
{
    const qreal scale = devicePixelRatioF();
    if (!m_space)
        return;
    if (m_overview.isNull()) {
        const atlas::Viewport all(m_space->layout.length(), m_viewport.width());
        const auto fitted = atlas::barsOf(m_space->space, m_space->layout, all);
        m_overview = bandImage(fitted, all.width(), qRound(area.height() * scale), palette(), scale,
                               false);
        m_overview.setDevicePixelRatio(scale);
    }
    painter->drawImage(area.topLeft(), m_overview);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(palette().color(QPalette::Mid));
    painter->drawRect(area.adjusted(-1, -1, 0, 0));
    const double length = m_space->layout.length();
    if (m_viewport.isFitted() || length <= 0)
        return;
    const int left = area.left() + qRound(m_viewport.begin() / length * area.width());
    const int right = area.left() + qRound(m_viewport.end() / length * area.width());
    auto veil = palette().color(QPalette::Base);
    veil.setAlphaF(0.6F);
    painter->fillRect(QRect(area.left(), area.top(), left - area.left(), area.height()), veil);
    painter->fillRect(QRect(right, area.top(), area.right() + 1 - right, area.height()), veil);
    painter->setPen(QPen(palette().color(QPalette::Text), 1));
    const QRect window(left, area.top(), std::max(right - left, 3), area.height());
    painter->drawRect(window.adjusted(-1, -2, 0, 1));
}

void AtlasView::paintRuler(QPainter* painter, const Areas& areas) const
{
    if (!m_space)
        return;
    const qreal scale = devicePixelRatioF();
    const auto font = monospaceFont();
    const QFontMetrics metrics(font);
    const int width = metrics.horizontalAdvance(QStringLiteral("7fffffffffff")) + 14;
    painter->setFont(font);
    int written = areas.ruler.left();
    for (const auto& tick :
         atlas::ticksOf(m_space->layout, m_viewport, bars(), qRound(width * scale))) {
        const int x = areas.ruler.left() + static_cast<int>(tick.pixel / scale);
        painter->setPen(palette().color(QPalette::Mid));
        painter->drawLine(x, areas.ruler.top() + 2, x, areas.marks.bottom());
        const auto text = addressText(tick.address);
        const int textWidth = metrics.horizontalAdvance(text);
        // The last one stands before its line where there is no room behind it.
        const bool isBefore = x + 3 + textWidth > areas.ruler.right();
        if (isBefore && x - 3 - textWidth < written)
            continue;
        const int left = isBefore ? x - 3 - textWidth : x + 3;
        written = left + textWidth + 6;
        painter->setPen(dimmedText(palette()));
        painter->drawText(left, areas.ruler.top() + metrics.ascent(), text);
    }
    painter->setFont(this->font());
}

void AtlasView::paintBand(QPainter* painter, const QRect& area) const
{
    if (!m_space || bars().empty())
        return;
    const qreal scale = devicePixelRatioF();
    auto image = bandImage(bars(), m_viewport.width(), qRound(area.height() * scale), palette(),
                           scale, true);
    image.setDevicePixelRatio(scale);
    painter->drawImage(area.topLeft(), image);
    paintFolds(painter, area);
    paintGhosts(painter, area);

    const int side = fontMetrics().height();
    if (area.height() >= side + 2 * plateMargin) {
        for (const auto& bar : bars()) {
            if (!bar.region || bar.isShared() || bar.width() < leastLettered * scale)
                continue;
            auto text = QString(kindLook(bar.kind, palette()).letter);
            if (!bar.resident)
                text += u'?';
            const QRect plate(area.left() + static_cast<int>(bar.begin / scale) + plateMargin,
                              area.top() + plateMargin, fontMetrics().horizontalAdvance(text) + 6,
                              side - 1);
            if (plate.width() + 2 * plateMargin > bar.width() / scale)
                continue;
            painter->fillRect(plate, palette().color(QPalette::Base));
            painter->setPen(palette().color(QPalette::Text));
            painter->drawText(plate, Qt::AlignCenter, text);
        }
    }
    painter->setPen(palette().color(QPalette::Mid));
    painter->drawLine(area.left(), area.bottom() + 1, area.right(), area.bottom() + 1);
    if (m_pointed) {
        if (const auto rect = regionRect(*m_pointed); !rect.isEmpty()) {
            painter->setPen(palette().color(QPalette::Text));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(rect.adjusted(0, 0, -1, -1));
        }
    }
    paintSelection(painter, area);
}

/// What is gone stands where it was: a dashed frame on the colour of what is gone, struck through.
void AtlasView::paintGhosts(QPainter* painter, const QRect& area) const
{
    const qreal scale = devicePixelRatioF();
    const auto look = markLook(model::Mark::gone, palette());
    forEachRun(
        bars(), [](const atlas::Bar& bar) { return bar.region ? std::nullopt : bar.ghost; },
        [&](const std::optional<std::size_t>&, int begin, int end) {
            const int left = area.left() + static_cast<int>(begin / scale);
            const QRect box(left, area.top(), std::max(static_cast<int>((end - begin) / scale), 1),
                            area.height());
            painter->fillRect(box, look.tint);
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(look.ink, 1, Qt::DashLine));
            painter->drawRect(box.adjusted(0, 0, -1, -1));
            painter->drawLine(box.left(), box.center().y(), box.right(), box.center().y());
        });
}

void AtlasView::paintFolds(QPainter* painter, const QRect& area) const
{
    const qreal scale = devicePixelRatioF();
    const int line = fontMetrics().height();
    for (const auto& bar : bars()) {
        if (bar.region || !bar.isFold || bar.width() < leastSigned * scale)
            continue;
        const QRectF box(area.left() + bar.begin / scale, area.top(), bar.width() / scale,
                         area.height());
        painter->fillRect(box, palette().color(QPalette::Window));
        // Torn edges.
        QPainterPath edges;
        const qreal depth = std::min(3.0, box.width() / 4);
        for (const qreal side : {box.left(), box.right() - depth}) {
            edges.moveTo(side, box.top());
            bool out = true;
            for (qreal y = box.top() + 4; y < box.bottom() + 4; y += 4, out = !out)
                edges.lineTo(side + (out ? depth : 0), std::min(y, box.bottom()));
        }
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(dimmedText(palette()), 1));
        painter->drawPath(edges);
        painter->setRenderHint(QPainter::Antialiasing, false);

        const auto text = sizeText(m_space->layout.pieces()[bar.piece].size());
        const int length = fontMetrics().horizontalAdvance(text);
        painter->setPen(palette().color(QPalette::Text));
        if (box.width() >= length + 12) {
            painter->drawText(box, Qt::AlignCenter, text);
        } else if (box.width() >= line + 2 && box.height() >= length + 4) {
            painter->save();
            painter->translate(box.center());
            painter->rotate(-90);
            painter->drawText(QRectF(-length, -line, 2 * length, 2 * line), Qt::AlignCenter, text);
            painter->restore();
        }
    }
}

void AtlasView::paintMarks(QPainter* painter, const QRect& area) const
{
    if (!m_space || !m_marksShown)
        return;
    const qreal scale = devicePixelRatioF();
    painter->setFont(monospaceFont());
    int last = -glyphDistance;
    const auto glyph = [&](const MarkLook& look, int x) {
        if (x - last < glyphDistance)
            return;
        last = x;
        painter->setPen(look.ink);
        painter->drawText(QRect(x - 8, area.top() - 2, 16, area.height()), Qt::AlignCenter,
                          QString(look.glyph));
    };
    forEachRun(
        bars(), [](const atlas::Bar& bar) { return bar.change; },
        [&](Change change, int begin, int end) {
            const auto look = lookOf(change, palette());
            const int left = area.left() + static_cast<int>(begin / scale);
            const int width = std::max(static_cast<int>((end - begin) / scale), 1);
            painter->fillRect(QRect(left, area.bottom() - 2, width, 3), look.ink);
            glyph(look, left + width / 2);
        });
    last = -glyphDistance;
    const auto look = markLook(model::Mark::gone, palette());
    for (const auto& mark : goneMarks()) {
        const int x = area.left() + static_cast<int>(mark.pixel / scale);
        painter->fillRect(QRect(x - 1, area.bottom() - 3, 3, 4), look.ink);
        glyph(look, x);
    }
    painter->setFont(font());
}

void AtlasView::paintSelection(QPainter* painter, const QRect& area) const
{
    const qreal scale = devicePixelRatioF();
    const auto colour = palette().color(QPalette::Highlight);
    const auto text = palette().color(QPalette::Text);
    const auto ground = palette().color(QPalette::Base);
    const auto other = contrast(colour, text) > contrast(colour, ground) ? text : ground;
    painter->setBrush(Qt::NoBrush);
    forEachRun(
        bars(), [](const atlas::Bar& bar) { return bar.isSelected; },
        [&](bool, int begin, int end) {
            const int left = area.left() + static_cast<int>(begin / scale);
            const int width = std::max(qRound((end - begin) / scale), 2);
            // A frame of two lines, dark and light, is seen on every colour.
            const bool isNarrow = width <= 8;
            if (isNarrow) {
                painter->setPen(other);
                painter->drawRect(QRect(left - 1, area.top(), width + 1, area.height() - 1));
            }
            painter->setPen(QPen(colour, 2));
            painter->drawRect(
                QRectF(left + 1, area.top() + 1, std::max(width - 2, 0), area.height() - 2));
            if (!isNarrow) {
                painter->setPen(other);
                painter->drawRect(QRect(left + 2, area.top() + 2, width - 5, area.height() - 5));
            }
        });
    std::optional<int> pointed;
    if (m_current) {
        if (const auto rect = regionRect(*m_current); !rect.isEmpty())
            pointed = rect.left() + rect.width() / 2;
    } else if (m_currentGone) {
        const double place = m_space->layout.placeOf(m_space->space.gone[*m_currentGone].start);
        pointed = area.left() + static_cast<int>(m_viewport.pixelOf(place) / scale);
    }
    if (pointed && *pointed >= area.left() && *pointed <= area.right()) {
        const int x = *pointed;
        const QPoint arrow[]
            = {{x - 4, area.bottom() + 6}, {x + 4, area.bottom() + 6}, {x, area.bottom() + 2}};
        painter->setPen(Qt::NoPen);
        painter->setBrush(standingOut(colour, ground, text));
        painter->drawPolygon(arrow, 3);
    }
}

void AtlasView::paintNames(QPainter* painter, const QRect& area) const
{
    if (!m_space)
        return;
    const qreal scale = devicePixelRatioF();
    const auto metrics = fontMetrics();
    for (const auto& label : atlas::labelsOf(m_space->space, bars(), qRound(leastNamed * scale))) {
        const auto& region = m_space->space.regions[label.region];
        const int left = area.left() + static_cast<int>(label.begin / scale);
        const int width = static_cast<int>((label.end - label.begin) / scale);
        painter->setPen(region.name.empty() ? dimmedText(palette())
                                            : palette().color(QPalette::Text));
        painter->drawText(left + 2, area.top() + 4 + metrics.ascent(),
                          metrics.elidedText(shortName(region), Qt::ElideRight, width - 4));
    }
}

atlas::Seen AtlasView::everythingSeen() const
{
    atlas::Seen seen;
    for (const auto& region : m_space->space.regions) {
        seen.kinds[static_cast<std::size_t>(region.kind)] = true;
        seen.permissions[static_cast<std::size_t>(atlas::permissionOf(region.perms))] = true;
        seen.changes[static_cast<std::size_t>(region.change)] = true;
        (region.rssKb ? seen.resident : seen.unknown) = true;
    }
    seen.changes[static_cast<std::size_t>(Change::gone)] = !m_space->space.gone.empty();
    seen.changes[static_cast<std::size_t>(Change::none)] = false;
    seen.folds = std::ranges::any_of(m_space->layout.pieces(), &atlas::Piece::isFold);
    return seen;
}

QList<AtlasView::LegendItem> AtlasView::legendOf(const atlas::Seen& seen, int width, int room) const
{
    QList<LegendItem> items;
    const auto add = [&](LegendItem::Kind what, const atlas::Bar& sample, const QString& word) {
        items << LegendItem{{}, sample, what, word};
    };
    for (const auto kind : atlas::allKinds) {
        if (seen.kinds[static_cast<std::size_t>(kind)])
            add(LegendItem::Kind::kind,
                {.kind = kind, .permission = atlas::Permission::readWrite, .resident = 1},
                model::kindName(kind));
    }
    for (const auto permission : atlas::allPermissions) {
        if (seen.permissions[static_cast<std::size_t>(permission)])
            add(LegendItem::Kind::permission,
                {.kind = atlas::Kind::special, .permission = permission, .resident = 0},
                permissionText(permission));
    }
    const atlas::Bar plain{.kind = atlas::Kind::special,
                           .permission = atlas::Permission::readWrite};
    if (seen.resident) {
        auto half = plain;
        half.resident = 0.5;
        add(LegendItem::Kind::residency, half, tr("filled: resident"));
    }
    if (seen.unknown)
        add(LegendItem::Kind::residency, plain, tr("residency unknown"));
    if (seen.folds)
        add(LegendItem::Kind::fold, plain, tr("gap, folded"));
    for (const auto change : shownChanges) {
        if (m_marksShown && seen.changes[static_cast<std::size_t>(change)])
            add(LegendItem::Kind::mark, {.change = change}, changeTitle(change));
    }
    QPoint at;
    const int height = fontMetrics().height() + 4;
    const auto place = [&] {
        at = {};
        for (auto& item : items) {
            const int itemWidth
                = sampleWidth + sampleGap + fontMetrics().horizontalAdvance(item.word) + itemGap;
            if (at.x() > 0 && at.x() + itemWidth - itemGap > width)
                at = {0, at.y() + height};
            item.box = {at, QSize(itemWidth, height)};
            at.rx() += itemWidth;
        }
    };
    place();
    if (at.y() + height > room) {
        // Kinds stand in the table beside the picture as well: the others go first.
        std::ranges::stable_partition(
            items, [](const auto& item) { return item.what != LegendItem::Kind::kind; });
        place();
    }
    return items;
}

void AtlasView::paintLegend(QPainter* painter, const QRect& area) const
{
    if (!m_space)
        return;
    const auto seen = atlas::seenIn(bars(), !goneMarks().empty());
    for (const auto& item : legendOf(seen, area.width(), area.height())) {
        const QRect box = item.box.translated(area.topLeft());
        if (box.bottom() > area.bottom() + 1)
            break;
        const QRect sample(box.left(), box.top() + 2, sampleWidth, box.height() - 4);
        switch (item.what) {
        case LegendItem::Kind::kind:
            paintSample(painter, sample, item.sample, palette(), true);
            break;
        case LegendItem::Kind::permission:
        case LegendItem::Kind::residency:
            paintSample(painter, sample, item.sample, palette(), false);
            break;
        case LegendItem::Kind::fold: {
            painter->fillRect(sample, palette().color(QPalette::Window));
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(dimmedText(palette()));
            QPolygonF zigzag;
            for (int y = 0; y <= sample.height(); y += 3)
                zigzag << QPointF(sample.center().x() + (y / 3 % 2 == 0 ? -2 : 2),
                                  sample.top() + y);
            painter->drawPolyline(zigzag);
            painter->setRenderHint(QPainter::Antialiasing, false);
            break;
        }
        case LegendItem::Kind::mark: {
            const auto look = lookOf(item.sample.change, palette());
            painter->setFont(monospaceFont());
            painter->setPen(look.ink);
            painter->drawText(sample, Qt::AlignCenter, QString(look.glyph));
            painter->setFont(font());
            break;
        }
        }
        painter->setPen(palette().color(QPalette::Text));
        painter->drawText(box.adjusted(sampleWidth + sampleGap, 0, 0, 0),
                          Qt::AlignVCenter | Qt::AlignLeft, item.word);
    }
}

}
