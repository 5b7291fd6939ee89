// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "manpage.h"

namespace sandscope::app::usage {

namespace {

/// Text that roff takes as it is: no escapes, no minus that becomes a hyphen, no line that begins
/// with a control character.
QString plain(QString text)
{
    text.replace(u'\\', QLatin1String("\\e"));
    text.replace(u'-', QLatin1String("\\-"));
    text.replace(u'\'', QLatin1String("\\(aq"));
    text.replace(u'"', QLatin1String("\\(dq"));
    text.replace(u'~', QLatin1String("\\(ti"));
    text.replace(u'^', QLatin1String("\\(ha"));
    if (text.startsWith(u'.'))
        text.prepend(QLatin1String("\\&"));
    return text;
}

QString bold(const QString& text)
{
    return QStringLiteral("\\fB%1\\fR").arg(plain(text));
}

QString section(const char* name)
{
    return QStringLiteral(".SH %1\n").arg(QLatin1StringView(name));
}

QString item(const QString& head, const QString& text)
{
    return QStringLiteral(".TP\n%1\n%2\n").arg(head, plain(text));
}

}

QString manPage(const Program& program)
{
    QString page = QStringLiteral(".\\\" Made by %1 \\-\\-man.\n"
                                  ".TH %2 1 \"" SANDSCOPE_RELEASE_DATE
                                  "\" \"Sandscope " SANDSCOPE_VERSION "\" \"User Commands\"\n")
                       .arg(program.name, plain(program.name.toUpper()));
    page += section("NAME") + plain(program.name) + QStringLiteral(" \\- ") + plain(program.summary)
        + u'\n';
    page += section("SYNOPSIS");
    QString operands;
    for (const auto& operand : program.operands)
        operands += u' ' + plain(operand.name);
    if (program.commands.isEmpty())
        page += bold(program.name) + operands + QStringLiteral(" [\\fIOPTIONS\\fR]\n");
    else
        page += bold(program.name) + QStringLiteral(" \\fICOMMAND\\fR ...\n");
    page += section("DESCRIPTION") + plain(program.description) + u'\n';
    if (!program.commands.isEmpty()) {
        page += section("COMMANDS");
        for (const auto& command : program.commands)
            page += item((QStringList{bold(command.name)} << plain(command.usage.join(u' ')))
                             .join(u' ')
                             .trimmed(),
                         command.summary);
    }
    page += section("OPTIONS");
    for (const auto& option : program.options) {
        const auto value = option.value.isEmpty()
            ? QString()
            : QStringLiteral(" \\fI%1\\fR").arg(plain(option.value));
        page += item(bold(option.name) + value, option.meaning);
    }
    if (!program.notes.isEmpty())
        page += section("NOTES") + plain(program.notes[0]) + u'\n';
    for (const auto& note : program.notes.mid(1))
        page += QStringLiteral(".PP\n%1\n").arg(plain(note));
    page += section("EXIT STATUS");
    for (const auto& code : program.exitCodes)
        page += item(bold(QString::number(code.code)), code.meaning);
    page += section("SEE ALSO") + QStringLiteral(".BR %1 (1)\n").arg(plain(program.seeAlso));
    return page;
}

}
