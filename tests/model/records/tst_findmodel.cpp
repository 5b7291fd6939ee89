// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/records/findmodel.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sandscope;
using model::FindModel;
using procfs::Dialect;

/// Rows that come while a worker searches.
class TestFindModel : public QObject
{
    Q_OBJECT

private:
    static constexpr int deadline = 20'000; ///< ms
    static constexpr std::uint32_t tasks = 600;

    static query::ExpressionPtr expression(const char* text)
    {
        return query::parseExpression(text, Dialect::gvisor2024).value();
    }
    static bool settle(FindModel& model)
    {
        QSignalSpy settled(&model, &FindModel::settled);
        return !model.isBusy() || settled.wait(deadline);
    }

    snapshot::SnapshotPtr m_snapshot;

private Q_SLOTS:
    void initTestCase()
    {
        kernel::Kernel kernel;
        kernel::ProcessSpec spec;
        spec.executable = "/bin/sh";
        spec.arguments = {"sh\n\x1b[31m"};
        const auto shell = kernel.createProcess(spec).value();
        for (std::uint32_t i = 1; i < tasks; ++i)
            QVERIFY(kernel.fork(shell).has_value());
        m_snapshot = kernel.publish();
    }

    void rowsComeInOrder()
    {
        FindModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy settled(&model, &FindModel::settled);
        model.search(expression("maps.perms:x"), m_snapshot, Dialect::gvisor2024);
        QVERIFY(model.isBusy());
        QCOMPARE(model.rowCount(), 0); // never from inside the call
        QVERIFY(settle(model));
        QCOMPARE(settled.count(), 1);
        QVERIFY(model.rowCount() > int(tasks));
        QVERIFY2(inserted.count() > 1, "they stream in");
        for (int row = 1; row < model.rowCount(); ++row) {
            const auto& before = model.finding(row - 1);
            const auto& after = model.finding(row);
            QVERIFY(before.tid.value < after.tid.value
                    || (before.tid == after.tid && before.match.line < after.match.line));
        }
        QCOMPARE(model.state().tasks, std::size_t(tasks));
        QCOMPARE(model.state().holding, std::size_t(tasks));
        QVERIFY(!model.wasStopped());
        // Again: the same.
        const int rows = model.rowCount();
        model.search(expression("maps.perms:x"), m_snapshot, Dialect::gvisor2024);
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(settle(model));
        QCOMPARE(model.rowCount(), rows);
    }

    void stopsWhereItIs()
    {
        FindModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy progressed(&model, &FindModel::progressed);
        model.search(expression("maps.perms:x"), m_snapshot, Dialect::gvisor2024);
        QVERIFY(progressed.wait(deadline));
        model.stop();
        QVERIFY(settle(model));
        QVERIFY(model.rowCount() > 0);
        if (model.wasStopped()) // it may have been at its end just then
            QVERIFY(model.state().tasks < tasks);
    }

    void theLastOneWins()
    {
        FindModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        for (int i = 0; i < 20; ++i)
            model.search(expression("maps.perms:x"), m_snapshot, Dialect::gvisor2024);
        model.search(expression("pid == 3"), m_snapshot, Dialect::gvisor2024);
        QVERIFY(settle(model));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.finding(0).match.text, std::string("3"));
        // Cleared, nothing comes after.
        model.search(expression("maps.perms:x"), m_snapshot, Dialect::gvisor2024);
        model.clear();
        QVERIFY(!model.isBusy());
        QTest::qWait(200);
        QCOMPARE(model.rowCount(), 0);
        // Gone in the middle: it waits for its worker.
        auto gone = std::make_unique<FindModel>();
        gone->search(expression("maps.perms:x"), m_snapshot, Dialect::gvisor2024);
        gone.reset();
    }

    void hostileBytesAreEscaped()
    {
        FindModel model;
        model.search(expression("cmdline.argv and pid == 1"), m_snapshot, Dialect::gvisor2024);
        QVERIFY(settle(model));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, FindModel::TextColumn).data().toString(),
                 QStringLiteral("sh\\n\\x1b[31m"));
        QCOMPARE(model.index(0, FindModel::FileColumn).data().toString(),
                 QStringLiteral("cmdline"));
        QCOMPARE(model.index(0, FindModel::TextColumn).data(model::PathRole).toByteArray(),
                 QByteArray("1/cmdline"));
        for (int column = 0; column < FindModel::ColumnCount; ++column)
            QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFindModel)
#include "tst_findmodel.moc"
