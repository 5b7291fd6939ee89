// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// A line of fdinfo that only files of a special kind have: a counter's, a timer's, a lock's …
/// (proc_pid_fdinfo(5)).
struct FdInfoLine
{
    std::size_t pattern = 0; ///< one of fdInfoPatterns
    std::array<std::uint64_t, 8> numbers{}; ///< in order of appearance; negative ones wrap around
    std::array<std::string, 4> words; ///< likewise

    bool operator==(const FdInfoLine&) const = default;
};

/// How such a line looks. In its pattern %d is a signed number, %u an unsigned, %x and %o one in
/// base 16 or 8, %s a word and %t numbers with tabs between; a width pads with blanks, or with
/// zeros where it begins with one, and behind the word after a minus sign.
struct FdInfoPattern
{
    std::string_view field; ///< its name in the field table
    std::string_view pattern;
};

inline constexpr std::array<FdInfoPattern, 18> fdInfoPatterns = {{
    {"Pid", "Pid:\t%d"},
    {"NSpid", "NSpid:\t%t"},
    {"scm_fds", "scm_fds: %u"},
    {"eventfd-count", "eventfd-count: %16x"},
    {"eventfd-id", "eventfd-id: %d"},
    {"eventfd-semaphore", "eventfd-semaphore: %d"},
    {"tfd", "tfd: %8d events: %8x data: %16x  pos:%d ino:%x sdev:%x"},
    {"clockid", "clockid: %d"},
    {"ticks", "ticks: %u"},
    {"settime flags", "settime flags: 0%o"},
    {"it_value", "it_value: (%u, %u)"},
    {"it_interval", "it_interval: (%u, %u)"},
    {"sigmask", "sigmask:\t%016x"},
    {"inotify",
     "inotify wd:%x ino:%x sdev:%x mask:%x ignored_mask:%x fhandle-bytes:%x "
     "fhandle-type:%x f_handle:%s"},
    {"inotify", "inotify wd:%x ino:%x sdev:%x mask:%x ignored_mask:%x "},
    {"tty-index", "tty-index:\t%d"},
    {"lock", "lock:\t%d: %-6s %-9s %s %d %02x:%02x:%u %u %s"},
    {"lock", "lock:\t%d: -> %-6s %-9s %s %d %02x:%02x:%u %u %s"},
}};

/// Nothing for a line that no pattern prints byte for byte.
[[nodiscard]] std::optional<FdInfoLine> parseFdInfoLine(std::string_view line);
/// Appends the line without a newline.
void formatFdInfoLine(const FdInfoLine& value, std::string& out);

}
