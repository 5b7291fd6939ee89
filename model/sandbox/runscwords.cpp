// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/runscwords.h>
#include <model/sandbox/statefile.h>
#include <model/sources/messages.h>

#include <QCoreApplication>
#include <QFile>

namespace sandscope::model {

namespace {

using procfs::Errno;
using Code = SourceError::Code;
using Kind = AskFailure::Kind;

constexpr std::size_t mostQuoted = 400; ///< bytes of what a command wrote

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::RunscSource", text);
}

SourceError errorOf(Code code, const QString& heading, const QString& explanation)
{
    SourceError error;
    error.code = code;
    error.heading = heading;
    error.explanation = explanation;
    return error;
}

/// The last line that a command wrote.
QString lastLine(std::string_view errors)
{
    while (errors.ends_with('\n'))
        errors.remove_suffix(1);
    if (errors.size() > mostQuoted)
        errors.remove_prefix(errors.size() - mostQuoted);
    return sentenceText(errors.substr(errors.rfind('\n') + 1));
}

QString kept(procfs::Generation generations)
{
    if (generations == 0)
        return {};
    return QLatin1Char(' ')
        + (generations == 1
               ? say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "One generation is kept."))
               : say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "%1 generations are kept."))
                     .arg(generations));
}

/// Which sandboxes the folder has, as a sentence.
QString possible(const RunscName& name, const std::stop_token& stop)
{
    const auto files = stateFiles(QFile::encodeName(name.place.folder).toStdString(), stop);
    QStringList ids;
    for (const std::string& file : files ? *files : std::vector<std::string>{})
        ids << escapedText(file.substr(0, file.find("_sandbox:")));
    if (ids.isEmpty())
        return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                     "Nothing runs there; name the folder with ?root=FOLDER."));
    return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "There are: %1."))
        .arg(ids.join(QStringLiteral(", ")));
}

QString causeOf(const LinkFailure& failure)
{
    if (failure.damage)
        return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                     "answered with something else than a list of processes: %1"))
            .arg(QString::fromStdString(procfs::describe(*failure.damage)));
    if (failure.exitCode && failure.errors.empty())
        return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "ended with code %1."))
            .arg(*failure.exitCode);
    if (failure.exitCode)
        return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "ended with code %1: %2"))
            .arg(QString::number(*failure.exitCode), asSentence(lastLine(failure.errors)));
    if (!failure.errors.empty())
        return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "refused: %1"))
            .arg(asSentence(lastLine(failure.errors)));
    switch (failure.ask.kind) {
    case Kind::timedOut:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                     "did not answer in time and was given up."));
    case Kind::tooLong:
        return say(
            QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "answered with more than 256 MiB."));
    case Kind::broken:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                     "ended in the middle of its answer."));
    case Kind::cancelled:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "was cancelled."));
    default:
        return say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "failed with %1."))
            .arg(QString::fromStdString(
                procfs::errnoName(static_cast<Errno>(failure.ask.errorNumber))));
    }
}

/// "“runsc --root DIR ps x” ended with code 128: …"
QString whatHappened(const LinkFailure& failure)
{
    const QString who = failure.command.isEmpty()
        ? say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "The control socket"))
        : QStringLiteral("“%1”").arg(escapedText(failure.command.toStdString()));
    return who + QLatin1Char(' ') + causeOf(failure);
}

bool saysThatItEnded(const LinkFailure& failure)
{
    const std::string_view errors = failure.errors;
    return errors.contains("connection refused") || errors.contains("in state stopped")
        || errors.contains("loading sandbox: file does not exist")
        || errors.contains("loading container: file does not exist");
}

bool isProgramMissing(const LinkFailure& failure)
{
    return !failure.command.isEmpty() && !failure.exitCode
        && (failure.ask.kind == Kind::notFound || failure.ask.kind == Kind::notPermitted);
}

SourceError missingProgram(const LinkFailure& failure)
{
    const QString command = escapedText(failure.command.toStdString());
    if (failure.ask.kind == Kind::notPermitted)
        return errorOf(
            Code::notPermitted,
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Cannot Run runsc")),
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                  "“%1” cannot be run: the program is there, but you may "
                                  "not execute it. Change its permissions."))
                .arg(command));
    return errorOf(
        Code::notFound, say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "runsc Not Found")),
        say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                              "“%1” cannot be run: there is no such program. Install the package "
                              "runsc, or say where it is with &runsc=PROGRAM."))
            .arg(command));
}

}

SourceError stateError(const RunscName& name, const procfs::Failure& failure,
                       const std::stop_token& stop)
{
    const QString folder = escapedText(QFile::encodeName(name.place.folder).toStdString());
    const QString id = escapedText(name.id);
    switch (failure.error) {
    case Errno::noEntry:
    case Errno::notDirectory:
        return errorOf(Code::notFound,
                       say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Unknown Sandbox")),
                       say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                             "There is no sandbox “%1” in “%2”. %3"))
                           .arg(id, folder, possible(name, stop)));
    case Errno::access:
    case Errno::perm:
        return errorOf(
            Code::notPermitted,
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Sandbox Not Permitted")),
            say(QT_TRANSLATE_NOOP(
                    "sandscope::model::RunscSource",
                    "You may not read the state of the sandboxes in “%1”. Run this program as the "
                    "user who started them, who is root more often than not."))
                .arg(folder));
    case Errno::invalid:
        return errorOf(
            Code::damaged,
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Unknown Sandbox State")),
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                  "What runsc wrote down about “%1” in “%2” is no state that this "
                                  "program knows. It may be of a newer release."))
                .arg(id, folder));
    default:
        return errorOf(
            Code::failed,
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Cannot Open Sandbox")),
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                  "Reading the state of “%1” in “%2” failed with %3."))
                .arg(id, folder, QString::fromStdString(procfs::errnoName(failure.error))));
    }
}

SourceError stoppedError(const std::string& id, procfs::Generation generations)
{
    return errorOf(Code::gone,
                   say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Sandbox “%1” Stopped"))
                       .arg(escapedText(id)),
                   say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Its process has ended."))
                       + kept(generations));
}

SourceError linkError(const std::string& id, const LinkFailure& failure,
                      procfs::Generation generations)
{
    if (isProgramMissing(failure))
        return missingProgram(failure);
    const bool isOver
        = failure.ask.kind != Kind::cancelled && (!failure.isRunning || saysThatItEnded(failure));
    if (isOver)
        return errorOf(
            Code::gone,
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Sandbox “%1” Stopped"))
                .arg(escapedText(id)),
            whatHappened(failure) + kept(generations));
    const QString text = whatHappened(failure) + kept(generations);
    if (failure.damage)
        return errorOf(
            Code::damaged,
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Sandbox Not Understood")),
            text);
    if (failure.ask.kind == Kind::timedOut)
        return errorOf(
            Code::failed,
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Sandbox Does Not Answer")),
            text + QLatin1Char(' ')
                + say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                        "Refresh to ask it once more.")));
    return errorOf(
        failure.errors.contains("permission denied") ? Code::notPermitted : Code::failed,
        say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Sandbox Cannot Be Read")), text);
}

SourceError insideError(const std::string& id, const LinkFailure& failure)
{
    const QString heading
        = say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Nothing Read from Inside"));
    if (isProgramMissing(failure))
        return missingProgram(failure);
    if (failure.exitCode && isMissingProgram(failure.errors))
        return errorOf(
            Code::failed, heading,
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                  "Sandbox “%1” has neither cat nor busybox nor toybox, so nothing "
                                  "in there can read a file for us. What the dump tells is all "
                                  "there is to be had."))
                .arg(escapedText(id)));
    if (failure.errors.contains("in state paused"))
        return errorOf(
            Code::failed, heading,
            say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                  "Sandbox “%1” is paused, and nothing can be started in "
                                  "it. Resume it first."))
                .arg(escapedText(id)));
    return errorOf(Code::failed, heading, whatHappened(failure));
}

SourceError insideDamage(const std::string& id, const procfs::ParseError& error)
{
    return errorOf(
        Code::damaged,
        say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Nothing Read from Inside")),
        say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                              "The reader in sandbox “%1” printed something else than the files "
                              "asked for: %2"))
            .arg(escapedText(id), QString::fromStdString(procfs::describe(error))));
}

SourceError insideNotice(std::size_t entries, std::chrono::nanoseconds wall, bool isCut)
{
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(wall).count();
    QString text
        = say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                "%1 files were read in %2 ms by a process started in the sandbox, "
                                "which has ended. They are as they were then, and do not follow."))
              .arg(QString::number(entries), QString::number(milliseconds));
    if (isCut)
        text += QLatin1Char(' ')
            + say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource",
                                    "There were more than can be read at once."));
    return errorOf(Code::informed,
                   say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Read from Inside")),
                   text);
}

bool isMissingProgram(std::string_view errors)
{
    return errors.contains("error finding executable")
        || errors.contains("executable file not found")
        || (errors.contains("no such file or directory") && errors.contains("executing"))
        || errors.contains("failed to load") || errors.contains("not found in $PATH");
}

}
