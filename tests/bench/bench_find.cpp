// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What a search in the maps of 100,000 tasks of 20 mappings costs, and what the window feels of it.
//
// "print" prints the same texts and looks at nothing: what any search pays. "tasks/s" and "lines/s"
// are of processor time of the thread that works. "window" is the model with a table view attached:
// "longest_ms" is the longest time that the GUI thread spent on one event, rows and painting
// included, "wall_ms" until the last row is there.
#include <model/query/search.h>
#include <model/records/findmodel.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>
#include <ctime>

#include <benchmark/benchmark.h>
#include <tests/support/fakerecords.h>

using namespace sandscope;
using procfs::Dialect;

namespace {

constexpr std::int32_t taskCount = 100'000;
constexpr std::size_t mappingsEach = 20;

double secondsOfThread()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Ids are those of the tasks, so that finding one costs nothing.
class ManyTasks : public test::FakeRecords
{
public:
    [[nodiscard]] procfs::TaskId taskWithTid(procfs::PidNamespaceId, procfs::Tid tid) const override
    {
        const bool isThere = tid.value > 0 && tid.value <= taskCount;
        return isThere ? procfs::TaskId{static_cast<std::uint32_t>(tid.value)} : procfs::TaskId{};
    }
};

/// One task in a hundred has memory that can be written and executed.
const snapshot::SnapshotPtr& sandbox()
{
    static const snapshot::SnapshotPtr made = [] {
        const test::WorkerRecords worker;
        auto vmas = *worker.memory(test::WorkerRecords::workerMemory)->vmas;
        while (vmas.size() < mappingsEach) {
            procfs::Vma more = vmas.back();
            more.start = more.end + 0x1000;
            more.end = more.start + 0x2000;
            vmas.push_back(more);
        }
        vmas.resize(mappingsEach);
        const auto usual = std::make_shared<const std::vector<procfs::Vma>>(vmas);
        vmas[mappingsEach / 2].real = {true, true, true};
        const auto rare = std::make_shared<const std::vector<procfs::Vma>>(vmas);
        auto records = std::make_shared<ManyTasks>();
        auto result = std::make_shared<snapshot::Snapshot>();
        for (std::int32_t pid = 1; pid <= taskCount; ++pid) {
            const auto& task = records->addProcess(pid, "worker");
            records->memories.at(task.memory).vmas = pid % 100 == 0 ? rare : usual;
            snapshot::TaskSummary row;
            row.id = task.id;
            row.tid = row.tgid = {pid};
            row.name = task.name;
            result->tasks.set(row.id.value, std::make_shared<const snapshot::TaskSummary>(row));
        }
        result->generation = 1;
        result->records = std::move(records);
        return result;
    }();
    return made;
}

query::ExpressionPtr expression(const char* text)
{
    return query::parseExpression(text, Dialect::gvisor2024).value();
}

void countRates(benchmark::State& state, double seconds)
{
    const double tasks = static_cast<double>(state.iterations()) * taskCount;
    state.counters["tasks/s"] = tasks / seconds;
    state.counters["lines/s"] = tasks * mappingsEach / seconds;
}

void print(benchmark::State& state)
{
    snapshot::ViewOptions view;
    view.dialect = Dialect::gvisor2024;
    const auto fileSystem = snapshot::makeFileSystem(sandbox(), view, nullptr);
    const double begin = secondsOfThread();
    for (auto iteration : state) {
        (void)iteration;
        for (std::int32_t pid = 1; pid <= taskCount; ++pid) {
            const auto node = fileSystem->walk(std::to_string(pid) + "/maps");
            benchmark::DoNotOptimize((*node)->content());
        }
    }
    countRates(state, secondsOfThread() - begin);
}

void search(benchmark::State& state, const char* text, std::size_t expected)
{
    const auto asked = expression(text);
    const auto& snapshot = sandbox();
    const double begin = secondsOfThread();
    for (auto iteration : state) {
        (void)iteration;
        query::Search search(asked, snapshot, Dialect::gvisor2024);
        std::vector<query::Finding> findings;
        while (search.next(findings)) { }
        if (findings.size() != expected)
            state.SkipWithError("found something else");
    }
    countRates(state, secondsOfThread() - begin);
}

/// Times each event that the GUI thread handles.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0)
            return QApplication::notify(receiver, event);
        ++m_depth;
        const double begin = secondsOfThread();
        const bool done = QApplication::notify(receiver, event);
        longest = std::max(longest, secondsOfThread() - begin);
        --m_depth;
        return done;
    }
    double longest = 0; ///< seconds of processor time

private:
    int m_depth = 0;
};

void window(benchmark::State& state, const char* text)
{
    auto* application = static_cast<TimedApplication*>(QCoreApplication::instance());
    const auto asked = expression(text);
    const auto& snapshot = sandbox();
    model::FindModel model;
    QTableView view;
    view.setModel(&model);
    view.verticalHeader()->setVisible(false);
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.resize(1200, 400);
    view.show();
    QCoreApplication::processEvents();
    application->longest = 0;
    double begun = 0; // in the call itself
    qint64 wall = 0;
    for (auto iteration : state) {
        (void)iteration;
        QElapsedTimer since;
        since.start();
        const double begin = secondsOfThread();
        model.search(asked, snapshot, Dialect::gvisor2024);
        begun = std::max(begun, secondsOfThread() - begin);
        while (model.isBusy())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        wall += since.elapsed();
    }
    state.counters["longest_ms"] = std::max(begun, application->longest) * 1e3;
    state.counters["wall_ms"]
        = benchmark::Counter(static_cast<double>(wall), benchmark::Counter::kAvgIterations);
    state.counters["rows"] = model.rowCount();
}

BENCHMARK(print)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(search, permissions, "maps.perms:rwx", 1000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(search, line, "maps[path ~ \"\\.so$\" and perms:x and size >= 1G]", 0)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(search, address, "addr:0x10", 0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(window, few, "maps.perms:rwx")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(window, most, "maps.perms:r")->Unit(benchmark::kMillisecond)->UseRealTime();

}

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    TimedApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
