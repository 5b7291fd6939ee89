// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/kernel.h>
#include <model/records/findmodel.h>
#include <procfs/recordedtree.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

using namespace sandscope;
using model::FindModel;
using procfs::Dialect;

namespace {

/// Tasks 1 to n, each with maps. Whoever reads those of the fifth waits until the gate is open.
class Gate : public procfs::RecordedTree, public std::enable_shared_from_this<Gate>
{
public:
    explicit Gate(std::uint32_t tasks)
        : m_tasks(tasks)
    {
    }

    [[nodiscard]] procfs::Generation generation() const override { return 1; }
    [[nodiscard]] Dialect dialect() const override { return Dialect::gvisor2024; }
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    entry(std::string_view path) const override
    {
        auto made = std::make_shared<procfs::RecordedEntry>();
        std::unique_lock lock(m_mutex);
        if (!path.contains('/')) {
            made->attributes.kind = procfs::FileKind::directory;
            return made;
        }
        m_reading = path;
        m_changed.notify_all();
        if (path == "5/maps")
            m_changed.wait(lock, [this] { return m_isOpen; });
        if (const auto set = m_texts.find(path); set != m_texts.end())
            made->text
                = std::make_shared<const procfs::FileText>(procfs::FileText{set->second, {}});
        else if (path.ends_with("/maps"))
            made->text = std::make_shared<const procfs::FileText>(
                procfs::FileText{"00400000-00401000 rwxp 00000000 08:01 7    /bin/tool\n", {}});
        else
            return nullptr;
        return made;
    }

    snapshot::SnapshotPtr snapshot()
    {
        auto made = std::make_shared<snapshot::Snapshot>();
        for (std::uint32_t pid = 1; pid <= m_tasks; ++pid) {
            snapshot::TaskSummary row;
            row.id = {pid};
            row.tid = row.tgid = {static_cast<std::int32_t>(pid)};
            row.name = "tool";
            row.state = procfs::TaskState::sleeping;
            made->tasks.set(pid, std::make_shared<const snapshot::TaskSummary>(row));
        }
        made->tree = shared_from_this();
        return made;
    }
    void set(const std::string& path, const std::string& text) { m_texts[path] = text; }
    void open()
    {
        const std::scoped_lock lock(m_mutex);
        m_isOpen = true;
        m_changed.notify_all();
    }
    void waitUntilReading(std::string_view path)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_reading == path; });
    }

private:
    std::uint32_t m_tasks;
    std::map<std::string, std::string, std::less<>> m_texts;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    mutable std::string m_reading;
    bool m_isOpen = false;
};

}

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
        QSignalSpy settled(&model, &FindModel::settled);
        const auto gate = std::make_shared<Gate>(8);
        model.search(expression("maps.perms:rwx"), gate->snapshot(), Dialect::gvisor2024);
        gate->waitUntilReading("5/maps"); // four tasks are answered, and were not told of yet
        QVERIFY(model.isBusy());
        model.stop();
        gate->open();
        QVERIFY(settle(model));
        QCOMPARE(settled.count(), 1);
        QVERIFY(model.wasStopped());
        QCOMPARE(model.state().tasks, std::size_t(4));
        QCOMPARE(model.rowCount(), 4); // what was found stays
    }

    // Inside one task as well, where the worst pattern meets the longest text.
    void stopsInTheMiddleOfATask()
    {
        FindModel model;
        const auto gate = std::make_shared<Gate>(1);
        gate->open();
        std::string arguments;
        for (int i = 0; i < 4000; ++i)
            arguments += std::string(1000, 'a') + '\0';
        gate->set("1/cmdline", arguments);
        model.search(expression("cmdline ~ \"(x?a){400}b\""), gate->snapshot(),
                     Dialect::gvisor2024);
        QTest::qWait(100);
        QVERIFY(model.isBusy());
        model.stop();
        QVERIFY(settle(model));
        QVERIFY(model.wasStopped());
        QCOMPARE(model.state().tasks, std::size_t(0));
    }

    // Who closes the window or searches again does not wait, even for a file that does not answer.
    void nobodyWaitsForTheWorker()
    {
        const auto gate = std::make_shared<Gate>(8);
        auto gone = std::make_unique<FindModel>();
        gone->search(expression("maps.perms:rwx"), gate->snapshot(), Dialect::gvisor2024);
        gate->waitUntilReading("5/maps");
        gone.reset(); // who waits here waits for ever
        gate->open();

        const auto second = std::make_shared<Gate>(8);
        FindModel model;
        model.search(expression("maps.perms:rwx"), second->snapshot(), Dialect::gvisor2024);
        second->waitUntilReading("5/maps");
        model.clear();
        QVERIFY(!model.isBusy());
        second->open();
        QVERIFY(QThreadPool::globalInstance()->waitForDone(deadline));
        QCoreApplication::processEvents();
        QCOMPARE(model.rowCount(), 0);
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
        // Gone in the middle.
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
