// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDockWidget>
#include <QHash>

class QLabel;
class QStackedLayout;
class QTreeView;

namespace sandscope::model {
class StepModel;
}

namespace sandscope::app {

class EmptyState;
class Selection;
class Session;

/// What the step to the moment shown did: the call, the objects of the kernel, the lines of files.
/// Works nothing out while nobody sees it.
class ChangesDock : public QDockWidget
{
    Q_OBJECT

public:
    ChangesDock(Session* session, Selection* selection, QWidget* parent = nullptr);

    [[nodiscard]] QTreeView* view() const { return m_view; }
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] QString callText() const;
    /// What stands in place of rows; empty while there are some.
    [[nodiscard]] QString emptyHeading() const;

Q_SIGNALS:
    /// The user wants to see a file of the task that is selected now: "7/maps".
    void fileChosen(const QByteArray& path);

private:
    void follow();
    void present();
    void choose(const QModelIndex& index);

    Session* m_session;
    Selection* m_selection;
    model::StepModel* m_model;
    QLabel* m_call;
    QTreeView* m_view;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    QString m_why; ///< there is no step to tell of
    QString m_next; ///< what to do then
    QString m_place; ///< the file that the reader looks at, from step to step
    QHash<QString, bool> m_opened; ///< what the reader opened or closed
    bool m_visible = false;
};

}
