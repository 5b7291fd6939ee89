// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <filesystem>
#include <string>
#include <vector>

namespace sandscope::fuzz {

/// A text of a file of /proc out of tests/data.
struct Sample
{
    std::filesystem::path path;
    const procfs::ProcFile* file = nullptr; ///< has a parser
    procfs::Dialect dialect = procfs::Dialect::linux_; ///< whose text it is
    std::string bytes;
};

/// Every file below a folder "proc" of \a data that has a parser: goldens, captured files and old
/// findings (corpus). Its dialect is told by a folder above, named as a dialect, with or without a
/// date
/// ("gvisor-20240729", "linux-6.18"); Linux where none is. Ascending by path.
[[nodiscard]] std::vector<Sample> samplesIn(const std::filesystem::path& data);

/// Empty when it cannot be read.
[[nodiscard]] std::string bytesOf(const std::filesystem::path& file);

}
