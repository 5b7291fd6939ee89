// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/shell/actions.h>
#include <app/shell/desktop.h>
#include <app/shell/mainwindow.h>
#include <app/shell/messagebar.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>

#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>
#include <QWindow>

using namespace sandscope;
using namespace sandscope::app;

/// What the plugin with the desktop's frameworks gives: command bar, keys, toolbar, colours. Built
/// where they are.
class TestDesktop : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QSettings settings() const
    {
        return QSettings(m_folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    }

    static bool show(MainWindow& window)
    {
        window.resize(1200, 800);
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window)
            && test::openAndWait(window, QStringLiteral("scenario:start"));
    }

    static QWidget* child(MainWindow& window, const char* name)
    {
        QWidget* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                found = window.findChild<QWidget*>(QString::fromLatin1(name));
                return found && found->isVisible();
            },
            test::deadline);
        return found;
    }

    /// Opens the bar by its key and runs what is found first.
    static bool run(MainWindow& window, const QString& text)
    {
        QTest::keySequence(QApplication::focusWidget(), QKeySequence(QStringLiteral("Ctrl+Alt+I")));
        auto* bar = child(window, "commandBar");
        if (!bar || !bar->isAncestorOf(QApplication::focusWidget()))
            return false;
        QTest::keyClicks(QApplication::focusWidget(), text);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        return QTest::qWaitFor(
            [&] { return !window.findChild<QWidget*>(QStringLiteral("commandBar")); },
            test::deadline);
    }

    static void press(QWidget* dialog, QDialogButtonBox::StandardButton button)
    {
        QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(button), Qt::LeftButton);
    }

    static QTreeWidgetItem* itemOf(QTreeWidget* tree, const QString& text)
    {
        const auto found = tree->findItems(text, Qt::MatchExactly | Qt::MatchRecursive);
        return found.isEmpty() ? nullptr : found.first();
    }

private Q_SLOTS:
    void initTestCase()
    {
        // A scheme as desktops install them.
        const QString place
            = QString::fromLocal8Bit(qgetenv("XDG_DATA_HOME")) + QLatin1String("/color-schemes");
        QVERIFY(QDir().mkpath(place));
        QFile scheme(place + QLatin1String("/Test.colors"));
        QVERIFY(scheme.open(QIODevice::WriteOnly));
        scheme.write("[General]\nColorScheme=Test\nName=Test\n"
                     "[Colors:Window]\nBackgroundNormal=1,2,3\nForegroundNormal=250,251,252\n");
    }

    void theBarRunsACommand()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window));
        QVERIFY(window.grab().width() > 0);
        QVERIFY(!window.desktop().isLoaded()); // shown and painted without it
        auto* flat = window.actions()["view.flat"];
        QVERIFY(!flat->isChecked());
        QVERIFY(run(window, QStringLiteral("Flat List")));
        QVERIFY(window.desktop().isLoaded());
        QVERIFY(flat->isChecked());
        // So are scenarios.
        QVERIFY(run(window, QStringLiteral("fork")));
        WAIT_VERIFY(window.session()->source()->name() != QLatin1String("scenario:start"));
    }

    void theBarIsAboutWhatHadTheKeyboard()
    {
        MainWindow window(nullptr);
        QVERIFY(show(window));
        QVERIFY(test::goToStep(window, 3));
        auto* view = window.processPage()->view();
        view->setFocus();
        WAIT_VERIFY(view->hasFocus());
        QGuiApplication::clipboard()->clear();
        QVERIFY(run(window, QStringLiteral("Markdown")));
        WAIT_VERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("| Name")));
    }

    void keysCanBeChosen()
    {
        auto kept = settings();
        const QKeySequence wanted(QStringLiteral("Ctrl+Alt+L"));
        {
            MainWindow window(&kept);
            QVERIFY(show(window));
            window.actions()["settings.keys"]->trigger();
            auto* dialog = child(window, "shortcutDialog");
            QVERIFY(dialog);
            auto* tree = dialog->findChild<QTreeWidget*>();
            QVERIFY(tree);
            auto* item = itemOf(tree, QStringLiteral("Flat List"));
            QVERIFY(item);
            tree->scrollToItem(item);
            const auto cell = [&] {
                return tree->visualItemRect(item).top() + tree->visualItemRect(item).height() / 2;
            };
            QTest::mouseClick(tree->viewport(), Qt::LeftButton, {},
                              QPoint(tree->columnViewportPosition(1) + 20, cell()));
            QPushButton* record = nullptr;
            WAIT_VERIFY([&] {
                for (auto* button : tree->findChildren<QPushButton*>()) {
                    if (button->isVisible()
                        && button->parentWidget()->inherits("KKeySequenceWidget"))
                        record = button;
                }
                return record != nullptr;
            }());
            QTest::mouseClick(record, Qt::LeftButton);
            QTest::keyClick(dialog->windowHandle(), Qt::Key_L,
                            Qt::ControlModifier | Qt::AltModifier);
            WAIT_COMPARE(record->text().trimmed(), wanted.toString(QKeySequence::NativeText));
            press(dialog, QDialogButtonBox::Ok);
            WAIT_VERIFY(!window.findChild<QWidget*>(QStringLiteral("shortcutDialog")));
            QCOMPARE(window.actions()["view.flat"]->shortcut(), wanted);
            QVERIFY(window.actions()["view.flat"]->toolTip().contains(
                wanted.toString(QKeySequence::NativeText)));
            window.close();
        }
        QCOMPARE(kept.value(QStringLiteral("shortcuts/view.flat")).toString(), wanted.toString());
        kept.beginGroup(QStringLiteral("shortcuts"));
        QCOMPARE(kept.allKeys(), QStringList(QStringLiteral("view.flat"))); // and no other
        kept.endGroup();
        // Another window knows it without the plugin.
        MainWindow window(&kept);
        QVERIFY(show(window));
        QVERIFY(!window.actions()["view.flat"]->isChecked());
        QTest::keySequence(&window, wanted);
        QVERIFY(window.actions()["view.flat"]->isChecked());
        QTest::keySequence(&window, QKeySequence(QStringLiteral("Ctrl+D")));
        QVERIFY(window.actions()["view.flat"]->isChecked());
        QVERIFY(!window.desktop().isLoaded());

        // Cancelled, nothing changes; Defaults brings the old one back.
        for (const bool accepted : {false, true}) {
            window.actions()["settings.keys"]->trigger();
            auto* dialog = child(window, "shortcutDialog");
            QVERIFY(dialog);
            press(dialog, QDialogButtonBox::RestoreDefaults);
            press(dialog, accepted ? QDialogButtonBox::Ok : QDialogButtonBox::Cancel);
            WAIT_VERIFY(!window.findChild<QWidget*>(QStringLiteral("shortcutDialog")));
            QCOMPARE(window.actions()["view.flat"]->shortcut(),
                     accepted ? QKeySequence(QStringLiteral("Ctrl+D")) : wanted);
            QCOMPARE(kept.contains(QStringLiteral("shortcuts/view.flat")), !accepted);
        }
    }

    void theToolBarCanBeArranged()
    {
        auto kept = settings();
        const auto shown = [](const MainWindow& window) {
            QStringList ids;
            for (const auto* action : window.findChild<QToolBar*>()->actions()) {
                if (action->isSeparator())
                    ids << QString();
                else if (!action->objectName().isEmpty())
                    ids << action->objectName();
            }
            return ids;
        };
        QStringList usual;
        {
            MainWindow window(&kept);
            QVERIFY(show(window));
            usual = shown(window);
            QCOMPARE(usual.first(), QStringLiteral("file.open"));
            window.actions()["settings.toolBar"]->trigger();
            auto* dialog = child(window, "toolBarDialog");
            QVERIFY(dialog);
            const auto lists = dialog->findChildren<QListWidget*>();
            QCOMPARE(lists.size(), 2);
            auto* available = lists[0]->count() > lists[1]->count() ? lists[0] : lists[1];
            auto* selected = available == lists[0] ? lists[1] : lists[0];
            QCOMPARE(selected->count(), usual.size());
            // With the keyboard: the first one goes, "Step" comes behind it.
            selected->setCurrentRow(0);
            selected->setFocus();
            QTest::keyClick(selected, Qt::Key_Return);
            QCOMPARE(selected->count(), usual.size() - 1);
            selected->setCurrentRow(0);
            available->setCurrentItem(
                available->findItems(QStringLiteral("Step"), Qt::MatchExactly).first());
            available->setFocus();
            QTest::keyClick(available, Qt::Key_Return);
            QCOMPARE(selected->count(), usual.size());
            press(dialog, QDialogButtonBox::Ok);
            WAIT_VERIFY(!window.findChild<QWidget*>(QStringLiteral("toolBarDialog")));
            QCOMPARE(
                shown(window).mid(0, 2),
                QStringList({QStringLiteral("file.openFolder"), QStringLiteral("player.step")}));
            window.close();
        }
        MainWindow window(&kept);
        QVERIFY(show(window));
        QCOMPARE(shown(window).mid(0, 2),
                 QStringList({QStringLiteral("file.openFolder"), QStringLiteral("player.step")}));
        QVERIFY(!window.desktop().isLoaded());
        window.actions()["settings.toolBar"]->trigger();
        auto* dialog = child(window, "toolBarDialog");
        press(dialog, QDialogButtonBox::RestoreDefaults);
        press(dialog, QDialogButtonBox::Ok);
        QCOMPARE(shown(window), usual);
        QVERIFY(!kept.contains(QStringLiteral("toolbar/main")));
    }

    void coloursCanBeChosen()
    {
        auto kept = settings();
        const QColor before = QApplication::palette().color(QPalette::Window);
        const QColor chosen(1, 2, 3);
        const auto choose = [](MainWindow& window, const QString& name) {
            auto* menu = window.actions().menu("settings/colors");
            Q_EMIT menu->aboutToShow();
            for (auto* action : menu->actions()) {
                if (action->text().remove(u'&') == name)
                    action->trigger();
            }
        };
        {
            MainWindow window(&kept);
            QVERIFY(show(window));
            choose(window, QStringLiteral("Test"));
            QCOMPARE(QApplication::palette().color(QPalette::Window), chosen);
            window.close();
        }
        QApplication::setPalette(QPalette());
        {
            MainWindow window(&kept);
            QVERIFY(show(window));
            WAIT_COMPARE(QApplication::palette().color(QPalette::Window), chosen);
            // The program's own colours take its place.
            for (auto* action : window.actions().menu("view/theme")->actions()) {
                if (action->text().contains(QLatin1String("Light")))
                    action->trigger();
            }
            WAIT_COMPARE(QApplication::palette().color(QPalette::Window), before);
        }
        MainWindow window(&kept);
        QVERIFY(show(window));
        QVERIFY(!window.desktop().isLoaded());
    }
};

int main(int argc, char** argv)
{
    // Before anything asks where data and settings are.
    QTemporaryDir home;
    for (const char* name :
         {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
        qputenv(name, home.filePath(QString::fromLatin1(name)).toLocal8Bit());
    QApplication application(argc, argv);
    TestDesktop test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_desktop.moc"
