// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The lines of /proc/[pid]/status, in the one order that all dialects share; each prints some.
enum class StatusKey : std::uint8_t {
    name,
    umask,
    state,
    tgid,
    ngid,
    pid,
    ppid,
    tracerPid,
    uid,
    gid,
    fdSize,
    groups,
    nsTgid,
    nsPid,
    nsPgid,
    nsSid,
    kthread,
    vmPeak,
    vmSize,
    vmLck,
    vmPin,
    vmHwm,
    vmRss,
    rssAnon,
    rssFile,
    rssShmem,
    vmData,
    vmStk,
    vmExe,
    vmLib,
    vmPte,
    vmSwap,
    hugetlbPages,
    coreDumping,
    thpEnabled,
    untagMask,
    threads,
    sigQ,
    sigPnd,
    shdPnd,
    sigBlk,
    sigIgn,
    sigCgt,
    capInh,
    capPrm,
    capEff,
    capBnd,
    capAmb,
    noNewPrivs,
    seccomp,
    seccompFilters,
    speculationStoreBypass,
    speculationIndirectBranch,
    cpusAllowed,
    cpusAllowedList,
    memsAllowed,
    memsAllowedList,
    voluntarySwitches,
    involuntarySwitches,
};
inline constexpr std::size_t statusKeyCount
    = static_cast<std::size_t>(StatusKey::involuntarySwitches) + 1;

/// One id in each of nested PID namespaces, outermost first.
class NestedIds
{
public:
    /// Linux nests 32 deep below its first namespace.
    static constexpr std::size_t most = 33;

    [[nodiscard]] std::span<const std::int32_t> ids() const { return {m_ids.data(), m_count}; }
    /// False, and nothing happens, when there are as many as can be.
    bool add(std::int32_t id)
    {
        if (m_count == most)
            return false;
        m_ids[m_count++] = id;
        return true;
    }
    bool operator==(const NestedIds& other) const { return std::ranges::equal(ids(), other.ids()); }

private:
    std::array<std::int32_t, most> m_ids{};
    std::size_t m_count = 0;
};

/// Signals: the value of SigQ.
struct StatusQueue
{
    std::uint64_t queued = 0, limit = 0; ///< of the user, all processes together
    bool operator==(const StatusQueue&) const = default;
};

/// /proc/[pid]/status (facts 2.16; gVisor pkg/sentry/fs/proc/task.go, later
/// pkg/sentry/fsimpl/proc/task_files.go; Linux fs/proc/array.c). A line that a text does not have
/// is absent here.
///
/// Views look into the text that was parsed, or into the records, and live as long as those.
struct TaskStatus
{
    using Ids = std::array<std::uint32_t, 4>; ///< real, effective, saved; then file system (Linux)
                                              ///< or effective again (gVisor)
    using Queue = StatusQueue;
    /// One line of a parsed text, so that it can be printed where it stood.
    struct Line
    {
        std::optional<StatusKey> key; ///< none: \a other stands there
        std::string_view other; ///< raw, without its newline
        bool operator==(const Line&) const = default;
    };

    std::optional<std::string> name; ///< as printed: raw bytes that may hold newlines in gVisor,
                                     ///< newline and backslash escaped in Linux
    std::optional<std::uint64_t> umask;
    std::optional<std::string_view> state; ///< "S (sleeping)"
    std::optional<std::int64_t> tgid, ngid, pid, ppid, tracerPid; ///< 0 stands for none, invisible
                                                                  ///< or gone
    std::optional<Ids> uid, gid;
    std::optional<std::uint64_t> fdSize; ///< 2018 and 2019: open descriptors; later: size of the
                                         ///< table
    std::optional<std::vector<std::uint32_t>> groups;
    std::optional<NestedIds> nsTgid, nsPid, nsPgid, nsSid;
    std::optional<std::uint64_t> kthread; ///< 1 for a thread of the kernel
    std::optional<std::uint64_t> vmPeakKb, vmSizeKb, vmLckKb, vmPinKb, vmHwmKb, vmRssKb, rssAnonKb,
        rssFileKb, rssShmemKb, vmDataKb, vmStkKb, vmExeKb, vmLibKb, vmPteKb, vmSwapKb,
        hugetlbPagesKb;
    std::optional<std::uint64_t> coreDumping, thpEnabled; ///< 0 or 1
    std::optional<std::uint64_t> untagMask;
    std::optional<std::int64_t> threads;
    std::optional<Queue> sigQ;
    std::optional<std::uint64_t> sigPnd, shdPnd, sigBlk, sigIgn, sigCgt; ///< bit N is signal N + 1
    std::optional<std::uint64_t> capInh, capPrm, capEff, capBnd, capAmb; ///< bit N is capability N
    std::optional<std::uint64_t> noNewPrivs; ///< 0 or 1
    std::optional<std::uint64_t> seccomp; ///< 0, 1 strict, 2 filter
    std::optional<std::uint64_t> seccompFilters;
    std::optional<std::string_view> speculationStoreBypass, speculationIndirectBranch;
    std::optional<std::string> cpusAllowed, cpusAllowedList;
    std::optional<std::string_view> memsAllowed, memsAllowedList;
    std::optional<std::uint64_t> voluntarySwitches, involuntarySwitches;

    /// What was parsed, line by line. Empty: the order of StatusKey and nothing else, as every
    /// known kernel prints it.
    std::vector<Line> lines;

    bool operator==(const TaskStatus&) const = default;
};

/// Parses a whole text. Name comes first; State, Tgid and Pid are required. Of a key that stands
/// there twice the first counts, the other is kept as it is. A name may go on behind a newline as
/// long as no key follows.
[[nodiscard]] Parsed<TaskStatus> parseStatus(std::string_view text);
/// Appends the lines that are not absent, in the columns of the dialect; a gVisor dialect leaves
/// out those that only Linux has, unless \a lines has them.
void formatStatus(const TaskStatus& value, Dialect dialect, std::string& out);
/// What a dialect says of a task. Speculation on Linux is that of the machine of the captures.
[[nodiscard]] TaskStatus taskStatus(const FileContext& ctx);

extern const ProcFile statusFile;

}
