// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/jsontext.h>

namespace sandscope::model {

namespace {

constexpr int deepest = 64;

void appendUtf8(unsigned code, std::string& out)
{
    const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80U) {
        put(code);
    } else if (code < 0x800U) {
        put(0xc0U | (code >> 6U));
        put(0x80U | (code & 0x3fU));
    } else if (code < 0x10000U) {
        put(0xe0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3fU));
        put(0x80U | (code & 0x3fU));
    } else {
        put(0xf0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3fU));
        put(0x80U | ((code >> 6U) & 0x3fU));
        put(0x80U | (code & 0x3fU));
    }
}

constexpr unsigned replacement = 0xfffdU;

}

void JsonText::blanks()
{
    while (m_at < m_text.size()
           && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\t'
               || m_text[m_at] == '\r'))
        ++m_at;
}

bool JsonText::expect(char wanted)
{
    blanks();
    if (m_failed || m_at >= m_text.size() || m_text[m_at] != wanted)
        return fail();
    ++m_at;
    return true;
}

bool JsonText::word(std::string_view wanted)
{
    blanks();
    if (m_failed || !m_text.substr(m_at).starts_with(wanted))
        return false;
    m_at += wanted.size();
    return true;
}

bool JsonText::begin(char open, char close)
{
    if (word("null"))
        return false;
    if (++m_depth > deepest)
        return fail();
    if (!expect(open))
        return false;
    blanks();
    if (m_at < m_text.size() && m_text[m_at] == close) {
        ++m_at;
        --m_depth;
        return false;
    }
    return true;
}

bool JsonText::next(char close)
{
    blanks();
    if (m_at < m_text.size() && m_text[m_at] == ',') {
        ++m_at;
        return true;
    }
    if (expect(close))
        --m_depth;
    return false;
}

bool JsonText::hex(unsigned& out)
{
    if (m_text.size() - m_at < 4)
        return fail();
    const char* const begin = m_text.data() + m_at;
    const auto [stop, error] = std::from_chars(begin, begin + 4, out, 16);
    if (error != std::errc{} || stop != begin + 4)
        return fail();
    m_at += 4;
    return true;
}

/// What follows a backslash.
bool JsonText::escape(std::string& out)
{
    if (m_at >= m_text.size())
        return fail();
    const char kind = m_text[m_at++];
    switch (kind) {
    case '"':
    case '\\':
    case '/':
        out += kind;
        return true;
    case 'b':
        out += '\b';
        return true;
    case 'f':
        out += '\f';
        return true;
    case 'n':
        out += '\n';
        return true;
    case 'r':
        out += '\r';
        return true;
    case 't':
        out += '\t';
        return true;
    case 'u':
        break;
    default:
        return fail();
    }
    unsigned code = 0;
    if (!hex(code))
        return false;
    if (code >= 0xd800U && code < 0xdc00U && m_text.substr(m_at).starts_with("\\u")) {
        const std::size_t before = m_at;
        m_at += 2;
        unsigned low = 0;
        if (!hex(low))
            return false;
        if (low >= 0xdc00U && low < 0xe000U)
            code = 0x10000U + ((code - 0xd800U) << 10U) + (low - 0xdc00U);
        else
            m_at = before;
    }
    appendUtf8(code >= 0xd800U && code < 0xe000U ? replacement : code, out);
    return true;
}

bool JsonText::string(std::string& out)
{
    out.clear();
    if (!expect('"'))
        return false;
    while (true) {
        const std::size_t plain = m_text.find_first_of("\"\\", m_at);
        if (plain == std::string_view::npos)
            return fail();
        out.append(m_text, m_at, plain - m_at);
        m_at = plain + 1;
        if (m_text[plain] == '"')
            return true;
        if (!escape(out))
            return false;
    }
}

bool JsonText::skipString()
{
    for (++m_at; m_at < m_text.size(); ++m_at) {
        if (m_text[m_at] == '"') {
            ++m_at;
            return true;
        }
        if (m_text[m_at] == '\\')
            ++m_at;
    }
    m_at = m_text.size();
    return fail();
}

bool JsonText::boolean(bool& out)
{
    out = word("true");
    return out || word("false") || fail();
}

bool JsonText::skip(std::string_view object)
{
    blanks();
    if (m_failed || !m_text.substr(m_at).starts_with(object))
        return false;
    m_at += object.size();
    return true;
}

std::string_view JsonText::skip()
{
    blanks();
    const std::size_t start = m_at;
    int depth = 0;
    do {
        if (m_failed || m_at >= m_text.size()) {
            fail();
            return {};
        }
        switch (m_text[m_at]) {
        case '"':
            if (!skipString())
                return {};
            break;
        case '{':
        case '[':
            ++depth;
            ++m_at;
            break;
        case '}':
        case ']':
            --depth;
            ++m_at;
            break;
        case ',':
        case ':':
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            if (depth == 0) {
                fail();
                return {};
            }
            ++m_at;
            break;
        default: // a number or a word
            while (m_at < m_text.size()
                   && !std::string_view(",:]}\"{[ \n\r\t").contains(m_text[m_at]))
                ++m_at;
        }
        if (depth < 0 || depth > deepest) {
            fail();
            return {};
        }
    } while (depth > 0);
    return m_text.substr(start, m_at - start);
}

bool JsonText::atEnd()
{
    blanks();
    return !m_failed && m_at == m_text.size();
}

bool JsonEnd::feed(std::string_view bytes)
{
    for (const char c : bytes) {
        if (m_inString) {
            if (m_isEscaped)
                m_isEscaped = false;
            else if (c == '\\')
                m_isEscaped = true;
            else if (c == '"')
                m_inString = false;
        } else if (c == '"') {
            m_inString = true;
        } else if (c == '{' || c == '[') {
            ++m_depth;
        } else if ((c == '}' || c == ']') && (m_depth == 0 || --m_depth == 0)) {
            return true;
        }
    }
    return false;
}

}
