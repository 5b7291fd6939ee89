// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/messages.h>
#include <model/sources/openfailure.h>

#include <QCoreApplication>

namespace sandscope::model {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::Source", text);
}

}

SourceError openFailure(const FileWords& words, const std::string& path,
                        const procfs::Failure& failure)
{
    const QString shown = escapedText(path);
    const auto error = [&](SourceError::Code code, const QString& explanation) {
        return SourceError{.code = code,
                           .heading = words.heading,
                           .explanation = explanation,
                           .file = {},
                           .line = 0};
    };
    if (failure.kind == procfs::Failure::Kind::notKept)
        return error(SourceError::Code::badScenario, words.isTooLarge.arg(shown));
    if (failure.kind != procfs::Failure::Kind::error || failure.error == procfs::Errno::isDirectory)
        return error(SourceError::Code::notFound,
                     say(QT_TRANSLATE_NOOP("sandscope::model::Source", "“%1” is not a file. %2"))
                         .arg(shown, words.isFile));
    switch (failure.error) {
    case procfs::Errno::noEntry:
    case procfs::Errno::notDirectory:
        return error(SourceError::Code::notFound,
                     say(QT_TRANSLATE_NOOP("sandscope::model::Source",
                                           "There is no file “%1”. Check the path."))
                         .arg(shown));
    case procfs::Errno::access:
    case procfs::Errno::perm:
        return error(
            SourceError::Code::notPermitted,
            say(QT_TRANSLATE_NOOP("sandscope::model::Source",
                                  "You may not read “%1”. Change its permissions, or open a copy."))
                .arg(shown));
    default:
        return error(
            SourceError::Code::failed,
            say(QT_TRANSLATE_NOOP("sandscope::model::Source", "Reading “%1” failed with %2."))
                .arg(shown, QString::fromStdString(procfs::errnoName(failure.error))));
    }
}

}
