// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "commandline.h"

#include "language.h"

#include <app/panes/pane.h>
#include <model/sources/sourcename.h>

#include <QCoreApplication>

#include <algorithm>

namespace sandscope::app {

namespace {

constexpr int largestSide = 16384;

QString say(const char* text)
{
    return QCoreApplication::translate("CommandLine", text);
}

std::optional<QSize> parseSize(const QString& text)
{
    const auto parts = text.split(u'x');
    if (parts.size() != 2)
        return {};
    bool goodWidth = false;
    bool goodHeight = false;
    const QSize size(parts[0].toInt(&goodWidth), parts[1].toInt(&goodHeight));
    const bool good = goodWidth && goodHeight && size.width() >= 200 && size.height() >= 150
        && size.width() <= largestSide && size.height() <= largestSide;
    return good ? std::optional(size) : std::nullopt;
}

/// "generation:12,task:7/9,dialect:linux"
std::optional<CompareOptions> parseComparison(const QString& text)
{
    CompareOptions result;
    for (const auto& part : text.split(u',')) {
        const auto kind = part.section(u':', 0, 0);
        const auto value = part.section(u':', 1);
        bool good = false;
        if (kind == QLatin1String("generation")) {
            result.generation = value.toULongLong(&good);
        } else if (kind == QLatin1String("task")) {
            const auto destination = parseDestination(value);
            const auto* process = destination ? std::get_if<ProcessNumber>(&*destination) : nullptr;
            good = process != nullptr;
            if (good)
                result.process = *process;
        } else if (kind == QLatin1String("dialect")) {
            result.dialect = procfs::dialectFromName(value.toStdString());
            good = result.dialect.has_value();
        }
        if (!good)
            return {};
    }
    return result;
}

/// False: \a value is none that the option takes.
bool setOption(Options& options, const QString& name, const QString& value)
{
    bool good = true;
    if (name == QLatin1String("--dialect")) {
        options.dialect = procfs::dialectFromName(value.toStdString());
        good = options.dialect.has_value();
    } else if (name == QLatin1String("--at")) {
        options.at = value.toULongLong(&good);
    } else if (name == QLatin1String("--step")) {
        options.step = value.toInt(&good);
        good = good && *options.step >= 0;
    } else if (name == QLatin1String("--until")) {
        options.until = value;
        good = !value.trimmed().isEmpty();
    } else if (name == QLatin1String("--select")) {
        const auto destination = parseDestination(value);
        const auto* process = destination ? std::get_if<ProcessNumber>(&*destination) : nullptr;
        good = process != nullptr;
        if (good)
            options.select = *process;
    } else if (name == QLatin1String("--pane")) {
        options.pane = value.toUtf8();
        options.procTab = options.pane == "proc";
        good = options.procTab || options.pane == "atlas" || options.pane == "changes"
            || options.pane == "find" || paneDescriptor(options.pane) != nullptr;
    } else if (name == QLatin1String("--language")) {
        options.language = value;
        good = speaksLanguage(value);
    } else if (name == QLatin1String("--filter")) {
        options.filter = value;
    } else if (name == QLatin1String("--find")) {
        options.find = value;
        good = !value.trimmed().isEmpty();
    } else if (name == QLatin1String("--compare")) {
        options.compare = parseComparison(value);
        good = options.compare.has_value();
    } else if (name == QLatin1String("--screenshot")) {
        options.screenshot = value;
        good = value.endsWith(QLatin1String(".png"), Qt::CaseInsensitive);
    } else if (name == QLatin1String("--text-twin")) {
        options.textTwin = value;
        good = !value.isEmpty();
    } else if (name == QLatin1String("--size")) {
        const auto size = parseSize(value);
        good = size.has_value();
        options.size = size.value_or(options.size);
    } else if (name == QLatin1String("--theme")) {
        options.theme = value == QLatin1String("dark") ? Theme::dark : Theme::light;
        good = value == QLatin1String("dark") || value == QLatin1String("light");
    } else if (name == QLatin1String("--scale")) {
        options.scale = value.toDouble(&good);
        good = good && (options.scale == 1 || options.scale == 1.5 || options.scale == 2);
    }
    return good;
}

using usage::Kind;

/// One option, for the help and for reading a command line.
struct OptionText
{
    const char* name;
    const char* value; ///< what follows it; "" nothing. "a|b": one of these
    const char* meaning; ///< %1: the choices
    Kind kind = Kind::text; ///< of the value
};

// clang-format off
constexpr OptionText optionTexts[] = {
    {"--start-page", "", QT_TRANSLATE_NOOP("CommandLine", "open nothing")},
    {"--dialect", "D", QT_TRANSLATE_NOOP("CommandLine", "whose text to show: %1"), Kind::choice},
    {"--at", "GENERATION", QT_TRANSLATE_NOOP("CommandLine", "go there")},
    {"--step", "N", QT_TRANSLATE_NOOP("CommandLine", "go there, where there are steps")},
    {"--until", QT_TRANSLATE_NOOP("CommandLine", "EXPRESSION"), QT_TRANSLATE_NOOP("CommandLine", "go to where it first holds, as in 'status.Threads > 4'")},
    {"--select", "PID[/TID]", QT_TRANSLATE_NOOP("CommandLine", "select a process or thread"), Kind::thread},
    {"--pane", "NAME", QT_TRANSLATE_NOOP("CommandLine", "bring to the front: %1"), Kind::choice},
    {"--filter", "TEXT", QT_TRANSLATE_NOOP("CommandLine", "show matching processes")},
    {"--find", QT_TRANSLATE_NOOP("CommandLine", "QUERY"), QT_TRANSLATE_NOOP("CommandLine", "search all tasks, as in 'maps.perms:rwx'")},
    {"--compare", QT_TRANSLATE_NOOP("CommandLine", "WITH"), QT_TRANSLATE_NOOP("CommandLine", "mark what differs from generation:N, task:PID[/TID] or dialect:D, or from several of them, joined by commas"), Kind::comparison},
    {"--present", "", QT_TRANSLATE_NOOP("CommandLine", "mask arguments and environment, as for an audience")},
    {"--language", "en|de", QT_TRANSLATE_NOOP("CommandLine", "of the window; otherwise that of the desktop"), Kind::choice},
    {"--theme", "light|dark", QT_TRANSLATE_NOOP("CommandLine", "colours; otherwise those of the desktop"), Kind::choice},
    {"--size", QT_TRANSLATE_NOOP("CommandLine", "WIDTHxHEIGHT"), QT_TRANSLATE_NOOP("CommandLine", "of the window")},
    {"--screenshot", QT_TRANSLATE_NOOP("CommandLine", "FILE.png"), QT_TRANSLATE_NOOP("CommandLine", "write a picture of the window and quit; needs no display"), Kind::file},
    {"--text-twin", QT_TRANSLATE_NOOP("CommandLine", "FILE.json"), QT_TRANSLATE_NOOP("CommandLine", "write what is visible in it as text, and quit; with or without a picture"), Kind::file},
    {"--scale", "1|1.5|2", QT_TRANSLATE_NOOP("CommandLine", "device pixels per pixel of that picture"), Kind::choice},
    {"--help", "", QT_TRANSLATE_NOOP("CommandLine", "this text")},
    {"--version", "", QT_TRANSLATE_NOOP("CommandLine", "what it is and what it was built with")},
};
// clang-format on

/// What the program can be told, with what it says translated by \a words.
usage::Program described(QString (*words)(const char*))
{
    QStringList panes;
    for (const auto* pane : paneDescriptors()) {
        panes << QString::fromLatin1(pane->id).section(u'.', -1);
        for (const auto& alias :
             QString::fromLatin1(pane->aliases).split(u' ', Qt::SkipEmptyParts)) {
            if (!panes.contains(alias))
                panes << alias;
        }
    }
    for (const auto* other : {"atlas", "changes", "find", "proc"})
        panes << QLatin1String(other);
    QStringList dialects;
    for (const auto dialect : procfs::allDialects)
        dialects << QString::fromStdString(std::string(procfs::dialectName(dialect)));
    usage::Program program{
        .name = QStringLiteral("sandscope"),
        .summary = words(QT_TRANSLATE_NOOP("CommandLine", "look into the processes of a sandbox")),
        .description
        = words(QT_TRANSLATE_NOOP("CommandLine", "Opens a window on the processes of a sandbox.")),
        .operands = {{.name = QStringLiteral("[SOURCE]"), .kind = Kind::source}},
        .notes
        = {words(QT_TRANSLATE_NOOP("CommandLine",
                                   "SOURCE is one of %1; without one, scenario:start. A bare path "
                                   "is taken for what it can only be."))
               .arg(model::sourceForms())},
        .exitCodes = {{0, words(QT_TRANSLATE_NOOP("CommandLine", "done"))},
                      {1, words(QT_TRANSLATE_NOOP("CommandLine", "no picture"))},
                      {2, words(QT_TRANSLATE_NOOP("CommandLine", "wrong usage"))},
                      {3, words(QT_TRANSLATE_NOOP("CommandLine", "the source failed"))}},
        .seeAlso = QStringLiteral("sandscope-cli"),
        .source = Options().source};
    for (const auto& text : optionTexts) {
        const bool isDialect = qstrcmp(text.name, "--dialect") == 0;
        const bool isPane = qstrcmp(text.name, "--pane") == 0;
        const auto value = *text.value ? words(text.value) : QString();
        auto choices = isDialect        ? dialects
            : isPane                    ? panes
            : text.kind == Kind::choice ? value.split(u'|')
                                        : QStringList();
        const auto meaning = words(text.meaning);
        const bool isTold = meaning.contains(QLatin1String("%1"));
        if (text.kind == Kind::comparison) {
            choices = {QStringLiteral("generation:")};
            for (const auto& dialect : std::as_const(dialects))
                choices << QStringLiteral("dialect:") + dialect;
        }
        program.options << usage::Option{
            .name = QLatin1String(text.name),
            .value = value,
            .meaning = isTold ? meaning.arg(choices.join(QLatin1String(", "))) : meaning,
            .kind = text.kind,
            .choices = choices};
    }
    return program;
}

}

QString misfit(const Options& options, const model::Capabilities& can)
{
    if (!can.canStep && (options.step || !options.until.isEmpty()))
        return say(QT_TRANSLATE_NOOP("CommandLine",
                                     "This source has no steps; leave --step and --until out."));
    if (!can.printsDialects && options.dialect && *options.dialect != can.dialect)
        return say(QT_TRANSLATE_NOOP("CommandLine",
                                     "This source prints no other dialect than %1; leave "
                                     "--dialect out."))
            .arg(QString::fromUtf8(procfs::dialectName(can.dialect)));
    return {};
}

std::expected<Options, QString> parseCommandLine(const QStringList& arguments)
{
    const auto takesValue = [](const QString& name) {
        return std::ranges::any_of(optionTexts, [&](const OptionText& text) {
            return *text.value && name == QLatin1String(text.name);
        });
    };
    Options options;
    bool sourceGiven = false;
    for (qsizetype place = 0; place < arguments.size(); ++place) {
        const auto& argument = arguments[place];
        const auto equals = argument.indexOf(u'=');
        const auto name = argument.startsWith(QLatin1String("--")) && equals > 0
            ? argument.first(equals)
            : argument;
        if (argument == QLatin1String("--help") || argument == QLatin1String("-h")) {
            options.show = Options::Show::help;
        } else if (argument == QLatin1String("--version")) {
            options.show = Options::Show::version;
        } else if (argument == QLatin1String("--present")) {
            options.presents = true;
        } else if (argument == QLatin1String("--start-page")) {
            options.source.clear();
            sourceGiven = true;
        } else if (takesValue(name)) {
            if (equals < 0 && place + 1 == arguments.size())
                return std::unexpected(
                    say(QT_TRANSLATE_NOOP("CommandLine", "%1 needs a value; see --help."))
                        .arg(name));
            const auto value = name != argument ? argument.sliced(equals + 1) : arguments[++place];
            if (!setOption(options, name, value))
                return std::unexpected(
                    say(QT_TRANSLATE_NOOP("CommandLine", "%1 does not take “%2”; see --help."))
                        .arg(name, value));
        } else if (argument.startsWith(u'-')) {
            return std::unexpected(
                say(QT_TRANSLATE_NOOP("CommandLine", "There is no option %1; see --help."))
                    .arg(argument));
        } else if (sourceGiven) {
            return std::unexpected(
                say(QT_TRANSLATE_NOOP("CommandLine", "One source at a time: “%1” is too many."))
                    .arg(argument));
        } else {
            options.source = argument;
            sourceGiven = true;
        }
    }
    if (options.at.has_value() + options.step.has_value() + !options.until.isEmpty() > 1)
        return std::unexpected(
            say(QT_TRANSLATE_NOOP("CommandLine", "Give one of --at, --step and --until.")));
    return options;
}

QString helpText()
{
    constexpr int columns = 80;
    constexpr int meaningColumn = 26;
    const auto program = described(say);
    auto help = say(QT_TRANSLATE_NOOP("CommandLine", "Usage: sandscope [SOURCE] [OPTIONS]"))
        + QLatin1String("\n\n") + program.description + QLatin1String("\n\n");
    for (const auto& note : program.notes)
        help += usage::wrapped({}, note, columns) + u'\n';
    for (const auto& option : program.options) {
        const auto head
            = QStringLiteral("  %1 ").arg((option.name + u' ' + option.value).trimmed());
        help += usage::wrapped(head.leftJustified(meaningColumn), option.meaning, columns);
    }
    QStringList codes;
    for (const auto& code : program.exitCodes)
        codes << QStringLiteral("%1 %2").arg(code.code).arg(code.meaning);
    return help + u'\n'
        + say(QT_TRANSLATE_NOOP("CommandLine", "Exit codes: %1."))
              .arg(codes.join(QLatin1String(", ")))
        + u'\n';
}

usage::Program usageOfProgram()
{
    return described([](const char* text) { return QString::fromUtf8(text); });
}

}
