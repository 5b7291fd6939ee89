// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The lines of /proc/[pid]/status that gVisor has in some dialect, in the order that all dialects
/// share.
enum class StatusKey : std::uint8_t {
    name,
    state,
    tgid,
    pid,
    ppid,
    tracerPid,
    uid,
    gid,
    fdSize,
    groups,
    vmSize,
    vmRss,
    vmData,
    threads,
    capInh,
    capPrm,
    capEff,
    capBnd,
    capAmb,
    seccomp,
    memsAllowed,
    memsAllowedList,
    voluntarySwitches,
    involuntarySwitches,
};
inline constexpr std::size_t statusKeyCount = 24;

/// /proc/[pid]/status (facts 2.16; gVisor pkg/sentry/fs/proc/task.go). A line that a text does not
/// have is absent here.
///
/// What Linux alone prints is kept as other lines; decode names it.
struct TaskStatus
{
    /// One line of a parsed text, so that it can be printed where it stood.
    struct Line
    {
        std::optional<StatusKey> key; ///< none: \a other stands there
        std::string other; ///< raw, without its newline
        bool operator==(const Line&) const = default;
    };

    std::optional<std::string> name; ///< raw bytes; may hold newlines in gVisor
    std::optional<std::string> state; ///< "S (sleeping)"
    std::optional<std::int64_t> tgid, pid, ppid, tracerPid; ///< 0 stands for none, invisible or
                                                            ///< gone
    std::optional<std::array<std::uint32_t, 4>> uid, gid; ///< real, effective, saved; then file
                                                          ///< system (Linux) or effective again
    std::optional<std::uint64_t> fdSize; ///< 2018 and 2019: open descriptors; later: size of the
                                         ///< table
    std::optional<std::vector<std::uint32_t>> groups;
    std::optional<std::uint64_t> vmSizeKb, vmRssKb, vmDataKb;
    std::optional<std::int64_t> threads;
    std::optional<std::uint64_t> capInh, capPrm, capEff, capBnd, capAmb; ///< bit N is capability N
    std::optional<std::uint64_t> seccomp; ///< 0, 1 strict, 2 filter
    std::optional<std::string> memsAllowed, memsAllowedList;
    std::optional<std::uint64_t> voluntarySwitches, involuntarySwitches;
    std::vector<Line> lines; ///< as parsed; empty: the order of StatusKey

    bool operator==(const TaskStatus&) const = default;
};

/// Parses a whole text. Name comes first, State, Tgid and Pid are required. Of a key that stands
/// there twice the first counts, the other is kept as it is. A name may go on behind a newline as
/// long as no key follows.
[[nodiscard]] Parsed<TaskStatus> parseStatus(std::string_view text);
/// Appends the lines that are not absent, in the columns of the dialect.
void formatStatus(const TaskStatus& value, Dialect dialect, std::string& out);
/// What a printable dialect says of a task.
[[nodiscard]] TaskStatus taskStatus(const FileContext& ctx);

/// The bits of "all capabilities" in a printable dialect: 37 in 2018, 38 in 2019.
[[nodiscard]] std::uint64_t capabilityMask(Dialect dialect);

extern const ProcFile statusFile;

}
