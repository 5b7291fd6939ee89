// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sandscope::procfs::text {

/// Raw bytes made fit for one line of a message: backslash, quote and every byte outside 0x20 to
/// 0x7e appear as \\, \", \n, \t or \xNN.
[[nodiscard]] std::string escaped(std::string_view bytes);

}
