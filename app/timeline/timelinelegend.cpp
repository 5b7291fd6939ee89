// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "timelinelegend.h"

#include <app/delegates/tooltips.h>

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace sandscope::app {

namespace {

constexpr int boxWidth = 15;
constexpr int wordGap = 4;
constexpr int itemGap = 10;

}

TimelineLegend::TimelineLegend(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Signs on the timeline"));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

void TimelineLegend::show(snapshot::Happenings marks, const QList<StripGround>& grounds)
{
    if (marks == m_marks && grounds == m_grounds)
        return;
    m_marks = marks;
    m_grounds = grounds;
    setAccessibleDescription(words().join(QLatin1StringView(", ")));
    update();
}

QStringList TimelineLegend::words() const
{
    QStringList result;
    for (const auto& item : items())
        result << item.word;
    return result;
}

QList<TimelineLegend::Item> TimelineLegend::items() const
{
    return itemsOf(m_marks, m_grounds);
}

/// In lines, as a text would be.
QList<TimelineLegend::Item> TimelineLegend::itemsOf(snapshot::Happenings marks,
                                                    const QList<StripGround>& grounds) const
{
    QList<Item> result;
    const int line = fontMetrics().height() + 2;
    QPoint place;
    const auto add = [&](Item item) {
        const int needed = boxWidth + wordGap + fontMetrics().horizontalAdvance(item.word);
        if (place.x() > 0 && place.x() + needed > width())
            place = QPoint(0, place.y() + line);
        item.box = QRect(place, QSize(needed, line));
        place.rx() += needed + itemGap;
        result << item;
    };
    for (const auto kind : snapshot::allHappenings) {
        if (!marks.has(kind))
            continue;
        const auto look = happeningLook(kind, palette());
        add({.letter = look.letter,
             .ink = look.ink,
             .tint = look.tint,
             .word = happeningName(kind),
             .explanation = happeningExplanation(kind)});
    }
    for (const auto ground : grounds)
        add({.ground = ground, .word = groundName(ground)});
    return result;
}

/// Room for every sign and one ground.
void TimelineLegend::reserve()
{
    snapshot::Happenings all;
    for (const auto kind : snapshot::allHappenings)
        all.add(kind);
    setFixedHeight(itemsOf(all, {StripGround::notRun}).last().box.bottom() + 1);
}

void TimelineLegend::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    reserve();
}

void TimelineLegend::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange)
        reserve();
}

QSize TimelineLegend::sizeHint() const
{
    return {200, fontMetrics().height() + 2};
}

QSize TimelineLegend::minimumSizeHint() const
{
    return {60, sizeHint().height()};
}

bool TimelineLegend::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QString text;
        for (const auto& item : items()) {
            if (item.box.contains(help->pos()))
                text = item.explanation;
        }
        text.isEmpty() ? QToolTip::hideText()
                       : QToolTip::showText(help->globalPos(), plainToolTip(text), this);
        return true;
    }
    return QWidget::event(event);
}

void TimelineLegend::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    auto bold = font();
    bold.setBold(true);
    for (const auto& item : items()) {
        const QRect box(item.box.left(), item.box.top() + (item.box.height() - 13) / 2, boxWidth,
                        13);
        if (item.letter.isEmpty()) {
            painter.fillRect(box, palette().color(QPalette::Base));
            paintGround(&painter, box, item.ground, palette());
            painter.setPen(palette().color(QPalette::Mid));
            painter.drawRect(box.adjusted(0, 0, -1, -1));
        } else {
            painter.fillRect(box, item.tint);
            painter.setPen(item.ink);
            painter.drawRect(box.adjusted(0, 0, -1, -1));
            painter.setFont(bold);
            painter.drawText(box, Qt::AlignCenter, item.letter);
            painter.setFont(font());
        }
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(
            QRect(box.right() + wordGap, item.box.top(), item.box.width(), item.box.height()),
            Qt::AlignVCenter | Qt::AlignLeft, item.word);
    }
}

}
