// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "docks.h"

#include "icons.h"

#include <QAbstractItemView>
#include <QAction>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>

namespace sandscope::app {

namespace {

constexpr int lowWindow = 520; ///< pixels; two groups of panes would be too low to read

}

Docks::Docks(QMainWindow* window, const PaneContext& context)
    : QObject(window)
    , m_window(window)
{
    window->setDockOptions(QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks
                           | QMainWindow::GroupedDragging);
    window->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    for (const auto* descriptor : paneDescriptors()) {
        auto* pane = createPane(*descriptor, context);
        auto* dock = new QDockWidget(paneTitle(*descriptor), window);
        dock->setObjectName(QLatin1String("dock.") + QLatin1String(descriptor->id));
        dock->setAccessibleName(paneTitle(*descriptor));
        dock->setWindowIcon(icon(descriptor->icon));
        dock->setTitleBarWidget(new QWidget); // the tab says it already
        dock->setWidget(pane);
        const auto place = m_panes.size();
        m_panes << pane;
        m_docks << dock;
        m_front << false;
        window->addDockWidget(Qt::RightDockWidgetArea, dock);
        connect(dock, &QDockWidget::visibilityChanged, pane, [this, pane, place](bool visible) {
            m_front[place] = visible;
            pane->setActive(visible);
        });
        // A floating pane has a frame of its own and needs its title there.
        connect(dock, &QDockWidget::topLevelChanged, dock, [dock](bool floating) {
            delete dock->titleBarWidget();
            dock->setTitleBarWidget(floating ? nullptr : new QWidget);
        });
    }
    resetLayout();
}

Pane* Docks::pane(QByteArrayView name) const
{
    const auto* wanted = paneDescriptor(name);
    for (auto* each : m_panes) {
        if (&each->descriptor() == wanted)
            return each;
    }
    return nullptr;
}

bool Docks::isInFront(const Pane* pane) const
{
    return m_front[m_panes.indexOf(pane)];
}

Pane* Docks::currentPane() const
{
    for (int place = 0; place < m_panes.size(); ++place) {
        if (m_panes[place]->isAncestorOf(m_window->window()->focusWidget()))
            m_last = place;
    }
    return m_panes[m_last];
}

void Docks::showPane(Pane* pane)
{
    auto* dock = m_docks[m_panes.indexOf(pane)];
    dock->show();
    dock->raise();
    m_requested = pane;
    m_last = int(m_panes.indexOf(pane));
}

void Docks::focusPane(Pane* pane)
{
    showPane(pane);
    pane->mainView()->setFocus(Qt::ShortcutFocusReason);
}

void Docks::focusNext(int direction)
{
    const auto count = int(m_panes.size());
    const int from = int(m_panes.indexOf(currentPane()));
    focusPane(m_panes[(from + direction + count) % count]);
}

void Docks::resetLayout()
{
    QDockWidget* first[] = {nullptr, nullptr};
    const bool low = m_window->height() < lowWindow;
    for (int place = 0; place < m_panes.size(); ++place) {
        auto* dock = m_docks[place];
        dock->setFloating(false);
        m_window->removeDockWidget(dock);
    }
    // Splitting beside a dock that already has tabs would only add a tab, so the groups are begun
    // before they are filled.
    for (int place = 0; place < m_panes.size(); ++place) {
        const int group = low ? 0 : int(m_panes[place]->descriptor().area);
        if (first[group])
            continue;
        first[group] = m_docks[place];
        if (group == 0)
            m_window->addDockWidget(Qt::RightDockWidgetArea, m_docks[place]);
        else
            m_window->splitDockWidget(first[0], m_docks[place], Qt::Vertical);
        m_docks[place]->show();
    }
    for (int place = 0; place < m_panes.size(); ++place) {
        auto* head = first[low ? 0 : int(m_panes[place]->descriptor().area)];
        if (m_docks[place] != head)
            m_window->tabifyDockWidget(head, m_docks[place]);
        m_docks[place]->show();
    }
    for (auto* head : first) {
        if (head)
            head->raise();
    }
    const int width = m_window->width() * 3 / 5;
    m_window->resizeDocks({first[0]}, {width}, Qt::Horizontal);
    if (first[1])
        m_window->resizeDocks({first[0], first[1]},
                              {m_window->height() / 2, m_window->height() / 2}, Qt::Vertical);
}

void Docks::raiseRequested()
{
    if (m_requested)
        showPane(m_requested);
}

bool Docks::isSettled() const
{
    return std::ranges::all_of(
        m_panes, [this](const Pane* pane) { return !isInFront(pane) || pane->isSettled(); });
}

bool Docks::isWaiting() const
{
    return std::ranges::any_of(
        m_panes, [this](const Pane* pane) { return isInFront(pane) && pane->isWaiting(); });
}

void Docks::fillMenu(QMenu* menu)
{
    for (auto* pane : std::as_const(m_panes)) {
        const auto& descriptor = pane->descriptor();
        auto* action = menu->addAction(icon(descriptor.icon), paneTitle(descriptor));
        action->setObjectName(QLatin1String("pane.") + QLatin1String(descriptor.id));
        action->setShortcut(QKeySequence::fromString(QLatin1String(descriptor.shortcut),
                                                     QKeySequence::PortableText));
        m_window->window()->addAction(action);
        connect(action, &QAction::triggered, pane, [this, pane] { focusPane(pane); });
    }
    menu->addSeparator();
    for (int place = 0; place < m_panes.size(); ++place) {
        auto* action = m_docks[place]->toggleViewAction();
        action->setText(tr("Show %1").arg(paneTitle(m_panes[place]->descriptor())));
        menu->addAction(action);
    }
}

}
