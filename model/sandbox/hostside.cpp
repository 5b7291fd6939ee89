// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/hostside.h>
#include <model/sources/folder.h>
#include <model/sources/sampledtree.h>
#include <model/sources/taskrow.h>

#include <algorithm>
#include <map>

namespace sandscope::model {

namespace {

using Role = HostProcess::Role;

constexpr std::size_t mostStatBytes = 4096;
constexpr int deepest = 16; ///< stubs are children of the sentry or of a stub

struct Found
{
    HostProcess process;
    std::vector<std::int32_t> children;
};
using Processes = std::map<std::int32_t, Found>;

Processes processesIn(const Folder& folder, const std::vector<Listed>& names,
                      const std::stop_token& stop)
{
    const Units units = unitsOfThisComputer();
    Processes all;
    for (const Listed& listed : names) {
        const std::int32_t pid = taskNumber(listed.name);
        if (pid == 0 || stop.stop_requested())
            continue;
        const auto text = folder.readOfTask(listed.name + "/stat", mostStatBytes, stop);
        if (!text)
            continue; // it has just ended
        snapshot::TaskSummary& row = all[pid].process.row;
        row.tid = row.tgid = {pid};
        apply(readStat(*text), units, row);
    }
    for (const auto& [pid, found] : all) {
        if (const auto parent = all.find(found.process.row.parentTgid.value_or(0));
            parent != all.end())
            parent->second.children.push_back(pid);
    }
    return all;
}

void add(const Processes& all, std::int32_t pid, Role role, Role below, int depth,
         std::vector<HostProcess>& out)
{
    const auto found = all.find(pid);
    if (found == all.end() || depth > deepest)
        return;
    out.push_back(found->second.process);
    out.back().role = role;
    for (const std::int32_t child : found->second.children)
        add(all, child, below, below, depth + 1, out);
}

bool isOurs(const Processes& all, std::int32_t pid)
{
    const auto found = all.find(pid);
    if (found == all.end())
        return false;
    const std::string& name = found->second.process.row.name;
    return name.starts_with("runsc") || name == "exe";
}

}

procfs::Answer<std::vector<HostProcess>>
hostProcesses(const SandboxState& state, const std::string& procFolder, const std::stop_token& stop)
{
    const auto folder = Folder::open(procFolder);
    if (!folder)
        return std::unexpected(folder.error());
    const auto names = folder->list("", false, stop);
    if (!names)
        return std::unexpected(names.error());
    const Processes all = processesIn(*folder, *names, stop);
    std::vector<HostProcess> out;
    if (isOurs(all, state.pid))
        add(all, state.pid, Role::sentry, Role::stub, 0, out);
    if (isOurs(all, state.gofer))
        add(all, state.gofer, Role::gofer, Role::helper, 0, out);
    std::ranges::stable_sort(out, {}, [](const HostProcess& process) {
        return std::pair(process.role, process.row.tid.value);
    });
    return out;
}

}
