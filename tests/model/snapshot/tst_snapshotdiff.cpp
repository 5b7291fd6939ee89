// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/diff.h>

#include <QTest>

#include <tests/model/writtentree.h>

using namespace sandscope::snapshot;
using sandscope::procfs::TaskId;

namespace {

void put(Snapshot& snapshot, std::uint32_t id, std::string name,
         std::optional<std::uint64_t> rss = {})
{
    TaskSummary row;
    row.id = TaskId{id};
    row.name = std::move(name);
    row.rssBytes = rss;
    snapshot.tasks.set(id, std::make_shared<const TaskSummary>(std::move(row)));
}

}

class TestSnapshotDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSameSnapshotDiffersInNothing();
    void removedAddedAndChangedAreToldApart();
    void anEqualRowMadeAgainIsNoChange();
    void unknownIsNotZero();
    void listedThreadsAreNotNew_data();
    void listedThreadsAreNotNew();
    void moreKnownIsNoChange();
    void aThreadHasTheMemoryOfItsProcess();
};

void TestSnapshotDiff::theSameSnapshotDiffersInNothing()
{
    Snapshot snapshot;
    put(snapshot, 1, "init");
    QVERIFY(diff(snapshot, snapshot).isEmpty());
    const Snapshot copy = snapshot;
    QVERIFY(diff(snapshot, copy).isEmpty());
}

void TestSnapshotDiff::removedAddedAndChangedAreToldApart()
{
    Snapshot before;
    for (std::uint32_t id = 1; id <= 100; ++id)
        put(before, id, "task");
    Snapshot after = before;
    after.tasks.erase(9);
    after.tasks.erase(99);
    put(after, 50, "renamed");
    put(after, 101, "new");
    put(after, 4000, "far");
    const SnapshotDiff change = diff(before, after);
    QCOMPARE(change.removed, (std::vector{TaskId{9}, TaskId{99}}));
    QCOMPARE(change.changed, std::vector{TaskId{50}});
    QCOMPARE(change.added, (std::vector{TaskId{101}, TaskId{4000}}));

    const SnapshotDiff back = diff(after, before);
    QCOMPARE(back.added, change.removed);
    QCOMPARE(back.removed, change.added);
    QCOMPARE(back.changed, change.changed);
}

void TestSnapshotDiff::anEqualRowMadeAgainIsNoChange()
{
    // A source without counters parses every row anew; equal values must not look like a change.
    Snapshot before;
    put(before, 1, "init", 4096);
    Snapshot after;
    put(after, 1, "init", 4096);
    QVERIFY(diff(before, after).isEmpty());
}

void TestSnapshotDiff::unknownIsNotZero()
{
    Snapshot before;
    put(before, 1, "init");
    Snapshot after;
    put(after, 1, "init", 0);
    QCOMPARE(diff(before, after).changed, std::vector{TaskId{1}});
}

void TestSnapshotDiff::listedThreadsAreNotNew_data()
{
    QTest::addColumn<int>("threadsBefore"); // that the process says it has; -1: it does not say
    QTest::addColumn<QList<int>>("listedBefore"); // but its leader
    QTest::addColumn<int>("threadsAfter");
    QTest::addColumn<QList<int>>("listedAfter");
    QTest::addColumn<int>("added");
    QTest::addColumn<int>("removed");
    using L = QList<int>;
    QTest::newRow("somebody looks") << 3 << L{} << 3 << L{2, 3} << 0 << 0;
    QTest::newRow("nobody looks any more") << 3 << L{2, 3} << 3 << L{} << 0 << 0;
    QTest::newRow("a first one begins") << 1 << L{} << 2 << L{2} << 1 << 0;
    QTest::newRow("two begin") << 1 << L{} << 3 << L{2, 3} << 2 << 0;
    QTest::newRow("another begins") << 2 << L{2} << 3 << L{2, 3} << 1 << 0;
    QTest::newRow("many begin") << 2 << L{2} << 5 << L{2, 3, 4, 5} << 3 << 0;
    QTest::newRow("one ends") << 3 << L{2, 3} << 2 << L{2} << 0 << 1;
    QTest::newRow("all end") << 3 << L{2, 3} << 1 << L{} << 0 << 2;
    QTest::newRow("one for another") << 2 << L{2} << 2 << L{3} << 1 << 1;
    QTest::newRow("somebody looks as one begins") << 3 << L{} << 4 << L{2, 3, 4} << 0 << 0;
    QTest::newRow("another begins, unseen yet") << 2 << L{2} << 2 << L{2, 3} << 1 << 0;
    QTest::newRow("nobody knows") << -1 << L{} << -1 << L{2, 3} << 0 << 0;
}

void TestSnapshotDiff::listedThreadsAreNotNew()
{
    QFETCH(const int, threadsBefore);
    QFETCH(const QList<int>, listedBefore);
    QFETCH(const int, threadsAfter);
    QFETCH(const QList<int>, listedAfter);
    const auto make = [](int threads, const QList<int>& listed) {
        Snapshot snapshot;
        snapshot.tree = std::make_shared<sandscope::test::WrittenTree>();
        TaskSummary leader;
        leader.id = TaskId{1};
        if (threads >= 0)
            leader.threads = static_cast<std::uint32_t>(threads);
        snapshot.tasks.set(1, std::make_shared<const TaskSummary>(leader));
        for (const int one : listed) {
            TaskSummary row;
            row.id = TaskId{static_cast<std::uint32_t>(one)};
            row.parent = TaskId{1};
            row.isThread = true;
            snapshot.tasks.set(row.id.value, std::make_shared<const TaskSummary>(row));
        }
        return snapshot;
    };
    const Snapshot before = make(threadsBefore, listedBefore);
    const Snapshot after = make(threadsAfter, listedAfter);
    const SnapshotDiff all = diff(before, after);
    const SnapshotDiff told = withoutMereReadings(all, before, after);
    QTEST(static_cast<int>(told.added.size()), "added");
    QTEST(static_cast<int>(told.removed.size()), "removed");
    QCOMPARE(told.changed, all.changed);

    // A process that is new itself comes with threads that are.
    Snapshot none;
    none.tree = after.tree;
    QCOMPARE(withoutMereReadings(diff(none, after), none, after).added, diff(none, after).added);
    // What a simulated kernel tells is all there is.
    Snapshot first = before, second = after;
    first.tree = second.tree = nullptr;
    QCOMPARE(withoutMereReadings(all, first, second).added, all.added);
    QCOMPARE(withoutMereReadings(all, first, second).removed, all.removed);
}

void TestSnapshotDiff::moreKnownIsNoChange()
{
    const auto make
        = [](const char* status, std::uint64_t rss, std::optional<std::uint32_t> files) {
              Snapshot snapshot;
              auto tree = std::make_shared<sandscope::test::WrittenTree>();
              if (status)
                  tree->file("1/status", status);
              snapshot.tree = tree;
              TaskSummary row;
              row.id = TaskId{1};
              row.tid = row.tgid = sandscope::procfs::Tid{1};
              row.rssBytes = rss;
              row.openFiles = files;
              snapshot.tasks.set(1, std::make_shared<const TaskSummary>(row));
              return snapshot;
          };
    const auto tells = [](const Snapshot& before, const Snapshot& after) {
        return !withoutMereReadings(diff(before, after), before, after).isEmpty();
    };
    constexpr auto read = "Name:\tx\nVmRSS:\t    1960 kB\n";
    const Snapshot near = make(nullptr, 1784 * 1024, {});
    QVERIFY(!tells(near, make(read, 1960 * 1024, {})));
    QVERIFY(!tells(make(read, 1960 * 1024, {}), near));
    QVERIFY(!tells(near, make(nullptr, 1784 * 1024, 3)));
    QVERIFY(!tells(near, near));
    QVERIFY(tells(near, make(nullptr, 1788 * 1024, {})));
    QVERIFY(tells(make(nullptr, 1784 * 1024, 2), make(nullptr, 1784 * 1024, 3)));
    QVERIFY(tells(make(read, 1960 * 1024, {}),
                  make("Name:\tx\nVmRSS:\t    1964 kB\n", 1964 * 1024, {})));
}

void TestSnapshotDiff::aThreadHasTheMemoryOfItsProcess()
{
    const auto make = [](std::uint64_t rss, std::chrono::nanoseconds cpu) {
        Snapshot snapshot;
        snapshot.tree = std::make_shared<sandscope::test::WrittenTree>();
        TaskSummary row;
        row.id = TaskId{1};
        row.rssBytes = rss;
        snapshot.tasks.set(1, std::make_shared<const TaskSummary>(row));
        row.id = TaskId{2};
        row.parent = TaskId{1};
        row.isThread = true;
        row.cpuTime = cpu;
        snapshot.tasks.set(2, std::make_shared<const TaskSummary>(row));
        return snapshot;
    };
    using namespace std::chrono_literals;
    const Snapshot before = make(4096, 1ms);
    const auto told = [&](Snapshot after) {
        return withoutMereReadings(diff(before, after), before, after).changed;
    };
    QCOMPARE(told(make(8192, 1ms)), std::vector{TaskId{1}});
    QCOMPARE(told(make(4096, 2ms)), std::vector{TaskId{2}});
    QCOMPARE(told(make(8192, 2ms)), (std::vector{TaskId{1}, TaskId{2}}));
}

QTEST_APPLESS_MAIN(TestSnapshotDiff)
#include "tst_snapshotdiff.moc"
