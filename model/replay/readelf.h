// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/elffile.h>

#include <expected>
#include <string>
#include <string_view>

namespace sandscope::replay {

/// The program headers as `readelf -lW` prints them, with or without the file header (-h) and
/// other lines before. What cannot be read is a sentence with the number of its line.
[[nodiscard]] std::expected<ElfHeaders, std::string> readReadelf(std::string_view text);

}
