// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/taskrow.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include <unistd.h>

namespace sandscope::model {

using procfs::Dialect;
using procfs::TaskState;

namespace {

template <class Int>
std::optional<Int> number(std::string_view text)
{
    Int value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

std::optional<TaskState> stateOf(std::string_view word)
{
    if (word.size() != 1)
        return std::nullopt;
    switch (word.front()) {
    case 'R':
        return TaskState::running;
    case 'S':
    case 'I': // an idle kernel thread of Linux sleeps, too, but does not count as load
    case 'P':
        return TaskState::sleeping;
    case 'T':
        return TaskState::stopped;
    case 't':
        return TaskState::tracingStop;
    case 'D':
        return TaskState::diskSleep;
    case 'Z':
        return TaskState::zombie;
    case 'X':
        return TaskState::dead;
    default:
        return std::nullopt;
    }
}

/// In nanoseconds; nothing when that does not fit.
std::optional<std::chrono::nanoseconds> duration(std::optional<std::uint64_t> ticks,
                                                 const Units& units)
{
    constexpr std::uint64_t second = 1'000'000'000;
    const std::uint64_t tick = second / units.ticksPerSecond;
    if (!ticks
        || *ticks > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / tick)
        return std::nullopt;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(*ticks * tick));
}

/// The rest of the line that begins with \a key.
std::optional<std::string_view> lineOf(std::string_view text, std::string_view key)
{
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        if (const std::string_view line = text.substr(start, end - start); line.starts_with(key))
            return line.substr(key.size());
        start = end + 1;
    }
    return std::nullopt;
}

/// A `status` text without the name, which the task chooses itself and which may hold lines that
/// look like others.
std::string_view withoutName(std::string_view status)
{
    const std::size_t pid = status.rfind("\nPid:\t");
    return pid == std::string_view::npos ? std::string_view{} : status.substr(pid + 1);
}

}

StatValues readStat(std::string_view bytes)
{
    StatValues values;
    const std::size_t open = bytes.find('(');
    const std::size_t close = bytes.rfind(')'); // the name itself may hold parentheses and blanks
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return values;
    values.name = bytes.substr(open + 1, close - open - 1);

    std::string_view rest = bytes.substr(close + 1);
    const bool isWhole = rest.ends_with('\n');
    if (isWhole)
        rest.remove_suffix(1);
    int field = 2;
    while (rest.starts_with(' ')) {
        rest.remove_prefix(1);
        const std::size_t end = rest.find(' ');
        if (end == std::string_view::npos && !isWhole)
            break; // perhaps only the beginning of a number
        const std::string_view word = rest.substr(0, end);
        rest.remove_prefix(word.size());
        switch (++field) { // numbered as in proc(5)
        case 3:
            values.state = stateOf(word);
            break;
        case 4:
            values.parent = number<std::int32_t>(word);
            break;
        case 14:
            values.userTicks = number<std::uint64_t>(word);
            break;
        case 15:
            values.systemTicks = number<std::uint64_t>(word);
            break;
        case 20:
            values.threads = number<std::uint32_t>(word);
            break;
        case 22:
            values.startTicks = number<std::uint64_t>(word);
            break;
        case 23:
            values.vssBytes = number<std::uint64_t>(word);
            break;
        case 24:
            values.rssPages = number<std::uint64_t>(word);
            return values;
        default:
            break;
        }
    }
    return values;
}

std::optional<std::uint32_t> effectiveUid(std::string_view status)
{
    const auto line = lineOf(withoutName(status), "Uid:\t");
    if (!line)
        return std::nullopt;
    const std::size_t first = line->find('\t');
    if (first == std::string_view::npos)
        return std::nullopt;
    const std::string_view rest = line->substr(first + 1);
    return number<std::uint32_t>(rest.substr(0, rest.find('\t')));
}

std::string nameIn(std::string_view comm)
{
    if (comm.ends_with('\n'))
        comm.remove_suffix(1);
    return std::string(comm);
}

std::string joinedCommand(std::string_view cmdline)
{
    while (cmdline.ends_with('\0'))
        cmdline.remove_suffix(1);
    std::string command(cmdline);
    std::ranges::replace(command, '\0', ' ');
    return command;
}

Units unitsOfThisComputer()
{
    Units units;
    const long ticks = ::sysconf(_SC_CLK_TCK);
    const long page = ::sysconf(_SC_PAGESIZE);
    units.ticksPerSecond = ticks > 0 ? static_cast<std::uint64_t>(ticks) : units.ticksPerSecond;
    units.pageBytes = page > 0 ? static_cast<std::uint64_t>(page) : units.pageBytes;
    return units;
}

void apply(const StatValues& stat, const Units& units, snapshot::TaskSummary& row)
{
    row.name = stat.name;
    row.state = stat.state;
    row.parentTgid = stat.parent;
    row.threads = stat.threads;
    row.vssBytes = stat.vssBytes;
    row.rssBytes.reset();
    if (stat.rssPages
        && *stat.rssPages <= std::numeric_limits<std::uint64_t>::max() / units.pageBytes)
        row.rssBytes = *stat.rssPages * units.pageBytes;
    row.cpuTime.reset();
    const auto user = duration(stat.userTicks, units);
    const auto system = duration(stat.systemTicks, units);
    if (user && system && *user <= std::chrono::nanoseconds::max() - *system)
        row.cpuTime = *user + *system;
    row.startTime = duration(stat.startTicks, units);
}

std::optional<Dialect> dialectOfLabel(std::string_view label)
{
    if (label.starts_with("linux"))
        return Dialect::linux_;
    constexpr std::string_view prefix = "gvisor-";
    if (!label.starts_with(prefix))
        return std::nullopt;
    const auto year = number<int>(label.substr(prefix.size(), 4));
    if (!year)
        return std::nullopt;
    // A release prints as the newest dialect that is not younger than itself.
    static constexpr std::array<std::pair<int, Dialect>, 4> since = {{{2026, Dialect::gvisor2026},
                                                                      {2024, Dialect::gvisor2024},
                                                                      {2022, Dialect::gvisor2022},
                                                                      {2019, Dialect::gvisor2019}}};
    for (const auto& [first, dialect] : since) {
        if (*year >= first)
            return dialect;
    }
    return Dialect::gvisor2018;
}

}
