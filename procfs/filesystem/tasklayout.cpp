// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "tasklayout.h"

#include "treerules.h"

#include <procfs/files/ns.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>

namespace sandscope::procfs {

namespace {

/// In which order gVisor makes the entries; what a dialect lacks is passed over.
constexpr std::array<std::string_view, 30> asMade = {"auxv",
                                                     "cmdline",
                                                     "coredump_filter",
                                                     "comm",
                                                     "cwd",
                                                     "environ",
                                                     "exe",
                                                     "fd",
                                                     "fdinfo",
                                                     "gid_map",
                                                     "io",
                                                     "limits",
                                                     "maps",
                                                     "mem",
                                                     "mountinfo",
                                                     "mounts",
                                                     "net",
                                                     "ns",
                                                     "oom_score",
                                                     "oom_score_adj",
                                                     "root",
                                                     "setgroups",
                                                     "smaps",
                                                     "stat",
                                                     "statm",
                                                     "status",
                                                     "uid_map",
                                                     "task",
                                                     "children",
                                                     "cgroup"};

/// The tables of Linux 6.18, of which only a part is known to files.def.
constexpr std::array<std::string_view, 55> linuxOrder = {"task",
                                                         "fd",
                                                         "map_files",
                                                         "fdinfo",
                                                         "ns",
                                                         "net",
                                                         "environ",
                                                         "auxv",
                                                         "status",
                                                         "personality",
                                                         "limits",
                                                         "sched",
                                                         "autogroup",
                                                         "timens_offsets",
                                                         "comm",
                                                         "syscall",
                                                         "cmdline",
                                                         "stat",
                                                         "statm",
                                                         "maps",
                                                         "children",
                                                         "numa_maps",
                                                         "mem",
                                                         "cwd",
                                                         "root",
                                                         "exe",
                                                         "mounts",
                                                         "mountinfo",
                                                         "mountstats",
                                                         "clear_refs",
                                                         "smaps",
                                                         "smaps_rollup",
                                                         "pagemap",
                                                         "attr",
                                                         "wchan",
                                                         "stack",
                                                         "schedstat",
                                                         "cpuset",
                                                         "cgroup",
                                                         "oom_score",
                                                         "oom_adj",
                                                         "oom_score_adj",
                                                         "loginuid",
                                                         "sessionid",
                                                         "coredump_filter",
                                                         "io",
                                                         "uid_map",
                                                         "gid_map",
                                                         "projid_map",
                                                         "setgroups",
                                                         "timers",
                                                         "timerslack_ns",
                                                         "arch_status",
                                                         "ksm_merging_pages",
                                                         "ksm_stat"};

/// Where gVisor makes the links of ns and the files of net in another order than that of names.
constexpr std::array<std::string_view, 7> namespacesAsMade
    = {"net", "mnt", "pid", "user", "ipc", "uts", "cgroup"};
constexpr std::array<std::string_view, 17> netAsMade
    = {"dev",   "snmp", "arp", "netlink", "netstat",  "packet",     "protocols", "psched", "ptype",
       "route", "tcp",  "udp", "unix",    "if_inet6", "ipv6_route", "tcp6",      "udp6"};

template <class Names>
std::size_t placeIn(const Names& names, std::string_view name)
{
    return static_cast<std::size_t>(std::ranges::find(names, name) - std::begin(names));
}

bool isAmongNet(std::string_view name)
{
    return std::ranges::contains(netAsMade, name);
}

/// The numbers from \a first on for \a names, given in the order of \a made.
template <class Names, class Made>
std::vector<std::uint32_t> numbered(const Names& names, const Made& made, std::uint32_t first)
{
    std::vector<std::size_t> order(std::size(names));
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return placeIn(made, names[i]); });
    std::vector<std::uint32_t> numbers(order.size());
    for (const std::size_t i : order)
        numbers[i] = first++;
    return numbers;
}

}

std::vector<const ProcFile*> netFiles(Dialect dialect)
{
    std::vector<const ProcFile*> files;
    for (const ProcFile* const file : procFiles(Scope::net)) {
        if (file->existsIn(dialect))
            files.push_back(file);
    }
    return files;
}

TaskLayout::TaskLayout(Dialect dialect, bool withTask)
{
    const TreeRules& rules = treeRulesOf(dialect);
    for (const ProcFile* const file : procFiles()) {
        if (file->existsIn(dialect) && !(withTask ? file->onlyUnderThread : file->onlyUnderProcess))
            entries.push_back({file, 0});
    }

    std::vector<std::size_t> made(entries.size());
    std::iota(made.begin(), made.end(), std::size_t{0});
    listing = made;
    const auto sortBy = [this](std::vector<std::size_t>& order, const auto& names) {
        std::ranges::stable_sort(
            order, {}, [&](std::size_t i) { return placeIn(names, entries[i].file->name); });
    };
    sortBy(made, asMade);
    if (rules.order == ListingOrder::fixed)
        sortBy(listing, linuxOrder);

    const auto namespaces = nsNames(dialect);
    const auto net = netFiles(dialect);
    const auto nameOf = [](const ProcFile* file) { return file->name; };
    std::uint32_t number = 0;
    if (rules.namespaceLinksFirst) {
        namespaceNumbers = numbered(namespaces, namespacesAsMade, 1);
        number = static_cast<std::uint32_t>(namespaces.size());
    }
    for (const std::size_t i : made) {
        Entry& entry = entries[i];
        const bool isNs = entry.file->name == "ns";
        if (entry.file->name == "net") {
            // What is made there takes its numbers also where no descriptor tells of it.
            const bool isKnown = isGvisor(dialect) && std::ranges::all_of(net, isAmongNet, nameOf);
            for (std::size_t place = 0; place < net.size(); ++place)
                netNumbers.push_back(static_cast<std::uint32_t>(
                    number + 1 + (isKnown ? placeIn(netAsMade, net[place]->name) : place)));
            number += static_cast<std::uint32_t>(isKnown ? netAsMade.size() : net.size());
        }
        if (isNs && rules.namespaceTargetsTakeInodes) {
            // Each link is preceded by the number in its text, and the directory by all of them.
            for (std::size_t link = 0; link < namespaces.size(); ++link)
                namespaceNumbers.push_back(number += 2);
        }
        entry.number = ++number;
        if (isNs && namespaceNumbers.empty()) {
            namespaceNumbers = numbered(namespaces, namespacesAsMade, number + 1);
            number += static_cast<std::uint32_t>(namespaces.size());
        }
    }
    directory = ++number;
}

const TaskLayout::Entry* TaskLayout::find(std::string_view name) const
{
    const auto entry
        = std::ranges::lower_bound(entries, name, {}, [](const Entry& e) { return e.file->name; });
    return entry != entries.end() && entry->file->name == name ? &*entry : nullptr;
}

}
