// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "windowdriver.h"

#include <app/delegates/celldelegate.h>
#include <app/shell/emptystate.h>
#include <app/shell/mainwindow.h>
#include <app/shell/processpage.h>
#include <app/shell/processview.h>
#include <model/tree/columns.h>
#include <model/tree/processlist.h>

#include <QAccessible>
#include <QLineEdit>
#include <QTest>

#include <tests/model/writtentree.h>

using namespace sandscope;
using namespace sandscope::app;
using test::FakeSource;
using test::makeSnapshot;

namespace {

/// init (1) with sh (5), which has workers 7 and 71; 7 has thread 9.
std::vector<test::Row> family()
{
    return {{1, 0, 1, 0, "init"},
            {2, 1, 5, 0, "sh"},
            {3, 2, 7, 0, "worker"},
            {4, 3, 9, 7, "helper"},
            {5, 2, 71, 0, "worker"}};
}

}

class TestProcessView : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MainWindow> m_window;
    ProcessView* m_view = nullptr;

    QString current() const
    {
        const auto* row = m_window->session()->task(m_window->selection()->task());
        return row ? QString::number(row->tid.value) : QString();
    }
    QStringList rows() const
    {
        QStringList result;
        for (int row = 0; row < m_view->model()->rowCount(); ++row)
            result << m_view->model()->index(row, 1).data().toString();
        return result;
    }
    void press(Qt::Key key, const char* expectedRows)
    {
        QTest::keyClick(m_view, key);
        QVERIFY(test::waitUntilSettled(*m_window));
        QCOMPARE(rows().join(u' '), QLatin1String(expectedRows));
    }

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<MainWindow>(nullptr);
        m_window->resize(1000, 700);
        m_window->show();
        QVERIFY(test::openAndWait(
            *m_window,
            std::make_unique<FakeSource>(std::vector{
                makeSnapshot(1, family()),
                makeSnapshot(2, {family()[0], family()[1], family()[4], {6, 1, 90, 0, "late"}}),
            })));
        m_view = m_window->processPage()->view();
        m_view->processes()->setAllExpanded(true);
        QVERIFY(test::waitUntilSettled(*m_window));
        QCOMPARE(rows().join(u' '), QStringLiteral("1 5 7 9 71"));
        m_view->setFocus();
        m_window->selection()->setTask({1});
    }
    void cleanup() { m_window.reset(); }

    void leftAndRight()
    {
        QCOMPARE(current(), QStringLiteral("1"));
        press(Qt::Key_Right, "1 5 7 9 71"); // unfolded already: to the first child
        QCOMPARE(current(), QStringLiteral("5"));
        press(Qt::Key_Right, "1 5 7 9 71");
        QCOMPARE(current(), QStringLiteral("7"));
        press(Qt::Key_Left, "1 5 7 71"); // folds
        QCOMPARE(current(), QStringLiteral("7"));
        press(Qt::Key_Right, "1 5 7 9 71"); // unfolds
        QCOMPARE(current(), QStringLiteral("7"));
        press(Qt::Key_Right, "1 5 7 9 71");
        QCOMPARE(current(), QStringLiteral("9"));
        press(Qt::Key_Right, "1 5 7 9 71"); // a thread has nothing below it
        QCOMPARE(current(), QStringLiteral("9"));
        press(Qt::Key_Left, "1 5 7 9 71"); // to the parent
        QCOMPARE(current(), QStringLiteral("7"));
    }

    void plusMinusStar()
    {
        press(Qt::Key_Minus, "1");
        press(Qt::Key_Plus, "1 5 7 9 71");
        QTest::keyClick(m_view, Qt::Key_Minus);
        QVERIFY(test::waitUntilSettled(*m_window));
        QTest::keyClick(m_view, '*');
        QVERIFY(test::waitUntilSettled(*m_window));
        QCOMPARE(rows().join(u' '), QStringLiteral("1 5 7 9 71"));
    }

    void digitsGoToAProcess()
    {
        QTest::keyClicks(m_view, QStringLiteral("7"));
        QCOMPARE(current(), QStringLiteral("7"));
        QTest::keyClicks(m_view, QStringLiteral("1"));
        QCOMPARE(current(), QStringLiteral("71"));
    }

    void digitsUnfoldWhatHidesTheProcess()
    {
        press(Qt::Key_Minus, "1");
        QTest::keyClicks(m_view, QStringLiteral("9"));
        QVERIFY(test::waitUntilSettled(*m_window));
        QCOMPARE(current(), QStringLiteral("9"));
        QVERIFY(rows().contains(QStringLiteral("9")));
    }

    void mouseOnTheExpander()
    {
        const auto index = m_view->model()->index(2, 0);
        const auto box = m_view->visualRect(index);
        // The third level: two steps of indentation behind the gutter of the marks.
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {},
                          QPoint(box.left() + 5 + 12 + 2 * 16 + 8, box.center().y()));
        QVERIFY(test::waitUntilSettled(*m_window));
        QCOMPARE(rows().join(u' '), QStringLiteral("1 5 7 71"));
        QCOMPARE(current(), QStringLiteral("1")); // folding is not choosing
    }

    void filterKeepsAncestorsAndEscapeLeadsBack()
    {
        auto* field = m_window->processPage()->filterField();
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        WAIT_VERIFY(field->hasFocus());
        QTest::keyClicks(field, QStringLiteral("helper"));
        QVERIFY(test::waitUntilSettled(*m_window));
        QCOMPARE(rows().join(u' '), QStringLiteral("1 5 7 9"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(test::waitUntilSettled(*m_window));
        QVERIFY(field->text().isEmpty());
        QVERIFY(field->hasFocus());
        QCOMPARE(rows().join(u' '), QStringLiteral("1 5 7 9 71"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(m_view->hasFocus());
    }

    void nothingMatches()
    {
        m_window->processPage()->filterField()->setText(QStringLiteral("<b>xyz</b>"));
        QVERIFY(test::waitUntilSettled(*m_window));
        const auto* empty = m_window->processPage()->emptyState();
        WAIT_VERIFY(empty->isVisible());
        QCOMPARE(empty->heading(), QStringLiteral("No Process Matches “<b>xyz</b>”"));
        QVERIFY(empty->explanation().startsWith(QLatin1String("5 ")));
        Q_EMIT const_cast<EmptyState*>(empty)->triggered();
        QVERIFY(test::waitUntilSettled(*m_window));
        WAIT_VERIFY(m_view->isVisible());
    }

    void selectionSurvivesTicksAndIsNotHandedToANeighbour()
    {
        m_window->selection()->setTask({5});
        QVERIFY(test::goToStep(*m_window, 1)); // 7 and 9 end, 90 begins
        QCOMPARE(m_window->selection()->task(), procfs::TaskId{5});
        QCOMPARE(m_view->currentIndex().siblingAtColumn(1).data().toString(), QStringLiteral("71"));

        QVERIFY(test::goToStep(*m_window, 0));
        m_window->selection()->setTask({3});
        QVERIFY(test::goToStep(*m_window, 1));
        WAIT_VERIFY(!rows().contains(QStringLiteral("7")) || m_view->model()->rowCount() > 0);
        QCOMPARE(m_window->selection()->task(), procfs::TaskId{3}); // ended, and the panes keep it
        QVERIFY(test::goToStep(*m_window, 0));
        QCOMPARE(m_view->currentIndex().siblingAtColumn(1).data().toString(), QStringLiteral("7"));
    }

    void goToParent()
    {
        m_window->selection()->setTask({4});
        QTest::keyClick(m_window.get(), Qt::Key_Up, Qt::AltModifier);
        WAIT_COMPARE(current(), QStringLiteral("7"));
    }

    /// A resident size that stat of Linux alone tells bears a sign; one of records has no room for
    /// it.
    void residentMemoryOfLinuxHasItsSign()
    {
        const auto made = [](bool isOfFiles) {
            auto snapshot = std::make_shared<snapshot::Snapshot>(*makeSnapshot(1, family()));
            auto row = *snapshot->tasks.find(1);
            row.rssBytes = 1784 * 1024;
            snapshot->tasks.set(1, std::make_shared<const snapshot::TaskSummary>(row));
            if (isOfFiles) {
                snapshot->records.reset();
                snapshot->tree = std::make_shared<test::WrittenTree>();
            }
            return snapshot;
        };
        for (const bool isOfFiles : {true, false}) {
            QVERIFY(test::openAndWait(
                *m_window,
                std::make_unique<FakeSource>(std::vector<snapshot::SnapshotPtr>{made(isOfFiles)})));
            QVERIFY(test::waitUntilSettled(*m_window));
            const auto cell = m_view->model()->index(0, model::processColumn("vm.rss"));
            QCOMPARE(cell.data().toString(), QStringLiteral("1784 kB"));
            const auto* cells = qobject_cast<const CellDelegate*>(m_view->itemDelegate());
            QCOMPARE(cells->shownBadge(cell), isOfFiles ? QStringLiteral("~") : QString());
        }
    }

    void accessibleAsATree()
    {
        auto* list = QAccessible::queryAccessibleInterface(m_view);
        QVERIFY(list);
        QCOMPARE(list->role(), QAccessible::Tree);
        auto* table = list->tableInterface();
        QVERIFY(table);
        QCOMPARE(table->rowCount(), 5);
        auto* row = table->cellAt(2, 0);
        QVERIFY(row);
        QCOMPARE(row->role(), QAccessible::TreeItem);
        QVERIFY(row->text(QAccessible::Name).startsWith(QLatin1String("worker, PID 7")));
        QVERIFY(row->state().expandable);
        QVERIFY(row->state().expanded);
        QCOMPARE(row->attributesInterface()->attributeValue(QAccessible::Attribute::Level).toInt(),
                 3);
        auto* thread = table->cellAt(3, 0);
        QVERIFY(thread->text(QAccessible::Name).contains(QLatin1String("thread")));
        QVERIFY(!thread->state().expandable);
        QCOMPARE(table->cellAt(2, 1)->text(QAccessible::Name), QStringLiteral("PID: 7"));

        row->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
        QVERIFY(test::waitUntilSettled(*m_window));
        QCOMPARE(rows().join(u' '), QStringLiteral("1 5 7 71"));
    }

    void navigationEventsNumberCellsAsWeDo()
    {
        // QTableView tells which child has the focus by number; it must be the cell that is
        // current.
        m_window->selection()->setTask({3});
        auto* list = QAccessible::queryAccessibleInterface(m_view);
        const int width = m_view->model()->columnCount() + 1;
        const auto index = m_view->currentIndex();
        auto* child = list->child((index.row() + 1) * width + index.column() + 1);
        QVERIFY(child);
        QCOMPARE(child->tableCellInterface()->rowIndex(), index.row());
        QCOMPARE(list->indexOfChild(child), (index.row() + 1) * width + index.column() + 1);
        QCOMPARE(list->focusChild(), child);
    }
};

QTEST_MAIN(TestProcessView)
#include "tst_processview.moc"
