// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/fields.h>

namespace sandscope::procfs {

std::string_view truthName(Truth truth)
{
    constexpr std::array<std::string_view, 5> names
        = {"measured", "derived", "constant", "absent", "unknown"};
    return names[static_cast<std::size_t>(truth)];
}

}
