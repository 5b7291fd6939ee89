// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/tokens.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace sandscope::query {

namespace {

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isPartOfName(char c)
{
    return isLetter(c) || isDigit(c) || c == '-' || c == '/';
}

/// Longer ones first.
constexpr std::array<std::pair<std::string_view, Relation>, 8> relations = {{
    {"==", Relation::equal},
    {"!=", Relation::notEqual},
    {"<=", Relation::lessEqual},
    {">=", Relation::greaterEqual},
    {"<", Relation::less},
    {">", Relation::greater},
    {":", Relation::holds},
    {"~", Relation::matches},
}};

/// What ends a value without quotes.
constexpr std::string_view stops = " \t\r\n()[]\"'&|!<>=~";

}

std::size_t Tokens::at()
{
    m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size());
    return m_at;
}

bool Tokens::isNext(std::string_view symbol)
{
    return m_text.substr(at()).starts_with(symbol);
}

bool Tokens::accept(std::string_view symbol)
{
    if (!isNext(symbol))
        return false;
    m_at += symbol.size();
    return true;
}

bool Tokens::acceptWord(std::string_view word)
{
    if (!isNext(word))
        return false;
    const std::size_t end = m_at + word.size();
    if (end < m_text.size() && (isPartOfName(m_text[end]) || m_text[end] == '.'))
        return false;
    m_at = end;
    return true;
}

std::string Tokens::name(bool isField)
{
    const std::size_t start = isField ? m_at : at(); // no blank before a field
    if (start >= m_text.size() || (!isField && !isLetter(m_text[start])))
        return {};
    std::size_t end = start;
    while (end < m_text.size() && (isPartOfName(m_text[end]) || (isField && m_text[end] == '.')))
        ++end;
    m_at = end;
    return std::string(m_text.substr(start, end - start));
}

std::string Tokens::index()
{
    if (m_at >= m_text.size() || m_text[m_at] != '[')
        return {};
    const std::size_t end = m_text.find_first_not_of("0123456789", m_at + 1);
    if (end == std::string_view::npos || m_text[end] != ']' || end == m_at + 1)
        return {};
    const std::size_t start = std::exchange(m_at, end + 1);
    return std::string(m_text.substr(start, m_at - start));
}

Relation Tokens::relation()
{
    for (const auto& [symbol, relation] : relations) {
        if (accept(symbol))
            return relation;
    }
    return Relation::present;
}

std::expected<Written, std::string> Tokens::value(bool isPattern)
{
    if (isQuoted())
        return quoted(isPattern);
    const std::size_t start = at();
    const std::size_t end = std::min(m_text.find_first_of(stops, start), m_text.size());
    m_at = end;
    return Written{std::string(m_text.substr(start, end - start)), false, start};
}

std::expected<Written, std::string> Tokens::quoted(bool isPattern)
{
    const char quote = m_text[m_at];
    Written written{{}, true, m_at + 1};
    for (std::size_t i = m_at + 1; i < m_text.size(); ++i) {
        const char c = m_text[i];
        if (c == quote) {
            m_at = i + 1;
            return written;
        }
        const char next = c == '\\' && i + 1 < m_text.size() ? m_text[i + 1] : '\0';
        if (next == '\0') {
            written.text += c;
        } else if (isPattern) {
            written.text.append({c, next});
            ++i;
        } else if (next == '\\' || next == quote) {
            written.text += next;
            ++i;
        } else if (next == 'n' || next == 't') {
            written.text += next == 'n' ? '\n' : '\t';
            ++i;
        } else if (next == 'x') {
            unsigned byte = 0;
            const char* const digits = m_text.data() + i + 2;
            const bool fits = i + 3 < m_text.size();
            if (!fits || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) {
                m_at = i;
                return std::unexpected("\\x needs two hexadecimal digits");
            }
            written.text += static_cast<char>(byte);
            i += 3;
        } else {
            written.text += c; // as it stands
        }
    }
    return std::unexpected("this quote is never closed");
}

}
