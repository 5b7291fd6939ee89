// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "toplayout.h"

#include "tasklayout.h"
#include "treerules.h"

#include <algorithm>
#include <array>

namespace sandscope::procfs {

namespace {

using enum Dialect;

constexpr DialectSet everywhere(gvisor2018, gvisor2019, gvisor2022, gvisor2024, gvisor2026, linux_);
constexpr DialectSet later(gvisor2022, gvisor2024, gvisor2026, linux_);
constexpr DialectSet since2024(gvisor2024, gvisor2026, linux_);
constexpr DialectSet nowhere;

struct Row
{
    std::string_view name;
    TopKind kind;
    std::uint16_t mode;
    DialectSet listed;
    DialectSet byName = nowhere;
};

// In the order in which gVisor makes them since 2022. Not here, as they are made by each lookup and
// listed behind all of these from 2022 on: self and thread-self.
constexpr std::array rows = {
    Row{"cmdline", TopKind::file, 0444, later},
    Row{"cpuinfo", TopKind::file, 0444, everywhere},
    Row{"devices", TopKind::file, 0444, DialectSet(gvisor2026, linux_)},
    Row{"filesystems", TopKind::file, 0444, everywhere},
    Row{"loadavg", TopKind::file, 0444, everywhere},
    // 2018 lists sys behind the fixed names, 2019 there as well.
    Row{"sys", TopKind::directory, 0555,
        DialectSet(gvisor2019, gvisor2022, gvisor2024, gvisor2026, linux_), DialectSet(gvisor2018)},
    Row{"bus", TopKind::directory, 0555, since2024},
    Row{"fs", TopKind::directory, 0555, since2024},
    Row{"irq", TopKind::directory, 0555, since2024},
    Row{"meminfo", TopKind::file, 0444, everywhere},
    Row{"modules", TopKind::emptyFile, 0444, DialectSet(gvisor2026)},
    Row{"mounts", TopKind::link, 0777, everywhere},
    Row{"net", TopKind::link, 0777, later},
    Row{"net", TopKind::net, 0555, DialectSet(gvisor2019), DialectSet(gvisor2018)},
    Row{"self", TopKind::link, 0777, DialectSet(gvisor2019),
        DialectSet(gvisor2018, gvisor2022, gvisor2024, gvisor2026, linux_)},
    Row{"sentry-meminfo", TopKind::file, 0444, DialectSet(gvisor2022, gvisor2024, gvisor2026)},
    Row{"stat", TopKind::file, 0444, everywhere},
    Row{"sysrq-trigger", TopKind::emptyFile, 0200, DialectSet(gvisor2024, gvisor2026)},
    Row{"thread-self", TopKind::link, 0777, DialectSet(gvisor2019), later},
    Row{"uptime", TopKind::file, 0444, everywhere},
    Row{"version", TopKind::file, 0444, everywhere},
    Row{"cgroups", TopKind::file, 0444, later},
};

}

TopLayout::TopLayout(Dialect dialect)
{
    const TreeRules& rules = treeRulesOf(dialect);
    const auto add = [&](const Row& row, bool isListed) {
        entries.push_back(
            {.name = row.name, .kind = row.kind, .mode = row.mode, .isListed = isListed});
    };
    for (const Row& row : rows) {
        if (row.listed.contains(dialect))
            add(row, true);
    }
    listed = entries.size();
    for (const Row& row : rows) {
        if (row.byName.contains(dialect))
            add(row, false);
    }

    const auto end = entries.begin() + static_cast<std::ptrdiff_t>(listed);
    if (rules.order == ListingOrder::sorted)
        std::ranges::sort(entries.begin(), end, {}, &TopEntry::name);
    if (rules.rootInodeFirst)
        rootNumber = count++;
    for (auto entry = entries.begin(); entry != end; ++entry) {
        if (entry->kind == TopKind::net)
            count += netFiles(dialect).size();
        if (entry->name == "sys")
            count += rules.sysInodes - 1;
        entry->number = count++;
        if (entry->kind == TopKind::directory || entry->kind == TopKind::net)
            ++directories;
    }
    if (!rules.rootInodeFirst)
        rootNumber = count++;
    if (rules.order == ListingOrder::fixed) // Linux compares lengths first
        std::ranges::sort(entries.begin(), end, {}, [](const TopEntry& entry) {
            return std::pair(entry.name.size(), entry.name);
        });
}

const TopEntry* TopLayout::find(std::string_view name) const
{
    const auto entry = std::ranges::find(entries, name, &TopEntry::name);
    return entry == entries.end() ? nullptr : &*entry;
}

}
