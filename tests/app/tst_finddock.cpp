// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/delegates/celldelegate.h>
#include <app/panes/memorypane.h>
#include <app/shell/actions.h>
#include <app/shell/docks.h>
#include <app/shell/finddock.h>
#include <app/shell/mainwindow.h>
#include <app/shell/messagebar.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>
#include <model/query/search.h>
#include <model/records/findmodel.h>

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>
#include <QWheelEvent>

using namespace sandscope;
using namespace sandscope::app;

/// The dock "Find", driven by keys and mouse.
class TestFindDock : public QObject
{
    Q_OBJECT

private:
    using Table = model::FindModel;

    static void press(QKeySequence keys, MainWindow& window)
    {
        QTest::keySequence(QApplication::focusWidget() ? QApplication::focusWidget() : &window,
                           keys);
    }

    /// Types over what stands in the line, and presses Enter.
    static bool ask(MainWindow& window, const QString& query)
    {
        press(QKeySequence(QStringLiteral("Ctrl+Shift+F")), window);
        QTest::keyClicks(QApplication::focusWidget(), query);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        return test::waitUntilSettled(window);
    }

    static QString cell(const MainWindow& window, int row, int column)
    {
        return window.findDock()->view()->model()->index(row, column).data().toString();
    }

    static bool prepare(MainWindow& window, const char* source = "scenario:fork-and-copy",
                        int step = 12)
    {
        window.resize(1200, 900);
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window)
            && test::openAndWait(window, QString::fromLatin1(source))
            && test::goToStep(window, step);
    }

private Q_SLOTS:
    void ctrlShiftFOpensAndEscapeGoesBack()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        auto* list = window.processPage()->view();
        list->setFocus();
        QVERIFY(!window.findDock()->isVisible());
        press(QKeySequence(QStringLiteral("Ctrl+Shift+F")), window);
        QVERIFY(window.findDock()->isVisible());
        QVERIFY(window.findDock()->isAncestorOf(QApplication::focusWidget()));
        QCOMPARE(window.findDock()->emptyHeading(), QStringLiteral("Find in All Tasks"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!window.findDock()->isVisible());
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(list));
    }

    void findsAndLeadsToTheRow()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        const QAbstractItemModelTester tester(
            window.findDock()->view()->model(),
            QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVERIFY(ask(window, QStringLiteral("maps[path ~ libc and perms:x]")));
        auto* view = window.findDock()->view();
        QCOMPARE(view->model()->rowCount(), 2); // the process and its child
        QCOMPARE(cell(window, 0, Table::NameColumn), QStringLiteral("demo"));
        QCOMPARE(cell(window, 0, Table::PidColumn), QStringLiteral("1"));
        QCOMPARE(cell(window, 1, Table::PidColumn), QStringLiteral("2"));
        QCOMPARE(cell(window, 1, Table::FileColumn), QStringLiteral("maps"));
        QVERIFY(cell(window, 1, Table::TextColumn).contains(QStringLiteral("r-xp")));
        QVERIFY2(window.findDock()->message().startsWith(QStringLiteral("2 results in 2 tasks")),
                 qPrintable(window.findDock()->message()));
        QCOMPARE(window.findDock()->emptyHeading(), QString());

        // Down leads into the results, Enter to the mapping.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(view));
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(view->currentIndex().row(), 1);
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(window.selection()->task(), window.session()->taskByNumber(2));
        auto* maps = window.docks()->pane("maps");
        QCOMPARE(window.docks()->currentPane(), maps);
        QVERIFY(test::waitUntilSettled(window));
        const QString start = cell(window, 1, Table::AddressColumn);
        QCOMPARE(window.selection()->address(),
                 std::optional<quint64>(start.toULongLong(nullptr, 16)));
        auto* table = maps->mainView();
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(table));
        WAIT_COMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), start);
        // Shift+F3 goes to the one before, without taking the keyboard.
        QTest::keySequence(table, QKeySequence(QStringLiteral("Shift+F3")));
        QCOMPARE(window.selection()->task(), window.session()->taskByNumber(1));
        QCOMPARE(view->currentIndex().row(), 0);
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(table));
        QTest::keySequence(table, QKeySequence(QStringLiteral("F3")));
        QTest::keySequence(table, QKeySequence(QStringLiteral("F3")));
        QCOMPARE(view->currentIndex().row(), 0); // goes round
    }

    void aDoubleClickLeadsThere()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        QVERIFY(ask(window, QStringLiteral("status.Pid == 2")));
        auto* view = window.findDock()->view();
        QCOMPARE(view->model()->rowCount(), 1);
        const QPoint place = view->visualRect(view->model()->index(0, Table::TextColumn)).center();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(window.selection()->task(), window.session()->taskByNumber(2));
        QCOMPARE(window.selection()->path(), QByteArray("2/status"));
        auto* status = window.docks()->pane("status");
        QCOMPARE(window.docks()->currentPane(), status);
        // The row of the field, once it is there, and again when it was left.
        const auto row = [&] {
            return status->mainView()->currentIndex().siblingAtColumn(0).data().toString();
        };
        WAIT_COMPARE(row(), QStringLiteral("Pid"));
        status->mainView()->setCurrentIndex(status->mainView()->model()->index(0, 0));
        QVERIFY(test::goToStep(window, 11));
        QVERIFY(row() != QStringLiteral("Pid")); // the user went on from there
        press(QKeySequence(QStringLiteral("F3")), window);
        WAIT_COMPARE(row(), QStringLiteral("Pid"));
    }

    // What a process is called is not in a file: the list shows it.
    void aNameLeadsToTheList()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        QVERIFY(ask(window, QStringLiteral("pid == 2")));
        QCOMPARE(cell(window, 0, Table::FileColumn), QString());
        QTest::keySequence(QApplication::focusWidget(), QKeySequence(QStringLiteral("F3")));
        QCOMPARE(window.selection()->task(), window.session()->taskByNumber(2));
    }

    void aSlipIsToldInline()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        QVERIFY(ask(window, QStringLiteral("maps.prems:rwx")));
        QCOMPARE(window.findDock()->message(),
                 QStringLiteral("Column 6: maps has no field \"prems\"; did you mean \"perms\"?"));
        QCOMPARE(window.findDock()->line()->cursorPosition(), 5);
        QVERIFY(window.findDock()->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(!window.actions()["edit.findNext"]->isEnabled());
        // It stays while the moments go by, with results as well as without.
        const QString slip = window.findDock()->message();
        QVERIFY(test::goToStep(window, 11));
        QCOMPARE(window.findDock()->message(), slip);
        window.findDock()->line()->clear();
        QVERIFY(ask(window, QStringLiteral("pid == 1")));
        QVERIFY(window.findDock()->message().startsWith(QStringLiteral("1 result in 1 task")));
        QVERIFY(ask(window, QStringLiteral("maps.prems:rwx")));
        QVERIFY(test::goToStep(window, 12));
        QCOMPARE(window.findDock()->message(), slip);
        // Going on typing, the message goes.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_X);
        QVERIFY(!window.findDock()->message().contains(QStringLiteral("Column")));
        // An empty line as well.
        window.findDock()->line()->clear();
        QVERIFY(ask(window, QString()));
        QVERIFY(window.findDock()->message().contains(QStringLiteral("nothing to ask")));
    }

    void nothingFoundAndTheEnvironment()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "scenario:start", 5));
        QVERIFY(ask(window, QStringLiteral("\"PATH=\"")));
        QCOMPARE(window.findDock()->emptyHeading(), QStringLiteral("Nothing Found"));
        auto* box = window.findDock()->findChild<QCheckBox*>();
        QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        QVERIFY(box->isChecked());
        QVERIFY(test::waitUntilSettled(window));
        QVERIFY(window.findDock()->view()->model()->rowCount() > 0);
        QCOMPARE(cell(window, 0, Table::FileColumn), QStringLiteral("environ"));
        QVERIFY(cell(window, 0, Table::TextColumn).startsWith(QStringLiteral("PATH=")));
    }

    void resultsStayAndSayOfWhen()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        QVERIFY(ask(window, QStringLiteral("pid == 2")));
        QCOMPARE(window.findDock()->view()->model()->rowCount(), 1);
        QVERIFY(test::goToStep(window, 2)); // before it was made
        QCOMPARE(window.findDock()->view()->model()->rowCount(), 1);
        QVERIFY2(window.findDock()->message().contains(QStringLiteral("searches this one")),
                 qPrintable(window.findDock()->message()));
        press(QKeySequence(QStringLiteral("F3")), window);
        QVERIFY(window.messageBar()->isVisible());
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QCOMPARE(window.findDock()->view()->model()->rowCount(), 0);
        QCOMPARE(window.findDock()->emptyHeading(), QStringLiteral("Find in All Tasks"));
    }

    // A folder is read while it is searched; what nobody may read is said.
    void readsAFolder()
    {
        const QTemporaryDir folder;
        const auto write = [&](const char* path, const QByteArray& bytes) {
            QFile file(folder.path() + u'/' + QLatin1String(path));
            QVERIFY(QDir().mkpath(QFileInfo(file).path()));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        };
        write("7/stat", "7 (tool) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n");
        write("7/maps", "00400000-00401000 rwxp 00000000 08:01 7    /bin/<b>x\n");
        write("9/stat", "9 (odd) S 1 9 9 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n");
        write("9/maps", "nothing like maps");
        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(test::openAndWait(window, QStringLiteral("proc:") + folder.path()));
        QVERIFY(ask(window, QStringLiteral("maps.perms:rwx")));
        QCOMPARE(window.findDock()->view()->model()->rowCount(), 1);
        QVERIFY(cell(window, 0, Table::TextColumn).endsWith(QStringLiteral("/bin/<b>x")));
        QVERIFY2(window.findDock()->message().contains(
                     QStringLiteral("1 task could not be asked: /proc/9/maps cannot be read")),
                 qPrintable(window.findDock()->message()));
    }

    void historyIsKept()
    {
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        {
            MainWindow window(&settings);
            QVERIFY(prepare(window));
            QVERIFY(ask(window, QStringLiteral("pid == 2")));
            QVERIFY(ask(window, QStringLiteral("libc")));
            QVERIFY(ask(window, QStringLiteral("maps.prems"))); // no query, so not kept
            QVERIFY(ask(window, QStringLiteral("pid == 2")));
            window.close();
        }
        MainWindow window(&settings);
        QVERIFY(prepare(window));
        QCOMPARE(window.findDock()->history(),
                 (QStringList{QStringLiteral("pid == 2"), QStringLiteral("libc")}));
        // Neither keys nor the wheel put one of them over what is being typed.
        press(QKeySequence(QStringLiteral("Ctrl+Shift+F")), window);
        auto* queries = window.findDock()->findChild<QComboBox*>();
        auto* line = window.findDock()->line();
        QTest::keyClicks(line, QStringLiteral("maps.pe"));
        for (const auto key : {Qt::Key_Down, Qt::Key_Up, Qt::Key_PageDown, Qt::Key_PageUp})
            QTest::keyClick(line, key);
        for (QWidget* under : {static_cast<QWidget*>(queries), static_cast<QWidget*>(line)}) {
            const QPointF place = under->rect().center();
            QWheelEvent wheel(place, under->mapToGlobal(place), {}, {0, -120}, Qt::NoButton,
                              Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(under, &wheel);
        }
        QCOMPARE(line->text(), QStringLiteral("maps.pe"));
        QVERIFY(QApplication::focusWidget() == line || QApplication::focusWidget() == queries);
        // Chosen from the list, which Alt+Down opens, it is searched for.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down, Qt::AltModifier);
        auto* list = queries->view();
        WAIT_VERIFY(list->isVisible());
        for (int i = 0; i < 3 && list->currentIndex().row() != 1; ++i)
            QTest::keyClick(list, Qt::Key_Down);
        QCOMPARE(list->currentIndex().row(), 1);
        QTest::keyClick(list, Qt::Key_Return);
        WAIT_COMPARE(line->text(), QStringLiteral("libc"));
        QVERIFY(test::waitUntilSettled(window));
        QVERIFY(window.findDock()->view()->model()->rowCount() > 2);
    }

    // A file that no pane but Raw shows: to its line.
    void leadsToTheLine()
    {
        const QTemporaryDir folder;
        const auto write = [&](const char* path, const QByteArray& bytes) {
            QFile file(folder.path() + u'/' + QLatin1String(path));
            QVERIFY(QDir().mkpath(QFileInfo(file).path()));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        };
        write("7/stat", "7 (tool) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n");
        QByteArray devices
            = "Inter-|   Receive                                                |  Transmit\n"
              " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets "
              "errs drop fifo colls carrier compressed\n";
        for (int number = 1; number <= 200; ++number)
            devices += QStringLiteral("eth%1: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n")
                           .arg(number)
                           .toLatin1();
        write("7/net/dev", devices);
        MainWindow window(nullptr);
        window.resize(1200, 900);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QVERIFY(test::openAndWait(window, QStringLiteral("proc:") + folder.path()));
        QVERIFY(ask(window, QStringLiteral("net/dev:eth148")));
        QCOMPARE(cell(window, 0, Table::LineColumn), QStringLiteral("150"));
        QTest::keySequence(QApplication::focusWidget(), QKeySequence(QStringLiteral("F3")));
        auto* raw = window.docks()->pane("raw");
        QCOMPARE(window.docks()->currentPane(), raw);
        QCOMPARE(window.selection()->line(), std::optional<quint64>(150));
        const auto current = [&] { return raw->mainView()->currentIndex(); };
        WAIT_COMPARE(current().row(), 149);
        QVERIFY(current().data().toString().contains(QStringLiteral("eth148")));
        QVERIFY(raw->mainView()->viewport()->rect().contains(
            raw->mainView()->visualRect(current()).center()));
        // Whoever went elsewhere is led there again.
        raw->mainView()->setCurrentIndex(raw->mainView()->model()->index(3, 0));
        QTest::keySequence(QApplication::focusWidget(), QKeySequence(QStringLiteral("F3")));
        WAIT_COMPARE(current().row(), 149);
    }

    // The line under the mouse and its mapping point at each other.
    void rawLineAndMappingPointAtEachOther()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        QVERIFY(ask(window, QStringLiteral("maps[path ~ libc and perms:x]")));
        QTest::keySequence(QApplication::focusWidget(), QKeySequence(QStringLiteral("F3")));
        auto* raw = window.docks()->pane("raw");
        window.docks()->showPane(raw);
        QVERIFY(test::waitUntilSettled(window));
        auto* table = raw->mainView();
        WAIT_VERIFY(table->model()->rowCount() > 4);
        const auto addressOf = [&](int row) {
            return table->model()
                ->index(row, 0)
                .data()
                .toString()
                .section(u'-', 0, 0)
                .toULongLong(nullptr, 16);
        };
        table->scrollToTop();
        QTest::mouseMove(table->viewport(),
                         table->visualRect(table->model()->index(1, 0)).center());
        QTest::mouseMove(table->viewport(),
                         table->visualRect(table->model()->index(2, 0)).center());
        WAIT_COMPARE(window.selection()->pointedAt(), std::optional<quint64>(addressOf(2)));
        const auto* delegate = qobject_cast<CellDelegate*>(table->itemDelegate());
        QVERIFY(delegate);
        QCOMPARE(delegate->pointedRow(), 2);
        window.selection()->setPointedAt(addressOf(3) + 1); // as from the atlas
        QCOMPARE(delegate->pointedRow(), 3);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(table->viewport(), &leave);
        QVERIFY(!window.selection()->pointedAt());
        QCOMPARE(delegate->pointedRow(), -1);
    }

    void isAccessible()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window));
        QVERIFY(ask(window, QStringLiteral("libc")));
        const auto* dock = window.findDock();
        QVERIFY(!dock->accessibleName().isEmpty());
        QVERIFY(!dock->view()->accessibleName().isEmpty());
        QVERIFY(!dock->view()->accessibleDescription().isEmpty());
        for (const auto* label : dock->findChildren<QLabel*>()) {
            if (!label->text().isEmpty())
                QCOMPARE(label->textFormat() == Qt::PlainText || label->buddy(), true);
        }
        for (const auto* button : dock->widget()->findChildren<QAbstractButton*>()) {
            auto* interface = QAccessible::queryAccessibleInterface(
                const_cast<QAbstractButton*>(button));
            if (button->isVisible() && button->focusPolicy() != Qt::NoFocus)
                QVERIFY2(!interface->text(QAccessible::Name).isEmpty(),
                         button->metaObject()->className());
        }
        // Every control is reached with Tab, and the line again.
        QSet<QWidget*> reached;
        press(QKeySequence(QStringLiteral("Ctrl+Shift+F")), window);
        for (int i = 0; i < 10; ++i) {
            reached << QApplication::focusWidget();
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QVERIFY(reached.contains(dock->view()));
        QVERIFY(reached.contains(dock->line()) || reached.contains(dock->findChild<QComboBox*>()));
        int controls = 0;
        for (auto* button : dock->widget()->findChildren<QAbstractButton*>()) {
            const bool isOfTable = dock->view()->isAncestorOf(button);
            if (!button->isVisible() || !button->isEnabled() || isOfTable
                || dock->line()->isAncestorOf(button))
                continue;
            QVERIFY2(reached.contains(button), qPrintable(button->toolTip()));
            ++controls;
        }
        QCOMPARE(controls, 4); // search, to the previous and next one, the environment
        for (const char* id : {"edit.find", "edit.findNext", "edit.findPrevious"}) {
            QVERIFY(window.actions()[id]->isEnabled());
            QVERIFY(window.actions().menu("edit")->actions().contains(window.actions()[id]));
        }
    }
};

QTEST_MAIN(TestFindDock)
#include "tst_finddock.moc"
