// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <chrono>
#include <cstdint>
#include <string_view>

/// What several files say alike about a task, under the rules of the printable dialects.
namespace sandscope::procfs {

/// The bytes behind one page; always this.
inline constexpr std::uint64_t pageSize = 4096;

/// The name as printed: nothing after a fork in 2018 and 2019 (facts 2.3).
[[nodiscard]] std::string_view printedName(const FileContext& ctx);
/// "R (running)" and so on (facts 5.5).
[[nodiscard]] std::string_view stateText(TaskState state);
/// TGID of the task's group as the mount sees it; 0 when the group is gone or invisible.
[[nodiscard]] Tid groupIdOf(const FileContext& ctx, GroupId group);
/// TGID of the parent's group; 0 without one, and for a dead task (2018 and 2019 forget the
/// parent).
[[nodiscard]] Tid parentIdOf(const FileContext& ctx);
/// TID of the tracer, 0 without one.
[[nodiscard]] Tid tracerIdOf(const FileContext& ctx);
/// Tasks of the group that are not reaped. The task itself does not count when it is dead.
[[nodiscard]] std::int64_t threadCount(const FileContext& ctx);
/// Whole ticks of 10 ms.
[[nodiscard]] std::uint64_t ticks(std::chrono::nanoseconds time);

struct MemorySizes
{
    std::uint64_t vssBytes = 0, rssBytes = 0;
};
/// 0 without memory, as both seeds print.
[[nodiscard]] MemorySizes memorySizes(const FileContext& ctx);

}
