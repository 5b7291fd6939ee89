// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

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
    /// A line of a special kind of file, or one that nobody knows.
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
    std::vector<OtherLine> others; ///< ascending by line
    bool operator==(const FdInfo&) const = default;
};

inline constexpr std::uint32_t oCloexec = 02000000;

[[nodiscard]] Parsed<FdInfo> parseFdInfo(std::string_view text);
/// gvisor-2018 prints a structure with a numeric verb, and so the formatter's complaint about it. A
/// value of that kind looks the same in every dialect, for its flags are not known.
void formatFdInfo(const FdInfo& value, Dialect dialect, std::string& out);

/// What a printable dialect says of an open file, as text and as a file.
[[nodiscard]] FdInfo fdInfo(const FdEntry& entry, Dialect dialect);
void formatFdInfo(const FdEntry& entry, Dialect dialect, std::string& out);
void renderFdInfo(const FdEntry& entry, Dialect dialect, FileText& out);

/// The directory /proc/[pid]/fdinfo; its decode and reformat are those of a file in it.
extern const ProcFile fdinfoFile;

}
