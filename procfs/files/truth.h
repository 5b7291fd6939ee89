// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/fields.h>

#include <array>
#include <span>
#include <string_view>

namespace sandscope::procfs {

/// The truth of a field in each dialect, one letter each, oldest first and linux last: M measured,
/// D derived, C constant, - absent, R renamed, ? unknown. Anything else does not compile.
consteval std::array<Truth, 6> truths(std::string_view letters)
{
    std::array<Truth, 6> result{};
    if (letters.size() != result.size())
        throw "six letters, one for each dialect";
    for (std::size_t i = 0; i < result.size(); ++i) {
        switch (letters[i]) {
        case 'M':
            result[i] = Truth::measured;
            break;
        case 'D':
            result[i] = Truth::derived;
            break;
        case 'C':
            result[i] = Truth::constant;
            break;
        case '-':
            result[i] = Truth::absent;
            break;
        case 'R':
            result[i] = Truth::renamed;
            break;
        case '?':
            result[i] = Truth::unknown;
            break;
        default:
            throw "M, D, C, -, R or ?";
        }
    }
    return result;
}

/// The row of a field table with exactly this name, or null.
[[nodiscard]] constexpr const FieldDoc* findDoc(std::span<const FieldDoc> docs,
                                                std::string_view name)
{
    for (const FieldDoc& doc : docs) {
        if (doc.name == name)
            return &doc;
    }
    return nullptr;
}

}
