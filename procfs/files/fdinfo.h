// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/fdinfolines.h>
#include <procfs/procfile.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The text of fdinfo/N (facts 2.5; proc_pid_fdinfo(5)).
struct FdInfo
{
    /// A line that nobody knows, or that stands out of order.
    struct OtherLine
    {
        std::size_t line = 0; ///< counted from 0
        std::string text; ///< raw, without its newline
        bool operator==(const OtherLine&) const = default;
    };

    std::optional<std::uint64_t> position;
    std::optional<std::uint64_t> flags; ///< O_* of Linux on x86-64, O_CLOEXEC included
    std::optional<bool> closeOnExec; ///< all that gvisor-2018 tells
    std::optional<std::int64_t> mountId;
    std::optional<std::uint64_t> inode;
    std::vector<FdInfoLine> lines; ///< behind those above, in order
    std::vector<OtherLine> others; ///< ascending by line
    bool operator==(const FdInfo&) const = default;
};

inline constexpr std::uint32_t oCloexec = 02000000;

[[nodiscard]] Parsed<FdInfo> parseFdInfo(std::string_view text);
/// gvisor-2018 prints a structure with a numeric verb, and so the formatter's complaint about it. A
/// value of that kind looks the same in every dialect, for its flags are not known.
void formatFdInfo(const FdInfo& value, Dialect dialect, std::string& out);

/// What a dialect says of an open file: its flags alone until 2024, position and mount since
/// 2026-03-30 (d238786dd), the inode and lines of special kinds on Linux. A mount id or inode that
/// no record tells is left out: without a context that is every mount id that the entry does not
/// name itself; with one it is the id of the mount in which the path lies.
[[nodiscard]] FdInfo fdInfo(const FdEntry& entry, Dialect dialect);
[[nodiscard]] FdInfo fdInfo(const FdEntry& entry, const FileContext& ctx);
void formatFdInfo(const FdEntry& entry, Dialect dialect, std::string& out);
void renderFdInfo(const FdEntry& entry, Dialect dialect, FileText& out);
void renderFdInfo(const FdEntry& entry, const FileContext& ctx, FileText& out);

/// Permission bits of a file in fdinfo.
[[nodiscard]] std::uint16_t fdInfoMode(Dialect dialect);

/// The directory /proc/[pid]/fdinfo; its decode and reformat are those of a file in it.
extern const ProcFile fdinfoFile;

}
