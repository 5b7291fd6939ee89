// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/view.h>
#include <procfs/procfile.h>

#include <QString>

#include <cstdint>
#include <optional>
#include <string>

namespace sandscope::app::cli {

/// The entry as one dialect has it.
struct LensEntry
{
    procfs::Dialect dialect = procfs::Dialect::gvisor2019;
    std::optional<procfs::FileKind> kind; ///< absent: there is no such entry
    std::optional<procfs::Failure> failure; ///< of finding or reading it
    std::optional<std::string> parseError;
    std::string text; ///< of a file
    procfs::Fields fields; ///< of a file, a link, or a directory (its entries)
    std::uint16_t mode = 0; ///< 0 where it is not known
};

/// Finds and reads the entry; \a view prints the dialect already.
[[nodiscard]] LensEntry readEntry(View& view, const std::string& path, procfs::Dialect dialect);

/// Why it could not be found, read or decoded; empty where it could.
[[nodiscard]] QString problemOf(const LensEntry& entry);

}
