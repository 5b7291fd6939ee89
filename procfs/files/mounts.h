// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// One line of /proc/[pid]/mounts (facts 2.11; fstab(5)). Texts are as printed: Linux escapes
/// blanks in paths, gVisor does not.
struct MountsEntry
{
    std::string source = "none";
    std::string path;
    std::string type;
    std::string options;
    std::string frequency = "0", pass = "0"; ///< unused, always 0
    bool operator==(const MountsEntry&) const = default;
};

/// Takes blanks and tabs in a path, and newlines as long as the line behind does not end like a
/// whole one.
[[nodiscard]] Parsed<std::vector<MountsEntry>> parseMounts(std::string_view text);
/// In gvisor-2018 the words stand between tabs, later between blanks.
void formatMounts(const std::vector<MountsEntry>& value, Dialect dialect, std::string& out);

extern const ProcFile mountsFile;

}
