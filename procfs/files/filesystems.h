// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <string>
#include <string_view>

namespace sandscope::procfs {

/// One line of /proc/filesystems.
struct KnownFileSystem
{
    bool needsDevice = false;
    std::string_view name;
    bool operator==(const KnownFileSystem&) const = default;
};

/// A line without its newline; a view into it.
[[nodiscard]] Parsed<KnownFileSystem> parseFileSystemsLine(std::string_view line);
void formatFileSystemsLine(const KnownFileSystem& value, std::string& out);

extern const ProcFile filesystemsFile;

}
