// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/scenario/arguments.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace sandscope::scenario {

namespace {

using std::chrono::nanoseconds;

constexpr std::uint64_t pageBytes = 4096;
constexpr std::array reservedAddresses
    = {std::string_view{"heap"}, std::string_view{"stack"}, std::string_view{"arguments"}};

std::string inQuotes(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string result = "\"";
    result.append(text.substr(0, longest));
    return result.append(text.size() > longest ? "…\"" : "\"");
}

template <class Int>
std::optional<Int> wholeNumber(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x")) {
        base = 16;
        text.remove_prefix(2);
    }
    Int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string_view trimmed(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

}

std::string_view describe(NameKind kind)
{
    switch (kind) {
    case NameKind::task:
        return "task";
    case NameKind::address:
        return "address";
    case NameKind::descriptor:
        return "descriptor";
    }
    return "thing";
}

void Parsing::report(const Value& at, std::string message, std::string suggestion)
{
    constexpr std::size_t most = 100;
    if (problems.size() < most)
        problems.push_back({file, at.line, at.column, std::move(message), std::move(suggestion)});
}

std::optional<std::int64_t> readInteger(const std::string& text)
{
    return wholeNumber<std::int64_t>(text);
}

std::optional<std::uint64_t> readSize(std::string_view text)
{
    text = trimmed(text);
    struct Unit
    {
        std::string_view name;
        std::uint64_t bytes;
    };
    constexpr std::array units
        = {Unit{"pages", pageBytes}, Unit{"page", pageBytes}, Unit{"K", std::uint64_t{1} << 10U},
           Unit{"M", std::uint64_t{1} << 20U}, Unit{"G", std::uint64_t{1} << 30U}};
    std::uint64_t unit = 1;
    for (const Unit& candidate : units) {
        if (text.ends_with(candidate.name)) {
            unit = candidate.bytes;
            text = trimmed(text.substr(0, text.size() - candidate.name.size()));
            break;
        }
    }
    const auto number = wholeNumber<std::uint64_t>(text);
    if (!number || *number > std::numeric_limits<std::uint64_t>::max() / unit)
        return std::nullopt;
    return *number * unit;
}

std::optional<nanoseconds> readDuration(std::string_view text)
{
    struct Unit
    {
        std::string_view name;
        std::int64_t ns;
    };
    constexpr std::array units
        = {Unit{"ms", 1'000'000}, Unit{"us", 1000}, Unit{"ns", 1}, Unit{"s", 1'000'000'000}};
    constexpr std::int64_t most = std::int64_t{10} * 365 * 24 * 3600; // ten years, in seconds
    const auto unit
        = std::ranges::find_if(units, [text](const Unit& u) { return text.ends_with(u.name); });
    if (unit == units.end())
        return std::nullopt;
    text = trimmed(text.substr(0, text.size() - unit->name.size()));
    const std::size_t point = text.find('.');
    const auto whole = wholeNumber<std::int64_t>(text.substr(0, point));
    if (!whole || *whole < 0 || *whole > most * 1'000'000'000 / unit->ns)
        return std::nullopt;
    std::int64_t result = *whole * unit->ns;
    if (point != std::string_view::npos) {
        std::int64_t place = unit->ns;
        const std::string_view digits = text.substr(point + 1);
        if (digits.empty())
            return std::nullopt;
        for (const char digit : digits) {
            if (digit < '0' || digit > '9')
                return std::nullopt;
            place /= 10;
            result += place * (digit - '0');
        }
    }
    return nanoseconds(result);
}

std::optional<std::string> readText(Parsing& parsing, const Value& value)
{
    if (value.kind == Value::Kind::scalar)
        return value.text;
    const Value* hex
        = value.kind == Value::Kind::map && value.entries.size() == 1 ? value.find("hex") : nullptr;
    if (!hex || hex->kind != Value::Kind::scalar) {
        parsing.report(value, "a text was expected",
                       "for bytes that YAML cannot hold write {hex: \"66 6f 6f\"}");
        return std::nullopt;
    }
    std::string bytes;
    std::string digits;
    for (const char c : hex->text) {
        if (c == ' ')
            continue;
        digits.push_back(c);
        if (digits.size() == 2) {
            const auto byte = wholeNumber<std::uint8_t>("0x" + digits);
            if (!byte)
                break;
            bytes.push_back(static_cast<char>(*byte));
            digits.clear();
        }
    }
    if (!digits.empty()) {
        parsing.report(*hex, "this is no text in hexadecimal digits",
                       "two digits for each byte, as in \"66 6f 6f\"");
        return std::nullopt;
    }
    return bytes;
}

Arguments::Arguments(Parsing& parsing, const Value& value, std::string_view owner,
                     std::string_view mainKey)
    : m_parsing(parsing)
    , m_value(value)
    , m_owner(owner)
    , m_mainKey(mainKey)
{
    const bool isList = value.kind == Value::Kind::sequence || value.kind == Value::Kind::scalar;
    const bool isBytes
        = value.kind == Value::Kind::map && value.entries.size() == 1 && value.find("hex");
    m_isBare = (isList || isBytes) && !m_mainKey.empty();
    if (isList && m_mainKey.empty())
        m_parsing.report(value, inQuotes(m_owner) + " wants its arguments as a map",
                         "as in " + m_owner + ": {key: value}");
}

Arguments::~Arguments()
{
    if (m_isBare || m_value.kind != Value::Kind::map)
        return;
    for (const auto& [key, value] : m_value.entries) {
        if (!std::ranges::contains(m_asked, key.text))
            m_parsing.report(key, "unknown key " + inQuotes(key.text) + " of " + inQuotes(m_owner),
                             suggestionFor(key.text, m_asked));
    }
}

const Value* Arguments::find(std::string_view key)
{
    m_asked.emplace_back(key);
    if (m_isBare)
        return key == m_mainKey ? &m_value : nullptr;
    return m_value.find(key);
}

const Value* Arguments::require(std::string_view key)
{
    const Value* value = find(key);
    if (!value)
        m_parsing.report(m_value, inQuotes(m_owner) + " needs " + inQuotes(key));
    return value;
}

std::uint64_t Arguments::size(std::string_view key, std::optional<std::uint64_t> fallback)
{
    const Value* value = fallback ? find(key) : require(key);
    if (!value)
        return fallback.value_or(0);
    const auto result = value->kind == Value::Kind::scalar ? readSize(value->text) : std::nullopt;
    if (!result)
        m_parsing.report(*value, inQuotes(value->text) + " is no size",
                         "as in 4096, 0x1000, 64K, 2M, 1G or 3 pages");
    return result.value_or(0);
}

std::int64_t Arguments::integer(std::string_view key, std::int64_t least, std::int64_t most,
                                std::optional<std::int64_t> fallback)
{
    const Value* value = fallback ? find(key) : require(key);
    if (!value)
        return fallback.value_or(least);
    const auto result
        = value->kind == Value::Kind::scalar ? readInteger(value->text) : std::nullopt;
    if (!result || *result < least || *result > most) {
        m_parsing.report(
            *value, inQuotes(value->text) + " is no possible value of " + inQuotes(key),
            "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return least;
    }
    return *result;
}

bool Arguments::boolean(std::string_view key, bool fallback)
{
    const Value* value = find(key);
    if (!value)
        return fallback;
    if (value->kind == Value::Kind::scalar && (value->text == "true" || value->text == "false"))
        return value->text == "true";
    m_parsing.report(*value, inQuotes(value->text) + " is neither true nor false");
    return fallback;
}

std::string Arguments::text(std::string_view key, const std::optional<std::string>& fallback)
{
    const Value* value = fallback ? find(key) : require(key);
    if (!value)
        return fallback.value_or("");
    return readText(m_parsing, *value).value_or("");
}

std::vector<std::string> Arguments::texts(std::string_view key)
{
    const Value* value = find(key);
    std::vector<std::string> result;
    if (!value)
        return result;
    if (value->kind != Value::Kind::sequence) {
        m_parsing.report(*value, inQuotes(key) + " is a list", "as in [one, two]");
        return result;
    }
    for (const Value& item : value->items)
        result.push_back(readText(m_parsing, item).value_or(""));
    return result;
}

nanoseconds Arguments::duration(std::string_view key, nanoseconds fallback)
{
    const Value* value = find(key);
    if (!value)
        return fallback;
    const auto result
        = value->kind == Value::Kind::scalar ? readDuration(value->text) : std::nullopt;
    if (!result)
        m_parsing.report(*value, inQuotes(value->text) + " is no time",
                         "as in 1.5s, 20ms, 3us or 7ns");
    return result.value_or(fallback);
}

std::vector<std::uint32_t> Arguments::ids(std::string_view key)
{
    std::vector<std::uint32_t> result;
    const Value* value = find(key);
    if (!value)
        return result;
    if (value->kind != Value::Kind::sequence) {
        m_parsing.report(*value, inQuotes(key) + " is a list of numbers", "as in [100, 101]");
        return result;
    }
    for (const Value& item : value->items) {
        const auto id = readInteger(item.text);
        if (!id || *id < 0 || *id > std::numeric_limits<std::uint32_t>::max())
            m_parsing.report(item, inQuotes(item.text) + " is no user or group id");
        else
            result.push_back(static_cast<std::uint32_t>(*id));
    }
    return result;
}

std::size_t Arguments::choice(std::string_view key, std::span<const std::string_view> words,
                              std::optional<std::size_t> fallback)
{
    const Value* value = fallback ? find(key) : require(key);
    if (!value)
        return fallback.value_or(0);
    const auto found = std::ranges::find(words, value->text);
    if (value->kind == Value::Kind::scalar && found != words.end())
        return static_cast<std::size_t>(found - words.begin());
    m_parsing.report(*value, inQuotes(value->text) + " is no possible value of " + inQuotes(key),
                     suggestionFor(value->text, words));
    return 0;
}

std::uint64_t Arguments::choices(std::string_view key, std::span<const std::string_view> words)
{
    const Value* value = find(key);
    if (!value)
        return 0;
    std::uint64_t bits = 0;
    const auto take = [&](const Value& at, std::string_view word) {
        const auto found = std::ranges::find(words, word);
        if (found == words.end())
            m_parsing.report(at, inQuotes(word) + " is no possible value of " + inQuotes(key),
                             suggestionFor(word, words));
        else
            bits |= std::uint64_t{1} << static_cast<unsigned>(found - words.begin());
    };
    for (const Value& item : value->items)
        take(item, item.text);
    std::string_view rest = value->text;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(" |"), rest.size());
        if (end > 0)
            take(*value, rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (value->kind == Value::Kind::map)
        m_parsing.report(*value, inQuotes(key) + " is a list", "as in [one, two]");
    return bits;
}

procfs::Access Arguments::access(std::string_view key, procfs::Access fallback)
{
    const Value* value = find(key);
    if (!value)
        return fallback;
    const std::string& text = value->text;
    const auto is
        = [&text](std::size_t at, char letter) { return text[at] == letter || text[at] == '-'; };
    if (value->kind != Value::Kind::scalar || text.size() != 3 || !is(0, 'r') || !is(1, 'w')
        || !is(2, 'x')) {
        m_parsing.report(*value, inQuotes(text) + " is no access",
                         "three letters, as in r--, rw-, r-x or ---");
        return fallback;
    }
    return {text[0] == 'r', text[1] == 'w', text[2] == 'x'};
}

void Arguments::checkName(const Value& at, const std::string& name, NameKind kind)
{
    const auto& names = m_parsing.names;
    const auto found = names.find(name);
    if (found != names.end() && found->second == kind)
        return;
    std::vector<std::string> candidates;
    for (const auto& [known, knownKind] : names) {
        if (knownKind == kind)
            candidates.push_back(known);
    }
    if (found != names.end())
        m_parsing.report(at,
                         inQuotes(name) + " is no " + std::string(describe(kind))
                             + " but the name of "
                             + (found->second == NameKind::address ? "an " : "a ")
                             + std::string(describe(found->second)),
                         suggestionFor(name, candidates));
    else
        m_parsing.report(at,
                         "no earlier step made a"
                             + std::string(kind == NameKind::address ? "n " : " ")
                             + std::string(describe(kind)) + " " + inQuotes(name),
                         suggestionFor(name, candidates));
}

std::string Arguments::task(std::string_view key, bool isOptional)
{
    const Value* value = isOptional ? find(key) : require(key);
    if (!value)
        return {};
    checkName(*value, value->text, NameKind::task);
    return value->text;
}

AddressRef Arguments::address(std::string_view key, bool isOptional)
{
    const Value* value = isOptional ? find(key) : require(key);
    if (!value)
        return {};
    const std::string& text = value->text;
    if (const auto number = readSize(text))
        return {{}, *number};
    const std::size_t sign = text.find_first_of("+-");
    AddressRef result{std::string(trimmed(std::string_view(text).substr(0, sign))), 0};
    if (sign != std::string::npos) {
        const auto offset = readSize(std::string_view(text).substr(sign + 1));
        if (!offset) {
            m_parsing.report(*value, inQuotes(text) + " is no address",
                             "as in 0x7f0000000000, buffer or buffer+64K");
            return {};
        }
        result.offset = text[sign] == '+' ? *offset : 0 - *offset;
    }
    if (!std::ranges::contains(reservedAddresses, result.name))
        checkName(*value, result.name, NameKind::address);
    return result;
}

FdRef Arguments::descriptor(std::string_view key)
{
    const Value* value = require(key);
    if (!value)
        return {};
    if (const auto number = readInteger(value->text)) {
        if (*number >= -1 && *number <= std::numeric_limits<int>::max())
            return {{}, static_cast<int>(*number)};
    }
    checkName(*value, value->text, NameKind::descriptor);
    return {value->text, -1};
}

}
