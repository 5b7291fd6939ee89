// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/tree/columns.h>
#include <model/tree/processlist.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <tests/model/modelspy.h>
#include <tests/model/taskset.h>
#include <tests/model/writtentree.h>

using namespace sandscope;
using namespace sandscope::model;
using test::lines;
using test::ModelSpy;
using test::TaskSet;

namespace {

/// "1 init", "  2 sh", "    3! worker": indented by depth, "+" for a closed row, "!" for a filter
/// hit.
QStringList rowsOf(const QAbstractItemModel& model)
{
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row, 0);
        QString text(2 * index.data(DepthRole).toInt(), u' ');
        text += model.index(row, processColumn("tid")).data().toString();
        if (index.data(ExpandableRole).toBool() && !index.data(ExpandedRole).toBool())
            text += u'+';
        if (index.data(FilterHitRole).toBool())
            text += u'!';
        if (index.data(IsThreadRole).toBool())
            text += QStringLiteral(" thread");
        rows.append(text);
    }
    return rows;
}

/// "3 added", for every row that is marked.
QStringList marksOf(const QAbstractItemModel& model)
{
    static const QStringList words{QString(), QStringLiteral("added"), QStringLiteral("changed"),
                                   QStringLiteral("gone")};
    QStringList marks;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (const int mark = model.index(row, 0).data(MarkRole).toInt())
            marks.append(model.index(row, processColumn("tid")).data().toString() + u' '
                         + words[mark]);
    }
    return marks;
}

}

class ProcessListTest : public QObject
{
    Q_OBJECT

private:
    /// init(1) > sh(2) > worker(10), worker(11); init > daemon(3) with threads 4 and 5 and
    /// child 12.
    static void fill(TaskSet& tasks)
    {
        tasks.process(1, 0, "init");
        tasks.process(2, 1, "sh");
        tasks.process(10, 2, "worker");
        tasks.process(11, 2, "worker").command = "worker --Fast";
        tasks.process(3, 1, "daemon");
        tasks.thread(4, 3, "poller");
        tasks.thread(5, 3, "writer");
        tasks.process(12, 3, "helper");
    }

    static void settle(ProcessListModel& model)
    {
        while (model.isBusy()) {
            QSignalSpy spy(&model, &ProcessListModel::settled);
            QVERIFY(spy.wait(20'000));
        }
    }

    static void show(ProcessListModel& model, const snapshot::SnapshotPtr& snapshot)
    {
        model.setSnapshot(snapshot);
        settle(model);
    }

    struct Fixture
    {
        TaskSet tasks;
        ProcessListModel model;
        QAbstractItemModelTester tester{&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal};
        ModelSpy spy{&model};
        Fixture()
        {
            fill(tasks);
            model.setMarkDuration(-1);
        }
        void showTasks()
        {
            show(model, tasks.publish());
            spy.take();
        }
        void tick() { show(model, tasks.publish()); }
    };

private Q_SLOTS:
    void hierarchyHasThreadsBeforeChildren()
    {
        Fixture f;
        f.tick();
        QCOMPARE(rowsOf(f.model),
                 lines({"1", "  2", "    10", "    11", "  3", "    4 thread", "    5 thread",
                        "    12"}));
        QCOMPARE(f.spy.take(), lines({"inserted 0-7"}));
        QCOMPARE(f.model.taskCount(), 8);
        QCOMPARE(marksOf(f.model), QStringList());
    }

    void nothingChangedEmitsNothing()
    {
        Fixture f;
        f.showTasks();
        QSignalSpy settled(&f.model, &ProcessListModel::settled);
        const auto next = f.tasks.publish();
        show(f.model, next);
        QCOMPARE(f.spy.take(), QStringList());
        QCOMPARE(settled.count(), 1);
        QCOMPARE(f.model.snapshot(), next);
    }

    void changedRowsAreOneRange()
    {
        Fixture f;
        f.showTasks();
        for (const std::uint32_t id : {10U, 11U, 12U})
            f.tasks.change(id, [](auto& row) { row.rssBytes = 4096; });
        f.tick();
        QCOMPARE(f.spy.take(), lines({"changed 2-3", "changed 7-7"}));
        QCOMPARE(f.model.index(2, processColumn("vm.rss")).data().toString(),
                 QStringLiteral("4 kB"));
    }

    void removalsComeFromTheBack()
    {
        Fixture f;
        f.showTasks();
        f.tasks.remove(10);
        f.tasks.remove(12);
        f.tick();
        QCOMPARE(f.spy.take(), lines({"removed 7-7", "removed 2-2"}));
    }

    void removalsComeBeforeInsertions()
    {
        Fixture f;
        f.showTasks();
        f.tasks.remove(10);
        f.tasks.process(20, 2, "new");
        f.tick();
        QCOMPARE(f.spy.take(), lines({"removed 2-2", "inserted 3-3"}));
        QCOMPARE(rowsOf(f.model).mid(1, 3), lines({"  2", "    11", "    20"}));
    }

    void orphansMoveToTheirNewParent()
    {
        Fixture f;
        f.showTasks();
        const QPersistentModelIndex worker = f.model.indexOf(procfs::TaskId{11});
        f.tasks.remove(2);
        for (const std::uint32_t id : {10U, 11U})
            f.tasks.change(id, [](auto& row) { row.parent = procfs::TaskId{1}; });
        f.tick();
        QCOMPARE(rowsOf(f.model),
                 lines({"1", "  3", "    4 thread", "    5 thread", "    12", "  10", "  11"}));
        QCOMPARE(f.spy.take(), lines({"relayout", "removed 7-7", "changed 5-6"}));
        QCOMPARE(f.model.taskAt(worker), procfs::TaskId{11});
    }

    void aNewParentAloneMovesTheRow()
    {
        Fixture f;
        f.showTasks();
        f.tasks.change(12, [](auto& row) { row.parent = procfs::TaskId{2}; });
        f.tick();
        QCOMPARE(rowsOf(f.model),
                 lines({"1", "  2", "    10", "    11", "    12", "  3", "    4 thread",
                        "    5 thread"}));
        QCOMPARE(f.spy.take(), lines({"relayout", "changed 4-4"}));
    }

    void circlesAndMissingParentsStandAtTheTop()
    {
        TaskSet tasks;
        tasks.process(5, 99, "orphan");
        tasks.process(6, 6, "own parent");
        tasks.process(7, 8, "a");
        tasks.process(8, 7, "b");
        tasks.process(9, 8, "c");
        ProcessListModel model;
        show(model, tasks.publish());
        QCOMPARE(rowsOf(model), lines({"5", "6", "7", "  8", "    9"}));
    }

    void deepChains()
    {
        TaskSet tasks;
        constexpr std::uint32_t depth = 70'000;
        for (std::uint32_t id = 1; id <= depth; ++id)
            tasks.process(id, id - 1, "p");
        ProcessListModel model;
        show(model, tasks.publish());
        QCOMPARE(model.rowCount(), static_cast<int>(depth));
        QCOMPARE(model.index(static_cast<int>(depth) - 1, 0).data(DepthRole).toInt(),
                 static_cast<int>(depth) - 1);
    }

    void sorting_data()
    {
        QTest::addColumn<QByteArray>("column");
        QTest::addColumn<Qt::SortOrder>("order");
        QTest::addColumn<QStringList>("expected");
        // Among siblings; 12 has no rss, 20 has 0.
        QTest::newRow("tid ascending")
            << QByteArray("tid") << Qt::AscendingOrder << lines({"9", "10", "11", "12", "20"});
        QTest::newRow("tid descending")
            << QByteArray("tid") << Qt::DescendingOrder << lines({"20", "12", "11", "10", "9"});
        QTest::newRow("name, equal ones by tid")
            << QByteArray("name") << Qt::AscendingOrder << lines({"12", "9", "11", "10", "20"});
        QTest::newRow("name descending, equal ones still by tid")
            << QByteArray("name") << Qt::DescendingOrder << lines({"10", "20", "9", "11", "12"});
        QTest::newRow("rss, unknown last")
            << QByteArray("vm.rss") << Qt::AscendingOrder << lines({"20", "9", "11", "10", "12"});
        QTest::newRow("rss descending, unknown last")
            << QByteArray("vm.rss") << Qt::DescendingOrder << lines({"10", "9", "11", "20", "12"});
        QTest::newRow("a column that nobody knows")
            << QByteArray("uid") << Qt::DescendingOrder << lines({"9", "10", "11", "12", "20"});
    }

    void sorting()
    {
        QFETCH(QByteArray, column);
        QFETCH(Qt::SortOrder, order);
        QFETCH(QStringList, expected);
        TaskSet tasks;
        tasks.process(20, 0, "z").rssBytes = 0;
        tasks.process(10, 0, "z").rssBytes = 300 * 1024;
        tasks.process(9, 0, "b").rssBytes = 20 * 1024;
        tasks.process(11, 0, "b").rssBytes = 20 * 1024;
        tasks.process(12, 0, "a");
        ProcessListModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        show(model, tasks.publish());
        model.sort(processColumn(column), order);
        settle(model);
        QCOMPARE(rowsOf(model), expected);
    }

    void unknownIsEmptyAndNeverZero()
    {
        TaskSet tasks;
        tasks.process(1, 0, "init");
        ProcessListModel model;
        show(model, tasks.publish());
        const QModelIndex cell = model.index(0, processColumn("vm.rss"));
        QCOMPARE(cell.data().toString(), QString());
        QVERIFY(!cell.data(RawValueRole).isValid());
        QCOMPARE(cell.data(StateRole).toInt(), static_cast<int>(CellState::notProvided));
        QCOMPARE(cell.data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Resident, not provided by this source"));
        tasks.change(1, [](auto& row) { row.rssBytes = 0; });
        show(model, tasks.publish());
        QCOMPARE(cell.data().toString(), QStringLiteral("0 kB"));
        QCOMPARE(cell.data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Resident, 0 kilobytes"));
    }

    /// What `stat` of Linux says of resident memory is near; what `status` says is true.
    void residentMemoryOfLinuxIsNear()
    {
        TaskSet tasks;
        tasks.process(1, 0, "near").rssBytes = 1784 * 1024;
        tasks.process(2, 0, "true").rssBytes = 1960 * 1024;
        tasks.process(3, 0, "kernel").rssBytes = 0;
        for (const std::uint32_t id : {1U, 2U, 3U})
            tasks.change(id, [](auto& row) { row.tgid.value = row.tid.value; });
        auto files = std::make_shared<test::WrittenTree>();
        files->file("2/status", "Name:\ttrue\nVmRSS:\t    1960 kB\nThreads:\t1\n");
        auto snapshot = std::make_shared<snapshot::Snapshot>(*tasks.publish());
        snapshot->tree = files;
        ProcessListModel model;
        show(model, snapshot);
        const auto cell = [&](int row) { return model.index(row, processColumn("vm.rss")); };
        QCOMPARE(cell(0).data(StateRole).toInt(), static_cast<int>(CellState::derived));
        QCOMPARE(cell(0).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Resident, 1784 kilobytes, derived"));
        QVERIFY(cell(0).data(Qt::ToolTipRole).toString().contains(QLatin1String("some pages off")));
        for (const int row : {1, 2})
            QCOMPARE(cell(row).data(StateRole).toInt(), static_cast<int>(CellState::measured));
        // Of records it is exact.
        show(model, tasks.publish());
        QCOMPARE(cell(0).data(StateRole).toInt(), static_cast<int>(CellState::measured));
    }

    void hostileNamesAreEscaped()
    {
        TaskSet tasks;
        tasks.process(1, 0, "<b>\n\x1b[31m\xff").command = "a\tb \xe2\x80\xae";
        ProcessListModel model;
        show(model, tasks.publish());
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("<b>\\n\\x1b[31m\\xff"));
        QCOMPARE(model.index(0, processColumn("command")).data().toString(),
                 QStringLiteral("a\\tb \\u202e"));
        QCOMPARE(model.index(0, 0).data(RawValueRole).toByteArray(),
                 QByteArray("<b>\n\x1b[31m\xff"));
    }

    void filtering_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected");
        QTest::addColumn<int>("hits");
        QTest::newRow("by name, ancestors kept")
            << QStringLiteral("WORK") << lines({"1", "  2", "    10!", "    11!"}) << 2;
        QTest::newRow("by command")
            << QStringLiteral("--fast") << lines({"1", "  2", "    11!"}) << 1;
        QTest::newRow("by number") << QStringLiteral("12") << lines({"1", "  3", "    12!"}) << 1;
        QTest::newRow("a thread") << QStringLiteral("poll") << lines({"1", "  3", "    4! thread"})
                                  << 1;
        QTest::newRow("a hit above a hit") << QStringLiteral("e")
                                           << lines({"1", "  2", "    10!", "    11!", "  3!",
                                                     "    4! thread", "    5! thread", "    12!"})
                                           << 6;
        QTest::newRow("no match") << QStringLiteral("xyz") << QStringList{} << 0;
        QTest::newRow("not ASCII") << QStringLiteral("É") << QStringList{} << 0;
    }

    void filtering()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        QFETCH(int, hits);
        Fixture f;
        f.showTasks();
        const QStringList all = rowsOf(f.model);
        f.model.setFilter(text);
        settle(f.model);
        QCOMPARE(rowsOf(f.model), expected);
        QCOMPARE(f.model.hitCount(), hits);
        QVERIFY(!f.spy.take().contains(QStringLiteral("reset")));
        f.model.setFilter({});
        settle(f.model);
        QCOMPARE(rowsOf(f.model), all);
        QCOMPARE(f.model.hitCount(), 0);
    }

    void filterFoldsOtherScripts()
    {
        TaskSet tasks;
        tasks.process(1, 0, "\xc3\xa9tude"); // étude
        tasks.process(2, 0, "etude");
        ProcessListModel model;
        show(model, tasks.publish());
        model.setFilter(QStringLiteral("ÉT"));
        settle(model);
        QCOMPARE(rowsOf(model), lines({"1!"}));
    }

    void filterOpensWhatIsCollapsed()
    {
        Fixture f;
        f.showTasks();
        f.model.setExpanded(f.model.indexOf(procfs::TaskId{2}), false);
        f.model.setFilter(QStringLiteral("worker"));
        settle(f.model);
        QCOMPARE(rowsOf(f.model), lines({"1", "  2", "    10!", "    11!"}));
        f.model.setExpanded(f.model.indexOf(procfs::TaskId{1}), false);
        QCOMPARE(rowsOf(f.model), lines({"1+"}));
        f.model.setFilter({});
        settle(f.model);
        QCOMPARE(rowsOf(f.model),
                 lines({"1", "  2+", "  3", "    4 thread", "    5 thread", "    12"}));
    }

    void filterFollowsChanges()
    {
        Fixture f;
        f.showTasks();
        f.model.setFilter(QStringLiteral("worker"));
        settle(f.model);
        f.tasks.change(10, [](auto& row) { row.name = "idle"; });
        f.tasks.change(12, [](auto& row) { row.name = "worker"; });
        f.tick();
        QCOMPARE(rowsOf(f.model), lines({"1", "  2", "    11!", "  3", "    12!"}));
    }

    void flatAndWithoutThreads()
    {
        Fixture f;
        f.showTasks();
        f.model.setFlat(true);
        settle(f.model);
        QCOMPARE(rowsOf(f.model), lines({"1", "2", "3", "4 thread", "5 thread", "10", "11", "12"}));
        f.model.setThreadsShown(false);
        settle(f.model);
        QCOMPARE(rowsOf(f.model), lines({"1", "2", "3", "10", "11", "12"}));
        f.model.setFilter(QStringLiteral("worker"));
        settle(f.model);
        QCOMPARE(rowsOf(f.model), lines({"10!", "11!"}));
        f.model.setFilter({});
        f.model.setFlat(false);
        settle(f.model);
        QCOMPARE(rowsOf(f.model), lines({"1", "  2", "    10", "    11", "  3", "    12"}));
        QVERIFY(!f.spy.take().contains(QStringLiteral("reset")));
    }

    void expandingIsARangeAtOnce()
    {
        Fixture f;
        f.showTasks();
        f.model.setExpanded(f.model.index(0, 0), false);
        QCOMPARE(f.spy.take(), lines({"changed 0-0", "removed 1-7"}));
        QCOMPARE(rowsOf(f.model), lines({"1+"}));
        f.tasks.process(13, 2, "later");
        f.tick();
        QCOMPARE(f.spy.take(), QStringList());
        f.model.setExpanded(f.model.index(0, 0), true);
        QCOMPARE(f.spy.take(), lines({"changed 0-0", "inserted 1-8"}));
        QVERIFY(rowsOf(f.model).contains(QStringLiteral("    13")));
    }

    void expansionSurvivesTicksAndIsOfTheTask()
    {
        Fixture f;
        f.showTasks();
        f.model.setExpanded(f.model.indexOf(procfs::TaskId{2}), false);
        f.tasks.process(30, 3, "more");
        f.tick();
        QCOMPARE(rowsOf(f.model).mid(1, 2), lines({"  2+", "  3"}));
        f.model.setAllExpanded(false);
        settle(f.model);
        QCOMPARE(rowsOf(f.model), lines({"1+"}));
        f.model.setAllExpanded(true);
        settle(f.model);
        QCOMPARE(rowsOf(f.model).size(), 9);
    }

    void expandingWhileAWorkerIsBusy()
    {
        Fixture f;
        f.showTasks();
        f.tasks.process(30, 3, "more");
        f.model.setSnapshot(f.tasks.publish());
        f.model.setExpanded(f.model.index(0, 0), false); // what the worker makes does not fit any
                                                         // more
        settle(f.model);
        QCOMPARE(rowsOf(f.model), lines({"1+"}));
        f.model.setExpanded(f.model.index(0, 0), true);
        QCOMPARE(rowsOf(f.model).size(), 9);
    }

    void parentRows()
    {
        Fixture f;
        f.showTasks();
        const auto parentOf = [&](std::uint32_t id) {
            return f.model.taskAt(f.model.parentRow(f.model.indexOf(procfs::TaskId{id}))).value;
        };
        QCOMPARE(parentOf(12), 3U);
        QCOMPARE(parentOf(4), 3U);
        QCOMPARE(parentOf(3), 1U);
        QCOMPARE(parentOf(1), 0U);
    }

    void revealOpensAncestors()
    {
        Fixture f;
        f.showTasks();
        f.model.setExpanded(f.model.indexOf(procfs::TaskId{2}), false);
        f.model.setExpanded(f.model.indexOf(procfs::TaskId{1}), false);
        f.spy.take();
        const QModelIndex index = f.model.reveal(procfs::TaskId{11});
        QVERIFY(index.isValid());
        QCOMPARE(f.model.taskAt(index), procfs::TaskId{11});
        QCOMPARE(f.spy.take(), lines({"changed 0-0", "inserted 1-7"}));
        QVERIFY(!f.model.reveal(procfs::TaskId{999}).isValid());
        f.model.setFilter(QStringLiteral("daemon"));
        settle(f.model);
        QVERIFY(!f.model.reveal(procfs::TaskId{11}).isValid());
    }

    void newestRequestWins()
    {
        Fixture f;
        f.showTasks();
        QSignalSpy settled(&f.model, &ProcessListModel::settled);
        f.model.setFilter(QStringLiteral("w"));
        f.model.setFilter(QStringLiteral("wo"));
        f.model.setFilter(QStringLiteral("worker"));
        f.tasks.remove(10);
        f.model.setSnapshot(f.tasks.publish());
        f.tasks.remove(11);
        f.tasks.process(40, 2, "worker");
        const auto last = f.tasks.publish();
        show(f.model, last);
        QCOMPARE(settled.count(), 1);
        QCOMPARE(rowsOf(f.model), lines({"1", "  2", "    40!"}));
        QCOMPARE(f.model.snapshot(), last);
    }

    void anotherSourceIsTheOneReset()
    {
        Fixture f;
        f.showTasks();
        f.model.setExpanded(f.model.index(0, 0), false);
        f.model.setFilter(QStringLiteral("worker"));
        f.model.clear(); // with a worker in flight
        QCOMPARE(f.model.rowCount(), 0);
        QCOMPARE(f.model.snapshot(), nullptr);
        settle(f.model);
        QCOMPARE(f.model.rowCount(), 0);
        f.tick();
        QCOMPARE(rowsOf(f.model), lines({"1", "  2", "    10!", "    11!"}));
        QCOMPARE(f.spy.take().count(QStringLiteral("reset")), 1);
    }

    void marksOfASteppingViewer()
    {
        Fixture f;
        f.model.setMarkDuration(0);
        f.showTasks();
        QCOMPARE(marksOf(f.model), QStringList());
        f.tasks.remove(10);
        f.tasks.process(20, 2, "new");
        f.tasks.change(11, [](auto& row) { row.rssBytes = 1024; });
        f.tick();
        QCOMPARE(marksOf(f.model), lines({"10 gone", "11 changed", "20 added"}));
        QCOMPARE(f.model.index(2, 0).data(StateRole).toInt(), static_cast<int>(CellState::gone));
        QCOMPARE(f.model.index(2, 0).data().toString(), QStringLiteral("worker"));
        QCOMPARE(f.model.taskCount(), 8);
        QCOMPARE(f.spy.take(), lines({"inserted 4-4", "changed 2-3"}));

        f.tasks.change(3, [](auto& row) { row.rssBytes = 1024; });
        f.tick();
        QCOMPARE(marksOf(f.model), lines({"3 changed"}));
        QCOMPARE(f.spy.take(), lines({"removed 2-2", "changed 2-4"}));
        f.tick(); // nothing changed: the marks end all the same
        QCOMPARE(marksOf(f.model), QStringList());
        QCOMPARE(f.spy.take(), lines({"changed 4-4"}));
    }

    void steppingBackBringsTasksBack()
    {
        Fixture f;
        f.model.setMarkDuration(0);
        const auto before = f.tasks.publish();
        show(f.model, before);
        f.tasks.remove(10);
        f.tasks.process(20, 2, "new");
        const auto after = f.tasks.publish();
        show(f.model, after);
        f.spy.take();
        show(f.model, before);
        QCOMPARE(marksOf(f.model), lines({"10 added", "20 gone"}));
        show(f.model, after);
        QCOMPARE(marksOf(f.model), lines({"10 gone", "20 added"}));
        QCOMPARE(rowsOf(f.model).mid(2, 3), lines({"    10", "    11", "    20"}));
    }

    void marksEndByThemselves()
    {
        Fixture f;
        f.model.setMarkDuration(2000);
        f.showTasks();
        f.tasks.remove(10);
        f.tasks.process(20, 2, "new");
        f.tick();
        QCOMPARE(marksOf(f.model), lines({"10 gone", "20 added"}));
        f.tasks.change(20, [](auto& row) { row.rssBytes = 1024; });
        f.tick();
        QCOMPARE(marksOf(f.model), lines({"10 gone", "20 added"})); // what is new stays so though
                                                                    // it changed
        f.spy.take();
        QVERIFY(QTest::qWaitFor([&] { return marksOf(f.model).isEmpty(); }, 20'000));
        QVERIFY(!rowsOf(f.model).contains(QStringLiteral("    10")));
        settle(f.model);
        const QStringList seen = f.spy.take();
        QVERIFY(seen.contains(QStringLiteral("removed 2-2")));
        QVERIFY(!seen.contains(QStringLiteral("reset"))
                && !seen.contains(QStringLiteral("relayout")));
    }

    void marksOfAComparison_data()
    {
        QTest::addColumn<int>("duration");
        QTest::newRow("by steps") << 0;
        QTest::newRow("live") << 30;
        QTest::newRow("after a jump") << -1;
    }
    void marksOfAComparison()
    {
        QFETCH(const int, duration);
        Fixture f;
        f.model.setMarkDuration(duration);
        const auto baseline = f.tasks.publish();
        const auto before = baseline->tasks.find(11)->rssBytes;
        show(f.model, baseline);
        f.tasks.remove(10);
        f.tick();
        f.tasks.process(20, 2, "new");
        f.tasks.change(11, [](auto& row) { row.rssBytes = 1024; });
        f.model.setBaseline(baseline);
        f.tick();
        QCOMPARE(marksOf(f.model), lines({"10 gone", "11 changed", "20 added"}));
        // They tell the same at any later moment, however long it lasts.
        f.tasks.change(20, [](auto& row) { row.rssBytes = 1024; });
        f.tick();
        f.model.setMarkDuration(duration);
        QTest::qWait(60);
        settle(f.model);
        QCOMPARE(marksOf(f.model), lines({"10 gone", "11 changed", "20 added"}));
        // What is back as it was does not differ.
        f.tasks.change(11, [&](auto& row) { row.rssBytes = before; });
        f.tick();
        QCOMPARE(marksOf(f.model), lines({"10 gone", "20 added"}));

        f.model.setBaseline(nullptr);
        settle(f.model);
        QCOMPARE(marksOf(f.model), QStringList());
        QVERIFY(!rowsOf(f.model).contains(QStringLiteral("    10")));
        f.model.setMarkDuration(duration > 0 ? 20'000 : 0);
        f.tasks.change(11, [](auto& row) { row.rssBytes = 2048; });
        f.tick();
        QCOMPARE(marksOf(f.model), lines({"11 changed"}));
    }

    void aBaselineIsForgottenWithItsSource()
    {
        Fixture f;
        f.model.setMarkDuration(20'000);
        const auto baseline = f.tasks.publish();
        show(f.model, baseline);
        f.tasks.remove(10);
        f.model.setBaseline(baseline);
        f.tick();
        QCOMPARE(marksOf(f.model), lines({"10 gone"}));
        // Set, taken back and set again while a worker is busy.
        f.model.setBaseline(nullptr);
        f.model.setBaseline(baseline);
        f.model.setBaseline(nullptr);
        settle(f.model);
        QCOMPARE(marksOf(f.model), QStringList());
        f.model.setBaseline(baseline);
        f.model.clear();
        f.tasks.process(30, 2, "new");
        f.tick();
        QCOMPARE(marksOf(f.model), QStringList());
    }

    void aReadingIsNoChange()
    {
        Fixture f;
        f.model.setMarkDuration(0);
        const auto files = std::make_shared<test::WrittenTree>();
        const auto tick = [&] {
            auto snapshot = std::make_shared<snapshot::Snapshot>(*f.tasks.publish());
            snapshot->tree = files;
            show(f.model, snapshot);
        };
        f.tasks.change(10, [](auto& row) { row.threads = 3; });
        tick();
        f.tasks.thread(21, 10, "one");
        f.tasks.thread(22, 10, "two");
        f.tasks.change(11, [](auto& row) { row.openFiles = 4; });
        tick();
        QCOMPARE(marksOf(f.model), QStringList());
        QCOMPARE(f.model.index(f.model.indexOf(procfs::TaskId{21}).row(), 0).data().toString(),
                 QStringLiteral("one"));
        f.tasks.thread(23, 10, "three");
        f.tasks.change(10, [](auto& row) { row.threads = 4; });
        f.tasks.change(11, [](auto& row) { row.openFiles = 5; });
        tick();
        QCOMPARE(marksOf(f.model), lines({"10 changed", "23 added", "11 changed"}));
    }

    void tombstonesKeepTheirOrderAndFilter()
    {
        Fixture f;
        f.model.setMarkDuration(0);
        f.showTasks();
        f.model.setFilter(QStringLiteral("worker"));
        settle(f.model);
        f.tasks.remove(10);
        f.tick();
        QCOMPARE(rowsOf(f.model), lines({"1", "  2", "    10!", "    11!"}));
        QCOMPARE(marksOf(f.model), lines({"10 gone"}));
    }

    void tasksThatEndedAreKeptAsLongAsTheyAreRemembered()
    {
        Fixture f;
        f.model.setMarkDuration(0);
        f.showTasks();
        const auto before = f.model.snapshot();
        f.tasks.remove(11);
        const auto after = f.tasks.publish();
        const auto ended
            = std::make_shared<const Tombstones>(Tombstones{{.row = before->tasks.share(11),
                                                             .last = before,
                                                             .generation = after->generation,
                                                             .waitStatus = 3 << 8,
                                                             .position = 1}});
        f.model.setSnapshot(after, ended);
        settle(f.model);
        const auto rows = lines(
            {"1", "  2", "    10", "    11", "  3", "    4 thread", "    5 thread", "    12"});
        QCOMPARE(rowsOf(f.model), rows);
        const auto cell = [&](const char* column, int role = Qt::DisplayRole) {
            return f.model.index(f.model.indexOf(procfs::TaskId{11}).row(), processColumn(column))
                .data(role);
        };
        QCOMPARE(cell("name", MarkRole).toInt(), static_cast<int>(Mark::gone));
        QCOMPARE(cell("name", EndedRole).toBool(), false); // just now
        QCOMPARE(cell("state").toString(), QStringLiteral("exited (3)"));
        QVERIFY(cell("name", Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("It exited with code 3 at generation")));
        QVERIFY(cell("state", Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("exited with code 3")));
        QCOMPARE(cell("name", StateRole).toInt(), static_cast<int>(CellState::gone));

        // A tick later it is old news, and nothing else moves.
        f.tasks.change(1, [](auto& row) { row.rssBytes = 4096; });
        f.model.setSnapshot(f.tasks.publish(), ended);
        settle(f.model);
        QCOMPARE(rowsOf(f.model), rows);
        QCOMPARE(cell("name", EndedRole).toBool(), true);
        QCOMPARE(marksOf(f.model), lines({"1 changed", "11 gone"}));
        f.spy.take();
        f.model.setSnapshot(f.tasks.publish(), ended); // nothing changed
        settle(f.model);
        f.model.setSnapshot(f.tasks.publish(), ended);
        settle(f.model);
        f.spy.take();
        f.model.setSnapshot(f.tasks.publish(), ended);
        settle(f.model);
        QCOMPARE(f.spy.take(), QStringList());

        f.model.setFilter(QStringLiteral("--fast"));
        settle(f.model);
        QCOMPARE(rowsOf(f.model), lines({"1", "  2", "    11!"}));
        f.model.setFilter({});
        settle(f.model);
        f.model.sort(processColumn("tid"), Qt::DescendingOrder);
        settle(f.model);
        QCOMPARE(rowsOf(f.model),
                 lines({"1", "  3", "    5 thread", "    4 thread", "    12", "  2", "    11",
                        "    10"}));
        f.model.setEnded(nullptr); // forgotten, or not to be seen
        settle(f.model);
        QCOMPARE(rowsOf(f.model),
                 lines({"1", "  3", "    5 thread", "    4 thread", "    12", "  2", "    10"}));
        f.model.setEnded(ended);
        settle(f.model);
        f.model.setSnapshot(before, std::make_shared<const Tombstones>()); // alive again
        settle(f.model);
        QCOMPARE(cell("name", MarkRole).toInt(), static_cast<int>(Mark::added));
        QCOMPARE(cell("name", EndedRole).toBool(), false);
        QVERIFY(!cell("state").toString().contains(QStringLiteral("exited")));
    }

    void manyRangesBecomeOneRelayout_data()
    {
        QTest::addColumn<bool>("inserting");
        QTest::addColumn<bool>("removing");
        QTest::addColumn<QStringList>("signals");
        QTest::newRow("insertions") << true << false << lines({"inserted 200-299", "relayout"});
        QTest::newRow("removals") << false << true << lines({"relayout", "removed 100-199"});
        QTest::newRow("both") << true << true
                              << lines({"inserted 200-299", "relayout", "removed 200-299"});
    }

    void manyRangesBecomeOneRelayout()
    {
        QFETCH(bool, inserting);
        QFETCH(bool, removing);
        QFETCH(QStringList, signals);
        TaskSet tasks;
        for (std::uint32_t i = 0; i < 100; ++i) {
            tasks.process(10 * i + 2, 0, "stays");
            tasks.process(10 * i + 3, 0, "goes");
        }
        ProcessListModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setMarkDuration(-1);
        show(model, tasks.publish());
        QList<QPersistentModelIndex> kept;
        QList<procfs::TaskId> ids;
        for (int row = 0; row < model.rowCount(); ++row) {
            kept.append(model.index(row, 1));
            ids.append(model.taskAt(model.index(row, 1)));
        }
        ModelSpy spy(&model);
        for (std::uint32_t i = 0; i < 100; ++i) {
            if (inserting)
                tasks.process(10 * i + 1, 0, "comes");
            if (removing)
                tasks.remove(10 * i + 3);
        }
        show(model, tasks.publish());
        QCOMPARE(spy.take(), signals);
        for (qsizetype i = 0; i < kept.size(); ++i) {
            const bool gone = removing && ids[i].value % 10 == 3;
            QCOMPARE(kept[i].isValid(), !gone);
            if (!gone)
                QCOMPARE(model.taskAt(kept[i]), ids[i]);
        }
        for (int row = 1; row < model.rowCount(); ++row)
            QVERIFY(model.taskAt(model.index(row - 1, 0)) < model.taskAt(model.index(row, 0)));
    }

    void changesAreAtMostFiftyRanges()
    {
        TaskSet tasks;
        for (std::uint32_t i = 1; i <= 2000; ++i)
            tasks.process(i, 0, "p");
        ProcessListModel model;
        model.setMarkDuration(-1);
        show(model, tasks.publish());
        ModelSpy spy(&model);
        for (std::uint32_t i = 1; i <= 2000; i += 9)
            tasks.change(i, [](auto& row) { row.rssBytes = 4096; });
        show(model, tasks.publish());
        const QStringList seen = spy.take();
        QVERIFY2(!seen.isEmpty() && seen.size() <= 50, qPrintable(seen.join(u' ')));
        QVERIFY(!seen.contains(QStringLiteral("relayout")));
    }

    void reSortMovesWithoutRemovals()
    {
        TaskSet tasks;
        for (std::uint32_t i = 1; i <= 20; ++i)
            tasks.process(i, 0, "p").cpuTime = std::chrono::nanoseconds(i);
        ProcessListModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setMarkDuration(-1);
        model.sort(processColumn("cpu.time"), Qt::DescendingOrder);
        show(model, tasks.publish());
        ModelSpy spy(&model);
        const QPersistentModelIndex selected = model.indexOf(procfs::TaskId{3});
        tasks.change(3, [](auto& row) { row.cpuTime = std::chrono::nanoseconds(100); });
        show(model, tasks.publish());
        QCOMPARE(spy.take(), lines({"relayout", "changed 0-0"}));
        QCOMPARE(selected.row(), 0);
    }

    void headers()
    {
        ProcessListModel model;
        for (int column = 0; column < model.columnCount(); ++column) {
            QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
            QVERIFY(model.headerData(column, Qt::Horizontal, Qt::ToolTipRole)
                        .toString()
                        .contains(QStringLiteral("/proc/")));
            const QByteArray id
                = model.headerData(column, Qt::Horizontal, ColumnIdRole).toByteArray();
            QCOMPARE(processColumn(id), column);
        }
        QCOMPARE(model.headerData(processColumn("vm.rss"), Qt::Horizontal, Qt::InitialSortOrderRole)
                     .toInt(),
                 static_cast<int>(Qt::DescendingOrder));
    }
};

QTEST_GUILESS_MAIN(ProcessListTest)
#include "tst_processlist.moc"
