// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/fieldplaces.h>
#include <procfs/lens.h>
#include <procfs/text/escape.h>

#include <algorithm>

#include <fuzz/laws.h>

namespace sandscope::fuzz {

using namespace procfs;

namespace {

bool isOneLine(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string brokenErrorLaw(const ParseError& error, std::string_view bytes)
{
    if (error.offset > bytes.size())
        return "the error's offset " + std::to_string(error.offset) + " is outside the input";
    if (error.found.size() > 40)
        return "the error quotes more than 40 bytes";
    if (!bytes.substr(error.offset).starts_with(error.found))
        return "the error quotes \"" + text::escaped(error.found)
            + "\", which is not what stands at " + std::to_string(error.offset);
    if (const auto sentence = describe(error); !isOneLine(sentence))
        return "the error's sentence is not one printable line: " + text::escaped(sentence);
    return {};
}

/// Without what formatting may change: zeros before a number, the sign of zero, the case of a
/// hexadecimal digit, a repeated blank.
std::string plain(std::string_view value)
{
    const auto isDigit = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char next = i + 1 < value.size() ? value[i + 1] : '\0';
        if (value[i] == '0' && isDigit(next) && (out.empty() || !isDigit(out.back())))
            continue;
        if (value[i] == '-' && next == '0') {
            const std::size_t digit
                = std::min(value.find_first_not_of('0', i + 1), value.size() - 1);
            if (!isDigit(value[digit]) || value[digit] == '0')
                continue;
        }
        if (isBlank(value[i]) && (isBlank(next) || next == '\0' || out.empty()))
            continue;
        out += value[i] >= 'A' && value[i] <= 'F' ? static_cast<char>(value[i] | 0x20) : value[i];
    }
    return out;
}

/// The first difference between what two lists of fields say.
std::string fieldDifference(const Fields& before, const Fields& after)
{
    const auto quoted = [](const Field& field) {
        return '"' + text::escaped(field.name) + "\" = \"" + text::escaped(field.value) + '"';
    };
    for (std::size_t i = 0; i < std::min(before.size(), after.size()); ++i) {
        if (before[i].name != after[i].name
            || (before[i].value != after[i].value
                && plain(before[i].value) != plain(after[i].value)))
            return "field " + quoted(before[i]) + " became " + quoted(after[i]);
        if (before[i].doc != after[i].doc)
            return "field " + quoted(before[i]) + " is documented otherwise the second time";
    }
    if (before.size() != after.size())
        return std::to_string(before.size()) + " fields became " + std::to_string(after.size());
    return {};
}

std::string brokenPlaceLaw(std::string_view bytes, const Fields& fields)
{
    const auto places = placesOf(bytes, fields);
    if (places.size() != fields.size())
        return "there are not as many places as fields";
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& place = places[i];
        if (!place)
            continue;
        if (place->begin > place->valueBegin || place->valueBegin > place->valueEnd
            || place->valueEnd > bytes.size())
            return "the place of field " + std::to_string(i) + " is not within the text";
        if (bytes.substr(place->valueBegin, place->valueEnd - place->valueBegin) != fields[i].value)
            return "at the place of field " + std::to_string(i) + " stands something else";
    }
    for (const std::size_t offset : {std::size_t{0}, bytes.size() / 2, bytes.size()}) {
        if (const auto at = fieldAt(places, offset); at && *at >= fields.size())
            return "a field that is not there stands at " + std::to_string(offset);
    }
    return {};
}

std::string brokenLensLaw(const Fields& fields, Dialect dialect)
{
    const LensSide side{fields, dialect};
    const auto same = count(alignFields(side, side));
    if (same.equal != fields.size() || same.notEqual() != 0)
        return "a text differs from itself in " + std::to_string(same.notEqual()) + " fields";
    // Against the first half of itself nothing may be lost.
    const LensSide half{std::span(fields).first(fields.size() / 2), dialect};
    const auto cut = count(alignFields(side, half));
    if (cut.equal + cut.differs + cut.onlyLeft + cut.renamed != fields.size())
        return "fields were lost beside the first half of them";
    return {};
}

}

std::string brokenLaw(const ProcFile& file, Dialect dialect, std::string_view bytes)
{
    const auto fields = file.decode(bytes, dialect);
    const auto once = file.reformat(bytes, dialect);
    if (fields.has_value() != once.has_value())
        return fields ? "decode takes it and reformat does not: " + describe(once.error())
                      : "reformat takes it and decode does not: " + describe(fields.error());
    if (!once) {
        if (auto broken = brokenErrorLaw(once.error(), bytes); !broken.empty())
            return "reformat: " + broken;
        if (auto broken = brokenErrorLaw(fields.error(), bytes); !broken.empty())
            return "decode: " + broken;
        return {};
    }
    if (once->unknownBytes > once->bytes.size())
        return "more bytes are unknown than there are";
    const auto twice = file.reformat(once->bytes, dialect);
    if (!twice)
        return "its own output is refused: " + describe(twice.error());
    if (twice->bytes != once->bytes)
        return "its own output changes";
    if (twice->unknownBytes != once->unknownBytes)
        return "the second time " + std::to_string(twice->unknownBytes)
            + " bytes are unknown, the first time " + std::to_string(once->unknownBytes);
    const auto again = file.decode(once->bytes, dialect);
    if (!again)
        return "decode refuses reformat's output: " + describe(again.error());
    if (auto difference = fieldDifference(*fields, *again); !difference.empty())
        return "reformatting changes what it says: " + difference;
    if (auto broken = brokenPlaceLaw(bytes, *fields); !broken.empty())
        return broken;
    return brokenLensLaw(*fields, dialect);
}

}
