// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/hosttext.h>
#include <app/cli/layout.h>
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

/// Those of this computer that belong to it; nothing: they cannot be listed.
std::optional<std::vector<model::HostProcess>> behind(const FoundSandbox& sandbox)
{
    auto processes = model::hostProcesses(sandbox.state, "/proc", {});
    return processes ? std::optional(*std::move(processes)) : std::nullopt;
}

void printBehind(const FoundSandbox& sandbox)
{
    const auto processes = behind(sandbox);
    if (!processes || processes->empty())
        printLine(QStringLiteral("  its processes on this computer cannot be seen"));
    else
        printHostProcesses(*processes);
}

QJsonObject entryOf(const FoundSandbox& sandbox, bool withHost)
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
    if (withHost) {
        const auto processes = behind(sandbox);
        object.insert(QStringLiteral("host"),
                      processes ? QJsonValue(toJson(*processes)) : QJsonValue());
    }
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
            list.append(entryOf(sandbox, invocation.all));
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
