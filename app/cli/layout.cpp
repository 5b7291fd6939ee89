// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/layout.h>
#include <app/cli/output.h>

#include <QStringList>

namespace sandscope::app::cli {

QString valueText(const std::optional<std::string>& value)
{
    if (!value)
        return QStringLiteral("(absent)");
    return value->empty() ? QStringLiteral("\"\"") : escaped(*value);
}

void printWrapped(const QString& lead, const QString& text)
{
    const QString indent(lead.size(), QLatin1Char(' '));
    QString line = lead;
    bool isEmpty = true;
    for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (!isEmpty && line.size() + 1 + word.size() > textColumns) {
            printLine(line);
            line = indent;
            isEmpty = true;
        }
        line += (isEmpty ? QString() : QStringLiteral(" ")) + word;
        isEmpty = false;
    }
    while (line.endsWith(QLatin1Char(' ')))
        line.chop(1);
    printLine(line);
}

QString dialectsText(const std::vector<procfs::Dialect>& dialects)
{
    const auto isNext = [](procfs::Dialect one, procfs::Dialect other) {
        return static_cast<int>(other) == static_cast<int>(one) + 1
            && procfs::isGvisor(one) == procfs::isGvisor(other);
    };
    QStringList parts;
    for (std::size_t first = 0; first < dialects.size();) {
        std::size_t last = first;
        while (last + 1 < dialects.size() && isNext(dialects[last], dialects[last + 1]))
            ++last;
        QString part = textOf(procfs::dialectName(dialects[first]));
        if (last > first)
            part += QStringLiteral(" to ") + textOf(procfs::dialectName(dialects[last]));
        parts.append(part);
        first = last + 1;
    }
    return parts.join(QStringLiteral(", "));
}

QString countText(std::size_t count, const char* one, const char* many)
{
    return QString::number(count) + u' ' + QLatin1StringView(count == 1 ? one : many);
}

QString textOf(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString scopeName(procfs::Scope scope)
{
    switch (scope) {
    case procfs::Scope::task:
        return QStringLiteral("task");
    case procfs::Scope::system:
        return QStringLiteral("system");
    case procfs::Scope::net:
        return QStringLiteral("net");
    }
    return {};
}

QString fileTitle(const procfs::ProcFile& file)
{
    switch (file.scope) {
    case procfs::Scope::task:
        break;
    case procfs::Scope::system:
        return QStringLiteral("/proc/") + textOf(file.name);
    case procfs::Scope::net:
        return QStringLiteral("net/") + textOf(file.name);
    }
    return textOf(file.name);
}

}
