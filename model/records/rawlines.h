// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstddef>
#include <string_view>
#include <vector>

/// How the bytes of a file stand in lines, for all who show them.
namespace sandscope::model {

inline constexpr std::size_t hexRow = 16; ///< bytes in a row of hexadecimal digits
inline constexpr std::size_t longestRawLine = 4096; ///< bytes; a longer line goes on in the next
                                                    ///< row

/// Not something that a terminal would show as it stands? NUL is not, where it ends a word as in
/// environ.
[[nodiscard]] bool looksBinary(std::string_view bytes);

/// Where each row of a text begins; the end of the last one is that of the text. A row ends behind
/// a newline or NUL.
[[nodiscard]] std::vector<std::size_t> rowStarts(std::string_view bytes);

/// Escaped, without the newline, tabs as blanks up to the next multiple of 8.
[[nodiscard]] QString textLine(std::string_view line);
[[nodiscard]] QString hexBytes(std::string_view row);
[[nodiscard]] QString asciiBytes(std::string_view row);

}
