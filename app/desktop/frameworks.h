// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/shell/desktopmodule.h>

#include <QObject>

namespace sandscope::app {

/// The plugin's one object.
class Frameworks : public QObject, public DesktopModule
{
    Q_OBJECT
    Q_PLUGIN_METADATA(IID SANDSCOPE_DESKTOP_MODULE_ID)
    Q_INTERFACES(sandscope::app::DesktopModule)

public:
    void setLanguage(const QString& language) override;
    void openCommandBar(QWidget* window, const QList<ActionGroup>& groups) override;
    void editShortcuts(QWidget* window, const QList<ActionGroup>& groups,
                       const std::function<void()>& accepted) override;
    void arrangeToolBar(QWidget* window, const QList<ToolItem>& items, const ArrowIcons& arrows,
                        const QStringList& shown, const QStringList& usual,
                        const std::function<void(const QStringList&)>& accepted) override;
    [[nodiscard]] QList<ColorSchemeChoice> colorSchemes() const override;
    bool useColorScheme(const QString& id) override;
};

}
