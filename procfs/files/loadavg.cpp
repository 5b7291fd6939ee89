// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/loadavg.h>
#include <procfs/files/systemfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>

namespace sandscope::procfs {

namespace {

using namespace text;

constexpr std::size_t averages = 3;

// clang-format off
constexpr std::string_view notKept = "gVisor keeps no such number and prints zeros.";
constexpr FieldDoc field(std::string_view name, std::string_view meaning, std::string_view constant)
{
    return {name, "", meaning, truths("CCCCCM"), {{{dialects::gvisor, notKept}}}, constant};
}
constexpr std::array docs = {
    field("1min", "Tasks that run or want to, on average over the last minute.", "0.00"),
    field("5min", "The same over five minutes.", "0.00"),
    field("15min", "The same over fifteen minutes.", "0.00"),
    field("running", "Tasks that run or want to now.", "0"),
    field("tasks", "All tasks.", "0"),
    field("last", "The thread id given last.", "0"),
};
// clang-format on

/// What the averages had come to if just what runs now had run since the start. No history is kept
/// that could tell more. Every five seconds an average moves towards the present number by a fixed
/// fraction, of 2048, as Linux has it (include/linux/sched/loadavg.h).
std::uint64_t settledLoad(std::uint64_t running, std::chrono::nanoseconds time, std::uint64_t kept)
{
    constexpr unsigned bits = 32; // of the fraction
    const std::int64_t seconds = std::max<std::int64_t>(time.count(), 0) / 1'000'000'000;
    std::uint64_t rest = std::uint64_t{1} << bits; // kept^steps
    std::uint64_t power = kept << (bits - 11);
    for (std::int64_t steps = seconds / 5; steps > 0; steps /= 2) {
        if (steps % 2 != 0)
            rest = rest * power >> bits;
        power = power * power >> bits;
    }
    const std::uint64_t part = (std::uint64_t{1} << bits) - rest;
    return (running * part * 100 + (std::uint64_t{1} << (bits - 1))) >> bits;
}

Errno render(const FileContext& ctx, FileText& out)
{
    LoadAverage value;
    if (!isGvisor(ctx.dialect)) {
        const TaskSums sums = taskSums(ctx);
        constexpr std::array<std::uint64_t, averages> keptEach = {1884, 2014, 2037};
        // More could not be multiplied below, nor is it plausible.
        const std::uint64_t load = std::min<std::uint64_t>(sums.running + sums.blocked, 1U << 24U);
        for (std::size_t i = 0; i < averages; ++i)
            value.hundredths[i] = settledLoad(load, ctx.records.time(), keptEach[i]);
        value.running = sums.running;
        value.tasks = sums.tasks;
        value.lastTid = static_cast<std::uint64_t>(std::max(sums.lastTid, 0));
    }
    formatLoadAverage(value, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseLoadAverage(bytes).transform([](const LoadAverage& value) {
        Fields fields;
        for (const FieldDoc& doc : docs)
            fields.push_back({std::string(doc.name), {}, &doc});
        for (std::size_t i = 0; i < averages; ++i)
            appendHundredths(value.hundredths[i], fields[i].value);
        fields[3].value = std::to_string(value.running);
        fields[4].value = std::to_string(value.tasks);
        fields[5].value = std::to_string(value.lastTid);
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return parseLoadAverage(bytes).transform([](const LoadAverage& value) {
        std::string out;
        formatLoadAverage(value, out);
        return Reformatted(std::move(out));
    });
}

}

Parsed<LoadAverage> parseLoadAverage(std::string_view text)
{
    LoadAverage value;
    Scanner in(text);
    for (std::uint64_t& average : value.hundredths) {
        average = in.decimal(~0ULL / 100 - 1) * 100;
        in.expect(".");
        const std::size_t begin = in.at();
        average += in.decimal(99);
        if (!in.failed() && in.at() - begin != 2)
            in.fail(ParseErrorCode::badNumber);
        in.expect(" ");
    }
    value.running = in.decimal();
    in.expect("/");
    value.tasks = in.decimal();
    in.expect(" ");
    value.lastTid = in.decimal();
    in.expect("\n");
    in.expectEnd();
    if (in.failed())
        return in.error();
    return value;
}

void formatLoadAverage(const LoadAverage& value, std::string& out)
{
    for (const std::uint64_t average : value.hundredths) {
        appendHundredths(average, out);
        out += ' ';
    }
    appendDecimal(out, value.running);
    out += '/';
    appendDecimal(out, value.tasks);
    out += ' ';
    appendDecimal(out, value.lastTid);
    out += '\n';
}

constinit const ProcFile loadavgFile = {
    .name = "loadavg",
    .scope = Scope::system,
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::everything),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
