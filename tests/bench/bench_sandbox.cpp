// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// A sample of a running sandbox against the dump alone, as it comes out of the control socket.
// Which sandbox:
//     SANDSCOPE_BENCH_SANDBOX='runsc:ID?root=DIR' bench_sandbox
//     --benchmark_enable_random_interleaving=true
#include <model/sandbox/runscname.h>
#include <model/sandbox/sandboxlink.h>

#include <QFile>
#include <QString>

#include <optional>

#include <benchmark/benchmark.h>

using namespace sandscope;
using namespace sandscope::model;
using namespace std::chrono_literals;

namespace {

std::optional<SandboxLink> link()
{
    const auto name
        = parseRunscName(qEnvironmentVariable("SANDSCOPE_BENCH_SANDBOX").section(u':', 1));
    if (!name)
        return std::nullopt;
    const auto state = readState(QFile::encodeName(name->place.folder).toStdString(), name->id, {});
    return state ? std::optional<SandboxLink>(std::in_place, name->place, *state) : std::nullopt;
}

SandboxSampler sampler()
{
    return {std::make_shared<const SampledTree::Origin>(
                SampledTree::Origin{procfs::Dialect::gvisor2024, {}}),
            {}};
}

std::string addressOf(const SandboxState& state)
{
    using namespace std::string_literals;
    return state.controlSocket.empty() ? "\0runsc-sandbox."s + state.sandbox + '\0'
                                       : state.controlSocket;
}

/// The answer as it comes, received whole and thrown away.
void direct(benchmark::State& state, std::string_view method, std::string_view argument)
{
    const auto to = link();
    if (!to) {
        state.SkipWithError("SANDSCOPE_BENCH_SANDBOX names no sandbox");
        return;
    }
    for (auto _ : state) {
        auto socket = ControlSocket::connect(addressOf(to->state()));
        auto answer
            = socket ? socket->ask(method, argument, 10s, {}) : std::unexpected(socket.error());
        if (!answer) {
            state.SkipWithError("the sandbox does not answer");
            return;
        }
        benchmark::DoNotOptimize(answer->data());
    }
}

void directDump(benchmark::State& state)
{
    direct(state, "containerManager.ProcfsDump", "{}");
}

/// The list of processes, which comes with each sample.
void directList(benchmark::State& state)
{
    direct(state, "containerManager.Processes", R"("")");
}

/// What a refresh is: asked, taken apart, rows made.
void sample(benchmark::State& state)
{
    auto to = link();
    if (!to) {
        state.SkipWithError("SANDSCOPE_BENCH_SANDBOX names no sandbox");
        return;
    }
    const bool isFirst = state.range(0) != 0;
    auto kept = sampler();
    for (auto _ : state) {
        if (isFirst)
            kept = sampler();
        auto reading = to->read(kept, {});
        if (!reading || to->cost().byCommand) {
            state.SkipWithError("the sandbox does not answer over its socket");
            return;
        }
        const auto shot = kept.sample(*std::move(reading), {});
        state.counters["tasks"] = static_cast<double>(shot->tasks.size());
        state.counters["bytes"] = static_cast<double>(to->cost().bytes);
    }
}

BENCHMARK(directDump)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(directList)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(sample)->ArgName("first")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}

BENCHMARK_MAIN();
