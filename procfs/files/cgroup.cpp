// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cgroup.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using namespace text;
using enum Dialect;

constexpr TruthNote sandboxAlone{DialectSet(gvisor2022, gvisor2024, gvisor2026),
                                 "The hierarchies are the sandbox's own, not the host's.",
                                 "2019-05-14 (dd153c014)"};
constexpr std::array<FieldDoc, 3> docs = {{
    {"hierarchy",
     "",
     "Number of the hierarchy; 0 is the one of cgroup 2.",
     truths("--MMMM"),
     {sandboxAlone}},
    {"controllers", "", "What the hierarchy controls, joined by commas; empty for cgroup 2.",
     truths("--MMMM")},
    {"path", "", "The group within the hierarchy, as the reader's cgroup namespace sees it.",
     truths("--MMMM")},
}};

Errno render(const FileContext& ctx, FileText& out)
{
    const bool ended = ctx.task.state == TaskState::zombie || ctx.task.state == TaskState::dead;
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    if (ctx.task.state == TaskState::dead || group == nullptr)
        return Errno::noProcess;
    std::vector<CgroupMembership> memberships = cgroupsIn(*group, ctx.dialect);
    if (ended && isGvisor(ctx.dialect)) {
        // A task leaves its groups as its exit begins; that of cgroup 2 is remembered.
        std::erase_if(memberships, [](const auto& entry) { return entry.hierarchy != 0; });
        if (memberships.empty())
            return Errno::noProcess;
    }
    formatCgroups(memberships, ctx.dialect, out.bytes);
    if (!memberships.empty())
        out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseCgroups(bytes).transform([](const std::vector<CgroupMembership>& value) {
        Fields fields;
        for (const CgroupMembership& entry : value) {
            fields.push_back({"hierarchy", std::to_string(entry.hierarchy), &docs[0]});
            fields.push_back({"controllers", entry.controllers, &docs[1]});
            fields.push_back({"path", entry.path, &docs[2]});
        }
        return fields;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect dialect)
{
    return parseCgroups(bytes).transform([&](const std::vector<CgroupMembership>& value) {
        std::string out;
        formatCgroups(value, dialect, out);
        return Reformatted(std::move(out));
    });
}

}

Parsed<std::vector<CgroupMembership>> parseCgroups(std::string_view text)
{
    std::vector<CgroupMembership> value;
    Lines lines(text);
    while (lines.next()) {
        Scanner in(lines.line(), lines.offset());
        CgroupMembership& entry = value.emplace_back();
        entry.hierarchy = static_cast<std::uint32_t>(in.decimal(~std::uint32_t{0}));
        if (in.at() > 1 && lines.line().starts_with('0'))
            in.fail(ParseErrorCode::badNumber);
        in.expect(":");
        const std::string_view rest = in.rest();
        const std::size_t colon = rest.find(':');
        if (colon == std::string_view::npos)
            in.fail(ParseErrorCode::badField);
        if (in.failed())
            return in.error();
        entry.controllers = rest.substr(0, colon);
        entry.path = rest.substr(colon + 1);
    }
    if (lines.isCut())
        return lines.cutError();
    return value;
}

void formatCgroups(const std::vector<CgroupMembership>& value, Dialect, std::string& out)
{
    for (const CgroupMembership& entry : value) {
        appendDecimal(out, entry.hierarchy);
        out += ':';
        out += entry.controllers;
        out += ':';
        out += entry.path;
        out += '\n';
    }
}

std::vector<CgroupMembership> cgroupsIn(const ThreadGroupRecord& group, Dialect dialect)
{
    if (!group.cgroups && dialect == gvisor2022)
        return {};
    if (!group.cgroups && dialect == linux_)
        return {{0, "", "/"}};
    std::vector<CgroupMembership> memberships = cgroupsOf(group);
    if (dialect == gvisor2022 || dialect == gvisor2024)
        std::erase_if(memberships, [](const auto& entry) { return entry.hierarchy == 0; });
    return memberships;
}

constinit const ProcFile cgroupFile = {
    .name = "cgroup",
    .modes = {0, 0, 0444, 0444, 0444, 0444},
    .dependencies = Dependency::task | Dependency::group,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
