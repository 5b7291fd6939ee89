// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <QJsonObject>
#include <QString>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::app::cli {

/// One byte that came out another one.
struct Difference
{
    std::size_t line = 0; ///< from 1
    std::size_t offset = 0; ///< from 0, in the file
    std::optional<unsigned char> original; ///< absent past the end
    std::optional<unsigned char> formatted;
    std::optional<std::string> field; ///< whose byte it is; absent where that cannot be told
};

/// What parsing a text and formatting it again gave.
struct RoundTrip
{
    std::optional<procfs::ParseError> error; ///< it is not what its format says
    std::size_t errorLine = 0; ///< from 1, of the error
    std::vector<Difference> differences; ///< the first few
    std::size_t differenceCount = 0; ///< all of them
    std::size_t bytes = 0; ///< of the new text, 0 with an error
    std::size_t unknownBytes = 0; ///< those that no field stands for and that were kept as they
                                  ///< were

    [[nodiscard]] bool isExact() const { return !error && differenceCount == 0; }
};

[[nodiscard]] RoundTrip roundTrip(const procfs::ProcFile& file, std::string_view bytes,
                                  procfs::Dialect dialect);

/// One line for each thing that is wrong, each beginning with \a path.
[[nodiscard]] std::vector<QString> describe(const std::string& path, const RoundTrip& result);
[[nodiscard]] QJsonObject toJson(const std::string& path, const RoundTrip& result);

}
