// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commandline.h>
#include <app/cli/commands.h>
#include <app/cli/layout.h>
#include <app/usage/usage.h>
#include <model/sources/messages.h>
#include <procfs/dialect.h>
#include <procfs/edition.h>
#include <procfs/procfile.h>

#include <QCommandLineParser>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace sandscope::app::cli {

namespace {

struct OptionText
{
    Option option;
    const char* usage; ///< for the help
    const char* name; ///< null: another row's, used in another way
    const char* value; ///< what follows it; null: nothing
    const char* meaning;
    usage::Kind kind = usage::Kind::text; ///< of the value
};

// clang-format off
constexpr std::array optionTexts = {
    OptionText{Option::twoDialects, "--dialect A --dialect B", nullptr, nullptr, nullptr},
    OptionText{Option::dialects,   "[--dialect D]...", nullptr, nullptr, nullptr},
    OptionText{Option::dialect,    "[--dialect D]", nullptr, nullptr,  nullptr},
    OptionText{Option::steps,      "[--from N]",   "from",    "N",     "the first step to show"},
    OptionText{Option::steps,      "[--to N]",     "to",      "N",     "the last step to show"},
    OptionText{Option::steps,      "[--task PID]", "task",    "PID",   "only what this process did, or what changed in its files", usage::Kind::task},
    OptionText{Option::json,       "[--json]",     "json",    nullptr, "print JSON"},
    OptionText{Option::longFormat, "[-l]",         "l",       nullptr, "one entry with all that is known of it on each line"},
    OptionText{Option::quantity,   "[--every | --none]", "every", nullptr, "it must hold for every task"},
    OptionText{Option::quantity,   nullptr,        "none",    nullptr, "it must hold for no task"},
    OptionText{Option::environment, "[--environ]", "environ", nullptr, "look for texts in the environment, too, which may hold secrets"},
    OptionText{Option::unmasked,   "[--unmasked]", "unmasked", nullptr, "with the arguments and environments of processes, which may hold secrets"},
    OptionText{Option::recording,  "[--for SECONDS]", "for",  "SECONDS", "end the recording after that time"},
    OptionText{Option::recording,  "[--every SECONDS]", "every", "SECONDS", "the time between two samples; default 1"},
    OptionText{Option::recording,  "[--keep AGE|SIZE]", "keep", "AGE|SIZE", "the last 5min, or 100MB, or both (5min,100MB); what is older goes"},
    OptionText{Option::recording,  "[--files LIST]", "files", "LIST", "what to read of each process at each sample: stat,maps; +smaps,fd for more than usual; all; none", usage::Kind::list},
    OptionText{Option::recording,  "[--note TEXT]", "note",   "TEXT",  "is kept in the recording, for whoever opens it"},
    OptionText{Option::offset,     "[--offset N]", "offset",  "N",     "start there: bytes of a file, the cookie of a directory"},
    OptionText{Option::count,      "[--count N]",  "count",   "N",     "no more than this: bytes of a file, entries of a directory, findings"},
    OptionText{Option::chunk,      "[--chunk N]",  "chunk",   "N",     "read this many bytes at a time, under the dialect's rule for reads"},
    OptionText{Option::readRule,   "[--read-rule R]", "read-rule", "R", "read in pieces as a kernel does: sequence, snapshot, linux", usage::Kind::choice},
    OptionText{Option::pictures,   "[--tolerance N]", "tolerance", "N", "a pixel differs when one of its colours does by more, of 255; default 0"},
    OptionText{Option::pictures,   "[--other-fonts]", "other-fonts", nullptr, "text may stand a pixel aside and be smoothed in another way"},
    OptionText{Option::pictures,   "[--difference OUT.png]", "difference", "OUT.png", "write a picture that shows what differs; of two folders: a folder of them", usage::Kind::file},
    OptionText{Option::all,        "[--all]",      "all",     nullptr, "show what is equal, too; of trace: every line of every file"},
    OptionText{Option::depth,      "[--depth N]",  "depth",   "N",     "go down this many levels only"},
    OptionText{Option::view,       "[--dialect D]", "dialect", "D",    "whose text: gvisor-2018, -2019, -2022, -2024, -2026 or linux (not with proc:)", usage::Kind::choice},
    OptionText{Option::moment,     "[--at GEN | --step N | --until EXPRESSION]", "at", "GEN", "the state at this generation; a scenario's end without it"},
    OptionText{Option::moment,     nullptr,        "step",    "N",     "the state after this many steps (scenario:, strace: and recording:)"},
    OptionText{Option::moment,     nullptr,        "until",   "EXPRESSION", "the first state at which it holds for a task, as in 'maps.perms == \"rwx\"' (scenario:, strace: and recording:)"},
    OptionText{Option::view,       "[--as PID]",   "as",      "PID",   "read as this task does (not with proc:)", usage::Kind::task},
    OptionText{Option::view,       "[--pidns PID]", "pidns",  "PID",   "as mounted in this task's PID namespace (not with proc:)", usage::Kind::task},
    OptionText{Option::program,    "-- PROGRAM [ARGUMENT...]", nullptr, nullptr, nullptr},
};
// clang-format on

bool isDialect(const OptionText& text)
{
    return text.name && qstrcmp(text.name, "dialect") == 0;
}

/// What an operand is, by the name that the commands' table gives it.
struct OperandText
{
    const char* name;
    usage::Kind kind;
};

constexpr std::array operandTexts = {
    OperandText{"SOURCE", usage::Kind::source},
    OperandText{"PATH", usage::Kind::entry},
    OperandText{"FILE", usage::Kind::choice}, // of the field table
    OperandText{"FOLDER", usage::Kind::file},
    OperandText{"QUERY", usage::Kind::text},
    OperandText{"BEFORE", usage::Kind::file},
    OperandText{"AFTER", usage::Kind::file},
    OperandText{"FILE.saved", usage::Kind::file},
    OperandText{"FILE.sandscope", usage::Kind::file},
    OperandText{"DIR|FILE.tar", usage::Kind::file},
    OperandText{"PID", usage::Kind::task},
};

QStringList operandsOf(const Command& command)
{
    return QString(QLatin1StringView(command.operands)).split(u' ', Qt::SkipEmptyParts);
}

/// What stands behind the command's name, each with what it cannot be parted from.
QStringList usageOf(const Command& command)
{
    QStringList usage;
    if (command.takes(Option::longFormat))
        usage << QStringLiteral("[-l]");
    usage << operandsOf(command);
    for (const OptionText& text : optionTexts) {
        const bool isSaid = text.option == Option::longFormat
            || (isDialect(text) && command.takes(Option::twoDialects));
        if (text.usage && !isSaid && command.takes(text.option))
            usage << QLatin1StringView(text.usage);
    }
    return usage;
}

// What the tables do not say, a paragraph each.
constexpr std::array notes = {
    "QUERY and EXPRESSION are one language: maps.perms:rwx, status.Threads > 4, "
    "fd.path ~ \"\\.so$\", addr:0x7f0000001000, or a text to look for; joined by and, or, not. "
    "Names are those of sandscope-cli fields.",
    "SOURCE is scenario:NAME, scenario:FILE.yaml, strace:LOG, saved:FILE, recording:FILE, "
    "runsc:ID?root=DIR or proc:FOLDER (a live /proc, a tree of plain files, a capture; of the "
    "first two FOLDER?root=PID has one process and its descendants only). A bare path is taken for "
    "what it can only be.",
    "LOG may be followed by ?elf=DIR (programs, or their headers from readelf -lW), &image=FILE (a "
    "map taken right after exec), &kernel=D (the dialect of the kernel that ran it), &parent=PID, "
    "and for check by &against=CAPTURE.",
    "ID is that of a running gVisor sandbox and DIR what runsc --root was given; without ?root=DIR "
    "it is the usual folder. ?root=DIR&inside=yes, or ?inside=yes, also reads what only a process "
    "in the sandbox can read: one is started there for it.",
    "PATH is as below /proc: 7, 7/task/9, 7/fd. Names are printed with \\n, \\t, \\\\ and \\xNN in "
    "place of bytes that do not print, and PATH takes the same.",
    "with-proc ends with the code of its program, and with 128 and the signal's number when a "
    "signal ended it.",
};

QString nameOf(const OptionText& text)
{
    return (qstrlen(text.name) == 1 ? QStringLiteral("-") : QStringLiteral("--"))
        + QLatin1StringView(text.name);
}

/// The values that an option takes, where they are few.
QStringList choicesOf(QLatin1StringView name)
{
    QStringList choices;
    if (name == QLatin1StringView("dialect")) {
        for (const procfs::Dialect one : procfs::allDialects)
            choices << QString::fromUtf8(procfs::dialectName(one));
    } else if (name == QLatin1StringView("read-rule")) {
        choices = {QStringLiteral("sequence"), QStringLiteral("snapshot"), QStringLiteral("linux")};
    } else if (name == QLatin1StringView("files")) {
        choices = {QStringLiteral("all"), QStringLiteral("none")};
        for (const procfs::ProcFile* file : procfs::procFiles(procfs::Scope::task))
            choices << textOf(file->name);
        for (const procfs::ProcFile* file : procfs::procFiles(procfs::Scope::system))
            choices << QLatin1Char('/') + textOf(file->name);
    }
    return choices;
}

usage::Operand operandOf(const QString& name)
{
    usage::Operand operand{.name = name};
    const QString bare = name.startsWith(QLatin1Char('[')) ? name.sliced(1).chopped(1) : name;
    const auto* text = std::ranges::find_if(
        operandTexts, [&](const OperandText& one) { return bare == QLatin1StringView(one.name); });
    Q_ASSERT(text != operandTexts.end());
    operand.kind = text->kind;
    if (operand.kind == usage::Kind::choice) {
        for (const auto scope : {procfs::Scope::task, procfs::Scope::system, procfs::Scope::net}) {
            for (const procfs::ProcFile* file : procfs::procFiles(scope))
                operand.choices << fileTitle(*file);
        }
    }
    return operand;
}

bool takesDialect(const Command& command);

usage::Program program()
{
    usage::Program program{
        .name = QStringLiteral("sandscope-cli"),
        .summary = QStringLiteral("inspect the processes of a sandbox, without a window"),
        .description = QStringLiteral(
            "Reads /proc of a simulated sandbox, of this computer, of a recorded tree or of a "
            "replayed log, as gVisor or Linux would print it, and answers questions about it."),
        .exitCodes = {{0, QStringLiteral("done")},
                      {1, QStringLiteral("the answer is no, or a read failed")},
                      {2, QStringLiteral("wrong usage")},
                      {3, QStringLiteral("the source failed")},
                      {125, QStringLiteral("with-proc could not make the tree or its namespace")},
                      {126, QStringLiteral("with-proc could not run the program")},
                      {127, QStringLiteral("with-proc found no such program")}},
        .seeAlso = QStringLiteral("sandscope")};
    const auto optionOf = [](const OptionText& text) {
        return usage::Option{.name = nameOf(text),
                             .value = QLatin1StringView(text.value),
                             .meaning = QLatin1StringView(text.meaning),
                             .kind = text.kind,
                             .choices = choicesOf(QLatin1StringView(text.name))};
    };
    for (const OptionText& text : optionTexts) {
        if (text.name)
            program.options << optionOf(text);
    }
    const usage::Option help{.name = QStringLiteral("--help"),
                             .meaning = QStringLiteral("this text")};
    program.general = {help,
                       {.name = QStringLiteral("--version"),
                        .meaning = QStringLiteral("what it is and what it was built with")}};
    program.options << program.general;
    for (const Command& command : commands()) {
        QList<usage::Option> options;
        for (const OptionText& text : optionTexts) {
            if (text.name && (isDialect(text) ? takesDialect(command) : command.takes(text.option)))
                options << optionOf(text);
        }
        options << help;
        QList<usage::Operand> operands;
        for (const QString& name : operandsOf(command))
            operands << operandOf(name);
        program.commands << usage::Command{.name = QLatin1StringView(command.name),
                                           .operands = operands,
                                           .usage = usageOf(command),
                                           .summary = QLatin1StringView(command.summary),
                                           .options = options};
    }
    for (const char* note : notes)
        program.notes << QString::fromUtf8(note);
    return program;
}

QString helpText()
{
    const usage::Program all = program();
    QString help = QStringLiteral("Usage: sandscope-cli COMMAND ...\n\n");
    for (const auto& command : all.commands)
        help
            += usage::wrapped(QStringLiteral("  %1 ").arg(command.name), command.usage, textColumns)
            + QStringLiteral("        %1\n").arg(command.summary);
    help += QStringLiteral("\nOptions:\n");
    for (const auto& option : all.options)
        help += QStringLiteral("  %1  %2\n")
                    .arg((option.name + u' ' + option.value).trimmed().leftJustified(13),
                         option.meaning);
    help += QLatin1Char('\n');
    for (const QString& note : all.notes)
        help += usage::wrapped({}, note, textColumns);
    QStringList codes;
    for (const auto& code : all.exitCodes)
        codes << QStringLiteral("%1 %2").arg(code.code).arg(code.meaning);
    return help
        + usage::wrapped({},
                         QStringLiteral("Exit codes: %1.").arg(codes.join(QStringLiteral("; "))),
                         textColumns);
}

Exit wrongUsage(const QString& sentence)
{
    complain(sentence + QStringLiteral(" See sandscope-cli --help."));
    return Exit::wrongUsage;
}

/// A number of at least \a least; what is none is an error for the reader.
std::expected<std::optional<qint64>, QString> numberOf(const QCommandLineParser& parser,
                                                       const char* name, qint64 least)
{
    const QString option = QLatin1StringView(name);
    if (!parser.isSet(option))
        return std::nullopt;
    bool isNumber = false;
    const qint64 value = parser.value(option).toLongLong(&isNumber);
    if (!isNumber || value < least)
        return std::unexpected(QStringLiteral("--%1 takes a whole number of at least %2, not “%3”.")
                                   .arg(option, QString::number(least), parser.value(option)));
    return value;
}

std::expected<std::vector<procfs::Dialect>, QString> dialectsOf(const QCommandLineParser& parser)
{
    std::vector<procfs::Dialect> dialects;
    for (const QString& name : parser.values(QStringLiteral("dialect"))) {
        const auto dialect = procfs::dialectFromName(name.toStdString());
        if (!dialect) {
            QStringList names;
            for (const procfs::Dialect one : procfs::allDialects)
                names.append(QString::fromUtf8(procfs::dialectName(one)));
            return std::unexpected(QStringLiteral("There is no dialect “%1”; possible are %2.")
                                       .arg(name, names.join(QStringLiteral(", "))));
        }
        dialects.push_back(*dialect);
    }
    return dialects;
}

std::expected<model::Target, QString> momentOf(const QCommandLineParser& parser)
{
    const auto at = numberOf(parser, "at", 0);
    const auto step = numberOf(parser, "step", 0);
    for (const auto* number : {&at, &step}) {
        if (!*number)
            return std::unexpected(number->error());
    }
    const bool hasUntil = parser.isSet(QStringLiteral("until"));
    if (at->has_value() + step->has_value() + hasUntil > 1)
        return std::unexpected(
            QStringLiteral("--at, --step and --until name one moment each; give one of them."));
    using Kind = model::Target::Kind;
    model::Target target;
    if (*at)
        target = {.kind = Kind::generation, .generation = static_cast<procfs::Generation>(**at)};
    else if (*step)
        target = {.kind = Kind::step, .step = static_cast<std::size_t>(**step)};
    else if (hasUntil)
        target = {.kind = Kind::until,
                  .expression = parser.value(QStringLiteral("until")).toStdString()};
    return target;
}

/// Sets who reads and where.
std::expected<void, QString> setReader(ViewRequest& view, const QCommandLineParser& parser)
{
    const auto reader = numberOf(parser, "as", 1);
    const auto mount = numberOf(parser, "pidns", 1);
    for (const auto* number : {&reader, &mount}) {
        if (!*number)
            return std::unexpected(number->error());
    }
    constexpr qint64 maxPid = std::numeric_limits<std::int32_t>::max();
    if (reader->value_or(1) > maxPid || mount->value_or(1) > maxPid)
        return std::unexpected(QStringLiteral("A PID is at most %1.").arg(maxPid));
    if (*reader)
        view.reader = static_cast<std::int32_t>(**reader);
    if (*mount)
        view.mount = static_cast<std::int32_t>(**mount);
    return {};
}

/// A numeric option, and where it goes.
struct NumberOption
{
    Option option;
    const char* name;
    qint64 least;
    std::optional<qint64>* target;
};

bool takesDialect(const Command& command)
{
    return command.takes(Option::view) || command.takes(Option::dialects)
        || command.takes(Option::dialect) || command.takes(Option::twoDialects);
}

void addOptions(QCommandLineParser& parser, const Command& command)
{
    for (const OptionText& text : optionTexts) {
        if (!text.name || !(isDialect(text) ? takesDialect(command) : command.takes(text.option)))
            continue;
        QCommandLineOption option{QString(QLatin1StringView(text.name))};
        if (text.value)
            option.setValueName(QLatin1StringView(text.value));
        parser.addOption(option);
    }
}

/// What stands behind the first "--".
std::vector<std::string> programOf(std::span<char* const> raw)
{
    auto at = std::ranges::find(raw, std::string_view("--"));
    return at == raw.end() ? std::vector<std::string>()
                           : std::vector<std::string>(std::next(at), raw.end());
}

Exit runCommand(const Command& command, QStringList arguments, std::span<char* const> raw)
{
    QCommandLineParser parser;
    addOptions(parser, command);
    Invocation invocation;
    if (command.takes(Option::program)) {
        invocation.program = programOf(raw);
        if (const qsizetype at = arguments.indexOf(QStringLiteral("--")); at >= 0)
            arguments.resize(at);
    }
    if (!parser.parse(arguments))
        return wrongUsage(
            QStringLiteral("%1: %2").arg(QLatin1StringView(command.name), parser.errorText()));

    if (command.takes(Option::moment)) {
        auto target = momentOf(parser);
        if (!target)
            return wrongUsage(target.error());
        invocation.view.target = *std::move(target);
    }
    if (command.takes(Option::view)) {
        if (const auto done = setReader(invocation.view, parser); !done)
            return wrongUsage(done.error());
    }
    if (takesDialect(command)) {
        auto dialects = dialectsOf(parser);
        if (!dialects)
            return wrongUsage(dialects.error());
        if (command.takes(Option::twoDialects) && dialects->size() != 2)
            return wrongUsage(
                QStringLiteral("Give two dialects to compare: --dialect A --dialect B."));
        if (command.takes(Option::twoDialects) || command.takes(Option::dialects))
            invocation.dialects = *std::move(dialects);
        else if (dialects->size() > 1)
            return wrongUsage(QStringLiteral("%1 takes one --dialect; to compare two, use lens.")
                                  .arg(QLatin1StringView(command.name)));
        else if (!dialects->empty())
            invocation.view.dialect = dialects->front();
    }
    if (command.takes(Option::readRule) && parser.isSet(QStringLiteral("read-rule"))) {
        const QString name = parser.value(QStringLiteral("read-rule"));
        invocation.view.readRule = procfs::readRuleFromName(name.toStdString());
        if (!invocation.view.readRule)
            return wrongUsage(QStringLiteral("There is no read rule “%1”; possible are sequence, "
                                             "snapshot and linux.")
                                  .arg(name));
    }
    const auto isSet = [&](Option option, const char* name) {
        return command.takes(option) && parser.isSet(QLatin1StringView(name));
    };
    invocation.json = isSet(Option::json, "json");
    invocation.isLong = isSet(Option::longFormat, "l");
    invocation.all = isSet(Option::all, "all");
    invocation.environment = isSet(Option::environment, "environ");
    invocation.otherFonts = isSet(Option::pictures, "other-fonts");
    if (isSet(Option::pictures, "difference"))
        invocation.output = parser.value(QStringLiteral("difference"));
    invocation.unmasked = isSet(Option::unmasked, "unmasked");
    const auto textOf = [&](Option option, const char* name) {
        return isSet(option, name) ? parser.value(QLatin1StringView(name)) : QString();
    };
    invocation.length = textOf(Option::recording, "for");
    invocation.period = textOf(Option::recording, "every");
    invocation.keep = textOf(Option::recording, "keep");
    invocation.files = textOf(Option::recording, "files");
    if (isSet(Option::recording, "files") && invocation.files.isEmpty())
        return wrongUsage(QStringLiteral("--files takes names of files, all or none."));
    invocation.note = textOf(Option::recording, "note");
    invocation.every = isSet(Option::quantity, "every");
    invocation.none = isSet(Option::quantity, "none");
    if (invocation.every && invocation.none)
        return wrongUsage(QStringLiteral("It cannot hold for every task and for none; give one of "
                                         "--every and --none."));

    constexpr qint64 lowest = std::numeric_limits<qint64>::min();
    // Negative offsets reach the file, which has its own answer to them. Nothing of zero length is
    // ever read.
    const std::array numbers = {
        NumberOption{Option::offset, "offset", lowest, &invocation.offset},
        NumberOption{Option::count, "count", 1, &invocation.count},
        NumberOption{Option::chunk, "chunk", 1, &invocation.chunk},
        NumberOption{Option::depth, "depth", 1, &invocation.depth},
        NumberOption{Option::pictures, "tolerance", 0, &invocation.tolerance},
        NumberOption{Option::steps, "from", 1, &invocation.from},
        NumberOption{Option::steps, "to", 1, &invocation.to},
        NumberOption{Option::steps, "task", 1, &invocation.task},
    };
    for (const auto& number : numbers) {
        if (!command.takes(number.option))
            continue;
        const auto value = numberOf(parser, number.name, number.least);
        if (!value)
            return wrongUsage(value.error());
        *number.target = *value;
    }

    const QStringList expected = operandsOf(command);
    const auto optional = std::ranges::count_if(
        expected, [](const QString& name) { return name.startsWith(QLatin1Char('[')); });
    const QStringList given = parser.positionalArguments();
    if (given.size() > expected.size() || given.size() + optional < expected.size())
        return wrongUsage(
            QStringLiteral("Usage: sandscope-cli %1.")
                .arg((QStringList{QLatin1StringView(command.name)} << usageOf(command))
                         .join(QLatin1Char(' '))));
    for (qsizetype i = 0; i < given.size(); ++i) {
        if (expected[i] == QLatin1StringView("SOURCE")) {
            invocation.view.source = given[i];
        } else if (expected[i] == QLatin1StringView("FOLDER")
                   || expected[i] == QLatin1StringView("[FOLDER]")) {
            invocation.folder = given[i];
        } else if (expected[i] == QLatin1StringView("FILE.saved")
                   || expected[i] == QLatin1StringView("FILE.sandscope")
                   || expected[i] == QLatin1StringView("DIR|FILE.tar")) {
            invocation.output = given[i];
        } else if (expected[i] == QLatin1StringView("BEFORE")) {
            invocation.before = given[i];
        } else if (expected[i] == QLatin1StringView("AFTER")) {
            invocation.after = given[i];
        } else if (expected[i] == QLatin1StringView("[PID]")) {
            bool isNumber = false;
            const qint32 pid = given[i].toInt(&isNumber);
            if (!isNumber || pid < 1)
                return wrongUsage(QStringLiteral("“%1” is no PID.").arg(given[i]));
            invocation.task = pid;
        } else if (expected[i] == QLatin1StringView("QUERY")) {
            invocation.query = given[i];
        } else {
            const auto path = unescaped(given[i]);
            if (!path)
                return wrongUsage(
                    QStringLiteral("“%1” holds an escape that is none.").arg(given[i]));
            if (expected[i] == QLatin1StringView("[FILE]"))
                invocation.file = *path;
            else
                invocation.path = pathBelowProc(*path);
        }
    }
    return command.run(invocation);
}

}

Exit run(const QStringList& arguments, std::span<char* const> raw)
{
    if (arguments.size() < 2)
        return wrongUsage(QStringLiteral("Say what to do."));
    const QString& name = arguments[1];
    Exit result = Exit::done;
    // What stands behind "--" is for another program.
    const qsizetype end = arguments.indexOf(QStringLiteral("--"));
    const QStringList own = arguments.first(end < 0 ? arguments.size() : end);
    if (own.contains(QStringLiteral("--help")) || name == QLatin1StringView("-h")
        || name == QLatin1StringView("help")) {
        print(helpText().toStdString());
    } else if (name == QLatin1StringView("--version")) {
        print(usage::versionText(QStringLiteral("sandscope-cli"), procfs::tablesEdition())
                  .toStdString());
    } else if (const auto form = usage::packagedForm(program, arguments.mid(1))) {
        print(form->toStdString());
    } else {
        QStringList names;
        const Command* chosen = nullptr;
        for (const Command& command : commands()) {
            names.append(QLatin1StringView(command.name));
            if (name == names.last())
                chosen = &command;
        }
        if (!chosen) {
            const QString similar = model::mostSimilar(name, names);
            return wrongUsage(QStringLiteral("There is no command “%1”%2")
                                  .arg(name,
                                       similar.isEmpty()
                                           ? QStringLiteral(".")
                                           : QStringLiteral("; did you mean “%1”?").arg(similar)));
        }
        QStringList rest = arguments;
        rest.removeAt(1);
        result = runCommand(*chosen, rest, raw);
    }
    if (!flushOutput() && result == Exit::done) {
        complain(QStringLiteral("Standard output could not be written."));
        return Exit::no;
    }
    return result;
}

}
