// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "commandline.h"

#include "language.h"

#include <app/panes/pane.h>

#include <QCoreApplication>

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
        good = !value.isEmpty();
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

}

std::expected<Options, QString> parseCommandLine(const QStringList& arguments)
{
    static const QStringList valued = {
        QStringLiteral("--dialect"), QStringLiteral("--at"),         QStringLiteral("--step"),
        QStringLiteral("--until"),   QStringLiteral("--select"),     QStringLiteral("--pane"),
        QStringLiteral("--filter"),  QStringLiteral("--screenshot"), QStringLiteral("--size"),
        QStringLiteral("--theme"),   QStringLiteral("--scale"),      QStringLiteral("--find"),
        QStringLiteral("--compare"), QStringLiteral("--text-twin"),  QStringLiteral("--language")};
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
        } else if (valued.contains(name)) {
            if (equals < 0 && place + 1 == arguments.size())
                return std::unexpected(
                    say(QT_TRANSLATE_NOOP("CommandLine", "%1 needs a value; see --help."))
                        .arg(name));
            const auto value = name != argument ? argument.sliced(equals + 1) : arguments[++place];
            if (!setOption(options, name, value))
                return std::unexpected(
                    say(QT_TRANSLATE_NOOP("CommandLine", "%1 does not take \"%2\"; see --help."))
                        .arg(name, value));
        } else if (argument.startsWith(u'-')) {
            return std::unexpected(
                say(QT_TRANSLATE_NOOP("CommandLine", "There is no option %1; see --help."))
                    .arg(argument));
        } else if (sourceGiven) {
            return std::unexpected(
                say(QT_TRANSLATE_NOOP("CommandLine", "One source at a time: \"%1\" is too many."))
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
    QStringList panes;
    for (const auto* pane : paneDescriptors())
        panes << QString::fromLatin1(pane->id).section(u'.', -1);
    QStringList dialects;
    for (const auto dialect : procfs::allDialects)
        dialects << QString::fromStdString(std::string(procfs::dialectName(dialect)));
    return say(QT_TRANSLATE_NOOP(
                   "CommandLine",
                   "Usage: sandscope [SOURCE] [OPTIONS]\n"
                   "\n"
                   "Opens a window on the processes of a sandbox.\n"
                   "\n"
                   "SOURCE  scenario:NAME, scenario:FILE.yaml, proc:FOLDER, strace:LOG, "
                   "saved:FILE;\n"
                   "        without one, scenario:start\n"
                   "\n"
                   "  --start-page            open nothing\n"
                   "  --dialect D             whose text to show: %1\n"
                   "  --at GENERATION         go there\n"
                   "  --step N                go there, where there are steps\n"
                   "  --until EXPRESSION      go to where it first holds, as in 'status.Threads > "
                   "4'\n"
                   "  --select PID[/TID]      select a process or thread\n"
                   "  --pane NAME             bring to the front: %2, atlas, changes,\n"
                   "                          find, proc\n"
                   "  --filter TEXT           show matching processes\n"
                   "  --find QUERY            search all tasks, as in 'maps.perms:rwx'\n"
                   "  --compare WITH          mark what differs from generation:N, task:PID[/TID] "
                   "or\n"
                   "                          dialect:D, or from several of them, joined by "
                   "commas\n"
                   "  --present               mask arguments and environment, as for an "
                   "audience\n"
                   "  --language en|de        of the window; otherwise that of the desktop\n"
                   "  --theme light|dark      colours; otherwise those of the desktop\n"
                   "  --size WIDTHxHEIGHT     of the window\n"
                   "  --screenshot FILE.png   write a picture of the window and quit; needs no "
                   "display\n"
                   "  --text-twin FILE.json   write what is visible in it as text, and quit; with "
                   "or\n"
                   "                          without a picture\n"
                   "  --scale 1|1.5|2         device pixels per pixel of that picture\n"
                   "  --help, --version\n"
                   "\n"
                   "Exit codes: 0 done, 1 no picture, 2 wrong usage, 3 the source failed.\n"))
        .arg(dialects.join(QLatin1String(", ")), panes.join(QLatin1String(", ")));
}

}
