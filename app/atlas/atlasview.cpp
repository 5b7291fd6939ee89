// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "atlasview.h"

#include "atlasaccess.h"
#include "atlaslooks.h"
#include "regiontext.h"

#include <app/delegates/tooltips.h>
#include <app/shell/theme.h>

#include <QAction>
#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sandscope::app {

using atlas::Viewport;

namespace {

constexpr int margin = 8; ///< pixels, left and right
constexpr int overviewHeight = 12;
constexpr int markHeight = 13;
constexpr int leastBand = 24;
constexpr double zoomStep = 1.5; ///< of a key
constexpr double wheelStep = 1.25; ///< of a notch
constexpr double panStep = 0.9; ///< of the width

/// What stands where in \a now as \a region does in \a before. Absent: it is gone.
std::optional<std::size_t> sameRegion(const model::AddressSpace& before,
                                      const model::AddressSpace& now, std::size_t region)
{
    const auto at = now.space.regionAt(before.space.regions[region].start);
    return at;
}

}

AtlasView::AtlasView(QWidget* parent)
    : QWidget(parent)
{
    installAtlasAccess();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setObjectName(QStringLiteral("memory.atlas.view"));
    setAccessibleName(tr("Address Space"));
    setAccessibleDescription(
        tr("The mappings to scale, by address. Left and Right walk them, with Shift they select "
           "several. Plus and Minus zoom, Page Up and Page Down move, Ctrl+0 shows everything."));
    makeActions();
    refit();
}

AtlasView::~AtlasView() = default;

void AtlasView::makeActions()
{
    // Keys of this view alone; in its context menu, where people look for them.
    const auto add = [this](const QString& text, const QStringList& keys, auto&& command) {
        auto* action = new QAction(text, this);
        QList<QKeySequence> sequences;
        for (const auto& key : keys)
            sequences << QKeySequence::fromString(key, QKeySequence::PortableText);
        action->setShortcuts(sequences);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, command);
        addAction(action);
    };
    setContextMenuPolicy(Qt::ActionsContextMenu);
    add(tr("Zoom &In"), {QStringLiteral("+"), QStringLiteral("="), QStringLiteral("Ctrl++")},
        [this] { zoom(zoomStep); });
    add(tr("Zoom &Out"), {QStringLiteral("-"), QStringLiteral("Ctrl+-")},
        [this] { zoom(1 / zoomStep); });
    add(tr("&Fit"), {QStringLiteral("Ctrl+0")}, [this] { fit(); });
    add(tr("Zoom to &Selection"), {QStringLiteral("Return"), QStringLiteral("Enter")},
        [this] { zoomToSelection(); });
    add(tr("Select &All"), {QStringLiteral("Ctrl+A")}, [this] { selectAll(); });
    add(tr("&Clear Selection"), {QStringLiteral("Esc")}, [this] { clearSelection(); });
}

std::size_t AtlasView::count() const
{
    return m_space ? m_space->space.regions.size() : 0;
}

AtlasView::Areas AtlasView::areas() const
{
    const int line = fontMetrics().height();
    const int width = std::max(this->width() - 2 * margin, 1);
    int top = 4;
    const auto take = [&](int height) {
        const QRect area(margin, top, width, height);
        top += height;
        return area;
    };
    Areas areas;
    areas.overview = take(overviewHeight);
    top += 4;
    areas.ruler = take(line + 2);
    areas.marks = take(markHeight);
    // Where there is little room the legend gives way first, but for one line.
    const int room = height() - top - (line + 4) - 2;
    const int lines = std::clamp((room - leastBand) / (line + 4), 1, m_legendLines);
    areas.band = take(std::max(room - lines * (line + 4), leastBand));
    areas.names = take(line + 4);
    areas.legend = take(lines * (line + 4));
    return areas;
}

QSize AtlasView::sizeHint() const
{
    return {600, 190};
}

QSize AtlasView::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {200, 8 + overviewHeight + markHeight + leastBand + 3 * line + 12};
}

int AtlasView::pixelAt(int x) const
{
    return static_cast<int>(std::floor((x - areas().band.left()) * devicePixelRatioF()));
}

const std::vector<atlas::Bar>& AtlasView::bars() const
{
    if (!m_barsValid) {
        m_barsValid = true;
        m_bars = m_space ? atlas::barsOf(m_space->space, m_space->layout, m_viewport, m_selected)
                         : std::vector<atlas::Bar>();
    }
    return m_bars;
}

const std::vector<atlas::GoneMark>& AtlasView::goneMarks() const
{
    if (!m_goneValid) {
        m_goneValid = true;
        m_gone = m_space ? atlas::goneMarksOf(m_space->space, m_space->layout, m_viewport)
                         : std::vector<atlas::GoneMark>();
    }
    return m_gone;
}

void AtlasView::viewMoved()
{
    m_barsValid = false;
    m_goneValid = false;
    update();
}

void AtlasView::refit()
{
    const int width = qRound(areas().band.width() * devicePixelRatioF());
    m_viewport.setWidth(width);
    m_overview = {};
    m_legendLines = 1;
    if (m_space) {
        const auto items
            = legendOf(everythingSeen(), areas().legend.width(), std::numeric_limits<int>::max());
        if (!items.isEmpty())
            m_legendLines = items.last().box.top() / (fontMetrics().height() + 4) + 1;
    }
    viewMoved();
}

void AtlasView::setSpace(const model::AddressSpacePtr& space)
{
    if (space == m_space)
        return;
    const auto before = std::exchange(m_space, space);
    const auto selected = std::exchange(m_selected, std::vector<bool>(count()));
    const auto current = std::exchange(m_current, std::nullopt);
    m_currentGone.reset();
    m_pointed.reset();
    m_marksShown = true;
    const bool isSame = before && space && before->content->task == space->content->task;
    if (isSame) {
        m_viewport.follow(before->layout, space->layout);
        for (std::size_t region = 0; region < selected.size(); ++region) {
            if (!selected[region])
                continue;
            if (const auto now = sameRegion(*before, *space, region))
                m_selected[*now] = true;
        }
        if (current)
            m_current = sameRegion(*before, *space, *current);
        const auto anchor = m_anchor < before->space.regions.size()
            ? sameRegion(*before, *space, m_anchor)
            : std::nullopt;
        m_anchor = anchor.value_or(m_current.value_or(0));
    } else {
        m_viewport = Viewport(space ? space->layout.length() : 0, m_viewport.width());
        m_anchor = 0;
    }
    refit();
    if (QAccessible::isActive()) {
        QAccessibleEvent event(this, QAccessible::ObjectReorder);
        QAccessible::updateAccessibility(&event);
    }
    Q_EMIT selectionChanged();
}

void AtlasView::setMarksShown(bool shown)
{
    if (shown == m_marksShown)
        return;
    m_marksShown = shown;
    update();
}

QRect AtlasView::regionRect(std::size_t region) const
{
    const auto piece = m_space ? m_space->layout.pieceOf(region) : std::nullopt;
    if (!piece)
        return {};
    const auto& at = m_space->layout.pieces()[*piece];
    const double ratio = devicePixelRatioF();
    const double begin = m_viewport.pixelOf(at.place) / ratio;
    const double end = m_viewport.pixelOf(at.place + at.length) / ratio;
    const QRect band = areas().band;
    if (end < 0 || begin >= band.width())
        return {};
    const int left = band.left() + static_cast<int>(std::max(std::floor(begin), 0.0));
    const int right
        = band.left() + static_cast<int>(std::min(std::ceil(end), double(band.width())));
    return {left, band.top(), std::max(right - left, 1), band.height()};
}

std::optional<std::size_t> AtlasView::regionAt(const QPoint& position) const
{
    const auto area = areas();
    if (!m_space || position.y() < area.ruler.top() || position.y() > area.names.bottom())
        return std::nullopt;
    const auto bar
        = atlas::barAt(m_space->space, m_space->layout, m_viewport, pixelAt(position.x()));
    return bar ? bar->region : std::nullopt;
}

std::vector<std::size_t> AtlasView::selectedRegions() const
{
    std::vector<std::size_t> result;
    for (std::size_t region = 0; region < m_selected.size(); ++region) {
        if (m_selected[region])
            result.push_back(region);
    }
    return result;
}

atlas::Sums AtlasView::selectedSums() const
{
    atlas::Sums sums;
    for (const auto region : selectedRegions())
        sums.add(m_space->space.regions[region]);
    return sums.count == 0 && m_space ? m_space->space.all : sums;
}

void AtlasView::setCurrent(std::size_t region)
{
    m_current = region;
    m_currentGone.reset();
    if (const auto piece = m_space->layout.pieceOf(region)) {
        const auto& at = m_space->layout.pieces()[*piece];
        m_viewport.reveal(at.place, at.place + at.length);
    }
}

void AtlasView::selectionMoved(QAccessible::Event what, bool isCurrentMoved)
{
    viewMoved();
    if (QAccessible::isActive()) {
        const auto tell = [this](QAccessible::Event type, bool ofCurrent) {
            QAccessibleEvent event(this, type);
            if (ofCurrent)
                event.setChild(static_cast<int>(*m_current));
            QAccessible::updateAccessibility(&event);
        };
        if (isCurrentMoved && hasFocus())
            tell(QAccessible::Focus, true);
        if (what != QAccessible::InvalidEvent)
            tell(what, what != QAccessible::SelectionWithin);
    }
    Q_EMIT selectionChanged();
}

void AtlasView::choose(std::size_t region, Choice choice)
{
    if (region >= count())
        return;
    const bool isMoved = m_current != region;
    auto what = QAccessible::Selection;
    setCurrent(region);
    switch (choice) {
    case Choice::toggled:
        m_selected[region] = !m_selected[region];
        what = m_selected[region] ? QAccessible::SelectionAdd : QAccessible::SelectionRemove;
        m_anchor = region;
        break;
    case Choice::upTo: {
        m_selected.assign(count(), false);
        const auto [first, last] = std::minmax({std::min(m_anchor, count() - 1), region});
        for (auto each = first; each <= last; ++each)
            m_selected[each] = true;
        what = QAccessible::SelectionWithin;
        break;
    }
    case Choice::alone:
        m_selected.assign(count(), false);
        m_selected[region] = true;
        m_anchor = region;
        break;
    case Choice::unselected:
        what = QAccessible::InvalidEvent;
        break;
    }
    selectionMoved(what, isMoved);
    Q_EMIT addressChosen(m_space->space.regions[region].start);
}

void AtlasView::chooseGone(std::size_t gone)
{
    if (!m_space || gone >= m_space->space.gone.size())
        return;
    const auto& region = m_space->space.gone[gone];
    m_current.reset();
    m_currentGone = gone;
    m_selected.assign(count(), false);
    m_viewport.reveal(m_space->layout.placeOf(region.start),
                      m_space->layout.placeOf(region.end - 1) + 1);
    selectionMoved(QAccessible::SelectionWithin, false);
    if (QAccessible::isActive()) { // no child of this stands for what is not there
        QAccessibleAnnouncementEvent event(this, spokenText(region));
        QAccessible::updateAccessibility(&event);
    }
}

void AtlasView::showAddress(quint64 address)
{
    const auto region = m_space ? m_space->space.regionAt(address) : std::nullopt;
    if (!region || m_current == region)
        return;
    setCurrent(*region);
    m_selected.assign(count(), false);
    m_selected[*region] = true;
    m_anchor = *region;
    selectionMoved(QAccessible::Selection, true);
}

void AtlasView::setPointedAt(std::optional<quint64> address)
{
    const auto region
        = address && m_space ? m_space->space.regionAt(*address) : std::optional<std::size_t>();
    if (region == m_pointed)
        return;
    m_pointed = region;
    update();
}

void AtlasView::selectAll()
{
    m_currentGone.reset();
    m_selected.assign(count(), true);
    selectionMoved(QAccessible::SelectionWithin, false);
}

void AtlasView::clearSelection()
{
    m_currentGone.reset();
    m_selected.assign(count(), false);
    selectionMoved(QAccessible::SelectionWithin, false);
}

void AtlasView::zoom(double factor)
{
    double pixel = m_viewport.width() / 2.0;
    if (m_current) {
        if (const auto rect = regionRect(*m_current); !rect.isEmpty())
            pixel = (rect.center().x() - areas().band.left()) * devicePixelRatioF();
    }
    m_viewport.zoom(factor, pixel);
    viewMoved();
}

void AtlasView::fit()
{
    m_viewport.fit();
    viewMoved();
}

void AtlasView::zoomToSelection()
{
    const auto regions = selectedRegions();
    const auto first = regions.empty() ? m_current : std::optional(regions.front());
    const auto last = regions.empty() ? m_current : std::optional(regions.back());
    if (!first)
        return;
    const auto& all = m_space->space.regions;
    m_viewport.show(m_space->layout.placeOf(all[*first].start),
                    m_space->layout.placeOf(all[*last].end - 1) + 1);
    viewMoved();
}

bool AtlasView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto text = textAt(help->pos());
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), plainToolTip(text), this);
        return true;
    }
    return QWidget::event(event);
}

QString AtlasView::textAt(const QPoint& position) const
{
    if (!m_space)
        return {};
    const auto area = areas();
    const int pixel = pixelAt(position.x());
    if (area.marks.contains(position) && m_marksShown) {
        for (const auto& mark : goneMarks()) {
            if (std::abs(mark.pixel - pixel) > 4 * devicePixelRatioF())
                continue;
            const auto text = regionText(m_space->space.gone[mark.first]);
            return mark.count == 1
                ? text
                : tr("%n mappings are gone here, among them", nullptr, static_cast<int>(mark.count))
                    + u'\n' + text;
        }
    }
    if (position.y() < area.ruler.top() || position.y() > area.names.bottom())
        return {};
    const auto bar = atlas::barAt(m_space->space, m_space->layout, m_viewport, pixel);
    if (!bar)
        return {};
    if (!bar->region && bar->ghost)
        return regionText(m_space->space.gone[*bar->ghost]);
    if (!bar->region)
        return gapText(m_space->layout.pieces()[bar->piece]);
    auto region = m_space->space.regions[*bar->region];
    if (!m_marksShown)
        region.change = atlas::Change::none;
    const auto text = regionText(region);
    return bar->isShared()
        ? tr("%1 mappings in this place, the largest of them:").arg(bar->regions) + u'\n' + text
        : text;
}

void AtlasView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    refit();
}

void AtlasView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange)
        refit();
}

bool AtlasView::moveCurrent(QKeyEvent* event)
{
    const auto last = count() - 1;
    const auto from = m_current;
    std::size_t to = 0;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        to = from ? *from - (*from > 0 ? 1 : 0) : last;
        break;
    case Qt::Key_Right:
    case Qt::Key_Down:
        to = from ? std::min(*from + 1, last) : 0;
        break;
    case Qt::Key_Home:
        break;
    case Qt::Key_End:
        to = last;
        break;
    default:
        return false;
    }
    const auto modifiers = event->modifiers();
    choose(to,
           modifiers.testFlag(Qt::ShiftModifier)         ? Choice::upTo
               : modifiers.testFlag(Qt::ControlModifier) ? Choice::unselected
                                                         : Choice::alone);
    return true;
}

void AtlasView::keyPressEvent(QKeyEvent* event)
{
    const bool isPlain = (event->modifiers() & (Qt::AltModifier | Qt::MetaModifier)) == 0;
    if (!m_space || count() == 0 || !isPlain) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown) {
        m_viewport.pan(m_viewport.width() * panStep * (event->key() == Qt::Key_PageUp ? -1 : 1));
        viewMoved();
    } else if (event->key() == Qt::Key_Space && m_current
               && event->modifiers().testFlag(Qt::ControlModifier)) {
        choose(*m_current, Choice::toggled);
    } else if (!moveCurrent(event)) {
        QWidget::keyPressEvent(event);
    }
}

void AtlasView::centreFromOverview(int x)
{
    const auto area = areas().overview;
    const double share = (x - area.left() + 0.5) / area.width();
    m_viewport.centre(share * (m_space ? m_space->layout.length() : 0));
    viewMoved();
}

void AtlasView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_space) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_pressed = event->position().toPoint();
    const auto area = areas();
    if (m_pressed.y() < area.ruler.top()) {
        m_drag = Drag::overview;
        centreFromOverview(m_pressed.x());
    } else if (m_pressed.y() <= area.names.bottom()) {
        m_drag = Drag::pressed;
    }
}

void AtlasView::mouseMoveEvent(QMouseEvent* event)
{
    const auto position = event->position().toPoint();
    if (m_drag == Drag::overview) {
        centreFromOverview(position.x());
        return;
    }
    const int moved = position.x() - m_pressed.x();
    if (m_drag == Drag::pressed && std::abs(moved) >= QApplication::startDragDistance())
        m_drag = Drag::panning;
    if (m_drag == Drag::panning) {
        setCursor(Qt::ClosedHandCursor);
        m_viewport.pan(-moved * devicePixelRatioF());
        m_pressed = position;
        viewMoved();
        return;
    }
    const auto region = regionAt(position);
    if (region != m_pointed) {
        m_pointed = region;
        update();
        Q_EMIT pointedAt(region ? std::optional<quint64>(m_space->space.regions[*region].start)
                                : std::nullopt);
    }
}

void AtlasView::mouseReleaseEvent(QMouseEvent* event)
{
    const auto drag = std::exchange(m_drag, Drag::none);
    unsetCursor();
    if (event->button() != Qt::LeftButton || drag != Drag::pressed || !m_space)
        return;
    const auto region = regionAt(event->position().toPoint());
    if (region)
        choose(*region,
               event->modifiers().testFlag(Qt::ShiftModifier)         ? Choice::upTo
                   : event->modifiers().testFlag(Qt::ControlModifier) ? Choice::toggled
                                                                      : Choice::alone);
    else if (event->modifiers() == Qt::NoModifier)
        clearSelection();
}

void AtlasView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto region = regionAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || !region)
        return;
    choose(*region);
    zoomToSelection();
}

void AtlasView::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    if (std::exchange(m_pointed, std::nullopt)) {
        update();
        Q_EMIT pointedAt(std::nullopt);
    }
}

void AtlasView::wheelEvent(QWheelEvent* event)
{
    const auto turned = event->angleDelta();
    const bool sideways = event->modifiers().testFlag(Qt::ShiftModifier) || turned.x() != 0;
    const double notches = (turned.y() != 0 ? turned.y() : turned.x()) / 120.0;
    if (sideways)
        m_viewport.pan(-notches * m_viewport.width() / 10);
    else
        m_viewport.zoom(std::pow(wheelStep, notches), pixelAt(event->position().toPoint().x()));
    viewMoved();
    event->accept();
}

void AtlasView::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.setFont(font());
    const auto area = areas();
    if (m_space && qRound(area.band.width() * devicePixelRatioF()) != m_viewport.width())
        refit(); // on another screen
    paintOverview(&painter, area.overview);
    paintBand(&painter, area.band);
    paintRuler(&painter, area);
    paintMarks(&painter, area.marks);
    paintNames(&painter, area.names);
    paintLegend(&painter, area.legend);
    if (hasFocus()) {
        painter.setPen(standingOut(palette().color(QPalette::Highlight),
                                   palette().color(QPalette::Base),
                                   palette().color(QPalette::Text)));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

}
