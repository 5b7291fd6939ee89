// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>

/// What several files of /proc say alike about all tasks together.
namespace sandscope::procfs {

/// Sums over every task of the root PID namespace.
struct TaskSums
{
    std::uint64_t tasks = 0; ///< not yet reaped
    std::uint64_t running = 0; ///< in state R
    std::uint64_t blocked = 0; ///< in state D
    std::uint64_t made = 0; ///< the greatest serial number so far: as many were made since boot
    std::int32_t lastTid = 0; ///< the greatest id that the mount shows
    std::uint64_t switches = 0; ///< of context since boot
    CpuTime cpu; ///< of all processes and of the children that they waited for; with Linux also of
                 ///< those that nobody waited for
    CpuTime niceCpu; ///< that part of it which belongs to processes with a nice value above 0
    std::uint64_t anonymousBytes = 0; ///< resident, at most what is in use
    std::uint64_t sharedBytes = 0; ///< resident, of shared memory; mapped twice it counts once
    std::uint64_t fileBytes = 0; ///< resident, of files; mapped twice they count once
    std::uint64_t committedBytes = 0; ///< of private writable mappings
    std::uint64_t pageTableBytes = 0;
};

[[nodiscard]] TaskSums taskSums(const FileContext& ctx);

/// What a gVisor release tells of itself as its Linux release and version (pkg/sentry/syscalls/
/// linux/linux64.go at d02b74a5d, 901ed5da4, 2342c658c and 8db16e885;
/// pkg/sentry/kernel/version/version.go at 3c5eee17d). Linux: the release of the machine, and no
/// version.
struct KernelName
{
    std::string_view release, version;
};
[[nodiscard]] KernelName kernelName(const FileContext& ctx);

/// "3.07" for 3.074 s: cut, as Linux does.
void appendHundredths(std::uint64_t hundredths, std::string& out);

}
