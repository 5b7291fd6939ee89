// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
//
// Formatting and parsing of /proc files, beside the host kernel's own rate for the same file in the
// same run: times of a shared machine drift, their ratios less so. All times are processor time.
// Counter "ns_per_line" is per line or VMA, "x_kernel" how often faster than the kernel's read(2),
// "x_memcpy" how often slower than copying the finished text, "x_hand" how often slower than the
// writer in handwriter.h, "x_format" how often slower parsing is than formatting the same text. The
// kernel's share comes from a child with many mappings that reads its own maps and smaps.
#include "handwriter.h"

#include <procfs/files/maps.h>
#include <procfs/files/smaps.h>
#include <procfs/files/stat.h>
#include <procfs/files/statm.h>
#include <procfs/files/status.h>
#include <procfs/procfile.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <ctime>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <support/fakerecords.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace sandscope::procfs;
using sandscope::test::rendered;
using sandscope::test::WorkerRecords;

namespace {

/// Processor time of this thread: others on the machine disturb it least.
struct Clock
{
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Clock>;
    [[maybe_unused]] static constexpr bool is_steady = true;
    static time_point now()
    {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return time_point(std::chrono::seconds(time.tv_sec)
                          + std::chrono::nanoseconds(time.tv_nsec));
    }
};

constexpr std::size_t vmaCount = 60'000; // of 65,530 that the kernel allows by default

// ---- records
// ---------------------------------------------------------------------------------------------------------

/// A task whose memory has many areas: anonymous ones of alternating rights, or mapped files with
/// 40-character paths.
class BigRecords : public WorkerRecords
{
public:
    explicit BigRecords(bool withFiles)
    {
        std::vector<std::shared_ptr<const MappingIdentity>> identities;
        for (int i = 0; withFiles && i < 64; ++i) {
            auto identity = std::make_shared<MappingIdentity>();
            identity->device = 8;
            identity->inode = 240'000 + static_cast<std::uint64_t>(i);
            identity->path
                = "/usr/lib/x86_64-linux-gnu/libexample" + std::to_string(10 + i) + ".so";
            identities.push_back(identity);
        }
        std::vector<Vma> vmas(vmaCount);
        for (std::size_t i = 0; i < vmas.size(); ++i) {
            Vma& vma = vmas[i];
            vma.start = 0x7f12'0000'0000U + i * 0x20'0000U;
            vma.end = vma.start + 4096 * (1 + i % 400);
            vma.real = vma.effective = {true, i % 2 == 1, false};
            vma.maximum = {true, true, true};
            vma.rssBytes = (i % 3) * 4096;
            vma.anonymousBytes = withFiles ? 0 : vma.rssBytes;
            if (withFiles) {
                vma.mapping = identities[i % identities.size()];
                vma.offset = (i % 300) * 4096;
            }
        }
        setVmas(workerMemory, std::move(vmas));
    }
};

const FileContext& context(bool withFiles)
{
    static const BigRecords anonymous(false);
    static const BigRecords files(true);
    static const FileContext contexts[]
        = {anonymous.context(WorkerRecords::worker, Dialect::gvisor2019),
           files.context(WorkerRecords::worker, Dialect::gvisor2019)};
    return contexts[withFiles ? 1 : 0];
}

// ---- the kernel
// ------------------------------------------------------------------------------------------------------

/// Of one whole reading; 0 where it could not be measured.
struct MappedRate
{
    double mapsNsPerLine = 0;
    double smapsNsPerLine = 0;
};

struct KernelRate
{
    MappedRate anonymous, files;
    double statNs = 0;
    double statusNs = 0;
    double statmNs = 0;
};

struct Reading
{
    double ns = 0;
    double lines = 0;
};

/// One whole reading of a file, the fastest of a few.
Reading readWhole(const char* path, int times)
{
    Reading best;
    std::string buffer(1 << 20, '\0');
    for (int i = 0; i < times; ++i) {
        const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return {};
        std::ptrdiff_t lines = 0;
        double ns = 0;
        for (;;) {
            const auto begin = Clock::now();
            const ssize_t got = ::read(fd, buffer.data(), buffer.size());
            ns += std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
            if (got <= 0)
                break;
            lines += std::count(buffer.begin(), buffer.begin() + got, '\n');
        }
        ::close(fd);
        if (best.ns == 0 || ns < best.ns)
            best = {ns, static_cast<double>(lines)};
    }
    return best;
}

/// pread of a kept descriptor.
double preadNs(const char* path)
{
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    char buffer[8192];
    constexpr int times = 2000;
    const auto begin = Clock::now();
    for (int i = 0; i < times; ++i) {
        ssize_t got = ::pread(fd, buffer, sizeof buffer, 0);
        benchmark::DoNotOptimize(got);
    }
    const double ns
        = std::chrono::duration<double, std::nano>(Clock::now() - begin).count() / times;
    ::close(fd);
    return ns;
}

/// In the child: as many areas as allowed, then read about oneself. \a fd is a file of many pages,
/// or -1.
MappedRate measureHere(int fd)
{
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const int flags = MAP_PRIVATE | (fd < 0 ? MAP_ANONYMOUS : 0);
    for (std::size_t i = 0; i < vmaCount; ++i) {
        const int rights = i % 2 == 1 ? PROT_READ | PROT_WRITE : PROT_READ;
        if (::mmap(nullptr, page, rights, flags, fd, 0) == MAP_FAILED)
            break;
    }
    MappedRate rate;
    if (const Reading maps = readWhole("/proc/self/maps", 5); maps.lines > 0)
        rate.mapsNsPerLine = maps.ns / maps.lines;
    if (const Reading smaps = readWhole("/proc/self/smaps", 2); smaps.lines > 0)
        rate.smapsNsPerLine = smaps.ns / smaps.lines;
    return rate;
}

MappedRate measureInChild(int fd)
{
    int ends[2];
    if (::pipe(ends) != 0)
        return {};
    const pid_t child = ::fork();
    if (child == 0) {
        const MappedRate own = measureHere(fd);
        (void)!::write(ends[1], &own, sizeof own);
        ::_exit(0);
    }
    ::close(ends[1]);
    MappedRate rate;
    if (::read(ends[0], &rate, sizeof rate) != sizeof rate)
        rate = {};
    ::close(ends[0]);
    if (child > 0)
        ::waitpid(child, nullptr, 0);
    return rate;
}

/// Measured once.
const KernelRate& kernel()
{
    static const KernelRate rate = [] {
        KernelRate measured;
        measured.anonymous = measureInChild(-1);
        char path[] = "/tmp/libexample-with-a-long-name.XXXXXX"; // 40 characters, about what
                                                                 // libraries have
        if (const int fd = ::mkstemp(path); fd >= 0) {
            if (::ftruncate(fd, 1 << 20) == 0)
                measured.files = measureInChild(fd);
            ::close(fd);
            ::unlink(path);
        }
        measured.statNs = preadNs("/proc/self/stat");
        measured.statusNs = preadNs("/proc/self/status");
        measured.statmNs = preadNs("/proc/self/statm");
        return measured;
    }();
    return rate;
}

const MappedRate& kernelMapped(const benchmark::State& state)
{
    return state.range(0) != 0 ? kernel().files : kernel().anonymous;
}

double memcpyNs(const std::string& text)
{
    std::string copy = text;
    double best = 0;
    for (int i = 0; i < 5; ++i) {
        const auto begin = Clock::now();
        std::memcpy(copy.data(), text.data(), text.size());
        benchmark::DoNotOptimize(copy.data());
        benchmark::ClobberMemory();
        const double ns = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
        best = best == 0 ? ns : std::min(best, ns);
    }
    return best;
}

// ---- the hand-made writer
// -------------------------------------------------------------------------------------------

/// The same mappings in the form that it wants.
std::vector<hand::Mapping> handMappings(const std::vector<Vma>& vmas)
{
    std::vector<hand::Mapping> all;
    for (const Vma& vma : vmas) {
        const std::uint64_t rss = vma.rssBytes / 1024;
        const bool writes = vma.effective.write;
        hand::Mapping m{.start = vma.start,
                        .end = vma.end,
                        .offset = vma.offset,
                        .inode = vma.mapping ? vma.mapping->inode : 0,
                        .major = 0,
                        .minor = vma.mapping ? static_cast<std::uint32_t>(vma.mapping->device) : 0,
                        .rights = {'r', writes ? 'w' : '-', '-', 'p'},
                        .name = vma.mapping ? std::string_view(vma.mapping->path) : "",
                        .kilobytes = {(vma.end - vma.start) / 1024, rss, rss, 0, 0,
                                      writes ? 0 : rss, writes ? rss : 0, rss,
                                      vma.anonymousBytes / 1024, 0, 0, 0, 0, 0, 4, 4, 0},
                        .flags = writes ? "rd wr mr mw me ac " : "rd mr mw me "};
        all.push_back(m);
    }
    return all;
}

/// Of one whole text, the fastest of a few; 0 when it is not the beginning of ours.
double handNs(const FileContext& ctx, bool withValues, const std::string& ours)
{
    const auto mappings = handMappings(*ctx.records.memory(ctx.task.memory)->vmas);
    std::string out(ours.size() + 4096, '\0');
    double best = 0;
    char* end = nullptr;
    for (int i = 0; i < 9; ++i) {
        const auto begin = Clock::now();
        end = out.data();
        for (const hand::Mapping& m : mappings)
            end = withValues ? hand::putSmaps(end, m) : hand::putMaps(end, m);
        benchmark::DoNotOptimize(end);
        benchmark::ClobberMemory();
        const double ns = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
        best = best == 0 ? ns : std::min(best, ns);
    }
    out.resize(static_cast<std::size_t>(end - out.data()));
    return ours.starts_with(out) ? best : 0;
}

/// Of one whole text of ours, the fastest of a few.
double formatNs(const ProcFile& file, const FileContext& ctx)
{
    FileText text;
    double best = 0;
    for (int i = 0; i < 9; ++i) {
        text.bytes.clear();
        text.marks.clear();
        const auto begin = Clock::now();
        benchmark::DoNotOptimize(file.render(ctx, text));
        const double ns = std::chrono::duration<double, std::nano>(Clock::now() - begin).count();
        best = best == 0 ? ns : std::min(best, ns);
    }
    return best;
}

// ---- benches
// ---------------------------------------------------------------------------------------------------------

/// Runs \a step, which handles \a lines lines, and compares with what the kernel takes for one.
template <class Step>
void measure(benchmark::State& state, double lines, double kernelNsPerLine, Step step)
{
    double ns = 0;
    for (auto _ : state) {
        const auto begin = Clock::now();
        step();
        const double spent = std::chrono::duration<double>(Clock::now() - begin).count();
        state.SetIterationTime(spent);
        ns += spent * 1e9;
    }
    const double perLine = ns / (static_cast<double>(state.iterations()) * lines);
    state.counters["ns_per_line"] = perLine;
    if (kernelNsPerLine > 0)
        state.counters["x_kernel"] = kernelNsPerLine / perLine;
}

void formatMapped(benchmark::State& state, const ProcFile& file, double linesPerVma,
                  double kernelNs)
{
    const FileContext& ctx = context(state.range(0) != 0);
    FileText text;
    (void)file.render(ctx, text);
    const double copyNs = memcpyNs(text.bytes);
    const double lines = static_cast<double>(vmaCount) * linesPerVma;
    measure(state, lines, kernelNs, [&] {
        text.bytes.clear();
        text.marks.clear();
        benchmark::DoNotOptimize(file.render(ctx, text));
    });
    state.counters["x_memcpy"] = state.counters["ns_per_line"] * lines / copyNs;
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.bytes.size()));
    const double byHand = handNs(ctx, linesPerVma > 1, text.bytes);
    if (byHand == 0)
        state.SkipWithError("the hand-made writer prints another text");
    else
        state.counters["x_hand"] = state.counters["ns_per_line"] * lines / byHand;
}

void formatMaps(benchmark::State& state)
{
    formatMapped(state, mapsFile, 1, kernelMapped(state).mapsNsPerLine);
}

void formatSmaps(benchmark::State& state)
{
    formatMapped(state, smapsFile, 19, kernelMapped(state).smapsNsPerLine);
}

std::string textOf(const ProcFile& file, bool withFiles)
{
    return rendered(file, context(withFiles));
}

void parseMapsText(benchmark::State& state)
{
    const std::string text = textOf(mapsFile, state.range(0) != 0);
    measure(state, vmaCount, 0, [&] { benchmark::DoNotOptimize(parseMaps(text)); });
    state.counters["x_format"] = state.counters["ns_per_line"] * vmaCount
        / formatNs(mapsFile, context(state.range(0) != 0));
}

void parseSmapsText(benchmark::State& state)
{
    const std::string text = textOf(smapsFile, state.range(0) != 0);
    measure(state, vmaCount * 19.0, 0, [&] { benchmark::DoNotOptimize(parseSmaps(text)); });
    state.counters["x_format"] = state.counters["ns_per_line"] * vmaCount * 19.0
        / formatNs(smapsFile, context(state.range(0) != 0));
}

/// A small file, formatted many times between two looks at the clock.
void formatSmall(benchmark::State& state, const ProcFile* file, double kernelNs)
{
    static const WorkerRecords records;
    static const FileContext ctx = records.context(WorkerRecords::worker, Dialect::gvisor2019);
    constexpr int times = 1000;
    FileText text;
    measure(state, times, kernelNs, [&] {
        for (int i = 0; i < times; ++i) {
            text.bytes.clear();
            text.marks.clear();
            benchmark::DoNotOptimize(file->render(ctx, text));
        }
    });
}

template <class Parse>
void parseSmall(benchmark::State& state, const ProcFile* file, Parse parse)
{
    static const WorkerRecords records;
    const std::string text
        = rendered(*file, records.context(WorkerRecords::worker, Dialect::gvisor2019));
    if (!parse(text)) {
        state.SkipWithError("this text should have been understood");
        return;
    }
    constexpr int times = 1000;
    measure(state, times, 0, [&] {
        for (int i = 0; i < times; ++i)
            benchmark::DoNotOptimize(parse(text));
    });
}

void registerSmall()
{
    for (const ProcFile* const file : procFiles()) {
        if (file->kind != FileKind::regular || file == &mapsFile || file == &smapsFile)
            continue;
        const double kernelNs = file == &statFile ? kernel().statNs
            : file == &statusFile                 ? kernel().statusNs
            : file == &statmFile                  ? kernel().statmNs
                                                  : 0;
        benchmark::RegisterBenchmark("format/" + std::string(file->name), formatSmall, file,
                                     kernelNs)
            ->UseManualTime();
    }
    benchmark::RegisterBenchmark("parse/stat", [](benchmark::State& state) {
        parseSmall(state, &statFile, parseStat);
    })->UseManualTime();
    benchmark::RegisterBenchmark("parse/status", [](benchmark::State& state) {
        parseSmall(state, &statusFile, parseStatus);
    })->UseManualTime();
}

}

BENCHMARK(formatMaps)->Name("format/maps")->ArgName("files")->Arg(0)->Arg(1)->UseManualTime();
BENCHMARK(formatSmaps)->Name("format/smaps")->ArgName("files")->Arg(0)->Arg(1)->UseManualTime();
BENCHMARK(parseMapsText)->Name("parse/maps")->ArgName("files")->Arg(0)->Arg(1)->UseManualTime();
BENCHMARK(parseSmapsText)->Name("parse/smaps")->ArgName("files")->Arg(0)->Arg(1)->UseManualTime();

int main(int argc, char** argv)
{
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    registerSmall();
    const KernelRate& rate = kernel();
    benchmark::AddCustomContext("kernel_maps_anonymous_ns_per_line",
                                std::to_string(rate.anonymous.mapsNsPerLine));
    benchmark::AddCustomContext("kernel_maps_files_ns_per_line",
                                std::to_string(rate.files.mapsNsPerLine));
    benchmark::AddCustomContext("kernel_smaps_anonymous_ns_per_line",
                                std::to_string(rate.anonymous.smapsNsPerLine));
    benchmark::AddCustomContext("kernel_smaps_files_ns_per_line",
                                std::to_string(rate.files.smapsNsPerLine));
    benchmark::AddCustomContext("kernel_stat_pread_ns", std::to_string(rate.statNs));
    benchmark::AddCustomContext("kernel_status_pread_ns", std::to_string(rate.statusNs));
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
