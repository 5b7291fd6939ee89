// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QHash>
#include <QObject>

#include <span>

class QMenu;
class QMenuBar;
class QSettings;

namespace sandscope::app {

/// What must be there for a command to make sense. A command is enabled while all that it needs
/// holds.
enum Need : unsigned {
    needsNothing = 0,
    needsSource = 1,
    needsMoment = 2, ///< something is shown
    needsTask = 4, ///< a process or thread is selected
    needsParent = 8, ///< of the selected one
    needsStepForward = 16,
    needsStepBack = 32,
    needsRows = 64, ///< a table has the focus
    needsTime = 128, ///< time passes in the source
    needsLive = 256, ///< another sample may differ
    needsSteps = 512, ///< the source has steps of its own
    needsSearch = 1024, ///< a moment is looked for
    needsFindings = 2048, ///< a search found something
    needsComparison = 4096, ///< what is shown is compared with something
    needsSubtrees = 8192, ///< the source can be opened with one process and its descendants only
};
using Needs = unsigned;

/// One thing that the user can do. Menus, tool bars, context menus, the shortcut sheet and tests
/// all use the same.
struct Command
{
    const char* id; ///< stable, dotted: "player.step"
    const char* menu; ///< id of the menu that lists it: "file", "view/panes"
    const char* text; ///< English, Title Case; translated in context "Actions"
    const char* keys; ///< portable, separated by blanks, the first one is shown; "" for none
    const char* icon; ///< name below resources/icons, or ""
    Needs needs = needsNothing;
    const char* shortText = ""; ///< for tool bars; "" for the text
    bool checkable = false;
    bool separated = false; ///< a line above it in the menu
};

/// The table of all commands, in the order of the menus.
[[nodiscard]] std::span<const Command> commands();

/// The commands of one window as actions, and the menus made of them.
class Actions : public QObject
{
    Q_OBJECT

public:
    /// Actions become children of this object; their shortcuts work in the window that \a parent
    /// is, once addTo() has given them to it.
    explicit Actions(QObject* parent = nullptr);

    /// Precondition: the id is in the table.
    [[nodiscard]] QAction* operator[](const char* id) const;
    [[nodiscard]] QList<QAction*> all() const { return m_order; }
    void setAvailable(Needs available); ///< enables what can be done

    /// Fills \a bar with every menu, and gives the shortcuts to \a window.
    void addTo(QWidget* window, QMenuBar* bar);
    /// A menu by its id, for entries that are not commands (recent files). Null before addTo().
    [[nodiscard]] QMenu* menu(const char* id) const;

private:
    QHash<QByteArray, QAction*> m_actions;
    QList<QAction*> m_order;
    QHash<QByteArray, QMenu*> m_menus;
};

/// The keys that an action has now are those that "Defaults" brings back.
void rememberDefaultKeys(QAction* action);

/// Gives actions the keys that were chosen for them, by their object names.
void restoreKeys(const QList<QAction*>& actions, QSettings& settings);

/// Remembers keys that are not the default ones, and shows in tips what works now. \a settings:
/// null for a window without memory.
void keepKeys(const QList<QAction*>& actions, QSettings* settings);

}
