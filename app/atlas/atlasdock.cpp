// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "atlasdock.h"

#include "atlaspane.h"
#include "atlasview.h"

#include <app/shell/icons.h>

#include <QAction>
#include <QTimer>

namespace sandscope::app {

AtlasDock::AtlasDock(const PaneContext& context, QWidget* parent)
    : QDockWidget(parent)
    , m_context(context)
{
    const auto& about = atlasPaneDescriptor;
    setWindowTitle(paneTitle(about));
    setObjectName(QLatin1String("dock.") + QLatin1String(about.id));
    setAccessibleName(windowTitle());
    setWindowIcon(icon(about.icon));
    toggleViewAction()->setShortcut(
        QKeySequence::fromString(QLatin1String(about.shortcut), QKeySequence::PortableText));
    connect(toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
        if (!shown)
            return;
        // In front of what else is down there, once it has its tab.
        QTimer::singleShot(0, this, [this] {
            raise();
            pane()->view()->setFocus(Qt::ShortcutFocusReason);
        });
    });
    connect(this, &QDockWidget::visibilityChanged, this, [this](bool visible) {
        m_isSeen = visible;
        if (m_pane)
            m_pane->setActive(visible);
        else if (visible)
            pane();
    });
}

AtlasPane* AtlasDock::pane()
{
    if (!m_pane) {
        m_pane = static_cast<AtlasPane*>(createPane(atlasPaneDescriptor, m_context));
        setWidget(m_pane);
        Q_EMIT paneMade(m_pane);
        m_pane->setActive(m_isSeen);
    }
    return m_pane;
}

bool AtlasDock::isSettled() const
{
    return !m_pane || m_pane->isSpaceSettled();
}

}
