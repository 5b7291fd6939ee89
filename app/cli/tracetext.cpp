// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/layout.h>
#include <app/cli/output.h>
#include <app/cli/trace.h>
#include <model/snapshot/steptext.h>

#include <algorithm>
#include <array>

namespace sandscope::app::cli {

using snapshot::EntryChange;
using snapshot::FieldChange;
using snapshot::FileChange;
using snapshot::LineHunk;
using snapshot::TaskChange;

namespace {

const QString margin = QStringLiteral("      ");

QString timeText(std::chrono::nanoseconds time)
{
    const qint64 count = time.count();
    const auto number = [](double value) { return QString::number(value, 'f', 9); };
    const auto trimmed = [](QString text) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        return text.endsWith(QLatin1Char('.')) ? text.chopped(1) : text;
    };
    if (count >= 1'000'000'000)
        return trimmed(number(static_cast<double>(count) / 1e9)) + QStringLiteral(" s");
    if (count >= 1'000'000)
        return trimmed(number(static_cast<double>(count) / 1e6)) + QStringLiteral(" ms");
    return trimmed(number(static_cast<double>(count) / 1e3)) + QStringLiteral(" us");
}

QString countText(std::size_t count, const QString& what)
{
    return QStringLiteral("%1 %2%3").arg(count).arg(what,
                                                    count == 1 ? QString() : QStringLiteral("s"));
}

// As it is where that does no harm: tabs and quotes are left, what could move a cursor is escaped.
QString shown(std::string_view bytes)
{
    QString text;
    while (!bytes.empty()) {
        const std::size_t plain = std::min(bytes.find_first_of("\t\""), bytes.size());
        text += escaped(bytes.substr(0, plain));
        if (plain < bytes.size())
            text += QLatin1Char(bytes[plain]);
        bytes.remove_prefix(std::min(plain + 1, bytes.size()));
    }
    return text;
}

// Without what ends it.
std::string_view bare(std::string_view line, char separator)
{
    return line.ends_with(separator) ? line.substr(0, line.size() - 1) : line;
}

// "sh -i": an argument list as one would type it, escaped.
QString wordsText(const std::vector<std::string>& lines, char separator)
{
    QStringList words;
    for (const std::string& line : lines)
        words.append(escaped(bare(line, separator)));
    return words.join(QStringLiteral(" | "));
}

// Whether the fields say all that the lines do, and say it shorter.
bool isOneLine(const FileChange& file)
{
    if (file.fields.empty() || file.change != EntryChange::changed)
        return false;
    const std::string_view name = file.file->name;
    constexpr std::array<std::string_view, 6> files
        = {"auxv", "stat", "statm", "oom_score", "loadavg", "uptime"};
    const bool isPaired = std::ranges::all_of(
        file.hunks, [](const LineHunk& hunk) { return hunk.removed.size() == hunk.added.size(); });
    return std::ranges::contains(files, name)
        || (file.file->scope == procfs::Scope::system && isPaired);
}

QString firstSentence(std::string_view meaning)
{
    const QString text = textOf(meaning);
    const qsizetype end = text.indexOf(QStringLiteral(". "));
    return end < 0 ? text : text.first(end + 1);
}

bool isArea(std::string_view line)
{
    return !line.empty() && (line.front() < 'A' || line.front() > 'Z');
}

}

void TraceText::printLine(char sign, std::size_t number, std::string_view line)
{
    QString text = QStringLiteral("%1%2 %3 %4")
                       .arg(margin)
                       .arg(number, 5)
                       .arg(QLatin1Char(sign))
                       .arg(shown(line));
    if (m_colour)
        text = QStringLiteral("\x1b[%1m%2\x1b[0m")
                   .arg(sign == '+' ? QStringLiteral("32") : QStringLiteral("31"), text);
    cli::printLine(text);
}

void TraceText::explain(const FileChange& file, const FieldChange& field)
{
    // What a step does to the whole machine is beside the point.
    if (!field.doc || file.file->scope == procfs::Scope::system
        || !m_explained.insert(field.doc).second)
        return;
    printWrapped(
        margin + QStringLiteral("        # "),
        QStringLiteral("%1 in %2: %3")
            .arg(escaped(field.name), fileTitle(*file.file), firstSentence(field.doc->meaning)));
}

void TraceText::printFields(const FileChange& file)
{
    for (const FieldChange& field : file.fields) {
        QString text = QStringLiteral("%1      %2: %3 -> %4")
                           .arg(margin, escaped(field.name), valueText(field.before),
                                valueText(field.after));
        constexpr std::array<std::string_view, 4> units = {"bytes", "kB", "pages", "ticks"};
        if (field.doc && std::ranges::contains(units, field.doc->unit))
            text += QLatin1Char(' ') + textOf(field.doc->unit);
        cli::printLine(text);
        explain(file, field);
    }
}

void TraceText::printHunks(const FileChange& file)
{
    const bool isSmaps = file.file && file.file->name == "smaps";
    const std::size_t mostLines = isSmaps ? 12 : 40; // what it says first, maps says, too
    std::string area;
    std::size_t printed = 0;
    std::size_t left = 0;
    for (const LineHunk& hunk : file.hunks) {
        if (!m_all && (hunk.byClock || printed > mostLines)) {
            left += hunk.removed.size() + hunk.added.size();
            continue;
        }
        if (!hunk.area.empty() && hunk.area != area)
            cli::printLine(QStringLiteral("%1      in the area %2")
                               .arg(margin, escaped(bare(hunk.area, '\n')).simplified()));
        area = hunk.area;
        const bool isWhole = isSmaps && hunk.area.empty()
            && std::ranges::count_if(hunk.removed, isArea)
                != std::ranges::count_if(hunk.added, isArea);
        const auto lines = [&](char sign, std::size_t first, const std::vector<std::string>& all) {
            std::size_t skipped = 0;
            for (std::size_t i = 0; i < all.size(); ++i) {
                // Of an area that came or went, the first line tells which.
                if (!m_all && isWhole && !isArea(all[i])) {
                    ++skipped;
                    continue;
                }
                if (!m_all && ++printed > mostLines) {
                    left += all.size() - i;
                    break;
                }
                printLine(sign, first + i, bare(all[i], file.separator));
            }
            if (skipped > 0)
                cli::printLine(QStringLiteral("%1      %2 and %3 of values below")
                                   .arg(margin)
                                   .arg(QLatin1Char(sign))
                                   .arg(countText(skipped, QStringLiteral("line"))));
        };
        lines('-', hunk.oldLine, hunk.removed);
        lines('+', hunk.newLine, hunk.added);
    }
    if (left > 0)
        cli::printLine(QStringLiteral("%1      ... and %2 (--all shows them)")
                           .arg(margin, countText(left, QStringLiteral("line"))));
    const bool isNew = file.change == EntryChange::appeared;
    for (const FieldChange& field : file.fields) {
        if (!isNew)
            explain(file, field);
    }
}

void TraceText::printFile(const FileChange& file, const std::string& below)
{
    QString path = QStringLiteral("%1%2").arg(margin, escaped(below + file.path));
    const auto errorText = [](procfs::Errno error) {
        return QStringLiteral("cannot be read: %1 (%2)")
            .arg(QString::fromStdString(procfs::errnoName(error)),
                 textOf(snapshot::errnoMeaning(error)));
    };
    if (file.kind == procfs::FileKind::link) {
        const auto target = [&](const std::string& text, procfs::Errno error) {
            return error == procfs::Errno::ok ? escaped(text) : errorText(error);
        };
        if (file.change == EntryChange::vanished) {
            cli::printLine(path + QStringLiteral(" vanished; it led to ")
                           + target(file.targetBefore, file.errorBefore));
        } else if (file.change == EntryChange::appeared) {
            cli::printLine(path + QStringLiteral(" appeared -> ")
                           + target(file.targetAfter, file.errorAfter));
        } else if (file.errorAfter != procfs::Errno::ok) {
            cli::printLine(path + QStringLiteral(" now ") + errorText(file.errorAfter));
        } else {
            cli::printLine(path
                           + QStringLiteral(" leads elsewhere: %1 -> %2")
                                 .arg(target(file.targetBefore, file.errorBefore),
                                      target(file.targetAfter, file.errorAfter)));
        }
        return;
    }
    if (file.change == EntryChange::vanished) {
        cli::printLine(path + QStringLiteral(" vanished"));
        return;
    }
    std::size_t lines = 0;
    for (const LineHunk& hunk : file.hunks)
        lines += hunk.added.size();
    constexpr std::size_t few = 6;
    if (file.change == EntryChange::appeared && !m_all && lines > few) {
        cli::printLine(path + QStringLiteral(" appeared, ")
                       + countText(lines, QStringLiteral("line")));
        return;
    }
    if (file.change == EntryChange::appeared)
        path += QStringLiteral(" appeared");
    if (file.errorAfter != procfs::Errno::ok)
        path += QStringLiteral(" now ") + errorText(file.errorAfter);
    else if (file.errorBefore != procfs::Errno::ok)
        path += QStringLiteral(" can be read now; before, it answered ")
            + QString::fromStdString(procfs::errnoName(file.errorBefore));
    if (!m_all && file.isEmptyNow) { // what it said before stands above, or matters no more
        cli::printLine(file.errorAfter == procfs::Errno::ok ? path + QStringLiteral(" is empty now")
                                                            : path);
        return;
    }
    cli::printLine(path);
    if (!m_all && isOneLine(file)) {
        printFields(file);
        return;
    }
    printHunks(file);
}

// A new task has all its files. Who it is stands in a few lines.
void TraceText::printNewTask(const TaskChange& task)
{
    cli::printLine(QStringLiteral("%1%2/ appeared: %3 entries")
                       .arg(margin, escaped(task.path), QString::number(task.files.size())));
    constexpr std::array<std::string_view, 8> telling
        = {"Name", "State", "Tgid", "Pid", "PPid", "VmSize", "VmRSS", "Threads"};
    for (const FileChange& file : task.files) {
        if (!file.file || file.hunks.empty())
            continue;
        const std::string_view name = file.file->name;
        const auto& lines = file.hunks.front().added;
        const QString path = margin + escaped(file.path);
        if (name == "status") {
            cli::printLine(path
                           + QStringLiteral(", of its %1")
                                 .arg(countText(lines.size(), QStringLiteral("line"))));
            for (std::size_t i = 0; i < lines.size(); ++i) {
                const std::string_view line = bare(lines[i], '\n');
                if (std::ranges::contains(telling, line.substr(0, line.find(':'))))
                    printLine('+', i + 1, line);
            }
        } else if (name == "maps") {
            const bool hasVsyscall = std::ranges::any_of(
                lines, [](std::string_view line) { return line.ends_with("[vsyscall]\n"); });
            cli::printLine(path + QStringLiteral(": ")
                           + countText(lines.size(), QStringLiteral("line"))
                           + (hasVsyscall ? QStringLiteral(", one for each area and [vsyscall]")
                                          : QStringLiteral(", one for each area")));
        } else if (name == "cmdline") {
            cli::printLine(QStringLiteral("%1: %2").arg(path, wordsText(lines, '\0')));
        }
    }
}

void TraceText::print(const TracedStep& step)
{
    const snapshot::Moment& after = step.after;
    cli::printLine({});
    cli::printLine(
        QStringLiteral("Step %1, at %2").arg(after.step).arg(timeText(after.snapshot->time)));
    const snapshot::StepReport* const report = after.report.get();
    if (!report) {
        cli::printLine(QStringLiteral("  ") + shown(after.title));
    } else {
        QString text = shown(snapshot::callerText(*report));
        // Time passes for everybody.
        if (!report->by && report->call.empty() && report->objects.empty())
            text.clear();
        else
            text += report->call.empty() ? QStringLiteral(": ") : QStringLiteral(" calls ");
        text += shown(report->text);
        if (report->error != procfs::Errno::ok) {
            text
                += QStringLiteral(" = ") + QString::fromStdString(procfs::errnoName(report->error));
            if (const auto meaning = snapshot::errnoMeaning(report->error); !meaning.empty())
                text += QStringLiteral(" (fails: %1)").arg(textOf(meaning));
        } else if (!report->result.empty()) {
            text += QStringLiteral(" = ") + shown(report->result);
        } else if (!report->call.empty()) {
            text += QStringLiteral(" and never returns");
        }
        cli::printLine(QStringLiteral("  ") + text);
        // The names of what stands in the call; one alone speaks for itself.
        QStringList arguments;
        for (const snapshot::CallArgument& argument : report->arguments) {
            if (!argument.name.empty())
                arguments.append(
                    QStringLiteral("%1 %2").arg(shown(argument.name), shown(argument.value)));
        }
        if (!report->call.empty() && arguments.size() > 1)
            printWrapped(QStringLiteral("    arguments: "), arguments.join(QStringLiteral(", ")));
        for (const snapshot::StepMark& mark : report->marks)
            printWrapped(QStringLiteral("    %1: ").arg(textOf(snapshot::markName(mark.kind))),
                         shown(mark.text));
    }
    if (!after.note.empty())
        printWrapped(QStringLiteral("  | "), shown(after.note));
    if (report && !report->objects.empty()) {
        cli::printLine(QStringLiteral("    Objects of the kernel"));
        for (const auto& [what, change] :
             snapshot::objectTexts(*report, *step.before.snapshot, *after.snapshot))
            printWrapped(margin + QStringLiteral("* "), shown(what + " " + change));
    }
    if (step.changes.isEmpty()) {
        cli::printLine(QStringLiteral("    No file of /proc changed."));
        return;
    }
    cli::printLine(QStringLiteral("    Files of /proc"));
    for (const TaskChange& task : step.changes.tasks) {
        if (task.change == EntryChange::vanished) {
            cli::printLine(QStringLiteral("%1%2/ vanished").arg(margin, shown(task.path)));
        } else if (task.change == EntryChange::appeared && !m_all) {
            printNewTask(task);
        } else {
            for (const FileChange& file : task.files)
                printFile(file, {});
        }
    }
    for (const FileChange& file : step.changes.system)
        printFile(file, {});
}

}
