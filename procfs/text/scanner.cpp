// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/text/scanner.h>

#include <array>
#include <cstring>

namespace sandscope::procfs::text {

namespace {

constexpr std::size_t excerptLength = 40;
constexpr std::uint8_t noDigit = 255;

constexpr std::array<std::uint8_t, 256> digitValues = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(noDigit);
    for (std::uint8_t i = 0; i < 10; ++i)
        values[static_cast<std::size_t>('0') + i] = i;
    for (std::uint8_t i = 0; i < 6; ++i) {
        values[static_cast<std::size_t>('a') + i] = static_cast<std::uint8_t>(10 + i);
        values[static_cast<std::size_t>('A') + i] = static_cast<std::uint8_t>(10 + i);
    }
    return values;
}();

}

std::unexpected<ParseError> failure(ParseErrorCode code, std::string_view text, std::size_t offset)
{
    const std::string_view found
        = offset < text.size() ? text.substr(offset, excerptLength) : std::string_view{};
    return std::unexpected(ParseError{code, offset, std::string(found)});
}

std::uint64_t Scanner::number(unsigned base, std::uint64_t most)
{
    if (m_failed)
        return 0;
    const std::size_t begin = m_at;
    std::uint64_t value = 0;
    for (; m_at < m_text.size(); ++m_at) {
        const std::uint8_t digit = digitValues[static_cast<unsigned char>(m_text[m_at])];
        if (digit >= base)
            break;
        std::uint64_t next = 0;
        if (__builtin_mul_overflow(value, base, &next) || __builtin_add_overflow(next, digit, &next)
            || next > most) {
            m_at = begin;
            fail(ParseErrorCode::badNumber);
            return 0;
        }
        value = next;
    }
    if (m_at == begin)
        fail(atEnd() ? ParseErrorCode::truncated : ParseErrorCode::badNumber);
    return value;
}

std::int64_t Scanner::signedDecimal()
{
    const std::size_t begin = m_at;
    constexpr std::uint64_t most = ~0ULL >> 1U;
    if (!accept("-"))
        return static_cast<std::int64_t>(decimal(most));
    const std::uint64_t magnitude = decimal(most + 1);
    if (m_failed)
        m_at = begin;
    return static_cast<std::int64_t>(0U - magnitude);
}

void Scanner::expect(std::string_view literal)
{
    if (!m_failed && !accept(literal))
        fail(atEnd() ? ParseErrorCode::truncated : ParseErrorCode::badField);
}

bool Scanner::accept(std::string_view literal)
{
    if (m_failed || !rest().starts_with(literal))
        return false;
    m_at += literal.size();
    return true;
}

void Scanner::skipBlanks()
{
    while (!m_failed && m_at < m_text.size() && m_text[m_at] == ' ')
        ++m_at;
}

std::string_view Scanner::word()
{
    const std::size_t begin = m_at;
    while (!m_failed && m_at < m_text.size() && m_text[m_at] != ' ')
        ++m_at;
    return m_text.substr(begin, m_at - begin);
}

std::string_view Scanner::remainder()
{
    if (m_failed)
        return {};
    const std::string_view all = rest();
    m_at = m_text.size();
    return all;
}

void Scanner::fail(ParseErrorCode code)
{
    if (m_failed)
        return;
    m_failed = true;
    m_code = code;
}

void Scanner::expectEnd()
{
    if (!atEnd())
        fail(ParseErrorCode::badField);
}

std::unexpected<ParseError> Scanner::error() const
{
    auto result = failure(m_code, m_text, m_at);
    result.error().offset += m_base;
    return result;
}

bool Lines::next()
{
    m_offset = m_next;
    const std::string_view rest = m_text.substr(m_offset);
    const auto* const newline = static_cast<const char*>(
        rest.empty() ? nullptr : std::memchr(rest.data(), '\n', rest.size()));
    if (newline == nullptr) {
        m_ended = true;
        m_line = {};
        return false;
    }
    m_line = rest.substr(0, static_cast<std::size_t>(newline - rest.data()));
    m_next = m_offset + m_line.size() + 1;
    return true;
}

std::unexpected<ParseError> Lines::cutError() const
{
    return failure(ParseErrorCode::truncated, m_text, m_next);
}

}
