// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What the commands of the window do, and what it remembers between runs.

#include "actions.h"
#include "breakpointbar.h"
#include "changesdock.h"
#include "docks.h"
#include "exportbar.h"
#include "finddock.h"
#include "goto.h"
#include "icons.h"
#include "mainwindow.h"
#include "manual.h"
#include "messagebar.h"
#include "playerbar.h"
#include "processpage.h"
#include "processview.h"
#include "procpage.h"
#include "shortcutsheet.h"
#include "startpage.h"
#include "tablecopy.h"
#include "tables.h"
#include "words.h"

#include <app/atlas/atlasdock.h>
#include <app/delegates/tooltips.h>
#include <model/query/search.h>
#include <model/sandbox/runscname.h>
#include <model/sandbox/sandboxlist.h>
#include <model/sandbox/statefile.h>
#include <model/sources/sourcename.h>
#include <model/tree/processlist.h>

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QInputDialog>
#include <QMenu>
#include <QMessageBox>
#include <QSettings>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

#include <utility>

namespace sandscope::app {

namespace {

constexpr int recentKept = 8;

}

void MainWindow::connectFileCommands()
{
    auto& actions = *m_actions;
    connect(actions["file.open"], &QAction::triggered, this, [this] {
        // A log has no name of its own, so the filter says that it is one.
        const QString logs = tr("System-Call Logs (*.strace *.log *.txt *)");
        QString kind;
        const auto file = QFileDialog::getOpenFileName(
            this, tr("Open File"), {},
            tr("Scenarios, Recordings and Saved States (*.yaml *.yml *.sandscope *.saved "
               "*.strace)")
                + QLatin1StringView(";;") + logs,
            &kind);
        if (file.isEmpty())
            return;
        if (kind == logs)
            open(QLatin1String("strace:") + file);
        else if (const auto source = model::sourceNameOfFile(file))
            open(*source);
        else
            showFailure(source.error());
    });
    connect(actions["file.openFolder"], &QAction::triggered, this, [this] {
        const auto folder
            = QFileDialog::getExistingDirectory(this, tr("Open Folder With a /proc Tree"));
        if (!folder.isEmpty())
            open(QLatin1String("proc:") + folder);
    });
    connect(actions["file.computer"], &QAction::triggered, this,
            [this] { open(QStringLiteral("proc:/proc")); });
    offerSandboxes();
    connect(actions["file.subtree"], &QAction::triggered, this, [this] {
        const auto* task = m_session->knownTask(m_selection->task());
        if (task && m_session->source())
            open(model::subtreeSource(m_session->source()->name(), task->tgid.value));
    });
    connect(actions["file.close"], &QAction::triggered, this, [this] {
        m_messages->clear();
        m_session->close();
    });
    connect(actions["file.quit"], &QAction::triggered, this, &QWidget::close);
    connect(actions["edit.copy"], &QAction::triggered, this, [this] { copy(false); });
    connect(actions["edit.copyWithHeadings"], &QAction::triggered, this, [this] { copy(true); });
    const std::pair<const char*, CopyForm> forms[] = {{"edit.copyText", CopyForm::text},
                                                      {"edit.copyCsv", CopyForm::csv},
                                                      {"edit.copyJson", CopyForm::json},
                                                      {"edit.copyMarkdown", CopyForm::markdown}};
    for (const auto& [id, form] : forms) {
        connect(actions[id], &QAction::triggered, this, [this, form] {
            if (const auto* view = focusedTable())
                m_copy->start(*view, form);
        });
    }
    connect(m_copy, &TableCopy::progressed, this, [this](qsizetype rows, qsizetype all) {
        statusBar()->showMessage(tr("Copying: %1 of %2 rows; Esc stops it").arg(rows).arg(all));
    });
    connect(m_copy, &TableCopy::finished, statusBar(), &QStatusBar::clearMessage);
    connect(m_copy, &TableCopy::tableChanged, this, [this] {
        m_messages->show(MessageBar::Kind::information, tr("Not Copied"),
                         tr("The table changed while it was copied. Pause, and copy again."));
    });
    connect(actions["edit.filter"], &QAction::triggered, this, [this] {
        showProcTab(false);
        m_processPage->startFiltering();
    });
}

void MainWindow::connectExport()
{
    connect((*m_actions)["file.export"], &QAction::triggered, m_exportBar, &ExportBar::open);
    const auto tell = [this](MessageBar::Kind kind) {
        return [this, kind](const QString& heading, const QString& explanation) {
            m_messages->show(kind, heading, explanation);
        };
    };
    connect(m_exportBar, &ExportBar::done, this, tell(MessageBar::Kind::information));
    connect(m_exportBar, &ExportBar::failed, this, tell(MessageBar::Kind::error));
}

void MainWindow::connectViewCommands()
{
    auto& actions = *m_actions;
    connect(actions["view.processes"], &QAction::triggered, this, [this] {
        showProcTab(false);
        m_processPage->view()->setFocus(Qt::ShortcutFocusReason);
    });
    connect(actions["view.proc"], &QAction::triggered, this, [this] {
        showProcTab(true);
        m_procPage->view()->setFocus(Qt::ShortcutFocusReason);
    });
    connect(actions["view.flat"], &QAction::toggled, m_processPage->processes(),
            &model::ProcessListModel::setFlat);
    actions["view.threads"]->setChecked(true);
    connect(actions["view.threads"], &QAction::toggled, m_processPage,
            &ProcessPage::setThreadsShown);
    actions["view.ended"]->setChecked(true);
    connect(actions["view.ended"], &QAction::toggled, m_processPage, &ProcessPage::setEndedShown);
    const auto expandAll = [this](bool expanded) {
        if (m_tabs->currentWidget() == m_processPage)
            m_processPage->processes()->setAllExpanded(expanded);
        else if (expanded)
            m_procPage->view()->expandToDepth(0); // deeper ones would read every folder of every
                                                  // process
        else
            m_procPage->view()->collapseAll();
    };
    connect(actions["view.expandAll"], &QAction::triggered, this, [expandAll] { expandAll(true); });
    connect(actions["view.collapseAll"], &QAction::triggered, this,
            [expandAll] { expandAll(false); });
    connect(actions["view.present"], &QAction::toggled, m_session, &Session::setPresenting);
    connect(actions["view.raw"], &QAction::triggered, this, &MainWindow::toggleRaw);
    connect(actions["view.resetLayout"], &QAction::triggered, m_docks, [this] {
        m_docks->resetLayout();
        m_docks->raiseRequested();
    });
}

void MainWindow::connectGoCommands()
{
    auto& actions = *m_actions;
    connect(actions["go.to"], &QAction::triggered, this, [this] {
        bool accepted = false;
        const auto text = QInputDialog::getText(
            this, tr("Go To"), tr("Process id, PID/TID, or an address such as 0x7f0000001000:"),
            QLineEdit::Normal, {}, &accepted);
        if (accepted && !text.isEmpty())
            goTo(text);
    });
    connect(actions["go.parent"], &QAction::triggered, this, [this] {
        if (const auto* task = m_session->knownTask(m_selection->task()))
            m_selection->setTask(task->parent);
    });
    connect(actions["go.nextPane"], &QAction::triggered, this, [this] { m_docks->focusNext(1); });
    connect(actions["go.previousPane"], &QAction::triggered, this,
            [this] { m_docks->focusNext(-1); });
}

void MainWindow::goTo(const QString& text)
{
    m_messages->clear();
    const auto destination = parseDestination(text);
    if (!destination) {
        m_messages->show(
            MessageBar::Kind::information, tr("Cannot Go to “%1”").arg(text),
            tr("Give a process id (7), a thread (7/9) or an address (0x7f0000001000)."));
    } else if (const auto* number = std::get_if<ProcessNumber>(&*destination)) {
        const auto task = m_session->taskByNumber(number->pid, number->tid);
        if (task)
            m_selection->setTask(task);
        else
            m_messages->show(MessageBar::Kind::information, tr("No Process %1").arg(text),
                             tr("There is none with this id at this generation."));
    } else {
        auto* maps = m_docks->pane("maps");
        m_docks->focusPane(maps);
        m_selection->setAddress({});
        m_selection->setAddress(std::get<Address>(*destination).value);
    }
}

void MainWindow::connectPlayerCommands()
{
    auto& actions = *m_actions;
    const auto withPlayer = [this](void (model::Player::*command)()) {
        return [this, command] {
            if (auto* player = m_session->player())
                (player->*command)();
        };
    };
    connect(actions["player.play"], &QAction::triggered, this, [this] {
        if (auto* player = m_session->player())
            player->isPlaying() ? player->pause() : player->play();
        followState();
    });
    connect(actions["player.step"], &QAction::triggered, this, withPlayer(&model::Player::step));
    connect(actions["player.stepBack"], &QAction::triggered, this,
            withPlayer(&model::Player::stepBack));
    connect(actions["player.restart"], &QAction::triggered, this,
            withPlayer(&model::Player::restart));
    connect(actions["view.refresh"], &QAction::triggered, this,
            withPlayer(&model::Player::refresh));
    connect(actions["player.faster"], &QAction::triggered, this,
            [this] { m_playerBar->changeSpeed(1); });
    connect(actions["player.slower"], &QAction::triggered, this,
            [this] { m_playerBar->changeSpeed(-1); });
}

void MainWindow::connectSearchCommands()
{
    auto& actions = *m_actions;
    connect(actions["player.nextChange"], &QAction::triggered, this, [this] { runToChange(true); });
    connect(actions["player.previousChange"], &QAction::triggered, this,
            [this] { runToChange(false); });
    connect(actions["player.breakpoint"], &QAction::triggered, m_breakpointBar,
            &BreakpointBar::open);
    connect(actions["player.stopSearch"], &QAction::triggered, this, [this] {
        if (auto* player = m_session->player())
            player->cancelSearch();
    });
    connect(m_breakpointBar, &BreakpointBar::hit, this, [this](procfs::TaskId task) {
        if (m_session->task(task))
            m_selection->setTask(task);
    });
}

void MainWindow::connectFindCommands()
{
    auto& actions = *m_actions;
    connect(actions["edit.find"], &QAction::triggered, m_find, &FindDock::open);
    connect(actions["edit.findNext"], &QAction::triggered, m_find, [this] { m_find->goOn(1); });
    connect(actions["edit.findPrevious"], &QAction::triggered, m_find,
            [this] { m_find->goOn(-1); });
    connect(m_find, &FindDock::chosen, this, &MainWindow::goToFinding);
    connect(m_find, &FindDock::findingsChanged, this, &MainWindow::followState);
}

void MainWindow::goToFinding(const query::Finding& finding, bool withKeyboard)
{
    m_messages->clear();
    if (!m_session->task(finding.task)) {
        m_messages->show(MessageBar::Kind::information, tr("No Process %1").arg(finding.tid.value),
                         tr("It was found at another generation, and is not there at this one."));
        return;
    }
    m_selection->setTask(finding.task);
    if (finding.match.file.empty()) { // known without a file: the row of the list says it
        showProcTab(false);
        if (withKeyboard)
            m_processPage->view()->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_selection->setPath(QByteArray::fromStdString(finding.match.path));
    auto* pane = m_docks->paneOfFile(QByteArray::fromStdString(finding.match.file));
    withKeyboard ? m_docks->focusPane(pane) : m_docks->showPane(pane);
    m_selection->setAddress({}); // the same one again is a wish to see it again
    m_selection->setAddress(finding.match.address);
    m_selection->setLine({});
    if (finding.match.line)
        m_selection->setLine(*finding.match.line);
    m_selection->setField({});
    m_selection->setField(QByteArray::fromStdString(finding.match.field));
}

void MainWindow::goToFile(const QByteArray& path, const QByteArray& field)
{
    m_messages->clear();
    const auto file = fileOfTask(path);
    if (const auto number = parseDestination(QString::fromLatin1(taskOfPath(path)))) {
        const auto* process = std::get_if<ProcessNumber>(&*number);
        const auto task
            = process ? m_session->taskByNumber(process->pid, process->tid) : procfs::TaskId();
        if (!task) {
            m_messages->show(MessageBar::Kind::information,
                             tr("No Process %1").arg(QString::fromLatin1(taskOfPath(path))),
                             tr("There is none with this id at this generation."));
            return;
        }
        m_selection->setTask(task);
    }
    if (file.isEmpty())
        return;
    m_selection->setPath(path);
    m_docks->focusPane(m_docks->paneOfFile(file));
    m_selection->setField({}); // the same one again is a wish to see it again
    m_selection->setField(field);
}

void MainWindow::runToChange(bool forward)
{
    auto* player = m_session->player();
    if (!player || !m_selection->task())
        return;
    m_messages->clear();
    using Direction = model::Player::Direction;
    player->runToChange(m_selection->task(), forward ? Direction::forward : Direction::backward);
    connect(
        player, &model::Player::searchEnded, this,
        [this, forward](stepping::Arrival arrival) {
            if (arrival != stepping::Arrival::notFound)
                return;
            m_messages->show(MessageBar::Kind::information,
                             forward ? tr("No Further Change") : tr("No Earlier Change"),
                             forward
                                 ? tr("Nothing of the selected task changes after this moment.")
                                 : tr("Nothing of the selected task changed before this moment."));
        },
        Qt::SingleShotConnection);
}

void MainWindow::connectHelpCommands()
{
    auto& actions = *m_actions;
    const auto show = [](QDialog* dialog) {
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    };
    connect(actions["help.manual"], &QAction::triggered, this,
            [this, show] { show(new Manual(this)); });
    connect(actions["help.contents"], &QAction::triggered, this,
            [this, show] { show(new HelpSheet(this)); });
    connect(actions["help.keys"], &QAction::triggered, this,
            [this, show] { show(new ShortcutSheet(namedActions(), this)); });
    connect(actions["help.about"], &QAction::triggered, this, [this, show] {
        auto* box
            = new QMessageBox(QMessageBox::NoIcon, tr("About Sandscope"),
                              tr("Sandscope %1\n\nLook into the processes of a sandbox: step "
                                 "by step, file by file.\n\nQt %2, KDE Frameworks "
                                 "%3\n\nApache License 2.0")
                                  .arg(QStringLiteral(SANDSCOPE_VERSION), QLatin1String(qVersion()),
                                       QStringLiteral(SANDSCOPE_FRAMEWORKS_VERSION)),
                              QMessageBox::Close, this);
        box->setTextFormat(Qt::PlainText);
        box->setIconPixmap(programIcon().pixmap(QSize(48, 48), devicePixelRatioF()));
        show(box);
    });
}

void MainWindow::rememberRecent(const QString& source)
{
    m_recent.removeAll(source);
    m_recent.prepend(source);
    m_recent = m_recent.mid(0, recentKept);
    if (m_painted) // writing waits for that
        storeRecent();
}

void MainWindow::storeRecent()
{
    const auto key = QStringLiteral("recent");
    if (m_settings && m_settings->value(key).toStringList() != m_recent)
        m_settings->setValue(key, m_recent);
}

/// Running ones, of the usual folder and of those that were opened before.
void MainWindow::offerSandboxes()
{
    auto* sandboxes = new model::SandboxList(this);
    auto* menu = m_actions->menu("file/sandboxes");
    const auto look = [this, sandboxes] {
        QStringList folders{QFile::decodeName(model::usualStateFolder().c_str())};
        for (const auto& source : std::as_const(m_recent)) {
            const auto name = source.startsWith(QLatin1String("runsc:"))
                ? model::parseRunscName(source.section(u':', 1))
                : std::unexpected(model::SourceError{});
            if (name)
                folders << name->place.folder;
        }
        sandboxes->setFolders(folders);
        sandboxes->refresh();
    };
    const auto fill = [this, menu, sandboxes] {
        menu->clear();
        for (const auto& sandbox : sandboxes->running()) {
            const auto id = QString::fromStdString(sandbox.state.id);
            const auto folder = QFile::decodeName(sandbox.folder.c_str());
            auto* action = menu->addAction(icon("process"), id);
            action->setToolTip(folder);
            connect(
                action, &QAction::triggered, this,
                [this, source = model::runscSourceName(id, {.folder = folder})] { open(source); });
        }
        if (menu->isEmpty())
            menu->addAction(tr("No sandbox runs in %1").arg(sandboxes->folders().value(0)))
                ->setEnabled(false);
    };
    connect(menu, &QMenu::aboutToShow, this, [look, fill] {
        look();
        fill();
    });
    connect(sandboxes, &model::SandboxList::changed, this, fill);
    if (m_settings) { // pictures and tests show the same wherever they are made
        look();
        m_startPage->setSandboxes(sandboxes);
    }
}

void MainWindow::showRecent()
{
    auto* menu = m_actions->menu("file/recent");
    menu->clear();
    menu->setEnabled(!m_recent.isEmpty());
    for (const auto& source : std::as_const(m_recent)) {
        const auto words = sourceWords(source);
        auto* action = menu->addAction(icon(words.icon),
                                       plainMenuText(tr("%1: %2").arg(words.kind, words.what)));
        connect(action, &QAction::triggered, this, [this, source] { open(source); });
    }
    menu->addSeparator();
    connect(menu->addAction(icon("clear"), tr("&Clear List")), &QAction::triggered, this, [this] {
        m_recent.clear();
        if (m_settings)
            m_settings->remove(QStringLiteral("recent"));
        // Not while the menu that holds this is still at work.
        QMetaObject::invokeMethod(this, &MainWindow::showRecent, Qt::QueuedConnection);
    });
    m_startPage->setRecent(m_recent);
}

void MainWindow::restoreColumnsOf(Pane* pane)
{
    auto* table = qobject_cast<QTableView*>(pane->mainView());
    if (m_settings && table)
        restoreColumns(
            table,
            m_settings->value(QLatin1String("columns/") + QLatin1String(pane->descriptor().id))
                .toByteArray());
}

void MainWindow::saveColumnsOf(Pane* pane)
{
    if (const auto* table = qobject_cast<QTableView*>(pane->mainView()))
        m_settings->setValue(QLatin1String("columns/") + QLatin1String(pane->descriptor().id),
                             saveColumns(table));
}

void MainWindow::restoreState()
{
    if (std::exchange(m_restored, true) || !m_settings)
        return;
    m_recent = m_settings->value(QStringLiteral("recent")).toStringList();
    showRecent();
    restoreGeometry(m_settings->value(QStringLiteral("window/geometry")).toByteArray());
    m_tabs->setCurrentIndex(m_settings->value(QStringLiteral("window/tab"), 0).toInt());
    m_processPage->restoreColumns(
        m_settings->value(QStringLiteral("columns/processes")).toByteArray());
    for (auto* pane : m_docks->panes()) // the others follow when they are made
        restoreColumnsOf(pane);
    restoreKeys(namedActions(), *m_settings);
    setTheme(static_cast<Theme>(m_settings->value(QStringLiteral("theme"), 0).toInt()));
    m_find->setHistory(m_settings->value(QStringLiteral("find/history")).toStringList());
    m_breakpointBar->setExpression(m_settings->value(QStringLiteral("breakpoint")).toString());
    const auto dialect = procfs::dialectFromName(
        m_settings->value(QStringLiteral("dialect")).toString().toStdString());
    if (dialect)
        m_session->setDialect(*dialect);
}

void MainWindow::saveState()
{
    if (!m_settings)
        return;
    storeRecent();
    m_settings->setValue(QStringLiteral("window/geometry"), saveGeometry());
    if (m_laidOut) // on the start page nothing has its place yet
        m_settings->setValue(QStringLiteral("window/docks"), m_workspace->saveState(layoutVersion));
    m_settings->setValue(QStringLiteral("window/tab"), m_tabs->currentIndex());
    m_settings->setValue(QStringLiteral("columns/processes"), m_processPage->ownColumns());
    for (auto* pane : m_docks->panes()) // of the others, what was kept before stays
        saveColumnsOf(pane);
    for (const auto* action : m_themeActions->actions()) {
        if (action->isChecked())
            m_settings->setValue(QStringLiteral("theme"), action->data());
    }
    m_settings->setValue(QStringLiteral("find/history"), m_find->history());
    m_settings->setValue(QStringLiteral("breakpoint"), m_breakpointBar->expression());
    if (const auto dialect = m_session->chosenDialect())
        m_settings->setValue(QStringLiteral("dialect"),
                             QString::fromStdString(std::string(procfs::dialectName(*dialect))));
}

}
