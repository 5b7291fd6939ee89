// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/layout.h>
#include <app/cli/output.h>
#include <app/cli/trace.h>
#include <model/snapshot/changetext.h>
#include <model/snapshot/steptext.h>
#include <model/sources/messages.h>

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

QString firstSentence(std::string_view meaning)
{
    const QString text = textOf(meaning);
    const qsizetype end = text.indexOf(QStringLiteral(". "));
    return end < 0 ? text : text.first(end + 1);
}

// What one wants to know of an area in smaps, unless it is nothing.
bool isTelling(std::string_view line)
{
    constexpr std::array<std::string_view, 4> names = {"Rss:", "Anonymous:", "Locked:", "VmFlags:"};
    const auto starts = [line](std::string_view name) { return line.starts_with(name); };
    return std::ranges::any_of(names, starts) && !bare(line, '\n').ends_with(" 0 kB");
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
                       .arg(model::sentenceText(line));
    if (m_colour)
        text = QStringLiteral("\x1b[%1m%2\x1b[0m")
                   .arg(sign == '+' ? QStringLiteral("32") : QStringLiteral("31"), text);
    cli::printLine(text);
}

void TraceText::explain(const FileChange& file, const FieldChange& field)
{
    // What a step does to the whole machine is beside the point.
    // What is gone, or nothing any more, is explained to whoever wants all.
    const bool isGone = !field.after || *field.after == "0";
    if (!field.doc || file.file->scope == procfs::Scope::system || (isGone && !m_all)
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
        if (field.byClock && !m_all)
            continue;
        cli::printLine(margin + QStringLiteral("      ")
                       + model::sentenceText(snapshot::fieldText(field)));
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
                // Of an area that came or went, the first line tells which; of a new one, few
                // more tell what is new about it.
                if (!m_all && isWhole && !isArea(all[i]) && (sign == '-' || !isTelling(all[i]))) {
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
                cli::printLine(QStringLiteral("%1      %2 and %3 of other values")
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

void TraceText::printFile(const FileChange& file)
{
    QString path = margin + escaped(file.path);
    const std::string all = snapshot::fileText(file);
    std::size_t lines = 0;
    for (const LineHunk& hunk : file.hunks)
        lines += hunk.added.size();
    if (!all.empty())
        path += QLatin1Char(' ') + model::sentenceText(all);
    constexpr std::size_t few = 6;
    if (file.change == EntryChange::appeared && !m_all && lines > few) {
        cli::printLine(path + QStringLiteral(", ") + countText(lines, QStringLiteral("line")));
        return;
    }
    // What it said before stands above, or matters no more.
    if (file.kind == procfs::FileKind::link || file.change == EntryChange::vanished
        || (!m_all && file.isEmptyNow)) {
        cli::printLine(path);
        return;
    }
    cli::printLine(path);
    if (!m_all && snapshot::isToldByFields(file)) {
        printFields(file);
        return;
    }
    printHunks(file);
}

void TraceText::printFiles(const TaskChange& task)
{
    if (m_all) {
        for (const FileChange& file : task.files)
            printFile(file);
        return;
    }
    const snapshot::ToldFiles told = snapshot::toldFiles(task);
    for (const FileChange* const file : told.singles)
        printFile(*file);
    for (const snapshot::FileGroup& group : told.groups) {
        QStringList names;
        for (const std::string& name : group.names)
            names.append(escaped(name));
        cli::printLine(margin + model::sentenceText(group.text));
        printWrapped(margin + QStringLiteral("      "), names.join(QStringLiteral(", ")));
    }
}

// A new task has all its files. Who it is stands in a few lines.
void TraceText::printNewTask(const TaskChange& task)
{
    cli::printLine(QStringLiteral("%1%2/ appeared: %3 entries")
                       .arg(margin, escaped(task.path), QString::number(task.files.size())));
    constexpr std::array<std::string_view, 8> telling
        = {"Name", "State", "Tgid", "Pid", "PPid", "VmSize", "VmRSS", "Threads"};
    constexpr std::array<std::string_view, 4> rights = {"Uid", "CapPrm", "CapEff", "CapBnd"};
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
            const bool isFirst = std::ranges::contains(lines, "PPid:\t0\n");
            for (std::size_t i = 0; i < lines.size(); ++i) {
                const std::string_view line = bare(lines[i], '\n');
                const std::string_view field = line.substr(0, line.find(':'));
                // One that stands in several PID namespaces has several ids; what the first
                // process may do is what all of them start with.
                if (std::ranges::contains(telling, field)
                    || (field == "NSpid" && std::ranges::count(line, '\t') > 1)
                    || (isFirst && std::ranges::contains(rights, field)))
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
    QString heading = QStringLiteral("Step %1").arg(after.step);
    if (after.snapshot->time.count() != 0) // a log may be without a clock
        heading += QStringLiteral(", at ") + timeText(after.snapshot->time);
    cli::printLine(heading);
    const snapshot::StepReport* const report = after.report.get();
    if (!report) {
        cli::printLine(QStringLiteral("  ") + model::sentenceText(after.title));
    } else {
        QString text = model::sentenceText(snapshot::callText(*report));
        if (report->outcome == snapshot::CallOutcome::unfinished && !m_saidBegins) {
            text += QStringLiteral(" (its return, where the log has one, is a step of its own)");
            m_saidBegins = true;
        }
        cli::printLine(QStringLiteral("  ") + text);
        // The names of what stands in the call; one alone speaks for itself.
        QStringList arguments;
        for (const snapshot::CallArgument& argument : report->arguments) {
            if (!argument.name.empty())
                arguments.append(model::sentenceText(argument.name + ' ' + argument.value));
        }
        if (!report->call.empty() && arguments.size() > 1)
            printWrapped(QStringLiteral("    arguments: "), arguments.join(QStringLiteral(", ")));
        for (const snapshot::StepMark& mark : report->marks)
            printWrapped(QStringLiteral("    %1: ").arg(textOf(snapshot::markName(mark.kind))),
                         model::sentenceText(mark.text));
    }
    for (const std::string_view line : snapshot::linesOf(after.note))
        printWrapped(QStringLiteral("  | "), model::sentenceText(bare(line, '\n')));
    if (report && !report->objects.empty()) {
        cli::printLine(QStringLiteral("    Objects of the kernel"));
        for (const auto& [what, change] :
             snapshot::objectTexts(*report, *step.before.snapshot, *after.snapshot, step.dialect))
            printWrapped(margin + QStringLiteral("* "), model::sentenceText(what + " " + change));
    }
    if (step.changes.isEmpty()) {
        cli::printLine(QStringLiteral("    No file of /proc changed."));
        return;
    }
    cli::printLine(QStringLiteral("    Files of /proc"));
    for (const TaskChange& task : step.changes.tasks) {
        if (task.change == EntryChange::vanished) {
            cli::printLine(margin + escaped(task.path) + QStringLiteral("/ vanished"));
        } else if (task.change == EntryChange::appeared && !m_all) {
            printNewTask(task);
        } else {
            printFiles(task);
        }
    }
    for (const FileChange& file : step.changes.system)
        printFile(file);
}

}
