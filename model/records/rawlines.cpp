// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/escape.h>
#include <model/records/rawlines.h>

#include <QByteArrayView>

#include <algorithm>

namespace sandscope::model {

bool looksBinary(std::string_view bytes)
{
    // Enough to tell: auxv is never longer, and no text begins like one.
    const std::string_view sample = bytes.substr(0, 4096);
    std::size_t odd = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        const auto byte = static_cast<unsigned char>(sample[i]);
        if (byte == 0)
            odd += i == 0 || sample[i - 1] == 0 ? 1U : 0U;
        else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f)
            ++odd;
    }
    if (!QByteArrayView(sample.data(), static_cast<qsizetype>(sample.size())).isValidUtf8()
        && bytes.size() == sample.size())
        odd += static_cast<std::size_t>(
            std::ranges::count_if(sample, [](char c) { return (c & 0x80) != 0; }));
    return odd * 8 > sample.size();
}

std::vector<std::size_t> rowStarts(std::string_view bytes)
{
    constexpr std::size_t longest = longestRawLine;
    constexpr std::string_view ends("\n\0", 2);
    std::vector<std::size_t> starts;
    for (std::size_t begin = 0; begin < bytes.size();) {
        starts.push_back(begin);
        const std::size_t end = bytes.substr(begin, longest).find_first_of(ends);
        begin += end == std::string_view::npos ? std::min(longest, bytes.size() - begin) : end + 1;
    }
    return starts;
}

QString textLine(std::string_view line)
{
    if (line.ends_with('\n'))
        line.remove_suffix(1);
    QString out;
    for (;;) {
        const std::size_t tab = line.find('\t');
        out += escaped(line.substr(0, tab));
        if (tab == std::string_view::npos)
            return out;
        out += QString(8 - out.size() % 8, u' ');
        line.remove_prefix(tab + 1);
    }
}

QString hexBytes(std::string_view row)
{
    constexpr std::string_view digits = "0123456789abcdef";
    QString out;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0)
            out += i == hexRow / 2 ? QLatin1StringView("  ") : QLatin1StringView(" ");
        const auto byte = static_cast<unsigned char>(row[i]);
        out += QLatin1Char(digits[byte >> 4U]);
        out += QLatin1Char(digits[byte & 15U]);
    }
    return out;
}

QString asciiBytes(std::string_view row)
{
    QString out;
    for (const char c : row)
        out += c >= 0x20 && c < 0x7f ? QLatin1Char(c) : QLatin1Char('.');
    return out;
}

}
