// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/fileview.h>

#include <QCoreApplication>
#include <QStringList>

namespace sandscope::model {

namespace {

using procfs::Errno;
using procfs::Failure;

QString say(const char* text)
{
    return QCoreApplication::translate("FailureText", text);
}

QString fullPath(const FileContent& content)
{
    return content.path.isEmpty() ? QStringLiteral("/proc")
                                  : QStringLiteral("/proc/") + escaped(content.path);
}

/// Does the file exist, but in other dialects than this one?
std::optional<FailureText> missingInDialect(const FileContent& content)
{
    const procfs::ProcFile* file = procfs::procFileForPath(
        std::string_view(content.path.constData(), static_cast<std::size_t>(content.path.size())));
    if (!file || file->existsIn(content.dialect))
        return std::nullopt;
    QStringList others;
    for (const procfs::Dialect dialect : procfs::allDialects) {
        if (file->existsIn(dialect))
            others.append(dialectTitle(dialect));
    }
    return FailureText{
        say(QT_TRANSLATE_NOOP("FailureText", "Not in %1")).arg(dialectTitle(content.dialect)),
        say(QT_TRANSLATE_NOOP("FailureText", "This dialect has no %1. These have: %2."))
            .arg(fullPath(content), others.join(QLatin1StringView(", "))),
        CellState::notProvided};
}

FailureText errnoText(const FileContent& content, const Failure& failure)
{
    const QString path = fullPath(content);
    const QString name = QString::fromStdString(procfs::errnoName(failure.error));
    const QString heading = say(QT_TRANSLATE_NOOP("FailureText", "Cannot Read %1")).arg(path);
    switch (failure.error) {
    case Errno::access:
    case Errno::perm:
        if (content.owner)
            return {heading,
                    say(QT_TRANSLATE_NOOP(
                            "FailureText",
                            "The kernel returned %1: user %2 may read it, and who may trace the "
                            "process, as root may. Choose another reader or run Sandscope as one "
                            "of them, or look at a file that needs none."))
                        .arg(name)
                        .arg(*content.owner),
                    CellState::notPermitted};
        return {heading,
                say(QT_TRANSLATE_NOOP(
                        "FailureText",
                        "The kernel returned %1: same user or ptrace permission is needed. Choose "
                        "another reader, or look at a file that needs none."))
                    .arg(name),
                CellState::notPermitted};
    case Errno::noEntry:
        if (const auto missing = missingInDialect(content))
            return *missing;
        return {
            say(QT_TRANSLATE_NOOP("FailureText", "Nothing at %1")).arg(path),
            say(QT_TRANSLATE_NOOP(
                    "FailureText",
                    "The kernel returned %1: the process has ended, or it has no such file. Choose "
                    "another one, or step back."))
                .arg(name),
            CellState::gone};
    case Errno::noProcess:
        return {
            say(QT_TRANSLATE_NOOP("FailureText", "The Process Has Ended")),
            say(QT_TRANSLATE_NOOP(
                    "FailureText",
                    "Reading %1, the kernel returned %2: the process is gone. Step back to see it "
                    "alive."))
                .arg(path, name),
            CellState::gone};
    default: {
        const QString step = failure.step.empty() ? say(QT_TRANSLATE_NOOP("FailureText", "read"))
                                                  : escaped(failure.step);
        return {heading,
                say(QT_TRANSLATE_NOOP("FailureText",
                                      "The kernel returned %1 (%2). The other files of the process "
                                      "may still answer."))
                    .arg(name, step),
                CellState::failed};
    }
    }
}

}

std::optional<FailureText> failureText(const FileContent& content)
{
    const QString path = fullPath(content);
    if (content.failure) {
        switch (content.failure->kind) {
        case Failure::Kind::error:
            return errnoText(content, *content.failure);
        case Failure::Kind::notSampled:
            return FailureText{say(QT_TRANSLATE_NOOP("FailureText", "Not Sampled Yet")),
                               say(QT_TRANSLATE_NOOP(
                                   "FailureText",
                                   "This source reads a file while somebody looks at it. Wait for "
                                   "the next sample, or refresh.")),
                               CellState::notSampled};
        case Failure::Kind::notKept:
            return FailureText{say(QT_TRANSLATE_NOOP("FailureText", "Not Kept in This Recording")),
                               say(QT_TRANSLATE_NOOP("FailureText",
                                                     "This recording does not hold %1. Record "
                                                     "again with it included."))
                                   .arg(path),
                               CellState::notProvided};
        case Failure::Kind::damaged:
            return FailureText{
                say(QT_TRANSLATE_NOOP("FailureText", "Damaged in This Recording")),
                say(QT_TRANSLATE_NOOP(
                        "FailureText",
                        "What stands in place of %1 is not what was recorded, and is not shown. "
                        "Go to another moment, or take another copy of the recording."))
                    .arg(path),
                CellState::failed};
        case Failure::Kind::notProvided:
            if (const auto missing = missingInDialect(content))
                return missing;
            return FailureText{
                say(QT_TRANSLATE_NOOP("FailureText", "Not Provided by This Source")),
                say(QT_TRANSLATE_NOOP(
                        "FailureText",
                        "This source can never tell %1. Open another source of the same sandbox."))
                    .arg(path),
                CellState::notProvided};
        }
    }
    if (content.parseError) {
        return FailureText{
            say(QT_TRANSLATE_NOOP("FailureText", "Unexpected Text in %1")).arg(path),
            say(QT_TRANSLATE_NOOP("FailureText", "%1 The Raw pane shows the bytes as they are."))
                .arg(escaped(procfs::describe(*content.parseError))),
            CellState::failed};
    }
    return std::nullopt;
}

}
