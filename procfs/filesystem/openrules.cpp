// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "openrules.h"

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

constexpr DialectSet laterGvisor(Dialect::gvisor2022, Dialect::gvisor2024);
constexpr DialectSet head(Dialect::gvisor2026);
constexpr DialectSet onLinux(Dialect::linux_);

constexpr OpenRule asks;
constexpr OpenRule endsWithTask{
    .trace = std::nullopt, .outlivesTask = false, .readTrace = std::nullopt};

/// Since 561ff6d23 (2025-12-08): a memory of the task is chosen at open and kept.
constexpr OpenRule ofMemory2026{
    .trace = TraceMode::read, .bound = Bound::memory, .readTrace = std::nullopt};
constexpr OpenRule mem2022{.trace = TraceMode::attach,
                           .ofExited = Errno::access,
                           .ofReaped = Errno::noProcess,
                           .readTrace = std::nullopt};
constexpr OpenRule mem2026{.trace = TraceMode::attach,
                           .ofExited = Errno::access,
                           .ofReaped = Errno::noProcess,
                           .bound = Bound::memory,
                           .readTrace = std::nullopt};

constexpr OpenRule linuxMemory(TraceMode trace, Bound bound)
{
    return {.trace = trace,
            .ofExited = Errno::noProcess,
            .ofReaped = Errno::noProcess,
            .stateFirst = true,
            .bound = bound,
            .readTrace = std::nullopt};
}
constexpr OpenRule linuxMaps{.trace = TraceMode::read,
                             .bound = Bound::memory,
                             .outlivesTask = false,
                             .readTrace = std::nullopt};
constexpr OpenRule linuxRollup{.trace = TraceMode::read,
                               .ofExited = Errno::noProcess,
                               .ofReaped = Errno::noProcess,
                               .stateFirst = true,
                               .bound = Bound::memory,
                               .outlivesTask = false,
                               .readTrace = std::nullopt};
constexpr OpenRule linuxMounts{.trace = std::nullopt,
                               .ofExited = Errno::invalid,
                               .ofReaped = Errno::invalid,
                               .bound = Bound::mounts,
                               .readTrace = std::nullopt};

constexpr OpenRule linuxGuarded(TraceMode trace, Errno error)
{
    return {.trace = std::nullopt, .outlivesTask = false, .readTrace = trace, .untraced = error};
}

struct Row
{
    std::string_view name;
    DialectSet where;
    OpenRule rule;
};

// What is not here opens for whoever its mode admits.
constexpr std::array rows = {
    Row{"auxv", head, ofMemory2026},
    Row{"auxv", onLinux, linuxMemory(TraceMode::read, Bound::vector)},
    Row{"environ", head, ofMemory2026},
    Row{"environ", onLinux, linuxMemory(TraceMode::read, Bound::memory)},
    Row{"gid_map", onLinux, asks},
    Row{"io", onLinux, linuxGuarded(TraceMode::read, Errno::access)},
    Row{"maps", head, ofMemory2026},
    Row{"maps", onLinux, linuxMaps},
    Row{"mem", laterGvisor, mem2022},
    Row{"mem", head, mem2026},
    Row{"mem", onLinux, linuxMemory(TraceMode::attach, Bound::memory)},
    Row{"mountinfo", onLinux, linuxMounts},
    Row{"mounts", onLinux, linuxMounts},
    Row{"personality", onLinux, linuxGuarded(TraceMode::attach, Errno::perm)},
    Row{"setgroups", onLinux, asks},
    Row{"smaps", head, ofMemory2026},
    Row{"smaps", onLinux, linuxMaps},
    Row{"smaps_rollup", onLinux, linuxRollup},
    Row{"syscall", onLinux, linuxGuarded(TraceMode::attach, Errno::perm)},
    Row{"uid_map", onLinux, asks},
};

constexpr std::array<std::string_view, 8> readInPlace
    = {"auxv",     "cmdline", "coredump_filter", "environ",
       "loginuid", "oom_adj", "oom_score_adj",   "sessionid"};

}

const OpenRule& openRuleOf(const ProcFile& file, Dialect dialect)
{
    const auto row = std::ranges::find_if(rows, [&](const Row& candidate) {
        return candidate.name == file.name && candidate.where.contains(dialect);
    });
    if (row != rows.end())
        return row->rule;
    return isGvisor(dialect) ? asks : endsWithTask;
}

bool isReadInPlace(const ProcFile& file)
{
    return std::ranges::contains(readInPlace, file.name);
}

}
