// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What a tick costs the process list: at 100, 10,000 and 100,000 tasks, 99 children to a parent.
//
// The time of a benchmark is the processor time of the GUI thread from setSnapshot() to settled(),
// with a table view attached (offscreen, painting aside) where the name says so. Counters:
// "worker_ms" is processor time of everything but the GUI thread, "wall_ms" what a viewer waits.
#include <model/proxies/proxies.h>
#include <model/snapshot/diff.h>
#include <model/tree/columns.h>
#include <model/tree/processlist.h>

#include <QAbstractProxyModel>
#include <QApplication>
#include <QEventLoop>
#include <QHeaderView>
#include <QTableView>

#include <chrono>

#include <benchmark/benchmark.h>
#include <tests/bench/ticks.h>

using namespace sandscope;
using namespace sandscope::model;
using bench::seconds;
using bench::Ticks;
using bench::ticks;
using snapshot::SnapshotPtr;

namespace {

/// A process list as a window has it.
struct Stack
{
    ProcessListModel model;
    std::unique_ptr<QTableView> view;

    Stack(const SnapshotPtr& snapshot, const char* column, bool withView)
    {
        model.setMarkDuration(0);
        model.sort(processColumn(column), Qt::DescendingOrder);
        if (withView) {
            view = std::make_unique<QTableView>();
            view->setModel(&model);
            view->setSelectionBehavior(QAbstractItemView::SelectRows);
            view->verticalHeader()->setVisible(false);
            view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
            view->resize(1200, 900);
            view->show();
        }
        model.setSnapshot(snapshot);
        wait();
        if (view)
            view->selectRow(model.rowCount() / 2);
        QCoreApplication::processEvents();
    }

    void wait()
    {
        while (model.isBusy()) {
            QEventLoop loop;
            QObject::connect(&model, &ProcessListModel::settled, &loop, &QEventLoop::quit);
            loop.exec(QEventLoop::ExcludeUserInputEvents);
        }
    }
};

/// Runs \a request over and over; painting and what else waits in the event queue is done between
/// the measurements.
template <class Fn>
void measure(benchmark::State& state, Stack& stack, Fn&& request)
{
    double worker = 0, wall = 0;
    if (stack.view)
        stack.view->setUpdatesEnabled(false); // painting aside
    for (int i = 0; auto iteration : state) {
        (void)iteration;
        const auto begin = std::chrono::steady_clock::now();
        const double gui = seconds(CLOCK_THREAD_CPUTIME_ID);
        const double all = seconds(CLOCK_PROCESS_CPUTIME_ID);
        request(i++);
        stack.wait();
        const double guiSpent = seconds(CLOCK_THREAD_CPUTIME_ID) - gui;
        worker += seconds(CLOCK_PROCESS_CPUTIME_ID) - all - guiSpent;
        wall += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        state.SetIterationTime(guiSpent);
        QCoreApplication::processEvents();
    }
    state.counters["worker_ms"]
        = benchmark::Counter(worker * 1e3, benchmark::Counter::kAvgIterations);
    state.counters["wall_ms"] = benchmark::Counter(wall * 1e3, benchmark::Counter::kAvgIterations);
}

void nothingChanged(benchmark::State& state)
{
    const Ticks& to = ticks(static_cast<std::uint32_t>(state.range(0)));
    Stack stack(to.base, "cpu.time", state.range(1) != 0);
    measure(state, stack, [&](int i) { stack.model.setSnapshot(i % 2 == 0 ? to.same : to.base); });
}

void onePercentSortColumn(benchmark::State& state)
{
    const Ticks& to = ticks(static_cast<std::uint32_t>(state.range(0)));
    Stack stack(to.base, "cpu.time", state.range(1) != 0);
    measure(state, stack,
            [&](int i) { stack.model.setSnapshot(i % 2 == 0 ? to.changed : to.base); });
}

void onePercentSortColumnFlat(benchmark::State& state)
{
    const Ticks& to = ticks(static_cast<std::uint32_t>(state.range(0)));
    Stack stack(to.base, "cpu.time", state.range(1) != 0);
    stack.model.setFlat(true);
    stack.wait();
    measure(state, stack,
            [&](int i) { stack.model.setSnapshot(i % 2 == 0 ? to.changed : to.base); });
}

void onePercentOtherColumn(benchmark::State& state)
{
    const Ticks& to = ticks(static_cast<std::uint32_t>(state.range(0)));
    Stack stack(to.base, "tid", state.range(1) != 0);
    measure(state, stack,
            [&](int i) { stack.model.setSnapshot(i % 2 == 0 ? to.changed : to.base); });
}

void thousandMoreScattered(benchmark::State& state)
{
    const Ticks& to = ticks(static_cast<std::uint32_t>(state.range(0)));
    Stack stack(to.base, "tid", state.range(1) != 0);
    stack.model.setMarkDuration(-1); // back and forth: 1,000 rows come, 1,000 rows go
    measure(state, stack,
            [&](int i) { stack.model.setSnapshot(i % 2 == 0 ? to.scattered : to.base); });
}

void thousandMoreTogether(benchmark::State& state)
{
    const Ticks& to = ticks(static_cast<std::uint32_t>(state.range(0)));
    Stack stack(to.base, "tid", state.range(1) != 0);
    stack.model.setMarkDuration(-1);
    measure(state, stack,
            [&](int i) { stack.model.setSnapshot(i % 2 == 0 ? to.together : to.base); });
}

void filterByName(benchmark::State& state)
{
    const Ticks& to = ticks(static_cast<std::uint32_t>(state.range(0)));
    Stack stack(to.base, "tid", state.range(1) != 0);
    measure(state, stack, [&](int i) {
        stack.model.setFilter(i % 2 == 0 ? QStringLiteral("process-3") : QString()); // about 1 in 9
    });
}

void sortByAnotherColumn(benchmark::State& state)
{
    const Ticks& to = ticks(static_cast<std::uint32_t>(state.range(0)));
    Stack stack(to.base, "tid", state.range(1) != 0);
    measure(state, stack, [&](int i) {
        stack.model.sort(processColumn(i % 2 == 0 ? "vm.rss" : "cpu.time"), Qt::DescendingOrder);
    });
}

/// The texts of 60 rows, as for a first paint.
void cellsOfAScreen(benchmark::State& state)
{
    Stack stack(ticks(static_cast<std::uint32_t>(state.range(0))).base, "cpu.time", false);
    const int rows = std::min(60, stack.model.rowCount());
    for (auto iteration : state) {
        (void)iteration;
        const double gui = seconds(CLOCK_THREAD_CPUTIME_ID);
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < stack.model.columnCount(); ++column) {
                const QModelIndex index = stack.model.index(row, column);
                benchmark::DoNotOptimize(index.data());
                benchmark::DoNotOptimize(index.data(StateRole));
                benchmark::DoNotOptimize(index.data(MarkRole));
            }
        }
        state.SetIterationTime(seconds(CLOCK_THREAD_CPUTIME_ID) - gui);
    }
}

void diffOnePercent(benchmark::State& state)
{
    const Ticks& to = ticks(static_cast<std::uint32_t>(state.range(0)));
    for (auto iteration : state) {
        (void)iteration;
        const double begin = seconds(CLOCK_THREAD_CPUTIME_ID);
        benchmark::DoNotOptimize(snapshot::diff(*to.base, *to.changed));
        state.SetIterationTime(seconds(CLOCK_THREAD_CPUTIME_ID) - begin);
    }
}

void sizes(benchmark::internal::Benchmark* benchmark)
{
    benchmark->ArgNames({"tasks", "view"})->UseManualTime()->Unit(benchmark::kMillisecond);
    for (const int count : {100, 10'000, 100'000}) {
        for (const int view : {0, 1})
            benchmark->Args({count, view});
    }
}

void sizesOnly(benchmark::internal::Benchmark* benchmark)
{
    benchmark->ArgNames({"tasks"})
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Arg(100)
        ->Arg(10'000)
        ->Arg(100'000);
}

BENCHMARK(nothingChanged)->Apply(sizes);
BENCHMARK(onePercentSortColumn)->Apply(sizes);
BENCHMARK(onePercentSortColumnFlat)->Apply(sizes);
BENCHMARK(onePercentOtherColumn)->Apply(sizes);
BENCHMARK(thousandMoreScattered)->Apply(sizes);
BENCHMARK(thousandMoreTogether)->Apply(sizes);
BENCHMARK(filterByName)->Apply(sizes);
BENCHMARK(sortByAnotherColumn)->Apply(sizes);
BENCHMARK(cellsOfAScreen)->Apply(sizesOnly);
BENCHMARK(diffOnePercent)->Apply(sizesOnly);

}

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
