// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QLabel;
class QTableView;
class QToolButton;

namespace sandscope::model {
class HostReader;
class HostTable;
}

namespace sandscope::app {

class CellDelegate;
class Session;

/// Below the processes of a running sandbox: those of this computer that it is made of, folded
/// until somebody wants to see them. Nothing is read while it is folded, and of other sources it is
/// hidden.
class HostSection : public QWidget
{
    Q_OBJECT

public:
    explicit HostSection(Session* session, QWidget* parent = nullptr);

    [[nodiscard]] QTableView* view() const { return m_view; }
    void setUnfolded(bool unfolded);
    [[nodiscard]] bool isUnfolded() const;
    /// What is not known; empty: nothing.
    [[nodiscard]] QString trouble() const;

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void followSource();
    void follow();
    void showAnswer();

    Session* m_session;
    QToolButton* m_fold;
    QTableView* m_view;
    CellDelegate* m_cells;
    QLabel* m_trouble;
    model::HostTable* m_table;
    model::HostReader* m_reader;
};

}
