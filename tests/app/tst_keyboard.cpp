// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/atlas/atlasdock.h>
#include <app/shell/actions.h>
#include <app/shell/changesdock.h>
#include <app/shell/docks.h>
#include <app/shell/finddock.h>
#include <app/shell/mainwindow.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>

#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTest>

using namespace sandscope;
using namespace sandscope::app;

namespace {

/// The letter behind the single "&" of a text; null: none.
QChar mnemonicOf(const QString& text)
{
    for (qsizetype place = 0; place + 1 < text.size(); ++place) {
        if (text[place] != u'&')
            continue;
        if (text[place + 1] != u'&')
            return text[place + 1].toLower();
        ++place;
    }
    return {};
}

/// What is wrong with the letters of one menu and those below it.
QStringList clashes(const QList<QAction*>& actions, const QString& menu)
{
    QStringList result;
    QMap<QChar, QString> owners;
    for (auto* action : actions) {
        if (action->isSeparator())
            continue;
        if (const auto letter = mnemonicOf(action->text()); !letter.isNull()) {
            if (owners.contains(letter))
                result << QStringLiteral("%1: %2 and %3")
                              .arg(menu, owners.value(letter), action->text());
            owners.insert(letter, action->text());
        }
        if (auto* below = action->menu()) {
            Q_EMIT below->aboutToShow(); // some are filled when opened
            result << clashes(below->actions(), menu + u'/' + action->text());
        }
    }
    return result;
}

/// Every action of the menu and those below it.
QSet<const QAction*> actionsBelow(const QList<QAction*>& actions)
{
    QSet<const QAction*> result;
    for (auto* action : actions) {
        result.insert(action);
        if (action->menu())
            result |= actionsBelow(action->menu()->actions());
    }
    return result;
}

/// Controls that somebody may want to reach: visible, enabled, and taking the keyboard.
QSet<QWidget*> controls(const MainWindow& window)
{
    QSet<QWidget*> result;
    for (auto* widget : window.findChildren<QWidget*>()) {
        if (widget->isVisible() && widget->isEnabled() && !widget->visibleRegion().isEmpty()
            && (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && !widget->focusProxy())
            result.insert(widget);
    }
    return result;
}

QString nameOf(const QWidget* widget)
{
    return QStringLiteral("%1 %2 (%3)")
        .arg(QLatin1StringView(widget->metaObject()->className()), widget->objectName(),
             widget->accessibleName());
}

/// Presses Tab until the keyboard is where it began; what it came by.
QSet<QWidget*> walkTabs(MainWindow& window, Qt::KeyboardModifiers modifiers)
{
    QSet<QWidget*> visited;
    for (int press = 0; press < 300; ++press) {
        auto* focus = QApplication::focusWidget();
        if (!focus || visited.contains(focus))
            break;
        visited.insert(focus);
        QTest::keyClick(focus, modifiers ? Qt::Key_Backtab : Qt::Key_Tab, modifiers);
    }
    Q_UNUSED(window)
    return visited;
}

}

class TestKeyboard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<MainWindow>(nullptr);
        m_window->resize(1280, 800);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QVERIFY(test::openAndWait(*m_window, QStringLiteral("scenario:start")));
        QVERIFY(test::goToStep(*m_window, 12));
    }
    void cleanup() { m_window.reset(); }

    void lettersOfMenusAreUnique()
    {
        const auto found = clashes(m_window->menuBar()->actions(), QStringLiteral("bar"));
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1String("; "))));
        for (auto* menu : m_window->menuBar()->actions())
            QVERIFY2(!mnemonicOf(menu->text()).isNull(), qPrintable(menu->text()));
    }

    void everyActionHasAPlaceInAMenu()
    {
        const auto inMenus = actionsBelow(m_window->menuBar()->actions());
        for (const auto& command : commands())
            QVERIFY2(inMenus.contains(m_window->actions()[command.id]), command.id);
        // What has a key of its own is found in a menu, too, for those who do not know the key.
        for (auto* action : m_window->findChildren<QAction*>()) {
            const bool ofWindow = m_window->QWidget::actions().contains(action);
            if (ofWindow && !action->shortcut().isEmpty())
                QVERIFY2(inMenus.contains(action), qPrintable(action->text()));
        }
    }

    void menusOpenByLetter()
    {
        for (auto* top : m_window->menuBar()->actions()) {
            const auto letter = mnemonicOf(top->text()).toUpper();
            QTest::keyClick(m_window.get(), Qt::Key(letter.unicode()), Qt::AltModifier);
            WAIT_VERIFY(top->menu()->isVisible());
            // Down reaches each entry that can be chosen.
            QSet<QAction*> reached;
            for (int press = 0; press < 60; ++press) {
                QTest::keyClick(top->menu(), Qt::Key_Down);
                if (reached.contains(top->menu()->activeAction()))
                    break;
                reached.insert(top->menu()->activeAction());
            }
            for (auto* action : top->menu()->actions()) {
                if (!action->isSeparator() && action->isEnabled() && action->isVisible())
                    QVERIFY2(reached.contains(action), qPrintable(action->text()));
            }
            QTest::keyClick(top->menu(), Qt::Key_Escape);
            WAIT_VERIFY(!top->menu()->isVisible());
        }
    }

    void tabComesByEveryControl_data()
    {
        QTest::addColumn<QByteArray>("pane");
        for (const auto* pane : paneDescriptors())
            QTest::newRow(pane->id) << QByteArray(pane->id);
        for (const auto* dock : {"atlas", "changes", "find"})
            QTest::newRow(dock) << QByteArray(dock);
    }
    void tabComesByEveryControl()
    {
        QFETCH(const QByteArray, pane);
        m_window->selection()->setTask(m_window->session()->taskByNumber(2));
        m_window->showPane(pane);
        QVERIFY(test::waitUntilSettled(*m_window));
        m_window->processPage()->view()->setFocus();
        const auto wanted = controls(*m_window);
        QVERIFY(wanted.size() > 5);
        for (const auto modifiers :
             {Qt::KeyboardModifiers(), Qt::KeyboardModifiers(Qt::ShiftModifier)}) {
            m_window->processPage()->view()->setFocus();
            const auto visited = walkTabs(*m_window, modifiers);
            QStringList missed;
            for (auto* widget : wanted) {
                if (!visited.contains(widget))
                    missed << nameOf(widget);
            }
            QVERIFY2(missed.isEmpty(), qPrintable(missed.join(QLatin1String("; "))));
            for (const auto* widget : visited) // and by nothing that nobody sees
                QVERIFY2(m_window->rect().intersects(
                             {widget->mapTo(&*m_window, QPoint()), widget->size()}),
                         qPrintable(nameOf(widget)));
        }
        // Whoever is there can be told where that is.
        for (auto* widget : wanted) {
            const auto* access = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(access && !access->text(QAccessible::Name).isEmpty(),
                     qPrintable(nameOf(widget)));
        }
    }

    void nothingKeepsTheKeyboard()
    {
        // Tab leaves editors and tables, too.
        for (auto* widget : controls(*m_window)) {
            widget->setFocus(Qt::TabFocusReason);
            if (QApplication::focusWidget() != widget)
                continue;
            QTest::keyClick(widget, Qt::Key_Tab);
            QVERIFY2(QApplication::focusWidget() != widget, qPrintable(nameOf(widget)));
        }
    }

    void escapeLeadsBack()
    {
        auto* page = m_window->processPage();
        // From the filter: first it empties, then it leaves.
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        WAIT_COMPARE(QApplication::focusWidget(), page->filterField());
        QTest::keyClicks(page->filterField(), QStringLiteral("init"));
        QTest::keyClick(page->filterField(), Qt::Key_Escape);
        QVERIFY(page->filterField()->text().isEmpty());
        QCOMPARE(QApplication::focusWidget(), page->filterField());
        QTest::keyClick(page->filterField(), Qt::Key_Escape);
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(page->view()));

        // From the dock Find, with nothing under way.
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        WAIT_VERIFY(m_window->findDock()->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        WAIT_VERIFY(!m_window->findDock()->isAncestorOf(QApplication::focusWidget()));

        // From each pane and dock, to the processes.
        for (const auto* descriptor : paneDescriptors()) {
            auto* pane = m_window->docks()->pane(descriptor->id);
            m_window->docks()->focusPane(pane);
            QVERIFY(test::waitUntilSettled(*m_window));
            pane->mainView()->setFocus();
            if (QApplication::focusWidget() != pane->mainView())
                continue; // nothing to show
            QTest::keyClick(pane->mainView(), Qt::Key_Escape);
            QVERIFY2(QApplication::focusWidget() == page->view(), descriptor->id);
        }
    }

private:
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
