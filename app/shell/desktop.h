// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "desktopmodule.h"

#include <QPluginLoader>

class QMenuBar;

namespace sandscope::app {

/// Loads the plugin with KDE's frameworks when it is first asked for.
class Desktop
{
public:
    /// Null when it cannot be loaded; problem() says why. It stays until the program ends.
    [[nodiscard]] DesktopModule* module();
    [[nodiscard]] bool isLoaded() const { return m_loader.isLoaded(); }
    [[nodiscard]] QString problem() const { return m_loader.errorString(); }

private:
    QPluginLoader m_loader;
};

/// Every command of the menus; a submenu is a group of its own.
[[nodiscard]] QList<ActionGroup> actionGroups(const QMenuBar& bar);

}
