// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/layout.h>
#include <app/cli/trace.h>
#include <model/sources/messages.h>
#include <model/sources/sourcereader.h>

#include <QJsonDocument>

#include <algorithm>

#include <unistd.h>

namespace sandscope::app::cli {

namespace {

procfs::TaskId taskAt(const snapshot::Moment& moment, qint64 pid)
{
    const procfs::Records& records = *moment.snapshot->records;
    return records.taskWithTid(records.rootPidNamespace(), {static_cast<std::int32_t>(pid)});
}

// Whether the step concerns the process of \a task: it made the call, or its files changed.
bool concerns(const TracedStep& step, procfs::TaskId task)
{
    const auto groupOf = [](const snapshot::Moment& moment, procfs::TaskId id) {
        const auto* const record = moment.snapshot->records->task(id);
        return record ? record->group : procfs::GroupId{};
    };
    const snapshot::StepReport* const report = step.after.report.get();
    for (const snapshot::Moment* moment : {&step.before, &step.after}) {
        if (report && report->by && groupOf(*moment, report->by)
            && groupOf(*moment, report->by) == groupOf(*moment, task))
            return true;
    }
    return !step.changes.tasks.empty();
}

// Titles and descriptions come from files, the lines of a description are kept.
void printHeader(const model::SourceReader& reader, procfs::Dialect dialect)
{
    printLine(model::sentenceText(reader.title().toStdString()));
    for (const QString& line : reader.description().split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        printWrapped({}, model::sentenceText(line.toStdString()));
    printLine({});
    printWrapped(
        {},
        QStringLiteral("%1. Files read as %2 prints them. In front of a line, - is "
                       "what a file said before a step and + what it says after it; the "
                       "number is that of the line. In a line of its own, value: a -> b is "
                       "one value before and after; of a link, -> is where it leads.")
            .arg(countText(reader.stepCount(), "step", "steps"))
            .arg(textOf(procfs::dialectName(dialect))));
}

// Why there was nothing to print, in a sentence.
QString whyNothing(const Invocation& invocation, bool knowsTask, std::size_t steps)
{
    const qint64 last = static_cast<qint64>(steps);
    if (invocation.from.value_or(1) > last)
        return QStringLiteral("There is no such step: the last one is %1.").arg(last);
    if (invocation.task && !knowsTask)
        return QStringLiteral("ESRCH: there is no process %1 in these steps.")
            .arg(*invocation.task);
    if (invocation.task)
        return QStringLiteral("Process %1 has no part in steps %2 to %3.")
            .arg(*invocation.task)
            .arg(invocation.from.value_or(1))
            .arg(std::min(invocation.to.value_or(last), last));
    return QStringLiteral("There are no steps.");
}

}

Exit runTrace(const Invocation& invocation)
{
    auto opened = model::SourceReader::open(invocation.view.source);
    if (!opened) {
        complain(opened.error());
        return Exit::wrongUsage;
    }
    model::SourceReader reader = *std::move(opened);
    if (!reader.capabilities().canStep) {
        complain(QStringLiteral("This source has no steps: it shows states, and nobody knows what "
                                "led to them. Trace a scenario, such as scenario:start."));
        return Exit::wrongUsage;
    }
    if (invocation.from && invocation.to && *invocation.from > *invocation.to) {
        complain(QStringLiteral("--from is behind --to; there are no steps between them."));
        return Exit::wrongUsage;
    }

    snapshot::FileChangeOptions options;
    const auto cache = std::make_shared<procfs::RecordCache>();
    TraceText text(invocation.all, isatty(STDOUT_FILENO) != 0);
    snapshot::Moment before;
    bool any = false;
    bool knowsTask = false;
    for (;;) {
        auto moment = reader.next();
        if (!moment) {
            complain(moment.error());
            return Exit::sourceFailed;
        }
        if (!*moment || (invocation.to && static_cast<qint64>((*moment)->step) > *invocation.to))
            break;
        snapshot::Moment after = **std::move(moment);
        if (!after.snapshot->records) {
            complain(
                QStringLiteral("A recording shows states, and not what led from one to the "
                               "next. Trace what was recorded, if it is a scenario or a log."));
            return Exit::wrongUsage;
        }
        // What a source prints unless asked otherwise is known once it is open.
        options.view.dialect = invocation.view.dialect.value_or(reader.capabilities().dialect);
        const bool wanted
            = before.snapshot && static_cast<qint64>(after.step) >= invocation.from.value_or(1);
        bool shown = wanted;
        if (before.snapshot && invocation.task) {
            options.task = taskAt(after, *invocation.task);
            if (!options.task)
                options.task = taskAt(before, *invocation.task);
            shown = wanted && options.task;
            knowsTask = knowsTask || options.task;
        }
        if (shown) {
            const auto changes
                = snapshot::fileChanges(before.snapshot, after.snapshot, options, cache);
            const TracedStep step{before, after, changes, options.view.dialect};
            if (!options.task || concerns(step, options.task)) {
                if (!any && !invocation.json)
                    printHeader(reader, options.view.dialect);
                any = true;
                if (invocation.json)
                    print(QJsonDocument(toJson(step)).toJson(QJsonDocument::Compact).toStdString()
                          + '\n');
                else
                    text.print(step);
            }
        }
        before = std::move(after);
    }
    if (any)
        return Exit::done;
    complain(whyNothing(invocation, knowsTask, reader.stepCount()));
    return Exit::no;
}

}
