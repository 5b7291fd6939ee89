// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/snapshot/diff.h>

#include <QTest>

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

QTEST_APPLESS_MAIN(TestSnapshotDiff)
#include "tst_snapshotdiff.moc"
