// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/dialect.h>
#include <procfs/fields.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// One file of one task as two kernels print it, laid side by side.
namespace sandscope::procfs {

/// What two kernels say of one field.
enum class LensVerdict : std::uint8_t {
    equal,
    differs, ///< both print it, with other values
    onlyLeft,
    onlyRight,
    renamed, ///< the same field under two names; the values may differ, too
};

/// "equal", "differs", "only left", "only right", "renamed"
[[nodiscard]] std::string_view verdictName(LensVerdict verdict);

/// The decoded text of one side.
struct LensSide
{
    std::span<const Field> fields; ///< as ProcFile::decode gave them
    Dialect dialect = Dialect::gvisor2019;
};

/// One line of the comparison.
struct LensRow
{
    std::string name; ///< on the left; on the right where the left has none
    std::string otherName{}; ///< on the right, where it is another one; otherwise empty
    std::optional<std::string> left{}, right{}; ///< raw bytes; absent: that side does not print it
    const FieldDoc* leftDoc = nullptr; ///< null: no such field, or not in the table
    const FieldDoc* rightDoc = nullptr;
    LensVerdict verdict = LensVerdict::equal;
    std::string reason{}; ///< why they are not equal; empty where they are. Ends with a full stop.
    std::string since{}; ///< the change that made it so, where the table names one

    bool operator==(const LensRow&) const = default;
};

/// The lines of one record: a mapping of maps and smaps, a line of mounts. A file of one record
/// (stat, status) has one with an empty key.
struct LensRecord
{
    std::string key; ///< raw bytes of the address range, or the number of the record from 1
    bool isLeft = true; ///< the left side has this record
    bool isRight = true;
    std::vector<LensRow> rows; ///< in the order of the left side, those of the right put in between

    [[nodiscard]] bool isEqual() const;
    bool operator==(const LensRecord&) const = default;
};

/// How many rows have each verdict.
struct LensCounts
{
    std::size_t equal = 0, differs = 0, onlyLeft = 0, onlyRight = 0, renamed = 0;

    [[nodiscard]] std::size_t notEqual() const { return differs + onlyLeft + onlyRight + renamed; }
    bool operator==(const LensCounts&) const = default;
};
[[nodiscard]] LensCounts count(std::span<const LensRecord> records);

/// Lays two sides beside each other.
///
/// A record begins wherever the name of a side's first field comes again. Where that field is
/// called "range", records are matched by it, both sides ascending (mappings); otherwise by their
/// order. Within a record fields are matched by name, the second of a name with the second. What
/// has no partner of its name is matched with a field that the other side calls otherwise: both
/// rows of the field table say "renamed" of the other side's dialect.
///
/// Reasons come from the notes of the field table (truthReason), of whichever side the difference
/// is about. Takes time and space in proportion to the number of fields.
[[nodiscard]] std::vector<LensRecord> alignFields(const LensSide& left, const LensSide& right);

}
