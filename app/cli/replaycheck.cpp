// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/replaycheck.h>
#include <app/cli/view.h>
#include <model/sources/sourcename.h>

#include <QJsonArray>

#include <string>
#include <utility>

namespace sandscope::app::cli {

namespace {

using replay::Comparison;
using replay::LineMiss;
using replay::RowMiss;

qint64 number(std::size_t value)
{
    return static_cast<qint64>(value);
}

QString countOf(std::size_t count, const char* one, const char* many)
{
    return QStringLiteral("%1 %2").arg(count).arg(QLatin1StringView(count == 1 ? one : many));
}

QString percentText(const Comparison& comparison)
{
    return QString::number(comparison.percentage(), 'f', 1);
}

void printMiss(const LineMiss& miss)
{
    printLine(QStringLiteral("%1%2/maps")
                  .arg(miss.isAssumed ? QStringLiteral("assumed ") : QString())
                  .arg(miss.pid));
    printLine(QStringLiteral("  expected ") + escaped(miss.expected));
    for (const std::string& got : miss.got)
        printLine(QStringLiteral("  got      ") + escaped(got));
    if (miss.got.empty())
        printLine(QStringLiteral("  got      nothing"));
    printLine(QStringLiteral("  ")
              + (miss.reason.empty() ? QStringLiteral("Nothing in the log explains it.")
                                     : escaped(miss.reason)));
}

void printOutcome(const model::ReplayOutcome& outcome)
{
    const Comparison& comparison = outcome.comparison;
    for (const RowMiss& miss : comparison.rowMisses) {
        printLine(
            QStringLiteral("%1%2 %3")
                .arg(miss.reason.empty() ? QString() : QStringLiteral("assumed "),
                     miss.pid == miss.tid ? QStringLiteral("process") : QStringLiteral("thread"))
                .arg(miss.tid));
        printLine(QStringLiteral("  expected ") + escaped(miss.expected));
        printLine(QStringLiteral("  got      ")
                  + (miss.got.empty() ? QStringLiteral("nothing") : escaped(miss.got)));
        if (!miss.reason.empty())
            printLine(QStringLiteral("  ") + escaped(miss.reason));
    }
    for (const std::string& extra : comparison.extraRows)
        printLine(QStringLiteral("not in the capture: ") + escaped(extra));
    for (const LineMiss& miss : comparison.lineMisses)
        printMiss(miss);
    for (const std::string& step : outcome.counts.divergences)
        printLine(QStringLiteral("diverged: ") + escaped(step));
    for (const auto& [name, count] : outcome.counts.unknownCalls)
        printLine(QStringLiteral("unknown call %1, %2")
                      .arg(escaped(name), countOf(count, "time", "times")));
    for (const stepping::Problem& problem : outcome.log->problems())
        printLine(QStringLiteral("damaged line: ") + escaped(describe(problem)));
    const std::size_t damaged = outcome.log->problemCount();
    printLine(QStringLiteral("%1, %2 with assumptions, %3 diverged; %4 damaged.")
                  .arg(countOf(outcome.counts.steps, "step", "steps"))
                  .arg(outcome.counts.assumed)
                  .arg(outcome.counts.diverged)
                  .arg(countOf(damaged, "line", "lines")));
    printLine(summaryOf(outcome));
}

}

QString summaryOf(const model::ReplayOutcome& outcome)
{
    const Comparison& comparison = outcome.comparison;
    const QString assumedRows = comparison.assumedRows == 0
        ? QString()
        : QStringLiteral(" (and %1 assumed)").arg(comparison.assumedRows);
    return QStringLiteral(
               "%1 of %2 rows%9, %3 of %4 lines (%5 %), %6 of %7 assumed lines, %8 extra")
        .arg(QString::number(comparison.equalRows), QString::number(comparison.rows),
             QString::number(comparison.equalLines), QString::number(comparison.lines),
             percentText(comparison), QString::number(comparison.equalAssumedLines),
             QString::number(comparison.assumedLines),
             QString::number(comparison.extraLines + comparison.extraRows.size()), assumedRows);
}

QJsonObject toJson(const model::ReplayOutcome& outcome)
{
    const Comparison& comparison = outcome.comparison;
    QJsonArray rows;
    for (const RowMiss& miss : comparison.rowMisses) {
        QJsonObject object{{QStringLiteral("pid"), miss.pid}, {QStringLiteral("tid"), miss.tid}};
        setBytes(object, QStringLiteral("expected"), miss.expected);
        if (miss.got.empty())
            object.insert(QStringLiteral("got"), QJsonValue::Null);
        else
            setBytes(object, QStringLiteral("got"), miss.got);
        object.insert(QStringLiteral("assumed"), !miss.reason.empty());
        object.insert(QStringLiteral("reason"), escaped(miss.reason));
        rows.append(object);
    }
    QJsonArray lines;
    for (const LineMiss& miss : comparison.lineMisses) {
        QJsonObject object{{QStringLiteral("pid"), miss.pid},
                           {QStringLiteral("assumed"), miss.isAssumed},
                           {QStringLiteral("reason"), escaped(miss.reason)}};
        setBytes(object, QStringLiteral("expected"), miss.expected);
        QJsonArray got;
        for (const std::string& line : miss.got)
            got.append(escaped(line));
        object.insert(QStringLiteral("got"), got);
        lines.append(object);
    }
    QJsonArray extra;
    for (const std::string& row : comparison.extraRows)
        extra.append(escaped(row));
    QJsonObject unknown;
    for (const auto& [name, count] : outcome.counts.unknownCalls)
        unknown.insert(escaped(name), number(count));
    QJsonArray divergedSteps;
    for (const std::string& step : outcome.counts.divergences)
        divergedSteps.append(escaped(step));
    QJsonArray damaged;
    for (const stepping::Problem& problem : outcome.log->problems())
        damaged.append(escaped(describe(problem)));
    return {{QStringLiteral("good"), comparison.isGood()},
            {QStringLiteral("rows"), number(comparison.rows)},
            {QStringLiteral("equalRows"), number(comparison.equalRows)},
            {QStringLiteral("assumedRows"), number(comparison.assumedRows)},
            {QStringLiteral("rowMisses"), rows},
            {QStringLiteral("extraRows"), extra},
            {QStringLiteral("lines"), number(comparison.lines)},
            {QStringLiteral("equalLines"), number(comparison.equalLines)},
            {QStringLiteral("percent"), comparison.percentage()},
            {QStringLiteral("assumedLines"), number(comparison.assumedLines)},
            {QStringLiteral("equalAssumedLines"), number(comparison.equalAssumedLines)},
            {QStringLiteral("extraLines"), number(comparison.extraLines)},
            {QStringLiteral("lineMisses"), lines},
            {QStringLiteral("steps"), number(outcome.counts.steps)},
            {QStringLiteral("diverged"), number(outcome.counts.diverged)},
            {QStringLiteral("divergedSteps"), divergedSteps},
            {QStringLiteral("withAssumptions"), number(outcome.counts.assumed)},
            {QStringLiteral("unknownCalls"), unknown},
            {QStringLiteral("damagedLines"), number(outcome.log->problemCount())},
            {QStringLiteral("damaged"), damaged}};
}

std::expected<std::optional<replay::LogName>, model::SourceError> comparedLog(const QString& source)
{
    const auto name = model::parseSourceName(source);
    if (!name || name->descriptor != &model::straceSource)
        return std::nullopt; // what is wrong with a name is told by whoever opens it
    auto log = model::logName(name->path);
    if (!log)
        return std::unexpected(std::move(log).error());
    if (log->against.empty())
        return std::nullopt;
    return *std::move(log);
}

Exit checkReplay(const replay::LogName& name, bool json)
{
    const auto outcome = model::replayAgainst(name);
    if (!outcome) {
        complain(outcome.error());
        return exitOf(outcome.error());
    }
    if (json)
        print(toJson(*outcome));
    else
        printOutcome(*outcome);
    return outcome->comparison.isGood() ? Exit::done : Exit::no;
}

}
