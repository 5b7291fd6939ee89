// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/scenario.h>
#include <model/scenario/steps.h>
#include <model/snapshot/happening.h>

#include <QFile>
#include <QTest>

#include <tests/model/taskset.h>

using namespace sandscope;
using namespace sandscope::snapshot;

namespace {

/// "CX": the letters of a set, in its order.
QString letters(Happenings kinds)
{
    static constexpr char all[] = "CEXUMFS.";
    QString text;
    for (const Happening kind : allHappenings) {
        if (kinds.has(kind))
            text += QLatin1Char(all[static_cast<std::size_t>(kind)]);
    }
    return text;
}

class NoFiles final : public procfs::RecordedTree
{
public:
    [[nodiscard]] procfs::Generation generation() const override { return 1; }
    [[nodiscard]] procfs::Dialect dialect() const override { return procfs::Dialect::linux_; }
    [[nodiscard]] std::shared_ptr<const procfs::RecordedEntry>
    entry(std::string_view) const override
    {
        return nullptr;
    }
};

/// "1 C, 2 C"
QString tasksOf(const Happened& happened)
{
    QStringList tasks;
    for (const TaskHappenings& task : happened.tasks)
        tasks << QString::number(task.task.value) + u' ' + letters(task.kinds);
    return tasks.join(QStringLiteral(", "));
}

Moment momentOf(const SnapshotPtr& snapshot, std::size_t step = 0)
{
    return {.snapshot = snapshot, .step = step, .title = {}, .note = {}, .line = 0};
}

std::vector<Happened> runOf(const char* name)
{
    const QString path = QStringLiteral(SANDSCOPE_SOURCE_DIR "/resources/scenarios/%1.yaml")
                             .arg(QLatin1String(name));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    auto scenario = scenario::parseScenario(file.readAll().toStdString(), path.toStdString());
    if (!scenario)
        return {};
    scenario::Run run(*std::move(scenario));
    std::vector<Happened> all{happened(nullptr, run.moment())};
    while (!run.atEnd()) {
        const SnapshotPtr before = run.moment().snapshot;
        if (!run.step())
            return {};
        all.push_back(happened(before, run.moment()));
    }
    return all;
}

}

class HappeningTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sets()
    {
        Happenings kinds;
        QVERIFY(kinds.isEmpty());
        kinds.add(Happening::files);
        kinds.add(Happening::clone);
        QCOMPARE(letters(kinds), QStringLiteral("CF"));
        QVERIFY(!kinds.has(Happening::exit));
        kinds.add(Happenings(Happening::other));
        QCOMPARE(letters(kinds), QStringLiteral("CF."));
    }

    void aChildFromItsBirthToItsBurial()
    {
        const auto all = runOf("zombie-and-reaping");
        QCOMPARE(all.size(), std::size_t{19});
        QVERIFY(all[0].all.isEmpty());
        QCOMPARE(tasksOf(all[1]), QStringLiteral("1 C")); // from outside
        QCOMPARE(tasksOf(all[2]), QStringLiteral("1 C, 2 C"));
        QCOMPARE(all[2].text, std::string("1 (server) calls fork() = 2"));
        QCOMPARE(tasksOf(all[3]), QStringLiteral("2 .")); // another name
        QVERIFY(all[4].all.isEmpty()); // processor time is none
        QVERIFY(all[5].all.has(Happening::exit));
        QVERIFY(all[5].ended.empty()); // a zombie is still there
        QVERIFY(all[7].all.has(Happening::exit));
        QCOMPARE(all[7].ended.size(), std::size_t{1});
        QCOMPARE(all[7].ended.front().row->name, std::string("worker"));
        QCOMPARE(all[7].ended.front().waitStatus, std::optional(3 << 8));
        QVERIFY(all[7].before->tasks.find(2));
        QVERIFY(all[8].all.isEmpty()); // a call that failed
        QCOMPARE(tasksOf(all[10]), QStringLiteral("3 C, 4 C")); // a thread
    }

    void endsThatNobodyWaitsFor()
    {
        const auto all = runOf("zombie-and-reaping");
        QCOMPARE(all[13].ended.size(), std::size_t{1}); // a thread: by its own call
        QVERIFY(all[13].ended.front().row->isThread);
        QCOMPARE(all[13].ended.front().waitStatus, std::optional(0));
        QCOMPARE(all[18].ended.size(), std::size_t{1}); // its parent ignores SIGCHLD
        QCOMPARE(all[18].ended.front().waitStatus, std::optional(0));
        QCOMPARE(all[18].generation, all[18].before->generation + 1);
    }

    void execAndMemory()
    {
        const auto all = runOf("exec-replaces");
        const auto execs = std::ranges::count_if(
            all, [](const Happened& one) { return one.all.has(Happening::exec); });
        QVERIFY(execs >= 1);
        for (const Happened& one : all) {
            for (const TaskHappenings& task : one.tasks) { // an exec brings its memory along
                QVERIFY(!task.kinds.has(Happening::exec) || !task.kinds.has(Happening::memory));
                QVERIFY(!task.kinds.isEmpty());
            }
        }
        const auto memory = runOf("memory");
        QVERIFY(std::ranges::any_of(
            memory, [](const Happened& one) { return one.all.has(Happening::memory); }));
    }

    void threadsShareWhatHappensToTheirMemory()
    {
        const auto all = runOf("threads-share");
        QVERIFY(std::ranges::any_of(all, [](const Happened& one) {
            return std::ranges::count_if(
                       one.tasks,
                       [](const TaskHappenings& task) { return task.kinds.has(Happening::memory); })
                > 1;
        }));
    }

    void rowsThatDiffer()
    {
        test::TaskSet tasks;
        tasks.process(1, 0, "init");
        tasks.process(2, 1, "sh").command = "sh";
        tasks.process(3, 1, "daemon").uid = 0;
        tasks.process(4, 1, "cat").state = procfs::TaskState::running;
        tasks.process(5, 1, "vi").vssBytes = 4096;
        const auto before = tasks.publish();
        tasks.remove(4);
        tasks.process(6, 2, "ls");
        tasks.change(3, [](TaskSummary& row) { row.uid = 1000; });
        tasks.change(5, [](TaskSummary& row) {
            row.vssBytes = 8192;
            row.cpuTime = std::chrono::nanoseconds(5);
        });
        const auto after = tasks.publish();
        const auto one = happened(before, momentOf(after, 7));
        QCOMPARE(tasksOf(one), QStringLiteral("2 C, 3 U, 4 X, 5 M, 6 C"));
        QCOMPARE(letters(one.all), QStringLiteral("CXUM"));
        QCOMPARE(one.ended.size(), std::size_t{1});
        QVERIFY(!one.ended.front().waitStatus); // nobody said
        QCOMPARE(one.before, before);
        QCOMPARE(one.step, std::size_t{7});
        tasks.change(2, [](TaskSummary& row) { row.command = "dash -l"; });
        tasks.change(1, [](TaskSummary& row) { row.state = procfs::TaskState::stopped; });
        tasks.change(5, [](TaskSummary& row) { row.cpuTime = std::chrono::nanoseconds(9); });
        const auto last = tasks.publish();
        QCOMPARE(tasksOf(happened(after, momentOf(last))), QStringLiteral("2 E"));
        QVERIFY(happened(last, momentOf(last)).tasks.empty());
        QVERIFY(happened(nullptr, momentOf(last)).tasks.empty()); // nothing to hold against
    }

    void threadsOfALiveSourceAreOnlyListedWhileSomebodyLooks()
    {
        test::TaskSet tasks;
        tasks.process(1, 0, "init");
        tasks.process(2, 1, "daemon").threads = 2;
        const auto tree = std::make_shared<const NoFiles>();
        const auto published = [&] {
            auto made = std::make_shared<Snapshot>(*tasks.publish());
            made->tree = tree;
            return SnapshotPtr(made);
        };
        const auto before = published();
        tasks.thread(3, 2, "worker");
        const auto listed = published();
        QVERIFY(happened(before, momentOf(listed)).all.isEmpty());
        tasks.remove(3);
        QVERIFY(happened(listed, momentOf(published())).ended.empty());
        tasks.change(2, [](TaskSummary& row) { row.threads = 1; });
        const auto last = published();
        QCOMPARE(tasksOf(happened(before, momentOf(last))), QStringLiteral("2 X"));
        tasks.remove(2); // the threads go with their process
        QCOMPARE(happened(listed, momentOf(published())).ended.size(), std::size_t{2});
    }
};

QTEST_APPLESS_MAIN(HappeningTest)
#include "tst_happening.moc"
