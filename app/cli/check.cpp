// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/layout.h>
#include <app/cli/replaycheck.h>
#include <app/cli/tally.h>
#include <app/cli/walk.h>
#include <model/sources/messages.h>
#include <model/sources/scenariosource.h>
#include <model/sources/sourcename.h>

#include <QJsonArray>

#include <map>
#include <utility>
#include <vector>

namespace sandscope::app::cli {

namespace {

using procfs::FileKind;

/// The regular files of a source that have a format, and the paths of the rest.
struct Inventory
{
    std::vector<std::string> known; ///< paths; those of one task stand together
    std::vector<std::string> opaque;
};

void take(procfs::Node& directory, const std::string& path, qint64 depth, Inventory& inventory)
{
    const auto entries = entriesOf(directory);
    if (!entries)
        return;
    for (const procfs::DirEntry& entry : *entries) {
        const auto child = directory.lookup(entry.name);
        if (!child)
            continue;
        const std::string childsPath = childPath(path, entry.name);
        switch ((*child)->kind()) {
        case FileKind::directory:
            if (depth > 1)
                take(**child, childsPath, depth - 1, inventory);
            break;
        case FileKind::regular:
            if (const procfs::ProcFile* file = (*child)->file(); file && file->reformat)
                inventory.known.push_back(childsPath);
            else
                inventory.opaque.push_back(childsPath);
            break;
        case FileKind::link:
            break;
        }
    }
}

std::string_view taskOf(std::string_view path)
{
    return path.substr(0, path.find('/'));
}

struct Findings
{
    Tally tally;
    std::map<QString, std::size_t> unread; ///< by reason
    QJsonArray problems;
};

void checkFile(View& view, const std::string& path, bool json, Findings& findings)
{
    const auto node = view.find(path);
    const auto text = node
        ? (*node)->content()
        : procfs::Answer<std::shared_ptr<const procfs::FileText>>(std::unexpected(node.error()));
    if (!text) {
        const procfs::Failure& failure = text.error();
        ++findings.unread[failure.kind == procfs::Failure::Kind::error
                              ? QString::fromStdString(procfs::errnoName(failure.error))
                              : toJson(failure).value(QStringLiteral("reason")).toString()];
        return;
    }
    const RoundTrip result
        = findings.tally.check(*(*node)->file(), view.dialect(), (*text)->bytes, path);
    if (result.isExact())
        return;
    if (json) {
        findings.problems.append(toJson(path, result));
        return;
    }
    for (const QString& line : describe(path, result))
        printLine(line);
}

/// What a scenario itself says: schema, language, run and claims. Nothing for any other source.
std::expected<std::optional<model::ScenarioCheck>, Exit> checkIfScenario(const QString& source)
{
    const auto name = model::parseSourceName(source);
    if (!name || name->descriptor != &model::scenarioSource)
        return std::nullopt; // what is wrong with a name is told by whoever opens it
    auto check = model::checkScenario(name->path);
    if (check)
        return *std::move(check);
    complain(check.error());
    return std::unexpected(exitOf(check.error()));
}

QJsonObject toJson(const model::ScenarioCheck& check)
{
    QJsonArray problems;
    for (const stepping::Problem& problem : check.problems)
        problems.append(QJsonObject{
            {QStringLiteral("file"), QString::fromStdString(problem.file)},
            {QStringLiteral("line"), problem.line},
            {QStringLiteral("column"), problem.column},
            {QStringLiteral("message"), QString::fromStdString(problem.message)},
            {QStringLiteral("suggestion"), QString::fromStdString(problem.suggestion)}});
    return {{QStringLiteral("steps"), static_cast<qint64>(check.steps)},
            {QStringLiteral("claims"), static_cast<qint64>(check.claims)},
            {QStringLiteral("schemaChecked"), check.isSchemaChecked},
            {QStringLiteral("problems"), problems}};
}

void printCheck(const model::ScenarioCheck& check)
{
    for (const stepping::Problem& problem : check.problems)
        printLine(model::sentenceText(stepping::describe(problem)));
    if (!check.isSchemaChecked)
        printLine(QStringLiteral("schema: not checked, this build has no validator"));
    if (check.problems.empty())
        printLine(QStringLiteral("scenario: %1 done, %2")
                      .arg(countText(check.steps, "step", "steps"),
                           countText(check.claims, "claim holds", "claims hold")));
}

}

Exit runCheck(const Invocation& invocation)
{
    const auto log = comparedLog(invocation.view.source);
    if (!log) {
        complain(log.error());
        return exitOf(log.error());
    }
    if (*log) {
        if (!invocation.view.isPlain()) {
            complain(QStringLiteral("A log is compared at its end, in the text of its capture; "
                                    "leave the options for a moment, a reader and a dialect out."));
            return Exit::wrongUsage;
        }
        return checkReplay(**log, invocation.json);
    }
    const auto scenario = checkIfScenario(invocation.view.source);
    if (!scenario)
        return scenario.error();
    if (*scenario && !(*scenario)->problems.empty()) { // files of a story that is wrong teach
                                                       // nothing
        if (invocation.json)
            print(QJsonObject{{QStringLiteral("scenario"), toJson(**scenario)}});
        else
            printCheck(**scenario);
        return Exit::no;
    }
    auto view = View::open(invocation.view);
    if (!view)
        return view.error();
    if (const auto done = sampleDirectories(*view, deepest); !done)
        return done.error();
    const auto root = view->find("");
    if (!root) {
        complain(sentence("", root.error()));
        return Exit::no;
    }
    Inventory inventory;
    take(**root, {}, deepest, inventory);

    Findings findings;
    for (const std::string& path : inventory.opaque)
        findings.tally.addOpaque(path);
    for (std::size_t first = 0; first < inventory.known.size();) {
        // One task's files at a time, so that a large live /proc is never in memory as a whole.
        std::size_t end = first;
        QSet<QByteArray> interest;
        for (; end < inventory.known.size()
             && taskOf(inventory.known[end]) == taskOf(inventory.known[first]);
             ++end)
            interest.insert(QByteArray::fromStdString(inventory.known[end]));
        if (const auto done = view->setInterest(interest); !done)
            return done.error();
        for (; first < end; ++first)
            checkFile(*view, inventory.known[first], invocation.json, findings);
    }

    std::size_t unreadCount = 0;
    for (const auto& [reason, count] : findings.unread)
        unreadCount += count;
    const FileCounts sum = findings.tally.sum();
    const QStringList reasons = view->capabilities().dialectReasons;
    if (invocation.json) {
        QJsonObject unread;
        for (const auto& [reason, count] : findings.unread)
            unread.insert(reason, static_cast<qint64>(count));
        QJsonObject object = findings.tally.toJson();
        object.insert(QStringLiteral("dialect"), textOf(procfs::dialectName(view->dialect())));
        object.insert(QStringLiteral("dialectReasons"), QJsonArray::fromStringList(reasons));
        object.insert(QStringLiteral("checked"), static_cast<qint64>(sum.files));
        object.insert(QStringLiteral("differing"), static_cast<qint64>(sum.differing));
        object.insert(QStringLiteral("typedBytes"), static_cast<qint64>(sum.typedBytes));
        object.insert(QStringLiteral("unknownBytes"), static_cast<qint64>(sum.unknownBytes));
        object.insert(QStringLiteral("files"), findings.problems);
        object.insert(QStringLiteral("unread"), unread);
        if (*scenario)
            object.insert(QStringLiteral("scenario"), toJson(**scenario));
        print(object);
    } else {
        if (*scenario)
            printCheck(**scenario);
        printLine(QStringLiteral("dialect %1").arg(textOf(procfs::dialectName(view->dialect()))));
        for (const QString& reason : reasons)
            printWrapped(QStringLiteral("  "), reason);
        findings.tally.print();
        for (const auto& [reason, count] : findings.unread)
            printLine(QStringLiteral("not read, %1: %2").arg(reason, QString::number(count)));
        const std::size_t opaque = findings.tally.opaqueCount();
        printLine(
            QStringLiteral("%1 checked, %2 of them %3, %4 could not be read, %5 %6 no known "
                           "format; %7 from fields, %8 kept as unknown.")
                .arg(countText(sum.files, "file", "files"))
                .arg(sum.differing)
                .arg(sum.differing == 1 ? QStringLiteral("differs") : QStringLiteral("differ"))
                .arg(unreadCount)
                .arg(opaque)
                .arg(opaque == 1 ? QStringLiteral("has") : QStringLiteral("have"))
                .arg(countText(sum.typedBytes, "byte", "bytes"))
                .arg(sum.unknownBytes));
    }
    return sum.differing == 0 ? Exit::done : Exit::no;
}

}
