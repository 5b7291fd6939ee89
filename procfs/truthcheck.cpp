// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/text/escape.h>
#include <procfs/truthcheck.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace sandscope::procfs {

namespace {

constexpr std::size_t longestKept = 200;
constexpr std::size_t mostOfAKind = 64; // violations kept of one kind in one file and dialect

std::string clipped(std::string_view text)
{
    return std::string(text.substr(0, longestKept));
}

// A table may name the value as printed or without its unit.
bool isConstant(const FieldDoc& doc, std::string_view value)
{
    if (value == doc.constant)
        return true;
    return !doc.unit.empty() && value.size() == doc.constant.size() + 1 + doc.unit.size()
        && value.starts_with(doc.constant) && value.ends_with(doc.unit)
        && value[doc.constant.size()] == ' ';
}

}

std::string_view violationName(TruthViolation::Kind kind)
{
    constexpr std::array<std::string_view, TruthViolation::kindCount> names
        = {"undecodable", "file absent", "undocumented", "absent", "renamed", "not constant"};
    return names[static_cast<std::size_t>(kind)];
}

std::string describe(const TruthViolation& violation)
{
    using enum TruthViolation::Kind;
    const auto quoted = [](std::string_view raw) { return '"' + text::escaped(raw) + '"'; };
    const std::string file = quoted(violation.file ? violation.file->name : "?");
    const std::string dialect(dialectName(violation.dialect));
    const std::string field = quoted(violation.field);
    std::string sentence;
    switch (violation.kind) {
    case undecodable:
        sentence = "A text of " + file + " in " + dialect + " cannot be read: " + violation.found;
        break;
    case fileAbsent:
        sentence = "There is a text of " + file + ", which " + dialect + " is said not to have";
        break;
    case undocumented:
        sentence = "The table of " + file + " has no row for " + field + ", which " + dialect
            + " prints with the value " + quoted(violation.found);
        break;
    case absent:
        sentence = "The table of " + file + " says that " + dialect + " has no " + field
            + ", and there it is with the value " + quoted(violation.found);
        break;
    case renamed:
        sentence = "The table of " + file + " says that " + dialect + " prints " + field
            + " under another name, and there it is with the value " + quoted(violation.found);
        break;
    case notConstant:
        sentence = "The table of " + file + " says that " + field + " is always "
            + quoted(violation.expected) + " in " + dialect + ", and there it is "
            + quoted(violation.found);
        break;
    }
    if (sentence.ends_with('.'))
        sentence.pop_back();
    if (!violation.origin.empty())
        sentence += " (" + text::escaped(violation.origin) + ')';
    if (violation.count > 1)
        sentence += ", " + std::to_string(violation.count) + " times";
    return sentence + '.';
}

void TruthCheck::add(const ProcFile& file, Dialect dialect, std::string_view bytes,
                     std::string_view origin)
{
    using Kind = TruthViolation::Kind;
    auto seen = std::ranges::find_if(
        m_files, [&](const FileSeen& one) { return one.file == &file && one.dialect == dialect; });
    if (seen == m_files.end()) {
        m_files.push_back({&file, dialect, 0, 0, {}, {}});
        seen = std::prev(m_files.end());
    }
    ++seen->texts;
    if (!file.existsIn(dialect))
        complain(*seen, Kind::fileAbsent, {}, {}, {}, origin);
    if (!file.decode)
        return;
    const auto fields = file.decode(bytes, dialect);
    if (!fields) {
        complain(*seen, Kind::undecodable, {}, {}, describe(fields.error()), origin);
        return;
    }
    for (const Field& field : *fields)
        look(*seen, field, origin);
}

void TruthCheck::look(FileSeen& seen, const Field& field, std::string_view origin)
{
    using Kind = TruthViolation::Kind;
    ++seen.values;
    if (!field.doc) {
        complain(seen, Kind::undocumented, field.name, {}, field.value, origin);
        return;
    }
    Seen& known = seen.fields[field.doc];
    if (++known.values == 1) {
        known.first = clipped(field.value);
        known.firstLength = field.value.size();
    } else if (!known.varied) {
        known.varied = field.value.size() != known.firstLength
            || std::string_view(field.value).substr(0, longestKept) != known.first;
    }
    switch (field.doc->truthIn(seen.dialect)) {
    case Truth::absent:
        complain(seen, Kind::absent, field.name, {}, field.value, origin);
        break;
    case Truth::renamed:
        if (field.name == field.doc->name)
            complain(seen, Kind::renamed, field.name, {}, field.value, origin);
        break;
    case Truth::constant:
        if (!isConstant(*field.doc, field.value))
            complain(seen, Kind::notConstant, field.name, field.doc->constant, field.value, origin);
        break;
    case Truth::measured:
    case Truth::derived:
    case Truth::unknown:
        break;
    }
}

void TruthCheck::complain(FileSeen& seen, TruthViolation::Kind kind, std::string_view field,
                          std::string_view expected, std::string_view found,
                          std::string_view origin)
{
    std::size_t ofThatKind = 0;
    const std::string name = clipped(field);
    for (TruthViolation& known : seen.violations) {
        if (known.kind != kind)
            continue;
        if (known.field == name) {
            ++known.count;
            return;
        }
        ++ofThatKind;
    }
    if (ofThatKind == mostOfAKind) {
        ++m_leftOut;
        return;
    }
    seen.violations.push_back({kind, seen.file, seen.dialect, name, clipped(expected),
                               clipped(found), clipped(origin), 1});
}

std::uint64_t TruthCheck::texts(Dialect dialect) const
{
    std::uint64_t sum = 0;
    for (const FileSeen& seen : m_files)
        sum += seen.dialect == dialect ? seen.texts : 0;
    return sum;
}

std::uint64_t TruthCheck::values(Dialect dialect) const
{
    std::uint64_t sum = 0;
    for (const FileSeen& seen : m_files)
        sum += seen.dialect == dialect ? seen.values : 0;
    return sum;
}

namespace {

// Files in the order of their names, each in the order of the dialects.
template <class FileSeen>
std::vector<const FileSeen*> inOrder(const std::vector<FileSeen>& files)
{
    std::vector<const FileSeen*> result;
    for (const FileSeen& seen : files)
        result.push_back(&seen);
    std::ranges::sort(result, {}, [](const FileSeen* seen) {
        return std::tuple(seen->file->scope, seen->file->name, seen->dialect);
    });
    return result;
}

}

std::vector<TruthViolation> TruthCheck::violations() const
{
    std::vector<TruthViolation> result;
    for (const FileSeen* seen : inOrder(m_files))
        result.insert(result.end(), seen->violations.begin(), seen->violations.end());
    return result;
}

std::vector<FieldSighting> TruthCheck::sightings() const
{
    std::vector<FieldSighting> result;
    for (const FileSeen* seen : inOrder(m_files)) {
        for (const auto& [doc, field] : seen->fields)
            result.push_back(
                {seen->file, doc, seen->dialect, field.values, field.varied, field.first});
    }
    return result;
}

std::vector<FieldSighting> TruthCheck::neverSeen() const
{
    std::vector<FieldSighting> result;
    for (const FileSeen* seen : inOrder(m_files)) {
        for (const FieldDoc& doc : seen->file->fields) {
            if (doc.truthIn(seen->dialect) == Truth::measured && !seen->fields.contains(&doc))
                result.push_back({seen->file, &doc, seen->dialect, 0, false, {}});
        }
    }
    return result;
}

}
