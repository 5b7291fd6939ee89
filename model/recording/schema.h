// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/recording/database.h>

namespace sandscope::recording {

/// "Sscr": what makes a file of SQLite a recording.
inline constexpr std::uint32_t applicationId = 0x53736372;
inline constexpr std::uint32_t formatVersion = 1;

/// Makes the tables of an empty file, and marks it.
[[nodiscard]] const char* schemaText();
/// Are the tables of a file, as (name, sql), those and no others?
[[nodiscard]] Result<bool> isOurSchema(Statement& tables);

}
