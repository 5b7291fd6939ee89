// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/constants.h>
#include <model/replay/lexing.h>
#include <model/replay/lines.h>

#include <algorithm>
#include <charconv>
#include <limits>

// The forms of a line are those of strace 6.1 (its manual page, and its logs); what other releases
// write differently is said where it is read.
namespace sandscope::replay::lines {

using std::chrono::nanoseconds;

namespace {

constexpr std::string_view unfinishedMark = "<unfinished ...>";
// Of strace -p that was told to leave (strace 6.1, src/strace.c).
constexpr std::string_view detachedMark = "<detached ...>";

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNamePart(char c)
{
    return (c >= 'a' && c <= 'z') || isDigit(c) || c == '_' || (c >= 'A' && c <= 'Z') || c == '?'
        || c == '#';
}

template <class Int>
std::optional<Int> takeNumber(std::string_view& text)
{
    Int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc())
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

void skipBlanks(std::string_view& text)
{
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
}

bool accept(std::string_view& text, std::string_view literal)
{
    if (!text.starts_with(literal))
        return false;
    text.remove_prefix(literal.size());
    return true;
}

// ".123456" as nanoseconds; 0 without a fraction.
nanoseconds takeFraction(std::string_view& text)
{
    if (!accept(text, "."))
        return {};
    std::int64_t value = 0;
    int digits = 0;
    while (!text.empty() && isDigit(text.front())) {
        if (digits < 9) {
            value = value * 10 + (text.front() - '0');
            ++digits;
        }
        text.remove_prefix(1);
    }
    for (; digits < 9; ++digits)
        value *= 10;
    return nanoseconds(value);
}

// The name of a command that -Y writes behind an id: "12<bash>".
void skipCommand(std::string_view& text)
{
    if (!text.starts_with('<'))
        return;
    const std::size_t end = text.find('>');
    if (end != std::string_view::npos)
        text.remove_prefix(end + 1);
}

// "[pid  12] " or "12    "; nothing taken when there is neither.
void takeTid(std::string_view& text, Line& line)
{
    std::string_view rest = text;
    if (accept(rest, "[pid ")) {
        skipBlanks(rest);
        const auto tid = takeNumber<std::int32_t>(rest);
        skipCommand(rest);
        if (!tid || *tid <= 0 || !accept(rest, "]"))
            return;
        line.tid = procfs::Tid{*tid};
    } else {
        const auto tid = takeNumber<std::int32_t>(rest);
        if (tid)
            skipCommand(rest);
        if (!tid || *tid <= 0 || !rest.starts_with(' '))
            return;
        line.tid = procfs::Tid{*tid};
    }
    skipBlanks(rest);
    text = rest;
}

// "1795298678.594571 ", "06:00:09.5 ", "0.000123 ", "(+ 0.000123) ".
void takeTime(std::string_view& text, Line& line)
{
    constexpr std::int64_t mostSeconds = 9'000'000'000;
    constexpr std::int64_t leastEpoch = 100'000'000; // 1973; -r counts from zero
    std::string_view rest = text;
    const bool isBracketed = accept(rest, "(+");
    skipBlanks(rest);
    const auto first = takeNumber<std::int64_t>(rest);
    if (!first || *first < 0 || *first > mostSeconds)
        return;
    std::int64_t seconds = *first;
    Clock clock = seconds >= leastEpoch ? Clock::absolute : Clock::relative;
    if (rest.starts_with(':')) {
        clock = Clock::ofDay;
        for (int part = 0; part < 2; ++part) {
            if (!accept(rest, ":"))
                return;
            const auto more = takeNumber<std::int64_t>(rest);
            if (!more || *more < 0 || *more > 60 || seconds > 24 * 60)
                return;
            seconds = seconds * 60 + *more;
        }
    } else if (!rest.starts_with('.')) {
        return;
    }
    const nanoseconds fraction = takeFraction(rest);
    if (isBracketed && !accept(rest, ")"))
        return;
    if (!rest.starts_with(' '))
        return;
    if (line.clock == Clock::none) { // -t and -r together: the first one counts
        line.clock = clock;
        line.time = std::chrono::seconds(seconds) + fraction;
    }
    skipBlanks(rest);
    text = rest;
}

// "[00007f0a1b2c3d4e] " of -i, "[  59] " of -n.
void skipPlace(std::string_view& text)
{
    if (!text.starts_with('['))
        return;
    const std::size_t end = text.find("] ");
    if (end == std::string_view::npos || end > 20)
        return;
    const std::string_view inside = text.substr(1, end - 1);
    if (!std::ranges::all_of(inside, [](char c) {
            return isDigit(c) || (c >= 'a' && c <= 'f') || c == '?' || c == ' ' || c == 'x';
        }))
        return;
    text.remove_prefix(end + 2);
}

Line damaged(Line line, std::string_view why)
{
    line.kind = Line::Kind::damaged;
    line.text = why;
    return line;
}

Line readEnd(std::string_view text, Line line)
{
    line.kind = Line::Kind::event;
    if (accept(text, "exited with ")) {
        const auto code = takeNumber<int>(text);
        if (!code || !text.starts_with(" +++"))
            return damaged(line, "an exit without its code");
        line.event = ExitEvent{.code = *code, .isCodeKnown = true};
    } else if (accept(text, "killed by ")) {
        const std::string_view name = text.substr(0, text.find(' '));
        const int signal = signalNumber(name);
        if (signal == 0 || !text.ends_with("+++"))
            return damaged(line, "a death by no known signal");
        line.event = KillEvent{signal, std::string(name),
                               text.find("core dumped") != std::string_view::npos};
    } else if (accept(text, "superseded by execve in pid ")) {
        const auto by = takeNumber<std::int32_t>(text);
        if (!by || *by <= 0)
            return damaged(line, "an execve by nobody");
        line.event = SupersedeEvent{procfs::Tid{*by}};
    } else {
        return damaged(line, "an end of a task that nobody knows");
    }
    return line;
}

Line readSignal(std::string_view text, Line line)
{
    line.kind = Line::Kind::event;
    const bool isStop = accept(text, "stopped by ");
    const std::string_view name = text.substr(0, text.find(' '));
    const int signal = signalNumber(name);
    if (signal == 0)
        return damaged(line, "a signal that nobody knows");
    if (!text.ends_with("---"))
        return damaged(line, "a signal whose line is cut short");
    if (isStop)
        line.event = StopEvent{signal, std::string(name)};
    else
        line.event = SignalEvent{signal, std::string(name)};
    return line;
}

}

int signalNumber(std::string_view text)
{
    const auto signals = constants::signals();
    const std::string full
        = text.starts_with("SIG") ? std::string(text) : "SIG" + std::string(text);
    const auto found = std::ranges::find(signals, full, &Constant::name);
    if (found != signals.end())
        return static_cast<int>(found->value);
    constexpr int last = 64;
    const auto number = takeNumber<int>(text);
    return number && text.empty() && *number > 0 && *number <= last ? *number : 0;
}

Line readStrace(std::string_view text, bool isLast)
{
    Line line;
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    if (text.empty() || text.starts_with("strace: "))
        return line;
    takeTid(text, line);
    if (text.starts_with("strace: "))
        return line;
    takeTime(text, line);
    takeTime(text, line);
    skipPlace(text);
    skipPlace(text);
    if (text.starts_with("[ ")) // "[ Process PID=12 runs in 32 bit mode. ]"
        return line;
    if (accept(text, "+++ "))
        return readEnd(text, line);
    if (accept(text, "--- "))
        return readSignal(text, line);
    if (accept(text, "<... ")) {
        const std::size_t end = text.find(" resumed>");
        if (end == std::string_view::npos)
            return damaged(line, "a call that goes on, but not which");
        line.kind = Line::Kind::rest;
        line.name = text.substr(0, end);
        line.text = text.substr(end + 9);
        return line;
    }
    std::size_t name = 0;
    while (name < text.size() && isNamePart(text[name]))
        ++name;
    if (name == 0 || name >= text.size() || text[name] != '(')
        return damaged(line, "neither a call nor an event");
    for (const std::string_view mark : {unfinishedMark, detachedMark}) {
        if (!text.ends_with(mark))
            continue;
        line.kind = Line::Kind::begin;
        line.text = text.substr(0, text.size() - mark.size());
        return line;
    }
    line.kind = Line::Kind::whole;
    line.text = text;
    if (isLast && lexing::closingBracket(text.substr(name + 1), ')') == std::string_view::npos)
        line.kind = Line::Kind::begin;
    return line;
}

namespace {

// What stands behind the "=".
std::expected<void, std::string> readResult(std::string_view text, Call& call)
{
    // "<0.000123>": how long it took, of -T.
    if (text.ends_with('>')) {
        const std::size_t from = text.rfind(" <");
        if (from != std::string_view::npos && from + 2 < text.size() && isDigit(text[from + 2])
            && text.find('.', from) != std::string_view::npos)
            text = lexing::trimmed(text.substr(0, from));
    }
    call.resultText = text;
    const auto nameIn = [](std::string_view rest) {
        rest = lexing::trimmed(rest);
        return rest.starts_with('E') ? rest.substr(0, rest.find(' ')) : std::string_view();
    };
    if (text.starts_with('?')) {
        call.ending = Ending::unknown;
        call.errorName = nameIn(text.substr(1));
        return {};
    }
    if (text.starts_with("-1")) {
        call.errorName = nameIn(text.substr(2));
        if (call.errorName.empty())
            call.errorName = "E?";
        const auto errors = constants::errors();
        const auto found = std::ranges::find(errors, call.errorName, &Constant::name);
        constexpr std::uint64_t firstHidden = 512;
        if (found != errors.end() && found->value < firstHidden)
            call.error = static_cast<procfs::Errno>(found->value);
        return {};
    }
    const auto value = Argument{{}, std::string(text)}.number();
    if (!value)
        return std::unexpected("a result that is no number");
    call.result = static_cast<std::int64_t>(*value);
    return {};
}

}

std::expected<Call, std::string> readCall(std::string_view text, bool isUnfinished)
{
    Call call;
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos)
        return std::unexpected("a call without its arguments");
    call.name = text.substr(0, open);
    std::string_view rest = text.substr(open + 1);
    const std::size_t close
        = isUnfinished ? std::string_view::npos : lexing::closingBracket(rest, ')');
    if (close == std::string_view::npos) {
        if (!isUnfinished)
            return std::unexpected("a call that is cut short");
        call.ending = Ending::unfinished;
        // It may end inside a struct: what is whole before that is kept.
        auto parts = lexing::split(rest);
        constexpr int mostCuts = 16;
        for (int cuts = 0; !parts && cuts < mostCuts; ++cuts) {
            rest = rest.substr(0, rest.rfind(','));
            parts = lexing::split(rest);
        }
        if (parts)
            call.arguments = *std::move(parts);
        return call;
    }
    // "restart_syscall(<... resuming interrupted pause ...>)" has none that could be taken apart.
    const std::string_view inside = rest.substr(0, close);
    if (inside.starts_with("<...")) {
        call.arguments = {Argument{{}, std::string(lexing::trimmed(inside))}};
    } else {
        auto parts = lexing::split(inside);
        if (!parts)
            return std::unexpected("arguments whose brackets or quotes do not match");
        call.arguments = *std::move(parts);
    }
    std::string_view result = lexing::trimmed(rest.substr(close + 1));
    if (!accept(result, "="))
        return std::unexpected("a call without its result");
    const auto read = readResult(lexing::trimmed(result), call);
    if (!read)
        return std::unexpected(read.error());
    return call;
}

}
