// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "theme.h"

#include <app/panes/pane.h>

#include <QMainWindow>
#include <QSet>

class QActionGroup;
class QComboBox;
class QDockWidget;
class QLabel;
class QSettings;
class QStackedWidget;
class QTabWidget;

namespace sandscope::query {
struct Finding;
}

namespace sandscope::app {

class Actions;
class AtlasDock;
class BreakpointBar;
class ChangesDock;
class CompareBar;
class Docks;
class FileDrop;
class FindDock;
class MessageBar;
class PlayerBar;
class ProcPage;
class ProcessPage;
class StartPage;

/// The window on one source: tree at the left, panes at the right, time below.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// \a settings: where state is kept, null for a window without memory (pictures, tests); must
    /// outlive the window.
    explicit MainWindow(QSettings* settings);
    ~MainWindow() override;

    void open(const QString& source);
    void setTheme(Theme theme);
    void setPresenting(bool presents); ///< the command "Presentation Mode"
    void showPane(QByteArrayView name);
    void showProcTab(bool proc);

    // For whoever drives the window: the program's options, pictures, tests.
    [[nodiscard]] Session* session() const { return m_session; }
    [[nodiscard]] Selection* selection() const { return m_selection; }
    [[nodiscard]] const Actions& actions() const { return *m_actions; }
    [[nodiscard]] ProcessPage* processPage() const { return m_processPage; }
    [[nodiscard]] ProcPage* procPage() const { return m_procPage; }
    [[nodiscard]] Docks* docks() const { return m_docks; }
    [[nodiscard]] ChangesDock* changesDock() const { return m_changes; }
    [[nodiscard]] FindDock* findDock() const { return m_find; }
    [[nodiscard]] AtlasDock* atlasDock() const { return m_atlas; }
    [[nodiscard]] MessageBar* messageBar() const { return m_messages; }
    [[nodiscard]] PlayerBar* playerBar() const { return m_playerBar; }
    [[nodiscard]] BreakpointBar* breakpointBar() const { return m_breakpointBar; }
    [[nodiscard]] CompareBar* compareBar() const { return m_compareBar; }
    [[nodiscard]] bool showsStartPage() const;

protected:
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    static constexpr int layoutVersion = 2; ///< raised when saved layouts no longer fit

    void buildPages();
    void buildToolBar();
    void buildMenus();
    void offerCopying(const QWidget* within); ///< in the context menu of every table
    void buildStatusBar();
    void connectFileCommands();
    void connectViewCommands();
    void connectGoCommands();
    void connectPlayerCommands();
    void connectSearchCommands();
    void connectFindCommands();
    void connectCompareCommands();
    void countDifferences();
    [[nodiscard]] Pane* comparedPane() const;
    void runToChange(bool forward);
    void connectHelpCommands();

    void followSource();
    void followMoment();
    void followState();
    void followDialect();
    void showFailure(const model::SourceError& error);
    void goTo(const QString& text);
    void goToFile(const QByteArray& path, const QByteArray& field);
    void toggleRaw();
    void copy(bool withHeadings);
    void updateTitle();

    void rememberRecent(const QString& source);
    void showRecent();
    void layOut();
    void giveRoom(QDockWidget* dock);
    void goToFinding(const query::Finding& finding, bool withKeyboard);
    void restoreState();
    void restoreColumnsOf(Pane* pane);
    void saveColumnsOf(Pane* pane);
    void saveState();

    QSettings* m_settings;
    Session* m_session;
    Selection* m_selection;
    Actions* m_actions;
    FileDrop* m_drop;
    MessageBar* m_messages;
    QStackedWidget* m_stack;
    StartPage* m_startPage;
    QMainWindow* m_workspace; ///< tree and docks; a window inside the window, so that the start
                              ///< page has no docks
    QTabWidget* m_tabs;
    ProcessPage* m_processPage;
    ProcPage* m_procPage;
    Docks* m_docks;
    ChangesDock* m_changes;
    FindDock* m_find;
    AtlasDock* m_atlas;
    PlayerBar* m_playerBar;
    BreakpointBar* m_breakpointBar;
    CompareBar* m_compareBar;
    QComboBox* m_dialect;
    QActionGroup* m_dialectActions;
    QActionGroup* m_themeActions;
    QLabel* m_status;
    QStringList m_recent;
    QWidget* m_legend;
    bool m_restored = false;
    bool m_laidOut = false;
    QSet<QDockWidget*> m_sized; ///< docks below, that were given room once
};

}
