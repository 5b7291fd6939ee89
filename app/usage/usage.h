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

/// What may stand at a place of a command line.
enum class Kind {
    text, ///< nobody can tell
    choice, ///< one of those listed
    list, ///< several of them, joined by commas
    comparison, ///< the same, and tasks of the source, as "task:7"
    file, ///< or a folder
    source,
    entry, ///< below /proc in the source: "7/status"
    task, ///< of the source: "7"
    thread, ///< or "7/9"
};

struct Operand
{
    QString name; ///< "SOURCE"; in brackets: it may be left out
    Kind kind = Kind::text;
    QStringList choices{};
};

struct Option
{
    QString name; ///< "--json", "-l"
    QString value{}; ///< what follows it: "N", "light|dark"; empty: nothing
    QString meaning{}; ///< one line
    Kind kind = Kind::text; ///< of the value
    QStringList choices{};
};

struct Command
{
    QString name;
    QList<Operand> operands{}; ///< in order
    QStringList usage{}; ///< what may follow the name, for people: "SOURCE", "[--depth N]"
    QString summary{};
    QList<Option> options{};
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
    QList<Operand> operands{}; ///< of a program without commands
    QList<Option> options{};
    QList<Option> general{}; ///< of a program with commands: those that need none
    QList<Command> commands{};
    QStringList notes{}; ///< paragraphs
    QList<ExitCode> exitCodes{};
    QString seeAlso{}; ///< the name of another page
    QString source{}; ///< what is opened when none is named
};

/// What to print when the arguments ask for a form that packagers and shells want and --help does
/// not list: "--man", "--completion bash|zsh|fish", "--complete WORD...".
[[nodiscard]] std::optional<QString> packagedForm(const std::function<Program()>& program,
                                                  const QStringList& arguments);

/// What --version says: the program, what it runs with, and which edition of the dialect tables it
/// was built with.
[[nodiscard]] QString versionText(const QString& name, const std::string& tables);

/// \a words in lines behind \a lead; later lines begin below the first one's text. Each ends with a
/// newline.
[[nodiscard]] QString wrapped(const QString& lead, const QStringList& words, qsizetype columns);
/// The same of a text, which may be broken at each blank.
[[nodiscard]] QString wrapped(const QString& lead, const QString& text, qsizetype columns);

}
