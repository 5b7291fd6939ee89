// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// One line of /proc/meminfo: "MemTotal:       24684092 kB".
///
/// Keys are padded to 16 columns and numbers end in column 24 where they can (gVisor
/// pkg/sentry/fs/proc/meminfo.go; Linux fs/proc/meminfo.c).
struct MeminfoLine
{
    std::string_view key; ///< without its colon
    std::uint64_t value = 0;
    bool isKilobytes = true; ///< " kB" follows
    bool operator==(const MeminfoLine&) const = default;
};

/// A line without its newline; a view into it.
[[nodiscard]] Parsed<MeminfoLine> parseMeminfoLine(std::string_view line);
void formatMeminfoLine(const MeminfoLine& value, std::string& out);

extern const ProcFile meminfoFile;

}
