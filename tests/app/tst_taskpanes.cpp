// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/delegates/celldelegate.h>
#include <app/panes/pane.h>
#include <app/shell/actions.h>
#include <app/shell/docks.h>
#include <app/shell/finddock.h>
#include <app/shell/mainwindow.h>
#include <app/shell/playerbar.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>
#include <app/shell/tablecopy.h>
#include <model/tree/columns.h>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QTest>

#include <tests/model/sources/temporaryproc.h>

using namespace sandscope;
using namespace sandscope::app;

/// The panes Overview, Limits, Mounts and Arguments, and the presentation mode, driven by keys and
/// mouse.
class TestTaskPanes : public QObject
{
    Q_OBJECT

private:
    static bool prepare(MainWindow& window, const QString& source, int step,
                        QSize size = {1200, 900})
    {
        window.resize(size);
        window.show();
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window) && test::openAndWait(window, source)
            && test::goToStep(window, step);
    }

    static QTableView* show(MainWindow& window, const char* name)
    {
        auto* pane = window.docks()->pane(name);
        window.docks()->focusPane(pane);
        return test::waitUntilSettled(window) ? qobject_cast<QTableView*>(pane->mainView())
                                              : nullptr;
    }

    static int rowOf(const QTableView* table, const QString& text, int column)
    {
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            if (table->model()->index(row, column).data().toString() == text)
                return row;
        }
        return -1;
    }

    static QString value(const QTableView* table, const QString& name)
    {
        const int row = rowOf(table, name, 1);
        return row < 0 ? QStringLiteral("(no such row)")
                       : table->model()->index(row, 2).data().toString();
    }

    static void select(MainWindow& window, int pid, std::optional<int> tid = {})
    {
        window.selection()->setTask(window.session()->taskByNumber(pid, tid));
    }

    /// Everything that the tables of a window say, in every role that a person or program meets.
    static QString everythingSaid(const MainWindow& window)
    {
        QString said;
        for (const auto* view : window.findChildren<QAbstractItemView*>()) {
            const auto* model = view->model();
            if (!model || qobject_cast<const QHeaderView*>(view))
                continue;
            for (int row = 0; row < model->rowCount(); ++row) {
                for (int column = 0; column < model->columnCount(); ++column) {
                    const auto index = model->index(row, column);
                    for (const int role :
                         {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole),
                          int(Qt::WhatsThisRole), int(model::RawValueRole)})
                        said += QString::fromUtf8(index.data(role).toByteArray())
                            + index.data(role).toString() + u'\n';
                }
            }
        }
        for (const auto* label : window.findChildren<QLabel*>())
            said += label->text() + u'\n';
        return said;
    }

private Q_SLOTS:
    void overviewOfAThreadLeadsToItsProcess()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, QStringLiteral("scenario:start"), 14));
        const auto threads = window.session()->snapshot();
        int tid = 0;
        threads->tasks.forEach([&](auto, const auto& task) {
            if (task->isThread && task->tgid.value == 2)
                tid = task->tid.value;
        });
        QVERIFY(tid != 0);
        select(window, 2, tid);
        auto* table = show(window, "overview");
        QVERIFY(table);
        const QAbstractItemModelTester tester(table->model());
        QCOMPARE(value(table, QStringLiteral("Thread of")), QStringLiteral("process 2"));
        table->setCurrentIndex(
            table->model()->index(rowOf(table, QStringLiteral("Thread of"), 1), 2));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(window.selection()->task(), window.session()->taskByNumber(2));
    }

    void overviewLeadsToParentAndFiles()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, QStringLiteral("scenario:start"), 14));
        select(window, 2);
        auto* table = show(window, "overview");
        QVERIFY(table);
        const auto doubleClick = [&](const QString& name) {
            const auto index = table->model()->index(rowOf(table, name, 1), 2);
            table->scrollTo(index);
            const auto place = table->visualRect(index).center();
            QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, place);
            QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, place);
        };
        doubleClick(QStringLiteral("Executable"));
        QCOMPARE(window.selection()->path(), QByteArray("2/exe"));
        QCOMPARE(window.docks()->currentPane(), window.docks()->pane("raw"));

        table = show(window, "overview");
        doubleClick(QStringLiteral("Resident"));
        QCOMPARE(window.docks()->currentPane(), window.docks()->pane("status"));
        QVERIFY(test::waitUntilSettled(window));
        WAIT_COMPARE(window.docks()
                         ->pane("status")
                         ->mainView()
                         ->currentIndex()
                         .siblingAtColumn(0)
                         .data()
                         .toString(),
                     QStringLiteral("VmRSS"));

        table = show(window, "overview");
        doubleClick(QStringLiteral("Mappings"));
        QCOMPARE(window.docks()->currentPane(), window.docks()->pane("maps"));

        table = show(window, "overview");
        doubleClick(QStringLiteral("Parent"));
        QCOMPARE(window.selection()->task(), window.session()->taskByNumber(1));
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(value(table, QStringLiteral("Parent")), QStringLiteral("none in sight"));
    }

    // A number that is always the same is no exit code.
    void overviewOfAZombie()
    {
        MainWindow window(nullptr);
        window.session()->setDialect(procfs::Dialect::linux_);
        QVERIFY(prepare(window, QStringLiteral("scenario:zombie-and-reaping"), 0));
        const auto isZombie = [&] {
            const auto* task = window.session()->task(window.session()->taskByNumber(2));
            return task && task->state == procfs::TaskState::zombie;
        };
        for (int step = 1; step <= window.session()->player()->range() && !isZombie(); ++step)
            QVERIFY(test::goToStep(window, step));
        QVERIFY(isZombie());
        select(window, 2);
        auto* table = show(window, "overview");
        QVERIFY(table);
        QCOMPARE(value(table, QStringLiteral("State")), QStringLiteral("Z (zombie)"));
        const QString exit = value(table, QStringLiteral("Exit"));
        QVERIFY2(exit.startsWith(QStringLiteral("code ")), qPrintable(exit));
        QCOMPARE(value(table, QStringLiteral("Virtual")), QStringLiteral("none"));
        QVERIFY(value(table, QStringLiteral("Executable")) != QString());

        window.session()->setDialect(procfs::Dialect::gvisor2022);
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(value(table, QStringLiteral("Exit")), QStringLiteral("not told by this kernel"));
    }

    void everyCellSpeaks()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, QStringLiteral("scenario:start"), 14));
        select(window, 2);
        for (const char* name : {"overview", "mounts", "arguments"}) {
            const auto* table = show(window, name);
            QVERIFY(table && table->model()->rowCount() > 3);
            for (int row = 0; row < table->model()->rowCount(); ++row) {
                const auto index = table->model()->index(row, table->model()->columnCount() - 1);
                QVERIFY(!index.data(Qt::AccessibleTextRole).toString().isEmpty());
                QVERIFY(index.data(Qt::ToolTipRole).toString().contains(QStringLiteral("/proc/")));
            }
        }
    }

    void limitsSortByValue()
    {
        MainWindow window(nullptr);
        window.session()->setDialect(procfs::Dialect::linux_);
        QVERIFY(prepare(window, QStringLiteral("scenario:start"), 14));
        select(window, 2);
        auto* table = show(window, "limits");
        QVERIFY(table);
        auto* header = table->horizontalHeader();
        const QPoint soft(header->sectionViewportPosition(1) + 10, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, soft);
        QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("unlimited"));
        const int last = table->model()->rowCount() - 1;
        QCOMPARE(table->model()->index(last, 1).data().toString(), QStringLiteral("0"));
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, soft);
        QCOMPARE(table->model()->index(last, 1).data().toString(), QStringLiteral("unlimited"));
        int stack = rowOf(table, QStringLiteral("Max stack size"), 0);
        int files = rowOf(table, QStringLiteral("Max open files"), 0);
        QVERIFY(files < stack); // 1048576 and 8388608
        window.session()->setDialect(procfs::Dialect::gvisor2019);
        WAIT_COMPARE(window.docks()->pane("limits")->emptyHeading(),
                     QStringLiteral("Not in gVisor 2019"));
    }

    void mountsOfTheOtherFile()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, QStringLiteral("scenario:start"), 14));
        select(window, 2);
        auto* table = show(window, "mounts");
        QVERIFY(table);
        QCOMPARE(table->model()->index(0, 5).data().toString(), QStringLiteral("1"));
        auto* box = window.docks()->pane("mounts")->findChild<QComboBox*>();
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(window.docks()->pane("mounts")->path(), QByteArray("2/mounts"));
        QCOMPARE(table->model()->rowCount(), 6);
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("/"));
        // What mounts does not tell is unknown, not 0.
        QCOMPARE(table->model()->index(0, 5).data().toString(), QString());
        QCOMPARE(table->model()->index(0, 5).data(model::StateRole).toInt(),
                 int(model::CellState::notProvided));
    }

    void presentingMasksEverywhere()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, QStringLiteral("scenario:start"), 14));
        select(window, 2);
        window.processPage()->view()->setColumnHidden(model::processColumn("command"), false);
        window.selection()->setPath("2/environ");
        QVERIFY(show(window, "raw"));
        auto* table = show(window, "arguments");
        QVERIFY(table);
        const QString secret = QStringLiteral("--threads");
        const QString path = QStringLiteral("/usr/bin:/bin");
        QVERIFY(everythingSaid(window).contains(secret));
        QVERIFY(everythingSaid(window).contains(path));

        QTest::keySequence(table, QKeySequence(QStringLiteral("Ctrl+Shift+P")));
        QVERIFY(window.actions()["view.present"]->isChecked());
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(value(table, QStringLiteral("PATH")), QString(path.size(), QChar(0x2022)));
        QCOMPARE(value(table, QStringLiteral("0")), QStringLiteral("worker"));
        QCOMPARE(value(table, QStringLiteral("1")), QString(secret.size(), QChar(0x2022)));
        QVERIFY2(window.docks()
                     ->pane("arguments")
                     ->notice()
                     .contains(QStringLiteral("Presentation Mode")),
                 qPrintable(window.docks()->pane("arguments")->notice()));
        for (const char* name : {"overview", "raw", "arguments"}) {
            QVERIFY(show(window, name));
            const QString said = everythingSaid(window);
            QVERIFY2(!said.contains(secret), name);
            QVERIFY2(!said.contains(path), name);
        }
        // Copied as it is shown.
        table->selectAll();
        QVERIFY(!selectionAsTsv(*table, {}).contains(path));
        // A search finds names, and no values.
        window.findDock()->find(QStringLiteral("threads"));
        QVERIFY(test::waitUntilSettled(window));
        QVERIFY(!everythingSaid(window).contains(secret));
        // The step that started the program named its arguments.
        for (int step = 1; step <= 14; ++step) {
            QVERIFY(test::goToStep(window, step));
            QVERIFY2(!everythingSaid(window).contains(secret), qPrintable(QString::number(step)));
        }

        QTest::keySequence(table, QKeySequence(QStringLiteral("Ctrl+Shift+P")));
        QVERIFY(test::waitUntilSettled(window));
        QCOMPARE(value(table, QStringLiteral("PATH")), path);
        QCOMPARE(window.docks()->pane("arguments")->notice(), QString());
    }

    // What ended is masked as well.
    void presentingAfterTheEnd()
    {
        MainWindow window(nullptr);
        QVERIFY(prepare(window, QStringLiteral("scenario:start"), 27));
        select(window, 2);
        auto* table = show(window, "arguments");
        QVERIFY(table);
        QVERIFY(test::goToStep(window, window.session()->player()->range()));
        auto* pane = window.docks()->pane("arguments");
        QVERIFY(pane->notice().contains(QStringLiteral("This is its last state.")));
        window.setPresenting(true);
        QVERIFY(test::waitUntilSettled(window));
        QVERIFY(!everythingSaid(window).contains(QStringLiteral("--threads")));
    }

    void threadsOfAFolderAreReadWhileTheyAreShown()
    {
        const test::TemporaryProc proc;
        for (const int pid : {1, 2}) {
            const auto folder = std::to_string(pid);
            proc.write(folder + "/stat", proc.stat(pid, "main", 0, 10, 0, 2));
            proc.write(folder + "/status", "Name:\tmain\n");
            for (const int tid : {pid, pid + 10}) {
                const auto thread = folder + "/task/" + std::to_string(tid);
                proc.write(thread + "/stat", proc.stat(tid, "main", 0, 10, 0, 2));
                proc.write(thread + "/status", "Name:\tmain\n");
            }
        }
        MainWindow window(nullptr);
        window.show();
        QVERIFY(test::openAndWait(window, proc.source()));
        const auto* list = window.processPage()->processes();
        WAIT_COMPARE(list->rowCount(), 4);
        QVERIFY(show(window, "status"));
        select(window, 1, 11);
        const auto thread = window.selection()->task();
        QVERIFY(thread);
        const auto look = [&](std::size_t tasks) {
            window.session()->source()->advance();
            return QTest::qWaitFor(
                [&] { return window.session()->snapshot()->tasks.size() == tasks; },
                test::deadline);
        };
        // Hidden, none is read but those of the process whose thread is looked at.
        window.actions()["view.threads"]->trigger();
        WAIT_COMPARE(list->rowCount(), 2);
        QVERIFY(look(3));
        QVERIFY(test::waitUntilSettled(window));
        auto* pane = window.docks()->pane("status");
        QCOMPARE(pane->notice(), QString());
        QCOMPARE(pane->path(), QByteArray("1/task/11/status"));
        window.actions()["view.threads"]->trigger();
        WAIT_COMPARE(list->rowCount(), 4);
        QCOMPARE(window.selection()->task(), thread);
        // So it is while another tab is in front.
        window.showProcTab(true);
        QVERIFY(look(3));
        window.showProcTab(false);
        WAIT_COMPARE(list->rowCount(), 4);
        QCOMPARE(window.session()->taskByNumber(1, 11), thread);
    }

    void noColumnOfTheListIsCut_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("fewest");
        QTest::newRow("900x600") << QSize(900, 600) << 3;
        QTest::newRow("1280x800") << QSize(1280, 800) << 5;
    }
    void noColumnOfTheListIsCut()
    {
        QFETCH(const QSize, size);
        QFETCH(const int, fewest);
        MainWindow window(nullptr);
        QVERIFY(prepare(window, QStringLiteral("scenario:start"), 20, size));
        const auto* view = window.processPage()->view();
        const auto* header = view->horizontalHeader();
        int shown = 0;
        for (int column = 0; column < header->count(); ++column) {
            if (header->isSectionHidden(column))
                continue;
            ++shown;
            const int right = header->sectionViewportPosition(column) + header->sectionSize(column);
            QVERIFY2(right <= view->viewport()->width() + 1, qPrintable(QString::number(column)));
            for (int row = 0; row < view->model()->rowCount(); ++row) {
                const auto index = view->model()->index(row, column);
                QVERIFY2(view->cells()->widthOf(index) <= header->sectionSize(column),
                         qPrintable(index.data().toString()));
            }
        }
        QVERIFY(shown >= fewest);
    }
};

QTEST_MAIN(TestTaskPanes)
#include "tst_taskpanes.moc"
