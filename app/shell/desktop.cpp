// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "desktop.h"

#include <QAction>
#include <QCoreApplication>
#include <QLocale>
#include <QMenu>
#include <QMenuBar>

namespace sandscope::app {

namespace {

#ifdef SANDSCOPE_DESKTOP_MODULE
constexpr auto modulePath = SANDSCOPE_DESKTOP_MODULE; ///< from the program's folder
#else
constexpr auto modulePath = "";
#endif

void addGroups(QList<ActionGroup>& groups, const QMenu& menu)
{
    const auto place = groups.size();
    groups << ActionGroup{.title = menu.title().remove(u'&'), .actions = {}};
    for (auto* action : menu.actions()) {
        if (action->menu())
            addGroups(groups, *action->menu());
        else if (!action->isSeparator())
            groups[place].actions << action;
    }
}

}

DesktopModule* Desktop::module()
{
    if (!m_loader.isLoaded()) {
        m_loader.setFileName(QCoreApplication::applicationDirPath() + u'/'
                             + QLatin1String(modulePath));
        if (auto* loaded = qobject_cast<DesktopModule*>(m_loader.instance()))
            loaded->setLanguage(QLocale().name().section(u'_', 0, 0));
    }
    return qobject_cast<DesktopModule*>(m_loader.instance());
}

QList<ActionGroup> actionGroups(const QMenuBar& bar)
{
    QList<ActionGroup> groups;
    for (const auto* action : bar.actions()) {
        if (action->menu())
            addGroups(groups, *action->menu());
    }
    return groups;
}

}
