// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/tree/processlist.h>

#include <QElapsedTimer>
#include <QTableView>

namespace sandscope::app {

class CellDelegate;

/// The process list: a table that looks and handles like a tree.
///
/// The model is flat, because a real tree view takes seconds over a hundred thousand rows; depth
/// and expansion come as data, expanders are painted by the delegate. Left and Right fold and walk
/// as in any tree, + − and * too, digits jump to a PID.
class ProcessView : public QTableView
{
    Q_OBJECT

public:
    explicit ProcessView(QWidget* parent = nullptr);

    void setProcesses(model::ProcessListModel* processes);
    [[nodiscard]] model::ProcessListModel* processes() const { return m_processes; }
    [[nodiscard]] CellDelegate* cells() const { return m_cells; }

    /// Makes the task's row current without telling it as the user's choice; none: no row.
    void showTask(procfs::TaskId task);
    void expandCurrent(bool expanded);

Q_SIGNALS:
    void taskChosen(sandscope::procfs::TaskId task); ///< by the user
    void numberTyped(const QString& digits);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    bool toggleAt(QPoint position);
    void showBadges();
    void keepPlace();
    void goTo(const QModelIndex& index);

    model::ProcessListModel* m_processes = nullptr;
    CellDelegate* m_cells;
    QString m_typed; ///< digits, while they come quickly
    QElapsedTimer m_typing;
    QPersistentModelIndex m_top; ///< the row that the user scrolled to the top
    int m_sortedBy = -1; ///< column; -1: as the source has them
    int m_quiet = 0; ///< > 0: a change of the current row is not the user's
};

}
