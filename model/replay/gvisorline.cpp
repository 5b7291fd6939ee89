// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/lexing.h>
#include <model/replay/lines.h>

#include <algorithm>
#include <array>
#include <charconv>

// The forms of lines are those of gVisor's pkg/log/glog.go, pkg/sentry/strace/strace.go and
// pkg/sentry/kernel/task_{acct,exit,signals,stop}.go, and of the logs of releases 20221219 and
// 20240729.
namespace sandscope::replay::lines {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// A number of exactly so many digits at a place; -1 when there is none.
int digitsAt(std::string_view text, std::size_t at, std::size_t count)
{
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (i >= text.size() || !isDigit(text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// "I1122 06:00:09.175730   17595 strace.go:561] ": takes it, with its time and the file's name.
bool takeHeader(std::string_view& text, Line& line, std::string_view& file)
{
    if (text.size() < 24 || std::string_view("DIWEF").find(text[0]) == std::string_view::npos)
        return false;
    const int month = digitsAt(text, 1, 2);
    const int day = digitsAt(text, 3, 2);
    const int hour = digitsAt(text, 6, 2);
    const int minute = digitsAt(text, 9, 2);
    const int second = digitsAt(text, 12, 2);
    const int micro = digitsAt(text, 15, 6);
    if (month < 1 || month > 12 || day < 1 || hour < 0 || minute < 0 || second < 0 || micro < 0
        || text[5] != ' ')
        return false;
    // Without a year: as if every year had 29 days in February, which nobody runs over.
    constexpr std::array<int, 12> before{0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335};
    const std::int64_t days = before.at(static_cast<std::size_t>(month - 1)) + day;
    line.clock = Clock::absolute;
    line.time = std::chrono::seconds(((days * 24 + hour) * 60 + minute) * 60 + second)
        + std::chrono::microseconds(micro);
    const std::size_t end = text.find("] ", 21);
    const std::size_t from = text.rfind(' ', end);
    if (end == std::string_view::npos || from == std::string_view::npos)
        return false;
    file = text.substr(from + 1, end - from - 1);
    file = file.substr(0, file.find(':'));
    text.remove_prefix(end + 2);
    return true;
}

// "[   1:   2] ": the ids of thread group and thread in the topmost PID namespace; later releases
// put those in others in brackets behind them.
bool takeTask(std::string_view& text, Line& line)
{
    const std::size_t end = text.find("] ");
    const std::size_t colon = text.find(':');
    if (!text.starts_with('[') || end == std::string_view::npos || colon > end)
        return false;
    const std::string_view id = lexing::trimmed(text.substr(colon + 1, end - colon - 1));
    std::int32_t tid = 0;
    if (std::from_chars(id.data(), id.data() + id.size(), tid).ec != std::errc() || tid <= 0)
        return false;
    line.tid = procfs::Tid{tid};
    const std::string_view group = lexing::trimmed(text.substr(1, colon - 1));
    (void)std::from_chars(group.data(), group.data() + group.size(), line.group.value);
    text.remove_prefix(end + 2);
    return true;
}

// "sh E brk(0x0)": names have blanks and what else their owner likes, but no more than 15 bytes.
bool takeName(std::string_view& text, std::string_view& name, bool& isExit)
{
    constexpr std::size_t longestName = 15;
    for (std::size_t at = 0; at <= longestName && at + 3 < text.size(); ++at) {
        if (text[at] != ' ' || (text[at + 1] != 'E' && text[at + 1] != 'X') || text[at + 2] != ' ')
            continue;
        const std::string_view call = text.substr(at + 3);
        const std::size_t open = call.find('(');
        if (open == std::string_view::npos || open == 0
            || !std::ranges::all_of(call.substr(0, open), [](char c) {
                   return (c >= 'a' && c <= 'z') || isDigit(c) || c == '_';
               }))
            continue;
        name = text.substr(0, at);
        isExit = text[at + 1] == 'X';
        text = call;
        return true;
    }
    return false;
}

int numberBehind(std::string_view text, std::string_view word)
{
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos)
        return 0;
    text.remove_prefix(at + word.size());
    int value = 0;
    const auto error = std::from_chars(text.data(), text.data() + text.size(), value).ec;
    return error == std::errc() ? value : 0;
}

std::string signalName(int number)
{
    const auto signals = constants::signals();
    const auto found
        = std::ranges::find(signals, static_cast<std::uint64_t>(number), &Constant::value);
    return found == signals.end() ? std::to_string(number) : std::string(found->name);
}

// What the sentry says of a task besides its calls.
void readRemark(std::string_view file, std::string_view text, Line& line)
{
    line.kind = Line::Kind::event;
    if (file == "task_acct.go" && text.starts_with("Set thread name to ")) {
        const auto name = Argument{{}, std::string(text.substr(19))}.string();
        line.event = NameEvent{name ? name->bytes : std::string()};
    } else if (file == "task_signals.go" && text.ends_with("terminating thread group")) {
        const int signal = numberBehind(text, "Signal ");
        line.event = KillEvent{signal, signalName(signal), false};
    } else if (file == "task_signals.go" && text.find(": stopping ") != std::string_view::npos) {
        const int signal = numberBehind(text, "Signal ");
        line.event = StopEvent{signal, signalName(signal)};
    } else if (file == "task_stop.go" && text.starts_with("Leaving")
               && text.find("groupStop") != std::string_view::npos) {
        line.event = ContinueEvent{};
    } else if (file == "task_exit.go" && text.ends_with("to TaskExitZombie")) {
        line.event = ExitEvent{};
    } else if (file == "task_exit.go" && text.ends_with("to TaskExitDead")) {
        line.event = ReapEvent{};
    } else {
        line.kind = Line::Kind::noise;
    }
}

// Where an argument that begins here may end: paths stand without quotes, so a comma ends them only
// where something follows that looks like the next argument.
bool beginsArgument(std::string_view text)
{
    return text.starts_with("0x") || text.starts_with("0o") || text.starts_with("null")
        || text.starts_with("...") || text.starts_with("{") || text.starts_with("[")
        || (!text.empty()
            && (isDigit(text[0]) || (text[0] >= 'A' && text[0] <= 'Z') || text[0] == '-'));
}

std::optional<std::vector<Argument>> splitGvisor(std::string_view text)
{
    std::vector<Argument> parts;
    std::size_t from = 0;
    std::string_view rest = text;
    while (!rest.empty()) {
        // Quoted and bracketed parts hold commas of their own.
        std::size_t at = 0;
        std::size_t depth = 0;
        const std::size_t blank = rest.find(' ');
        const bool isStructured = rest.starts_with('[') || rest.starts_with('{')
            || rest.starts_with('"')
            || (rest.starts_with("0x") && blank != std::string_view::npos && blank + 1 < rest.size()
                && std::string_view("[{\"").find(rest[blank + 1]) != std::string_view::npos
                && rest.find(',') > blank);
        for (; at < rest.size(); ++at) {
            const char c = rest[at];
            if (isStructured && c == '"') {
                for (++at; at < rest.size() && rest[at] != '"'; ++at)
                    at += rest[at] == '\\' ? 1U : 0U;
            } else if (isStructured && (c == '[' || c == '{')) {
                ++depth;
            } else if (isStructured && (c == ']' || c == '}')) {
                if (depth > 0)
                    --depth;
            } else if (c == ',' && depth == 0 && rest.substr(at).starts_with(", ")
                       && beginsArgument(rest.substr(at + 2))) {
                break;
            }
        }
        at = std::min(at, rest.size());
        if (depth != 0)
            return std::nullopt;
        // A blank at the end is an empty path, and is lost.
        parts.push_back({{}, std::string(lexing::trimmed(rest.substr(0, at)))});
        rest = at < rest.size() ? rest.substr(at + 2) : std::string_view();
        if (++from > lexing::maxDepth)
            return std::nullopt;
    }
    return parts;
}

}

Line readGvisor(std::string_view text)
{
    Line line;
    std::string_view file;
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    if (!takeHeader(text, line, file) || !file.ends_with(".go"))
        return line;
    if (!file.starts_with("strace") && !file.starts_with("task_"))
        return line;
    if (!takeTask(text, line)) {
        if (!file.starts_with("strace"))
            return line;
        line.kind = Line::Kind::damaged;
        line.text = "a call by nobody";
        return line;
    }
    if (!file.starts_with("strace")) {
        line.isRemark = true;
        readRemark(file, text, line);
        return line;
    }
    bool isExit = false;
    if (!takeName(text, line.name, isExit)) {
        line.kind = Line::Kind::damaged;
        line.text = "neither the beginning nor the end of a call";
        return line;
    }
    line.kind = isExit ? Line::Kind::rest : Line::Kind::begin;
    line.text = text;
    return line;
}

std::expected<Call, std::string> readGvisorCall(std::string_view text, bool hasResult)
{
    Call call;
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos)
        return std::unexpected("a call without its arguments");
    call.name = text.substr(0, open);
    const std::size_t close = hasResult ? text.rfind(") = ") : text.rfind(')');
    if (close == std::string_view::npos || close <= open)
        return std::unexpected("a call that is cut short");
    auto parts = splitGvisor(text.substr(open + 1, close - open - 1));
    if (!parts)
        return std::unexpected("arguments whose brackets or quotes do not match");
    call.arguments = *std::move(parts);
    if (!hasResult) {
        call.ending = Ending::unfinished;
        return call;
    }
    // "3 (0x3) (187.179µs)", "0 (0x0) errno=2 (no such file or directory) (146.5µs)"; early
    // releases "0x3 (187.179µs)".
    const std::string_view result = text.substr(close + 4);
    call.resultText = result.substr(0, result.find(' '));
    const auto value = Argument{{}, std::string(result)}.number();
    if (!value)
        return std::unexpected("a result that is no number");
    const std::size_t failed = result.find(" errno=");
    if (failed == std::string_view::npos) {
        call.result = static_cast<std::int64_t>(*value);
        return call;
    }
    const int number = numberBehind(result, " errno=");
    const auto errors = constants::errors();
    const auto found
        = std::ranges::find(errors, static_cast<std::uint64_t>(number), &Constant::value);
    call.errorName
        = found == errors.end() ? 'E' + std::to_string(number) : std::string(found->name);
    constexpr int firstHidden = 512;
    if (number < firstHidden)
        call.error = static_cast<procfs::Errno>(number);
    else
        call.ending = Ending::unknown;
    return call;
}

}
