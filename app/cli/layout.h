// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <QString>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Text for a terminal of a hundred columns.
namespace sandscope::app::cli {

inline constexpr qsizetype textColumns = 100;

/// A raw value as printed text; an empty one is "" and an absent one (absent), so that nobody takes
/// one for the other.
[[nodiscard]] QString valueText(const std::optional<std::string>& value);

/// Prints \a text behind \a lead, broken at blanks; further lines begin below the first's text. A
/// word that is too long for a line gets one of its own.
void printWrapped(const QString& lead, const QString& text);

/// "gvisor-2018", "gvisor-2018 to gvisor-2022, linux". \a dialects ascending.
[[nodiscard]] QString dialectsText(const std::vector<procfs::Dialect>& dialects);

/// "1 step", "7 steps".
[[nodiscard]] QString countText(std::size_t count, const char* one, const char* many);

/// Text of ours: always UTF-8.
[[nodiscard]] QString textOf(std::string_view utf8);

/// "task", "system", "net"
[[nodiscard]] QString scopeName(procfs::Scope scope);
/// How the file of a descriptor is called in reports: "status", "/proc/stat", "net/dev".
[[nodiscard]] QString fileTitle(const procfs::ProcFile& file);

}
