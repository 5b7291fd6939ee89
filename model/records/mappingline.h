// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/fileview.h>

#include <cstddef>
#include <optional>

namespace sandscope::model {

/// Where in a text of maps or smaps the line of the mapping begins that holds \a address. Absent:
/// none does, or the text is another file's. Linear in the text.
[[nodiscard]] std::optional<std::size_t> offsetOfMapping(const FileContent& content,
                                                         quint64 address);

/// The start of the mapping to whose lines the byte at \a offset belongs.
[[nodiscard]] std::optional<quint64> mappingAtOffset(const FileContent& content,
                                                     std::size_t offset);

}
