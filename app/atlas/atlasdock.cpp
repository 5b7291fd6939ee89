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
    , m_pane(static_cast<AtlasPane*>(createPane(atlasPaneDescriptor, context)))
{
    const auto& about = m_pane->descriptor();
    setWindowTitle(paneTitle(about));
    setObjectName(QLatin1String("dock.") + QLatin1String(about.id));
    setAccessibleName(windowTitle());
    setWindowIcon(icon(about.icon));
    toggleViewAction()->setShortcut(
        QKeySequence::fromString(QLatin1String(about.shortcut), QKeySequence::PortableText));
    setWidget(m_pane);
    connect(toggleViewAction(), &QAction::triggered, this, [this](bool shown) {
        if (!shown)
            return;
        // In front of what else is down there, once it has its tab.
        QTimer::singleShot(0, this, [this] {
            raise();
            m_pane->view()->setFocus(Qt::ShortcutFocusReason);
        });
    });
    connect(this, &QDockWidget::visibilityChanged, m_pane, &Pane::setActive);
}

bool AtlasDock::isSettled() const
{
    return m_pane->isSpaceSettled();
}

}
