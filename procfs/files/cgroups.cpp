// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/cgroups.h>
#include <procfs/files/dialectsets.h>
#include <procfs/files/keptlines.h>
#include <procfs/files/truth.h>
#include <procfs/text/append.h>

#include <array>
#include <map>
#include <set>

namespace sandscope::procfs {

namespace {

using namespace text;

constexpr std::string_view header = "#subsys_name\thierarchy\tnum_cgroups\tenabled";

// clang-format off
constexpr TruthNote noFile{dialects::early, "There is no such file.", "2021-04-02 (932c8abd0)"};
constexpr std::array docs = {
    FieldDoc{"subsys_name", "", "Name of a controller. In gVisor of 2022 there is one only after a program mounted it.", truths("--MMMM"), {{noFile}}},
    FieldDoc{"hierarchy", "", "Number of the hierarchy that it is attached to.", truths("--MMMM"), {{noFile}}},
    FieldDoc{"num_cgroups", "", "How many groups that hierarchy has.", truths("--MMMM"), {{noFile}}},
    FieldDoc{"enabled", "", "1 where it is switched on.", truths("--MMMM"), {{noFile}}},
};
// clang-format on

/// The groups of a hierarchy, by its number.
using Groups = std::map<std::uint32_t, std::set<std::string_view>>;

Groups groupsInUse(const Records& records)
{
    Groups groups;
    const PidNamespaceId root = records.rootPidNamespace();
    for (auto next = records.nextTask(root, Tid{1}); next;
         next = records.nextTask(root, Tid{next->first.value + 1})) {
        const TaskRecord* const task = records.task(next->second);
        const auto* const group = task != nullptr ? records.group(task->group) : nullptr;
        if (group == nullptr)
            continue;
        for (const CgroupMembership& membership : cgroupsOf(*group)) {
            auto& paths = groups[membership.hierarchy];
            paths.insert("/");
            paths.insert(membership.path);
        }
    }
    return groups;
}

Errno render(const FileContext& ctx, FileText& out)
{
    out.bytes.append(header).push_back('\n');
    const auto* const group = ctx.records.group(ctx.task.group);
    // Of 2022 and Linux it is not known which controllers there are unless the records say so.
    const bool isKnown = group != nullptr
        && (group->cgroups != nullptr || ctx.dialect == Dialect::gvisor2024
            || ctx.dialect == Dialect::gvisor2026);
    if (isKnown) {
        const Groups groups = groupsInUse(ctx.records);
        std::map<std::string_view, CgroupController> byName;
        for (const CgroupMembership& membership : cgroupsOf(*group)) {
            if (membership.hierarchy == 0)
                continue;
            std::string_view names = membership.controllers;
            while (!names.empty()) {
                const std::string_view name = names.substr(0, names.find(','));
                names.remove_prefix(std::min(name.size() + 1, names.size()));
                const auto found = groups.find(membership.hierarchy);
                if (!name.empty() && !name.contains('=')) // name=… is no controller
                    byName[name] = {.name = name,
                                    .hierarchy = membership.hierarchy,
                                    .groups = found == groups.end() ? 1 : found->second.size(),
                                    .enabled = 1};
            }
        }
        for (const auto& [name, controller] : byName)
            formatCgroupsLine(controller, out.bytes);
    }
    out.mark(1);
    return Errno::ok;
}

Parsed<Fields> decode(std::string_view bytes, Dialect)
{
    return decodeLines(bytes, [](std::string_view line, Fields& fields) {
        if (line == header)
            return true;
        const auto value = parseCgroupsLine(line);
        if (!value)
            return false;
        const std::array values = {std::string(value->name), std::to_string(value->hierarchy),
                                   std::to_string(value->groups), std::to_string(value->enabled)};
        for (std::size_t i = 0; i < docs.size(); ++i)
            fields.push_back({std::string(docs[i].name), values[i], &docs[i]});
        return true;
    });
}

Parsed<Reformatted> reformat(std::string_view bytes, Dialect)
{
    return reformatLines(bytes, [](std::string_view line, std::string& out) {
        if (line == header) {
            out.append(header).push_back('\n');
            return true;
        }
        const auto value = parseCgroupsLine(line);
        if (value)
            formatCgroupsLine(*value, out);
        return value.has_value();
    });
}

}

Parsed<CgroupController> parseCgroupsLine(std::string_view line)
{
    CgroupController value;
    const std::size_t tab = std::min(line.find('\t'), line.size());
    value.name = line.substr(0, tab);
    Scanner in(line.substr(tab), tab);
    for (std::uint64_t* const number : {&value.hierarchy, &value.groups, &value.enabled}) {
        in.expect("\t");
        *number = in.decimal();
    }
    in.expectEnd();
    if (value.name.empty())
        in.fail(ParseErrorCode::badField);
    if (in.failed())
        return in.error();
    return value;
}

void formatCgroupsLine(const CgroupController& value, std::string& out)
{
    out += value.name;
    for (const std::uint64_t number : {value.hierarchy, value.groups, value.enabled}) {
        out += '\t';
        appendDecimal(out, number);
    }
    out += '\n';
}

constinit const ProcFile cgroupsFile = {
    .name = "cgroups",
    .scope = Scope::system,
    .modes = {0, 0, 0444, 0444, 0444, 0444},
    .dependencies = static_cast<Dependencies>(Dependency::everything),
    .render = render,
    .decode = decode,
    .reformat = reformat,
    .fields = docs,
};

}
