// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What cmdline and environ share: strings of the task's own memory, one behind the other
/// (facts 2.2).
namespace sandscope::procfs {

/// Nothing behind the first page is ever shown in 2018 and 2019.
inline constexpr std::size_t execArgsCap = 4096;

/// Strings that end with a NUL each, but perhaps the last: a program may overwrite its end.
struct ExecArgs
{
    std::vector<std::string> strings; ///< raw bytes without NUL
    bool isTerminated = true; ///< the last string has its NUL
    bool operator==(const ExecArgs&) const = default;
};

/// Takes any bytes.
[[nodiscard]] ExecArgs parseExecArgs(std::string_view bytes);
void formatExecArgs(const ExecArgs& value, std::string& out);

/// What a read at offset 0 gives in a printable dialect; \a range is the arguments or the
/// environment.
[[nodiscard]] Errno renderExecArgs(const FileContext& ctx, MemoryText MemoryRecord::* range,
                                   FileText& out);
[[nodiscard]] Parsed<Reformatted> reformatExecArgs(std::string_view bytes, Dialect dialect);

}
