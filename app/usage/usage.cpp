// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "usage.h"

#include "completion.h"
#include "manpage.h"

namespace sandscope::app::usage {

std::optional<QString> packagedForm(const std::function<Program()>& program,
                                    const QStringList& arguments)
{
    const auto form = arguments.value(0);
    if (form == QLatin1String("--man") && arguments.size() == 1)
        return manPage(program());
    if (form == QLatin1String("--completion") && arguments.size() == 2) {
        const auto script = completionScript(program(), arguments[1]);
        return script.isEmpty() ? std::nullopt : std::optional(script);
    }
    if (form != QLatin1String("--complete"))
        return {};
    QString lines;
    for (const auto& candidate : complete(program(), arguments.mid(1))) {
        lines += candidate.text;
        if (!candidate.meaning.isEmpty())
            lines += u'\t' + candidate.meaning;
        lines += u'\n';
    }
    return lines;
}

QString versionText(const QString& name, const std::string& tables)
{
    return QStringLiteral("%1 " SANDSCOPE_VERSION
                          "\nQt %2\nKDE Frameworks " SANDSCOPE_FRAMEWORKS_VERSION
                          "\ndialect tables %3\n")
        .arg(name, QLatin1StringView(qVersion()), QString::fromStdString(tables));
}

QString wrapped(const QString& lead, const QString& text, qsizetype columns)
{
    return wrapped(lead, text.split(u' ', Qt::SkipEmptyParts), columns);
}

QString wrapped(const QString& lead, const QStringList& words, qsizetype columns)
{
    QString result;
    QString line = lead;
    bool isEmpty = true;
    for (const auto& word : words) {
        if (!isEmpty && line.size() + 1 + word.size() > columns) {
            result += line + u'\n';
            line = QString(lead.size(), u' ');
            isEmpty = true;
        }
        line += isEmpty ? word : u' ' + word;
        isEmpty = false;
    }
    while (line.endsWith(u' '))
        line.chop(1);
    return result + line + u'\n';
}

}
