// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
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

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::StraceSource", text);
}

QString heading()
{
    return say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource", "Cannot Open Log"));
}

SourceError openError(SourceError::Code code, const QString& explanation)
{
    return {.code = code, .heading = heading(), .explanation = explanation, .file = {}, .line = 0};
}

std::string encoded(const QString& path)
{
    return QFile::encodeName(path).toStdString();
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
    QStringList sentences{
        say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource",
                              "%1 steps from %2 lines, replayed in a simulated kernel."))
            .arg(log.eventCount())
            .arg(log.lineCount())};
    if (log.problemCount() > 0)
        sentences.append(
            (log.problemCount() == 1
                 ? say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource",
                                         "One line is damaged: %2."))
                 : say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource",
                                         "%1 lines are damaged and left out; the first one: %2."))
                       .arg(log.problemCount()))
                .arg(sentenceText(stepping::describe(log.problems().front()))));
    sentences.append(say(QT_TRANSLATE_NOOP(
        "sandscope::model::StraceSource",
        "Where the log and the simulation differ the log wins, and the step is marked.")));
    return sentences.join(QLatin1Char(' '));
}

struct OpenedLog
{
    replay::LogPtr log;
    std::unique_ptr<replay::Replayer> replayer; ///< before the first step
};

std::expected<OpenedLog, SourceError> openLog(const replay::LogName& name,
                                              const std::stop_token& stop)
{
    auto bytes = readUserFile(name.log, replay::Log::maxBytes, stop);
    if (!bytes)
        return std::unexpected(openFailure(
            {.heading = heading(),
             .isFile = say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource",
                                             "A log is what strace or runsc --strace wrote.")),
             .isTooLarge
             = say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource",
                                     "“%1” is larger than 1 GiB. Cut it, or trace fewer calls."))},
            name.log, bytes.error()));
    const auto log = replay::Log::parse(*std::move(bytes), name.log, stop);
    if (!log)
        return std::unexpected(
            openError(SourceError::Code::badScenario,
                      sentenceText(stepping::describe(log.error())) + QLatin1Char('.')));
    auto replayer = std::make_unique<replay::Replayer>(*log, name.options);
    if (const std::string& problem = replayer->imageProblem(); !problem.empty())
        return std::unexpected(openError(
            SourceError::Code::badScenario,
            say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource", "“%1” cannot be replayed: %2."))
                .arg(escapedText(name.log), sentenceText(problem))));
    return OpenedLog{*log, std::move(replayer)};
}

std::expected<OpenedStepper, SourceError> openSource(const QString& path,
                                                     const std::stop_token& stop)
{
    const auto name = logName(path);
    if (!name)
        return std::unexpected(name.error());
    auto opened = openLog(*name, stop);
    if (!opened)
        return std::unexpected(std::move(opened).error());
    SourceFacts facts = straceSource.promise(path);
    facts.description = describeLog(*opened->log);
    // A behaviour is called as the dialect that prints it.
    facts.capabilities.dialect
        = static_cast<procfs::Dialect>(opened->replayer->system().options().behaviour);
    return OpenedStepper{std::move(opened->replayer), std::move(facts)};
}

}

std::expected<replay::LogName, SourceError> logName(const QString& path)
{
    auto name = replay::parseLogName(encoded(path));
    if (!name)
        return std::unexpected(
            openError(SourceError::Code::badName,
                      say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource",
                                            "“%1” is no name of a log: %2."))
                          .arg(sentenceText(encoded(path)), sentenceText(name.error()))));
    return *std::move(name);
}

std::expected<ReplayOutcome, SourceError> replayAgainst(const replay::LogName& name)
{
    auto end = replay::readCapturedEnd(name.against);
    if (!end)
        return std::unexpected(
            openError(SourceError::Code::badScenario,
                      say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource",
                                            "The capture cannot be compared with: %1."))
                          .arg(sentenceText(end.error()))));
    auto opened = openLog(name, {});
    if (!opened)
        return std::unexpected(std::move(opened).error());
    replay::Replayer& replayer = *opened->replayer;
    while (!replayer.atEnd()) {
        if (const auto done = replayer.step(); !done)
            return std::unexpected(
                openError(SourceError::Code::failed,
                          sentenceText(stepping::describe(done.error())) + QLatin1Char('.')));
    }
    return ReplayOutcome{std::move(opened->log), replayer.counts(),
                         replay::compareEnds(replayer, *end)};
}

const SourceDescriptor straceSource{
    .id = "strace",
    .forms = "strace:LOG",
    .claims
    = [](const QString& path) { return logFile(path).endsWith(QLatin1StringView(".strace")); },
    .promise
    = [](const QString& path) { return simulatedFacts(QFileInfo(logFile(path)).fileName(), true); },
    .makeEngine = [](const QString& path) -> std::shared_ptr<SourceEngine> {
        return std::make_shared<StepperEngine>(
            [path](const std::stop_token& stop) { return openSource(path, stop); },
            say(QT_TRANSLATE_NOOP("sandscope::model::StraceSource", "Replay Stopped")));
    },
};

}
