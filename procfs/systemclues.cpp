// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/clues.h>
#include <procfs/text/escape.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs::clues {

namespace {

using enum Dialect;
using Weight = DetectionReason::Weight;

/// The releases that gVisor calls itself: pkg/sentry/syscalls/linux/linux64.go at d02b74a5d (2018),
/// 901ed5da4 (2019), 2342c658c (2022), 8db16e885 (2024); pkg/sentry/kernel/version/version.go at
/// 3c5eee17d, since ee08a593a (2026-04-27).
std::vector<Clue> version(std::string_view text)
{
    constexpr std::string_view begin = "Linux version ";
    if (!text.starts_with(begin) || !text.ends_with('\n'))
        return {};
    const std::string_view release
        = text.substr(begin.size(), text.find_first_of(" \n", begin.size()) - begin.size());
    const std::string seen = "says release " + text::escaped(release.substr(0, 60));
    const auto says = [&](std::string_view whole) { return text.substr(begin.size()) == whole; };
    if (says("3.11.10 #1 SMP Fri Nov 29 10:47:50 PST 2013\n"))
        return {{"version", seen, DialectSet(gvisor2018)}};
    if (says("4.4 #1 SMP Sun Jan 10 15:06:54 PST 2016\n"))
        return {{"version", seen, DialectSet(gvisor2019)}};
    if (says("4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016\n"))
        return {{"version", seen, range(gvisor2022, gvisor2024)}};
    if (release.ends_with("-gvisor"))
        return {{"version", seen, DialectSet(gvisor2026)}};
    return {{"version", seen, onlyLinux}};
}

std::vector<Clue> meminfo(std::string_view text)
{
    if (lineAfter(text, "SwapCache:"))
        return {{"meminfo", "says SwapCache", anyGvisor}};
    if (lineAfter(text, "SwapCached:"))
        return {{"meminfo", "says SwapCached", onlyLinux}};
    return {};
}

std::vector<Clue> loadavg(std::string_view text)
{
    if (text == "0.00 0.00 0.00 0/0 0\n")
        return {{"loadavg", "knows of no process", anyGvisor}};
    if (wordsOf(text.substr(0, 200), 6).size() == 5)
        return {{"loadavg", "knows of processes", onlyLinux}};
    return {};
}

/// Since 5f98c0b53 (2026-06-23) gVisor counts CPU time here.
std::vector<Clue> stat(std::string_view text)
{
    if (!text.starts_with("cpu  "))
        return {};
    const std::string_view cpu = text.substr(5, text.find('\n') - 5);
    if (cpu.find_first_not_of("0 ") == std::string_view::npos)
        return {{"cpu time", "counts no CPU time", until(gvisor2024), Weight::usual}};
    return {{"cpu time", "counts CPU time", since(gvisor2026)}};
}

/// gVisor's pkg/cpuid/cpuid_amd64.go: topology since f84a01340 (2024-05-10), a cache size since
/// a6196f367 (2024-08-06).
std::vector<Clue> cpuinfo(std::string_view text)
{
    const std::string lines = '\n' + std::string(text.substr(0, 4096));
    const auto model = lineAfter(lines, "model name\t: ");
    if (!model)
        return {};
    if (*model != "unknown" || !lineAfter(lines, "stepping\t: unknown"))
        return {{"cpuinfo", "names the processor", onlyLinux}};
    if (lineAfter(lines, "cache size\t: "))
        return {{"cpuinfo", "gives an unknown model a cache", DialectSet(gvisor2026)}};
    if (lineAfter(lines, "physical id\t: "))
        return {{"cpuinfo", "gives an unknown model a place but no cache", DialectSet(gvisor2024)}};
    return {{"cpuinfo", "gives an unknown model neither place nor cache", until(gvisor2022)}};
}

std::vector<Clue> cmdline(std::string_view text)
{
    if (text.starts_with("BOOT_IMAGE=/vmlinuz-") && text.ends_with("-gvisor quiet\n"))
        return {{"cmdline", "boots gVisor", range(gvisor2022, gvisor2026)}};
    return {{"cmdline", "does not boot gVisor", onlyLinux, Weight::usual}};
}

std::vector<Clue> uptime(std::string_view text)
{
    const auto words = wordsOf(text.substr(0, 200), 3);
    if (words.size() != 2)
        return {};
    if (words[1] == "0.00\n")
        return {{"idle time", "counts no idle time", anyGvisor, Weight::usual}};
    return {{"idle time", "counts idle time", onlyLinux}};
}

constexpr std::array systemFileTable = {
    FileClues{"version", version}, FileClues{"meminfo", meminfo}, FileClues{"loadavg", loadavg},
    FileClues{"stat", stat},       FileClues{"cpuinfo", cpuinfo}, FileClues{"cmdline", cmdline},
    FileClues{"uptime", uptime},
};

constexpr std::array rootNames = {
    NameClue{"thread-self", since(gvisor2019)},
    NameClue{"cgroups", since(gvisor2022)},
    NameClue{"sentry-meminfo", range(gvisor2022, gvisor2026)},
    NameClue{"sysrq-trigger", since(gvisor2024)},
    NameClue{"vmstat", onlyLinux},
    NameClue{"interrupts", onlyLinux},
};

}

std::span<const FileClues> systemFiles()
{
    return systemFileTable;
}

std::vector<Clue> cluesOfRoot(std::span<const std::string> names)
{
    std::vector<Clue> clues;
    if (!std::ranges::contains(names, "uptime")) // tasks alone were copied
        return clues;
    addNames(rootNames, names, clues);
    if (std::ranges::count(names, "sys") > 1)
        clues.push_back({"sys", "lists sys twice", DialectSet(gvisor2019)});
    return clues;
}

std::vector<Clue> cluesOfLabel(Dialect label)
{
    return {{"label", "is labelled " + std::string(dialectName(label)), DialectSet(label),
             Weight::hint}};
}

}
