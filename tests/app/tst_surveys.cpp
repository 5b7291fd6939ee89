// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/panes/filespane.h>
#include <app/panes/memorypane.h>
#include <app/panes/namespacespane.h>
#include <app/panes/threadspane.h>
#include <app/shell/docks.h>
#include <app/shell/mainwindow.h>
#include <app/shell/theme.h>
#include <model/records/descriptortable.h>
#include <model/records/namespacetable.h>
#include <model/records/threadtable.h>
#include <model/records/vmatable.h>

#include <QAbstractItemModelTester>
#include <QAbstractProxyModel>
#include <QCheckBox>
#include <QMenu>
#include <QTableView>
#include <QTest>

using namespace sandscope;
using namespace sandscope::app;

namespace {

/// A window on the scenario of files between processes, at its end, with a process selected.
class Shown
{
public:
    explicit Shown(QByteArrayView name, int pid = 1,
                   const QString& source
                   = QStringLiteral("scenario:" SANDSCOPE_TEST_DATA "/scenarios/open-files.yaml"),
                   int step = 13)
        : window(nullptr)
    {
        window.resize(1400, 900);
        window.show();
        isReady = test::openAndWait(window, source) && test::goToStep(window, step);
        window.showPane(name);
        pane = window.docks()->pane(name);
        table = qobject_cast<QTableView*>(pane->mainView());
        select(pid);
        window.activateWindow();
        table->setFocus();
        QCoreApplication::processEvents();
    }

    void select(int pid)
    {
        window.selection()->setTask(window.session()->taskByNumber(pid));
        isReady = isReady && test::waitUntilSettled(window);
    }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return table->model()->index(row, column).data().toString();
    }
    /// Of the row whose first cell is that number; -1: none.
    [[nodiscard]] int rowOf(int number) const
    {
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            if (cell(row, 0) == QString::number(number))
                return row;
        }
        return -1;
    }

    MainWindow window;
    Pane* pane = nullptr;
    QTableView* table = nullptr;
    bool isReady = false;
};

namespace Fd = model::descriptorColumn;
namespace Thread = model::threadColumn;

}

/// Files, Threads, Namespaces and Memory with real events.
class TestSurveys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void otherEndsAreTold()
    {
        const Shown shown("files");
        QVERIFY(shown.isReady);
        const auto other = [&](int fd) { return shown.cell(shown.rowOf(fd), Fd::otherEnd); };
        QCOMPARE(other(3), QStringLiteral("server 2 fd 4 (write end)"));
        QCOMPARE(other(5), QStringLiteral("server 2 fd 6"));
        QCOMPARE(shown.cell(shown.rowOf(7), Fd::sharers), QStringLiteral("server 2 fd 7"));
        QCOMPARE(other(7), QString());
        QCOMPARE(shown.cell(shown.rowOf(8), Fd::access), QStringLiteral("w"));
        QVERIFY2(shown.cell(shown.rowOf(8), Fd::flags).contains(QLatin1String("O_CLOEXEC")),
                 qPrintable(shown.cell(shown.rowOf(8), Fd::flags)));
        QVERIFY(shown.cell(shown.rowOf(8), Fd::flags).contains(QLatin1String("O_APPEND")));
        QCOMPARE(shown.cell(shown.rowOf(8), Fd::target), QStringLiteral("/data/log"));
        const int pidfd = shown.rowOf(4);
        QCOMPARE(shown.cell(pidfd, Fd::type), QStringLiteral("pidfd"));
        QCOMPARE(shown.cell(pidfd, Fd::otherEnd), QStringLiteral("server 2"));
    }

    void enterGoesToTheOtherEnd()
    {
        Shown shown("files");
        QVERIFY(shown.isReady);
        shown.table->setCurrentIndex(shown.table->model()->index(shown.rowOf(3), 0));
        QTest::keyClick(shown.table, Qt::Key_Return);
        QVERIFY(test::waitUntilSettled(shown.window));
        QCOMPARE(shown.window.selection()->task(), shown.window.session()->taskByNumber(2));
        QCOMPARE(shown.cell(shown.table->currentIndex().row(), Fd::fd), QStringLiteral("4"));
        QCOMPARE(shown.cell(shown.table->currentIndex().row(), Fd::otherEnd),
                 QStringLiteral("server 1 fd 3 (read end)"));
        // And back, with the mouse.
        const auto at = shown.table->visualRect(shown.table->currentIndex()).center();
        QTest::mouseClick(shown.table->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(shown.table->viewport(), Qt::LeftButton, {}, at);
        QVERIFY(test::waitUntilSettled(shown.window));
        QCOMPARE(shown.window.selection()->task(), shown.window.session()->taskByNumber(1));
        QCOMPARE(shown.cell(shown.table->currentIndex().row(), Fd::fd), QStringLiteral("3"));
    }

    void theContextMenuNamesEverybody()
    {
        Shown shown("files");
        QVERIFY(shown.isReady);
        shown.table->setCurrentIndex(shown.table->model()->index(shown.rowOf(7), 0));
        auto* go = shown.pane->findChild<QAction*>(QStringLiteral("file.fd.go"));
        QVERIFY(go && shown.table->actions().contains(go) && go->isEnabled());
        QCOMPARE(go->menu()->actions().size(), 1);
        QCOMPARE(go->menu()->actions().first()->text(), QStringLiteral("server 2 fd 7"));
        go->menu()->actions().first()->trigger();
        QVERIFY(test::waitUntilSettled(shown.window));
        QCOMPARE(shown.window.selection()->task(), shown.window.session()->taskByNumber(2));
        shown.table->setCurrentIndex(shown.table->model()->index(shown.rowOf(0), 0));
    }

    void severalHoldersAreListed()
    {
        Shown shown("files", 1,
                    QStringLiteral("scenario:" SANDSCOPE_TEST_DATA "/scenarios/open-files.yaml"),
                    9);
        QVERIFY(shown.isReady);
        // The child has closed its first socket, the server holds both.
        QVERIFY(shown.cell(shown.rowOf(5), Fd::otherEnd).contains(QStringLiteral("server 2 fd 6")));
        QVERIFY(shown.cell(shown.rowOf(5), Fd::otherEnd).contains(QStringLiteral("server 1 fd 6")));
    }

    void enterGoesToAThread()
    {
        Shown shown("threads");
        QVERIFY(shown.isReady);
        QCOMPARE(shown.table->model()->rowCount(), 2);
        QCOMPARE(shown.cell(0, Thread::tid), QStringLiteral("1"));
        QCOMPARE(shown.cell(0, Thread::name), QStringLiteral("server"));
        QCOMPARE(shown.cell(0, Thread::pending), QStringLiteral("none"));
        QCOMPARE(shown.cell(0, Thread::nsPid), QStringLiteral("1"));
        shown.table->setCurrentIndex(shown.table->model()->index(1, 0));
        QTest::keyClick(shown.table, Qt::Key_Return);
        QVERIFY(test::waitUntilSettled(shown.window));
        const auto* task = shown.window.session()->task(shown.window.selection()->task());
        QVERIFY(task && task->isThread);
        QCOMPARE(shown.pane->path(), QByteArray("1/task")); // those of its process
        QCOMPARE(shown.table->model()->rowCount(), 2);
    }

    void namespacesHaveLetters()
    {
        Shown shown("namespaces");
        QVERIFY(shown.isReady);
        constexpr int uts = model::NamespaceTable::FirstKindColumn + 4;
        QCOMPARE(shown.cell(0, uts), QStringLiteral("A"));
        QCOMPARE(shown.cell(1, uts), QStringLiteral("B"));
        QCOMPARE(shown.cell(1, uts - 1), QStringLiteral("A"));
        auto* pane = qobject_cast<NamespacesPane*>(shown.pane);
        QVERIFY2(pane->identityText().contains(QStringLiteral("outermost first: 1")),
                 qPrintable(pane->identityText()));
        QVERIFY(pane->identityText().contains(QStringLiteral("UIDs: as outside")));
        shown.table->setCurrentIndex(shown.table->model()->index(1, 0));
        QTest::keyClick(shown.table, Qt::Key_Return);
        QVERIFY(test::waitUntilSettled(shown.window));
        QCOMPARE(shown.window.selection()->task(), shown.window.session()->taskByNumber(2));
        // Colours that letters can be read on.
        for (int group = 0; group < 8; ++group) {
            const auto ground = namespaceGround(group, shown.window.palette());
            const auto ink = shown.window.palette().color(QPalette::Text);
            QVERIFY(contrast(ground, ink) >= 4.5);
        }
    }

    /// A letter goes to the next namespace when its own is gone.
    void namespacesAreComparedByNumber()
    {
        Shown shown(
            "namespaces", 1,
            QStringLiteral("scenario:" SANDSCOPE_TEST_DATA "/scenarios/moving-namespaces.yaml"), 7);
        QVERIFY(shown.isReady);
        constexpr int uts = model::NamespaceTable::FirstKindColumn + 4;
        const auto cellOf
            = [&](int pid) { return shown.table->model()->index(shown.rowOf(pid), uts); };
        const auto mark = [&](int pid) { return cellOf(pid).data(model::MarkRole).toInt(); };
        auto* session = shown.window.session();
        // Process 2 was reaped, and its letter is that of process 3 now.
        const auto before = session->snapshot()->generation - 1;
        session->compareWithGeneration(before);
        WAIT_VERIFY(session->isComparing());
        QVERIFY(test::waitUntilSettled(shown.window));
        WAIT_VERIFY(qobject_cast<const model::RowTable*>(
                        qobject_cast<QAbstractProxyModel*>(shown.table->model())->sourceModel())
                        ->isComparing());
        QCOMPARE(cellOf(3).data().toString(), QStringLiteral("B"));
        QCOMPARE(mark(3), int(model::Mark::none));
        QVERIFY(!cellOf(3).data(model::WasRole).isValid());
        // It moves to another one, which takes the letter of the one it left.
        const auto then = session->snapshot()->generation;
        QVERIFY(test::goToStep(shown.window, 8));
        session->compareWithGeneration(then);
        QVERIFY(test::waitUntilSettled(shown.window));
        WAIT_VERIFY(mark(3) == int(model::Mark::changed));
        QVERIFY(cellOf(3).data(model::WasRole).toString().startsWith(QStringLiteral("B (number ")));
    }

    void onlyDifferentOnes()
    {
        const Shown shown("namespaces", 1, QStringLiteral("scenario:start"), 14);
        QVERIFY(shown.isReady);
        QVERIFY(shown.table->model()->rowCount() > 1);
        auto* box = shown.pane->findChild<QCheckBox*>(QStringLiteral("task.ns.different"));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Space);
        QVERIFY(box->isChecked());
        QCOMPARE(shown.table->model()->rowCount(), 1); // the first, which the others equal
    }

    void residencyIsAChoice()
    {
        Shown shown("memory");
        QVERIFY(shown.isReady);
        QCOMPARE(shown.pane->path(), QByteArray("1/smaps")); // nobody pays for it here
        auto* box = shown.pane->findChild<QCheckBox*>(QStringLiteral("memory.maps.residency"));
        QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        QVERIFY(test::waitUntilSettled(shown.window));
        QCOMPARE(shown.pane->path(), QByteArray("1/maps"));
        QVERIFY(shown.table->isColumnHidden(model::VmaTableModel::RssColumn));
        QVERIFY(!shown.table->isColumnHidden(model::VmaTableModel::UseColumn));
        shown.window.showPane("smaps");
        QVERIFY(test::waitUntilSettled(shown.window));
        QVERIFY(box->isChecked());
        QCOMPARE(shown.pane->path(), QByteArray("1/smaps"));
        QVERIFY(!shown.table->isColumnHidden(model::VmaTableModel::RssColumn));
        WAIT_VERIFY(
            qobject_cast<MemoryPane*>(shown.pane)->kindsText().contains(QLatin1String("Heap")));
    }

    void modelsStayWhole_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"files", "threads", "namespaces", "memory"})
            QTest::newRow(name) << QByteArray(name);
    }
    void modelsStayWhole()
    {
        QFETCH(QByteArray, name);
        Shown shown(name, 1);
        QVERIFY(shown.isReady);
        auto* proxy = qobject_cast<QAbstractProxyModel*>(shown.table->model());
        const QAbstractItemModelTester inner(proxy->sourceModel());
        const QAbstractItemModelTester outer(proxy);
        for (const int step : {5, 6, 13, 7, 12, 2, 13}) {
            QVERIFY(test::goToStep(shown.window, step));
            shown.select(step % 2 == 0 ? 1 : 2);
        }
    }
};

QTEST_MAIN(TestSurveys)
#include "tst_surveys.moc"
