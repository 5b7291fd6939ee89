// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/output.h>
#include <app/cli/trace.h>
#include <model/snapshot/steptext.h>

#include <QJsonArray>

#include <array>

namespace sandscope::app::cli {

namespace {

QString textOf(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString changeName(snapshot::EntryChange change)
{
    constexpr std::array<std::string_view, 3> names = {"appeared", "vanished", "changed"};
    return textOf(names.at(static_cast<std::size_t>(change)));
}

QJsonArray linesOf(const std::vector<std::string>& lines, char separator)
{
    QJsonArray array;
    for (const std::string& line : lines) {
        QJsonObject object;
        const bool ended = line.ends_with(separator);
        setBytes(object, QStringLiteral("text"),
                 ended ? std::string_view(line).substr(0, line.size() - 1) : line);
        if (!ended)
            object.insert(QStringLiteral("unfinished"), true);
        array.append(object);
    }
    return array;
}

QJsonObject toJson(const snapshot::FileChange& file)
{
    QJsonObject object;
    setBytes(object, QStringLiteral("path"), file.path);
    object.insert(QStringLiteral("change"), changeName(file.change));
    const auto setError = [&object](const char* key, procfs::Errno error) {
        if (error != procfs::Errno::ok)
            object.insert(QLatin1StringView(key), QString::fromStdString(procfs::errnoName(error)));
    };
    setError("errorBefore", file.errorBefore);
    setError("errorAfter", file.errorAfter);
    if (file.kind == procfs::FileKind::link) {
        object.insert(QStringLiteral("kind"), QStringLiteral("link"));
        if (file.change != snapshot::EntryChange::appeared)
            setBytes(object, QStringLiteral("targetBefore"), file.targetBefore);
        if (file.change != snapshot::EntryChange::vanished)
            setBytes(object, QStringLiteral("targetAfter"), file.targetAfter);
        return object;
    }
    object.insert(QStringLiteral("kind"), QStringLiteral("file"));
    QJsonArray hunks;
    for (const snapshot::LineHunk& hunk : file.hunks) {
        QJsonObject one{
            {QStringLiteral("oldLine"), static_cast<qint64>(hunk.oldLine)},
            {QStringLiteral("newLine"), static_cast<qint64>(hunk.newLine)},
            {QStringLiteral("removed"), linesOf(hunk.removed, file.separator)},
            {QStringLiteral("added"), linesOf(hunk.added, file.separator)},
        };
        if (hunk.byClock)
            one.insert(QStringLiteral("byClock"), true);
        hunks.append(one);
    }
    object.insert(QStringLiteral("hunks"), hunks);
    QJsonArray fields;
    for (const snapshot::FieldChange& field : file.fields) {
        QJsonObject one;
        setBytes(one, QStringLiteral("name"), field.name);
        const auto setValue = [&one](const QString& key, const std::optional<std::string>& value) {
            if (value)
                setBytes(one, key, *value);
            else
                one.insert(key, QJsonValue());
        };
        setValue(QStringLiteral("before"), field.before);
        setValue(QStringLiteral("after"), field.after);
        if (field.line > 0)
            one.insert(QStringLiteral("line"), static_cast<qint64>(field.line));
        if (field.byClock)
            one.insert(QStringLiteral("byClock"), true);
        if (field.doc) {
            one.insert(QStringLiteral("unit"), textOf(field.doc->unit));
            one.insert(QStringLiteral("meaning"), textOf(field.doc->meaning));
        }
        fields.append(one);
    }
    if (!fields.isEmpty())
        object.insert(QStringLiteral("fields"), fields);
    return object;
}

QJsonArray toJson(const std::vector<snapshot::FileChange>& files)
{
    QJsonArray array;
    for (const snapshot::FileChange& file : files)
        array.append(toJson(file));
    return array;
}

QJsonArray objectsOf(const TracedStep& step)
{
    using snapshot::ObjectChange;
    constexpr std::array<std::string_view, 8> kinds
        = {"task",      "threadGroup",    "memory",        "fdTable",
           "fsContext", "mountNamespace", "userNamespace", "pidNamespace"};
    constexpr std::array<std::string_view, 3> changes = {"created", "changed", "ended"};
    QJsonArray array;
    const auto texts = snapshot::objectTexts(*step.after.report, *step.before.snapshot,
                                             *step.after.snapshot, step.dialect);
    std::size_t next = 0;
    for (const snapshot::TouchedObject& object : step.after.report->objects) {
        QJsonObject one{
            {QStringLiteral("kind"), textOf(kinds.at(static_cast<std::size_t>(object.kind)))},
            {QStringLiteral("number"), static_cast<qint64>(object.id)},
            {QStringLiteral("change"), textOf(changes.at(static_cast<std::size_t>(object.change)))},
        };
        if (const auto* const row = step.after.snapshot->tasks.find(object.owner.value))
            one.insert(QStringLiteral("owner"), row->tid.value);
        setBytes(one, QStringLiteral("what"), texts.at(next).what);
        setBytes(one, QStringLiteral("text"), texts.at(next).change);
        ++next;
        array.append(one);
    }
    return array;
}

}

QJsonObject toJson(const TracedStep& step)
{
    QJsonObject object{
        {QStringLiteral("step"), static_cast<qint64>(step.after.step)},
        {QStringLiteral("nanoseconds"), static_cast<qint64>(step.after.snapshot->time.count())},
        {QStringLiteral("generation"), static_cast<qint64>(step.after.snapshot->generation)},
        {QStringLiteral("dialect"), textOf(procfs::dialectName(step.dialect))},
    };
    if (step.after.line > 0)
        object.insert(QStringLiteral("line"), step.after.line);
    setBytes(object, QStringLiteral("title"), step.after.title);
    setBytes(object, QStringLiteral("note"), step.after.note);
    if (const snapshot::StepReport* const report = step.after.report.get()) {
        if (report->by) {
            QJsonObject by{{QStringLiteral("tid"), report->byTid.value}};
            setBytes(by, QStringLiteral("name"), report->byName);
            object.insert(QStringLiteral("by"), by);
        }
        setBytes(object, QStringLiteral("call"), report->call);
        setBytes(object, QStringLiteral("text"), report->text);
        QJsonArray arguments;
        for (const snapshot::CallArgument& argument : report->arguments) {
            QJsonObject one;
            setBytes(one, QStringLiteral("name"), argument.name);
            setBytes(one, QStringLiteral("value"), argument.value);
            arguments.append(one);
        }
        object.insert(QStringLiteral("arguments"), arguments);
        if (report->error != procfs::Errno::ok) {
            object.insert(QStringLiteral("error"),
                          QString::fromStdString(procfs::errnoName(report->error)));
            object.insert(QStringLiteral("errorMeaning"),
                          textOf(snapshot::errnoMeaning(report->error)));
        } else if (!report->result.empty()) {
            setBytes(object, QStringLiteral("result"), report->result);
        }
        if (!report->call.empty()) {
            constexpr std::array<std::string_view, 3> outcomes
                = {"returned", "unfinished", "never"};
            object.insert(QStringLiteral("outcome"),
                          textOf(outcomes.at(static_cast<std::size_t>(report->outcome))));
        }
        object.insert(QStringLiteral("objects"), objectsOf(step));
        QJsonArray marks;
        for (const snapshot::StepMark& mark : report->marks) {
            QJsonObject one{{QStringLiteral("kind"), textOf(snapshot::markName(mark.kind))}};
            setBytes(one, QStringLiteral("text"), mark.text);
            marks.append(one);
        }
        object.insert(QStringLiteral("marks"), marks);
    }
    QJsonArray tasks;
    for (const snapshot::TaskChange& task : step.changes.tasks) {
        QJsonObject one;
        setBytes(one, QStringLiteral("path"), task.path);
        setBytes(one, QStringLiteral("name"), task.name);
        one.insert(QStringLiteral("change"), changeName(task.change));
        one.insert(QStringLiteral("files"), toJson(task.files));
        tasks.append(one);
    }
    object.insert(QStringLiteral("tasks"), tasks);
    object.insert(QStringLiteral("system"), toJson(step.changes.system));
    return object;
}

}
