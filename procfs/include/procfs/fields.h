// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/dialect.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// Where a value comes from, in one dialect.
enum class Truth : std::uint8_t {
    measured, ///< the kernel counts or stores it
    derived, ///< computed from something else, or only an approximation
    constant, ///< the same text always
    absent, ///< this dialect has no such field
    unknown, ///< no fact about it; never guessed
};

/// "measured" …
[[nodiscard]] std::string_view truthName(Truth truth);

/// What is known about one named value of a proc file, in every dialect.
struct FieldDoc
{
    std::string_view name; ///< as printed, without colon; for stat and statm the name in proc(5)
    std::string_view unit; ///< "kB", "bytes", "pages", "ticks", "" …
    std::string_view meaning; ///< one or two sentences
    std::array<Truth, 6> truth; ///< indexed by Dialect

    [[nodiscard]] Truth truthIn(Dialect dialect) const
    {
        return truth[static_cast<std::size_t>(dialect)];
    }
};

/// One field of one text.
struct Field
{
    std::string name; ///< raw bytes; those of a field that no table knows are kept as they are
    std::string value; ///< raw bytes as printed, without the separators around it
    const FieldDoc* doc = nullptr; ///< null: not a known field
};

using Fields = std::vector<Field>;

}
