// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What a tick costs the GUI thread from "snapshot ready" to painted: the process list as the window
// shows it, 1200x900, offscreen, with its own delegate and marks, at 10,000, 100,000 and 1,000,000
// tasks.
//
// The time of a benchmark is the processor time of the GUI thread from the request to the end of
// the paint that shows it. Counters: "median_ms" and "max_ms" of the same; "slice_ms", the longest
// time that one event kept the thread; "paints" a request; "all_ms", processor time with the
// worker. The last benchmarks are what is measured against in the same run: the same rows behind a
// QSortFilterProxyModel, and the same screen painted by Qt's default delegate.
#include <app/shell/processview.h>
#include <app/shell/tables.h>
#include <app/shell/theme.h>
#include <model/tree/columns.h>
#include <model/tree/processlist.h>

#include <QApplication>
#include <QEventLoop>
#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTreeView>

#include <algorithm>
#include <vector>

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <tests/bench/ticks.h>

using namespace sandscope;
using namespace sandscope::model;
using bench::seconds;
using bench::Ticks;
using bench::ticks;
using snapshot::SnapshotPtr;

namespace {

/// Times each event that is not inside another one.
class Application : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && receiver == painted)
            ++paints;
        if (m_depth > 0)
            return QApplication::notify(receiver, event);
        ++m_depth;
        const double begin = seconds(CLOCK_THREAD_CPUTIME_ID);
        const bool result = QApplication::notify(receiver, event);
        slice = std::max(slice, seconds(CLOCK_THREAD_CPUTIME_ID) - begin);
        --m_depth;
        return result;
    }

    const QObject* painted = nullptr; ///< whose paints are counted
    int paints = 0;
    double slice = 0; ///< seconds, the longest since it was set to 0

private:
    int m_depth = 0;
};

Application& application()
{
    return *static_cast<Application*>(qApp);
}

/// The list as ProcessPage shows it.
struct Window
{
    ProcessListModel model;
    app::ProcessView view;

    Window(const SnapshotPtr& snapshot, const char* column, int markDuration = 0)
    {
        model.setMarkDuration(markDuration);
        model.sort(processColumn(column), Qt::DescendingOrder);
        view.setProcesses(&model);
        view.resize(1200, 900);
        const auto columns = processColumns();
        for (std::size_t place = 0; place < columns.size(); ++place)
            view.setColumnHidden(int(place), !columns[place].shownByDefault);
        view.show();
        model.setSnapshot(snapshot);
        settle(true);
        app::sizeColumns(&view, view.cells());
        if (model.rowCount() > 0)
            view.selectRow(std::min(model.rowCount() - 1, 20));
        QCoreApplication::processEvents();
        application().painted = view.viewport();
    }

    /// Until the model is done and, where \a paint says so, the view has shown it.
    void settle(bool paint)
    {
        const int before = application().paints;
        while (model.isBusy())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents
                                            | QEventLoop::ExcludeUserInputEvents);
        for (int turn = 0; turn < (paint ? 100 : 3) && application().paints == before; ++turn)
            QCoreApplication::processEvents();
        QCoreApplication::processEvents();
    }
};

template <class Fn>
void measure(benchmark::State& state, Window& window, bool paint, Fn&& request)
{
    std::vector<double> times;
    double all = 0;
    application().slice = 0;
    application().paints = 0;
    for (int i = 0; auto iteration : state) {
        (void)iteration;
        const double gui = seconds(CLOCK_THREAD_CPUTIME_ID);
        const double process = seconds(CLOCK_PROCESS_CPUTIME_ID);
        request(i++);
        window.settle(paint);
        times.push_back(seconds(CLOCK_THREAD_CPUTIME_ID) - gui);
        all += seconds(CLOCK_PROCESS_CPUTIME_ID) - process;
        state.SetIterationTime(times.back());
    }
    std::ranges::sort(times);
    state.counters["median_ms"] = times[times.size() / 2] * 1e3;
    state.counters["max_ms"] = times.back() * 1e3;
    state.counters["slice_ms"] = application().slice * 1e3;
    state.counters["paints"]
        = benchmark::Counter(application().paints, benchmark::Counter::kAvgIterations);
    state.counters["all_ms"] = benchmark::Counter(all * 1e3, benchmark::Counter::kAvgIterations);
}

std::uint32_t count(const benchmark::State& state)
{
    return static_cast<std::uint32_t>(state.range(0));
}

void onePercentSorted(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    Window window(to.base, "cpu.time");
    measure(state, window, true,
            [&](int i) { window.model.setSnapshot(i % 2 == 0 ? to.changed : to.base); });
}

void onePercentSortedFlat(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    Window window(to.base, "cpu.time");
    window.model.setFlat(true);
    window.settle(true);
    measure(state, window, true,
            [&](int i) { window.model.setSnapshot(i % 2 == 0 ? to.changed : to.base); });
}

void thousandComeAndGo(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    Window window(to.base, "cpu.time", -1);
    measure(state, window, true,
            [&](int i) { window.model.setSnapshot(i % 2 == 0 ? to.scattered : to.base); });
}

void thousandTogether(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    Window window(to.base, "cpu.time", -1);
    measure(state, window, true,
            [&](int i) { window.model.setSnapshot(i % 2 == 0 ? to.together : to.base); });
}

/// Nothing changed at all: paints must be 0.
void nothing(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    Window window(to.base, "cpu.time");
    measure(state, window, false,
            [&](int i) { window.model.setSnapshot(i % 2 == 0 ? to.same : to.base); });
}

/// What changed is further down: paints must be 0.
void nothingVisible(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    Window window(to.base, "tid");
    window.model.sort(processColumn("tid"), Qt::AscendingOrder);
    window.settle(true);
    window.view.scrollToTop();
    QCoreApplication::processEvents();
    measure(state, window, false,
            [&](int i) { window.model.setSnapshot(i % 2 == 0 ? to.low : to.base); });
}

/// "all_ms" is what counts here: the worker included.
void typedFilter(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    Window window(to.base, "cpu.time");
    const QString typed = QStringLiteral("process-31");
    measure(state, window, true, [&](int i) {
        const auto length = i % (typed.size() + 1);
        window.model.setFilter(typed.first(length));
    });
}

void reset(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    Window window(to.base, "cpu.time");
    measure(state, window, true, [&](int) {
        window.model.clear();
        window.model.setSnapshot(to.base);
    });
}

void fold(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    Window window(to.base, "cpu.time");
    measure(state, window, true, [&](int i) { window.model.setAllExpanded(i % 2 != 0); });
}

/// Memory of model and view beside the snapshot, in "bytes_per_row".
void memory(benchmark::State& state)
{
    const Ticks& to = ticks(count(state));
    for (auto iteration : state) {
        (void)iteration;
        const auto before = mallinfo2();
        const Window window(to.base, "cpu.time");
        const auto after = mallinfo2();
        state.SetIterationTime(1e-3);
        state.counters["bytes_per_row"]
            = double(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd)
            / double(window.model.rowCount());
    }
}

/// The same rows as a plain table, which the proxy sorts.
class PlainModel : public QAbstractTableModel
{
public:
    explicit PlainModel(const SnapshotPtr& snapshot)
        : m_snapshot(snapshot)
    {
        snapshot->tasks.forEach([&](auto, const auto& shared) { m_rows.push_back(&*shared); });
    }
    int rowCount(const QModelIndex& = {}) const override { return int(m_rows.size()); }
    int columnCount(const QModelIndex& = {}) const override { return int(processColumns().size()); }
    QVariant data(const QModelIndex& index, int role) const override
    {
        const auto& row = *m_rows[std::size_t(index.row())];
        const auto& column = processColumns()[std::size_t(index.column())];
        if (role == Qt::DisplayRole)
            return column.text(row);
        return role == RawValueRole ? column.value(row) : QVariant();
    }
    /// The row is another one's from now on, as after a sample.
    void change(int row, const snapshot::TaskSummary* task)
    {
        m_rows[std::size_t(row)] = task;
        const auto column = processColumn("cpu.time");
        Q_EMIT dataChanged(index(row, column), index(row, column));
    }

private:
    SnapshotPtr m_snapshot;
    std::vector<const snapshot::TaskSummary*> m_rows;
};

/// A few of the thousand signals of a tick, one a changed row; "scaled_ms" is for all of them.
void proxyOnePercentSorted(benchmark::State& state)
{
    constexpr int signalled = 4;
    const Ticks& to = ticks(count(state));
    PlainModel plain(to.base);
    QSortFilterProxyModel proxy;
    proxy.setSortRole(RawValueRole);
    proxy.setSourceModel(&plain);
    proxy.sort(processColumn("cpu.time"), Qt::DescendingOrder);
    QTreeView view;
    view.setUniformRowHeights(true);
    view.setModel(&proxy);
    view.resize(1200, 900);
    view.show();
    QCoreApplication::processEvents();
    double spent = 0;
    int done = 0;
    std::mt19937 random(2);
    for (auto iteration : state) {
        (void)iteration;
        const double gui = seconds(CLOCK_THREAD_CPUTIME_ID);
        for (int i = 0; i < signalled; ++i, ++done) {
            const auto row = int(random() % count(state));
            plain.change(row, to.changed->tasks.find(1 + std::uint32_t(random() % count(state))));
        }
        QCoreApplication::processEvents();
        const double time = seconds(CLOCK_THREAD_CPUTIME_ID) - gui;
        spent += time;
        state.SetIterationTime(time);
    }
    state.counters["scaled_ms"]
        = spent / done * (static_cast<double>(state.range(0)) / 100.0) * 1e3;
}

/// One whole repaint of the list, with our delegate (1) or Qt's (0).
void paintScreen(benchmark::State& state)
{
    const Ticks& to = ticks(10'000);
    Window window(to.base, "cpu.time");
    QStyledItemDelegate plain;
    auto* own = window.view.itemDelegate();
    if (state.range(0) == 0)
        window.view.setItemDelegate(&plain);
    QCoreApplication::processEvents();
    for (auto iteration : state) {
        (void)iteration;
        const double gui = seconds(CLOCK_THREAD_CPUTIME_ID);
        window.view.viewport()->repaint();
        state.SetIterationTime(seconds(CLOCK_THREAD_CPUTIME_ID) - gui);
    }
    window.view.setItemDelegate(own);
}

void sizes(benchmark::internal::Benchmark* benchmark)
{
    benchmark->ArgNames({"tasks"})
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Iterations(40)
        ->Arg(10'000)
        ->Arg(100'000);
}

void sizesAndMillion(benchmark::internal::Benchmark* benchmark)
{
    sizes(benchmark);
    benchmark->Arg(1'000'000);
}

BENCHMARK(onePercentSorted)->Apply(sizesAndMillion);
BENCHMARK(onePercentSortedFlat)->Apply(sizes);
BENCHMARK(thousandComeAndGo)->Apply(sizes);
BENCHMARK(thousandTogether)->Apply(sizes);
BENCHMARK(nothing)->Apply(sizes);
BENCHMARK(nothingVisible)->Apply(sizes);
BENCHMARK(typedFilter)->Apply(sizes);
BENCHMARK(reset)->Apply(sizes);
BENCHMARK(fold)->Apply(sizes);
BENCHMARK(memory)->ArgNames({"tasks"})->UseManualTime()->Iterations(1)->Arg(100'000)->Arg(
    1'000'000);
BENCHMARK(proxyOnePercentSorted)
    ->ArgNames({"tasks"})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(2)
    ->Arg(10'000)
    ->Arg(100'000);
BENCHMARK(paintScreen)
    ->ArgNames({"own"})
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Arg(0)
    ->Arg(1);

}

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const Application application(argc, argv);
    app::applyPictureLooks(app::Theme::light);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
