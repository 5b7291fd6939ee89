// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/idmap.h>
#include <procfs/files/taskfacts.h>

#include <algorithm>

namespace sandscope::procfs {

namespace {

std::uint32_t readerId(const FileContext& ctx, std::uint32_t id, IdMapMember map)
{
    return idSeenFrom(ctx.records, ctx.readerUsers, id, map).value_or(overflowId);
}

}

std::string_view printedName(const FileContext& ctx)
{
    if (ctx.task.nameInherited && isEarly(ctx.dialect))
        return {};
    return ctx.task.name;
}

std::string_view stateText(TaskState state)
{
    switch (state) {
    case TaskState::running:
        return "R (running)";
    case TaskState::sleeping:
        return "S (sleeping)";
    case TaskState::stopped:
        return "T (stopped)";
    case TaskState::tracingStop:
        return "t (tracing stop)";
    case TaskState::diskSleep:
        return "D (disk sleep)";
    case TaskState::zombie:
        return "Z (zombie)";
    case TaskState::dead:
        return "X (dead)";
    }
    return "R (running)";
}

Tid groupIdOf(const FileContext& ctx, GroupId group)
{
    const ThreadGroupRecord* const record = ctx.records.group(group);
    if (record == nullptr)
        return {};
    const TaskRecord* const leader = ctx.records.task(record->leader);
    return leader != nullptr ? tidIn(leader->tids, ctx.mount) : Tid{};
}

Tid parentIdOf(const FileContext& ctx)
{
    if (ctx.task.state == TaskState::dead && isEarly(ctx.dialect))
        return {};
    const TaskRecord* const parent = ctx.records.task(ctx.task.parent);
    return parent != nullptr ? groupIdOf(ctx, parent->group) : Tid{};
}

Tid tracerIdOf(const FileContext& ctx)
{
    if (ctx.task.state == TaskState::dead || !ctx.task.tracer)
        return {};
    const TaskRecord* const tracer = ctx.records.task(ctx.task.tracer);
    return tracer != nullptr ? tidIn(tracer->tids, ctx.mount) : Tid{};
}

std::int64_t threadCount(const FileContext& ctx)
{
    const ThreadGroupRecord* const group = ctx.records.group(ctx.task.group);
    if (group == nullptr)
        return 0;
    auto count = std::ssize(group->members);
    if (ctx.task.state == TaskState::dead)
        count -= std::ranges::count(group->members, ctx.task.id);
    return count;
}

std::uint64_t ticks(std::chrono::nanoseconds time)
{
    using Ticks = std::chrono::duration<std::int64_t, std::centi>;
    return static_cast<std::uint64_t>(std::chrono::floor<Ticks>(time).count());
}

std::uint32_t readerUid(const FileContext& ctx, std::uint32_t kuid)
{
    return readerId(ctx, kuid, &UserNamespaceRecord::uidMap);
}

std::uint32_t readerGid(const FileContext& ctx, std::uint32_t kgid)
{
    return readerId(ctx, kgid, &UserNamespaceRecord::gidMap);
}

std::uint64_t fdSize(const FileContext& ctx)
{
    const FdTableRecord* const table = ctx.records.fdTable(ctx.task.fdTable);
    const FdTableSlots slots = table != nullptr ? slotsOf(*table) : ctx.task.lastFdTable;
    switch (ctx.dialect) {
    case Dialect::gvisor2018:
    case Dialect::gvisor2019:
        return table != nullptr ? table->entries.size() : 0;
    case Dialect::gvisor2022:
        return slots.list;
    case Dialect::gvisor2024:
    case Dialect::gvisor2026:
        return slots.buckets;
    case Dialect::linux_:
        break;
    }
    return table != nullptr ? slots.linux_ : 0;
}

std::uint64_t capabilityMask(Dialect dialect)
{
    unsigned bits = 41;
    if (dialect == Dialect::gvisor2018)
        bits = 37;
    else if (dialect <= Dialect::gvisor2022)
        bits = 38;
    return (1ULL << bits) - 1;
}

bool isGoneForReaders(const FileContext& ctx)
{
    return ctx.dialect == Dialect::linux_ && ctx.task.state == TaskState::dead;
}

}
