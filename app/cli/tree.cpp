// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/walk.h>
#include <model/snapshot/resident.h>
#include <model/sources/sampledtree.h>

#include <QJsonArray>

#include <map>
#include <utility>

namespace sandscope::app::cli {

namespace {

using procfs::FileKind;
using snapshot::TaskSummary;

template <class T>
QJsonValue orNull(const std::optional<T>& value)
{
    if (!value)
        return QJsonValue::Null;
    if constexpr (requires { value->count(); })
        return QJsonValue(static_cast<qint64>(value->count()));
    else
        return QJsonValue(static_cast<qint64>(*value));
}

QJsonObject taskToJson(const TaskSummary& task, bool isResidentNear)
{
    QJsonObject object{
        {QStringLiteral("id"), static_cast<qint64>(task.id.value)},
        {QStringLiteral("generation"), static_cast<qint64>(task.generation)},
        {QStringLiteral("tid"), task.tid.value},
        {QStringLiteral("tgid"), task.tgid.value},
        {QStringLiteral("state"), task.state ? QJsonValue(stateName(*task.state)) : QJsonValue()},
        {QStringLiteral("parentTgid"), orNull(task.parentTgid)},
        {QStringLiteral("threads"), orNull(task.threads)},
        {QStringLiteral("vssBytes"), orNull(task.vssBytes)},
        {QStringLiteral("rssBytes"), orNull(task.rssBytes)},
        {QStringLiteral("cpuNanoseconds"), orNull(task.cpuTime)},
        {QStringLiteral("startNanoseconds"), orNull(task.startTime)},
        {QStringLiteral("uid"), orNull(task.uid)},
        {QStringLiteral("openFiles"), orNull(task.openFiles)},
    };
    setBytes(object, QStringLiteral("name"), task.name);
    setBytes(object, QStringLiteral("command"), task.command);
    if (isResidentNear) // as stat of Linux counts it
        object.insert(QStringLiteral("rssIsApproximate"), true);
    if (task.commandWithheld)
        object.insert(QStringLiteral("commandWithheld"), true);
    return object;
}

/// Finds the row of a task directory: by the task where the source knows it, else by the numbers of
/// its path.
class Rows
{
public:
    explicit Rows(const snapshot::Snapshot& snapshot)
        : m_snapshot(snapshot)
    {
        snapshot.tasks.forEach(
            [this](std::uint32_t, const std::shared_ptr<const TaskSummary>& row) {
                m_byNumbers.emplace(std::pair{row->tgid.value, row->tid.value}, row.get());
            });
    }

    /// Null for everything but /proc/PID and /proc/PID/task/TID.
    [[nodiscard]] const TaskSummary* find(const procfs::Node& node, std::string_view path) const
    {
        constexpr std::string_view task = "/task/";
        const std::size_t at = path.find(task);
        const std::int32_t tgid = model::taskNumber(path.substr(0, at));
        const std::int32_t tid = at == std::string_view::npos
            ? tgid
            : model::taskNumber(path.substr(at + task.size()));
        if (tgid == 0 || tid == 0)
            return nullptr;
        if (const procfs::TaskId id = node.task())
            return m_snapshot.tasks.find(id.value);
        const auto found = m_byNumbers.find({tgid, tid});
        return found == m_byNumbers.end() ? nullptr : found->second;
    }

    [[nodiscard]] bool isResidentNear(const TaskSummary& row) const
    {
        return snapshot::isResidentNear(m_snapshot, row);
    }

private:
    const snapshot::Snapshot& m_snapshot;
    std::map<std::pair<std::int32_t, std::int32_t>, const TaskSummary*> m_byNumbers;
};

/// What stands behind a name in the text: the target of a link, the task of a task directory.
QString remark(procfs::Node& node, const TaskSummary* row)
{
    if (node.kind() == FileKind::link) {
        const auto target = node.readlink();
        if (target)
            return QStringLiteral(" -> ") + escaped(*target);
        return target.error().kind == procfs::Failure::Kind::error
            ? QStringLiteral("  [%1]").arg(
                  QString::fromStdString(procfs::errnoName(target.error().error)))
            : QString();
    }
    if (!row)
        return {};
    return QStringLiteral("  %1 (%2)")
        .arg(row->name.empty() ? QStringLiteral("(name unknown)") : escaped(row->name),
             row->state ? stateName(*row->state) : QStringLiteral("state unknown"));
}

void printBelow(procfs::Node& directory, const std::string& path, qint64 level, qint64 depth,
                const Rows& rows)
{
    const QString indent(level * 2, QLatin1Char(' '));
    const auto entries = entriesOf(directory);
    if (!entries) {
        if (entries.error().kind == procfs::Failure::Kind::error)
            printLine(indent
                      + QStringLiteral("[%1]").arg(
                          QString::fromStdString(procfs::errnoName(entries.error().error))));
        return;
    }
    for (const procfs::DirEntry& entry : *entries) {
        const std::string childsPath = childPath(path, entry.name);
        const auto child = directory.lookup(entry.name);
        if (!child) { // gone between listing and looking, or never sampled
            printLine(indent + escaped(entry.name));
            continue;
        }
        procfs::Node& node = **child;
        const bool isDirectory = node.kind() == FileKind::directory;
        printLine(indent + escaped(entry.name) + (isDirectory ? QStringLiteral("/") : QString())
                  + remark(node, rows.find(node, childsPath)));
        if (isDirectory && depth > 1)
            printBelow(node, childsPath, level + 1, depth - 1, rows);
    }
}

QJsonObject nodeToJson(procfs::Node& node, const std::string& name, const std::string& path,
                       qint64 depth, const Rows& rows)
{
    QJsonObject object;
    setBytes(object, QStringLiteral("name"), name);
    object.insert(QStringLiteral("type"), typeName(entryType(node.kind())));
    if (const TaskSummary* row = rows.find(node, path))
        object.insert(QStringLiteral("task"), taskToJson(*row, rows.isResidentNear(*row)));
    if (node.kind() == FileKind::link) {
        if (const auto target = node.readlink())
            setBytes(object, QStringLiteral("target"), *target);
        else
            object.insert(QStringLiteral("failure"), toJson(target.error()));
    }
    if (node.isWithheld())
        object.insert(QStringLiteral("withheld"), true);
    if (node.kind() != FileKind::directory || depth < 1)
        return object;
    const auto entries = entriesOf(node);
    if (!entries) {
        object.insert(QStringLiteral("failure"), toJson(entries.error()));
        return object;
    }
    QJsonArray children;
    for (const procfs::DirEntry& entry : *entries) {
        const std::string childsPath = childPath(path, entry.name);
        if (const auto child = node.lookup(entry.name)) {
            children.append(nodeToJson(**child, entry.name, childsPath, depth - 1, rows));
        } else {
            QJsonObject missing{{QStringLiteral("failure"), toJson(child.error())}};
            setBytes(missing, QStringLiteral("name"), entry.name);
            children.append(missing);
        }
    }
    object.insert(QStringLiteral("entries"), children);
    return object;
}

}

Exit runTree(const Invocation& invocation)
{
    auto view = View::open(invocation.view);
    if (!view)
        return view.error();
    const qint64 depth = std::min(invocation.depth.value_or(deepest), deepest);
    if (const auto done = sampleDirectories(*view, depth); !done)
        return done.error();
    const auto root = view->find("");
    if (!root) {
        complain(sentence("", root.error()));
        return Exit::no;
    }
    const Rows rows(*view->snapshot());
    if (invocation.json) {
        QJsonObject object = nodeToJson(**root, "/proc", "", depth, rows);
        object.insert(QStringLiteral("generation"),
                      static_cast<qint64>(view->snapshot()->generation));
        object.insert(QStringLiteral("dialect"),
                      QString::fromUtf8(procfs::dialectName(view->dialect())));
        object.insert(QStringLiteral("dialectReasons"),
                      QJsonArray::fromStringList(view->capabilities().dialectReasons));
        print(object);
        return Exit::done;
    }
    printLine(QStringLiteral("/proc/"));
    printBelow(**root, "", 1, depth, rows);
    return Exit::done;
}

}
