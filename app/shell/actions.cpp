// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "actions.h"

#include "icons.h"

#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>

namespace sandscope::app {

namespace {

// clang-format off
constexpr Command table[] = {
    {"file.open", "file", QT_TRANSLATE_NOOP("Actions", "&Open File…"), "Ctrl+O", "open", needsNothing, QT_TRANSLATE_NOOP("Actions", "Open")},
    {"file.openFolder", "file", QT_TRANSLATE_NOOP("Actions", "Open &Folder…"), "Ctrl+Shift+O", "folder", needsNothing, QT_TRANSLATE_NOOP("Actions", "Folder")},
    {"file.computer", "file", QT_TRANSLATE_NOOP("Actions", "&This Computer"), "", "computer", needsNothing, QT_TRANSLATE_NOOP("Actions", "Computer")},
    {"file.subtree", "file", QT_TRANSLATE_NOOP("Actions", "Open Only This S&ubtree"), "", "process", needsTask | needsSubtrees},
    {"file.export", "file", QT_TRANSLATE_NOOP("Actions", "&Export…"), "Ctrl+Shift+E", "", needsMoment, "", false, true},
    {"file.close", "file", QT_TRANSLATE_NOOP("Actions", "&Close Source"), "Ctrl+W", "clear", needsSource, "", false, true},
    {"file.record", "file", QT_TRANSLATE_NOOP("Actions", "Recor&d…"), "Ctrl+Shift+R", "record", needsSource, QT_TRANSLATE_NOOP("Actions", "Record")},
    {"file.quit", "file", QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q", "quit", needsNothing, "", false, true},

    {"edit.copy", "edit", QT_TRANSLATE_NOOP("Actions", "&Copy"), "Ctrl+C", "copy", needsRows},
    {"edit.copyWithHeadings", "edit", QT_TRANSLATE_NOOP("Actions", "Copy With &Headings"), "Ctrl+Shift+C", "copy", needsRows},
    {"edit.copyText", "edit/copyAs", QT_TRANSLATE_NOOP("Actions", "&Text"), "", "", needsRows},
    {"edit.copyCsv", "edit/copyAs", QT_TRANSLATE_NOOP("Actions", "&CSV"), "", "", needsRows},
    {"edit.copyJson", "edit/copyAs", QT_TRANSLATE_NOOP("Actions", "&JSON"), "", "", needsRows},
    {"edit.copyMarkdown", "edit/copyAs", QT_TRANSLATE_NOOP("Actions", "&Markdown"), "", "", needsRows},
    {"edit.filter", "edit", QT_TRANSLATE_NOOP("Actions", "&Filter Processes"), "Ctrl+F /", "filter", needsSource, "", false, true},
    {"edit.find", "edit", QT_TRANSLATE_NOOP("Actions", "Find in &All Tasks…"), "Ctrl+Shift+F", "find", needsMoment, QT_TRANSLATE_NOOP("Actions", "Find")},
    {"edit.findNext", "edit", QT_TRANSLATE_NOOP("Actions", "&Next Result"), "F3", "down", needsFindings},
    {"edit.findPrevious", "edit", QT_TRANSLATE_NOOP("Actions", "Pre&vious Result"), "Shift+F3", "up", needsFindings},

    {"view.refresh", "view", QT_TRANSLATE_NOOP("Actions", "&Refresh"), "F5", "refresh", needsLive, QT_TRANSLATE_NOOP("Actions", "Refresh")},
    {"view.processes", "view", QT_TRANSLATE_NOOP("Actions", "&Processes"), "Ctrl+1", "process", needsSource, "", false, true},
    {"view.proc", "view", QT_TRANSLATE_NOOP("Actions", "Pro&c"), "Ctrl+2", "folder", needsSource},
    {"view.flat", "view", QT_TRANSLATE_NOOP("Actions", "&Flat List"), "Ctrl+D", "list", needsSource, QT_TRANSLATE_NOOP("Actions", "Flat"), true, true},
    {"view.threads", "view", QT_TRANSLATE_NOOP("Actions", "Show T&hreads"), "Ctrl+T", "thread", needsSource, QT_TRANSLATE_NOOP("Actions", "Threads"), true},
    {"view.ended", "view", QT_TRANSLATE_NOOP("Actions", "Show Ended Processe&s"), "", "", needsTime, "", true},
    {"view.expandAll", "view", QT_TRANSLATE_NOOP("Actions", "&Expand All"), "", "tree", needsSource},
    {"view.collapseAll", "view", QT_TRANSLATE_NOOP("Actions", "C&ollapse All"), "", "", needsSource},
    {"view.raw", "view", QT_TRANSLATE_NOOP("Actions", "Ra&w or Decoded"), "Ctrl+R", "raw", needsTask, QT_TRANSLATE_NOOP("Actions", "Raw"), false, true},
    {"compare.generation", "view/compare", QT_TRANSLATE_NOOP("Actions", "With &Generation…"), "Ctrl+Shift+G", "recent", needsMoment},
    {"compare.task", "view/compare", QT_TRANSLATE_NOOP("Actions", "With &Process…"), "", "process", needsMoment},
    {"compare.mark", "view/compare", QT_TRANSLATE_NOOP("Actions", "&Mark This Moment as Baseline"), "Ctrl+Shift+B", "", needsMoment},
    {"compare.next", "view/compare", QT_TRANSLATE_NOOP("Actions", "&Next Difference"), "Ctrl+Down", "down", needsComparison, "", false, true},
    {"compare.previous", "view/compare", QT_TRANSLATE_NOOP("Actions", "Pre&vious Difference"), "Ctrl+Up", "up", needsComparison},
    {"compare.only", "view/compare", QT_TRANSLATE_NOOP("Actions", "&Only Differences"), "", "filter", needsComparison, "", true},
    {"compare.swap", "view/compare", QT_TRANSLATE_NOOP("Actions", "&Swap"), "", "swap", needsComparison, "", false, true},
    {"compare.stop", "view/compare", QT_TRANSLATE_NOOP("Actions", "Stop &Comparing"), "Ctrl+Shift+Backspace", "clear", needsComparison},
    {"view.present", "view", QT_TRANSLATE_NOOP("Actions", "Prese&ntation Mode"), "Ctrl+Shift+P", "", needsNothing, "", true, true},
    {"view.resetLayout", "view", QT_TRANSLATE_NOOP("Actions", "Reset &Layout"), "", "", needsSource, "", false, true},

    {"go.to", "go", QT_TRANSLATE_NOOP("Actions", "&Go to Process or Address…"), "Ctrl+G", "go", needsMoment},
    {"go.parent", "go", QT_TRANSLATE_NOOP("Actions", "&Parent Process"), "Alt+Up", "up", needsParent, QT_TRANSLATE_NOOP("Actions", "Parent")},
    {"go.nextPane", "go", QT_TRANSLATE_NOOP("Actions", "&Next Pane"), "Ctrl+Tab", "", needsSource, "", false, true},
    {"go.previousPane", "go", QT_TRANSLATE_NOOP("Actions", "Pre&vious Pane"), "Ctrl+Shift+Tab", "", needsSource},

    {"player.play", "player", QT_TRANSLATE_NOOP("Actions", "&Play"), "Space Pause", "play", needsTime, "", true},
    {"player.step", "player", QT_TRANSLATE_NOOP("Actions", "&Step"), "F8 Alt+Right", "step", needsStepForward},
    {"player.stepBack", "player", QT_TRANSLATE_NOOP("Actions", "Step &Back"), "Shift+F8 Alt+Left", "step-back", needsStepBack},
    {"player.restart", "player", QT_TRANSLATE_NOOP("Actions", "&Restart"), "Shift+F5", "restart", needsStepBack},
    {"player.nextChange", "player", QT_TRANSLATE_NOOP("Actions", "Run to &Next Change"), "Ctrl+F8 Alt+Shift+Right", "", needsTask | needsTime | needsStepForward, "", false, true},
    {"player.previousChange", "player", QT_TRANSLATE_NOOP("Actions", "Back to Pre&vious Change"), "Ctrl+Shift+F8 Alt+Shift+Left", "", needsTask | needsTime | needsStepBack},
    {"player.breakpoint", "player", QT_TRANSLATE_NOOP("Actions", "Run to Brea&kpoint…"), "Ctrl+B", "", needsSteps},
    {"player.stopSearch", "player", QT_TRANSLATE_NOOP("Actions", "St&op Searching"), "Esc", "clear", needsSearch},
    {"player.faster", "player", QT_TRANSLATE_NOOP("Actions", "&Faster"), "Ctrl+.", "speed", needsTime, "", false, true},
    {"player.slower", "player", QT_TRANSLATE_NOOP("Actions", "S&lower"), "Ctrl+,", "", needsTime},

#ifdef SANDSCOPE_DESKTOP_MODULE
    {"settings.keys", "settings", QT_TRANSLATE_NOOP("Actions", "Configure &Keyboard Shortcuts…"), "", "keyboard"},
    {"settings.toolBar", "settings", QT_TRANSLATE_NOOP("Actions", "Configure Tool&bars…"), "", ""},
#endif

    {"help.manual", "help", QT_TRANSLATE_NOOP("Actions", "&Manual"), "F1", "help"},
    {"help.contents", "help", QT_TRANSLATE_NOOP("Actions", "&How to Read This Window"), "Ctrl+F1", "help"},
    {"help.whatsThis", "help", QT_TRANSLATE_NOOP("Actions", "What's &This?"), "Shift+F1", "help"},
    {"help.keys", "help", QT_TRANSLATE_NOOP("Actions", "&Keyboard Shortcuts"), "Ctrl+/", "keyboard"},
#ifdef SANDSCOPE_DESKTOP_MODULE
    {"help.commandBar", "help", QT_TRANSLATE_NOOP("Actions", "&Find Action…"), "Ctrl+Alt+I", "find"},
#endif
    {"help.about", "help", QT_TRANSLATE_NOOP("Actions", "&About Sandscope"), "", "about", needsNothing, "", false, true},
};

struct MenuTitle
{
    const char* id;
    const char* title;
    const char* before; ///< the command above which a submenu stands; "" for its parent's end
    const char* icon;
};
constexpr MenuTitle menus[] = {
    {"file", QT_TRANSLATE_NOOP("Actions", "&File"), "", ""},
    {"file/scenarios", QT_TRANSLATE_NOOP("Actions", "Start &Scenario"), "file.close", "scenario"},
    {"file/sandboxes", QT_TRANSLATE_NOOP("Actions", "Open S&andbox"), "file.close", "process"},
    {"file/recent", QT_TRANSLATE_NOOP("Actions", "Open &Recent"), "file.close", "recent"},
    {"edit", QT_TRANSLATE_NOOP("Actions", "&Edit"), "", ""},
    {"edit/copyAs", QT_TRANSLATE_NOOP("Actions", "Copy A&s"), "edit.filter", "copy"},
    {"view", QT_TRANSLATE_NOOP("Actions", "&View"), "", ""},
    {"view/compare", QT_TRANSLATE_NOOP("Actions", "Co&mpare"), "view.resetLayout", "compare"},
    {"view/compare/dialect", QT_TRANSLATE_NOOP("Actions", "With &Dialect"), "compare.mark", "dialect"},
    {"view/panes", QT_TRANSLATE_NOOP("Actions", "P&anes"), "view.resetLayout", "status"},
    {"view/dialect", QT_TRANSLATE_NOOP("Actions", "&Dialect"), "view.resetLayout", "dialect"},
    {"view/theme", QT_TRANSLATE_NOOP("Actions", "&Theme"), "view.resetLayout", "theme"},
    {"go", QT_TRANSLATE_NOOP("Actions", "&Go"), "", ""},
    {"player", QT_TRANSLATE_NOOP("Actions", "&Player"), "", ""},
#ifdef SANDSCOPE_DESKTOP_MODULE
    {"settings", QT_TRANSLATE_NOOP("Actions", "&Settings"), "", ""},
    {"settings/colors", QT_TRANSLATE_NOOP("Actions", "&Colour Scheme"), "settings.keys", "theme"},
#endif
    {"help", QT_TRANSLATE_NOOP("Actions", "&Help"), "", ""},
};
// clang-format on

QString say(const char* text)
{
    return QCoreApplication::translate("Actions", text);
}

/// Its tip, with the key that works now.
void showKeys(QAction* action)
{
    auto tip = action->text().remove(u'&').remove(u'…');
    if (!action->shortcut().isEmpty())
        tip += QStringLiteral(" (%1)").arg(action->shortcut().toString(QKeySequence::NativeText));
    action->setToolTip(tip);
}

constexpr auto defaultKeys = "defaultShortcuts"; ///< KActionCollection's name for it
const QString keysGroup = QStringLiteral("shortcuts");

}

std::span<const Command> commands()
{
    return table;
}

Actions::Actions(QObject* parent)
    : QObject(parent)
{
    for (const auto& command : table) {
        auto* action = new QAction(say(command.text), this);
        action->setObjectName(QLatin1String(command.id));
        action->setCheckable(command.checkable);
        if (*command.shortText != '\0')
            action->setIconText(say(command.shortText));
        if (*command.icon != '\0')
            action->setIcon(icon(command.icon));
        QList<QKeySequence> keys;
        for (const auto& key : QString::fromLatin1(command.keys).split(u' ', Qt::SkipEmptyParts))
            keys << QKeySequence::fromString(key, QKeySequence::PortableText);
        action->setShortcuts(keys);
        showKeys(action);
        m_actions.insert(command.id, action);
        m_order << action;
    }
}

QAction* Actions::operator[](const char* id) const
{
    auto* action = m_actions.value(id);
    Q_ASSERT_X(action, "Actions", id);
    return action;
}

void Actions::setAvailable(Needs available)
{
    for (const auto& command : table)
        m_actions.value(command.id)->setEnabled((command.needs & ~available) == 0);
}

void Actions::addTo(QWidget* window, QMenuBar* bar)
{
    for (const auto& title : menus) {
        auto* made = new QMenu(say(title.title), window);
        made->setObjectName(QLatin1String("menu.") + QLatin1String(title.id));
        made->setToolTipsVisible(false);
        m_menus.insert(title.id, made);
        if (!QByteArrayView(title.id).contains('/'))
            bar->addMenu(made);
        if (*title.icon != '\0')
            made->menuAction()->setIcon(icon(title.icon));
    }
    for (const auto& command : table) {
        auto* parent = m_menus.value(command.menu);
        for (const auto& title : menus) {
            if (QByteArrayView(title.before) == command.id)
                parent->addMenu(m_menus.value(title.id));
        }
        if (command.separated)
            parent->addSeparator();
        auto* action = m_actions.value(command.id);
        parent->addAction(action);
        window->addAction(action);
    }
}

QMenu* Actions::menu(const char* id) const
{
    return m_menus.value(id);
}

void rememberDefaultKeys(QAction* action)
{
    action->setProperty(defaultKeys, QVariant::fromValue(action->shortcuts()));
}

void restoreKeys(const QList<QAction*>& actions, QSettings& settings)
{
    settings.beginGroup(keysGroup);
    for (auto* action : actions) {
        if (const auto kept = settings.value(action->objectName()); kept.isValid()) {
            action->setShortcuts(QKeySequence::listFromString(kept.toString()));
            showKeys(action);
        }
    }
    settings.endGroup();
}

void keepKeys(const QList<QAction*>& actions, QSettings* settings)
{
    for (auto* action : actions)
        showKeys(action);
    if (!settings)
        return;
    settings->beginGroup(keysGroup);
    for (const auto* action : actions) {
        if (action->shortcuts() == action->property(defaultKeys).value<QList<QKeySequence>>())
            settings->remove(action->objectName());
        else
            settings->setValue(action->objectName(),
                               QKeySequence::listToString(action->shortcuts()));
    }
    settings->endGroup();
}

}
