// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/tree/roworder.h>

#include <QString>

#include <algorithm>
#include <charconv>

namespace sandscope::model {

namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}

RowFilter::RowFilter(const QString& text, bool masksSecrets)
    : m_text(text)
    , m_masksSecrets(masksSecrets)
{
    const bool ascii = std::ranges::all_of(text, [](QChar c) { return c.unicode() < 0x80; });
    if (ascii)
        m_folded = text.toLatin1().toLower();
}

bool RowFilter::matches(const snapshot::TaskSummary& row) const
{
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, row.tid.value).ptr;
    const std::string_view command = row.command;
    return isIn(row.name) || isIn(m_masksSecrets ? command.substr(0, command.find(' ')) : command)
        || isIn(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

/// A plain text is looked for in the bytes as they are: no byte of a longer UTF-8 sequence is
/// ASCII. Making a QString of every command of 100,000 tasks for each key pressed is what this
/// avoids.
bool RowFilter::isIn(std::string_view bytes) const
{
    if (m_folded.isEmpty())
        return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()))
            .contains(m_text, Qt::CaseInsensitive);
    const auto size = static_cast<std::size_t>(m_folded.size());
    const char* needle = m_folded.constData();
    for (std::size_t at = 0; at + size <= bytes.size(); ++at) {
        std::size_t same = 0;
        while (same < size && lower(bytes[at + same]) == needle[same])
            ++same;
        if (same == size)
            return true;
    }
    return false;
}

}
