// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/escape.h>

#include <QChar>

#include <algorithm>
#include <array>
#include <string_view>

namespace sandscope::model {

namespace {

bool isPlain(char c)
{
    return c >= 0x20 && c < 0x7f && c != '\\';
}

struct Decoded
{
    char32_t code = 0;
    std::size_t size = 0; ///< 0: the first byte begins no valid sequence
};

/// Strict: overlong forms, surrogates, and what lies past U+10FFFF are broken.
Decoded decode(std::string_view bytes)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned first = byte(0);
    if (first < 0x80)
        return {first, 1};
    const std::size_t size = first >= 0xf0 && first < 0xf5 ? 4
        : first >= 0xe0 && first < 0xf0                    ? 3
        : first >= 0xc2 && first < 0xe0                    ? 2
                                                           : 0;
    if (size == 0 || bytes.size() < size)
        return {};
    char32_t code = first & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U)
            return {};
        code = code << 6U | (byte(i) & 0x3fU);
    }
    constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return {};
    return {code, size};
}

bool isVisible(char32_t code)
{
    switch (QChar::category(code)) {
    case QChar::Other_Control:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    case QChar::Other_Format:
        return code == 0x200c || code == 0x200d; // joiners, which some scripts cannot be written
                                                 // without
    default:
        return code != '\\';
    }
}

void appendHex(QString& out, QLatin1StringView prefix, quint32 number, int digits)
{
    out += prefix;
    out += QString::number(number, 16).rightJustified(digits, u'0');
}

void appendEscape(QString& out, char32_t code)
{
    switch (code) {
    case '\n':
        out += QLatin1StringView("\\n");
        break;
    case '\r':
        out += QLatin1StringView("\\r");
        break;
    case '\t':
        out += QLatin1StringView("\\t");
        break;
    case '\\':
        out += QLatin1StringView("\\\\");
        break;
    default:
        if (code < 0x80)
            appendHex(out, QLatin1StringView("\\x"), code, 2);
        else if (code < 0x10000)
            appendHex(out, QLatin1StringView("\\u"), code, 4);
        else
            appendHex(out, QLatin1StringView("\\U"), code, 8);
    }
}

}

QString escaped(QByteArrayView raw)
{
    std::string_view bytes(raw.data(), static_cast<std::size_t>(raw.size()));
    if (std::ranges::all_of(bytes, isPlain))
        return QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QString out;
    out.reserve(static_cast<qsizetype>(bytes.size()) + 8);
    while (!bytes.empty()) {
        const Decoded next = decode(bytes);
        if (next.size == 0)
            appendHex(out, QLatin1StringView("\\x"), static_cast<unsigned char>(bytes.front()), 2);
        else if (isVisible(next.code))
            out += QChar::fromUcs4(next.code);
        else
            appendEscape(out, next.code);
        bytes.remove_prefix(std::max<std::size_t>(next.size, 1));
    }
    return out;
}

}
