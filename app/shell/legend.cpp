// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "legend.h"

#include "theme.h"

#include <app/delegates/marks.h>

#include <QPainter>

namespace sandscope::app {

using model::CellState;
using model::Mark;

namespace {

constexpr int signBox = 14;
constexpr int gap = 12;
constexpr int signGap = 4; ///< where there is no room for words

struct Entry
{
    QString sign;
    QString word;
    QColor tint;
    QColor ink;
};

QList<Entry> entries(const QPalette& palette)
{
    QList<Entry> result;
    for (const auto mark : {Mark::added, Mark::changed, Mark::gone}) {
        const auto look = markLook(mark, palette);
        result << Entry{QString(look.glyph), markName(mark), look.tint, look.ink};
    }
    result << Entry{stateBadge(CellState::constant),
                    Legend::tr("constant in this dialect"),
                    {},
                    dimmedText(palette)};
    result << Entry{stateBadge(CellState::derived), Legend::tr("derived"), {}, dimmedText(palette)};
    return result;
}

}

Legend::Legend(QWidget* parent)
    : QWidget(parent)
{
    QStringList spoken;
    for (const auto& entry : entries(palette()))
        spoken << entry.sign + u' ' + entry.word;
    QStringList signs;
    for (const auto state : {CellState::constant, CellState::derived, CellState::absent,
                             CellState::renamed, CellState::unknown, CellState::withheld})
        signs << stateBadge(state) + QLatin1String("  ") + stateExplanation(state);
    setToolTip(signs.join(u'\n'));
    setAccessibleName(tr("Legend"));
    setAccessibleDescription(spoken.join(QLatin1String(", ")));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
}

QSize Legend::sizeHint() const
{
    int width = 4;
    for (const auto& entry : entries(palette()))
        width += signBox + 4 + fontMetrics().horizontalAdvance(entry.word) + gap;
    return {width, fontMetrics().height() + 4};
}

QSize Legend::minimumSizeHint() const
{
    const auto count = int(entries(palette()).size());
    return {4 + count * (signBox + signGap), fontMetrics().height() + 4};
}

void Legend::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    // Signs alone where the state needs the room; the tool tip has the words.
    const bool hasWords = width() >= sizeHint().width();
    int left = hasWords ? 4 : width() - minimumSizeHint().width() + 4;
    const int height = std::min(signBox, this->height());
    const int top = (this->height() - height) / 2;
    for (const auto& entry : entries(palette())) {
        const QRect box(left, top, signBox, height);
        if (entry.tint.isValid())
            painter.fillRect(box, entry.tint);
        painter.setFont(monospaceFont());
        painter.setPen(entry.ink);
        painter.drawText(box, Qt::AlignCenter, entry.sign);
        if (!hasWords) {
            left += signBox + signGap;
            continue;
        }
        painter.setFont(font());
        painter.setPen(palette().color(QPalette::WindowText));
        left += signBox + 4;
        const int width = fontMetrics().horizontalAdvance(entry.word);
        painter.drawText(QRect(left, 0, width + 2, this->height()),
                         Qt::AlignVCenter | Qt::AlignLeft, entry.word);
        left += width + gap;
    }
}

}
