// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/children.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <array>
#include <limits>

namespace sandscope::procfs {

namespace {

using namespace text;
using enum Dialect;

constexpr std::array<FieldDoc, 1> docs = {{
    {"child",
     "",
     "Id of a task that this one will be told of when it ends.",
     truths("---MMM"),
     {{{DialectSet(gvisor2024, gvisor2026), "Every thread of a child counts, not its leader alone.",
        "2023-08-17 (3657484ee)"}}}},
}};

bool isLeader(const Records& records, const TaskRecord& task)
{
    const ThreadGroupRecord* const group = records.group(task.group);
    return group != nullptr && group->leader == task.id;
}

Errno render(const FileContext& ctx, FileText& out)
{
    formatChildren(childrenOf(ctx), out.bytes);
    if (!out.bytes.empty())
        out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseChildren(bytes).transform([](const std::vector<std::uint32_t>& value) {
        Fields fields;
        fields.reserve(value.size());
        for (const std::uint32_t id : value)
            fields.push_back({"child", std::to_string(id), &docs[0]});
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return parseChildren(bytes).transform([](const std::vector<std::uint32_t>& value) {
        std::string out;
        formatChildren(value, out);
        return Reformatted(std::move(out));
    });
}

}

Parsed<std::vector<std::uint32_t>> parseChildren(std::string_view text)
{
    constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
    std::vector<std::uint32_t> value;
    Scanner in(text);
    while (!in.atEnd() && !in.failed()) {
        const std::size_t begin = in.at();
        value.push_back(static_cast<std::uint32_t>(in.decimal(most)));
        if (in.at() - begin > 1 && text[begin] == '0')
            in.fail(ParseErrorCode::badNumber);
        in.expect(" ");
    }
    if (in.failed())
        return in.error();
    return value;
}

void formatChildren(const std::vector<std::uint32_t>& value, std::string& out)
{
    for (const std::uint32_t id : value) {
        appendDecimal(out, id);
        out += ' ';
    }
}

std::vector<std::uint32_t> childrenOf(const FileContext& ctx)
{
    std::vector<std::uint32_t> children;
    auto next = ctx.records.nextTask(ctx.mount, Tid{1});
    while (next) {
        const auto [tid, id] = *next;
        const TaskRecord* const task = ctx.records.task(id);
        if (task != nullptr && task->parent == ctx.task.id
            && (ctx.dialect != linux_ || isLeader(ctx.records, *task)))
            children.push_back(static_cast<std::uint32_t>(tid.value));
        if (tid.value == std::numeric_limits<std::int32_t>::max())
            break;
        next = ctx.records.nextTask(ctx.mount, Tid{tid.value + 1});
    }
    return children;
}

constinit const ProcFile childrenFile = {
    .name = "children",
    .onlyUnderThread = true,
    .modes = {0, 0, 0, 0644, 0644, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::everything),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
