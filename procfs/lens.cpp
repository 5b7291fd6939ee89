// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/lens.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <unordered_map>
#include <utility>

namespace sandscope::procfs {

namespace {

using Record = std::span<const Field>;

/// The field that names a record which keeps its identity when others come or go before it.
constexpr std::string_view rangeName = "range";

std::vector<Record> recordsOf(std::span<const Field> fields)
{
    std::vector<Record> records;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= fields.size(); ++i) {
        if (i < fields.size() && fields[i].name != fields.front().name)
            continue;
        records.push_back(fields.subspan(begin, i - begin));
        begin = i;
    }
    return records;
}

/// A value as a number, if it is one and nothing else. Dialects print numbers in other widths.
std::optional<std::uint64_t> numberOf(std::string_view text, int base)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// Do the values differ in leading zeros alone, or in blanks?
bool isSameInOtherForm(std::string_view left, std::string_view right)
{
    // Digits that mean a number in base 16 mean the same as each other in base 10, too.
    const auto one = numberOf(left, 16);
    if (one && one == numberOf(right, 16))
        return true;
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    const auto bare = [&](std::string_view text) {
        std::string result;
        std::ranges::copy_if(text, std::back_inserter(result), std::not_fn(isBlank));
        return result;
    };
    return bare(left) == bare(right);
}

void append(std::string& text, std::string_view sentence)
{
    if (!text.empty() && !sentence.empty())
        text += ' ';
    text += sentence;
}

/// What the table says of a field in a dialect, with the change that made it so.
void explain(LensRow& row, const FieldDoc& doc, Dialect dialect)
{
    append(row.reason, dialectName(dialect));
    row.reason += ": ";
    row.reason += truthReason(doc, dialect);
    if (const TruthNote* const note = doc.noteIn(dialect); note != nullptr && row.since.empty())
        row.since = note->since;
}

/// Is there more to say of the field there than that the kernel knows it?
bool isTelling(const FieldDoc* doc, Dialect dialect)
{
    return doc != nullptr
        && (doc->truthIn(dialect) != Truth::measured || doc->noteIn(dialect) != nullptr);
}

/// \a other is the dialect that does not print the field here.
void explainOnly(LensRow& row, const FieldDoc* doc, Dialect other, bool recordIsThere)
{
    if (doc == nullptr) {
        row.reason = "This field is not in the field table.";
        return;
    }
    const Truth truth = doc->truthIn(other);
    const bool isNeverThere = truth == Truth::absent || truth == Truth::renamed;
    if (isNeverThere || (recordIsThere && doc->noteIn(other) != nullptr)) {
        explain(row, *doc, other);
        return;
    }
    row.reason = dialectName(other);
    row.reason += recordIsThere ? ": It prints this only where there is something to say."
                                : ": It has no such line here.";
}

void explainDifference(LensRow& row, Dialect left, Dialect right)
{
    if (row.leftDoc == nullptr || row.rightDoc == nullptr) {
        row.reason = "This field is not in the field table.";
        return;
    }
    const bool leftTells = isTelling(row.leftDoc, left);
    const bool rightTells = isTelling(row.rightDoc, right);
    if (leftTells)
        explain(row, *row.leftDoc, left);
    if (rightTells) {
        const std::string_view one = leftTells ? truthReason(*row.leftDoc, left) : "";
        if (one != truthReason(*row.rightDoc, right))
            explain(row, *row.rightDoc, right);
    }
    if (isSameInOtherForm(*row.left, *row.right))
        append(row.reason, "The same value in another form.");
    else if (row.reason.empty())
        row.reason = "Both kernels measure it, each in its own way.";
}

void explainName(LensRow& row, Dialect left, Dialect right)
{
    explain(row, *row.leftDoc, right);
    if (row.left != row.right)
        explainDifference(row, left, right);
}

/// Matches the fields of one record.
class Matcher
{
public:
    Matcher(Record left, Record right, Dialect leftDialect, Dialect rightDialect)
        : m_left(left)
        , m_right(right)
        , m_leftDialect(leftDialect)
        , m_rightDialect(rightDialect)
        , m_ofLeft(left.size())
        , m_ofRight(right.size())
    {
        matchNames();
        matchRenamed();
    }

    std::vector<LensRow> rows(bool bothThere) const
    {
        // A field of the right alone stands behind the one that it follows there.
        std::vector<std::vector<std::size_t>> behind(m_left.size() + 1);
        std::size_t anchor = 0;
        for (std::size_t i = 0; i < m_right.size(); ++i) {
            if (m_ofRight[i])
                anchor = *m_ofRight[i] + 1;
            else
                behind[anchor].push_back(i);
        }
        std::vector<LensRow> rows;
        rows.reserve(std::max(m_left.size(), m_right.size()));
        for (std::size_t place = 0; place <= m_left.size(); ++place) {
            if (place > 0)
                rows.push_back(rowOf(place - 1, bothThere));
            for (const std::size_t i : behind[place])
                rows.push_back(rightRow(m_right[i], bothThere));
        }
        return rows;
    }

private:
    void match(std::size_t left, std::size_t right)
    {
        m_ofLeft[left] = right;
        m_ofRight[right] = left;
    }

    void matchNames()
    {
        // Most records have the same fields in the same places.
        std::size_t same = 0;
        while (same < m_left.size() && same < m_right.size()
               && m_left[same].name == m_right[same].name) {
            match(same, same);
            ++same;
        }
        std::unordered_map<std::string_view, std::vector<std::size_t>> places;
        for (std::size_t i = m_right.size(); i > same; --i)
            places[m_right[i - 1].name].push_back(i - 1); // the first is at the back
        for (std::size_t i = same; i < m_left.size(); ++i) {
            const auto found = places.find(m_left[i].name);
            if (found == places.end() || found->second.empty())
                continue;
            match(i, found->second.back());
            found->second.pop_back();
        }
    }

    void matchRenamed()
    {
        std::vector<std::size_t> candidates;
        for (std::size_t i = 0; i < m_right.size(); ++i) {
            const FieldDoc* const doc = m_right[i].doc;
            if (!m_ofRight[i] && doc != nullptr && doc->truthIn(m_leftDialect) == Truth::renamed)
                candidates.push_back(i);
        }
        auto next = candidates.begin();
        for (std::size_t i = 0; i < m_left.size() && next != candidates.end(); ++i) {
            const FieldDoc* const doc = m_left[i].doc;
            if (!m_ofLeft[i] && doc != nullptr && doc->truthIn(m_rightDialect) == Truth::renamed)
                match(i, *next++);
        }
    }

    LensRow rowOf(std::size_t place, bool bothThere) const
    {
        const Field& left = m_left[place];
        LensRow row{.name = left.name, .left = left.value, .leftDoc = left.doc};
        if (!m_ofLeft[place]) {
            row.verdict = LensVerdict::onlyLeft;
            explainOnly(row, left.doc, m_rightDialect, bothThere);
            return row;
        }
        const Field& right = m_right[*m_ofLeft[place]];
        row.right = right.value;
        row.rightDoc = right.doc;
        if (right.name != left.name) {
            row.otherName = right.name;
            row.verdict = LensVerdict::renamed;
            explainName(row, m_leftDialect, m_rightDialect);
        } else if (row.left != row.right) {
            row.verdict = LensVerdict::differs;
            explainDifference(row, m_leftDialect, m_rightDialect);
        }
        return row;
    }

    LensRow rightRow(const Field& right, bool bothThere) const
    {
        LensRow row{.name = right.name,
                    .right = right.value,
                    .rightDoc = right.doc,
                    .verdict = LensVerdict::onlyRight};
        explainOnly(row, right.doc, m_leftDialect, bothThere);
        return row;
    }

    Record m_left, m_right;
    Dialect m_leftDialect, m_rightDialect;
    std::vector<std::optional<std::size_t>> m_ofLeft, m_ofRight; ///< the partner of each
};

/// First address of a range "7f00-7f10"; nothing for anything else.
std::optional<std::uint64_t> startOf(Record record)
{
    const std::string_view range = record.front().value;
    return numberOf(range.substr(0, range.find('-')), 16);
}

bool areRanges(const std::vector<Record>& records)
{
    std::optional<std::uint64_t> before;
    for (const Record& record : records) {
        const auto start = record.front().name == rangeName ? startOf(record) : std::nullopt;
        if (!start || (before && *start < *before))
            return false;
        before = start;
    }
    return true;
}

}

std::string_view verdictName(LensVerdict verdict)
{
    constexpr std::array<std::string_view, 5> names
        = {"equal", "differs", "only left", "only right", "renamed"};
    return names[static_cast<std::size_t>(verdict)];
}

bool LensRecord::isEqual() const
{
    return std::ranges::all_of(
        rows, [](const LensRow& row) { return row.verdict == LensVerdict::equal; });
}

LensCounts count(std::span<const LensRecord> records)
{
    LensCounts counts;
    constexpr std::array members = {&LensCounts::equal, &LensCounts::differs, &LensCounts::onlyLeft,
                                    &LensCounts::onlyRight, &LensCounts::renamed};
    for (const LensRecord& record : records) {
        for (const LensRow& row : record.rows)
            ++(counts.*members[static_cast<std::size_t>(row.verdict)]);
    }
    return counts;
}

std::vector<LensRecord> alignFields(const LensSide& left, const LensSide& right)
{
    const std::vector<Record> lefts = recordsOf(left.fields);
    const std::vector<Record> rights = recordsOf(right.fields);
    const bool byRange = areRanges(lefts) && areRanges(rights);
    const bool isSingle = !byRange && lefts.size() <= 1 && rights.size() <= 1;

    std::vector<LensRecord> records;
    records.reserve(std::max(lefts.size(), rights.size()));
    auto l = lefts.begin();
    auto r = rights.begin();
    while (l != lefts.end() || r != rights.end()) {
        LensRecord record;
        record.isLeft = l != lefts.end();
        record.isRight = r != rights.end();
        if (byRange && record.isLeft && record.isRight && l->front().value != r->front().value) {
            // Where both begin at one address but end at another, the left comes first.
            record.isLeft = startOf(*l) <= startOf(*r);
            record.isRight = !record.isLeft;
        }
        const Record one = record.isLeft ? *l++ : Record();
        const Record other = record.isRight ? *r++ : Record();
        if (byRange)
            record.key = (record.isLeft ? one : other).front().value;
        else if (!isSingle)
            record.key = std::to_string(records.size() + 1);
        record.rows = Matcher(one, other, left.dialect, right.dialect)
                          .rows(record.isLeft && record.isRight);
        records.push_back(std::move(record));
    }
    return records;
}

}
