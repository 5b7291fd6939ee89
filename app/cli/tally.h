// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/roundtrip.h>
#include <procfs/truthcheck.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sandscope::app::cli {

/// What checking the texts of one file in one dialect gave.
struct FileCounts
{
    std::size_t files = 0;
    std::size_t differing = 0; ///< files that came out otherwise, or could not be parsed
    std::size_t typedBytes = 0; ///< formatted from fields
    std::size_t unknownBytes = 0; ///< kept as they were
};

/// Sums up what was checked: bytes by file and dialect, files that nobody has a format for, and
/// what the field table says that a text contradicts.
class Tally
{
public:
    /// Parses and formats the text again; holds the field table against it.
    RoundTrip check(const procfs::ProcFile& file, procfs::Dialect dialect, std::string_view bytes,
                    std::string_view origin);
    /// A file without a format, by its path below /proc. Files of one name count together, those of
    /// /proc itself as "/proc/NAME".
    void addOpaque(std::string_view path);

    [[nodiscard]] FileCounts sum() const;
    [[nodiscard]] std::size_t opaqueCount() const;
    [[nodiscard]] const procfs::TruthCheck& truth() const { return m_truth; }

    /// The table of bytes, then what is opaque, then the field table's trouble.
    void print() const;
    /// Keys "bytes", "opaque", "truth".
    [[nodiscard]] QJsonObject toJson() const;

private:
    using Key = std::pair<QString, procfs::Dialect>; ///< title of the file
    std::map<Key, FileCounts> m_counts;
    std::map<std::string, std::size_t> m_opaque; ///< by name
    procfs::TruthCheck m_truth;
};

}
