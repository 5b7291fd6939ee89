// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/fieldplaces.h>

#include <algorithm>

namespace sandscope::procfs {

namespace {

/// What stands between fields, and between a name and its value. Brackets enclose a few values.
constexpr std::string_view separators = " \t\n(";
constexpr std::string_view behindName = " \t:=";

std::size_t skip(std::string_view text, std::size_t at, std::string_view characters)
{
    return std::min(text.find_first_not_of(characters, at), text.size());
}

bool stands(std::string_view text, std::size_t at, std::string_view what)
{
    return text.substr(at).starts_with(what);
}

/// The place of a field that begins at \a begin, with its name or without.
std::optional<FieldPlace> placeAt(std::string_view text, std::size_t begin, const Field& field)
{
    if (!field.name.empty() && stands(text, begin, field.name)) {
        const std::size_t behind = begin + field.name.size();
        const std::size_t value = skip(text, behind, behindName);
        if (value > behind && stands(text, value, field.value))
            return FieldPlace{begin, value, value + field.value.size()};
        // A value may begin with blanks of its own, or be nothing but what separates.
        for (std::size_t at = behind + 1; at <= value; ++at) {
            if (stands(text, at, field.value))
                return FieldPlace{begin, at, at + field.value.size()};
        }
    }
    if (!field.value.empty() && stands(text, begin, field.value))
        return FieldPlace{begin, begin, begin + field.value.size()};
    return std::nullopt;
}

}

std::vector<std::optional<FieldPlace>> placesOf(std::string_view text,
                                                std::span<const Field> fields)
{
    std::vector<std::optional<FieldPlace>> places;
    places.reserve(fields.size());
    std::size_t at = 0;
    // A search that finds nothing reads to the end; after a few of them the text is taken for one
    // that does not print its values.
    int vainSearches = 0;
    constexpr int mostVainSearches = 16;
    for (const Field& field : fields) {
        auto place = placeAt(text, at, field);
        if (!place)
            place = placeAt(text, skip(text, at, separators), field);
        if (!place && !field.value.empty() && vainSearches < mostVainSearches) {
            // Something that no field names stands in between.
            const std::size_t found = text.find(field.value, at);
            if (found != std::string_view::npos)
                place = FieldPlace{found, found, found + field.value.size()};
            else
                ++vainSearches;
        }
        if (place)
            at = place->valueEnd;
        places.push_back(place);
    }
    return places;
}

std::optional<std::size_t> fieldAt(std::span<const std::optional<FieldPlace>> places,
                                   std::size_t offset)
{
    std::optional<std::size_t> result;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i] && places[i]->begin <= offset)
            result = i;
    }
    return result;
}

}
