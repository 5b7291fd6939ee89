// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/layout.h>
#include <model/sandbox/hostside.h>
#include <model/sandbox/runscname.h>
#include <model/sandbox/sandboxlist.h>

#include <QFile>
#include <QJsonArray>

namespace sandscope::app::cli {

namespace {

using model::FoundSandbox;

QString shown(const std::string& bytes)
{
    return bytes.empty() ? QStringLiteral("unknown") : escaped(bytes);
}

QString statusOf(const FoundSandbox& sandbox)
{
    return sandbox.isRunning ? shown(sandbox.state.status) : QStringLiteral("stopped");
}

QString sourceOf(const FoundSandbox& sandbox)
{
    return model::runscSourceName(QString::fromStdString(sandbox.state.id),
                                  {.folder = QFile::decodeName(sandbox.folder.c_str())});
}

QString roleName(model::HostProcess::Role role)
{
    using Role = model::HostProcess::Role;
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

/// Those of this computer that belong to it; nothing: they cannot be listed.
std::optional<std::vector<model::HostProcess>> behind(const FoundSandbox& sandbox)
{
    auto processes = model::hostProcesses(sandbox.state, "/proc", {});
    return processes ? std::optional(*std::move(processes)) : std::nullopt;
}

template <class T>
QJsonValue orNull(const std::optional<T>& value)
{
    return value ? QJsonValue(static_cast<qint64>(*value)) : QJsonValue();
}

QJsonValue hostToJson(const FoundSandbox& sandbox)
{
    const auto processes = behind(sandbox);
    if (!processes)
        return QJsonValue::Null;
    QJsonArray list;
    for (const model::HostProcess& process : *processes) {
        QJsonObject object{{QStringLiteral("role"), roleName(process.role)},
                           {QStringLiteral("pid"), process.pid},
                           {QStringLiteral("ppid"), process.parent},
                           {QStringLiteral("threads"), orNull(process.threads)},
                           {QStringLiteral("rss"), orNull(process.rssBytes)}};
        setBytes(object, QStringLiteral("name"), process.name);
        list.append(object);
    }
    return list;
}

void printBehind(const FoundSandbox& sandbox)
{
    const auto processes = behind(sandbox);
    if (!processes || processes->empty())
        printLine(QStringLiteral("  its processes on this computer cannot be seen"));
    for (const model::HostProcess& process :
         processes.value_or(std::vector<model::HostProcess>{})) {
        const QString unknown = QStringLiteral("?");
        printLine(QStringLiteral("  %1 %2  %3  %4 threads  %5 kB")
                      .arg(roleName(process.role).leftJustified(6))
                      .arg(process.pid)
                      .arg(escaped(process.name),
                           process.threads ? QString::number(*process.threads) : unknown,
                           process.rssBytes ? QString::number(*process.rssBytes / 1024) : unknown));
    }
}

QJsonObject toJson(const FoundSandbox& sandbox, bool withHost)
{
    const model::SandboxState& state = sandbox.state;
    QJsonObject object{
        {QStringLiteral("source"), sourceOf(sandbox)},
        {QStringLiteral("status"), statusOf(sandbox)},
        {QStringLiteral("pid"), sandbox.isRunning ? QJsonValue(state.pid) : QJsonValue::Null}};
    setBytes(object, QStringLiteral("id"), state.id);
    setBytes(object, QStringLiteral("sandbox"), state.sandbox);
    setBytes(object, QStringLiteral("bundle"), state.bundle);
    setBytes(object, QStringLiteral("created"), state.created);
    setBytes(object, QStringLiteral("release"), state.release);
    if (withHost)
        object.insert(QStringLiteral("host"), hostToJson(sandbox));
    return object;
}

}

Exit runSandboxes(const Invocation& invocation)
{
    const std::string folder = invocation.folder.isEmpty()
        ? model::usualStateFolder()
        : QFile::encodeName(invocation.folder).toStdString();
    const auto found = model::sandboxesIn(folder, {});
    if (!found) {
        complain(sentence(folder, found.error()));
        return Exit::sourceFailed;
    }
    if (invocation.json) {
        QJsonArray list;
        for (const FoundSandbox& sandbox : *found)
            list.append(toJson(sandbox, invocation.all));
        print(QJsonObject{{QStringLiteral("sandboxes"), list}});
        return Exit::done;
    }
    if (found->empty())
        complain(QStringLiteral("No sandbox in %1; name the folder that runsc --root was given.")
                     .arg(escaped(folder)));
    for (const FoundSandbox& sandbox : *found) {
        printLine(
            QStringLiteral("%1  %2  process %3  since %4")
                .arg(sourceOf(sandbox), statusOf(sandbox),
                     sandbox.isRunning ? QString::number(sandbox.state.pid) : QStringLiteral("–"),
                     shown(sandbox.state.created)));
        if (invocation.all)
            printBehind(sandbox);
    }
    return Exit::done;
}

}
