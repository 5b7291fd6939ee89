// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// One line of /proc/stat: a key and its numbers.
struct SystemStatLine
{
    std::string_view key; ///< "cpu", "cpu0", "intr" …
    std::vector<std::uint64_t> numbers; ///< at least one
    bool operator==(const SystemStatLine&) const = default;
};

/// A line without its newline; the key is a view into it.
[[nodiscard]] Parsed<SystemStatLine> parseSystemStatLine(std::string_view line);
void formatSystemStatLine(const SystemStatLine& value, std::string& out);

extern const ProcFile systemstatFile;

}
