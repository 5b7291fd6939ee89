// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// /proc/loadavg. gVisor always prints zeros.
struct LoadAverage
{
    std::array<std::uint64_t, 3> hundredths{}; ///< tasks that want to run, over 1, 5 and 15 minutes
    std::uint64_t running = 0, tasks = 0;
    std::uint64_t lastTid = 0;
    bool operator==(const LoadAverage&) const = default;
};

[[nodiscard]] Parsed<LoadAverage> parseLoadAverage(std::string_view text);
void formatLoadAverage(const LoadAverage& value, std::string& out);

extern const ProcFile loadavgFile;

}
