// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/layout.h>
#include <model/query/search.h>
#include <model/sources/messages.h>
#include <model/sources/readingtree.h>

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace sandscope::app::cli {

namespace {

constexpr std::size_t shownByAssert = 20; ///< findings; who wants all of them asks find

/// A search that is over.
struct Searched
{
    std::vector<query::Finding> findings;
    query::SearchState state;
    procfs::Dialect dialect = procfs::Dialect::gvisor2019;
    procfs::Generation generation = 0;
};

/// A sentence that says where.
QString problemText(const query::ExpressionProblem& problem)
{
    return QStringLiteral("QUERY, ")
        + model::asSentence(model::sentenceText(query::describe(problem)));
}

std::expected<Searched, Exit> search(const Invocation& invocation,
                                     const query::SearchOptions& options)
{
    ViewRequest request = invocation.view;
    request.interest = {QByteArrayLiteral("*/task")}; // the files are read one by one, later
    const auto view = View::open(request);
    if (!view)
        return std::unexpected(view.error());
    const auto expression = query::parseExpression(invocation.query.toStdString(), view->dialect(),
                                                   {.environment = invocation.environment});
    if (!expression) {
        complain(problemText(expression.error()));
        return std::unexpected(Exit::wrongUsage);
    }
    Searched searched;
    searched.dialect = view->dialect();
    searched.generation = view->snapshot()->generation;
    query::Search search(*expression, model::readingOnDemand(view->snapshot(), {}),
                         searched.dialect, options);
    while (search.next(searched.findings)) { }
    searched.state = search.state();
    return searched;
}

/// "7/maps:12"; "-" where no file tells it.
QString placeText(const query::Match& match)
{
    if (match.file.empty())
        return QStringLiteral("-");
    const QString path = escaped(match.path);
    return match.line ? QStringLiteral("%1:%2").arg(path, QString::number(*match.line)) : path;
}

/// A heading for each task, below it a line for each finding.
void printFindings(const Searched& searched)
{
    procfs::TaskId shown;
    for (const query::Finding& finding : searched.findings) {
        if (finding.task != shown) {
            shown = finding.task;
            QString heading = QStringLiteral("%1 %2").arg(QString::number(finding.tid.value),
                                                          escaped(finding.name));
            if (finding.isThread)
                heading += QStringLiteral(" (thread of %1)").arg(finding.tgid.value);
            printLine(heading);
        }
        const query::Match& match = finding.match;
        if (match.field.empty() && match.file.empty())
            continue; // the task as such
        printLine(QStringLiteral("    %1  %2  %3")
                      .arg(placeText(match).leftJustified(16),
                           escaped(match.field).leftJustified(10), escaped(match.row)));
    }
}

QJsonObject toJson(const query::Finding& finding)
{
    const query::Match& match = finding.match;
    QJsonObject object{
        {QStringLiteral("pid"), finding.tgid.value},
        {QStringLiteral("tid"), finding.tid.value},
        {QStringLiteral("thread"), finding.isThread},
    };
    setBytes(object, QStringLiteral("name"), finding.name);
    setBytes(object, QStringLiteral("path"), match.path);
    object.insert(QStringLiteral("file"), textOf(match.file));
    object.insert(QStringLiteral("line"),
                  match.line ? QJsonValue(static_cast<qint64>(*match.line)) : QJsonValue());
    setBytes(object, QStringLiteral("field"), match.field);
    setBytes(object, QStringLiteral("text"), match.text);
    setBytes(object, QStringLiteral("row"), match.row);
    // As text: a double, which JSON's readers make of a number, cannot hold every address.
    object.insert(QStringLiteral("address"),
                  match.address ? QJsonValue(QStringLiteral("0x%1").arg(*match.address, 0, 16))
                                : QJsonValue());
    return object;
}

QJsonObject toJson(const Searched& searched, const Invocation& invocation)
{
    QJsonArray findings;
    for (const query::Finding& finding : searched.findings)
        findings.append(toJson(finding));
    const auto number = [](std::size_t count) { return static_cast<qint64>(count); };
    const query::SearchState& state = searched.state;
    QJsonObject object{
        {QStringLiteral("query"), invocation.query},
        {QStringLiteral("dialect"), textOf(procfs::dialectName(searched.dialect))},
        {QStringLiteral("generation"), static_cast<qint64>(searched.generation)},
        {QStringLiteral("tasks"), number(state.total)},
        {QStringLiteral("asked"), number(state.tasks)},
        {QStringLiteral("holding"), number(state.holding)},
        {QStringLiteral("unknown"), number(state.unknown)},
        {QStringLiteral("partial"), number(state.partial)},
        {QStringLiteral("complete"), state.isComplete()},
        {QStringLiteral("findings"), findings},
    };
    return object;
}

QString tasksText(std::size_t count)
{
    return countText(count, "task", "tasks");
}

/// That some tasks could not be asked is said on standard error: a "no" may be wrong.
void complainOfUnread(const query::SearchState& state)
{
    if (!state.unread)
        return;
    const QString first = sentence(state.unread->path, state.unread->failure);
    if (state.unknown == 0)
        complain(QStringLiteral("There may be more in %1, whose files cannot be read; the first "
                                "one: %2")
                     .arg(tasksText(state.partial), first));
    else if (state.partial == 0)
        complain(QStringLiteral("Nothing is known of %1, whose files cannot be read; the first "
                                "one: %2")
                     .arg(tasksText(state.unknown), first));
    else
        complain(QStringLiteral("Nothing is known of %1, and there may be more in %2, whose files "
                                "cannot be read; the first one: %3")
                     .arg(tasksText(state.unknown), tasksText(state.partial), first));
}

QString cutText(const Searched& searched)
{
    const std::size_t shown = searched.findings.size();
    return QStringLiteral("… and more: %1, from %2 of %3; --count N shows more.")
        .arg(shown == 1 ? QStringLiteral("this is the first")
                        : QStringLiteral("these are the first %1").arg(shown))
        .arg(searched.state.tasks)
        .arg(countText(searched.state.total, "task", "tasks"));
}

/// What the findings below it mean.
QString verdictText(const Invocation& invocation, const Searched& searched)
{
    // Quotes are part of the language, and harmless.
    const QString query = escaped(invocation.query.toStdString())
                              .replace(QLatin1String("\\\""), QLatin1String("\""));
    const query::SearchState& state = searched.state;
    const bool isFound = !searched.findings.empty();
    if (state.total == 0)
        return QStringLiteral("There are no tasks, so nothing is known: %1").arg(query);
    if (invocation.every)
        return isFound ? QStringLiteral("Does not hold for every task: %1").arg(query)
            : state.unknown > 0
            ? QStringLiteral("Not known to hold for every task: %1").arg(query)
            : QStringLiteral("Holds for every task, %1 in all: %2").arg(state.total).arg(query);
    if (isFound)
        return QStringLiteral("Holds: %1").arg(query);
    if (state.unknown > 0)
        return QStringLiteral("Not known to hold for any task: %1").arg(query);
    return QStringLiteral("Holds for no task, %1 in all: %2").arg(state.total).arg(query);
}

}

Exit runFind(const Invocation& invocation)
{
    query::SearchOptions options;
    if (invocation.count) {
        options.most = static_cast<std::size_t>(*invocation.count);
        options.mostOfTask = options.most;
    }
    const auto searched = search(invocation, options);
    if (!searched)
        return searched.error();
    if (invocation.json) {
        print(toJson(*searched, invocation));
    } else {
        printFindings(*searched);
        if (searched->state.isCut)
            printLine(cutText(*searched));
    }
    complainOfUnread(searched->state);
    if (!searched->findings.empty())
        return Exit::done;
    if (!invocation.json)
        complain(QStringLiteral("Nothing found in %1.").arg(tasksText(searched->state.total)));
    return Exit::no;
}

Exit runAssert(const Invocation& invocation)
{
    // What speaks for the answer is shown: of "every" the tasks for which it does not hold.
    query::SearchOptions options{.most = shownByAssert, .mostOfTask = 5, .negated = false};
    options.negated = invocation.every;
    const auto searched = search(invocation, options);
    if (!searched)
        return searched.error();
    const query::SearchState& state = searched->state;
    const bool isFound = !searched->findings.empty();
    bool isTrue = isFound;
    if (invocation.every || invocation.none)
        isTrue = !isFound && state.unknown == 0 && state.total > 0;
    if (invocation.json) {
        QJsonObject object = toJson(*searched, invocation);
        object.insert(QStringLiteral("holds"), isTrue);
        print(object);
    } else {
        printLine(verdictText(invocation, *searched));
        printFindings(*searched);
        if (state.isCut)
            printLine(QStringLiteral("… and more; find shows them."));
    }
    if (!isTrue || invocation.every || invocation.none)
        complainOfUnread(state);
    return isTrue ? Exit::done : Exit::no;
}

}
