// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "timelineview.h"

#include "timelineaccess.h"

#include <app/delegates/tooltips.h>
#include <app/shell/words.h>
#include <model/records/escape.h>
#include <model/snapshot/masking.h>

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace sandscope::app {

using snapshot::StripMoment;
using snapshot::StripView;

namespace {

constexpr int laneHeight = 17;
constexpr int laneGap = 1;
constexpr int axisHeight = 8;
constexpr int margin = 2; ///< around the strip, for the focus ring
constexpr int seekInterval = 30; ///< ms between two wishes of a drag
constexpr int newsInterval = 100; ///< ms
constexpr double wheelStep = 1.25;
constexpr double keyStep = 1.5;
constexpr double leastSteps = 8; ///< in view
constexpr double leastSeconds = 1;

double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

}

TimelineView::TimelineView(Session* session, Selection* selection, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
{
    installTimelineAccess();
    setObjectName(QStringLiteral("timeline"));
    setAccessibleName(tr("Timeline"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setWhatsThis(plainToolTip(
        tr("What happened, moment by moment. Click or drag to look at another one; Left and Right "
           "go to the next, with Ctrl to the next mark; the wheel, + and - zoom, 0 shows all.")));
    m_seekTimer.setSingleShot(true);
    m_seekTimer.setInterval(seekInterval);
    connect(&m_seekTimer, &QTimer::timeout, this, &TimelineView::seek);
    m_newsTimer.setSingleShot(true);
    m_newsTimer.setInterval(newsInterval);
    connect(&m_newsTimer, &QTimer::timeout, this, &TimelineView::forget);
    connect(m_session, &Session::sourceChanged, this, &TimelineView::followSource);
    // There, or elsewhere because somebody wished for something else, or it cannot be reached.
    const auto arrive = [this] {
        if (!m_drags && !m_seekTimer.isActive())
            m_wished.reset();
        followPosition();
    };
    connect(m_session, &Session::momentChanged, this, arrive);
    connect(m_session, &Session::failed, this, arrive);
    connect(m_session, &Session::stateChanged, this, &TimelineView::followPosition);
    connect(m_session, &Session::historyChanged, this, [this] {
        const auto* history = m_session->history();
        if (!history || !history->isBusy())
            forget();
        else if (!m_newsTimer.isActive())
            m_newsTimer.start();
    });
    connect(m_selection, &Selection::taskChanged, this, &TimelineView::forget);
    followSource();
}

void TimelineView::followSource()
{
    m_zoomed.reset();
    m_wished.reset();
    m_drags = false;
    m_painted = -1;
    forget();
}

void TimelineView::forget()
{
    m_newsTimer.stop();
    m_isKnown = false;
    m_columnsView.reset();
    update();
    Q_EMIT viewChanged();
}

void TimelineView::followPosition()
{
    const auto* player = m_session->player();
    if (!player || player->position() < 0)
        return;
    if (m_wished && !m_drags && !m_seekTimer.isActive()
        && (player->sliderPosition() == *m_wished || !steps()))
        m_wished.reset();
    if (last() + 1 != int(moments().size()))
        forget(); // a sample more
    if (position() == m_painted)
        return;
    m_painted = position();
    if (m_zoomed && m_painted < int(moments().size())) {
        const auto moved
            = snapshot::revealed(view(), moments()[std::size_t(m_painted)].place, whole());
        setView(moved);
    }
    update();
    if (QAccessible::isActive()) {
        QAccessibleValueChangeEvent event(this, m_painted);
        QAccessible::updateAccessibility(&event);
    }
}

bool TimelineView::steps() const
{
    return m_session->capabilities().canStep;
}

int TimelineView::position() const
{
    const auto* player = m_session->player();
    return m_wished ? *m_wished : player ? player->sliderPosition() : 0;
}

int TimelineView::last() const
{
    const auto* player = m_session->player();
    return player && player->position() >= 0 ? player->range() : -1;
}

void TimelineView::goTo(int position)
{
    if (last() < 0)
        return;
    m_wished = std::clamp(position, 0, last());
    seek();
}

void TimelineView::seek()
{
    auto* player = m_session->player();
    if (!m_wished || !player)
        return;
    player->seek(*m_wished);
    followPosition();
    update();
}

void TimelineView::goToMark(int direction)
{
    const auto found
        = snapshot::nextMark(moments(), std::size_t(std::max(position(), 0)), direction, false);
    if (found)
        goTo(int(*found));
}

/// Everything that there is to say of the moments, in their order.
const std::vector<StripMoment>& TimelineView::moments() const
{
    if (m_isKnown)
        return m_moments;
    m_isKnown = true;
    m_moments.clear();
    m_gaps.clear();
    const auto* history = m_session->history();
    const int count = last() + 1;
    if (!history || count <= 0)
        return m_moments;
    m_moments.reserve(std::size_t(count));
    const auto task = m_selection->task();
    const auto& timeline = m_session->player()->timeline();
    std::vector<double> places;
    std::vector<std::size_t> numbers;
    for (int at = 0; at < count; ++at) {
        StripMoment moment{.place = double(at)};
        if (!steps()) {
            const auto& sample = timeline.at(std::size_t(at));
            moment.place = seconds(sample.snapshot->time);
            if (!places.empty())
                moment.place = std::max(moment.place, places.back());
            places.push_back(moment.place);
            numbers.push_back(sample.step);
        }
        if (const auto happened = history->at(at)) {
            moment.isKnown = true;
            moment.all = happened->all;
            const auto own = std::ranges::lower_bound(happened->tasks, task, {},
                                                      &snapshot::TaskHappenings::task);
            if (task && own != happened->tasks.end() && own->task == task)
                moment.task = own->kinds;
        }
        m_moments.push_back(moment);
    }
    m_gaps = snapshot::stripGaps(places, numbers);
    return m_moments;
}

const std::vector<snapshot::StripGap>& TimelineView::gaps() const
{
    (void)moments();
    return m_gaps;
}

const std::vector<snapshot::StripColumn>& TimelineView::columns() const
{
    if (m_columnsView != view()) {
        m_columns = snapshot::stripColumns(moments(), view());
        m_columnsView = view();
    }
    return m_columns;
}

StripView TimelineView::whole() const
{
    const auto& all = moments();
    StripView result{.from = -0.5, .to = 0.5, .width = std::max(strip().width(), 1)};
    if (all.empty())
        return result;
    const double room = steps() ? 0.5 : std::max((all.back().place - all.front().place) / 50, 0.5);
    result.from = all.front().place - room;
    result.to = all.back().place + room;
    return result;
}

StripView TimelineView::view() const
{
    auto result = m_zoomed.value_or(whole());
    result.width = std::max(strip().width(), 1);
    return result;
}

void TimelineView::setView(const StripView& view)
{
    const auto all = whole();
    if (view.from <= all.from && view.to >= all.to)
        m_zoomed.reset();
    else
        m_zoomed = view;
    update();
    Q_EMIT viewChanged();
}

bool TimelineView::isZoomed() const
{
    return m_zoomed.has_value();
}

void TimelineView::zoom(double factor)
{
    const double pixel = last() < 0 ? 0 : pixelOf(position()) - strip().left();
    setView(snapshot::zoomed(view(), factor, std::clamp(pixel, 0.0, double(strip().width())),
                             whole(), steps() ? leastSteps : leastSeconds));
}

void TimelineView::showAll()
{
    setView(whole());
}

int TimelineView::gutter() const
{
    return fontMetrics().horizontalAdvance(QStringLiteral("99999 (name)")) + 6;
}

QRect TimelineView::strip() const
{
    return {margin + gutter(), margin + axisHeight, std::max(width() - 2 * margin - gutter(), 1),
            2 * laneHeight + laneGap};
}

QRect TimelineView::lane() const
{
    const auto area = strip();
    return {area.left(), area.top(), area.width(), laneHeight};
}

int TimelineView::pixelOf(int position) const
{
    const auto& all = moments();
    if (all.empty())
        return strip().left();
    const auto at = std::size_t(std::clamp(position, 0, int(all.size()) - 1));
    return strip().left() + int(std::floor(view().pixelOf(all[at].place)));
}

int TimelineView::positionAt(const QPoint& place) const
{
    const auto found
        = snapshot::nearestMoment(moments(), view().placeAt(place.x() - strip().left() + 0.5));
    return found ? int(*found) : 0;
}

snapshot::Happenings TimelineView::marksInView() const
{
    snapshot::Happenings result;
    for (const auto& column : columns())
        result.add(column.all);
    return result;
}

QList<StripGround> TimelineView::groundsInView() const
{
    QList<StripGround> result;
    const auto* history = m_session->history();
    if (!history || last() < 0)
        return result;
    const auto seen = view();
    if (steps() && history->reached() < last() && seen.to > history->reached() + 0.5)
        result << StripGround::notRun;
    if (std::ranges::any_of(
            gaps(), [&](const auto& gap) { return gap.from < seen.to && gap.to > seen.from; }))
        result << StripGround::gap;
    if (history->dropped() > 0 && !m_zoomed)
        result << StripGround::dropped;
    if (std::ranges::any_of(columns(), [](const auto& column) { return !column.isKnown; }))
        result << StripGround::unknown;
    return result;
}

QString TimelineView::positionText(int position) const
{
    if (last() < 0)
        return {};
    const auto where = steps() ? tr("step %1 of %2").arg(position).arg(last())
                               : tr("sample %1 of %2").arg(position + 1).arg(last() + 1);
    const auto happened = m_session->history() ? m_session->history()->at(position) : nullptr;
    if (!happened)
        return tr("%1: not known yet").arg(where);
    return tr("%1, generation %2: %3")
        .arg(where)
        .arg(happened->generation)
        .arg(happeningsText(happened->all));
}

/// What happened at a moment, in words.
QString TimelineView::detailsOf(int position) const
{
    const auto* history = m_session->history();
    const auto happened = history ? history->at(position) : nullptr;
    QStringList lines;
    const auto where = steps() ? tr("Step %1").arg(position) : tr("Sample %1").arg(position + 1);
    if (!happened) {
        lines << where << tr("It is not known yet what happened.");
        return lines.join(u'\n');
    }
    lines << tr("%1 · generation %2 · %3")
                 .arg(where)
                 .arg(happened->generation)
                 .arg(durationText(happened->time));
    if (!happened->text.empty()) {
        const auto text
            = m_session->isPresenting() ? snapshot::maskedCall(happened->text) : happened->text;
        lines << model::escaped(QByteArray::fromStdString(text));
    }
    for (const auto kind : snapshot::allHappenings) {
        const auto count = std::ranges::count_if(
            happened->tasks, [kind](const auto& task) { return task.kinds.has(kind); });
        if (count > 0)
            lines << (count == 1 ? tr("%1 of 1 task") : tr("%1 of %2 tasks"))
                         .arg(happeningName(kind), QLocale().toString(qlonglong(count)));
    }
    if (steps() && position > history->reached())
        lines << tr("It was not run yet.");
    return lines.join(u'\n');
}

QString TimelineView::textAt(const QPoint& place) const
{
    const auto area = strip();
    const auto* history = m_session->history();
    if (last() < 0 || !history || place.x() < area.left() || place.x() > area.right())
        return {};
    const double at = view().placeAt(place.x() - area.left() + 0.5);
    if (!m_zoomed && history->dropped() > 0 && place.x() < area.left() + droppedWidth)
        return tr("%1 earlier samples were dropped to save memory.")
            .arg(QLocale().toString(history->dropped()));
    for (const auto& gap : gaps()) {
        const double room = 4 / view().pixelsPerUnit();
        if (at > gap.from + room && at < gap.to - room)
            return tr("Nothing was sampled for %1.")
                .arg(durationText(std::chrono::nanoseconds(qint64((gap.to - gap.from) * 1e9))));
    }
    const auto& column = columns()[std::size_t(place.x() - area.left())];
    if (column.moments > 1) {
        const int first = int(column.first);
        const int end = first + int(column.moments) - 1;
        const auto range = steps() ? tr("Steps %1 to %2").arg(first).arg(end)
                                   : tr("Samples %1 to %2").arg(first + 1).arg(end + 1);
        return tr("%1: %2\n%3")
            .arg(range, happeningsText(column.all), detailsOf(positionAt(place)));
    }
    return detailsOf(positionAt(place));
}

void TimelineView::scrub(const QPoint& place)
{
    const int wished = positionAt(place);
    if (m_wished == wished)
        return;
    m_wished = wished;
    m_painted = wished;
    update();
    if (!m_seekTimer.isActive()) {
        seek();
        m_seekTimer.start();
    }
}

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || last() < 0 || event->position().x() < strip().left()) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_drags = true;
    m_wished.reset();
    scrub(event->position().toPoint());
}

void TimelineView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drags)
        scrub(event->position().toPoint());
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !std::exchange(m_drags, false))
        return;
    if (m_seekTimer.isActive()) {
        m_seekTimer.stop();
        seek();
    }
    followPosition();
}

void TimelineView::wheelEvent(QWheelEvent* event)
{
    const auto turned = event->angleDelta();
    const bool isSideways = event->modifiers().testFlag(Qt::ShiftModifier) || turned.x() != 0;
    const double notches = (turned.y() != 0 ? turned.y() : turned.x()) / 120.0;
    if (isSideways)
        setView(snapshot::panned(view(), -notches * strip().width() / 10, whole()));
    else
        setView(snapshot::zoomed(view(), std::pow(wheelStep, notches),
                                 event->position().x() - strip().left(), whole(),
                                 steps() ? leastSteps : leastSeconds));
    event->accept();
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    const int page = std::max(10, (last() + 1) / 10);
    const bool isFar = event->modifiers().testFlag(Qt::ControlModifier);
    switch (event->key()) {
    case Qt::Key_Left:
        isFar ? goToMark(-1) : goTo(position() - 1);
        break;
    case Qt::Key_Right:
        isFar ? goToMark(1) : goTo(position() + 1);
        break;
    case Qt::Key_PageUp:
        goTo(position() - page);
        break;
    case Qt::Key_PageDown:
        goTo(position() + page);
        break;
    case Qt::Key_Home:
        goTo(0);
        break;
    case Qt::Key_End:
        if (steps())
            goTo(last());
        else if (auto* player = m_session->player())
            player->goToNewest();
        break;
    case Qt::Key_Plus:
        zoom(keyStep);
        break;
    case Qt::Key_Minus:
        zoom(1 / keyStep);
        break;
    case Qt::Key_0:
        showAll();
        break;
    default:
        QWidget::keyPressEvent(event);
        break;
    }
}

bool TimelineView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto text = textAt(help->pos());
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), plainToolTip(text), this,
                               QRect(help->pos().x() - 2, 0, 5, height()));
        return true;
    }
    return QWidget::event(event);
}

void TimelineView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    Q_EMIT viewChanged();
}

void TimelineView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::EnabledChange)
        update();
}

QSize TimelineView::sizeHint() const
{
    return {600, 2 * margin + axisHeight + 2 * laneHeight + laneGap};
}

QSize TimelineView::minimumSizeHint() const
{
    return {gutter() + 120, sizeHint().height()};
}

}
