// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/messages.h>
#include <model/sources/procsource.h>
#include <model/sources/recordingsource.h>
#include <model/sources/runscsource.h>
#include <model/sources/savedsource.h>
#include <model/sources/scenariosource.h>
#include <model/sources/sourcename.h>
#include <model/sources/stracesource.h>

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <array>

namespace sandscope::model {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::Source", text);
}

SourceError badName(const QString& what)
{
    return {.code = SourceError::Code::badName,
            .heading = say(QT_TRANSLATE_NOOP("sandscope::model::Source", "Unknown Source")),
            .explanation
            = say(QT_TRANSLATE_NOOP("sandscope::model::Source", "%1 Possible are: %2."))
                  .arg(what, sourceForms()),
            .file = {},
            .line = 0};
}

/// What stands before the first colon, if it can be a kind of source: letters only.
QString schemeOf(const QString& name)
{
    const qsizetype colon = name.indexOf(QLatin1Char(':'));
    const bool isWord = colon > 0 && std::all_of(name.cbegin(), name.cbegin() + colon, [](QChar c) {
                            return c.isLetter() && c.unicode() < 128;
                        });
    return isWord ? name.left(colon) : QString();
}

}

std::span<const SourceDescriptor* const> sourceDescriptors()
{
    static constexpr std::array descriptors = {
#define SOURCE(name) &name##Source,
#include <model/sources/sources.def>
#undef SOURCE
    };
    return descriptors;
}

QString sourceForms()
{
    QStringList forms;
    for (const SourceDescriptor* descriptor : sourceDescriptors())
        forms.append(QLatin1StringView(descriptor->forms));
    return forms.join(QStringLiteral(", "));
}

QStringList sourceExamples()
{
    QStringList examples;
    for (const SourceDescriptor* descriptor : sourceDescriptors()) {
        const QString kind = QLatin1StringView(descriptor->id) + QLatin1Char(':');
        examples << kind;
        if (descriptor == &scenarioSource) {
            for (const QString& id : shippedScenarioIds())
                examples << kind + id;
        }
    }
    return examples;
}

std::expected<SourceName, SourceError> parseSourceName(const QString& name)
{
    if (name.isEmpty())
        return std::unexpected(badName(say(
            QT_TRANSLATE_NOOP("sandscope::model::Source", "The name of the source is empty."))));
    const QString shown = escapedText(name.toStdString());
    if (const QString scheme = schemeOf(name); !scheme.isEmpty()) {
        const QString path = name.mid(scheme.size() + 1);
        for (const SourceDescriptor* descriptor : sourceDescriptors()) {
            if (scheme != QLatin1StringView(descriptor->id))
                continue;
            if (path.isEmpty() || path.contains(QChar(u'\0')))
                return std::unexpected(
                    badName(say(QT_TRANSLATE_NOOP("sandscope::model::Source",
                                                  "“%1” does not say what to open."))
                                .arg(shown)));
            return SourceName{descriptor, path};
        }
        return std::unexpected(badName(
            say(QT_TRANSLATE_NOOP("sandscope::model::Source", "There is no kind of source “%1”."))
                .arg(scheme)));
    }
    if (!name.contains(QChar(u'\0'))) {
        // A file lies in some folder, so the more special kinds are asked first.
        for (const SourceDescriptor* descriptor : sourceDescriptors()) {
            if (descriptor != &procSource && descriptor->claims(name))
                return SourceName{descriptor, name};
        }
        if (QFileInfo(name).isFile())
            return std::unexpected(badName(
                say(QT_TRANSLATE_NOOP(
                        "sandscope::model::Source",
                        "“%1” is a file of no known kind; a log of system calls is strace:%1."))
                    .arg(shown)));
        if (procSource.claims(name))
            return SourceName{&procSource, name};
    }
    if (shippedScenarioIds().contains(name))
        return std::unexpected(
            badName(say(QT_TRANSLATE_NOOP("sandscope::model::Source",
                                          "“%1” is not a source. Did you mean scenario:%1?"))
                        .arg(shown)));
    return std::unexpected(badName(
        say(QT_TRANSLATE_NOOP("sandscope::model::Source", "“%1” is neither a source nor a folder."))
            .arg(shown)));
}

QString subtreeSource(const QString& source, int pid)
{
    const auto name = parseSourceName(source);
    if (!name || name->descriptor != &procSource)
        return {};
    return QLatin1StringView(procSource.id) + u':' + parseProcName(name->path).folder
        + QLatin1StringView("?root=") + QString::number(pid);
}

std::expected<QString, SourceError> sourceNameOfFile(const QString& path)
{
    const QFileInfo file(path);
    const QString shown = escapedText(path.toStdString());
    const auto fail = [](SourceError::Code code, const QString& explanation) {
        return std::unexpected(SourceError{
            .code = code,
            .heading = say(QT_TRANSLATE_NOOP("sandscope::model::Source", "Cannot Be Opened")),
            .explanation = explanation,
            .file = {},
            .line = 0});
    };
    if (!file.exists())
        return fail(
            SourceError::Code::notFound,
            say(QT_TRANSLATE_NOOP("sandscope::model::Source", "There is no “%1”.")).arg(shown));
    const auto named = [&path](QLatin1StringView kind) { return kind + u':' + path; };
    if (file.isDir())
        return named(QLatin1StringView(procSource.id));
    for (const SourceDescriptor* descriptor : sourceDescriptors()) {
        if (descriptor != &procSource && descriptor->claims(path))
            return named(QLatin1StringView(descriptor->id));
    }
    const QString suffix = file.suffix().toLower();
    if (suffix == QLatin1StringView("log") || suffix == QLatin1StringView("txt"))
        return named(QLatin1StringView(straceSource.id));
    return fail(
        SourceError::Code::badName,
        say(QT_TRANSLATE_NOOP(
                "sandscope::model::Source",
                "“%1” is neither a folder nor a scenario (.yaml), a saved state (.saved), a "
                "recording (.sandscope) or a log of system calls (.strace, .log, .txt). A log of "
                "another name is opened by "
                "File > Open File, where logs can be chosen."))
            .arg(shown));
}

}
