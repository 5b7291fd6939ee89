// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/recording/database.h>
#include <model/recording/facts.h>

#include <charconv>
#include <format>

namespace sandscope::recording {

namespace {

constexpr std::string_view sumName = "sum", reasonPrefix = "reason.", viewPrefix = "view.";

std::string sumOf(const FactRows& rows)
{
    Digest digest;
    for (const auto& [name, value] : rows) {
        if (name == sumName)
            continue;
        digest.addBytes(name);
        digest.addBytes(value);
    }
    return std::to_string(digest.value());
}

template <class T>
std::optional<T> numberIn(const FactRows& rows, std::string_view name)
{
    const auto found = rows.find(std::string(name));
    if (found == rows.end())
        return std::nullopt;
    T value{};
    const char* const end = found->second.data() + found->second.size();
    const auto [stop, error] = std::from_chars(found->second.data(), end, value);
    return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

std::string textIn(const FactRows& rows, std::string_view name)
{
    const auto found = rows.find(std::string(name));
    return found == rows.end() ? std::string() : found->second;
}

}

FactRows factRows(const Facts& facts, std::uint64_t salt)
{
    FactRows rows{
        {"program", facts.program},
        {"source", facts.source},
        {"title", facts.title},
        {"dialect", std::string(procfs::dialectName(facts.dialect))},
        {"masked", facts.isMasked ? "1" : "0"},
        {"files", facts.files},
        {"note", facts.note},
        {"ended", facts.isEnded ? "1" : "0"},
        {"salt", std::to_string(salt)},
    };
    if (facts.begun)
        rows["begun"] = std::to_string(*facts.begun);
    for (std::size_t i = 0; i < facts.dialectReasons.size(); ++i)
        rows[std::format("{}{:04}", reasonPrefix, i)] = facts.dialectReasons[i];
    for (const auto& [name, value] : facts.view)
        rows[std::string(viewPrefix) + name] = value;
    rows[std::string(sumName)] = sumOf(rows);
    return rows;
}

std::optional<KnownFacts> factsOf(const FactRows& rows)
{
    const auto dialect = procfs::dialectFromName(textIn(rows, "dialect"));
    const auto salt = numberIn<std::uint64_t>(rows, "salt");
    if (!dialect || !salt || textIn(rows, sumName) != sumOf(rows))
        return std::nullopt;
    KnownFacts known{.facts = {.program = textIn(rows, "program"),
                               .source = textIn(rows, "source"),
                               .title = textIn(rows, "title"),
                               .dialect = *dialect,
                               .isMasked = textIn(rows, "masked") != "0",
                               .files = textIn(rows, "files"),
                               .note = textIn(rows, "note"),
                               .begun = numberIn<std::int64_t>(rows, "begun"),
                               .isEnded = textIn(rows, "ended") == "1"},
                     .salt = *salt};
    for (const auto& [name, value] : rows) {
        if (name.starts_with(reasonPrefix))
            known.facts.dialectReasons.push_back(value);
        if (name.starts_with(viewPrefix))
            known.facts.view.emplace_back(name.substr(viewPrefix.size()), value);
    }
    return known;
}

std::uint64_t textHash(std::uint64_t salt, std::string_view text)
{
    Digest digest(salt);
    digest.addBytes(text);
    return digest.value();
}

}
