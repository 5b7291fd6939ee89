// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/atlas/atlasdock.h>
#include <app/atlas/atlaspane.h>
#include <app/atlas/atlasview.h>
#include <app/panes/lenspane.h>
#include <app/shell/actions.h>
#include <app/shell/baseline.h>
#include <app/shell/comparebar.h>
#include <app/shell/docks.h>
#include <app/shell/mainwindow.h>
#include <app/shell/processpage.h>
#include <model/records/fieldtable.h>
#include <model/records/lens.h>
#include <model/tree/processlist.h>
#include <model/tree/roles.h>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace sandscope;
using namespace sandscope::app;

/// Comparing, driven by keys, mouse and menus; and the lens.
class TestCompare : public QObject
{
    Q_OBJECT

private:
    static void press(QKeySequence keys, MainWindow& window)
    {
        QTest::keySequence(QApplication::focusWidget() ? QApplication::focusWidget() : &window,
                           keys);
    }
    static void press(const char* keys, MainWindow& window)
    {
        press(QKeySequence(QString::fromLatin1(keys)), window);
    }

    static bool prepare(MainWindow& window, const char* pane, int pid = 1, int step = 14,
                        const char* source = "scenario:fork-and-copy")
    {
        window.resize(1280, 900);
        window.show();
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window)
            || !test::openAndWait(window, QString::fromLatin1(source))
            || (step > 0 && !test::goToStep(window, step)))
            return false;
        window.selection()->setTask(window.session()->taskByNumber(pid));
        window.docks()->focusPane(window.docks()->pane(pane));
        return test::waitUntilSettled(window);
    }

    static QAbstractItemView* view(const MainWindow& window, const char* pane)
    {
        return window.docks()->pane(pane)->mainView();
    }

    static QString marks(const QAbstractItemModel* model)
    {
        QString text;
        for (int row = 0; row < model->rowCount(); ++row)
            text += QLatin1Char(".+*-"[model->index(row, 0).data(model::MarkRole).toInt()]);
        return text;
    }

    static QLineEdit* field(const MainWindow& window, int number)
    {
        return window.compareBar()->findChildren<QLineEdit*>().at(number);
    }

    static bool settle(MainWindow& window)
    {
        return QTest::qWaitFor([&] { return !window.session()->isFindingBaseline(); },
                               test::deadline)
            && test::waitUntilSettled(window);
    }

private Q_SLOTS:
    void aGenerationIsAskedForAndEscapeEndsIt()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "maps"));
        const auto shown = window.session()->snapshot();
        press("Ctrl+Shift+G", window);
        QVERIFY(window.compareBar()->isVisible());
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(field(window, 0)));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("3"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QVERIFY(settle(window));
        // What is shown did not move for it.
        QCOMPARE(window.session()->snapshot(), shown);
        QVERIFY(window.session()->isComparing());
        QCOMPARE(window.session()->baselineSnapshot()->generation, procfs::Generation{3});
        QCOMPARE(baselineText(*window.session()), QStringLiteral("generation 3"));
        const auto* maps = view(window, "maps")->model();
        QVERIFY(marks(maps).contains(u'+'));
        QCOMPARE(window.compareBar()->message(), QStringLiteral("Memory: 1 difference"));
        QCOMPARE(window.docks()->pane("maps")->differences(), std::optional(1));

        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!window.session()->isComparing());
        QVERIFY(!window.compareBar()->isVisible());
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(window.docks()->pane("maps")->differences(), std::optional<int>());
    }

    void eachCellThatDiffersTellsWhatItWas()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "status"));
        const auto* table = qobject_cast<QTableView*>(view(window, "status"));
        QVERIFY(table->isColumnHidden(model::FieldTableModel::WasColumn));
        window.compareBar()->compareWith(3, {}, {});
        QVERIFY(settle(window));
        QVERIFY(!table->isColumnHidden(model::FieldTableModel::WasColumn));
        int found = 0;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const auto value = table->model()->index(row, model::FieldTableModel::ValueColumn);
            const auto was = table->model()->index(row, model::FieldTableModel::WasColumn);
            if (static_cast<model::Mark>(value.data(model::MarkRole).toInt())
                != model::Mark::changed)
                continue;
            ++found;
            QVERIFY(!was.data().toString().isEmpty());
            QVERIFY(was.data() != value.data());
            QVERIFY(value.data(Qt::ToolTipRole)
                        .toString()
                        .endsWith(QStringLiteral("was ") + was.data().toString()));
            QVERIFY(value.data(Qt::AccessibleTextRole)
                        .toString()
                        .contains(QStringLiteral(", was ") + was.data().toString()));
        }
        QVERIFY(found > 0);
        QCOMPARE(window.docks()->pane("status")->differences(), std::optional(found));
        window.actions()["compare.stop"]->trigger();
        QVERIFY(test::waitUntilSettled(window));
        QVERIFY(table->isColumnHidden(model::FieldTableModel::WasColumn));
    }

    void anotherProcess()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "status", 1, 10));
        window.actions()["compare.task"]->trigger();
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(field(window, 1)));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("2"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QVERIFY(settle(window));
        QCOMPARE(baselineText(*window.session()), QStringLiteral("process 2"));
        const auto* model = view(window, "status")->model();
        QString pidWas;
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data().toString() == QLatin1String("Pid"))
                pidWas = model->index(row, model::FieldTableModel::WasColumn).data().toString();
        }
        QCOMPARE(pidWas, QStringLiteral("2"));

        // Swapped, 2 is shown and 1 is what it is compared with.
        window.actions()["compare.swap"]->trigger();
        QVERIFY(settle(window));
        QCOMPARE(window.session()->task(window.selection()->task())->tid.value, 2);
        QCOMPARE(baselineText(*window.session()), QStringLiteral("process 1"));

        // One that does not exist is refused, and what is compared stays.
        field(window, 1)->setFocus();
        field(window, 1)->selectAll();
        QTest::keyClicks(field(window, 1), QStringLiteral("77"));
        QTest::keyClick(field(window, 1), Qt::Key_Return);
        QCOMPARE(window.compareBar()->message(), QStringLiteral("There is no process 77."));
        QCOMPARE(baselineText(*window.session()), QStringLiteral("process 1"));
    }

    void anotherDialect()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "status"));
        auto* toLinux = window.findChild<QMenu*>(QStringLiteral("menu.view/compare/dialect"))
                            ->actions()
                            .last();
        QCOMPARE(toLinux->text(), QStringLiteral("Linux"));
        toLinux->trigger();
        QVERIFY(settle(window));
        QCOMPARE(baselineText(*window.session()), QStringLiteral("Linux"));
        QVERIFY(marks(view(window, "status")->model()).contains(u'-')); // lines of Linux alone
        // The baseline keeps its dialect while the window's changes.
        window.session()->setDialect(procfs::Dialect::linux_);
        QVERIFY(settle(window));
        QCOMPARE(window.docks()->pane("status")->differences(), std::optional(0));
    }

    void thisMomentAsBaseline()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "maps", 1, 1));
        press("Ctrl+Shift+B", window);
        QVERIFY(settle(window));
        const auto marked = window.session()->snapshot();
        QCOMPARE(window.session()->baselineSnapshot(), marked);
        QCOMPARE(window.docks()->pane("maps")->differences(), std::optional(0));
        QVERIFY(test::goToStep(window, 14));
        QCOMPARE(window.session()->baselineSnapshot(), marked); // it stays
        QVERIFY(window.docks()->pane("maps")->differences().value_or(0) > 0);
        // The moment before marks nothing while there is a baseline: the same after a step back.
        const auto before = marks(view(window, "maps")->model());
        QVERIFY(test::goToStep(window, 13));
        QVERIFY(test::goToStep(window, 14));
        QCOMPARE(marks(view(window, "maps")->model()), before);
    }

    void onlyDifferencesAndNoDifference()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "maps"));
        const int all = view(window, "maps")->model()->rowCount();
        window.compareBar()->compareWith(3, {}, {});
        QVERIFY(settle(window));
        auto* only = window.actions()["compare.only"];
        QVERIFY(only->isEnabled());
        only->trigger();
        QCOMPARE(view(window, "maps")->model()->rowCount(), 1);
        const auto now = window.session()->snapshot()->generation;
        window.compareBar()->compareWith(now, {}, {});
        QVERIFY(settle(window));
        QCOMPARE(window.docks()->pane("maps")->emptyHeading(),
                 QStringLiteral("No Difference Between %1 and %1").arg(now));
        only->trigger();
        QCOMPARE(window.docks()->pane("maps")->emptyHeading(), QString());
        QCOMPARE(view(window, "maps")->model()->rowCount(), all);
        only->trigger();
        window.actions()["compare.stop"]->trigger();
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(view(window, "maps")->model()->rowCount(), all); // nothing is compared
    }

    void keysLeadFromDifferenceToDifference()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "status"));
        window.compareBar()->compareWith(3, {}, {});
        QVERIFY(settle(window));
        auto* table = view(window, "status");
        table->setFocus();
        const auto signs = marks(table->model());
        QList<int> different;
        for (int row = 0; row < signs.size(); ++row) {
            if (signs[row] != u'.')
                different << row;
        }
        QVERIFY(different.size() >= 2);
        table->setCurrentIndex({});
        for (const int row : different) {
            press("Ctrl+Down", window);
            QCOMPARE(table->currentIndex().row(), row);
        }
        press("Ctrl+Down", window); // round the end
        QCOMPARE(table->currentIndex().row(), different.first());
        press("Ctrl+Up", window);
        QCOMPARE(table->currentIndex().row(), different.last());
    }

    void rawLinesAndAnotherTask()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "raw"));
        window.compareBar()->compareWith(3, {}, {});
        QVERIFY(settle(window));
        const auto signs = marks(view(window, "raw")->model());
        QVERIFY(signs.contains(u'+') && signs.contains(u'-'));
        QCOMPARE(window.docks()->pane("raw")->differences(),
                 std::optional(int(signs.size() - signs.count(u'.'))));
        press("Ctrl+R", window);
        QVERIFY(settle(window));
        QVERIFY(marks(view(window, "raw")->model()).contains(u'*')); // decoded: field by field
        window.session()->setBaseline(std::nullopt);
        press("Ctrl+R", window);
        QVERIFY(settle(window));
        QVERIFY(!marks(view(window, "raw")->model()).contains(u'-'));
    }

    void whatTheBaselineHasNotIsSaid()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "status", 2, 10));
        window.compareBar()->compareWith(3, {}, {}); // before the fork
        QVERIFY(settle(window));
        auto* pane = window.docks()->pane("status");
        QVERIFY2(pane->notice().startsWith(QStringLiteral("Nothing to compare with")),
                 qPrintable(pane->notice()));
        QCOMPARE(pane->differences(), std::optional<int>());
        window.compareBar()->compareWith(9999, {}, {});
        QVERIFY(settle(window));
        QVERIFY2(window.compareBar()->message().contains(QStringLiteral("9999")),
                 qPrintable(window.compareBar()->message()));
        QCOMPARE(baselineText(*window.session()), QStringLiteral("generation 3"));
    }

    void theListMarksWhoDiffers()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "status", 1, 10));
        const auto* list = window.processPage()->processes();
        const auto markOf = [&](int pid) {
            const auto task = window.session()->taskByNumber(pid);
            return list->indexOf(task).data(model::MarkRole).toInt();
        };
        QVERIFY(test::goToStep(window, 11)); // one step behind the fork
        QVERIFY(markOf(2) != static_cast<int>(model::Mark::added));
        window.compareBar()->compareWith(3, {}, {}); // before the fork
        QVERIFY(settle(window));
        QCOMPARE(markOf(2), static_cast<int>(model::Mark::added));
        QVERIFY(test::goToStep(window, 12));
        QCOMPARE(markOf(2), static_cast<int>(model::Mark::added));
        window.session()->setBaseline({});
        QVERIFY(settle(window));
        QVERIFY(markOf(2) != static_cast<int>(model::Mark::added));
    }

    void anotherSourceEndsIt()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "status"));
        window.compareBar()->compareWith(3, {}, {});
        QVERIFY(settle(window));
        QVERIFY(test::openAndWait(window, QStringLiteral("scenario:start")));
        QVERIFY(!window.session()->isComparing());
        QVERIFY(!window.compareBar()->isVisible());
        QVERIFY(!window.actions()["compare.swap"]->isEnabled());
    }

    void theAtlasShowsTheDifference()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "maps"));
        window.showPane("atlas");
        window.compareBar()->compareWith(3, {}, {});
        QVERIFY(settle(window));
        QVERIFY(QTest::qWaitFor([&] { return window.atlasDock()->isSettled(); }, test::deadline));
        const auto* pane = window.atlasDock()->pane();
        pane->view()->clearSelection(); // the sums are those of all then
        QVERIFY(pane->differences().value_or(0) > 0);
        QVERIFY2(pane->sumsText().contains(QStringLiteral("1 new")), qPrintable(pane->sumsText()));
        window.session()->setBaseline(std::nullopt);
        QVERIFY(settle(window));
        QVERIFY(QTest::qWaitFor([&] { return window.atlasDock()->isSettled(); }, test::deadline));
        QCOMPARE(pane->differences(), std::optional<int>());
    }

    void theAtlasFollowsOnlyDifferences()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "maps"));
        window.showPane("atlas");
        const auto compareWith = [&](procfs::Generation generation) {
            window.compareBar()->compareWith(generation, {}, {});
            return settle(window)
                && QTest::qWaitFor([&] { return window.atlasDock()->isSettled(); }, test::deadline);
        };
        const auto now = window.session()->snapshot()->generation;
        const auto* pane = window.atlasDock()->pane();
        QVERIFY(compareWith(now));
        QCOMPARE(pane->emptyHeading(), QString());
        window.actions()["compare.only"]->trigger();
        QCOMPARE(pane->emptyHeading(), QStringLiteral("No Difference Between %1 and %1").arg(now));
        QVERIFY(compareWith(3));
        QCOMPARE(pane->emptyHeading(), QString());
        QVERIFY(compareWith(now));
        QVERIFY(!pane->emptyHeading().isEmpty());
        window.session()->setBaseline(std::nullopt);
        QVERIFY(settle(window));
        QVERIFY(QTest::qWaitFor([&] { return window.atlasDock()->isSettled(); }, test::deadline));
        QCOMPARE(pane->emptyHeading(), QString());
    }

    /// By address, those that are gone in their places; round from the last to the first.
    void theAtlasGoesToEachDifference()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "maps", 2, 8, "scenario:start")); // it has become another program
        window.showPane("atlas");
        window.compareBar()->compareWith(6, {}, {});
        QVERIFY(settle(window));
        QVERIFY(QTest::qWaitFor([&] { return window.atlasDock()->isSettled(); }, test::deadline));
        auto* pane = window.atlasDock()->pane();
        const auto& space = pane->view()->space()->space;
        QVERIFY(!space.gone.empty());
        const int all = pane->differences().value_or(0);
        QVERIFY(all > int(space.gone.size())); // and some that are new
        pane->view()->clearSelection();
        for (const int direction : {1, -1}) {
            QList<quint64> passed;
            int gone = 0;
            for (int step = 0; step < all; ++step) {
                QVERIFY(pane->goToDifference(direction));
                if (const auto number = pane->view()->currentGone()) {
                    ++gone;
                    passed << space.gone[*number].start;
                    QVERIFY(!pane->view()->current());
                    QVERIFY2(pane->sumsText().contains(QStringLiteral("gone")),
                             qPrintable(pane->sumsText()));
                } else {
                    passed << space.regions[*pane->view()->current()].start;
                }
            }
            QCOMPARE(gone, int(space.gone.size()));
            if (direction < 0)
                std::ranges::reverse(passed);
            std::ranges::rotate(passed, std::ranges::min_element(passed));
            QVERIFY(std::ranges::is_sorted(passed));
        }
        pane->view()->chooseGone(0);
        pane->view()->clearSelection();
        QVERIFY(!pane->view()->currentGone());
    }

    // ---- the lens ----

    void theLensShowsBothDialects()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "maps"));
        press("Alt+Shift+6", window);
        QVERIFY(settle(window));
        auto* pane = qobject_cast<LensPane*>(window.docks()->pane("lens"));
        QVERIFY(pane && pane->isVisible());
        const auto* fields = pane->mainView()->model();
        using Table = model::LensModel;
        const auto row = [&](const char* name) {
            for (int at = 0; at < fields->rowCount(); ++at) {
                if (fields->index(at, Table::NameColumn).data().toString() == QLatin1String(name))
                    return at;
            }
            return -1;
        };
        QCOMPARE(fields->index(row("Name"), Table::VerdictColumn).data().toString(),
                 QStringLiteral("same"));
        const int peak = row("VmPeak");
        QVERIFY(peak >= 0);
        QCOMPARE(fields->index(peak, Table::VerdictColumn).data().toString(),
                 QStringLiteral("absent in gVisor 2024"));
        QVERIFY(!fields->index(peak, Table::ReasonColumn).data().toString().isEmpty());
        QCOMPARE(static_cast<model::CellState>(
                     fields->index(peak, Table::LeftColumn).data(model::StateRole).toInt()),
                 model::CellState::absent);
        QVERIFY(fields->index(peak, Table::RightColumn)
                    .data()
                    .toString()
                    .contains(QStringLiteral("kB")));

        const int all = fields->rowCount();
        auto* only = pane->findChild<QCheckBox*>();
        QTest::mouseClick(only, Qt::LeftButton, {}, QPoint(8, only->height() / 2));
        QVERIFY(fields->rowCount() < all && fields->rowCount() > 0);
        QCOMPARE(row("Name"), -1);
        QTest::mouseClick(only, Qt::LeftButton, {}, QPoint(8, only->height() / 2));
        QCOMPARE(fields->rowCount(), all);

        // The texts are one key away.
        pane->mainView()->setFocus();
        press("Ctrl+R", window);
        const auto* texts = pane->mainView()->model();
        QCOMPARE(texts->columnCount(), 2);
        QCOMPARE(texts->index(0, 0).data().toString(), texts->index(0, 1).data().toString());
        QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(pane->mainView()));
        press("Ctrl+R", window);
        QCOMPARE(pane->mainView()->model(), fields);
    }

    void theLensFollowsFileDialectAndMoment()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "lens"));
        auto* pane = qobject_cast<LensPane*>(window.docks()->pane("lens"));
        QAbstractItemModelTester tester(pane->findChild<model::LensModel*>());
        pane->showFile("maps");
        QVERIFY(settle(window));
        const auto* table = qobject_cast<QTableView*>(pane->mainView());
        QVERIFY(!table->isColumnHidden(model::LensModel::RecordColumn));
        window.session()->setDialect(procfs::Dialect::linux_);
        QVERIFY(settle(window));
        QCOMPARE(
            table->model()->headerData(model::LensModel::LeftColumn, Qt::Horizontal).toString(),
            QStringLiteral("Linux"));
        QVERIFY(table->model()->headerData(model::LensModel::RightColumn, Qt::Horizontal).toString()
                != QStringLiteral("Linux"));
        const int rows = table->model()->rowCount();
        QVERIFY(test::goToStep(window, 2));
        QVERIFY(settle(window));
        QVERIFY(table->model()->rowCount() != rows);
    }

    void recordedTextHasNoLens()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, "lens", int(QCoreApplication::applicationPid()), 0, "proc:/proc"));
        const auto* pane = window.docks()->pane("lens");
        // What is not sampled yet comes with the next one.
        QVERIFY(QTest::qWaitFor(
            [&] { return pane->emptyHeading() == QStringLiteral("Recorded Text Only"); },
            test::deadline));
    }
};

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
