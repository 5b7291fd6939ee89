// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/output.h>
#include <app/cli/roundtrip.h>
#include <procfs/fieldplaces.h>

#include <QJsonArray>

#include <algorithm>

namespace sandscope::app::cli {

namespace {

/// Once one byte is missing, all that follow differ; nobody reads more than the first.
constexpr std::size_t mostDifferences = 20;

std::optional<unsigned char> byteAt(std::string_view bytes, std::size_t offset)
{
    if (offset >= bytes.size())
        return std::nullopt;
    return static_cast<unsigned char>(bytes[offset]);
}

QString byteText(const std::optional<unsigned char>& byte)
{
    return byte ? QStringLiteral("0x%1").arg(*byte, 2, 16, QLatin1Char('0'))
                : QStringLiteral("nothing");
}

QJsonValue byteValue(const std::optional<unsigned char>& byte)
{
    return byte ? QJsonValue(static_cast<int>(*byte)) : QJsonValue();
}

std::size_t lineOf(std::string_view bytes, std::size_t offset)
{
    return 1 + static_cast<std::size_t>(std::ranges::count(bytes.substr(0, offset), '\n'));
}

/// Names the fields that the differing bytes belong to.
void nameFields(const procfs::ProcFile& file, std::string_view bytes, procfs::Dialect dialect,
                std::vector<Difference>& differences)
{
    if (!file.decode || differences.empty())
        return;
    const auto fields = file.decode(bytes, dialect);
    if (!fields)
        return;
    const auto places = procfs::placesOf(bytes, *fields);
    for (Difference& difference : differences) {
        if (const auto field = procfs::fieldAt(places, difference.offset))
            difference.field = (*fields)[*field].name;
    }
}

}

RoundTrip roundTrip(const procfs::ProcFile& file, std::string_view bytes, procfs::Dialect dialect)
{
    RoundTrip result;
    const auto again = file.reformat(bytes, dialect);
    if (!again) {
        result.error = again.error();
        result.errorLine = lineOf(bytes, again.error().offset);
        return result;
    }
    result.bytes = again->bytes.size();
    result.unknownBytes = std::min(again->unknownBytes, result.bytes);
    if (again->bytes == bytes)
        return result;
    std::size_t line = 1;
    for (std::size_t i = 0; i < std::max(bytes.size(), again->bytes.size()); ++i) {
        const auto original = byteAt(bytes, i);
        const auto formatted = byteAt(again->bytes, i);
        if (original != formatted && ++result.differenceCount <= mostDifferences)
            result.differences.push_back({line, i, original, formatted, std::nullopt});
        if (original == '\n')
            ++line;
    }
    nameFields(file, bytes, dialect, result.differences);
    return result;
}

std::vector<QString> describe(const std::string& path, const RoundTrip& result)
{
    std::vector<QString> lines;
    const QString shown = escaped(path);
    if (result.error)
        lines.push_back(QStringLiteral("%1: line %2: %3")
                            .arg(shown, QString::number(result.errorLine),
                                 QString::fromStdString(procfs::describe(*result.error))));
    for (const Difference& difference : result.differences)
        lines.push_back(
            QStringLiteral("%1: line %2, byte %3%4: %5 became %6")
                .arg(shown, QString::number(difference.line), QString::number(difference.offset),
                     difference.field ? QStringLiteral(", field ") + escaped(*difference.field)
                                      : QString(),
                     byteText(difference.original), byteText(difference.formatted)));
    if (result.differenceCount > result.differences.size())
        lines.push_back(
            QStringLiteral("%1: and %2 more bytes")
                .arg(shown, QString::number(result.differenceCount - result.differences.size())));
    return lines;
}

QJsonObject toJson(const std::string& path, const RoundTrip& result)
{
    QJsonObject object;
    setBytes(object, QStringLiteral("path"), path);
    if (result.error) {
        object.insert(QStringLiteral("error"),
                      QString::fromStdString(procfs::describe(*result.error)));
        object.insert(QStringLiteral("errorLine"), static_cast<qint64>(result.errorLine));
        object.insert(QStringLiteral("errorOffset"), static_cast<qint64>(result.error->offset));
    }
    QJsonArray differences;
    for (const Difference& difference : result.differences) {
        QJsonObject one{{QStringLiteral("line"), static_cast<qint64>(difference.line)},
                        {QStringLiteral("offset"), static_cast<qint64>(difference.offset)},
                        {QStringLiteral("original"), byteValue(difference.original)},
                        {QStringLiteral("formatted"), byteValue(difference.formatted)}};
        if (difference.field)
            setBytes(one, QStringLiteral("field"), *difference.field);
        else
            one.insert(QStringLiteral("field"), QJsonValue());
        differences.append(one);
    }
    object.insert(QStringLiteral("differences"), differences);
    object.insert(QStringLiteral("differenceCount"), static_cast<qint64>(result.differenceCount));
    return object;
}

}
