// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What a frame of the atlas costs: an address space of as many mappings as Linux allows, painted
// whole into a picture of 1600 x 200 at each step of panning and zooming.
//
// The time of a benchmark is the processor time of the GUI thread for one frame; "p50", "p99" and
// "max" are over all frames, in ms.
#include <app/atlas/atlasview.h>
#include <model/atlas/picture.h>
#include <model/records/spacemaker.h>

#include <QApplication>
#include <QImage>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <ctime>
#include <vector>

#include <benchmark/benchmark.h>
#include <tests/model/filecontents.h>

using namespace sandscope;

namespace {

double milliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

/// Libraries of five mappings, arenas, guards: no two neighbours alike. \a isBefore: with a mapping
/// at the beginning of each gap, that will be gone.
model::FileContentPtr smaps(int count, bool isBefore = false)
{
    struct Sort
    {
        const char* perms;
        int pages;
        const char* name;
    };
    constexpr Sort sorts[] = {{"r--p", 3, "/usr/lib/libone.so.6"},
                              {"r-xp", 40, "/usr/lib/libone.so.6"},
                              {"rw-p", 2, "/usr/lib/libone.so.6"},
                              {"rw-p", 9, ""},
                              {"---p", 1, ""},
                              {"rw-s", 16, "/dev/shm/ring"},
                              {"r--p", 7, "/usr/share/table"}};
    std::string text;
    std::uint64_t address = 0x7f00'0000'0000;
    char line[256];
    for (int i = 0; i < count; ++i) {
        const auto& sort = sorts[static_cast<std::size_t>(i) % std::size(sorts)];
        const auto end = address + std::uint64_t(sort.pages) * 4096;
        std::snprintf(line, sizeof line,
                      "%lx-%lx %s 00000000 00:0c 17 %s\nRss: %d kB\nPss: %d kB\n",
                      static_cast<unsigned long>(address), static_cast<unsigned long>(end),
                      sort.perms, sort.name, sort.pages * (i % 5), sort.pages);
        text += line;
        address = end + (i % 3 == 0 ? std::uint64_t(1 + i % 50) * 4096 : 0);
        if (isBefore && i % 3 == 0) {
            std::snprintf(line, sizeof line, "%lx-%lx rw-p 00000000 00:00 0 \nRss: 4 kB\n",
                          static_cast<unsigned long>(end), static_cast<unsigned long>(end + 4096));
            text += line;
        }
    }
    return test::contentOf("7/smaps", std::move(text), procfs::Dialect::linux_);
}

const model::AddressSpacePtr& space(int count)
{
    static const auto large = model::makeAddressSpace(smaps(65'000), smaps(65'000, true));
    static const auto small = model::makeAddressSpace(smaps(50), smaps(50, true));
    return count > 50 ? large : small;
}

template <class Fn>
void frames(benchmark::State& state, Fn&& move)
{
    app::AtlasView view;
    view.resize(1600, 200);
    view.setSpace(space(static_cast<int>(state.range(0))));
    QImage image(1600, 200, QImage::Format_ARGB32_Premultiplied);
    std::vector<double> spent;
    for (int i = 0; auto iteration : state) {
        (void)iteration;
        const double begin = milliseconds();
        move(view, i++);
        view.render(&image);
        spent.push_back(milliseconds() - begin);
        state.SetIterationTime(spent.back() * 1e-3);
    }
    std::ranges::sort(spent);
    const auto at = [&](double share) {
        return spent[static_cast<std::size_t>(share * static_cast<double>(spent.size() - 1))];
    };
    state.counters["p50"] = at(0.5);
    state.counters["p99"] = at(0.99);
    state.counters["max"] = spent.back();
}

void key(app::AtlasView& view, Qt::Key key)
{
    QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
    QApplication::sendEvent(&view, &event);
}

/// Nearer and farther about the middle, from everything to a page.
void zooming(benchmark::State& state)
{
    frames(state, [](app::AtlasView& view, int i) { view.zoom(i / 60 % 2 == 0 ? 1.25 : 0.8); });
}

/// Along the space with a tenth of the mappings in view.
void panning(benchmark::State& state)
{
    frames(state, [](app::AtlasView& view, int i) {
        if (i == 0) {
            view.fit();
            view.zoom(10);
        }
        key(view, i / 8 % 2 == 0 ? Qt::Key_PageDown : Qt::Key_PageUp);
    });
}

/// Everything selected, everything in view: each frame makes every column anew.
void walking(benchmark::State& state)
{
    frames(state, [](app::AtlasView& view, int i) {
        if (i % 2 == 0)
            view.selectAll();
        else
            key(view, Qt::Key_Right);
    });
}

/// What a worker does for a new text, its parsing aside.
void making(benchmark::State& state)
{
    const auto content = space(static_cast<int>(state.range(0)))->content;
    for (auto iteration : state) {
        (void)iteration;
        const double begin = milliseconds();
        benchmark::DoNotOptimize(model::makeAddressSpace(content, nullptr));
        state.SetIterationTime((milliseconds() - begin) * 1e-3);
    }
}

void sizes(benchmark::internal::Benchmark* benchmark)
{
    benchmark->ArgNames({"mappings"})
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond)
        ->Arg(50)
        ->Arg(65'000);
}

BENCHMARK(zooming)->Apply(sizes);
BENCHMARK(panning)->Apply(sizes);
BENCHMARK(walking)->Apply(sizes);
BENCHMARK(making)->Apply(sizes);

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
