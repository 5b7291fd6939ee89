// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Holds the field tables against texts of the files they describe.
namespace sandscope::procfs {

/// What a field table says and a text contradicts.
struct TruthViolation
{
    enum class Kind : std::uint8_t {
        undecodable, ///< the text is none that the file's parser takes
        fileAbsent, ///< the dialect has no such file
        undocumented, ///< a field without a row in the table
        absent, ///< a field that the dialect does not print
        renamed, ///< a field under the name that the dialect does not use for it
        notConstant, ///< another value than the constant that the table names
    };
    static constexpr std::size_t kindCount = 6;

    Kind kind = Kind::undecodable;
    const ProcFile* file = nullptr;
    Dialect dialect = Dialect::gvisor2018;
    std::string field; ///< its name as printed; empty with undecodable and fileAbsent
    std::string expected; ///< with notConstant
    std::string found; ///< the first offending value, the parser's complaint; at most 200 bytes
    std::string origin; ///< where the first one was, as given to add
    std::uint64_t count = 0; ///< how often it was seen
};

/// "undecodable" …
[[nodiscard]] std::string_view violationName(TruthViolation::Kind kind);

/// One sentence without a newline, odd bytes escaped.
[[nodiscard]] std::string describe(const TruthViolation& violation);

/// What was seen of one field in one dialect.
struct FieldSighting
{
    const ProcFile* file = nullptr;
    const FieldDoc* doc = nullptr;
    Dialect dialect = Dialect::gvisor2018;
    std::uint64_t values = 0;
    bool varied = false; ///< not all of them were alike
    std::string first; ///< the first value, at most 200 bytes
};

/// Collects what many texts of proc files show and says where the field tables are wrong about it.
/// Its memory is bounded by the tables, not by the texts: of each kind of violation it keeps a few,
/// and of values the first. One thread at a time.
class TruthCheck
{
public:
    /// Decodes \a bytes as \a file of \a dialect. \a origin names the text in reports. A file
    /// without a parser has nothing to check and counts as a text alone.
    void add(const ProcFile& file, Dialect dialect, std::string_view bytes,
             std::string_view origin = {});

    /// How many texts and how many values in them were looked at.
    [[nodiscard]] std::uint64_t texts(Dialect dialect) const;
    [[nodiscard]] std::uint64_t values(Dialect dialect) const;

    /// In the order of files, dialects and first appearance.
    [[nodiscard]] std::vector<TruthViolation> violations() const;
    /// How many violations were of other fields than those kept.
    [[nodiscard]] std::uint64_t violationsLeftOut() const { return m_leftOut; }

    /// Every field that was seen, in the order of files, dialects and their tables.
    [[nodiscard]] std::vector<FieldSighting> sightings() const;
    /// Fields that a dialect is said to measure and that no text of their file showed, though there
    /// was at least one. No contradiction: what is printed may depend on what a task does.
    [[nodiscard]] std::vector<FieldSighting> neverSeen() const;

private:
    struct Seen
    {
        std::uint64_t values = 0;
        std::size_t firstLength = 0;
        bool varied = false;
        std::string first;
    };
    struct FileSeen
    {
        const ProcFile* file = nullptr;
        Dialect dialect = Dialect::gvisor2018;
        std::uint64_t texts = 0, values = 0;
        std::map<const FieldDoc*, Seen> fields;
        std::vector<TruthViolation> violations;
    };

    void look(FileSeen& seen, const Field& field, std::string_view origin);
    void complain(FileSeen& seen, TruthViolation::Kind kind, std::string_view field,
                  std::string_view expected, std::string_view found, std::string_view origin);

    std::vector<FileSeen> m_files;
    std::uint64_t m_leftOut = 0;
};

}
