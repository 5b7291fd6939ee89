// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/panes/pane.h>

#include <QList>
#include <QObject>

class QDockWidget;
class QMainWindow;
class QMenu;

namespace sandscope::app {

/// The panes of a window in docks, and which of them is in front.
class Docks : public QObject
{
    Q_OBJECT

public:
    Docks(QMainWindow* window, const PaneContext& context);

    [[nodiscard]] const QList<Pane*>& panes() const { return m_panes; }
    /// By id or the last part of it; null when there is none.
    [[nodiscard]] Pane* pane(QByteArrayView name) const;
    /// The pane that has the keyboard, or the one in front that was used last.
    [[nodiscard]] Pane* currentPane() const;
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

private:
    [[nodiscard]] bool isInFront(const Pane* pane) const;

    QMainWindow* m_window;
    QList<Pane*> m_panes;
    QList<QDockWidget*> m_docks; ///< of the panes, in the same order
    QList<bool> m_front;
    Pane* m_requested = nullptr;
    mutable int m_last = 0;
};

}
