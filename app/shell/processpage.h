// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedLayout;

namespace sandscope::model {
class ProcessListModel;
}

namespace sandscope::app {

class EmptyState;
class ProcessView;
class Selection;
class Session;

/// The tab "Processes": the filter field above the process list.
class ProcessPage : public QWidget
{
    Q_OBJECT

public:
    ProcessPage(Session* session, Selection* selection, QWidget* parent = nullptr);

    [[nodiscard]] ProcessView* view() const { return m_view; }
    [[nodiscard]] model::ProcessListModel* processes() const { return m_processes; }
    [[nodiscard]] QLineEdit* filterField() const { return m_filter; }
    [[nodiscard]] EmptyState* emptyState() const { return m_empty; }
    void startFiltering(); ///< the keyboard goes to the field
    [[nodiscard]] bool isSettled() const;
    void setEndedShown(bool shown); ///< processes that ended; default true
    void setThreadsShown(bool shown); ///< default true; a live source reads them only then
    /// Chooses the first row by itself when nothing is selected; default true.
    void setSelectsFirst(bool selects);

    /// Empty while nobody chose or sized columns: another window has room for others.
    [[nodiscard]] QByteArray ownColumns();
    void restoreColumns(const QByteArray& state); ///< as saveColumns() made it; also sorts

Q_SIGNALS:
    void hostSectionMade(QWidget* section);

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void applyFilter();
    void settle();
    void jumpTo(const QString& digits);
    void fitColumns();
    void noticeOwnColumns();
    [[nodiscard]] QList<int> shownColumns() const;
    void followEnded();
    void announceInterest();

    Session* m_session;
    Selection* m_selection;
    model::ProcessListModel* m_processes;
    ProcessView* m_view;
    QLineEdit* m_filter;
    QLabel* m_hits;
    EmptyState* m_empty;
    QStackedLayout* m_stack;
    QTimer m_typing; ///< large lists are filtered when typing pauses
    bool m_selectsFirst = true;
    QWidget* m_host = nullptr; ///< null until a source has a side on this computer
    bool m_hasOwnColumns = false; ///< chosen or sized by somebody: left as they are
    bool m_isFitting = false;
    QList<int> m_fitted; ///< shown since then; empty: never
    bool m_showsEnded = true;
    bool m_showsThreads = true;
};

}
