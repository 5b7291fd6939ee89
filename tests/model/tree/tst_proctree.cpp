// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/tree/proctree.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <support/fakerecords.h>
#include <tests/model/modelspy.h>
#include <tests/model/writtentree.h>

using namespace sandscope;
using namespace sandscope::model;
using test::lines;
using test::ModelSpy;

namespace {

QStringList names(const QAbstractItemModel& model, const QModelIndex& parent = {})
{
    QStringList result;
    for (int row = 0; row < model.rowCount(parent); ++row)
        result.append(model.index(row, 0, parent).data().toString());
    return result;
}

QString cell(const QModelIndex& index, int column)
{
    return index.siblingAtColumn(column).data().toString();
}

struct Sandbox
{
    kernel::Kernel kernel;
    procfs::TaskId init;
    snapshot::ViewOptions options;
    ProcTreeModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
    ModelSpy spy{&model};

    explicit Sandbox(kernel::Options kernelOptions = {})
        : kernel(kernelOptions)
    {
        kernel::ProcessSpec spec;
        spec.executable = "/bin/init";
        init = kernel.createProcess(spec).value();
        tester.setUseFetchMore(false); // it would open every folder
        tick();
        spy.take();
    }
    void tick() { model.setSnapshot(kernel.publish(), options); }
    QModelIndex open(const char* path)
    {
        const QModelIndex index = model.indexOf(path);
        while (model.canFetchMore(index))
            model.fetchMore(index);
        spy.take();
        return index;
    }
};

}

class ProcTreeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsOnDemand()
    {
        Sandbox box;
        QVERIFY(names(box.model).contains(QStringLiteral("1")));
        const QModelIndex one = box.model.indexOf("1");
        QVERIFY(box.model.hasChildren(one));
        QCOMPARE(box.model.rowCount(one), 0);
        QVERIFY(box.model.canFetchMore(one));
        box.model.fetchMore(one);
        QCOMPARE(names(box.model, one).first(), QStringLiteral("auxv"));
        QVERIFY(!box.model.canFetchMore(one));
        QVERIFY(!box.model.hasChildren(box.model.indexOf("1/status")));
        QCOMPARE(box.model.path(box.model.indexOf("1/task/1/maps")), QByteArray("1/task/1/maps"));
        QVERIFY(!box.model.indexOf("1/nothing").isValid());
        QVERIFY(!box.model.indexOf("999").isValid());
        QVERIFY(!box.model.indexOf("1/status/x").isValid());
        QVERIFY(!box.model.indexOf("").isValid()); // the root is no row
    }

    void cells()
    {
        Sandbox box;
        const QModelIndex one = box.open("1");
        QCOMPARE(cell(one, ProcTreeModel::ModeColumn), QStringLiteral("dr-xr-xr-x"));
        QCOMPARE(cell(one, ProcTreeModel::DetailColumn), QStringLiteral("init"));
        QCOMPARE(one.data(TaskIdRole).toUInt(), box.init.value);
        const QModelIndex exe = box.model.indexOf("1/exe");
        QCOMPARE(cell(exe, ProcTreeModel::ModeColumn), QStringLiteral("lrwxrwxrwx"));
        QCOMPARE(cell(exe, ProcTreeModel::DetailColumn), QStringLiteral("/bin/init"));
        QCOMPARE(exe.data(KindRole).toInt(), static_cast<int>(procfs::FileKind::link));
        QCOMPARE(exe.data(PathRole).toByteArray(), QByteArray("1/exe"));
        QCOMPARE(box.model.indexOf("1/maps").data(KindRole).toInt(),
                 static_cast<int>(procfs::FileKind::regular));
    }

    void nothingChangedEmitsNothing()
    {
        Sandbox box;
        box.open("1");
        box.open("1/fd");
        box.model.setSnapshot(std::make_shared<snapshot::Snapshot>(*box.kernel.publish()),
                              box.options);
        QCOMPARE(box.spy.take(), QStringList());
    }

    void processesComeAndGo()
    {
        Sandbox box;
        const qsizetype before = names(box.model).size();
        const auto child = box.kernel.fork(box.init).value();
        box.tick();
        QCOMPARE(names(box.model).size(), before + 1);
        const QModelIndex two = box.model.indexOf("2");
        QCOMPARE(box.spy.take(), QStringList{QStringLiteral("inserted %1-%1").arg(two.row())});
        box.open("2");
        const int row = two.row();
        QVERIFY(box.kernel.exit(child, 0));
        QVERIFY(box.kernel.wait(box.init));
        box.tick();
        QVERIFY(box.spy.take().contains(QStringLiteral("removed %1-%1").arg(row)));
        QCOMPARE(names(box.model).size(), before);
    }

    void descriptorsComeAndGoBelowTheirFolder()
    {
        Sandbox box;
        const QModelIndex fd = box.open("1/fd");
        QCOMPARE(names(box.model, fd), lines({"0", "1", "2"}));
        const auto three = box.kernel.open(
            box.init,
            {.path = "/etc/passwd", .statusFlags = 0, .closeOnExec = false, .deleted = false});
        QVERIFY(three);
        box.tick();
        QVERIFY(box.spy.take().contains(QStringLiteral("inserted 3-3 in 1/fd")));
        const QModelIndex link = box.model.indexOf("1/fd/3");
        QCOMPARE(cell(link, ProcTreeModel::DetailColumn), QStringLiteral("/etc/passwd"));

        QVERIFY(box.kernel.open(
            box.init,
            {.path = "/etc/group", .statusFlags = 0, .closeOnExec = false, .deleted = false}));
        QVERIFY(box.kernel.dup2(box.init, 4, 3));
        QVERIFY(box.kernel.close(box.init, 4));
        box.tick();
        QCOMPARE(cell(box.model.indexOf("1/fd/3"), ProcTreeModel::DetailColumn),
                 QStringLiteral("/etc/group"));
        QVERIFY(box.spy.take().join(u'\n').contains(QStringLiteral("changed 3-3 in 1/fd")));

        QVERIFY(box.kernel.close(box.init, 1));
        box.tick();
        QVERIFY(box.spy.take().contains(QStringLiteral("removed 1-1 in 1/fd")));
    }

    void aNumberThatComesBackIsAnotherRow()
    {
        Sandbox box({.seed = 1, .pidLimit = 3, .behaviour = kernel::Behaviour::gvisor2019});
        const auto first = box.kernel.fork(box.init).value();
        box.tick();
        const auto name = QByteArray::number(box.kernel.tid(first).value);
        const QPersistentModelIndex row = box.model.indexOf(name);
        QVERIFY(row.isValid());
        QCOMPARE(row.data(TaskIdRole).toUInt(), first.value);
        QVERIFY(box.kernel.exit(first, 0));
        QVERIFY(box.kernel.wait(box.init));
        procfs::TaskId again;
        for (int i = 0;
             i < 5 && (again.isNone() || QByteArray::number(box.kernel.tid(again).value) != name);
             ++i) {
            if (again) {
                QVERIFY(box.kernel.exit(again, 0));
                QVERIFY(box.kernel.wait(box.init));
            }
            again = box.kernel.fork(box.init).value();
        }
        QCOMPARE(QByteArray::number(box.kernel.tid(again).value), name);
        box.tick(); // both in one step: the name was there all the time
        QVERIFY(!row.isValid());
        QCOMPARE(box.model.indexOf(name).data(TaskIdRole).toUInt(), again.value);
    }

    void namesOfTasksFollow()
    {
        Sandbox box;
        const QModelIndex one = box.model.indexOf("1");
        QCOMPARE(cell(one, ProcTreeModel::DetailColumn), QStringLiteral("init"));
        QVERIFY(box.kernel.setName(box.init, "<b>\n"));
        box.tick();
        QCOMPARE(cell(one, ProcTreeModel::DetailColumn), QStringLiteral("<b>\\n"));
        QCOMPARE(box.spy.take(), QStringList{QStringLiteral("changed %1-%1").arg(one.row())});
    }

    void anotherDialectIsNoReset()
    {
        Sandbox box;
        const QModelIndex one = box.open("1");
        QVERIFY(names(box.model, one).contains(QStringLiteral("smaps")));
        const QPersistentModelIndex status = box.model.indexOf("1/status");
        box.options.dialect = procfs::Dialect::gvisor2018;
        box.tick();
        QVERIFY(!names(box.model, one).contains(QStringLiteral("smaps")));
        QVERIFY(status.isValid());
        QCOMPARE(box.model.path(status), QByteArray("1/status"));
        QVERIFY(box.model.hasChildren(box.model.indexOf("1/task"))); // though its entry has no type
                                                                     // in 2018
        QVERIFY(!box.spy.take().contains(QStringLiteral("reset")));
    }

    void largeFoldersComeInBatches()
    {
        auto records = std::make_shared<test::FakeRecords>();
        for (int tid = 1; tid <= 5000; ++tid)
            records->addProcess(tid, "p");
        auto snapshot = std::make_shared<snapshot::Snapshot>();
        snapshot->records = records;
        ProcTreeModel model;
        model.setSnapshot(snapshot, {});
        QVERIFY(model.rowCount() >= 500 && model.rowCount() <= 1000);
        QVERIFY(model.canFetchMore({}));
        const QModelIndex index = model.indexOf("999"); // sorted as text, the last of all
        QVERIFY(index.isValid());
        QCOMPARE(index.data().toString(), QStringLiteral("999"));
        while (model.canFetchMore({}))
            model.fetchMore({});
        QVERIFY(model.rowCount() >= 5000);
    }

    void partsOfLargeFoldersAreRefreshed()
    {
        auto records = std::make_shared<test::FakeRecords>();
        for (int tid = 10'000; tid < 11'200; ++tid)
            records->addProcess(tid, "p");
        const auto publish = [&records] {
            auto snapshot = std::make_shared<snapshot::Snapshot>();
            snapshot->records = records;
            records->currentGeneration++;
            records->pidNamespaces.at(test::FakeRecords::rootPids).generation
                = records->currentGeneration;
            return snapshot;
        };
        ProcTreeModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        tester.setUseFetchMore(false);
        model.setSnapshot(publish(), {});
        const QStringList before = names(model);
        QVERIFY(before.size() < 1500);
        // Records in use must not change: another object for the next generation.
        auto next = std::make_shared<test::FakeRecords>();
        for (int tid = 9'998; tid < 11'200; ++tid) {
            if (tid != 10'003)
                next->addProcess(tid, "p");
        }
        records = next;
        records->currentGeneration = 10;
        ModelSpy spy(&model);
        model.setSnapshot(publish(), {});
        const QStringList after = names(model);
        QVERIFY(!after.contains(QStringLiteral("10003")));
        for (const QString& name : before)
            QVERIFY2(name == QStringLiteral("10003") || after.contains(name), qPrintable(name));
        QVERIFY(!spy.take().contains(QStringLiteral("reset")));
        while (model.canFetchMore({}))
            model.fetchMore({});
        QVERIFY(names(model).contains(QStringLiteral("9999")));
        QStringList all = names(model);
        QVERIFY(all.removeOne(QStringLiteral("sys"))); // 2019 lists it twice
        QCOMPARE(QSet<QString>(all.begin(), all.end()).size(), all.size()); // no other came twice
    }

    void sampledOnDemand()
    {
        using procfs::EntryType;
        using procfs::FileKind;
        test::WrittenTree tree;
        tree.directory("", {"7", "self"});
        tree.failing("7", FileKind::directory, EntryType::directory,
                     {.kind = procfs::Failure::Kind::notSampled, .error = {}, .step = {}});
        tree.link("self", "7");
        ProcTreeModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        tester.setUseFetchMore(false);
        QSignalSpy interest(&model, &ProcTreeModel::interestChanged);
        model.setSnapshot(snapshotOf(tree), {});
        QCOMPARE(model.interest(), QSet<QByteArray>{QByteArray()});
        const QPersistentModelIndex seven = model.indexOf("7");
        QVERIFY(model.hasChildren(seven));
        model.fetchMore(seven);
        QCOMPARE(interest.count(), 2);
        QCOMPARE(model.interest(), (QSet<QByteArray>{QByteArray(), QByteArray("7")}));
        QCOMPARE(seven.data(StateRole).toInt(), static_cast<int>(CellState::notSampled));
        QVERIFY(model.hasChildren(seven)); // stays open, to be filled

        tree.directory("7", {"exe", "maps"});
        tree.failing("7/exe", FileKind::link, EntryType::link,
                     procfs::Failure::of(procfs::Errno::access, "readlink"));
        tree.file("7/maps", "");
        ModelSpy spy(&model);
        test::WrittenTree next(tree);
        model.setSnapshot(snapshotOf(next), {});
        const QStringList filled = spy.take();
        QVERIFY2(filled.contains(QStringLiteral("inserted 0-1 in 7")),
                 qPrintable(filled.join(u' ')));
        QCOMPARE(seven.data(StateRole).toInt(), static_cast<int>(CellState::measured));
        const QModelIndex exe = model.indexOf("7/exe");
        QCOMPARE(cell(exe, ProcTreeModel::DetailColumn), QStringLiteral("EACCES"));
        QCOMPARE(exe.data(StateRole).toInt(), static_cast<int>(CellState::notPermitted));
        QVERIFY(QTest::qWaitFor([&model] { return model.interest().contains("7/exe"); }, 20'000));

        (void)names(model, seven);
        spy.take();
        model.setSnapshot(snapshotOf(next), {}); // another tree object with the same entries
        QCOMPARE(spy.take(), QStringList());

        test::WrittenTree last(next);
        last.directory("7", {"maps"});
        model.setSnapshot(snapshotOf(last), {});
        QCOMPARE(spy.take(), lines({"removed 0-0 in 7"}));
        test::WrittenTree gone(last);
        gone.failing("7", FileKind::directory, EntryType::directory,
                     procfs::Failure::of(procfs::Errno::access, "open"));
        model.setSnapshot(snapshotOf(gone), {});
        QVERIFY(spy.take().contains(QStringLiteral("removed 0-0 in 7")));
        QCOMPARE(cell(seven, ProcTreeModel::DetailColumn), QStringLiteral("EACCES"));
        QVERIFY(!model.hasChildren(seven));
    }

    void unsortedListingsKeepTheirRows()
    {
        test::WrittenTree tree;
        tree.directory("", {"b", "a", "a", "c"}); // a kernel may list a name twice
        for (const char* name : {"a", "b", "c", "d"})
            tree.file(name, "");
        ProcTreeModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setSnapshot(snapshotOf(tree), {});
        QCOMPARE(names(model), lines({"b", "a", "a", "c"}));
        const QPersistentModelIndex c = model.index(3, 0);
        test::WrittenTree next(tree);
        next.directory("", {"c", "d", "a", "b"});
        ModelSpy spy(&model);
        model.setSnapshot(snapshotOf(next), {});
        QCOMPARE(names(model), lines({"c", "d", "a", "b"}));
        QCOMPARE(spy.take(), lines({"inserted 4-4", "relayout", "removed 4-4"}));
        QCOMPARE(c.row(), 0);
        QCOMPARE(c.data().toString(), QStringLiteral("c"));
    }

    void anotherSourceIsTheOneReset()
    {
        Sandbox box;
        box.open("1/task/1");
        box.model.clear();
        QCOMPARE(box.model.rowCount(), 0);
        QCOMPARE(box.model.interest(), QSet<QByteArray>{QByteArray()});
        box.tick();
        QVERIFY(box.model.indexOf("1/task/1/stat").isValid());
        QCOMPARE(box.spy.take().count(QStringLiteral("reset")), 1);
    }
};

QTEST_GUILESS_MAIN(ProcTreeTest)
#include "tst_proctree.moc"
