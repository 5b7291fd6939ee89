// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/call.h>
#include <model/replay/lexing.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace sandscope::replay {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// A number at the start of the text, and how many bytes it has; none: 0 bytes.
std::pair<std::uint64_t, std::size_t> leadingNumber(std::string_view text)
{
    std::string_view digits = text;
    const bool isNegative = digits.starts_with('-');
    if (isNegative)
        digits.remove_prefix(1);
    int base = 10;
    if (digits.starts_with("0x") || digits.starts_with("0o")) {
        base = digits[1] == 'x' ? 16 : 8;
        digits.remove_prefix(2);
    } else if (digits.size() > 1 && digits[0] == '0' && isDigit(digits[1])) {
        base = 8;
    }
    std::uint64_t value = 0;
    const auto [end, error]
        = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (error != std::errc())
        return {0, 0};
    return {isNegative ? std::uint64_t{0} - value : value,
            static_cast<std::size_t>(end - text.data())};
}

// What may stand behind a number without being part of it.
bool isDecoration(std::string_view rest)
{
    return rest.empty() || rest.starts_with(' ') || rest.starts_with('(') || rest.starts_with('<');
}

std::string_view withoutComment(std::string_view text)
{
    return lexing::trimmed(text.substr(0, text.find("/*")));
}

std::optional<std::uint64_t> valueOf(std::string_view name, std::span<const Constant> constants)
{
    const auto found = std::ranges::find(constants, name, &Constant::name);
    return found == constants.end() ? std::nullopt : std::optional(found->value);
}

int hexDigit(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void appendUtf8(std::uint32_t point, std::string& out)
{
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xc0 | point >> 6U);
        put(0x80 | (point & 0x3fU));
    } else if (point < 0x10000) {
        put(0xe0 | point >> 12U);
        put(0x80 | (point >> 6U & 0x3fU));
        put(0x80 | (point & 0x3fU));
    } else {
        put(0xf0 | (point >> 18U & 7U));
        put(0x80 | (point >> 12U & 0x3fU));
        put(0x80 | (point >> 6U & 0x3fU));
        put(0x80 | (point & 0x3fU));
    }
}

// The escape that begins at \a at behind a backslash; moves \a at behind it.
void decodeEscape(std::string_view text, std::size_t& at, std::string& out)
{
    constexpr std::string_view letters = "abtnvfr";
    constexpr std::string_view values = "\a\b\t\n\v\f\r";
    const char c = text[at++];
    if (c >= '0' && c <= '7') {
        unsigned value = static_cast<unsigned>(c - '0');
        for (int more = 0; more < 2 && at < text.size() && text[at] >= '0' && text[at] <= '7';
             ++more)
            value = value * 8 + static_cast<unsigned>(text[at++] - '0');
        out += static_cast<char>(value);
    } else if (c == 'x' || c == 'u' || c == 'U') {
        const std::size_t most = c == 'x' ? 2 : c == 'u' ? 4 : 8;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < most && at < text.size() && hexDigit(text[at]) >= 0; ++i)
            value = value * 16 + static_cast<std::uint32_t>(hexDigit(text[at++]));
        if (c == 'x')
            out += static_cast<char>(value);
        else
            appendUtf8(value, out);
    } else if (const std::size_t letter = letters.find(c); letter != std::string_view::npos) {
        out += values[letter];
    } else {
        out += c; // a quote, a backslash, or what nobody escapes
    }
}

// Behind "0x7ffe1234 ", with which gVisor begins what a pointer points to; the text as it is when
// there is no such thing.
std::string_view behindAddress(std::string_view text)
{
    if (!text.starts_with("0x"))
        return text;
    const auto [value, length] = leadingNumber(text);
    if (length == 0 || length >= text.size() || text[length] != ' ')
        return text;
    return text.substr(length + 1);
}

}

namespace lexing {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

namespace {

// Behind what -yy says of a descriptor, which begins at the "<" at \a at. Paths in it have their
// angle brackets escaped; "->" stands between the two ends of a socket.
std::size_t behindDecoration(std::string_view text, std::size_t at)
{
    std::size_t depth = 0;
    for (std::size_t i = at; i < text.size(); ++i) {
        if (text[i] == '<')
            ++depth;
        if (text[i] != '>')
            continue;
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        const bool isArrow = i > 0 && text[i - 1] == '-'
            && (isDigit(next) || next == '[' || hexDigit(next) >= 0 || next == '@');
        if (!isArrow && --depth == 0)
            return i + 1;
    }
    return std::string_view::npos;
}

std::size_t behindQuotes(std::string_view text, std::size_t at)
{
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
    }
    return std::string_view::npos;
}

bool isWordEnd(char c)
{
    return isDigit(c) || (c >= 'A' && c <= 'Z') || c == '_';
}

// The next comma or closing bracket at the outermost level from \a at on; npos: none, and with
// \a failed set something does not match.
std::size_t nextMark(std::string_view text, std::size_t at, bool& failed)
{
    std::string open; // brackets to be closed
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = behindQuotes(text, at);
        } else if (c == '/' && text.substr(at).starts_with("/* ")) {
            const std::size_t end = text.find("*/", at);
            at = end == std::string_view::npos ? end : end + 2;
        } else if (c == '<' && at > 0 && isWordEnd(text[at - 1])
                   && !text.substr(at).starts_with("<<") && text[at - 1] != '<') {
            at = behindDecoration(text, at);
        } else if (c == '<' && text.substr(at).starts_with("<<")) {
            at += 2;
        } else if (c == '(' || c == '[' || c == '{') {
            open += c == '(' ? ')' : c == '[' ? ']' : '}';
            ++at;
            if (open.size() > maxDepth)
                at = std::string_view::npos;
        } else if (c == ')' || c == ']' || c == '}') {
            if (open.empty())
                return at;
            if (open.back() != c) {
                at = std::string_view::npos;
            } else {
                open.pop_back();
                ++at;
            }
        } else if (c == ',' && open.empty()) {
            return at;
        } else {
            ++at;
        }
    }
    failed = at == std::string_view::npos || !open.empty();
    return std::string_view::npos;
}

// "flags=CLONE_VM": a name is a word in small letters.
Argument named(std::string_view text)
{
    Argument argument;
    std::size_t i = 0;
    while (i < text.size()
           && ((text[i] >= 'a' && text[i] <= 'z') || text[i] == '_' || isDigit(text[i])))
        ++i;
    if (i > 0 && i < text.size() && !isDigit(text[0])
        && (text[i] == '=' || text.substr(i).starts_with(":\""))) {
        argument.name = text.substr(0, i);
        text.remove_prefix(i + 1);
    }
    argument.text = trimmed(text);
    return argument;
}

}

std::size_t closingBracket(std::string_view text, char closing)
{
    std::size_t at = 0;
    bool failed = false;
    while (true) {
        at = nextMark(text, at, failed);
        if (at == std::string_view::npos)
            return at;
        if (text[at] != ',')
            return text[at] == closing ? at : std::string_view::npos;
        ++at;
    }
}

std::optional<std::vector<Argument>> split(std::string_view text)
{
    std::vector<Argument> parts;
    std::size_t from = 0;
    bool failed = false;
    while (true) {
        const std::size_t at = nextMark(text, from, failed);
        if (failed || (at != std::string_view::npos && text[at] != ','))
            return std::nullopt;
        const std::string_view part
            = trimmed(text.substr(from, at == std::string_view::npos ? at : at - from));
        const bool isLast = at == std::string_view::npos;
        // A call that is interrupted behind a comma has no argument there.
        if (!part.empty() || !isLast)
            parts.push_back(named(part));
        if (isLast)
            return parts;
        if (parts.size() > maxParts)
            return std::nullopt;
        from = at + 1;
    }
}

}

std::optional<std::uint64_t> Argument::number() const
{
    const std::string_view all = withoutComment(text);
    if (all == "NULL" || all == "null")
        return 0;
    if (all == "RLIM64_INFINITY" || all == "RLIM_INFINITY")
        return std::numeric_limits<std::uint64_t>::max();
    const auto [value, length] = leadingNumber(all);
    if (length == 0)
        return std::nullopt;
    const std::string_view rest = all.substr(length);
    if (rest.starts_with('*')) {
        const auto [factor, digits] = leadingNumber(rest.substr(1));
        if (digits == 0 || digits + 1 != rest.size())
            return std::nullopt;
        return value * factor;
    }
    if (rest.starts_with("<<")) {
        const auto [shift, digits] = leadingNumber(rest.substr(2));
        if (digits == 0 || digits + 2 != rest.size() || shift > 63)
            return std::nullopt;
        return value << shift;
    }
    return isDecoration(rest) ? std::optional(value) : std::nullopt;
}

bool Argument::isNull() const
{
    return text == "NULL" || text == "null" || text == "0x0" || text == "0";
}

std::optional<std::uint64_t> Argument::constant(std::span<const Constant> constants) const
{
    if (const auto value = number())
        return value;
    return valueOf(withoutComment(text), constants);
}

std::optional<std::uint64_t> Argument::flags(std::span<const Constant> constants) const
{
    std::string_view rest = withoutComment(text);
    if (rest.empty())
        return std::nullopt;
    std::uint64_t flags = 0;
    while (true) {
        const std::size_t bar = rest.find('|');
        std::string_view part = lexing::trimmed(rest.substr(0, bar));
        bool isBit = false;
        if (part.starts_with("1<<") && part.size() > 3 && !isDigit(part[3])) {
            part.remove_prefix(3);
            isBit = true;
        }
        const auto value = Argument{{}, std::string(part)}.constant(constants);
        if (!value || (isBit && *value > 63))
            return std::nullopt;
        flags |= isBit ? std::uint64_t{1} << *value : *value;
        if (bar == std::string_view::npos)
            return flags;
        rest.remove_prefix(bar + 1);
    }
}

std::optional<LogText> Argument::string() const
{
    std::string_view rest = behindAddress(text);
    LogText result;
    if (!rest.starts_with('"')) {
        // gVisor writes paths behind their address without quotes.
        const bool isPath = rest.data() != text.data() && !rest.starts_with('(')
            && !rest.starts_with('[') && !rest.starts_with('{');
        if (!isPath)
            return std::nullopt;
        result.bytes = rest;
        return result;
    }
    std::size_t at = 1;
    while (at < rest.size() && rest[at] != '"') {
        if (rest[at] == '\\' && at + 1 < rest.size())
            decodeEscape(rest, ++at, result.bytes);
        else
            result.bytes += rest[at++];
    }
    if (at >= rest.size())
        return std::nullopt;
    result.isWhole = !rest.substr(at + 1).starts_with("...");
    return result;
}

std::optional<LogDescriptor> Argument::descriptor() const
{
    LogDescriptor result;
    std::string_view rest = withoutComment(text);
    constexpr std::string_view here = "AT_FDCWD";
    if (rest.starts_with(here)) {
        result.number = -100;
        rest.remove_prefix(here.size());
    } else {
        const auto [value, length] = leadingNumber(rest);
        if (length == 0)
            return std::nullopt;
        // Calls take the low 32 bits, whatever stands above them.
        result.number = static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
        rest.remove_prefix(length);
    }
    if (rest.starts_with('<')) {
        const std::size_t end = rest.rfind('>');
        if (end == std::string_view::npos)
            return std::nullopt;
        result.isDeleted = rest.substr(end + 1).starts_with("(deleted)");
        // "/dev/null<char 1:3>": of paths, angle brackets are escaped.
        std::string_view inside = rest.substr(1, end - 1);
        if (inside.ends_with('>'))
            inside = inside.substr(0, inside.rfind('<'));
        const auto decoded = Argument{{}, '"' + std::string(inside) + '"'}.string();
        result.path = decoded ? decoded->bytes : std::string();
    } else if (rest.starts_with(' ') && !rest.starts_with(" (")) {
        result.path = rest.substr(1);
    } else if (!isDecoration(rest)) {
        return std::nullopt;
    }
    constexpr std::string_view deleted = " (deleted)";
    if (result.path.ends_with(deleted)) {
        result.path.resize(result.path.size() - deleted.size());
        result.isDeleted = true;
    }
    return result;
}

std::vector<Argument> Argument::items() const
{
    std::string_view rest = behindAddress(text);
    if (rest.starts_with('~'))
        rest.remove_prefix(1);
    const bool isList = rest.starts_with('[');
    if (!isList && !rest.starts_with('{'))
        return {};
    rest.remove_prefix(1);
    const std::size_t end = lexing::closingBracket(rest, isList ? ']' : '}');
    if (end == std::string_view::npos)
        return {};
    auto parts = lexing::split(rest.substr(0, end)).value_or(std::vector<Argument>{});
    if (!parts.empty() && parts.back().text == "..." && parts.back().name.empty())
        parts.pop_back();
    return parts;
}

std::optional<Argument> Argument::member(std::string_view of) const
{
    std::vector<Argument> parts = items();
    const auto found = std::ranges::find(parts, of, &Argument::name);
    return found == parts.end() ? std::nullopt : std::optional(std::move(*found));
}

bool Argument::isCut() const
{
    return text.ends_with("...") || text.ends_with("...]") || text.ends_with("...}");
}

const Argument& Call::argument(std::size_t index) const
{
    static const Argument none;
    return index < arguments.size() ? arguments[index] : none;
}

const Argument* Call::named(std::string_view of) const
{
    const auto found = std::ranges::find(arguments, of, &Argument::name);
    return found == arguments.end() ? nullptr : &*found;
}

std::optional<LogDescriptor> Call::resultDescriptor() const
{
    if (!succeeded())
        return std::nullopt;
    auto fd = Argument{{}, resultText}.descriptor();
    // What was opened a moment ago is named so, rather than deleted: it says so behind its name.
    constexpr std::string_view deleted = " (deleted)";
    if (fd && fd->isDeleted && name.starts_with("open") && !resultText.ends_with(">(deleted)")) {
        fd->path += deleted;
        fd->isDeleted = false;
    }
    return fd;
}

}
