// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The simulated kernel: what an operation costs, and what a generation costs at three sizes.
#include <model/kernel/kernel.h>
#include <model/kernel/randomdriver.h>
#include <model/kernel/save.h>
#include <model/snapshot/diff.h>
#include <model/snapshot/filechanges.h>

#include <cstdlib>

#include <benchmark/benchmark.h>
#include <malloc.h>

using namespace sandscope;
using kernel::Kernel;
using procfs::TaskId;

namespace {

constexpr std::uint64_t page = 4096;

// One process with many children.
struct Sandbox
{
    explicit Sandbox(std::size_t count)
        : system({.seed = 1, .pidLimit = 1 << 22})
    {
        kernel::ProcessSpec spec;
        spec.executable = "/sbin/init";
        spec.environment = {"PATH=/usr/bin:/bin"};
        first = *system.createProcess(spec);
        children.reserve(count);
        while (children.size() + 1 < count)
            children.push_back(*system.fork(first));
        if (children.empty())
            children.push_back(first);
        (void)system.publish();
    }

    Kernel system;
    TaskId first;
    std::vector<TaskId> children;
};

void forkExitWait(benchmark::State& state)
{
    Sandbox box(10);
    for (auto _ : state) {
        const TaskId child = *box.system.fork(box.first);
        (void)box.system.exitGroup(child, 0);
        benchmark::DoNotOptimize(box.system.wait(box.first, child));
    }
    state.SetItemsProcessed(state.iterations() * 3);
}
BENCHMARK(forkExitWait);

void threadAndExit(benchmark::State& state)
{
    Sandbox box(10);
    for (auto _ : state) {
        const TaskId thread = *box.system.clone(box.first, kernel::clone::newThread);
        benchmark::DoNotOptimize(box.system.exit(thread, 0));
    }
    state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(threadAndExit);

void protect(benchmark::State& state)
{
    Sandbox box(10);
    const std::uint64_t at = *box.system.mmap(box.first, {.length = 64 * page});
    bool flip = false;
    for (auto _ : state) {
        flip = !flip;
        benchmark::DoNotOptimize(
            box.system.mprotect(box.first, at + 8 * page, 8 * page, {true, flip, false}));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(protect);

void touchPages(benchmark::State& state)
{
    Sandbox box(10);
    const std::uint64_t at = *box.system.mmap(box.first, {.length = std::uint64_t{1} << 30U});
    std::uint64_t offset = 0;
    for (auto _ : state) {
        offset = (offset + page) & ((std::uint64_t{1} << 30U) - 1);
        benchmark::DoNotOptimize(box.system.touch(box.first, at + offset, page, true));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(touchPages);

void dupAndClose(benchmark::State& state)
{
    Sandbox box(10);
    for (auto _ : state) {
        const int fd = *box.system.dup(box.first, 0);
        benchmark::DoNotOptimize(box.system.close(box.first, fd));
    }
    state.SetItemsProcessed(state.iterations() * 2);
}
BENCHMARK(dupAndClose);

void chargeCpu(benchmark::State& state)
{
    Sandbox box(10);
    for (auto _ : state)
        benchmark::DoNotOptimize(box.system.chargeCpu(box.first, std::chrono::milliseconds(1), {}));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(chargeCpu);

void mixed(benchmark::State& state)
{
    Kernel system({.seed = 3});
    kernel::RandomDriver driver(system, 3);
    for (auto _ : state)
        driver.step();
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(mixed);

// One operation, published, and the difference taken: what a step of a scenario costs.
void oneOperation(benchmark::State& state)
{
    Sandbox box(static_cast<std::size_t>(state.range(0)));
    snapshot::SnapshotPtr before = box.system.publish();
    std::size_t which = 0;
    for (auto _ : state) {
        which = (which + 7919) % box.children.size();
        (void)box.system.chargeCpu(box.children[which], std::chrono::milliseconds(10), {});
        const snapshot::SnapshotPtr after = box.system.publish();
        benchmark::DoNotOptimize(snapshot::diff(*before, *after));
        before = after;
    }
}
BENCHMARK(oneOperation)->Arg(100)->Arg(10'000)->Arg(100'000);

void oneMapping(benchmark::State& state)
{
    Sandbox box(static_cast<std::size_t>(state.range(0)));
    snapshot::SnapshotPtr before = box.system.publish();
    std::size_t which = 0;
    for (auto _ : state) {
        which = (which + 7919) % box.children.size();
        const std::uint64_t at = *box.system.mmap(box.children[which], {.length = page});
        (void)box.system.munmap(box.children[which], at, page);
        const snapshot::SnapshotPtr after = box.system.publish();
        benchmark::DoNotOptimize(snapshot::diff(*before, *after));
        before = after;
    }
}
BENCHMARK(oneMapping)->Arg(100)->Arg(10'000)->Arg(100'000);

void oneForkAndExit(benchmark::State& state)
{
    Sandbox box(static_cast<std::size_t>(state.range(0)));
    snapshot::SnapshotPtr before = box.system.publish();
    for (auto _ : state) {
        const TaskId child = *box.system.fork(box.children.front());
        snapshot::SnapshotPtr after = box.system.publish();
        benchmark::DoNotOptimize(snapshot::diff(*before, *after));
        (void)box.system.exitGroup(child, 0);
        (void)box.system.wait(box.children.front(), child);
        before = box.system.publish();
        benchmark::DoNotOptimize(snapshot::diff(*after, *before));
    }
}
BENCHMARK(oneForkAndExit)->Arg(100)->Arg(10'000)->Arg(100'000);

// The same, with the exact lines of the process' files that changed. 2019 has no file made of all
// tasks in a task's directory; those of /proc itself are left out.
void oneOperationAndItsLines(benchmark::State& state)
{
    Sandbox box(static_cast<std::size_t>(state.range(0)));
    const auto cache = std::make_shared<procfs::RecordCache>();
    snapshot::FileChangeOptions options;
    options.systemFiles = false;
    snapshot::SnapshotPtr before = box.system.publish();
    std::size_t which = 0;
    for (auto _ : state) {
        which = (which + 7919) % box.children.size();
        (void)box.system.chargeCpu(box.children[which], std::chrono::milliseconds(10), {});
        const snapshot::SnapshotPtr after = box.system.publish();
        benchmark::DoNotOptimize(snapshot::fileChanges(before, after, options, cache));
        before = after;
    }
}
BENCHMARK(oneOperationAndItsLines)->Arg(100)->Arg(10'000)->Arg(100'000);

void onePercent(benchmark::State& state)
{
    Sandbox box(static_cast<std::size_t>(state.range(0)));
    snapshot::SnapshotPtr before = box.system.publish();
    std::size_t which = 0;
    const std::size_t changes = std::max<std::size_t>(1, box.children.size() / 100);
    for (auto _ : state) {
        state.PauseTiming();
        for (std::size_t i = 0; i < changes; ++i) {
            which = (which + 7919) % box.children.size();
            (void)box.system.chargeCpu(box.children[which], std::chrono::milliseconds(10), {});
        }
        state.ResumeTiming();
        const snapshot::SnapshotPtr after = box.system.publish();
        benchmark::DoNotOptimize(snapshot::diff(*before, *after));
        before = after;
    }
}
BENCHMARK(onePercent)->Arg(100)->Arg(10'000)->Arg(100'000);

// A kernel of so many tasks as bytes and back; and as a saved state of a run, which shares what it
// can: what going back costs.
enum class Way { save, restore, copy, keep, resume };
void checkpoint(benchmark::State& state, Way way)
{
    Sandbox box(static_cast<std::size_t>(state.range(0)));
    const std::string saved = kernel::save(box.system);
    const kernel::Checkpoint kept = kernel::checkpointOf(box.system);
    for (auto _ : state) {
        switch (way) {
        case Way::save:
            benchmark::DoNotOptimize(kernel::save(box.system));
            break;
        case Way::restore:
            benchmark::DoNotOptimize(kernel::restore(saved));
            break;
        case Way::copy:
            benchmark::DoNotOptimize(kernel::copyOf(box.system));
            break;
        case Way::keep:
            benchmark::DoNotOptimize(kernel::checkpointOf(box.system));
            break;
        case Way::resume:
            benchmark::DoNotOptimize(kernel::resume(kept));
            break;
        }
    }
    const bool isKept = way == Way::keep || way == Way::resume;
    state.counters["bytes"] = static_cast<double>(isKept ? kept.bytes() : saved.size());
}
void sizes(benchmark::internal::Benchmark* of)
{
    of->Arg(1)->Arg(100)->Arg(100'000)->Unit(benchmark::kMicrosecond);
}
BENCHMARK_CAPTURE(checkpoint, save, Way::save)->Apply(sizes);
BENCHMARK_CAPTURE(checkpoint, restore, Way::restore)->Apply(sizes);
BENCHMARK_CAPTURE(checkpoint, copyOf, Way::copy)->Apply(sizes);
BENCHMARK_CAPTURE(checkpoint, checkpointOf, Way::keep)->Apply(sizes);
BENCHMARK_CAPTURE(checkpoint, resume, Way::resume)->Apply(sizes);

// What a task takes: processes with a memory of their own, and with 50 mappings each.
void memoryOfTasks(benchmark::State& state)
{
    const auto mappings = static_cast<std::size_t>(state.range(0));
    constexpr std::size_t count = 100'000;
    for (auto _ : state) {
        const std::size_t before = mallinfo2().uordblks;
        Sandbox box(1);
        std::size_t areas = box.system.vmas(box.first).size();
        for (bool writable = false; areas < mappings; ++areas, writable = !writable)
            (void)box.system.mmap(box.first, {.length = page, .access = {true, writable, false}});
        for (std::size_t i = 1; i < count; ++i)
            (void)box.system.fork(box.first);
        const auto used = static_cast<double>(mallinfo2().uordblks - before);
        state.counters["MiB"] = used / (1 << 20);
        state.counters["bytesPerTask"] = used / count;
        state.counters["areas"] = static_cast<double>(areas);
        (void)box.system.publish();
        state.counters["publishedMiB"]
            = static_cast<double>(mallinfo2().uordblks - before) / (1 << 20);
    }
}
BENCHMARK(memoryOfTasks)->Arg(1)->Arg(50)->Iterations(1)->Unit(benchmark::kMillisecond);

}

BENCHMARK_MAIN();
