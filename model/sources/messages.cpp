// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/messages.h>
#include <procfs/text/escape.h>

#include <algorithm>
#include <vector>

namespace sandscope::model {

namespace {

qsizetype editDistance(QStringView a, QStringView b)
{
    std::vector<qsizetype> row(static_cast<std::size_t>(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = static_cast<qsizetype>(j);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const qsizetype change = diagonal + (a[i] == b[static_cast<qsizetype>(j) - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}

QString escapedText(std::string_view bytes)
{
    const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    if (text.toUtf8() != QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())))
        return QString::fromStdString(procfs::text::escaped(bytes));
    QString shown;
    for (const char32_t c : text.toStdU32String()) {
        if (c < 0x80)
            shown += QString::fromStdString(
                procfs::text::escaped(std::string(1, static_cast<char>(c))));
        else if (QChar::isPrint(c))
            shown += QString::fromUcs4(&c, 1);
        else
            shown += QStringLiteral("\\u{%1}").arg(static_cast<uint>(c), 0, 16);
    }
    return shown;
}

QString sentenceText(std::string_view bytes)
{
    QString text;
    while (!bytes.empty()) {
        const std::size_t plain = std::min(bytes.find_first_of("\t\""), bytes.size());
        text += escapedText(bytes.substr(0, plain));
        if (plain < bytes.size())
            text += QLatin1Char(bytes[plain]);
        bytes.remove_prefix(std::min(plain + 1, bytes.size()));
    }
    return text;
}

QString asSentence(const QString& text)
{
    const bool isEnded = !text.isEmpty() && QStringLiteral(".?!").contains(text.back());
    return isEnded ? text : text + QLatin1Char('.');
}

int characterColumn(std::string_view text, std::size_t byteColumn)
{
    const std::string_view before = text.substr(0, std::min(byteColumn - 1, text.size()));
    return static_cast<int>(
               QString::fromUtf8(before.data(), static_cast<qsizetype>(before.size())).size())
        + 1;
}

QString mostSimilar(const QString& word, const QStringList& candidates)
{
    QString best;
    qsizetype bestDistance = std::max<qsizetype>(2, word.size() / 3) + 1;
    for (const QString& candidate : candidates) {
        const qsizetype distance = editDistance(word, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

}
