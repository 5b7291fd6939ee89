// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// /proc/uptime, in hundredths of a second. gVisor prints no idle time; its seeds count from the
/// moment at which this /proc was mounted, which is taken for the start of the sandbox here.
struct Uptime
{
    std::uint64_t up = 0;
    std::uint64_t idle = 0; ///< of all processors together
    bool operator==(const Uptime&) const = default;
};

[[nodiscard]] Parsed<Uptime> parseUptime(std::string_view text);
void formatUptime(const Uptime& value, std::string& out);

extern const ProcFile uptimeFile;

}
