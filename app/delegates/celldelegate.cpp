// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "celldelegate.h"

#include "marks.h"
#include "tooltips.h"

#include <app/shell/icons.h>
#include <app/shell/theme.h>
#include <procfs/procfile.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <QWhatsThis>

namespace sandscope::app {

using model::CellState;
using model::Mark;

namespace {

constexpr int padding = 5; ///< left and right of a cell's text
constexpr int glyphWidth = 12;
constexpr int iconSize = 16;
/// Lines longer than this are cut before they are laid out: nobody sees their end, and a hostile
/// one may be endless.
constexpr qsizetype longestLine = 2000;

constexpr int unlimited = 1 << 20;
constexpr int leastText = 60; ///< pixels that indentation leaves

int indentation(int depth, int cellWidth)
{
    return std::min(depth * iconSize, std::max(cellWidth - leastText - iconSize, 0));
}

CellState stateOf(const QModelIndex& index)
{
    const auto value = index.data(model::StateRole);
    return value.isValid() ? static_cast<CellState>(value.toInt()) : CellState::measured;
}

Mark markOf(const QModelIndex& index)
{
    return static_cast<Mark>(index.data(model::MarkRole).toInt());
}

/// What stands in a cell that has no text: a value that is not known is never shown as nothing or
/// as 0.
QString placeholder(CellState state)
{
    switch (state) {
    case CellState::notProvided:
        return QStringLiteral("\u2013");
    case CellState::notPermitted:
        return QStringLiteral("\u2298");
    case CellState::notSampled:
        return QStringLiteral("\u2026");
    case CellState::failed:
        return QStringLiteral("!");
    case CellState::absent:
    case CellState::renamed:
        return stateBadge(state);
    default:
        return {};
    }
}

/// Without escaped tabs. An escaped backslash in front of a t is not one.
QString withBlanks(const QString& text)
{
    QString result;
    for (qsizetype place = 0; place < text.size(); ++place) {
        const bool escape = text[place] == u'\\' && place + 1 < text.size();
        if (escape && text[place + 1] == u't') {
            result += QLatin1String("  ");
            ++place;
        } else {
            result += text[place];
            if (escape)
                result += text[++place];
        }
    }
    return result;
}

const QIcon& threadIcon()
{
    static const auto result = icon("thread");
    return result;
}

const QIcon& kindIcon(procfs::FileKind kind)
{
    static const QIcon icons[] = {icon("file"), icon("folder"), icon("link")};
    return icons[static_cast<std::size_t>(kind)];
}

}

CellDelegate::CellDelegate(QAbstractItemView* view)
    : QStyledItemDelegate(view)
    , m_view(view)
{
}

void CellDelegate::setPointedRow(int row)
{
    if (row == m_pointedRow)
        return;
    m_pointedRow = row;
    m_view->viewport()->update();
}

int CellDelegate::rowHeight() const
{
    const QFontMetrics mono(monospaceFont());
    return std::max({m_view->fontMetrics().height(), mono.height(), iconSize - 2}) + 6;
}

QRect CellDelegate::expanderRect(const QRect& cell, int depth) const
{
    const int mark = m_markColumn == m_treeColumn ? glyphWidth : 0;
    return {cell.left() + padding + mark + indentation(depth, cell.width()), cell.top(), iconSize,
            cell.height()};
}

int CellDelegate::leading(const QModelIndex& index, int cellWidth) const
{
    int width = 0;
    if (index.column() == m_markColumn)
        width += glyphWidth;
    if (index.column() == m_treeColumn)
        width += indentation(index.data(model::DepthRole).toInt(), cellWidth) + iconSize + 2;
    if (index.column() == m_kindColumn)
        width += iconSize + 4;
    if (index.column() == m_pictureColumn)
        width += iconSize + 6;
    return width;
}

int CellDelegate::widthOf(const QModelIndex& index) const
{
    const auto state = stateOf(index);
    fonts(m_view->font());
    int width = 2 * padding + leading(index, unlimited)
        + line(textOf(index, state), m_monospace.contains(index.column())).width;
    return width + badgeRoom(index, badgeOf(index, state)) + 1;
}

QString CellDelegate::shownText(const QModelIndex& index) const
{
    return textOf(index, stateOf(index));
}

QString CellDelegate::shownBadge(const QModelIndex& index) const
{
    return badgeOf(index, stateOf(index));
}

QString CellDelegate::textOf(const QModelIndex& index, CellState state) const
{
    auto text = index.data(Qt::DisplayRole).toString();
    if (text.isEmpty())
        return placeholder(state);
    if (text.size() > longestLine)
        text.truncate(longestLine);
    return m_lists.contains(index.column()) ? withBlanks(text) : text;
}

QString CellDelegate::badgeOf(const QModelIndex& index, CellState state) const
{
    if (!m_badges.contains(index.column()))
        return {};
    // The sign of what is not there stands in the place of its value.
    const bool isPlaceholder
        = !placeholder(state).isEmpty() && index.data(Qt::DisplayRole).toString().isEmpty();
    return isPlaceholder ? QString() : stateBadge(state);
}

int CellDelegate::badgeRoom(const QModelIndex& index, const QString& badge) const
{
    // Numbers with and without a sign stand below each other.
    const bool isNumber = m_badges.contains(index.column())
        && Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt()).testFlag(Qt::AlignRight);
    const int usual = isNumber ? line(QStringLiteral("="), false).width : 0;
    const int width = badge.isEmpty() ? usual : std::max(usual, line(badge, false).width);
    return width > 0 ? width + padding : 0;
}

void CellDelegate::fonts(const QFont& base) const
{
    if (m_hasFonts && base == m_font)
        return;
    m_hasFonts = true;
    m_font = base;
    m_monospaceFont = monospaceFont();
    m_lines.clear();
    m_monospaceLines.clear();
}

const CellDelegate::Line& CellDelegate::line(const QString& text, bool monospace) const
{
    auto& cache = monospace ? m_monospaceLines : m_lines;
    if (const auto* known = cache.object(text))
        return *known;
    const auto& font = monospace ? m_monospaceFont : m_font;
    auto* made = new Line;
    made->text.setTextFormat(Qt::PlainText);
    made->text.setText(text);
    made->text.setPerformanceHint(QStaticText::AggressiveCaching);
    made->text.prepare({}, font);
    made->width = QFontMetrics(font).horizontalAdvance(text);
    cache.insert(text, made);
    return *made;
}

void CellDelegate::paintLeading(QPainter* painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index, const QColor& ink) const
{
    int left = option.rect.left() + padding;
    if (index.column() == m_markColumn) {
        const auto look = markLook(markOf(index), option.palette);
        if (!look.glyph.isNull()) {
            const auto& glyph = line(QString(look.glyph), true);
            painter->setPen(option.state.testFlag(QStyle::State_Selected) ? ink : look.ink);
            painter->setFont(m_monospaceFont);
            painter->drawStaticText(
                QPointF(left,
                        option.rect.top()
                            + (option.rect.height() - glyph.text.size().height()) / 2),
                glyph.text);
        }
        left += glyphWidth;
    }
    const auto mode
        = option.state.testFlag(QStyle::State_Selected) ? QIcon::Selected : QIcon::Normal;
    if (index.column() == m_treeColumn) {
        const auto rect = expanderRect(option.rect, index.data(model::DepthRole).toInt());
        if (index.data(model::ExpandableRole).toBool()) {
            QPolygonF triangle;
            const QPointF center = QRectF(rect).center();
            if (index.data(model::ExpandedRole).toBool())
                triangle << center + QPointF(-4, -2) << center + QPointF(4, -2)
                         << center + QPointF(0, 3);
            else
                triangle << center + QPointF(-2, -4) << center + QPointF(3, 0)
                         << center + QPointF(-2, 4);
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(ink);
            painter->drawPolygon(triangle);
            painter->setRenderHint(QPainter::Antialiasing, false);
        } else if (index.data(model::IsThreadRole).toBool()) {
            threadIcon().paint(painter, rect.adjusted(2, 0, -2, 0), Qt::AlignCenter, mode);
        }
    }
    if (index.column() == m_kindColumn) {
        const auto kind = static_cast<procfs::FileKind>(index.data(model::KindRole).toInt());
        kindIcon(kind).paint(painter,
                             QRect(left, option.rect.top(), iconSize, option.rect.height()),
                             Qt::AlignCenter, mode);
    }
    if (index.column() == m_pictureColumn)
        m_picture(painter,
                  QRect(left, option.rect.top() + 3, iconSize + 2, option.rect.height() - 6),
                  index);
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    fonts(option.font);
    const auto mark = markOf(index);
    const auto state = stateOf(index);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const auto group
        = option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;

    painter->save();
    painter->setClipRect(option.rect);
    if (selected)
        painter->fillRect(option.rect, option.palette.brush(group, QPalette::Highlight));
    else if (mark != Mark::none && !index.data(model::EndedRole).toBool())
        painter->fillRect(option.rect, markLook(mark, option.palette).tint);
    if (const auto ground = m_ground && !selected ? m_ground(index) : QColor(); ground.isValid())
        painter->fillRect(option.rect.adjusted(1, 1, -1, -1), ground);
    if (index.row() == m_pointedRow && !selected) {
        // Lines, not a ground: marks and text keep theirs.
        painter->setPen(option.palette.color(group, QPalette::Highlight));
        painter->drawLine(option.rect.topLeft(), option.rect.topRight());
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    }

    auto ink = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    paintLeading(painter, option, index, ink);

    auto box = option.rect.adjusted(padding + leading(index, option.rect.width()), 0, -padding, 0);
    const auto badge = badgeOf(index, state);
    const int room = badgeRoom(index, badge);
    if (!badge.isEmpty()) {
        const auto& sign = line(badge, false);
        painter->setPen(selected ? ink : dimmedText(option.palette));
        painter->setFont(m_font);
        painter->drawStaticText(QPointF(box.right() - sign.width + 1,
                                        box.top() + (box.height() - sign.text.size().height()) / 2),
                                sign.text);
    }
    box.adjust(0, 0, -room, 0);

    const auto text = textOf(index, state);
    if (!text.isEmpty() && box.width() > 0) {
        const bool monospace = m_monospace.contains(index.column());
        const auto* shown = &line(text, monospace);
        if (shown->width > box.width()) {
            const QFontMetrics metrics(monospace ? m_monospaceFont : m_font);
            shown = &line(metrics.elidedText(text,
                                             m_paths.contains(index.column()) ? Qt::ElideMiddle
                                                                              : Qt::ElideRight,
                                             box.width()),
                          monospace);
        }
        const bool known = state == CellState::measured || state == CellState::derived
            || state == CellState::constant || state == CellState::unknown;
        if (!selected && (!known || mark == Mark::gone))
            ink = dimmedText(option.palette);
        const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
        const qreal left = alignment.testFlag(Qt::AlignRight) ? box.right() + 1 - shown->width
            : alignment.testFlag(Qt::AlignHCenter)
            ? box.left() + std::max(0, (box.width() - shown->width) / 2)
            : box.left();
        painter->setPen(ink);
        painter->setFont(monospace ? m_monospaceFont : m_font);
        const auto height = shown->text.size().height();
        painter->drawStaticText(QPointF(left, box.top() + (box.height() - height) / 2),
                                shown->text);
        if (mark == Mark::gone) {
            const auto middle = box.top() + box.height() / 2;
            painter->drawLine(QPointF(left, middle), QPointF(left + shown->width, middle));
        }
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(selected ? option.palette.color(QPalette::HighlightedText)
                                      : option.palette.color(QPalette::Highlight),
                             1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    Q_UNUSED(option)
    return {widthOf(index), rowHeight()};
}

bool CellDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view,
                             const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() == QEvent::QueryWhatsThis && index.isValid()) {
        event->setAccepted(!explanationOf(index).isEmpty());
        return event->isAccepted();
    }
    if (event->type() == QEvent::WhatsThis && index.isValid()) {
        // The base class would take a name that looks like HTML for HTML.
        QWhatsThis::showText(event->globalPos(), plainToolTip(explanationOf(index)), view);
        return true;
    }
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QStringList lines;
    const auto given = index.data(Qt::ToolTipRole).toString();
    const auto text = index.data(Qt::DisplayRole).toString();
    if (!given.isEmpty())
        lines << given;
    else if (widthOf(index) > option.rect.width())
        lines << text;
    // What a model says of a cell tells its state, too.
    if (const auto state = stateOf(index); given.isEmpty() && state != CellState::measured)
        lines << stateExplanation(state);
    if (lines.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event->globalPos(), plainToolTip(lines.join(u'\n')), view, option.rect);
    return true;
}

QString explanationOf(const QModelIndex& index)
{
    if (const auto about = index.data(Qt::WhatsThisRole).toString(); !about.isEmpty())
        return about;
    QStringList lines; // what its column is, and how much it can be trusted
    for (const auto role : {Qt::WhatsThisRole, Qt::ToolTipRole, Qt::DisplayRole}) {
        if (lines.isEmpty())
            lines << index.model()->headerData(index.column(), Qt::Horizontal, role).toString();
        lines.removeAll(QString());
    }
    if (const auto state = stateOf(index); state != CellState::measured)
        lines << stateExplanation(state);
    return lines.join(u'\n');
}

}
