// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDockWidget>
#include <QPointer>
#include <QStringList>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace sandscope::query {
struct Finding;
}
namespace sandscope::model {
class FindModel;
}

namespace sandscope::app {

class CellDelegate;
class EmptyState;
class Session;

/// Searches all tasks of the moment shown for an expression or a text: a line with what was asked
/// before, what came of it, and the findings, which lead to their files. Enter searches, Escape
/// ends the search, or goes back to where the keyboard was before.
class FindDock : public QDockWidget
{
    Q_OBJECT

public:
    explicit FindDock(Session* session, QWidget* parent = nullptr);

    void open(); ///< in front, with the keyboard in the line
    void find(const QString& query); ///< as if it were typed, and Enter
    /// To the finding behind the current one, or in front of it; goes round. The keyboard stays.
    void goOn(int direction);
    [[nodiscard]] bool hasFindings() const;
    /// What was asked is no question; message() says why.
    [[nodiscard]] bool hasProblem() const { return m_isProblem; }

    [[nodiscard]] QStringList history() const; ///< the newest first
    void setHistory(const QStringList& queries);
    [[nodiscard]] bool isSettled() const; ///< no search is under way
    [[nodiscard]] QLineEdit* line() const;
    [[nodiscard]] QTableView* view() const { return m_view; }
    /// How far the search is, what it found, or why there is none.
    [[nodiscard]] QString message() const;
    /// What stands in place of rows; empty while there are some.
    [[nodiscard]] QString emptyHeading() const;

Q_SIGNALS:
    /// Somebody wants to see where it was found. \a withKeyboard: and to go there.
    void chosen(const sandscope::query::Finding& finding, bool withKeyboard);
    void findingsChanged(); ///< hasFindings() is another

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void search();
    void dismiss();
    void followSource();
    void present(); ///< what the model has now
    void sayState(const QString& text);
    void say(const QString& text, bool isProblem = false);
    void remember(const QString& query);
    [[nodiscard]] QString summary() const;
    void choose(const QModelIndex& index, bool withKeyboard);

    Session* m_session;
    model::FindModel* m_model;
    QComboBox* m_query;
    QToolButton* m_search;
    QToolButton* m_stop;
    QToolButton* m_previous;
    QToolButton* m_next;
    QCheckBox* m_environment;
    QLabel* m_message;
    QTableView* m_view;
    CellDelegate* m_delegate;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    QPointer<QWidget> m_before; ///< had the keyboard
    QString m_asked; ///< what the rows answer; empty: nothing was asked
    quint64 m_generation = 0; ///< of the moment that was searched
    bool m_isProblem = false; ///< the message tells of one
};

}
