// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/keptlines.h>
#include <procfs/files/systemfacts.h>
#include <procfs/files/systemstat.h>
#include <procfs/files/taskfacts.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;

/// How many interrupts gVisor pretends to have.
constexpr std::size_t gvisorInterrupts = 256;

/// A zero for each, with blanks between them.
constexpr std::array gvisorInterruptCounts = [] {
    std::array<char, 2 * gvisorInterrupts - 1> zeros{};
    for (std::size_t i = 0; i < zeros.size(); ++i)
        zeros[i] = i % 2 == 0 ? '0' : ' ';
    return zeros;
}();

// clang-format off
constexpr std::string_view since2026 = "2026-06-23 (5f98c0b53)";
constexpr std::string_view alwaysZero = "gVisor prints zeros.";
constexpr FieldDoc timeOf(std::string_view name, std::string_view meaning, std::string_view how)
{
    return {name, "ticks", meaning, truths("CCCCDM"), {{{dialects::before2026, alwaysZero}, {dialects::only2026, how, since2026}}}, "0"};
}
constexpr FieldDoc zero(std::string_view name, std::string_view unit, std::string_view meaning)
{
    return {name, unit, meaning, truths("CCCCCM"), {{{dialects::gvisor, alwaysZero}}}, "0"};
}
// First the columns of a cpu line, in their order.
constexpr std::array docs = {
    timeOf("cpu.user", "Time in programs.", "It is the sum over the whole sandbox; each processor gets an equal share of it."),
    zero("cpu.nice", "ticks", "Time in programs that gave way to others."),
    timeOf("cpu.system", "Time in the kernel.", "It is the sum over the whole sandbox; each processor gets an equal share of it."),
    timeOf("cpu.idle", "Time without work.", "It is the uptime of all processors without the work done."),
    zero("cpu.iowait", "ticks", "Idle while something waited for storage."),
    zero("cpu.irq", "ticks", "Time in interrupts."),
    zero("cpu.softirq", "ticks", "Time in deferred interrupt work."),
    zero("cpu.steal", "ticks", "Time that the host gave to others."),
    zero("cpu.guest", "ticks", "The part of user that went to guests of this machine."),
    zero("cpu.guest_nice", "ticks", "The part of nice that went to guests of this machine."),
    zero("intr", "", "All interrupts."),
    FieldDoc{"intr.each", "", "Interrupts by number. gVisor shows 256 zeros, a number taken from some virtual machine.", truths("CCCCCM"), {{{dialects::gvisor, alwaysZero}}}, std::string_view(gvisorInterruptCounts)},
    zero("ctxt", "", "Switches of context."),
    FieldDoc{"btime", "seconds since 1970", "When the machine, or sandbox, was started.", truths("MMMMMM")},
    zero("processes", "", "Tasks made so far."),
    FieldDoc{"procs_running", "", "Tasks that run or want to.", truths("CCCCMM"), {{{dialects::before2026, alwaysZero}, {dialects::only2026, "It is counted.", since2026}}}, "0"},
    FieldDoc{"procs_blocked", "", "Tasks that wait and cannot be interrupted.", truths("CCCCMM"), {{{dialects::before2026, alwaysZero}, {dialects::only2026, "It is counted.", since2026}}}, "0"},
    zero("softirq", "", "All deferred interrupt work."),
    FieldDoc{"softirq.each", "", "The same by kind: hi, timer, net_tx, net_rx, block, irq_poll, tasklet, sched, hrtimer, rcu.", truths("CCCCCM"), {{{dialects::gvisor, alwaysZero}}}, "0 0 0 0 0 0 0 0 0 0"},
};
// clang-format on
constexpr std::size_t cpuColumns = 10;
static_assert(docs[cpuColumns - 1].name == "cpu.guest_nice");

/// Lines of one number, and of a sum and its parts.
constexpr std::array<std::string_view, 5> singles
    = {"ctxt", "btime", "processes", "procs_running", "procs_blocked"};
constexpr std::array<std::string_view, 2> sumsOfParts = {"intr", "softirq"};

/// "cpu", or "cpu" and a number.
bool isCpu(std::string_view key)
{
    return key.starts_with("cpu")
        && key.find_first_not_of("0123456789", 3) == std::string_view::npos;
}

bool isKnown(const SystemStatLine& line)
{
    if (isCpu(line.key))
        return line.numbers.size() <= cpuColumns; // older Linux has fewer
    return std::ranges::contains(sumsOfParts, line.key)
        || (line.numbers.size() == 1 && std::ranges::contains(singles, line.key));
}

bool addFields(std::string_view text, Fields& fields)
{
    const auto line = parseSystemStatLine(text);
    if (!line || !isKnown(*line))
        return false;
    if (isCpu(line->key)) {
        constexpr std::string_view prefix = "cpu";
        for (std::size_t i = 0; i < line->numbers.size(); ++i)
            fields.push_back(
                {std::string(line->key) + std::string(docs[i].name.substr(prefix.size())),
                 std::to_string(line->numbers[i]), &docs[i]});
        return true;
    }
    fields.push_back(
        {std::string(line->key), std::to_string(line->numbers.front()), findDoc(docs, line->key)});
    if (!std::ranges::contains(sumsOfParts, line->key))
        return true;
    const std::string name = std::string(line->key) + ".each";
    std::string each;
    for (std::size_t i = 1; i < line->numbers.size(); ++i) {
        each += i == 1 ? "" : " ";
        appendDecimal(each, line->numbers[i]);
    }
    fields.push_back({name, std::move(each), findDoc(docs, name)});
    return true;
}

using Columns = std::vector<std::uint64_t>; // cpuColumns of them

/// 2026: shares of the whole, what cannot be divided goes to the first.
Columns shareOf(const Columns& all, std::uint64_t processors, bool isFirst)
{
    Columns share;
    for (const std::uint64_t column : all)
        share.push_back(column / processors + (isFirst ? column % processors : 0));
    return share;
}

Columns cpuTimes(const FileContext& ctx, const TaskSums& sums)
{
    Columns columns(cpuColumns, 0);
    if (ctx.dialect < Dialect::gvisor2026)
        return columns;
    const bool isLinux = !isGvisor(ctx.dialect);
    const std::uint64_t user = ticks(sums.cpu.user), nice = isLinux ? ticks(sums.niceCpu.user) : 0;
    columns[0] = user - std::min(nice, user);
    columns[1] = nice;
    columns[2] = ticks(sums.cpu.system);
    const std::uint64_t all = ticks(ctx.records.time()) * ctx.records.machine().processors;
    const std::uint64_t busy = user + columns[2];
    columns[3] = all > busy ? all - busy : 0;
    return columns;
}

Errno render(const FileContext& ctx, FileText& out)
{
    // Linux' number of them is the machine's, which has none here.
    const std::size_t interrupts = isGvisor(ctx.dialect) ? gvisorInterrupts : 0;
    constexpr std::size_t softInterrupts = 10;
    const MachineRecord& machine = ctx.records.machine();
    const TaskSums sums = taskSums(ctx);
    const Columns all = cpuTimes(ctx, sums);
    const std::uint64_t processors = std::max<std::uint64_t>(machine.processors, 1);
    const auto line = [&](std::string_view key, std::vector<std::uint64_t> numbers) {
        formatSystemStatLine({key, std::move(numbers)}, out.bytes);
    };
    line("cpu", all);
    for (std::uint64_t i = 0; i < processors; ++i)
        line("cpu" + std::to_string(i), shareOf(all, processors, i == 0));
    const bool counts = ctx.dialect >= Dialect::gvisor2026;
    const bool isLinux = !isGvisor(ctx.dialect);
    line("intr", Columns(1 + interrupts, 0));
    line("ctxt", {isLinux ? sums.switches : 0});
    line("btime", {static_cast<std::uint64_t>(std::max<std::int64_t>(machine.bootTime, 0))});
    line("processes", {isLinux ? sums.made : 0});
    line("procs_running", {counts ? sums.running : 0});
    line("procs_blocked", {counts ? sums.blocked : 0});
    line("softirq", Columns(1 + softInterrupts, 0));
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return decodeLines(bytes, addFields);
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return reformatLines(bytes, [](std::string_view line, std::string& out) {
        const auto value = parseSystemStatLine(line);
        if (value)
            formatSystemStatLine(*value, out);
        return value && isKnown(*value);
    });
}

}

Parsed<SystemStatLine> parseSystemStatLine(std::string_view line)
{
    SystemStatLine value;
    Scanner in(line);
    value.key = in.word();
    if (value.key.empty())
        in.fail(ParseErrorCode::badKey);
    if (value.key == "cpu")
        in.expect(" "); // one more, so that the columns of few processors line up
    do {
        in.expect(" ");
        value.numbers.push_back(in.decimal());
    } while (!in.failed() && !in.atEnd());
    if (in.failed())
        return in.error();
    return value;
}

void formatSystemStatLine(const SystemStatLine& value, std::string& out)
{
    out += value.key;
    if (value.key == "cpu")
        out += ' ';
    for (const std::uint64_t number : value.numbers) {
        out += ' ';
        appendDecimal(out, number);
    }
    out += '\n';
}

constinit const ProcFile systemstatFile = {
    .name = "stat",
    .scope = Scope::system,
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::everything),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
