// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/capturefolder.h>
#include <model/sources/messages.h>
#include <model/sources/procnames.h>
#include <model/sources/procsampler.h>
#include <model/sources/procsource.h>
#include <model/sources/sourceengine.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

namespace sandscope::model {

namespace {

using procfs::Errno;
using procfs::Failure;

constexpr int shareOfACore = 4; ///< a live /proc is looked at for one part in so many, at most

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::ProcSource", text);
}

SourceError folderError(SourceError::Code code, const QString& explanation)
{
    return {.code = code,
            .heading = say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource", "Cannot Open Folder")),
            .explanation = explanation,
            .file = {},
            .line = 0};
}

/// \a path is escaped already.
SourceError openError(const Failure& failure, const QString& path)
{
    switch (failure.error) {
    case Errno::noEntry:
        return folderError(SourceError::Code::notFound,
                           say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource",
                                                 "There is no folder “%1”. Check the path."))
                               .arg(path));
    case Errno::notDirectory:
        return folderError(
            SourceError::Code::notFound,
            say(QT_TRANSLATE_NOOP(
                    "sandscope::model::ProcSource",
                    "“%1” is not a folder. A proc source is a folder that is laid out like /proc."))
                .arg(path));
    case Errno::access:
    case Errno::perm:
        return folderError(SourceError::Code::notPermitted,
                           say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource",
                                                 "You may not read the folder “%1”. Change its "
                                                 "permissions, or run this program as a "
                                                 "user who may."))
                               .arg(path));
    default:
        return folderError(SourceError::Code::failed,
                           say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource",
                                                 "Reading the folder “%1” failed with %2."))
                               .arg(path,
                                    failure.kind == Failure::Kind::error
                                        ? QString::fromStdString(procfs::errnoName(failure.error))
                                        : say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource",
                                                                "too many entries"))));
    }
}

SourceError captureError(const CaptureProblem& problem)
{
    const QString file = escapedText(problem.file);
    if (problem.failure) {
        const QString reason = QString::fromStdString(procfs::errnoName(problem.failure->error));
        const bool isForbidden
            = problem.failure->error == Errno::access || problem.failure->error == Errno::perm;
        return {.code = isForbidden ? SourceError::Code::notPermitted : SourceError::Code::failed,
                .heading
                = say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource", "Cannot Open Capture")),
                .explanation
                = say(QT_TRANSLATE_NOOP(
                          "sandscope::model::ProcSource",
                          "“%1” cannot be read (%2). Change its permissions, or open a copy "
                          "of the capture."))
                      .arg(file, reason),
                .file = file,
                .line = 0};
    }
    const QString what
        = problem.damage ? QString::fromStdString(procfs::describe(*problem.damage)) : QString();
    return {.code = SourceError::Code::damaged,
            .heading = say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource", "Damaged Capture")),
            .explanation
            = say(QT_TRANSLATE_NOOP(
                      "sandscope::model::ProcSource",
                      "The index of this capture is damaged in line %1 of “%2”: %3 Take the "
                      "capture again, or restore the file."))
                  .arg(QString::number(problem.line), file, what),
            .file = file,
            .line = problem.line};
}

SourceError subtreeError(SourceError::Code code, const char* explanation, std::int32_t pid)
{
    return {.code = code,
            .heading = code == SourceError::Code::gone
                ? say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource", "The Process Has Ended"))
                : say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource", "No Such Process")),
            .explanation = say(explanation).arg(pid),
            .file = {},
            .line = 0};
}

SourceFacts factsOf(const QString& path, bool isLive, bool samplesOnDemand, procfs::Dialect dialect,
                    std::span<const std::string> reasons)
{
    SourceFacts facts = procSource.promise(path);
    facts.capabilities.isLive = isLive;
    facts.capabilities.samplesOnDemand = samplesOnDemand;
    facts.capabilities.dialect = dialect;
    for (const std::string& reason : reasons)
        facts.capabilities.dialectReasons.push_back(QString::fromStdString(reason));
    return facts;
}

bool isOfProc(std::string_view name)
{
    return taskNumber(name) != 0 || isSystemName(name);
}

/// Every PID namespace has a process 1, or had.
bool hasInit(const snapshot::Snapshot& snapshot)
{
    bool isThere = false;
    snapshot.tasks.forEach(
        [&](auto, const auto& row) { isThere = isThere || row->tid.value == 1; });
    return isThere;
}

class ProcEngine : public SourceEngine
{
public:
    explicit ProcEngine(QString path)
        : m_name(std::move(path))
        , m_subtree(parseProcName(m_name).subtree)
        , m_path(QFile::encodeName(parseProcName(m_name).folder).toStdString())
    {
    }

    std::expected<SourceAnswer, SourceError> run(const SourceRequest& request,
                                                 std::stop_token stop) override
    {
        if (request.restart) {
            m_sampler.reset();
            m_capture.reset();
        }
        if (!m_sampler && !m_capture) {
            m_sampleNumber = 0;
            if (auto error = open(stop))
                return std::unexpected(*std::move(error));
        }
        if (m_capture)
            return answer(m_capture,
                          factsOf(m_name, false, false, m_capture->tree->dialect(),
                                  m_capture->tree->dialectReasons()));

        const auto now = std::chrono::steady_clock::now() - m_opened;
        auto sample = m_sampler->sample(request.interest, now, stop);
        if (!sample)
            return std::unexpected(sampleError(sample.error()));
        if (m_sampleNumber == 0)
            m_hidesOthers = m_sampler->isProc() && m_subtree == 0 && !hasInit(**sample);
        auto facts = factsOf(m_name, m_sampler->isProc(), true, m_sampler->origin().dialect,
                             m_sampler->origin().reasons);
        if (m_sampler->isProc()) {
            const auto taken = std::chrono::steady_clock::now() - m_opened - now;
            facts.capabilities.period
                = std::chrono::ceil<std::chrono::milliseconds>(taken * shareOfACore);
        }
        if (m_hidesOthers)
            facts.notice = say(QT_TRANSLATE_NOOP(
                                   "sandscope::model::ProcSource",
                                   "“%1” lists no process 1, so it seems to hide processes of "
                                   "other users (hidepid). Root sees them, and the group that its "
                                   "option gid names."))
                               .arg(escapedText(m_path));
        return answer(*std::move(sample), std::move(facts));
    }

private:
    std::optional<SourceError> open(const std::stop_token& stop)
    {
        if (const auto place = findCapture(m_path); place && m_subtree != 0) {
            return folderError(
                SourceError::Code::badName,
                say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource",
                                      "“%1” is a capture. Only of a live /proc or of a plain copy "
                                      "can one subtree be opened; leave “?root=%2” out."))
                    .arg(escapedText(m_path), QString::number(m_subtree)));
        } else if (place) {
            auto capture = readCapture(*place, stop);
            if (!capture)
                return captureError(capture.error());
            m_capture = *std::move(capture);
            return std::nullopt;
        }
        auto folder = Folder::open(m_path);
        if (!folder)
            return openError(folder.error(), escapedText(m_path));
        if (auto error = lookOver(*folder, stop))
            return error;
        // A real one counts as this machine does.
        const Units units = folder->isProc() ? unitsOfThisComputer() : Units{};
        m_sampler.emplace(*std::move(folder), units, m_subtree);
        m_opened = std::chrono::steady_clock::now();
        return std::nullopt;
    }

    /// A folder in which nothing is as in /proc will never have processes. A real one may be empty
    /// just now, as before anybody runs in it.
    [[nodiscard]] std::optional<SourceError> lookOver(const Folder& folder,
                                                      const std::stop_token& stop) const
    {
        if (folder.isProc())
            return std::nullopt;
        const auto names = folder.list("", false, stop);
        if (!names || std::ranges::any_of(*names, isOfProc, &Listed::name))
            return std::nullopt; // why it cannot be listed is told by the first sample
        const Seen below = folder.look("proc");
        const bool hasProc = !below.failure && below.attributes.kind == procfs::FileKind::directory;
        const QString path = escapedText(m_path);
        SourceError error = folderError(
            SourceError::Code::notFound,
            hasProc ? say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource",
                                            "In “%1” there is neither a process nor a file of "
                                            "/proc. Open the folder “proc” below it."))
                          .arg(path)
                    : say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource",
                                            "In “%1” there is neither a process nor a file of "
                                            "/proc. A proc source is a folder that is laid out "
                                            "like /proc."))
                          .arg(path));
        error.heading
            = say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource", "No /proc Tree Here"));
        return error;
    }

    [[nodiscard]] SourceError sampleError(const SampleFailure& failure) const
    {
        const QString path = escapedText(m_path);
        if (failure.kind == SampleFailure::Kind::gone)
            return {
                .code = SourceError::Code::gone,
                .heading = say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource", "Folder Is Gone")),
                .explanation = say(QT_TRANSLATE_NOOP(
                                       "sandscope::model::ProcSource",
                                       "The folder “%1” was removed, renamed or replaced. What was "
                                       "read from it stays "
                                       "on screen; restart to read what is there now."))
                                   .arg(path),
                .file = {},
                .line = 0};
        if (failure.kind == SampleFailure::Kind::subtreeGone)
            return subtreeError(
                SourceError::Code::gone,
                QT_TRANSLATE_NOOP(
                    "sandscope::model::ProcSource",
                    "Process %1, whose subtree is shown, is gone. What was read stays "
                    "on screen; open the whole folder to see what its children do."),
                m_subtree);
        if (failure.kind == SampleFailure::Kind::noSubtree)
            return subtreeError(
                SourceError::Code::notFound,
                QT_TRANSLATE_NOOP(
                    "sandscope::model::ProcSource",
                    "There is no process %1. A subtree begins at the pid of a process, "
                    "not at that of a thread."),
                m_subtree);
        return openError(failure.failure, path);
    }

    SourceAnswer answer(snapshot::SnapshotPtr snapshot, SourceFacts facts)
    {
        const std::size_t number = m_sampleNumber++;
        return {
            .moment
            = {.snapshot = std::move(snapshot), .step = number, .title = {}, .note = {}, .line = 0},
            .facts = std::move(facts)};
    }

    QString m_name;
    std::int32_t m_subtree; ///< 0: all
    std::string m_path;
    std::optional<ProcSampler> m_sampler;
    snapshot::SnapshotPtr m_capture;
    std::chrono::steady_clock::time_point m_opened;
    std::size_t m_sampleNumber = 0;
    bool m_hidesOthers = false;
};

QString titleOfFolder(const QString& path)
{
    const QString absolute = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    if (absolute == QLatin1StringView("/proc"))
        return say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource", "/proc on this computer"));
    // A capture is known by the folder around its "proc", and that one by the workload around it.
    QStringList parts = absolute.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    if (parts.size() > 1 && parts.last() == QLatin1StringView("proc"))
        parts.removeLast();
    return parts.isEmpty()
        ? absolute
        : parts.mid(std::max<qsizetype>(0, parts.size() - 2)).join(QLatin1Char('/'));
}

QString titleOf(const QString& path)
{
    const ProcName name = parseProcName(path);
    const QString title = titleOfFolder(name.folder);
    if (name.subtree == 0)
        return title;
    return say(QT_TRANSLATE_NOOP("sandscope::model::ProcSource",
                                 "%1, process %2 and its descendants"))
        .arg(title, QString::number(name.subtree));
}

}

ProcName parseProcName(const QString& path)
{
    constexpr QLatin1StringView option("?root=");
    const qsizetype at = path.lastIndexOf(option);
    if (at <= 0)
        return {path, 0};
    const std::int32_t pid = taskNumber(path.sliced(at + option.size()).toStdString());
    return pid == 0 ? ProcName{path, 0} : ProcName{path.first(at), pid};
}

const SourceDescriptor procSource{
    .id = "proc",
    .forms = "proc:FOLDER, proc:FOLDER?root=PID",
    .claims =
        [](const QString& path) {
            return path.contains(QLatin1Char('/')) || path == QLatin1StringView(".")
                || path == QLatin1StringView("..") || QFileInfo(path).isDir();
        },
    .promise =
        [](const QString& path) {
            return SourceFacts{.title = titleOf(path),
                               .description = {},
                               .capabilities = {.canStep = false,
                                                .isLive = false,
                                                .printsDialects = false,
                                                .samplesOnDemand = true,
                                                .dialect = procfs::Dialect::linux_,
                                                .dialectReasons = {}},
                               .stepCount = 0};
        },
    .makeEngine = [](const QString& path) -> std::shared_ptr<SourceEngine> {
        return std::make_shared<ProcEngine>(path);
    },
};

}
