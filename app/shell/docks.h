// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/panes/pane.h>

#include <QList>
#include <QObject>
#include <QTimer>

class QDockWidget;
class QMainWindow;
class QMenu;

namespace sandscope::app {

/// "fd/3" of "7/fd/3" and of "7/task/9/fd/3"; empty for the folder itself.
[[nodiscard]] QByteArray fileOfTask(const QByteArray& path);
/// "7" of "7/fd/3", "7/9" of "7/task/9/fd/3".
[[nodiscard]] QByteArray taskOfPath(const QByteArray& path);

/// The panes of a window in docks, and which of them is in front. A dock is there from the start;
/// its pane is made when it first comes to the front or is asked for.
class Docks : public QObject
{
    Q_OBJECT

public:
    Docks(QMainWindow* window, const PaneContext& context);

    [[nodiscard]] QList<Pane*> panes() const; ///< those made so far, in the order of the tabs
    /// By id or the last part of it; null when there is none. Makes the pane.
    [[nodiscard]] Pane* pane(QByteArrayView name);
    /// The pane that knows a file below a task's folder ("maps", "fd/3"): Raw where none does.
    [[nodiscard]] Pane* paneOfFile(const QByteArray& file);
    /// The pane that has the keyboard, or the one in front that was used last.
    [[nodiscard]] Pane* currentPane();
    void showPane(Pane* pane); ///< in front, without the keyboard
    void focusPane(Pane* pane);
    void focusNext(int direction);
    /// Two groups one above the other, or one group where the window is low.
    void resetLayout();
    /// Puts the pane that was shown last in front again, after a layout was restored.
    void raiseRequested();
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] bool isWaiting() const;
    /// An entry to show and focus each pane, with its shortcut, and one to hide it.
    void fillMenu(QMenu* menu);

Q_SIGNALS:
    void paneMade(sandscope::app::Pane* pane); ///< it has shown nothing yet

private:
    struct Place ///< of one pane, in the order of panes.def
    {
        const PaneDescriptor* descriptor;
        QDockWidget* dock;
        Pane* pane = nullptr; ///< null: not made yet
        bool isInFront = false;
    };
    [[nodiscard]] int placeOf(const Pane* pane) const;
    Pane* made(int place);
    void makeThoseInFront();
    void show(int place);
    void focus(int place);
    int currentPlace();

    QMainWindow* m_window;
    PaneContext m_context;
    QList<Place> m_places;
    QTimer m_making; ///< layouts bring docks to the front for a moment; those that stay there count
    int m_requested = -1;
    int m_last = 0;
};

}
