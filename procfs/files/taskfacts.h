// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <chrono>
#include <cstdint>
#include <string_view>

/// What several files say alike about a task, under the rules of the dialects. Sizes of its memory
/// are in memoryfacts.h.
namespace sandscope::procfs {

/// The bytes behind one page; always this.
inline constexpr std::uint64_t pageSize = 4096;

/// The name as printed, raw: nothing after a fork in 2018 and 2019 (facts 2.3).
[[nodiscard]] std::string_view printedName(const FileContext& ctx);
/// "R (running)" and so on (facts 5.5).
[[nodiscard]] std::string_view stateText(TaskState state);
/// TGID of the task's group as the mount sees it; 0 when the group is gone or invisible.
[[nodiscard]] Tid groupIdOf(const FileContext& ctx, GroupId group);
/// TGID of the parent's group; 0 without one. A dead task still has its parent, but in 2018 and
/// 2019, which forget it.
[[nodiscard]] Tid parentIdOf(const FileContext& ctx);
/// TID of the tracer, 0 without one.
[[nodiscard]] Tid tracerIdOf(const FileContext& ctx);
/// Tasks of the group that are not reaped. The task itself does not count when it is dead.
[[nodiscard]] std::int64_t threadCount(const FileContext& ctx);
/// Whole ticks of 10 ms.
[[nodiscard]] std::uint64_t ticks(std::chrono::nanoseconds time);

/// What stands for an id that a user namespace does not map.
inline constexpr std::uint32_t overflowId = 65534;
/// A KUID or KGID as ctx.readerUsers sees it.
[[nodiscard]] std::uint32_t readerUid(const FileContext& ctx, std::uint32_t kuid);
[[nodiscard]] std::uint32_t readerGid(const FileContext& ctx, std::uint32_t kgid);

/// FDSize of status: open descriptors in 2018 and 2019, later the slots of the table. A task that
/// ended has the slots of its last table in gVisor since 2022 (0 if its record does not tell), and
/// 0 elsewhere.
[[nodiscard]] std::uint64_t fdSize(const FileContext& ctx);

/// The bits of "all capabilities": 37 in 2018, 38 in 2019 and 2022, 41 later (facts 5.8; for 2026
/// gVisor pkg/abi/linux/capability.go at 3c5eee17d, where CAP_CHECKPOINT_RESTORE still is the
/// last).
[[nodiscard]] std::uint64_t capabilityMask(Dialect dialect);

/// Whether a read of a file that prints numbers of a task fails with ESRCH: on Linux once it is
/// reaped, in gVisor never (facts 2.0.1).
[[nodiscard]] bool isGoneForReaders(const FileContext& ctx);

}
