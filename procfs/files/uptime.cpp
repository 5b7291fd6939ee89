// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/dialectsets.h>
#include <procfs/files/systemfacts.h>
#include <procfs/files/truth.h>
#include <procfs/files/uptime.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>
#include <utility>

namespace sandscope::procfs {

namespace {

using namespace text;

// clang-format off
constexpr std::array docs = {
    FieldDoc{"up", "seconds", "Time since the start.", truths("MMMMMM"), {{
        {dialects::early, "It is counted from the moment at which this /proc was mounted."},
        {dialects::later, "It is counted from the start of the sandbox."}}}},
    FieldDoc{"idle", "seconds", "Time that the processors had nothing to do, added up.", truths("CCCCCM"), {{
        {dialects::gvisor, "gVisor pretends that no time was spent idle."}}}, "0.00"},
};
// clang-format on

constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;

/// Rounded, as gVisor does it. (It does so with a floating-point number, which at exact halves may
/// fall to either side.)
std::uint64_t roundedHundredths(std::chrono::nanoseconds time)
{
    const std::int64_t count = std::max<std::int64_t>(time.count(), 0);
    const std::int64_t rest = count % nanosecondsPerSecond;
    return static_cast<std::uint64_t>(count / nanosecondsPerSecond * 100
                                      + (rest + 5'000'000) / 10'000'000);
}

Errno render(const FileContext& ctx, FileText& out)
{
    const auto time = ctx.records.time();
    Uptime value;
    if (isGvisor(ctx.dialect)) {
        value.up = roundedHundredths(time);
    } else {
        const auto hundredths = [](std::chrono::nanoseconds of) {
            return static_cast<std::uint64_t>(std::max<std::int64_t>(of.count(), 0)) / 10'000'000;
        };
        value.up = hundredths(time);
        const TaskSums sums = taskSums(ctx);
        const std::uint64_t all = value.up * ctx.records.machine().processors;
        const std::uint64_t busy = hundredths(sums.cpu.user + sums.cpu.system);
        value.idle = all > busy ? all - busy : 0;
    }
    formatUptime(value, out.bytes);
    out.mark(1);
    return Errno::ok;
}

std::uint64_t hundredths(Scanner& in)
{
    constexpr std::uint64_t most = ~0ULL / 100 - 1;
    const std::uint64_t whole = in.decimal(most);
    in.expect(".");
    const std::size_t begin = in.at();
    const std::uint64_t part = in.decimal(99);
    if (!in.failed() && in.at() - begin != 2)
        in.fail(ParseErrorCode::badNumber);
    return whole * 100 + part;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseUptime(bytes).transform([](const Uptime& value) {
        Fields fields;
        for (const auto& [doc, number] : {std::pair(&docs[0], value.up), {&docs[1], value.idle}}) {
            Field& field = fields.emplace_back(Field{std::string(doc->name), {}, doc});
            appendHundredths(number, field.value);
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return parseUptime(bytes).transform([](const Uptime& value) {
        std::string out;
        formatUptime(value, out);
        return Reformatted(std::move(out));
    });
}

}

Parsed<Uptime> parseUptime(std::string_view text)
{
    Uptime value;
    Scanner in(text);
    value.up = hundredths(in);
    in.expect(" ");
    value.idle = hundredths(in);
    in.expect("\n");
    in.expectEnd();
    if (in.failed())
        return in.error();
    return value;
}

void formatUptime(const Uptime& value, std::string& out)
{
    appendHundredths(value.up, out);
    out += ' ';
    appendHundredths(value.idle, out);
    out += '\n';
}

constinit const ProcFile uptimeFile = {
    .name = "uptime",
    .scope = Scope::system,
    .modes = {0444, 0444, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::everything),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
