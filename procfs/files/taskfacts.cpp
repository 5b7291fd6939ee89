// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/maps.h>
#include <procfs/files/taskfacts.h>

#include <algorithm>

namespace sandscope::procfs {

std::string_view printedName(const FileContext& ctx)
{
    return ctx.task.nameInherited ? std::string_view{} : std::string_view(ctx.task.name);
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
    if (ctx.task.state == TaskState::dead || !ctx.task.parent)
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

MemorySizes memorySizes(const FileContext& ctx)
{
    const MemoryRecord* const memory = memoryOf(ctx);
    return memory != nullptr ? MemorySizes{memory->vssBytes, memory->rssBytes} : MemorySizes{};
}

}
