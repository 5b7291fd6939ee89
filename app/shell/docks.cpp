// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "docks.h"

#include "icons.h"

#include <QAbstractItemView>
#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QTabBar>

#include <algorithm>
#include <utility>

namespace sandscope::app {

namespace {

constexpr int widestList = 560; ///< pixels that the processes get by themselves
constexpr int lowWindow = 520; ///< pixels; two groups of panes would be too low to read

}

QByteArray fileOfTask(const QByteArray& path)
{
    const auto parts = path.split('/');
    const qsizetype folder = parts.size() >= 3 && parts[1] == "task" ? 3 : 1;
    return parts.mid(folder).join('/');
}

QByteArray taskOfPath(const QByteArray& path)
{
    const auto parts = path.split('/');
    return parts.size() >= 3 && parts[1] == "task" ? parts[0] + '/' + parts[2] : parts[0];
}

Docks::Docks(QMainWindow* window, const PaneContext& context)
    : QObject(window)
    , m_window(window)
    , m_context(context)
{
    window->setDockOptions(QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks
                           | QMainWindow::GroupedDragging);
    window->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    m_making.setSingleShot(true);
    m_making.setInterval(0);
    connect(&m_making, &QTimer::timeout, this, &Docks::makeThoseInFront);
    for (const auto* descriptor : paneDescriptors()) {
        auto* dock = new QDockWidget(paneTitle(*descriptor), window);
        dock->setObjectName(QLatin1String("dock.") + QLatin1String(descriptor->id));
        dock->setAccessibleName(paneTitle(*descriptor));
        dock->setWindowIcon(icon(descriptor->icon));
        dock->setTitleBarWidget(new QWidget); // the tab says it already
        auto* nothing = new QWidget; // until its pane is made
        nothing->setMinimumSize(1, 1); // Qt counts the missing title as a pixel less than none
        dock->setWidget(nothing);
        const auto place = m_places.size();
        m_places.push_back({descriptor, dock});
        connect(dock, &QDockWidget::visibilityChanged, this, [this, place](bool visible) {
            auto& shown = m_places[place];
            shown.isInFront = visible;
            if (shown.pane)
                shown.pane->setActive(visible);
            else if (visible)
                m_making.start();
        });
        // A floating pane has a frame of its own and needs its title there.
        connect(dock, &QDockWidget::topLevelChanged, dock, [dock](bool floating) {
            delete dock->titleBarWidget();
            dock->setTitleBarWidget(floating ? nullptr : new QWidget);
        });
    }
}

void Docks::prepare(int windowHeight)
{
    // Too high for the window, two groups would make it higher; one is divided when it is there.
    constexpr int around = 200; // pixels, at most, of bars above and below
    arrange(windowHeight < lowWindow + around);
}

Pane* Docks::made(int place)
{
    auto& wanted = m_places[place];
    if (!wanted.pane) {
        wanted.pane = createPane(*wanted.descriptor, m_context);
        delete wanted.dock->widget();
        wanted.dock->setWidget(wanted.pane);
        Q_EMIT paneMade(wanted.pane);
        wanted.pane->setActive(wanted.isInFront);
    }
    return wanted.pane;
}

void Docks::start()
{
    m_isStarted = true;
    m_making.start();
}

void Docks::makeThoseInFront()
{
    if (!m_isStarted)
        return;
    for (int place = 0; place < m_places.size(); ++place) {
        if (m_places[place].isInFront)
            made(place);
    }
}

QList<Pane*> Docks::panes() const
{
    QList<Pane*> result;
    for (const auto& place : m_places) {
        if (place.pane)
            result << place.pane;
    }
    return result;
}

Pane* Docks::pane(QByteArrayView name)
{
    const auto* wanted = paneDescriptor(name);
    for (int place = 0; place < m_places.size(); ++place) {
        if (m_places[place].descriptor == wanted)
            return made(place);
    }
    return nullptr;
}

Pane* Docks::paneOfFile(const QByteArray& file)
{
    // Files whose pane has another name than they have.
    static constexpr std::pair<QByteArrayView, QByteArrayView> panes[] = {
        {"cmdline", "arguments"},  {"environ", "arguments"}, {"fd", "files"},
        {"fdinfo", "files"},       {"ns", "namespaces"},     {"uid_map", "namespaces"},
        {"gid_map", "namespaces"}, {"mountinfo", "mounts"},  {"task", "threads"},
    };
    const QByteArray first = file.first(std::max<qsizetype>(file.indexOf('/'), 0));
    const QByteArray& name = first.isEmpty() ? file : first;
    for (const auto& [known, id] : panes) {
        if (auto* found = known == name ? pane(id) : nullptr)
            return found;
    }
    auto* found = first.isEmpty() ? pane(file) : nullptr;
    if (found && file == "smaps")
        found->showForm(file); // its pane leaves it out until somebody wants it
    return found ? found : pane("raw");
}

int Docks::placeOf(const Pane* pane) const
{
    const auto found = std::ranges::find(m_places, pane, &Place::pane);
    return int(found - m_places.begin());
}

int Docks::currentPlace()
{
    const auto* focus = m_window->window()->focusWidget();
    for (int place = 0; place < m_places.size(); ++place) {
        if (m_places[place].pane && m_places[place].pane->isAncestorOf(focus))
            m_last = place;
    }
    return m_last;
}

Pane* Docks::currentPane()
{
    return made(currentPlace());
}

void Docks::show(int place)
{
    auto* dock = m_places[place].dock;
    made(place);
    dock->show();
    dock->raise();
    m_requested = place;
    m_last = place;
}

void Docks::focus(int place)
{
    show(place);
    m_places[place].pane->mainView()->setFocus(Qt::ShortcutFocusReason);
}

void Docks::showPane(Pane* pane)
{
    show(placeOf(pane));
}

void Docks::focusPane(Pane* pane)
{
    focus(placeOf(pane));
}

void Docks::focusNext(int direction)
{
    const auto count = int(m_places.size());
    focus((currentPlace() + direction + count) % count);
}

void Docks::arrange(bool low)
{
    m_heads = {};
    m_low = low;
    auto& first = m_heads;
    for (const auto& place : std::as_const(m_places)) {
        if (place.dock->isFloating())
            place.dock->setFloating(false);
        if (m_window->dockWidgetArea(place.dock) != Qt::NoDockWidgetArea)
            m_window->removeDockWidget(place.dock);
    }
    // Splitting beside a dock that already has tabs would only add a tab, so the groups are begun
    // before they are filled.
    const auto groupOf
        = [low](const Place& place) { return low ? 0 : std::size_t(place.descriptor->area); };
    for (const auto& place : std::as_const(m_places)) {
        const auto group = groupOf(place);
        if (first[group])
            continue;
        first[group] = place.dock;
        if (group == 0)
            m_window->addDockWidget(Qt::RightDockWidgetArea, place.dock);
        else
            m_window->splitDockWidget(first[0], place.dock, Qt::Vertical);
        place.dock->show();
    }
    for (const auto& place : std::as_const(m_places)) {
        auto* head = first[groupOf(place)];
        if (place.dock != head)
            m_window->tabifyDockWidget(head, place.dock);
        place.dock->show();
    }
    for (auto* head : first) {
        if (head)
            head->raise();
    }
}

void Docks::resetLayout()
{
    arrange(m_window->height() < lowWindow);
    giveSizes();
}

void Docks::layOut()
{
    if (const bool low = m_window->height() < lowWindow; low != m_low)
        arrange(low);
    giveSizes();
}

void Docks::giveSizes()
{
    const auto& first = m_heads;
    for (auto* tabs : m_window->findChildren<QTabBar*>())
        tabs->setElideMode(Qt::ElideNone); // rather scrolled than cut
    for (auto* tabs : m_window->findChildren<QTabBar*>(Qt::FindDirectChildrenOnly))
        tabs->setAccessibleName(tr("Panes"));
    // A wide window has no use for a list as wide.
    const int width = std::max(m_window->width() * 3 / 5, m_window->width() - widestList);
    m_window->resizeDocks({first[0]}, {width}, Qt::Horizontal);
    if (first[1])
        m_window->resizeDocks({first[0], first[1]},
                              {m_window->height() / 2, m_window->height() / 2}, Qt::Vertical);
}

void Docks::raiseRequested()
{
    if (m_requested >= 0)
        show(m_requested);
}

bool Docks::isSettled() const
{
    return std::ranges::all_of(m_places, [](const Place& place) {
        return !place.isInFront || (place.pane && place.pane->isSettled());
    });
}

bool Docks::isWaiting() const
{
    return std::ranges::any_of(m_places, [](const Place& place) {
        return place.isInFront && place.pane && place.pane->isWaiting();
    });
}

void Docks::fillMenu(QMenu* menu)
{
    for (int place = 0; place < m_places.size(); ++place) {
        const auto& descriptor = *m_places[place].descriptor;
        auto* action = menu->addAction(icon(descriptor.icon), paneTitle(descriptor));
        action->setObjectName(QLatin1String("pane.") + QLatin1String(descriptor.id));
        action->setShortcut(QKeySequence::fromString(QLatin1String(descriptor.shortcut),
                                                     QKeySequence::PortableText));
        m_window->window()->addAction(action);
        connect(action, &QAction::triggered, this, [this, place] { focus(place); });
    }
    menu->addSeparator();
    for (const auto& place : std::as_const(m_places)) {
        auto* action = place.dock->toggleViewAction();
        action->setText(tr("Show %1").arg(paneTitle(*place.descriptor)));
        action->setObjectName(QLatin1String("show.") + place.dock->objectName());
        menu->addAction(action);
    }
}

}
