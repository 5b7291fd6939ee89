// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/procnames.h>
#include <model/sources/sampledtree.h>
#include <procfs/procfile.h>

#include <algorithm>
#include <array>

namespace sandscope::model {

namespace {

// Names of Linux whose format nobody here knows, with those that only some configurations have.
constexpr auto otherTaskNames = std::to_array<std::string_view>(
    {"arch_status",   "attr",         "autogroup",         "clear_refs", "cpu_resctrl_groups",
     "fail-nth",      "gpu",          "ksm_merging_pages", "ksm_stat",   "latency",
     "livepatch",     "make-it-fail", "map_files",         "mountstats", "numa_maps",
     "pagemap",       "patch_state",  "projid_map",        "sched",      "schedstat",
     "seccomp_cache", "stack",        "stack_depth",       "syscall",    "timens_offsets",
     "timers",        "timerslack_ns"});
constexpr auto otherSystemNames = std::to_array<std::string_view>({"acpi",
                                                                   "asound",
                                                                   "bootconfig",
                                                                   "buddyinfo",
                                                                   "bus",
                                                                   "cgroups",
                                                                   "config.gz",
                                                                   "consoles",
                                                                   "cpu",
                                                                   "crypto",
                                                                   "devices",
                                                                   "diskstats",
                                                                   "dma",
                                                                   "driver",
                                                                   "dynamic_debug",
                                                                   "execdomains",
                                                                   "fb",
                                                                   "fs",
                                                                   "i8k",
                                                                   "interrupts",
                                                                   "iomem",
                                                                   "ioports",
                                                                   "irq",
                                                                   "kallsyms",
                                                                   "kcore",
                                                                   "key-users",
                                                                   "keys",
                                                                   "kmsg",
                                                                   "kpagecgroup",
                                                                   "kpagecount",
                                                                   "kpageflags",
                                                                   "latency_stats",
                                                                   "locks",
                                                                   "lockdep",
                                                                   "lockdep_chains",
                                                                   "lockdep_stats",
                                                                   "lock_stat",
                                                                   "mdstat",
                                                                   "misc",
                                                                   "modules",
                                                                   "mounts",
                                                                   "mtrr",
                                                                   "net",
                                                                   "pagetypeinfo",
                                                                   "partitions",
                                                                   "pressure",
                                                                   "profile",
                                                                   "sched_debug",
                                                                   "schedstat",
                                                                   "scsi",
                                                                   "self",
                                                                   "sentry-meminfo",
                                                                   "slabinfo",
                                                                   "slab_allocators",
                                                                   "softirqs",
                                                                   "spl",
                                                                   "swaps",
                                                                   "sys",
                                                                   "sysrq-trigger",
                                                                   "sysvipc",
                                                                   "thread-self",
                                                                   "timer_list",
                                                                   "tty",
                                                                   "vmallocinfo",
                                                                   "vmstat",
                                                                   "vz",
                                                                   "xen",
                                                                   "zoneinfo"});

bool isKnown(std::string_view name, procfs::Scope scope)
{
    return std::ranges::any_of(procfs::procFiles(scope), [name](const procfs::ProcFile* file) {
        return file->name == name || file->name.starts_with(std::string(name) + '/');
    });
}

bool isTaskName(std::string_view name)
{
    return isKnown(name, procfs::Scope::task) || std::ranges::contains(otherTaskNames, name);
}

constexpr std::string_view ofThreads = "task/";

}

bool isSystemName(std::string_view name)
{
    return isKnown(name, procfs::Scope::system) || std::ranges::contains(otherSystemNames, name);
}

bool isProcPath(std::string_view path)
{
    const auto first = [](std::string_view whole) { return whole.substr(0, whole.find('/')); };
    if (path.starts_with('/')) {
        const std::string_view name = first(path.substr(1));
        return isSystemName(name) || taskNumber(name) != 0;
    }
    if (path.starts_with(ofThreads))
        path.remove_prefix(ofThreads.size());
    return isTaskName(first(path));
}

std::vector<std::string> procPathsLike(std::string_view path)
{
    const bool isSystem = path.starts_with('/');
    const std::string_view front = isSystem ? "/" : path.starts_with(ofThreads) ? ofThreads : "";
    std::vector<std::string> paths;
    const auto add
        = [&](std::string_view name) { paths.push_back(std::string(front) + std::string(name)); };
    const auto scope = isSystem ? procfs::Scope::system : procfs::Scope::task;
    for (const procfs::ProcFile* file : procfs::procFiles(scope))
        add(file->name);
    if (isSystem)
        std::ranges::for_each(otherSystemNames, add);
    else
        std::ranges::for_each(otherTaskNames, add);
    return paths;
}

}
