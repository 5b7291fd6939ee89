// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// The links in /proc/[pid]/ns, in listing order, but for those that depend on the task.
[[nodiscard]] std::span<const std::string_view> nsNames(Dialect dialect);
/// The same for one task: the latest gVisor adds "cgroup" where a task is in a hierarchy of
/// cgroup 2.
[[nodiscard]] std::span<const std::string_view> nsNames(const FileContext& ctx);

/// "net:[14]".
[[nodiscard]] std::string nsTarget(std::string_view name, std::uint64_t number);

/// What readlink answers, permission to trace already checked where the dialect checks it.
///
/// Some kernels make the number up from that of the link itself: 2018 and 2019 print one less than
/// \a linkInode, 2022 prints it, and so does 2024 for "user" (facts 1.4 and 2.12). Others number
/// namespaces, which is a pure function of dialect, kind and id here: the first of each kind has
/// the number that a real kernel gives it at its start, a later one a number of its own that stays
/// the same, but need not be the real one, for kernels count all kinds together in order of
/// creation.
///
/// Errors: ENOENT for a name that the dialect lacks, for a namespace that the task has left or
/// never had, and on Linux for all but user and pid of a zombie; from 2022 on EACCES for a zombie
/// and ESRCH for a dead task.
[[nodiscard]] std::expected<std::string, Errno>
nsTarget(const FileContext& ctx, std::string_view name, std::uint64_t linkInode = 0);

/// The directory /proc/[pid]/ns.
extern const ProcFile nsFile;

}
