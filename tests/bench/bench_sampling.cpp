// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What a sample of this computer's /proc costs, beside what the same reads cost with nothing around
// them, and beside `ps`, with so many idle processes more.
//
// CPU time in ms, medians over passes; in a pass one comes after the other, so that what else the
// machine does falls on all alike. "first" is the sample that shows a window's first list; "steady"
// are samples while nothing happens, after the first dozen. The processes are ended by their pids.
//
//     bench_sampling [PROCESSES [PASSES]]       2000 and 5 without them
#include "ticks.h"

#include <model/sources/procsampler.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace sandscope;

namespace {

/// Programs that sleep, and their end.
class Sleepers
{
public:
    explicit Sleepers(int count)
    {
        for (int i = 0; i < count; ++i) {
            const pid_t pid = ::fork();
            if (pid < 0)
                break;
            if (pid == 0) {
                ::prctl(PR_SET_PDEATHSIG, SIGKILL);
                ::execl("/bin/sleep", "sleep", "86400", nullptr);
                ::_exit(127);
            }
            m_pids.push_back(pid);
        }
        ::usleep(300'000 + static_cast<useconds_t>(count) * 200); // until all of them sleep
    }
    Sleepers(const Sleepers&) = delete;
    Sleepers& operator=(const Sleepers&) = delete;
    ~Sleepers()
    {
        for (const pid_t pid : m_pids)
            ::kill(pid, SIGKILL);
        for (const pid_t pid : m_pids)
            ::waitpid(pid, nullptr, 0);
    }
    [[nodiscard]] std::size_t count() const { return m_pids.size(); }

private:
    std::vector<pid_t> m_pids;
};

class Figure
{
public:
    template <class Work>
    void measure(Work&& work)
    {
        const double before = bench::seconds(CLOCK_PROCESS_CPUTIME_ID);
        work();
        m_ms.push_back((bench::seconds(CLOCK_PROCESS_CPUTIME_ID) - before) * 1e3);
    }
    void add(double ms) { m_ms.push_back(ms); }
    [[nodiscard]] double median() const
    {
        if (m_ms.empty())
            return 0;
        std::vector<double> sorted = m_ms;
        std::ranges::sort(sorted);
        return sorted[sorted.size() / 2];
    }
    void print(const char* name, const Figure* yardstick = nullptr, const char* of = "") const
    {
        if (m_ms.empty()) {
            std::printf("%-48s          -\n", name);
            return;
        }
        const auto [low, high] = std::ranges::minmax(m_ms);
        std::printf("%-48s %8.2f  [%.2f - %.2f]", name, median(), low, high);
        if (yardstick && yardstick->median() > 0)
            std::printf("   %.2f times %s", median() / yardstick->median(), of);
        std::printf("\n");
        std::fflush(stdout);
    }

private:
    std::vector<double> m_ms;
};

constexpr int quietRounds = 7;
char buffer[1U << 16U];

std::vector<std::string> pids()
{
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::string name = entry.path().filename().string();
        if (name.front() >= '1' && name.front() <= '9')
            found.push_back(std::move(name));
    }
    return found;
}

/// Opens, reads and closes \a files of each process.
void readRaw(int proc, std::initializer_list<const char*> files, bool looksAtFolder)
{
    for (const std::string& pid : pids()) {
        for (const char* file : files) {
            const int fd = ::openat(proc, (pid + file).c_str(), O_RDONLY | O_CLOEXEC);
            if (fd < 0)
                continue;
            (void)!::read(fd, buffer, sizeof buffer);
            ::close(fd);
        }
        struct stat seen{};
        if (looksAtFolder)
            (void)!::fstatat(proc, pid.c_str(), &seen, AT_SYMLINK_NOFOLLOW);
    }
}

/// What nobody can go below: listing, and reading `schedstat` from descriptors that stay open.
void measureKept(int proc, Figure& figure)
{
    std::vector<int> kept;
    for (const std::string& pid : pids()) {
        const int fd = ::openat(proc, (pid + "/schedstat").c_str(), O_RDONLY | O_CLOEXEC);
        if (fd >= 0)
            kept.push_back(fd);
    }
    for (int round = 0; round < quietRounds; ++round) {
        figure.measure([&] {
            (void)pids();
            for (const int fd : kept)
                (void)!::pread(fd, buffer, 4096, 0);
        });
    }
    for (const int fd : kept)
        ::close(fd);
}

void measureSampler(Figure& first, Figure& steady, std::size_t& changed)
{
    auto folder = model::Folder::open("/proc");
    if (!folder)
        return;
    model::ProcSampler sampler(*std::move(folder), {});
    snapshot::SnapshotPtr last;
    const auto sample = [&] {
        const auto taken = sampler.sample({}, {}, {});
        if (taken) {
            changed += *taken != last ? 1U : 0U;
            last = *taken;
        }
    };
    first.measure(sample);
    for (int round = 0; round < 12; ++round)
        sample();
    changed = 0;
    for (int round = 0; round < 10; ++round)
        steady.measure(sample);
}

void measurePs(Figure& figure)
{
    if (::access("/bin/ps", X_OK) != 0)
        return;
    const pid_t pid = ::fork();
    if (pid == 0) {
        const int null = ::open("/dev/null", O_WRONLY);
        ::dup2(null, STDOUT_FILENO);
        ::execl("/bin/ps", "ps", "-eo", "pid,ppid,stat,rss,comm", nullptr);
        ::_exit(127);
    }
    rusage used{};
    int status = 0;
    if (pid < 0 || ::wait4(pid, &status, 0, &used) != pid || status != 0)
        return;
    const auto ms = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) * 1e-3;
    };
    figure.add(ms(used.ru_utime) + ms(used.ru_stime));
}

}

int main(int argc, char** argv)
{
    const bool isTold = argc > 1 && *argv[1] != '-'; // not by the options of other benchmarks
    const int count = isTold ? std::atoi(argv[1]) : 2000;
    const int passes = isTold && argc > 2 ? std::atoi(argv[2]) : 5;
    if (count < 0 || passes < 1) {
        std::fprintf(stderr, "usage: bench_sampling [PROCESSES [PASSES]]\n");
        return 2;
    }
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);

    const Sleepers sleepers(count);
    const int proc = ::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Figure listing, statFloor, sameFloor, keptFloor, first, steady, ps;
    std::size_t changed = 0;
    for (int pass = 0; pass < passes; ++pass) {
        listing.measure([] { (void)pids(); });
        statFloor.measure([&] { readRaw(proc, {"/stat", "/statm"}, false); });
        sameFloor.measure([&] { readRaw(proc, {"/stat", "/cmdline"}, true); });
        measureSampler(first, steady, changed);
        measureKept(proc, keptFloor);
        measurePs(ps);
    }
    ::close(proc);
    std::printf("%zu processes started, %zu in all; CPU ms, medians of %d passes [least - most]\n",
                sleepers.count(), pids().size(), passes);
    listing.print("raw: listing");
    statFloor.print("raw: stat, statm, opened and closed");
    sameFloor.print("raw: stat, cmdline, opened and closed; folder");
    keptFloor.print("raw: listing, schedstat kept open");
    first.print("first sample", &sameFloor, "raw of the same files");
    first.print("", &statFloor, "raw of stat and statm");
    steady.print("steady sample", &keptFloor, "raw schedstat");
    steady.print("", &statFloor, "raw of stat and statm");
    ps.print("ps -eo pid,ppid,stat,rss,comm", &steady, "steady sample");
    std::printf("samples of the last pass that differed from the one before: %zu of 10\n", changed);
    return 0;
}
