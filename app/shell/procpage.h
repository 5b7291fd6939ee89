// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QTreeView;

namespace sandscope::model {
class ProcTreeModel;
}

namespace sandscope::app {

class Selection;
class Session;

/// The tab "Proc": /proc itself, folder by folder.
class ProcPage : public QWidget
{
    Q_OBJECT

public:
    ProcPage(Session* session, Selection* selection, QWidget* parent = nullptr);

    [[nodiscard]] QTreeView* view() const { return m_view; }
    [[nodiscard]] model::ProcTreeModel* tree() const { return m_tree; }
    void expandCurrent(bool expanded);

Q_SIGNALS:
    void fileChosen(const QByteArray& path); ///< by the user

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void refresh();
    void reveal();
    void announceInterest();

    Session* m_session;
    Selection* m_selection;
    model::ProcTreeModel* m_tree;
    QTreeView* m_view;
    bool m_following = false;
    bool m_sized = false;
};

}
