// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/replay/logname.h>
#include <model/replay/replayer.h>
#include <model/sources/folder.h>
#include <model/sources/messages.h>
#include <model/sources/openfailure.h>
#include <model/sources/sourceengine.h>
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
    return {.code = code,
            .heading = heading(),
            .explanation = explanation,
            .file = {},
            .line = 0};
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

struct OpenedLog
{
    std::unique_ptr<replay::Replayer> replayer;
    SourceFacts facts;
};

std::expected<OpenedLog, SourceError> openLog(const QString& path, const std::stop_token& stop)
{
    const auto name = replay::parseLogName(encoded(path));
    if (!name)
        return std::unexpected(
            openError(SourceError::Code::badName,
                      tr("“%1” is no name of a log: %2.").arg(shown(encoded(path)),
                                                              shown(name.error()))));
    auto bytes = readUserFile(name->log, replay::Log::maxBytes, stop);
    if (!bytes)
        return std::unexpected(openFailure(
            {.heading = heading(),
             .isFile = tr("A log is what strace or runsc --strace wrote."),
             .isTooLarge = tr("“%1” is larger than 1 GiB. Cut it, or trace fewer calls.")},
            name->log, bytes.error()));
    const auto log = replay::Log::parse(*std::move(bytes), name->log, stop);
    if (!log)
        return std::unexpected(openError(SourceError::Code::badScenario,
                                         shown(stepping::describe(log.error())) + QLatin1Char('.')));
    OpenedLog opened{std::make_unique<replay::Replayer>(*log, name->options),
                     straceSource.promise(path)};
    if (const std::string& problem = opened.replayer->imageProblem(); !problem.empty())
        return std::unexpected(openError(SourceError::Code::badScenario, shown(problem)));
    opened.facts.description = describeLog(**log);
    opened.facts.stepCount = opened.replayer->stepCount();
    // A behaviour is called as the dialect that prints it.
    opened.facts.capabilities.recordedDialect
        = static_cast<procfs::Dialect>(opened.replayer->system().options().behaviour);
    return opened;
}

class StraceEngine : public SourceEngine
{
public:
    explicit StraceEngine(QString path)
        : m_path(std::move(path))
    {
    }

    std::expected<SourceAnswer, SourceError> run(const SourceRequest& request,
                                                 std::stop_token stop) override
    {
        if (!m_log.replayer || request.restart) {
            m_log.replayer.reset();
            auto opened = openLog(m_path, stop);
            if (!opened)
                return std::unexpected(std::move(opened).error());
            m_log = *std::move(opened);
        } else {
            (void)m_log.replayer->step(); // at its end it stays there
        }
        return SourceAnswer{m_log.replayer->moment(), m_log.facts};
    }

private:
    QString m_path;
    OpenedLog m_log;
};

}

const SourceDescriptor straceSource{
    .id = "strace",
    .forms = "strace:LOG",
    .claims
    = [](const QString& path) { return logFile(path).endsWith(QLatin1StringView(".strace")); },
    .promise =
        [](const QString& path) {
            return SourceFacts{.title = QFileInfo(logFile(path)).fileName(),
                               .description = {},
                               .capabilities = {.canStep = true,
                                                .isLive = false,
                                                .printsDialects = true,
                                                .samplesOnDemand = false},
                               .stepCount = 0};
        },
    .makeEngine = [](const QString& path) -> std::shared_ptr<SourceEngine> {
        return std::make_shared<StraceEngine>(path);
    },
};

}
