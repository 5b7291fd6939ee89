// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

/// What cmdline and environ share: strings of the task's own memory, one behind the other
/// (facts 2.2).
namespace sandscope::procfs {

/// Nothing behind the first page is ever shown in 2018 and 2019, and nothing of a title that a
/// program wrote over its arguments later.
inline constexpr std::size_t execArgsPage = 4096;

/// Strings that end with a NUL each, but perhaps the last: a program may overwrite its end.
struct ExecArgs
{
    std::vector<std::string_view> strings; ///< raw bytes without NUL; views of what was parsed
    bool isTerminated = true; ///< the last string has its NUL
    bool operator==(const ExecArgs&) const = default;
};

/// More strings than a Linux system call can give to a program are no arguments.
inline constexpr std::size_t mostExecArgs = std::size_t{1} << 23U;

/// Takes any bytes, but tooLong for more than mostExecArgs strings.
[[nodiscard]] Parsed<ExecArgs> parseExecArgs(std::string_view bytes);
void formatExecArgs(const ExecArgs& value, std::string& out);

enum class ExecRange : std::uint8_t { arguments, environment };
/// What a read at offset 0 gives.
[[nodiscard]] Errno renderExecArgs(const FileContext& ctx, ExecRange range, FileText& out);
[[nodiscard]] Parsed<Reformatted> reformatExecArgs(std::string_view bytes, Dialect dialect);

}
