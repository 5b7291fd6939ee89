// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What people can arrange for themselves: keys, toolbar, colours. The dialogs are the plugin's.

#include "actions.h"
#include "desktop.h"
#include "icons.h"
#include "mainwindow.h"
#include "messagebar.h"

#include <QAbstractItemView>
#include <QActionGroup>
#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QTimer>
#include <QToolBar>

namespace sandscope::app {

namespace {

const QString toolBarKey = QStringLiteral("toolbar/main");
const QString colorsKey = QStringLiteral("colors/scheme");

/// Empty: a line.
QStringList usualToolBar()
{
    return {QStringLiteral("file.open"),     QStringLiteral("file.openFolder"),
            QStringLiteral("file.computer"), QString(),
            QStringLiteral("go.parent"),     QStringLiteral("view.flat"),
            QStringLiteral("view.threads"),  QString(),
            QStringLiteral("view.raw"),      QStringLiteral("view.refresh")};
}

QString withoutMnemonic(QString text)
{
    return text.remove(u'&');
}

}

DesktopModule* MainWindow::desktopModule()
{
    auto* module = m_desktop->module();
    if (!module)
        m_messages->show(MessageBar::Kind::error, tr("A Part of the Program Is Missing"),
                         tr("The dialogs of the desktop cannot be loaded. Install the program "
                            "again. %1")
                             .arg(m_desktop->problem()));
    return module;
}

QList<QAction*> MainWindow::namedActions() const
{
    QList<QAction*> named;
    for (const auto& group : actionGroups(*menuBar())) {
        for (auto* action : group.actions) {
            if (!action->objectName().isEmpty())
                named << action;
        }
    }
    return named;
}

void MainWindow::connectSettingsCommands()
{
    for (auto* action : namedActions())
        rememberDefaultKeys(action);
#ifdef SANDSCOPE_DESKTOP_MODULE
    auto& actions = *m_actions;
    connect(actions["settings.keys"], &QAction::triggered, this, &MainWindow::configureKeys);
    connect(actions["settings.toolBar"], &QAction::triggered, this, &MainWindow::configureToolBar);
    connect(actions["help.commandBar"], &QAction::triggered, this, &MainWindow::openCommandBar);
    auto* colors = actions.menu("settings/colors");
    colors->addAction(tr("Looking for colour schemes…"))->setEnabled(false); // no menu is empty
    connect(colors, &QMenu::aboutToShow, this, &MainWindow::listColorSchemes);
    connect(m_themeActions, &QActionGroup::triggered, this, [this] {
        if (!m_colorScheme.isEmpty()) // light and dark are of the program's own colours
            useColorScheme({});
    });
#endif
}

void MainWindow::configureKeys()
{
    auto* module = desktopModule();
    if (!module)
        return;
    auto groups = actionGroups(*menuBar());
    for (auto& group : groups)
        group.actions.removeIf(
            [](const QAction* action) { return action->objectName().isEmpty(); });
    groups.removeIf([](const ActionGroup& group) { return group.actions.isEmpty(); });
    module->editShortcuts(this, groups, [this] { keepKeys(namedActions(), m_settings); });
}

void MainWindow::fillToolBar(const QStringList& ids)
{
    m_toolBarIds = ids;
    const auto before = m_toolBar->actions();
    for (auto* action : before) {
        if (action == m_toolBarEnd)
            break;
        m_toolBar->removeAction(action);
        if (action->isSeparator())
            delete action;
    }
    const auto all = m_actions->all();
    for (const auto& id : ids) {
        const auto action
            = std::ranges::find(all, id, [](const QAction* each) { return each->objectName(); });
        if (id.isEmpty())
            m_toolBar->insertSeparator(m_toolBarEnd);
        else if (action != all.end()) // it may have been one of another version
            m_toolBar->insertAction(m_toolBarEnd, *action);
    }
}

void MainWindow::restoreToolBar()
{
    const auto kept = m_settings ? m_settings->value(toolBarKey) : QVariant();
    const auto ids = kept.toString();
    fillToolBar(!kept.isValid() ? usualToolBar() : ids.isEmpty() ? QStringList() : ids.split(u','));
}

void MainWindow::configureToolBar()
{
    auto* module = desktopModule();
    if (!module)
        return;
    QList<ToolItem> items;
    for (const auto* action : m_actions->all())
        items << ToolItem{.id = action->objectName(),
                          .text = withoutMnemonic(action->text()),
                          .icon = action->icon()};
    const ArrowIcons arrows{
        .add = icon("step"), .remove = icon("step-back"), .up = icon("up"), .down = icon("down")};
    module->arrangeToolBar(this, items, arrows, m_toolBarIds, usualToolBar(),
                           [this](const QStringList& ids) {
                               fillToolBar(ids);
                               if (!m_settings)
                                   return;
                               if (ids == usualToolBar())
                                   m_settings->remove(toolBarKey);
                               else
                                   m_settings->setValue(toolBarKey, ids.join(u','));
                           });
}

void MainWindow::listColorSchemes()
{
    auto* menu = m_actions->menu("settings/colors");
    const auto* module = desktopModule();
    if (!module)
        return;
    menu->clear();
    for (const auto& scheme : module->colorSchemes()) {
        auto* action = menu->addAction(scheme.preview, scheme.name);
        action->setCheckable(true);
        action->setChecked(scheme.id == m_colorScheme);
        connect(action, &QAction::triggered, this, [this, id = scheme.id] { useColorScheme(id); });
    }
}

void MainWindow::useColorScheme(const QString& id)
{
    auto* module = desktopModule();
    if (!module || !module->useColorScheme(id))
        return; // the scheme of another computer, or removed since
    m_colorScheme = id;
    if (m_settings)
        m_settings->setValue(colorsKey, id);
}

void MainWindow::restoreColorScheme()
{
#ifdef SANDSCOPE_DESKTOP_MODULE
    const auto id = m_settings ? m_settings->value(colorsKey).toString() : QString();
    if (!id.isEmpty())
        useColorScheme(id);
#endif
}

void MainWindow::openCommandBar()
{
    auto* module = desktopModule();
    if (!module)
        return;
    m_beforeBar = QApplication::focusWidget();
    Q_EMIT m_actions->menu("file/scenarios")->aboutToShow(); // filled when first opened
    auto groups = actionGroups(*menuBar());
    for (auto& group : groups)
        group.actions.removeIf([this](const QAction* action) {
            return !action->isEnabled() || action == (*m_actions)["help.commandBar"];
        });
    groups.removeIf([](const ActionGroup& group) { return group.actions.isEmpty(); });
    module->openCommandBar(this, groups);
}

QAbstractItemView* MainWindow::focusedTable() const
{
    auto* focus = QApplication::focusWidget();
    // A command that is chosen in the command bar is about what had the keyboard before.
    for (const auto* widget = focus; widget; widget = widget->parentWidget()) {
        if (widget->objectName() == QLatin1String("commandBar"))
            focus = m_beforeBar;
    }
    return qobject_cast<QAbstractItemView*>(focus);
}

}
