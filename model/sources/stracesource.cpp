// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/logname.h>
#include <model/replay/replayer.h>
#include <model/sources/folder.h>
#include <model/sources/messages.h>
#include <model/sources/openfailure.h>
#include <model/sources/stepperengine.h>
#include <model/sources/stracesource.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <memory>

namespace sandscope::model {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("sandscope::model::StraceSource", text);
}

QString heading()
{
    return tr("Cannot Open Log");
}

SourceError openError(SourceError::Code code, const QString& explanation)
{
    return {.code = code, .heading = heading(), .explanation = explanation, .file = {}, .line = 0};
}

std::string encoded(const QString& path)
{
    return QFile::encodeName(path).toStdString();
}

/// Sentences hold quotes of their own, which need no escape.
QString shown(const std::string& bytes)
{
    return escapedText(bytes).replace(QLatin1StringView("\\\""), QLatin1StringView("\""));
}

/// The log's own name, without options.
QString logFile(const QString& path)
{
    const auto name = replay::parseLogName(encoded(path));
    return name ? QFile::decodeName(QByteArray::fromStdString(name->log)) : path;
}

/// What the reader is told before the first step.
QString describeLog(const replay::Log& log)
{
    QStringList sentences{tr("%1 steps from %2 lines, replayed in a simulated kernel.")
                              .arg(log.eventCount())
                              .arg(log.lineCount())};
    if (log.problemCount() > 0)
        sentences.append(tr("%1 lines are damaged and left out; the first one: %2.")
                             .arg(log.problemCount())
                             .arg(shown(stepping::describe(log.problems().front()))));
    sentences.append(
        tr("Where the log and the simulation differ the log wins, and the step is marked."));
    return sentences.join(QLatin1Char(' '));
}

std::expected<OpenedStepper, SourceError> openLog(const QString& path, const std::stop_token& stop)
{
    const auto name = replay::parseLogName(encoded(path));
    if (!name)
        return std::unexpected(openError(
            SourceError::Code::badName,
            tr("“%1” is no name of a log: %2.").arg(shown(encoded(path)), shown(name.error()))));
    auto bytes = readUserFile(name->log, replay::Log::maxBytes, stop);
    if (!bytes)
        return std::unexpected(openFailure(
            {.heading = heading(),
             .isFile = tr("A log is what strace or runsc --strace wrote."),
             .isTooLarge = tr("“%1” is larger than 1 GiB. Cut it, or trace fewer calls.")},
            name->log, bytes.error()));
    const auto log = replay::Log::parse(*std::move(bytes), name->log, stop);
    if (!log)
        return std::unexpected(
            openError(SourceError::Code::badScenario,
                      shown(stepping::describe(log.error())) + QLatin1Char('.')));
    auto replayer = std::make_unique<replay::Replayer>(*log, name->options);
    if (const std::string& problem = replayer->imageProblem(); !problem.empty())
        return std::unexpected(openError(SourceError::Code::badScenario, shown(problem)));
    SourceFacts facts = straceSource.promise(path);
    facts.description = describeLog(**log);
    // A behaviour is called as the dialect that prints it.
    facts.capabilities.dialect
        = static_cast<procfs::Dialect>(replayer->system().options().behaviour);
    return OpenedStepper{std::move(replayer), std::move(facts)};
}

}

const SourceDescriptor straceSource{
    .id = "strace",
    .forms = "strace:LOG",
    .claims
    = [](const QString& path) { return logFile(path).endsWith(QLatin1StringView(".strace")); },
    .promise = [](const QString& path) { return steppedFacts(QFileInfo(logFile(path)).fileName()); },
    .makeEngine = [](const QString& path) -> std::shared_ptr<SourceEngine> {
        return std::make_shared<StepperEngine>(
            [path](const std::stop_token& stop) { return openLog(path, stop); },
            tr("Replay Stopped"));
    },
};

}
