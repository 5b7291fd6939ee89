// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "mainwindow.h"

#include "actions.h"
#include "breakpointbar.h"
#include "changesdock.h"
#include "comparebar.h"
#include "desktop.h"
#include "docks.h"
#include "elidedlabel.h"
#include "exportbar.h"
#include "filedrop.h"
#include "finddock.h"
#include "icons.h"
#include "legend.h"
#include "messagebar.h"
#include "playerbar.h"
#include "processpage.h"
#include "processview.h"
#include "procpage.h"
#include "startpage.h"
#include "tablecopy.h"
#include "words.h"

#include <app/atlas/atlasdock.h>
#include <app/panes/rawpane.h>
#include <model/records/tables.h>
#include <model/sources/messages.h>
#include <model/sources/recordingjob.h>
#include <model/sources/sourcename.h>
#include <model/tree/processlist.h>

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QToolBar>
#include <QTreeView>
#include <QVBoxLayout>

#include <utility>

namespace sandscope::app {

namespace {

constexpr int widestStatus = 84; ///< characters that the state has room for at any size
constexpr int leastWithAtlas = 900; ///< pixels high, of a window that shows it from the start
constexpr int lowestAtlas = 230; ///< pixels, with its legend and sums

}

MainWindow::MainWindow(QSettings* settings)
    : m_settings(settings)
    , m_session(new Session(this))
    , m_selection(new Selection(this))
    , m_actions(new Actions(this))
    , m_drop(new FileDrop(this))
    , m_messages(new MessageBar)
    , m_stack(new QStackedWidget)
    , m_startPage(new StartPage(*m_actions))
    , m_workspace(new QMainWindow)
    , m_tabs(new QTabWidget)
    , m_processPage(new ProcessPage(m_session, m_selection))
    , m_procPage(new ProcPage(m_session, m_selection))
    , m_docks(nullptr)
    , m_changes(nullptr)
    , m_find(nullptr)
    , m_atlas(nullptr)
    , m_playerBar(new PlayerBar(m_session, m_selection, *m_actions))
    , m_breakpointBar(new BreakpointBar(m_session))
    , m_compareBar(new CompareBar(m_session, *m_actions))
    , m_exportBar(new ExportBar(m_session))
    , m_copy(new TableCopy(this))
    , m_dialect(new QComboBox)
    , m_dialectActions(new QActionGroup(this))
    , m_themeActions(new QActionGroup(this))
    , m_status(new ElidedLabel(Qt::ElideMiddle))
    , m_recordingState(new QLabel)
    , m_desktop(std::make_unique<Desktop>())
    , m_legend(new Legend)
{
    setWindowTitle(QStringLiteral("Sandscope"));
    buildPages();
    m_docks = new Docks(m_workspace, {m_session, m_selection});
    m_changes = new ChangesDock(m_session, m_selection);
    m_atlas = new AtlasDock({m_session, m_selection});
    m_find = new FindDock(m_session);
    for (QDockWidget* dock : std::initializer_list<QDockWidget*>{m_atlas, m_changes, m_find}) {
        m_workspace->addDockWidget(Qt::BottomDockWidgetArea, dock);
        dock->hide(); // until somebody asks for it
        connect(dock, &QDockWidget::visibilityChanged, this, [this, dock](bool visible) {
            if (visible && m_laidOut && !m_sized.contains(dock))
                QTimer::singleShot(0, this, [this, dock] { giveRoom(dock); });
        });
    }
    m_workspace->tabifyDockWidget(m_atlas, m_changes);
    m_workspace->tabifyDockWidget(m_changes, m_find);
    buildMenus();
    offerCopying(this);
    buildToolBar();
    buildStatusBar();
    connectFileCommands();
    connectRecordCommand();
    connectExport();
    connectViewCommands();
    connectGoCommands();
    connectPlayerCommands();
    connectSearchCommands();
    connectFindCommands();
    connectCompareCommands();
    connectHelpCommands();
    connectSettingsCommands();
    explainControls();

    connect(m_session, &Session::sourceChanged, this, &MainWindow::followSource);
    connect(m_session, &Session::momentChanged, this, &MainWindow::followMoment);
    connect(m_session, &Session::stateChanged, this, &MainWindow::followState);
    connect(m_session, &Session::optionsChanged, this, &MainWindow::followDialect);
    connect(m_session, &Session::failed, this, &MainWindow::showFailure);
    connect(m_session, &Session::noticed, this, [this](const model::SourceError& notice) {
        m_messages->show(notice.code == model::SourceError::Code::informed
                             ? MessageBar::Kind::information
                             : MessageBar::Kind::warning,
                         notice.heading, notice.explanation);
    });
    connect(m_selection, &Selection::taskChanged, this, &MainWindow::followState);
    connect(m_processPage->processes(), &model::ProcessListModel::settled, this,
            &MainWindow::followMoment);
    connect(qApp, &QApplication::focusChanged, this, &MainWindow::followState);
    connect(m_startPage, &StartPage::sourceChosen, this, &MainWindow::open);
    connect(m_drop, &FileDrop::dropped, this, &MainWindow::open);
    connect(m_drop, &FileDrop::refused, this,
            [this](const QString& heading, const QString& explanation) {
                m_messages->show(MessageBar::Kind::error, heading, explanation);
            });
    connect(m_docks, &Docks::paneMade, this, &MainWindow::takeUp);
    connect(m_atlas, &AtlasDock::paneMade, this, &MainWindow::takeUp);
    connect(m_processPage, &ProcessPage::hostSectionMade, this, [this](const QWidget* section) {
        offerCopying(section);
        explainWidgets(section);
    });
    connect(m_procPage, &ProcPage::fileChosen, this,
            [this] { m_docks->showPane(m_docks->pane("raw")); });
    connect(m_changes, &ChangesDock::fileChosen, this, [this](const QByteArray& path) {
        m_docks->showPane(m_docks->paneOfFile(fileOfTask(path)));
    });
    qApp->installEventFilter(this);
    followSource();
    followDialect();
}

MainWindow::~MainWindow()
{
    m_recording.reset(); // writes what it was given
    // Children go in any order, and some of them tell others on their way.
    disconnect(qApp, nullptr, this, nullptr);
    m_session->disconnect(this);
    m_find->disconnect(this);
    m_processPage->processes()->disconnect(this);
}

void MainWindow::takeUp(Pane* pane)
{
    offerCopying(pane);
    explainWidgets(pane);
    restoreColumnsOf(pane);
    const auto* onlyDifferences = (*m_actions)["compare.only"];
    pane->setOnlyDifferences(onlyDifferences->isChecked());
    connect(onlyDifferences, &QAction::toggled, pane, &Pane::setOnlyDifferences);
    connect(pane, &Pane::differencesChanged, this, &MainWindow::countDifferences);
    connect(pane, &Pane::fileWanted, this, &MainWindow::goToFile);
}

void MainWindow::buildPages()
{
    m_tabs->addTab(m_processPage, icon("process"), tr("Processes"));
    m_tabs->addTab(m_procPage, icon("folder"), tr("Proc"));
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Processes and Files"));
    m_workspace->setCentralWidget(m_tabs);
    m_workspace->setWindowFlags(Qt::Widget);
    m_workspace->setContextMenuPolicy(Qt::NoContextMenu);

    m_stack->addWidget(m_startPage);
    m_stack->addWidget(m_workspace);
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_compareBar);
    layout->addWidget(m_stack, 1);
    auto* line = new QFrame;
    line->setFrameShape(QFrame::HLine);
    line->setForegroundRole(QPalette::Mid);
    line->setFrameShadow(QFrame::Plain);
    layout->addWidget(line);
    layout->addWidget(m_exportBar);
    layout->addWidget(m_breakpointBar);
    layout->addWidget(m_playerBar);
    setCentralWidget(page);

    auto& actions = *m_actions;
    for (auto* view : {static_cast<QAbstractItemView*>(m_processPage->view()),
                       static_cast<QAbstractItemView*>(m_procPage->view())}) {
        view->addActions({actions["go.parent"], actions["file.subtree"], actions["view.expandAll"],
                          actions["view.collapseAll"]});
    }
}

void MainWindow::buildMenus()
{
    m_actions->addTo(this, menuBar());
    auto* scenarios = m_actions->menu("file/scenarios");
    connect(scenarios, &QMenu::aboutToShow, this, [this, scenarios] {
        if (!scenarios->isEmpty())
            return;
        for (const auto& scenario : model::shippedScenarios()) {
            auto* action = scenarios->addAction(
                icon("scenario"),
                scenario.lesson > 0
                    ? tr("%1. %2").arg(QString::number(scenario.lesson), scenario.title)
                    : scenario.title);
            connect(action, &QAction::triggered, this,
                    [this, id = scenario.id] { open(QLatin1String("scenario:") + id); });
        }
    });
    m_docks->fillMenu(m_actions->menu("view/panes"));
    for (QDockWidget* dock : std::initializer_list<QDockWidget*>{m_atlas, m_changes, m_find}) {
        auto* toggle = dock->toggleViewAction();
        toggle->setText(tr("Show %1").arg(dock->windowTitle()));
        toggle->setObjectName(QLatin1String("show.") + dock->objectName());
        m_actions->menu("view/panes")->addAction(toggle);
        addAction(toggle);
    }
    for (const auto dialect : procfs::allDialects) {
        auto* action = m_actions->menu("view/dialect")->addAction(dialectTitle(dialect));
        action->setCheckable(true);
        action->setData(int(dialect));
        action->setObjectName(QLatin1String("dialect.")
                              + QString::fromStdString(std::string(procfs::dialectName(dialect))));
        m_dialectActions->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, dialect] { m_session->setDialect(dialect); });
    }
    const std::pair<Theme, QString> themes[] = {
        {Theme::system, tr("&System")}, {Theme::light, tr("&Light")}, {Theme::dark, tr("&Dark")}};
    for (const auto& [theme, title] : themes) {
        auto* action = m_actions->menu("view/theme")->addAction(title);
        action->setCheckable(true);
        action->setData(int(theme));
        action->setObjectName(QStringLiteral("theme.%1").arg(int(theme)));
        action->setChecked(theme == Theme::system);
        m_themeActions->addAction(action);
        connect(action, &QAction::triggered, this, [this, theme] { setTheme(theme); });
    }
}

void MainWindow::offerCopying(const QWidget* within)
{
    auto& actions = *m_actions;
    for (auto* view : within->findChildren<QAbstractItemView*>()) {
        if (!qobject_cast<QTableView*>(view) && !qobject_cast<QTreeView*>(view))
            continue;
        if (view->contextMenuPolicy() == Qt::DefaultContextMenu)
            view->setContextMenuPolicy(Qt::ActionsContextMenu);
        if (!view->actions().isEmpty()) {
            auto* line = new QAction(view);
            line->setSeparator(true);
            view->addAction(line);
        }
        view->addActions({actions["edit.copy"], actions["edit.copyWithHeadings"],
                          actions.menu("edit/copyAs")->menuAction()});
    }
}

void MainWindow::buildToolBar()
{
    auto* bar = addToolBar(tr("Main Toolbar"));
    m_toolBar = bar;
    bar->setObjectName(QStringLiteral("toolbar.main"));
    bar->setAccessibleName(bar->windowTitle());
    bar->setMovable(false);
    bar->setIconSize(QSize(16, 16));
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBarEnd = bar->addWidget(space);
    restoreToolBar();
    auto* label = new QLabel(tr("&Dialect:"));
    label->setBuddy(m_dialect);
    label->setContentsMargins(0, 0, 6, 0);
    bar->addWidget(label);
    bar->addWidget(m_dialect);
    m_dialect->setAccessibleName(tr("Dialect"));
    m_dialect->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_dialect, &QComboBox::activated, this, [this](int index) {
        m_session->setDialect(static_cast<procfs::Dialect>(m_dialect->itemData(index).toInt()));
    });
}

void MainWindow::buildStatusBar()
{
    statusBar()->setSizeGripEnabled(false);
    m_status->setContentsMargins(8, 0, 0, 0);
    m_status->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_status->setAccessibleName(tr("State"));
    statusBar()->addWidget(m_status, 1);
    statusBar()->addPermanentWidget(m_recordingState);
    statusBar()->addPermanentWidget(m_legend);
}

bool MainWindow::showsStartPage() const
{
    return m_stack->currentWidget() == m_startPage;
}

void MainWindow::open(const QString& source)
{
    m_messages->clear();
    m_session->open(source);
}

void MainWindow::setTheme(Theme theme)
{
    applyTheme(theme);
    for (auto* action : m_themeActions->actions())
        action->setChecked(action->data().toInt() == int(theme));
}

void MainWindow::setPresenting(bool presents)
{
    (*m_actions)["view.present"]->setChecked(presents);
}

void MainWindow::showPane(QByteArrayView name)
{
    if (name == "changes" || name == "step.changes") {
        m_changes->show();
        m_changes->raise();
    } else if (name == "find") {
        m_find->show();
        m_find->raise();
    } else if (name == "atlas" || name == "memory.atlas") {
        m_atlas->show();
        m_atlas->raise();
    } else if (auto* pane = m_docks->pane(name)) {
        m_docks->showPane(pane);
        pane->showForm(name);
    }
}

void MainWindow::showProcTab(bool proc)
{
    m_tabs->setCurrentWidget(proc ? static_cast<QWidget*>(m_procPage) : m_processPage);
}

void MainWindow::followSource()
{
    m_selection->clear();
    const bool open = m_session->player() != nullptr;
    if (open && !m_laidOut)
        m_docks->prepare(height());
    m_stack->setCurrentWidget(open ? static_cast<QWidget*>(m_workspace) : m_startPage);
    if (open) {
        rememberRecent(m_session->source()->name());
        if (const QString notice = m_session->source()->notice(); !notice.isEmpty())
            m_messages->show(MessageBar::Kind::warning, tr("Not Everything Is There"), notice);
        m_processPage->view()->setFocus();
    }
    m_legend->setVisible(open);
    layOut();
    showRecent();
    followDialect();
    followState();
    followMoment();
}

void MainWindow::followState()
{
    const auto* player = m_session->player();
    const auto can = m_session->capabilities();
    const auto* task = m_session->knownTask(m_selection->task());
    Needs available = 0;
    const auto add = [&](bool holds, Need need) { available |= holds ? unsigned(need) : 0U; };
    add(player, needsSource);
    add(m_session->snapshot() != nullptr, needsMoment);
    add(bool(m_selection->task()), needsTask);
    add(task && m_session->knownTask(task->parent), needsParent);
    add(player && player->canStepForward(), needsStepForward);
    add(player && player->canStepBack(), needsStepBack);
    add(focusedTable(), needsRows);
    add(player && (can.canStep || can.isLive), needsTime);
    add(player && can.isLive, needsLive);
    add(player && can.canStep, needsSteps);
    add(player && player->isSearching(), needsSearch);
    add(player && m_find->hasFindings(), needsFindings);
    add(m_session->isComparing(), needsComparison);
    add(player && can.samplesOnDemand
            && !model::subtreeSource(m_session->source()->name(), 1).isEmpty(),
        needsSubtrees);
    m_actions->setAvailable(available);

    auto* play = (*m_actions)["player.play"];
    const bool playing = player && player->isPlaying();
    play->setChecked(playing);
    play->setIcon(icon(playing ? "pause" : "play"));
    play->setText(playing ? tr("&Pause") : can.isLive ? tr("&Return to Live") : tr("&Play"));
    updateTitle();
}

void MainWindow::followDialect()
{
    const auto can = m_session->capabilities();
    const bool choice = !m_session->player() || can.printsDialects;
    m_dialect->clear();
    for (const auto dialect : procfs::allDialects)
        m_dialect->addItem(dialectTitle(dialect), int(dialect));
    m_dialect->setCurrentIndex(m_dialect->findData(int(m_session->dialect())));
    m_dialect->setEnabled(choice);
    m_dialect->setToolTip(choice
                              ? tr("Whose text is shown")
                              : tr("These files were recorded from %1 and are shown as they were")
                                    .arg(dialectTitle(can.dialect)));
    m_dialect->setAccessibleDescription(m_dialect->toolTip());
    for (auto* action : m_dialectActions->actions()) {
        action->setEnabled(choice);
        action->setChecked(choice && action->data().toInt() == int(m_session->dialect()));
    }
}

void MainWindow::followMoment()
{
    followState();
    const auto* moment = m_session->now();
    if (!moment || !moment->snapshot) {
        m_status->setText(m_session->player() ? tr("Waiting for the first sample…") : QString());
        return;
    }
    const QLocale locale;
    const auto can = m_session->capabilities();
    QStringList parts{model::escapedText(m_session->source()->title().toStdString())};
    parts << tr("generation %1").arg(moment->snapshot->generation)
          << durationText(moment->snapshot->time);
    if (can.canStep || can.isLive)
        parts << (m_session->player()->isPlaying() ? (can.isLive ? tr("live") : tr("playing"))
                                                   : tr("paused"));
    else
        parts << tr("recorded");
    const auto tasks = qulonglong(moment->snapshot->tasks.size());
    parts << (tasks == 1 ? tr("1 task") : tr("%1 tasks").arg(locale.toString(tasks)));
    if (const auto cost = m_session->source()->cost(); !cost.isEmpty())
        parts << cost;
    m_status->setText(parts.join(QStringLiteral(" · ")));
    // The legend makes room before this does, but a long name must not widen the window.
    m_status->setMinimumWidth(
        std::min(m_status->sizeHint().width(), widestStatus * fontMetrics().averageCharWidth()));
}

// Qt's own goes through what is in docks behind others, too: it keeps them out of sight, not
// hidden.
bool MainWindow::focusNextPrevChild(bool next)
{
    const auto isInSight = [this](const QWidget* widget) {
        while (widget && widget->parentWidget() != m_workspace)
            widget = widget->parentWidget();
        return !widget || m_workspace->rect().intersects(widget->geometry());
    };
    const auto takesTab = [&](const QWidget* widget) {
        return (widget->focusPolicy() & Qt::TabFocus) != 0 && !widget->focusProxy()
            && widget->window() == this && widget->isVisible() && widget->isEnabled()
            && isInSight(widget);
    };
    auto* from = focusWidget() ? focusWidget() : this;
    auto* to = from;
    do {
        to = next ? to->nextInFocusChain() : to->previousInFocusChain();
    } while (to != from && (to == this || !takesTab(to)));
    if (to == from)
        return false;
    to->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

void MainWindow::updateTitle()
{
    QStringList parts;
    if (const auto* player = m_session->player()) {
        if (const auto* task = m_session->knownTask(m_selection->task()))
            parts << tr("%1 (%2)").arg(model::escaped(QByteArray::fromStdString(task->name)),
                                       QString::number(task->tid.value));
        auto where = model::escapedText(player->source()->title().toStdString());
        if (const auto shown = m_session->snapshot())
            where = tr("%1, generation %2").arg(where, QString::number(shown->generation));
        parts << where;
    }
    parts << QStringLiteral("Sandscope");
    // "[*]" would be taken for the sign of a changed document.
    setWindowTitle(
        parts.join(QStringLiteral(" — ")).replace(QLatin1String("[*]"), QLatin1String("[*][*]")));
}

void MainWindow::showFailure(const model::SourceError& error)
{
    if (m_breakpointBar->explain(error))
        return;
    auto explanation = error.explanation;
    if (!error.file.isEmpty())
        explanation += u'\n'
            + (error.line > 0 ? tr("%1, line %2").arg(error.file, QString::number(error.line))
                              : error.file);
    m_messages->show(MessageBar::Kind::error, error.heading, explanation);
}

void MainWindow::toggleRaw()
{
    auto* current = m_docks->currentPane();
    if (current->toggleRaw())
        return;
    auto* raw = qobject_cast<RawPane*>(m_docks->pane("raw"));
    raw->showFile(current->path().sliced(current->path().lastIndexOf('/') + 1));
    m_docks->focusPane(raw);
}

void MainWindow::copy(bool withHeadings)
{
    const auto* view = focusedTable();
    if (!view)
        return;
    QString source;
    if (withHeadings) {
        source = m_session->source() ? m_session->source()->name() : QString();
        if (const auto shown = m_session->snapshot())
            source += tr(", generation %1").arg(shown->generation);
        if (!m_docks->currentPane()->path().isEmpty() && m_docks->currentPane()->isAncestorOf(view))
            source += QLatin1String(", /proc/") + model::escaped(m_docks->currentPane()->path());
    }
    if (const auto text = selectionAsTsv(*view, source); !text.isEmpty())
        QApplication::clipboard()->setText(text);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (m_drop->handle(watched, event))
        return true;
    // With the mouse, What's This asks what is meant; with the keyboard, it is what has it.
    if (event->type() == QEvent::Shortcut && watched == (*m_actions)["help.whatsThis"]
        && explainFocus())
        return true;
    // Before its command runs, which is about what had the keyboard.
    if (event->type() == QEvent::Hide && watched->objectName() == QLatin1String("commandBar")
        && m_beforeBar)
        m_beforeBar->setFocus(Qt::OtherFocusReason);
    // Space plays, but a button or list that has the keyboard is pressed or opened by it first.
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space
        && (qobject_cast<QAbstractButton*>(watched) || qobject_cast<QComboBox*>(watched))) {
        event->accept();
        return true;
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_copy->isBusy()) {
        m_copy->cancel();
        return;
    }
    // What nobody else has a use for leads back to the list, from everywhere.
    if (event->key() != Qt::Key_Escape || showsStartPage() || m_processPage->view()->hasFocus()) {
        QMainWindow::keyPressEvent(event);
        return;
    }
    showProcTab(false);
    m_processPage->view()->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    restoreState();
    layOut();
}

void MainWindow::paintEvent(QPaintEvent* event)
{
    QMainWindow::paintEvent(event);
    if (!std::exchange(m_painted, true)) // what takes longer waits until the window is there
        QTimer::singleShot(0, this, [this] {
            m_docks->start();
            restoreColorScheme();
            QTimer::singleShot(0, this, [this] {
                setWindowIcon(programIcon());
                storeRecent();
            });
        });
}

void MainWindow::layOut()
{
    // Docks can be given sizes only once the window inside has its own.
    if (m_laidOut || !isVisible() || showsStartPage())
        return;
    m_laidOut = true;
    QTimer::singleShot(0, this, [this] {
        m_docks->layOut();
        const auto saved = m_settings
            ? m_settings->value(QStringLiteral("window/docks")).toByteArray()
            : QByteArray();
        if (m_settings && saved.isEmpty() && height() >= leastWithAtlas)
            m_atlas->show(); // until somebody closes it
        giveRoom(m_atlas);
        giveRoom(m_changes);
        giveRoom(m_find);
        m_workspace->restoreState(saved, layoutVersion);
        m_docks->raiseRequested();
    });
}

// As much as a dozen lines need, where the panes can spare it.
void MainWindow::giveRoom(QDockWidget* dock)
{
    if (!dock->isVisible())
        return;
    m_sized.insert(dock);
    const int tenths = dock == m_find ? 4 : 3; // its rows stand below two lines
    const int all = m_workspace->height();
    const int least = dock == m_atlas ? std::min(all / 2, lowestAtlas) : 0;
    m_workspace->resizeDocks({dock}, {std::max(all * tenths / 10, least)}, Qt::Vertical);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveState();
    event->accept();
}

}
