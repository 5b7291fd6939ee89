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
    renamed, ///< this dialect prints it under another name, which its note gives
    unknown, ///< no fact about it; never guessed
};

/// "measured" …
[[nodiscard]] std::string_view truthName(Truth truth);

/// Why a field is what it is in some dialects.
struct TruthNote
{
    DialectSet where;
    std::string_view reason; ///< one sentence
    std::string_view since{}; ///< the change that made it so: "2021-07-28 (72c2b74ac)", or empty
};

/// What is known about one named value of a proc file, in every dialect.
struct FieldDoc
{
    std::string_view name; ///< as printed, without colon; for stat and statm the name in proc(5)
    std::string_view unit; ///< "kB", "bytes", "pages", "ticks", "" …
    std::string_view meaning; ///< one or two sentences
    std::array<Truth, 6> truth; ///< indexed by Dialect
    std::array<TruthNote, 3> notes{}; ///< unused ones have an empty reason
    std::string_view constant{}; ///< the value where truth says constant; empty text is ""

    [[nodiscard]] Truth truthIn(Dialect dialect) const
    {
        return truth[static_cast<std::size_t>(dialect)];
    }
    /// Null when there is none for that dialect.
    [[nodiscard]] const TruthNote* noteIn(Dialect dialect) const;
};

/// Why \a doc has the truth that it has in \a dialect: its note, or what holds for every field of
/// that truth. One sentence.
[[nodiscard]] std::string_view truthReason(const FieldDoc& doc, Dialect dialect);

/// One field of one text.
struct Field
{
    std::string name; ///< raw bytes; those of a field that no table knows are kept as they are
    std::string value; ///< raw bytes as printed, without the separators around it
    const FieldDoc* doc = nullptr; ///< null: not a known field
};

using Fields = std::vector<Field>;

}
