// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/recording/recordingstepper.h>
#include <model/recording/schema.h>
#include <model/sources/messages.h>
#include <model/sources/recordingsource.h>
#include <model/sources/stepperengine.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

namespace sandscope::model {

namespace {

using recording::Problem;
using Kind = Problem::Kind;

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::RecordingSource", text);
}

/// The words of the system or the library, as a sentence; the text where there are none.
QString reasonOf(const Problem& problem)
{
    return problem.words.empty()
        ? say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource", "no reason is known"))
        : sentenceText(problem.words);
}

SourceError made(SourceError::Code code, const QString& heading, const QString& explanation)
{
    return {.code = code, .heading = heading, .explanation = explanation, .file = {}, .line = 0};
}

/// Desktops know a recording by these bytes, too, whatever its name.
bool beginsAsRecording(const QString& path)
{
    constexpr qsizetype idAt = 68; // where SQLite keeps the application's id
    if (!QFileInfo(path).isFile())
        return false;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray head = file.read(idAt + qsizetype{sizeof(recording::applicationId)});
    return head.startsWith(QByteArrayView("SQLite format 3")) && head.size() > idAt
        && qFromBigEndian<quint32>(head.constData() + idAt) == recording::applicationId;
}

QString openWords(const Problem& problem)
{
    switch (problem.kind) {
    case Kind::notFound:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                     "There is no file “%1”. Check the path."));
    case Kind::notPermitted:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                     "You may not read “%1”. Change its permissions, or copy it "
                                     "to where you may."));
    case Kind::notAFile:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                     "“%1” is not a file. A recording is a file that "
                                     "“sandscope-cli record” or File > Record wrote."));
    case Kind::isEmpty:
        return say(
            QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                              "“%1” holds no moment: it was ended before the first one was "
                              "written, none is written yet, or it was copied without the "
                              "“%1-wal” beside it, which belongs to a recording that runs."));
    case Kind::notARecording:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                     "“%1” is not a recording. A recording is a file that "
                                     "“sandscope-cli record” or File > Record wrote."));
    case Kind::newer:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                     "“%1” has format %2, which is newer than this program. Open "
                                     "it with a newer Sandscope."));
    case Kind::damaged:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                     "“%1” is damaged, and nothing of it can be shown: %2. Take "
                                     "another copy of it."));
    case Kind::besideOnly:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                     "The recording “%1” was not ended, and what was written last "
                                     "is in “%1-wal”. Copy both into a folder that you may write "
                                     "to, and open the copy."));
    case Kind::cancelled:
        return say(
            QT_TRANSLATE_NOOP("sandscope::model::RecordingSource", "Opening “%1” was cancelled."));
    default:
        return say(
            QT_TRANSLATE_NOOP("sandscope::model::RecordingSource", "“%1” cannot be read: %2."));
    }
}

SourceError::Code codeOf(Kind kind)
{
    switch (kind) {
    case Kind::notFound:
        return SourceError::Code::notFound;
    case Kind::notPermitted:
        return SourceError::Code::notPermitted;
    case Kind::notAFile:
    case Kind::isEmpty:
    case Kind::notARecording:
    case Kind::newer:
    case Kind::damaged:
        return SourceError::Code::damaged;
    default:
        return SourceError::Code::failed;
    }
}

QString timeText(std::optional<std::int64_t> clock)
{
    return clock ? QString::fromStdString(recording::timeOfDay(*clock)) : QString();
}

QString descriptionOf(const recording::Reader& reader)
{
    const recording::Facts& facts = reader.facts();
    QStringList parts;
    parts << say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                   "A recording of “%1” (%2), written by %3."))
                 .arg(escapedText(facts.title), escapedText(facts.source),
                      escapedText(facts.program));
    if (facts.begun)
        parts << say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource", "Begun at %1."))
                     .arg(timeText(facts.begun));
    if (facts.isMasked)
        parts << say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                       "Arguments and environment are withheld."));
    if (!facts.files.empty())
        parts << say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                       "It holds these files of each process: %1."))
                     .arg(escapedText(facts.files));
    QStringList view;
    for (const auto& [name, value] : facts.view)
        view << escapedText(name) + u' ' + escapedText(value);
    if (!view.isEmpty())
        parts << say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                       "Looked at when it was begun: %1."))
                     .arg(view.join(QLatin1StringView(", ")));
    if (!facts.note.empty())
        parts << sentenceText(facts.note);
    return parts.join(u' ');
}

QString noticeOf(const recording::Reader& reader)
{
    const auto damaged = static_cast<qulonglong>(reader.damaged());
    if (damaged == 0)
        return {};
    return say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                 "This recording is damaged. %1 of its moments are left out, which "
                                 "are not what was written or build on such; %2 are whole."))
        .arg(damaged)
        .arg(static_cast<qulonglong>(reader.count()));
}

std::expected<OpenedStepper, SourceError> open(const QString& file, const std::stop_token& stop)
{
    const std::string path = QFile::encodeName(file).toStdString();
    auto stepper = recording::RecordingStepper::open(path, stop);
    if (!stepper)
        return std::unexpected(openError(stepper.error(), path));
    const recording::Reader& reader = (*stepper)->reader();
    SourceFacts facts = recordingSource.promise(file);
    facts.description = descriptionOf(reader);
    (*stepper)->introduce(facts.description.toStdString());
    facts.notice = noticeOf(reader);
    facts.capabilities.dialect = reader.facts().dialect;
    for (const std::string& reason : reader.facts().dialectReasons)
        facts.capabilities.dialectReasons.push_back(escapedText(reason));
    return OpenedStepper{.stepper = *std::move(stepper), .facts = std::move(facts)};
}

}

SourceError openError(const Problem& problem, const std::string& path)
{
    const QString heading
        = say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource", "Cannot Open Recording"));
    const QString words = openWords(problem);
    const QString shown = escapedText(path);
    return made(codeOf(problem.kind), heading,
                words.contains(QLatin1StringView("%2")) ? words.arg(shown, reasonOf(problem))
                                                        : words.arg(shown));
}

SourceError writeError(const Problem& problem, const std::string& path)
{
    const QString shown = escapedText(path);
    const QString heading
        = say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource", "Cannot Record"));
    switch (problem.kind) {
    case Kind::exists:
        return made(SourceError::Code::badName, heading,
                    say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                          "“%1” is there already; name a new file."))
                        .arg(shown));
    case Kind::full:
        return made(SourceError::Code::failed, heading,
                    say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                          "There is no room left for “%1”. What was recorded is "
                                          "whole; make room, and record into another file."))
                        .arg(shown));
    case Kind::notFound:
        return made(SourceError::Code::notFound, heading,
                    say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                          "“%1” cannot be made: there is no such folder."))
                        .arg(shown));
    default:
        return made(codeOf(problem.kind), heading,
                    say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                          "“%1” cannot be written: %2. What was recorded before is "
                                          "whole."))
                        .arg(shown, reasonOf(problem)));
    }
}

const SourceDescriptor recordingSource{
    .id = "recording",
    .forms = "recording:FILE.sandscope",
    .claims =
        [](const QString& path) {
            return path.endsWith(QLatin1StringView(".sandscope")) || beginsAsRecording(path);
        },
    .promise =
        [](const QString& path) {
            SourceFacts facts;
            facts.title = QFileInfo(path).fileName();
            facts.capabilities.canStep = true;
            facts.capabilities.dialect = procfs::Dialect::linux_;
            return facts;
        },
    .makeEngine = [](const QString& path) -> std::shared_ptr<SourceEngine> {
        return std::make_shared<StepperEngine>(
            [path](const std::stop_token& stop) { return open(path, stop); },
            say(QT_TRANSLATE_NOOP("sandscope::model::RecordingSource",
                                  "This Moment Cannot Be Shown")));
    },
};

}
