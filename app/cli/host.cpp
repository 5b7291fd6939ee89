// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/hosttext.h>
#include <app/cli/output.h>
#include <app/cli/view.h>
#include <model/sandbox/hostreader.h>

namespace sandscope::app::cli {

namespace {

using model::HostMapping;
using model::HostProcess;

QString roleName(HostProcess::Role role)
{
    using Role = HostProcess::Role;
    switch (role) {
    case Role::sentry:
        return QStringLiteral("sentry");
    case Role::gofer:
        return QStringLiteral("gofer");
    case Role::stub:
        return QStringLiteral("stub");
    case Role::helper:
        break;
    }
    return QStringLiteral("helper");
}

template <class T>
QJsonValue orNull(const std::optional<T>& value)
{
    return value ? QJsonValue(static_cast<qint64>(*value)) : QJsonValue();
}

QString orUnknown(const std::optional<std::uint64_t>& value)
{
    return value ? QString::number(*value) : QStringLiteral("?");
}

QString hex(std::uint64_t number)
{
    return QString::number(number, 16).rightJustified(8, u'0');
}

QJsonValue toJson(const std::optional<model::HostBytes>& bytes)
{
    if (!bytes)
        return {};
    return QJsonArray{static_cast<qint64>(bytes->least), static_cast<qint64>(bytes->most)};
}

QJsonObject toJson(const model::HostMemory& memory)
{
    QJsonArray stubs;
    for (const std::int32_t stub : memory.stubs)
        stubs.append(stub);
    QJsonArray mappings;
    for (const HostMapping& mapping : memory.mappings)
        mappings.append(
            QJsonObject{{QStringLiteral("start"), hex(mapping.start)},
                        {QStringLiteral("end"), hex(mapping.end)},
                        {QStringLiteral("memory"), toJson(std::optional(mapping.memory))},
                        {QStringLiteral("files"), toJson(std::optional(mapping.files))},
                        {QStringLiteral("committed"), toJson(mapping.committed)}});
    return {{QStringLiteral("stubs"), stubs}, {QStringLiteral("mappings"), mappings}};
}

void printMemory(const model::HostMemory& memory)
{
    printLine({});
    printLine(model::hostSpaceText(memory));
    constexpr int width = 15;
    const auto cell = [](const QString& text) { return text.rightJustified(width); };
    printLine(QStringLiteral("%1 %2%3%4%5")
                  .arg(QStringLiteral("guest's mapping").leftJustified(34),
                       cell(QStringLiteral("size")), cell(QStringLiteral("memory file")),
                       cell(QStringLiteral("committed")), cell(QStringLiteral("other files"))));
    for (const HostMapping& mapping : memory.mappings) {
        const QString committed = model::hostBytesText(mapping.committed);
        printLine(
            QStringLiteral("%1 %2%3%4%5")
                .arg((hex(mapping.start) + QLatin1Char('-') + hex(mapping.end)).leftJustified(34),
                     cell(QString::number((mapping.end - mapping.start) / 1024)
                          + QStringLiteral(" kB")),
                     cell(model::hostBytesText(mapping.memory)),
                     cell(committed.isEmpty() ? QStringLiteral("?") : committed),
                     cell(model::hostBytesText(mapping.files))));
    }
}

}

void printHostProcesses(const std::vector<HostProcess>& processes)
{
    for (const HostProcess& process : processes) {
        const snapshot::TaskSummary& row = process.row;
        const auto kilobytes
            = row.rssBytes ? std::optional<std::uint64_t>(*row.rssBytes / 1024) : std::nullopt;
        const QString seconds = row.cpuTime
            ? QString::number(static_cast<double>(row.cpuTime->count()) / 1e9, 'f', 2)
            : QStringLiteral("?");
        printLine(
            QStringLiteral("  %1 %2  %3  %4 threads  %5 kB  %6 s")
                .arg(roleName(process.role).leftJustified(6))
                .arg(row.tid.value)
                .arg(escaped(row.name), orUnknown(row.threads), orUnknown(kilobytes), seconds));
    }
}

QJsonArray toJson(const std::vector<HostProcess>& processes)
{
    QJsonArray list;
    for (const HostProcess& process : processes) {
        const snapshot::TaskSummary& row = process.row;
        QJsonObject object{{QStringLiteral("role"), roleName(process.role)},
                           {QStringLiteral("pid"), row.tid.value},
                           {QStringLiteral("ppid"), orNull(row.parentTgid)},
                           {QStringLiteral("threads"), orNull(row.threads)},
                           {QStringLiteral("rss"), orNull(row.rssBytes)},
                           {QStringLiteral("cpuSeconds"),
                            row.cpuTime
                                ? QJsonValue(static_cast<double>(row.cpuTime->count()) / 1e9)
                                : QJsonValue()}};
        setBytes(object, QStringLiteral("name"), row.name);
        list.append(object);
    }
    return list;
}

Exit runHost(const Invocation& invocation)
{
    const QString& source = invocation.view.source;
    if (!source.startsWith(QLatin1StringView("runsc:"))) {
        complain(QStringLiteral("Only a running sandbox (runsc:ID?root=FOLDER) has a side on this "
                                "computer."));
        return Exit::wrongUsage;
    }
    model::HostWish wish{.source = source};
    if (invocation.task) {
        const auto view = View::open(invocation.view);
        if (!view)
            return view.error();
        wish.snapshot = view->snapshot();
        wish.guest = static_cast<std::int32_t>(*invocation.task);
    }
    const model::HostAnswer answer = model::readHost(wish, "/proc", {});
    const bool isWhole = answer.memory || !invocation.task;
    if (invocation.json) {
        QJsonObject object{{QStringLiteral("processes"), toJson(answer.processes)}};
        if (invocation.task)
            object.insert(QStringLiteral("memory"),
                          answer.memory ? QJsonValue(toJson(*answer.memory)) : QJsonValue());
        print(object);
    } else {
        printHostProcesses(answer.processes);
        if (answer.memory)
            printMemory(*answer.memory);
    }
    if (!answer.trouble.isEmpty())
        complain(answer.trouble);
    return answer.processes.empty() || !isWhole ? Exit::no : Exit::done;
}

}
