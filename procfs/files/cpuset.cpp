// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cgroup.h>
#include <procfs/files/cpuset.h>
#include <procfs/files/truth.h>
#include <procfs/text/scanner.h>

#include <algorithm>
#include <array>
#include <ranges>

namespace sandscope::procfs {

namespace {

using namespace text;

constexpr std::array<FieldDoc, 1> docs = {{
    {"cpuset", "", "The group that says on which processors and memory nodes the task may run.",
     truths("-----M")},
}};

Errno render(const FileContext& ctx, FileText& out)
{
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    if (ctx.task.state == TaskState::dead || group == nullptr)
        return Errno::noProcess;
    formatCpuset(cpusetOf(*group), out.bytes);
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return parseCpuset(bytes).transform(
        [](std::string path) { return Fields{{"cpuset", std::move(path), &docs[0]}}; });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return parseCpuset(bytes).transform([](const std::string& path) {
        std::string out;
        formatCpuset(path, out);
        return Reformatted(std::move(out));
    });
}

bool controlsProcessors(const CgroupMembership& entry)
{
    return std::ranges::any_of(entry.controllers | std::views::split(','),
                               [](auto word) { return std::string_view(word) == "cpuset"; });
}

}

Parsed<std::string> parseCpuset(std::string_view text)
{
    if (!text.ends_with('\n'))
        return failure(ParseErrorCode::truncated, text, text.size());
    if (!text.starts_with('/'))
        return failure(ParseErrorCode::badField, text, 0);
    return std::string(text.substr(0, text.size() - 1));
}

void formatCpuset(std::string_view path, std::string& out)
{
    out += path;
    out += '\n';
}

std::string cpusetOf(const ThreadGroupRecord& group)
{
    const auto memberships = cgroupsIn(group, Dialect::linux_);
    auto found = std::ranges::find_if(memberships, controlsProcessors);
    if (found == memberships.end())
        found = std::ranges::find(memberships, 0U, &CgroupMembership::hierarchy);
    return found != memberships.end() ? found->path : "/";
}

constinit const ProcFile cpusetFile = {
    .name = "cpuset",
    .modes = {0, 0, 0, 0, 0, 0444},
    .dependencies = Dependency::task | Dependency::group,
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
