// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/signalnames.h>
#include <model/records/escape.h>
#include <model/records/overviewtext.h>
#include <model/scenario/operations.h>

#include <QCoreApplication>
#include <QStringList>

#include <bit>
#include <charconv>
#include <optional>

namespace sandscope::model {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Overview", text);
}

std::optional<quint64> number(std::string_view text, int base = 10)
{
    quint64 value = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, value, base);
    return result.ec == std::errc() && result.ptr == end ? std::optional(value) : std::nullopt;
}

}

QString idsText(std::string_view ids)
{
    const QString text = escaped(QByteArrayView(ids.data(), static_cast<qsizetype>(ids.size())));
    const QStringList parts = QString::fromLatin1(ids.data(), static_cast<qsizetype>(ids.size()))
                                  .split(u'\t', Qt::SkipEmptyParts);
    if (parts.size() != 4)
        return text;
    if (parts.count(parts.first()) == 4)
        return parts.first();
    const QString all = say(QT_TRANSLATE_NOOP("Overview", "real %1, effective %2, saved %3"))
                            .arg(parts[0], parts[1], parts[2]);
    return parts[3] == parts[1]
        ? all
        : say(QT_TRANSLATE_NOOP("Overview", "%1, for files %2")).arg(all, parts[3]);
}

QString capabilitiesText(std::string_view bits)
{
    const auto set = number(bits, 16);
    if (!set)
        return escaped(QByteArrayView(bits.data(), static_cast<qsizetype>(bits.size())));
    if (*set == 0)
        return say(QT_TRANSLATE_NOOP("Overview", "none"));
    constexpr int fewest = 35; // that any kernel shown here has
    if (const int count = std::countr_one(*set); std::popcount(*set) == count && count >= fewest)
        return say(QT_TRANSLATE_NOOP("Overview", "all %1")).arg(count);
    const auto names = scenario::capabilityNames();
    QStringList shown;
    for (unsigned bit = 0; bit < 64; ++bit) {
        if ((*set >> bit & 1U) == 0)
            continue;
        shown << (bit < names.size()
                      ? QString::fromLatin1(names[bit].data(), qsizetype(names[bit].size()))
                      : QString::number(bit));
    }
    return shown.join(QLatin1StringView(", "));
}

QString ticksText(std::string_view ticks)
{
    const auto count = number(ticks);
    if (!count)
        return escaped(QByteArrayView(ticks.data(), static_cast<qsizetype>(ticks.size())));
    return say(QT_TRANSLATE_NOOP("Overview", "%1.%2 s"))
        .arg(*count / 100)
        .arg(*count % 100, 2, 10, QLatin1Char('0'));
}

QString pagesText(std::string_view pages)
{
    const auto count = number(pages);
    return count ? say(QT_TRANSLATE_NOOP("Overview", "%1 kB")).arg(*count * 4)
                 : escaped(QByteArrayView(pages.data(), static_cast<qsizetype>(pages.size())));
}

QString terminalText(std::string_view device)
{
    const auto number = model::number(device);
    if (!number)
        return escaped(QByteArrayView(device.data(), static_cast<qsizetype>(device.size())));
    if (*number == 0)
        return say(QT_TRANSLATE_NOOP("Overview", "none"));
    // The minor number's lower eight bits stand below the major one, the others above it.
    const quint64 minor = (*number & 0xffU) | (*number >> 12U & 0xfff00U);
    return QStringLiteral("%1:%2").arg(*number >> 8U & 0xfffU).arg(minor);
}

TableCell exitCell(std::string_view status)
{
    const auto wait = number(status);
    if (!wait)
        return bytesCell(status);
    const quint64 signal = *wait & 0x7fU;
    if (signal == 0)
        return {say(QT_TRANSLATE_NOOP("Overview", "code %1")).arg(*wait >> 8U & 0xffU), *wait};
    const std::string_view name
        = signal <= kernel::signalNames.size() ? kernel::signalNames[signal - 1] : "?";
    return {say(QT_TRANSLATE_NOOP("Overview", "killed by %1 (%2)"))
                .arg(QString::fromLatin1(name.data(), qsizetype(name.size())))
                .arg(signal),
            *wait};
}

QString ancestorName(int distance)
{
    return distance == 0 ? say(QT_TRANSLATE_NOOP("Overview", "Parent"))
        : distance == 1  ? say(QT_TRANSLATE_NOOP("Overview", "Its parent"))
                         : say(QT_TRANSLATE_NOOP("Overview", "Above"));
}

}
