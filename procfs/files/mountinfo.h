// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// One line of /proc/[pid]/mountinfo (facts 2.11; proc_pid_mountinfo(5)). Texts are as printed,
/// escaped or not.
struct MountInfo
{
    std::int64_t id = 0;
    std::int64_t parentId = 0; ///< its own id at the root
    std::uint32_t deviceMajor = 0, deviceMinor = 0;
    std::string root = "/"; ///< of the mount within its file system
    std::string path;
    std::string options;
    std::vector<std::string> tags; ///< "shared:1"; gVisor of 2022 prints an empty one
    std::string type;
    std::string source = "none";
    std::string superOptions;
    bool operator==(const MountInfo&) const = default;
};

/// A raw path with blanks, as gVisor of 2018 and 2019 prints it, is not told from what follows it:
/// its words end up in path, options and tags. The text survives nevertheless, newlines in a path
/// too.
[[nodiscard]] Parsed<std::vector<MountInfo>> parseMountInfo(std::string_view text);
/// The same in every dialect.
void formatMountInfo(const std::vector<MountInfo>& value, Dialect dialect, std::string& out);

extern const ProcFile mountinfoFile;

}
