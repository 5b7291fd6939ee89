// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/limits.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;
using enum Dialect;

constexpr FieldDoc row(std::string_view name, std::string_view unit, std::string_view meaning)
{
    return {name,
            unit,
            meaning,
            truths("---MMM"),
            {{{DialectSet(gvisor2024, gvisor2026),
               "Kept and inherited, though gVisor enforces only some of them.",
               "2022-07-18 (b4a05ce65)"}}}};
}

constexpr FieldDoc hard(std::string_view name, std::string_view unit)
{
    return row(name, unit, "How far the process may raise the limit of that name by itself.");
}

// The soft and the hard limit of each kind, kinds in the order of Limit.
// clang-format off
constexpr std::array docs = {
    row("Max cpu time", "seconds", "Seconds of processor time that the process may use."),
    hard("Max cpu time (hard)", "seconds"),
    row("Max file size", "bytes", "How large a file the process may write."),
    hard("Max file size (hard)", "bytes"),
    row("Max data size", "bytes", "How large data and heap of the process may grow."),
    hard("Max data size (hard)", "bytes"),
    row("Max stack size", "bytes", "How large the stack of the first thread may grow."),
    hard("Max stack size (hard)", "bytes"),
    row("Max core file size", "bytes", "How large a core dump may be."),
    hard("Max core file size (hard)", "bytes"),
    row("Max resident set", "bytes", "How much memory may be resident; no kernel heeds it."),
    hard("Max resident set (hard)", "bytes"),
    row("Max processes", "processes", "How many tasks the user of the process may have."),
    hard("Max processes (hard)", "processes"),
    row("Max open files", "files", "One more than the highest descriptor that the process may open."),
    hard("Max open files (hard)", "files"),
    row("Max locked memory", "bytes", "How much memory the process may lock."),
    hard("Max locked memory (hard)", "bytes"),
    row("Max address space", "bytes", "How much memory the process may map."),
    hard("Max address space (hard)", "bytes"),
    row("Max file locks", "locks", "How many file locks the process may hold; unused."),
    hard("Max file locks (hard)", "locks"),
    row("Max pending signals", "signals", "How many signals may be queued for the user of the process."),
    hard("Max pending signals (hard)", "signals"),
    row("Max msgqueue size", "bytes", "How much memory the message queues of the user may take."),
    hard("Max msgqueue size (hard)", "bytes"),
    row("Max nice priority", "", "20 less this is the lowest nice value that the process may take."),
    hard("Max nice priority (hard)", ""),
    row("Max realtime priority", "", "Highest real-time priority that the process may take."),
    hard("Max realtime priority (hard)", ""),
    row("Max realtime timeout", "us", "Microseconds that a real-time task may run without a pause."),
    hard("Max realtime timeout (hard)", "us"),
};
// clang-format on
static_assert(docs.size() == 2 * std::tuple_size_v<ResourceLimits>);

constexpr std::string_view heading
    = "Limit                     Soft Limit           Hard Limit           Units     \n";
constexpr std::string_view unlimited = "unlimited";
constexpr std::uint64_t infinity = ~std::uint64_t{0};
constexpr std::size_t nameWidth = 25, valueWidth = 20, unitWidth = 10;

void pad(std::string& out, std::size_t begin, std::size_t width)
{
    if (out.size() - begin < width)
        out.append(width - (out.size() - begin), ' ');
}

void formatRow(const LimitRow& row, std::string& out)
{
    std::size_t begin = out.size();
    out += row.name;
    pad(out, begin, nameWidth);
    out += ' ';
    for (const std::uint64_t value : {row.limit.soft, row.limit.hard}) {
        begin = out.size();
        if (value == infinity)
            out += unlimited;
        else
            appendDecimal(out, value);
        pad(out, begin, valueWidth);
        out += ' ';
    }
    if (!row.unit.empty()) {
        begin = out.size();
        out += row.unit;
        pad(out, begin, unitWidth);
    }
    out += '\n';
}

std::string_view withoutBlanksBehind(std::string_view text)
{
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::uint64_t readValue(Scanner& in)
{
    const std::uint64_t value = in.accept(unlimited) ? infinity : in.decimal(infinity - 1);
    in.skipBlanks();
    return value;
}

std::size_t rowOf(std::string_view name)
{
    const auto* const found = std::ranges::find(docs, name, &FieldDoc::name);
    return static_cast<std::size_t>(found - docs.begin());
}

std::string valueText(std::uint64_t value)
{
    return value == infinity ? std::string(unlimited) : std::to_string(value);
}

Errno render(const FileContext& ctx, FileText& out)
{
    if (ctx.dialect == linux_ && ctx.task.state == TaskState::dead)
        return Errno::noProcess;
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    if (group == nullptr)
        return Errno::ok;
    formatLimits(limitRows(limitsOf(*group)), ctx.dialect, out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseLimits(bytes).transform([](const std::vector<LimitRow>& value) {
        Fields fields;
        for (const LimitRow& entry : value) {
            const std::size_t at = rowOf(entry.name);
            const bool isKnown = at < docs.size();
            fields.push_back(
                {entry.name, valueText(entry.limit.soft), isKnown ? &docs[at] : nullptr});
            fields.push_back({entry.name + " (hard)", valueText(entry.limit.hard),
                              isKnown ? &docs[at + 1] : nullptr});
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseLimits(bytes).transform([&](const std::vector<LimitRow>& value) {
        std::string out;
        if (!bytes.empty())
            formatLimits(value, dialect, out);
        Reformatted result(std::move(out));
        for (const LimitRow& entry : value) {
            std::string line;
            if (rowOf(entry.name) >= docs.size())
                formatRow(entry, line);
            result.unknownBytes += line.size();
        }
        return result;
    });
}

}

Parsed<std::vector<LimitRow>> parseLimits(std::string_view text)
{
    std::vector<LimitRow> value;
    if (text.empty())
        return value;
    if (!text.starts_with(heading))
        return failure(heading.starts_with(text) ? ParseErrorCode::truncated
                                                 : ParseErrorCode::badKey,
                       text, 0);
    Lines lines(text);
    (void)lines.next();
    std::string again;
    while (lines.next()) {
        const std::string_view line = lines.line();
        if (line.size() <= nameWidth)
            return failure(ParseErrorCode::truncated, text, lines.offset());
        LimitRow& entry = value.emplace_back();
        entry.name = withoutBlanksBehind(line.substr(0, nameWidth));
        Scanner in(line.substr(nameWidth + 1), lines.offset() + nameWidth + 1);
        entry.limit.soft = readValue(in);
        entry.limit.hard = readValue(in);
        entry.unit = withoutBlanksBehind(in.remainder());
        if (in.failed())
            return in.error();
        again.clear();
        formatRow(entry, again);
        again.pop_back();
        if (again != line)
            return failure(ParseErrorCode::badField, text, lines.offset());
    }
    if (lines.isCut())
        return lines.cutError();
    return value;
}

void formatLimits(const std::vector<LimitRow>& value, Dialect, std::string& out)
{
    out += heading;
    for (const LimitRow& entry : value)
        formatRow(entry, out);
}

std::vector<LimitRow> limitRows(const ResourceLimits& limits)
{
    std::vector<LimitRow> rows;
    rows.reserve(limits.size());
    for (std::size_t i = 0; i < limits.size(); ++i)
        rows.push_back({std::string(docs[2 * i].name), limits[i], std::string(docs[2 * i].unit)});
    return rows;
}

constinit const ProcFile limitsFile = {
    .name = "limits",
    .modes = {0, 0, 0, 0444, 0444, 0444},
    .dependencies = Dependency::task | Dependency::group,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
