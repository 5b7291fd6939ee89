// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "theme.h"

#include <app/panes/pane.h>

#include <QMainWindow>
#include <QPointer>
#include <QSet>

#include <memory>

class QAbstractItemView;
class QActionGroup;
class QComboBox;
class QDockWidget;
class QLabel;
class QSettings;
class QStackedWidget;
class QTabWidget;
class QToolBar;

namespace sandscope::model {
class RecordingJob;
struct RecorderOptions;
}

namespace sandscope::query {
struct Finding;
}

namespace sandscope::app {

class Actions;
class AtlasDock;
class BreakpointBar;
class ChangesDock;
class CompareBar;
class Desktop;
class DesktopModule;
class Docks;
class ExportBar;
class FileDrop;
class FindDock;
class MessageBar;
class PlayerBar;
class ProcPage;
class ProcessPage;
class StartPage;
class TableCopy;

/// The window on one source: tree at the left, panes at the right, time below.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// \a settings: where state is kept, null for a window without memory (pictures, tests); must
    /// outlive the window.
    explicit MainWindow(QSettings* settings);
    ~MainWindow() override;

    /// Takes up what the window before left in the settings, once. Being shown does it, too, and
    /// so undoes what was set before it.
    void restoreState();
    void open(const QString& source);
    /// Records the source that is shown, from now on; in place of what was being recorded.
    void record(model::RecorderOptions options);
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
    [[nodiscard]] ExportBar* exportBar() const { return m_exportBar; }
    [[nodiscard]] bool showsStartPage() const;
    [[nodiscard]] model::RecordingJob* recording() const { return m_recording.get(); }
    [[nodiscard]] const Desktop& desktop() const { return *m_desktop; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    static constexpr int layoutVersion = 2; ///< raised when saved layouts no longer fit

    void takeUp(Pane* pane); ///< that was just made
    void buildPages();
    void buildToolBar();
    void buildMenus();
    void offerCopying(const QWidget* within); ///< in the context menu of every table
    void buildStatusBar();
    void connectFileCommands();
    void connectRecordCommand();
    void connectExport();
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
    void connectSettingsCommands();
    void explainControls(); ///< gives each that lacks it a What's This
    static void explainWidgets(const QWidget* within);
    [[nodiscard]] bool explainFocus(); ///< what has the keyboard; false: there is nothing to say

    void followSource();
    void followMoment();
    void followState();
    void followDialect();
    void followRecording();
    void showFailure(const model::SourceError& error);
    void goTo(const QString& text);
    void goToFile(const QByteArray& path, const QByteArray& field);
    void toggleRaw();
    void copy(bool withHeadings);
    void updateTitle();

    /// Null, and a message says why, when it is not there.
    DesktopModule* desktopModule();
    [[nodiscard]] QList<QAction*> namedActions() const; ///< of the menus, whose keys can be chosen
    void configureKeys();
    void configureToolBar();
    void fillToolBar(const QStringList& ids);
    void restoreToolBar();
    void listColorSchemes();
    void useColorScheme(const QString& id);
    void restoreColorScheme();
    void openCommandBar();
    [[nodiscard]] QAbstractItemView* focusedTable() const;

    void rememberRecent(const QString& source);
    void storeRecent();
    void showRecent();
    void offerSandboxes();
    void layOut();
    void giveRoom(QDockWidget* dock);
    void goToFinding(const query::Finding& finding, bool withKeyboard);
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
    ExportBar* m_exportBar;
    TableCopy* m_copy;
    QComboBox* m_dialect;
    QActionGroup* m_dialectActions;
    QActionGroup* m_themeActions;
    QLabel* m_status;
    QLabel* m_recordingState;
    std::unique_ptr<model::RecordingJob> m_recording; ///< null: none was begun
    QStringList m_recent;
    std::unique_ptr<Desktop> m_desktop;
    QToolBar* m_toolBar = nullptr;
    QAction* m_toolBarEnd = nullptr; ///< what stands at the right of the commands
    QStringList m_toolBarIds;
    QString m_colorScheme; ///< empty: that of the desktop
    QPointer<QWidget> m_beforeBar; ///< had the keyboard when the command bar was opened
    bool m_painted = false;
    QWidget* m_legend;
    bool m_restored = false;
    bool m_laidOut = false;
    QSet<QDockWidget*> m_sized; ///< docks below, that were given room once
};

}
