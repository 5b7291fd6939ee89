// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/replayer.h>

#include <expected>
#include <string>
#include <string_view>

namespace sandscope::replay {

/// What "LOG?elf=DIR&image=FILE&kernel=gvisor-2024&against=DIR" names.
struct LogName
{
    std::string log;
    ReplayOptions options;
    std::string against; ///< a capture folder; empty: none
};

/// Takes a name apart. Keys: elf, image, kernel (the name of a dialect), parent, against; each once
/// at most, in any order. %XX stands for a byte, so that names may hold & and %. A file whose own
/// name has a "?" is written with %3F. An unknown key or value is a sentence.
[[nodiscard]] std::expected<LogName, std::string> parseLogName(std::string_view name);

}
