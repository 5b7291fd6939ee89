// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QList>
#include <QStringList>
#include <QtEnvironmentVariables>
#include <QtPlugin>

#include <functional>

class QAction;
class QWidget;

namespace sandscope::app {

[[nodiscard]] inline bool isKdeSession()
{
    return qEnvironmentVariable("XDG_CURRENT_DESKTOP").split(u':').contains(QLatin1String("KDE"));
}

/// The commands of one menu.
struct ActionGroup
{
    QString title;
    QList<QAction*> actions;
};

/// Something that may stand in a tool bar.
struct ToolItem
{
    QString id; ///< empty: a line between others
    QString text;
    QIcon icon;
};

struct ArrowIcons
{
    QIcon add;
    QIcon remove;
    QIcon up;
    QIcon down;
};

struct ColorSchemeChoice
{
    QString id; ///< empty: that of the desktop
    QString name;
    QIcon preview;
};

/// What is made with KDE's frameworks and is not needed to show the first window. It is a plugin of
/// its own, loaded when somebody asks for one of these; built only where the frameworks are.
///
/// GUI thread. Dialogs are made above a window, delete themselves, and do not block.
class DesktopModule
{
public:
    virtual ~DesktopModule() = default;

    /// The language of the frameworks' own texts: "de".
    virtual void setLanguage(const QString& language) = 0;

    /// A field over the window that finds commands by their names; Enter runs one.
    virtual void openCommandBar(QWidget* window, const QList<ActionGroup>& groups) = 0;

    /// Actions have names, and their default keys in the property "defaultShortcuts". \a accepted
    /// is called when keys were changed; a cancelled dialog leaves them as they were.
    virtual void editShortcuts(QWidget* window, const QList<ActionGroup>& groups,
                               const std::function<void()>& accepted)
        = 0;

    /// \a shown and \a usual: ids in order. \a accepted is called with the ids chosen.
    virtual void arrangeToolBar(QWidget* window, const QList<ToolItem>& items,
                                const ArrowIcons& arrows, const QStringList& shown,
                                const QStringList& usual,
                                const std::function<void(const QStringList&)>& accepted)
        = 0;

    /// What is installed, that of the desktop first.
    [[nodiscard]] virtual QList<ColorSchemeChoice> colorSchemes() const = 0;
    /// False when there is none of this id.
    virtual bool useColorScheme(const QString& id) = 0;
};

}

#define SANDSCOPE_DESKTOP_MODULE_ID "org.sandscope.DesktopModule/1"
Q_DECLARE_INTERFACE(sandscope::app::DesktopModule, SANDSCOPE_DESKTOP_MODULE_ID)
