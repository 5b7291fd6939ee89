// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/fields.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// Where a field stands in the text that it was decoded from: byte offsets.
struct FieldPlace
{
    std::size_t begin = 0; ///< of its name, where the text prints one; else of its value
    std::size_t valueBegin = 0;
    std::size_t valueEnd = 0; ///< exclusive

    bool operator==(const FieldPlace&) const = default;
};

/// Finds each field, from left to right, so that of equal values each gets its own place. Absent:
/// its value does not stand there as it is (a number of a binary file, a target that was
/// unescaped).
///
/// \code
/// constexpr std::string_view text = "7f0000000000-7f0000021000 rw-p 00000000 00:00 0 \n";
/// const auto fields = procFile("maps")->decode(text, Dialect::gvisor2024);
/// const auto places = placesOf(text, *fields);
/// assert(fieldAt(places, text.find("rw-p")) == 1 && fields->at(1).name == "perms");
/// \endcode
[[nodiscard]] std::vector<std::optional<FieldPlace>> placesOf(std::string_view text,
                                                              std::span<const Field> fields);

/// The field that holds the byte at \a offset, separators behind a value included; the last one for
/// an offset at or past the end. Nothing where no field stands before it or could be found.
[[nodiscard]] std::optional<std::size_t> fieldAt(std::span<const std::optional<FieldPlace>> places,
                                                 std::size_t offset);

}
