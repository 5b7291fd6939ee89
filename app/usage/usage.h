// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <string>

/// What a program can be told. `--help`, manual page and completion are forms of it.
namespace sandscope::app::usage {

struct Option
{
    QString name; ///< "--json", "-l"
    QString value{}; ///< what follows it: "N", "light|dark"; empty: nothing
    QString meaning{}; ///< one line
    QStringList choices{}; ///< for the value, besides those that its name lists
};

struct Command
{
    QString name;
    QStringList operands{}; ///< "SOURCE", "[PATH]", in order
    QString usage{}; ///< with its options, for people
    QString summary{};
    QStringList options{}; ///< names
};

struct ExitCode
{
    int code = 0;
    QString meaning{};
};

struct Program
{
    QString name;
    QString summary; ///< a few words
    QString description; ///< a paragraph
    QStringList operands{}; ///< of a program without commands
    QList<Option> options{};
    QList<Command> commands{};
    QStringList notes{}; ///< paragraphs
    QList<ExitCode> exitCodes{};
    QString seeAlso{}; ///< the name of another page
    QStringList sources{}; ///< "scenario:", "scenario:start": what may stand for a SOURCE
};

/// What to print when the arguments ask for a form that packagers and shells want and --help does
/// not list: "--man", "--completion bash|zsh|fish", "--complete WORD...".
[[nodiscard]] std::optional<QString> packagedForm(const std::function<Program()>& program,
                                                  const QStringList& arguments);

/// What --version says: the program, what it runs with, and which edition of the dialect tables it
/// was built with.
[[nodiscard]] QString versionText(const QString& name, const std::string& tables);

/// \a text broken at blanks, behind \a lead; later lines begin below the first one's text. Each
/// ends with a newline.
[[nodiscard]] QString wrapped(const QString& lead, const QString& text, qsizetype columns);

}
