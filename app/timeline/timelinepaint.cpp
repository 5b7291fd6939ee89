// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// How a timeline is painted: one pass over the columns of pixels, whatever number of moments stands
// behind them.

#include "timelineview.h"

#include <app/shell/theme.h>
#include <model/records/escape.h>

#include <QImage>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace sandscope::app {

using snapshot::Happening;
using snapshot::Happenings;

namespace {

constexpr int boxMargin = 3; ///< left and right of a letter
constexpr int boxGap = 1;
constexpr int kindRows = int(snapshot::allHappenings.size());
constexpr int rowHeight = 2; ///< of one kind, where marks stand close
constexpr int handle = 5; ///< half of the width of the position's head

/// The letters of what happened at one moment.
QString lettersOf(Happenings kinds, const QPalette& palette)
{
    QString letters;
    for (const Happening kind : snapshot::allHappenings) {
        if (kinds.has(kind))
            letters += happeningLook(kind, palette).letter;
    }
    return letters;
}

Happening firstOf(Happenings kinds)
{
    return *std::ranges::find_if(snapshot::allHappenings,
                                 [kinds](Happening kind) { return kinds.has(kind); });
}

}

void TimelineView::paintGrounds(QPainter* painter) const
{
    const auto area = strip();
    const auto* history = m_session->history();
    for (const int top : {area.top(), area.top() + lane().height() + 1})
        painter->fillRect(QRect(area.left(), top, area.width(), lane().height()),
                          palette().color(QPalette::Base));
    if (!history || last() < 0)
        return;
    const auto seen = view();
    const auto ground = [&](double from, double to, StripGround what) {
        const int left = std::max(area.left() + int(seen.pixelOf(from)), area.left());
        const int right = std::min(area.left() + int(seen.pixelOf(to)), area.right() + 1);
        for (const int top : {area.top(), area.top() + lane().height() + 1}) {
            if (left < right)
                paintGround(painter, QRect(left, top, right - left, lane().height()), what,
                            palette());
        }
    };
    if (steps() && history->reached() < last())
        ground(history->reached() + 0.5, seen.to, StripGround::notRun);
    for (const auto& gap : gaps()) {
        const double room = 4 / seen.pixelsPerUnit();
        ground(gap.from + room, gap.to - room, StripGround::gap);
    }
    if (history->dropped() > 0 && !m_zoomed)
        ground(seen.from, seen.from + droppedWidth / seen.pixelsPerUnit(), StripGround::dropped);

    const auto& all = columns();
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t begin = at;
        while (at < all.size() && !all[at].isKnown)
            ++at;
        if (at > begin)
            paintGround(
                painter,
                QRect(area.left() + int(begin), lane().top(), int(at - begin) + 1, lane().height()),
                StripGround::unknown, palette());
        else
            ++at;
    }
}

/// A letter in a box where there is room; where marks stand close, each kind in a row of its own.
void TimelineView::paintLane(QPainter* painter, const QRect& area, bool ofTask) const
{
    const auto& all = columns();
    const auto kindsAt = [&](std::size_t at) { return ofTask ? all[at].task : all[at].all; };
    std::vector<int> marked;
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (!kindsAt(at).isEmpty())
            marked.push_back(int(at));
    }
    if (marked.empty())
        return;
    auto font = this->font();
    font.setBold(true);
    painter->setFont(font);
    const QFontMetrics metrics(font);
    const int letterWidth = metrics.horizontalAdvance(u'M');
    const int boxWidth = letterWidth + 2 * boxMargin;

    // Rows are written into a picture of the lane: thousands of rectangles would take too long.
    QImage rows;
    const auto lineIn = [&](int x, Happenings kinds) {
        if (rows.isNull()) {
            rows = QImage(area.width(), kindRows * rowHeight, QImage::Format_ARGB32_Premultiplied);
            rows.fill(Qt::transparent);
        }
        for (int kind = 0; kind < kindRows; ++kind) {
            if (!kinds.has(snapshot::allHappenings[std::size_t(kind)]))
                continue;
            const QRgb ink
                = happeningLook(snapshot::allHappenings[std::size_t(kind)], palette()).ink.rgb();
            for (int line = 0; line < rowHeight; ++line) {
                auto* pixels = reinterpret_cast<QRgb*>(rows.scanLine(kind * rowHeight + line));
                std::fill(pixels + x, pixels + std::min(x + 2, rows.width()), ink);
            }
        }
    };
    int drawnTo = -boxWidth; // the right edge of the box before
    for (std::size_t i = 0; i < marked.size(); ++i) {
        const int x = marked[i];
        const int next = i + 1 < marked.size() ? marked[i + 1] : area.width() + boxWidth;
        const int before = i > 0 ? marked[i - 1] : -2 * boxWidth;
        const bool hasRoom
            = next - x > boxWidth && x - before > boxWidth && all[std::size_t(x)].moments == 1;
        if (!hasRoom) {
            lineIn(x, kindsAt(std::size_t(x)));
            continue;
        }
        const auto kinds = kindsAt(std::size_t(x));
        auto letters = lettersOf(kinds, palette());
        // As many letters as fit between the neighbours; a plus stands for the others.
        const int room = 2 * std::min({next - x, x - before, area.width()}) - boxWidth - boxGap;
        const auto fitting
            = std::max<qsizetype>(1, (room - 2 * boxMargin) / std::max(letterWidth, 1));
        if (letters.size() > fitting)
            letters = fitting == 1 ? letters.left(1) : letters.left(fitting - 1) + u'+';
        const int width = metrics.horizontalAdvance(letters) + 2 * boxMargin;
        const int left = std::clamp(x - width / 2, std::max(drawnTo + boxGap, 0),
                                    std::max(area.width() - width, 0));
        drawnTo = left + width;
        const QRect box(area.left() + left, area.top() + 1, width, area.height() - 2);
        const auto look = happeningLook(firstOf(kinds), palette());
        painter->fillRect(box, look.tint);
        painter->setPen(look.ink);
        painter->drawRect(box.adjusted(0, 0, -1, -1));
        painter->drawText(box, Qt::AlignCenter, letters);
    }
    if (!rows.isNull())
        painter->drawImage(QPoint(area.left(), area.top()), rows);
}

void TimelineView::paintNames(QPainter* painter) const
{
    const auto area = strip();
    const int width = gutter() - 6;
    painter->setFont(font());
    painter->setPen(dimmedText(palette()));
    QRect box(area.left() - gutter(), area.top(), width, lane().height());
    painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight, tr("All tasks"));
    const auto* task = m_session->knownTask(m_selection->task());
    if (!task)
        return;
    box.moveTop(area.top() + lane().height() + 1);
    const auto name = tr("%1 (%2)")
                          .arg(task->tid.value)
                          .arg(model::escaped(QByteArray::fromStdString(task->name)));
    painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight,
                      fontMetrics().elidedText(name, Qt::ElideRight, width));
}

void TimelineView::paintPosition(QPainter* painter) const
{
    if (last() < 0)
        return;
    const auto area = strip();
    const int x = pixelOf(position());
    if (x < area.left() || x > area.right())
        return;
    const auto ink = palette().color(QPalette::Text);
    painter->fillRect(QRect(x, area.top(), 1, area.height()), ink);
    QPainterPath head;
    head.moveTo(x + 0.5 - handle, area.top() - 7);
    head.lineTo(x + 0.5 + handle, area.top() - 7);
    head.lineTo(x + 0.5, area.top() - 0.5);
    head.closeSubpath();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillPath(head, palette().color(QPalette::Highlight));
    painter->setRenderHint(QPainter::Antialiasing, false);
}

void TimelineView::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    const auto area = strip();
    paintGrounds(&painter);
    painter.save();
    painter.setClipRect(area);
    paintLane(&painter, lane(), false);
    paintLane(&painter, lane().translated(0, lane().height() + 1), true);
    painter.restore();
    paintNames(&painter);
    painter.setPen(palette().color(QPalette::Mid));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area.adjusted(-1, -1, 0, 0));
    painter.drawLine(area.left(), lane().bottom() + 1, area.right(), lane().bottom() + 1);
    paintPosition(&painter);
    if (hasFocus()) {
        painter.setPen(palette().color(QPalette::Highlight));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

}
