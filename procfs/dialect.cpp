// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/dialect.h>

namespace sandscope::procfs {

namespace {

constexpr std::array<std::string_view, allDialects.size()> names
    = {"gvisor-2018", "gvisor-2019", "gvisor-2022", "gvisor-2024", "gvisor-2026", "linux"};

}

std::string_view dialectName(Dialect dialect)
{
    return names[static_cast<std::size_t>(dialect)];
}

std::optional<Dialect> dialectFromName(std::string_view name)
{
    for (const Dialect dialect : allDialects) {
        if (dialectName(dialect) == name)
            return dialect;
    }
    return std::nullopt;
}

}
