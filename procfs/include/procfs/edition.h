// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sandscope::procfs {

/// Names the field table: eight hexadecimal digits of a sum over every file and field, units,
/// constants and what each dialect makes of them. It changes when the table does and at no other
/// time, so two programs that say the same mean the same by what they show.
[[nodiscard]] std::string tablesEdition();

}
