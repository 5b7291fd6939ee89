// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// The one place that knows jsoncons.
#include <model/scenario/schema.h>

#ifndef SANDSCOPE_HAS_JSONCONS

namespace sandscope::scenario {

struct Schema::Private
{
};

Schema::Schema(std::string_view) { }
Schema::~Schema() = default;

bool Schema::canCheck()
{
    return false;
}

std::vector<stepping::Problem> Schema::check(std::string_view, std::string_view) const
{
    return {};
}

}

#else

#include <model/scenario/document.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <iterator>
#include <optional>

#include <jsoncons/json.hpp>
#include <jsoncons_ext/jsonschema/jsonschema.hpp>

namespace sandscope::scenario {

namespace {

using jsoncons::ojson;
using jsoncons::jsonschema::validation_message;

template <class T>
std::optional<T> wholeNumber(std::string_view text, int base)
{
    T value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    return error == std::errc{} && stop == end && !text.empty() ? std::optional{value}
                                                                : std::nullopt;
}

// A plain scalar is what YAML 1.2's core schema says, for so an editor takes it.
ojson plainScalar(const std::string& text)
{
    if (text == "true" || text == "True" || text == "TRUE")
        return true;
    if (text == "false" || text == "False" || text == "FALSE")
        return false;
    if (text.starts_with("0x")) {
        if (const auto number = wholeNumber<std::uint64_t>(std::string_view(text).substr(2), 16))
            return *number;
    }
    if (const auto number = wholeNumber<std::int64_t>(text, 10))
        return *number;
    if (const auto number = wholeNumber<std::uint64_t>(text, 10))
        return *number;
    const bool isDecimal = text.find_first_not_of("+-.0123456789eE") == std::string::npos
        && text.find_first_of("0123456789") != std::string::npos;
    double fraction = 0;
    const char* end = text.data() + text.size();
    if (const auto [stop, error] = std::from_chars(text.data(), end, fraction);
        isDecimal && error == std::errc{} && stop == end)
        return fraction;
    return text;
}

// What a string holds may be no UTF-8, which JSON cannot say; no pattern looks at such bytes.
std::string asciiOnly(std::string text)
{
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) > 0x7e; }, '?');
    return text;
}

ojson jsonOf(const Value& value)
{
    switch (value.kind) {
    case Value::Kind::null:
        return ojson::null();
    case Value::Kind::scalar:
        return value.isQuoted ? ojson(asciiOnly(value.text)) : plainScalar(asciiOnly(value.text));
    case Value::Kind::sequence: {
        ojson list(jsoncons::json_array_arg);
        for (const Value& item : value.items)
            list.push_back(jsonOf(item));
        return list;
    }
    case Value::Kind::map:
        break;
    }
    ojson object(jsoncons::json_object_arg);
    for (const auto& [key, content] : value.entries)
        object.insert_or_assign(asciiOnly(key.text), jsonOf(content));
    return object;
}

// The part of the document that a JSON pointer means; of a key that is refused, the key.
const Value& placeOf(const Value& root, const jsoncons::jsonpointer::json_pointer& pointer,
                     bool isKeyWanted)
{
    const Value* place = &root;
    const Value* key = &root;
    for (const std::string& token : pointer) {
        if (place->kind == Value::Kind::sequence) {
            const auto index = wholeNumber<std::size_t>(token, 10);
            if (!index || *index >= place->items.size())
                break;
            place = &place->items[*index];
            key = place;
            continue;
        }
        const auto entry = std::ranges::find_if(place->entries, [&token](const Value::Entry& e) {
            return asciiOnly(e.first.text) == token;
        });
        if (entry == place->entries.end())
            break;
        key = &entry->first;
        place = &entry->second;
    }
    return isKeyWanted || place->line == 0 ? *key : *place;
}

std::size_t depthOf(const validation_message& message)
{
    return static_cast<std::size_t>(
        std::distance(message.instance_location().begin(), message.instance_location().end()));
}

// Where several forms are possible, the one that got furthest is most likely meant.
const validation_message& furthest(const validation_message& message)
{
    const validation_message* best = &message;
    for (const validation_message& detail : message.details()) {
        const validation_message& candidate = furthest(detail);
        const bool isBetter = depthOf(candidate) > depthOf(*best)
            || (depthOf(candidate) == depthOf(*best) && best->keyword() != "pattern"
                && candidate.keyword() != "type" && candidate.keyword() != "required");
        if (isBetter)
            best = &candidate;
    }
    return *best;
}

std::string lowered(std::string text)
{
    if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z')
        text.front() = static_cast<char>(text.front() - 'A' + 'a');
    while (text.ends_with('.'))
        text.pop_back();
    return text;
}

stepping::Problem problemOf(const Value& root, const std::string& file,
                            const validation_message& message)
{
    const validation_message& found = furthest(message);
    const bool isKey = found.keyword() == "additionalProperties" || found.keyword() == "required"
        || found.keyword() == "not";
    const Value& place = placeOf(root, found.instance_location(), isKey);
    // Of a step, whose keys name its operations.
    const bool isStep = found.keyword() == "oneOf";
    return {file,
            place.line,
            place.column,
            "the schema says: "
                + (isStep ? std::string("a step has one operation") : lowered(found.message())),
            {}};
}

}

struct Schema::Private
{
    std::optional<jsoncons::jsonschema::json_schema<ojson>> compiled;
    std::string damage; ///< why there is none
};

Schema::Schema(std::string_view json)
{
    auto made = std::make_unique<Private>();
    try { // jsoncons' way to refuse
        made->compiled.emplace(jsoncons::jsonschema::make_json_schema(ojson::parse(json)));
    } catch (const std::exception& error) {
        made->damage = std::string("the schema is damaged: ") + error.what();
    }
    d = std::move(made);
}

Schema::~Schema() = default;

bool Schema::canCheck()
{
    return true;
}

std::vector<stepping::Problem> Schema::check(std::string_view yaml, std::string_view fileName) const
{
    const std::string file(fileName);
    const auto document = readDocument(yaml, fileName);
    if (!document)
        return {document.error()};
    if (!d->compiled)
        return {{file, 0, 0, d->damage, {}}};
    std::vector<stepping::Problem> problems;
    try { // it throws, too, when a reference leads nowhere
        d->compiled->validate(jsonOf(*document), [&](const validation_message& message) {
            problems.push_back(problemOf(*document, file, message));
            return jsoncons::jsonschema::walk_result::advance;
        });
    } catch (const std::exception& error) {
        problems.push_back({file, 0, 0, std::string("the schema is damaged: ") + error.what(), {}});
    }
    std::ranges::stable_sort(problems, {}, [](const stepping::Problem& problem) {
        return std::pair{problem.line, problem.column};
    });
    return problems;
}

}

#endif
