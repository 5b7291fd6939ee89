// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The 52 fields of /proc/[pid]/stat, in their order (proc(5); facts 2.14; gVisor
/// pkg/sentry/fs/proc/task.go, later pkg/sentry/fsimpl/proc/task_files.go; Linux fs/proc/array.c).
struct TaskStat
{
    std::int64_t pid = 0;
    std::string comm; ///< raw bytes, without the parentheses
    char state = 'R';
    std::int64_t ppid = 0, pgrp = 0, session = 0, ttyNr = 0, tpgid = 0;
    std::uint64_t flags = 0, minflt = 0, cminflt = 0, majflt = 0, cmajflt = 0;
    std::uint64_t utimeTicks = 0, stimeTicks = 0;
    std::int64_t cutimeTicks = 0, cstimeTicks = 0, priority = 0, nice = 0, numThreads = 0,
                 itrealvalue = 0;
    std::uint64_t starttimeTicks = 0, vsizeBytes = 0;
    std::int64_t rssPages = 0;
    std::uint64_t rsslim = 0;
    std::uint64_t startcode = 0, endcode = 0, startstack = 0, kstkesp = 0, kstkeip = 0;
    std::uint64_t signal = 0, blocked = 0, sigignore = 0, sigcatch = 0, wchan = 0, nswap = 0,
                  cnswap = 0;
    std::int64_t exitSignal = 0, processor = 0;
    std::uint64_t rtPriority = 0, policy = 0, delayacctBlkioTicks = 0, guestTimeTicks = 0;
    std::int64_t cguestTimeTicks = 0;
    std::uint64_t startData = 0, endData = 0, startBrk = 0, argStart = 0, argEnd = 0, envStart = 0,
                  envEnd = 0;
    std::int64_t exitCode = 0;
    std::vector<std::string> more; ///< words that stand behind the last known field

    bool operator==(const TaskStat&) const = default;
};

/// Parses one line with its newline. The name ends at the last ')', whatever it holds.
[[nodiscard]] Parsed<TaskStat> parseStat(std::string_view text);
/// Appends the line. The same in every dialect.
void formatStat(const TaskStat& value, Dialect dialect, std::string& out);
/// What a dialect says of a task. CPU time, and on Linux faults, are those of the thread group
/// where ctx.wholeGroup. On Linux it is what a reader sees who may trace the task.
[[nodiscard]] TaskStat taskStat(const FileContext& ctx);

extern const ProcFile statFile;

}
