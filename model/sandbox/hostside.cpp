// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/hostside.h>
#include <model/sources/folder.h>
#include <model/sources/sampledtree.h>
#include <model/sources/taskrow.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <map>
#include <optional>
#include <string_view>

namespace sandscope::model {

namespace {

using Role = HostProcess::Role;

constexpr std::size_t mostStatBytes = 4096;
constexpr std::size_t mostCommandBytes = std::size_t{1} << 20U;
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

/// What the kernel calls a process that runsc started: by its file, which may be /proc/self/exe, or
/// as it calls itself.
bool isRunscName(std::string_view name)
{
    return name.starts_with("runsc") || name.starts_with("gvisor") || name == "exe";
}

/// Was it started by runsc, for what \a wanted stands for? It stands among its arguments, alone or
/// behind an option; empty: for whatever.
bool isCommandFor(std::string_view arguments, std::string_view wanted)
{
    const std::string_view program = arguments.substr(0, arguments.find('\0'));
    bool isFor = wanted.empty();
    for (std::size_t at = program.size(); !isFor && at < arguments.size();) {
        const std::string_view one
            = arguments.substr(at + 1, arguments.find('\0', at + 1) - at - 1);
        isFor = one == wanted || (one.starts_with('-') && one.substr(one.find('=') + 1) == wanted);
        at += 1 + one.size();
    }
    return isFor && isRunscName(program.substr(program.rfind('/') + 1));
}

/// Nothing: nobody tells what process that is.
std::optional<bool> isOf(const Folder& folder, std::int32_t pid, std::string_view wanted)
{
    const std::string number = std::to_string(pid);
    const auto arguments = folder.readOfTask(number + "/cmdline", mostCommandBytes, {});
    if (arguments && !arguments->empty())
        return isCommandFor(*arguments, wanted);
    const auto stat = folder.readOfTask(number + "/stat", mostStatBytes, {});
    if (!stat)
        return std::nullopt;
    snapshot::TaskSummary row;
    apply(readStat(*stat), unitsOfThisComputer(), row);
    return isRunscName(row.name);
}

}

bool isRunning(const SandboxState& state, const std::string& procFolder)
{
    if (state.pid <= 0 || (::kill(state.pid, 0) != 0 && errno != EPERM))
        return false;
    const auto folder = Folder::open(procFolder);
    return !folder || isOf(*folder, state.pid, state.sandbox).value_or(true);
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
    if (isOf(*folder, state.pid, state.sandbox).value_or(false))
        add(all, state.pid, Role::sentry, Role::stub, 0, out);
    if (isOf(*folder, state.gofer, state.bundle).value_or(false))
        add(all, state.gofer, Role::gofer, Role::helper, 0, out);
    std::ranges::stable_sort(out, {}, [](const HostProcess& process) {
        return std::pair(process.role, process.row.tid.value);
    });
    return out;
}

}
