// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/panes/pane.h>

#include <QList>
#include <QObject>
#include <QTimer>

#include <array>

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

    /// Makes the panes that are in front, and from now on each one that comes there. Until then
    /// only those are made that are asked for.
    void start();
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
    /// The first layout, of a window that is not shown yet, and what is left of it when it is.
    void prepare(int windowHeight);
    void layOut();
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
    void arrange(bool low);
    void giveSizes();
    void show(int place);
    void focus(int place);
    int currentPlace();

    QMainWindow* m_window;
    PaneContext m_context;
    QList<Place> m_places;
    QTimer m_making; ///< layouts bring docks to the front for a moment; those that stay there count
    std::array<QDockWidget*, 2> m_heads{}; ///< the first of each group; null: there is no such
                                           ///< group
    bool m_low = false; ///< one group
    bool m_isStarted = false;
    int m_requested = -1;
    int m_last = 0;
};

}
