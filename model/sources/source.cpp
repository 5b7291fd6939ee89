// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/enginesource.h>
#include <model/sources/messages.h>
#include <model/sources/source.h>
#include <model/sources/sourcename.h>
#include <model/sources/sourcereader.h>

#include <QCoreApplication>

namespace sandscope::model {

std::expected<std::unique_ptr<Source>, SourceError> makeSource(const QString& name)
{
    auto parsed = parseSourceName(name);
    if (!parsed)
        return std::unexpected(std::move(parsed).error());
    const auto& [descriptor, path] = *parsed;
    // As in "proc:/proc", also where a bare path was given: names are compared and kept.
    const QString whole = QLatin1StringView(descriptor->id) + QLatin1Char(':') + path;
    return std::make_unique<EngineSource>(whole, descriptor->promise(path),
                                          descriptor->makeEngine(path));
}

std::expected<snapshot::Moment, SourceError> readSource(const QString& name,
                                                        std::optional<procfs::Generation> at,
                                                        const QSet<QByteArray>& interest)
{
    auto reader = SourceReader::open(name);
    if (!reader)
        return std::unexpected(std::move(reader).error());
    return reader->read(at ? Target{.kind = Target::Kind::generation, .generation = *at} : Target{},
                        interest);
}

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::Source", text);
}

SourceError momentError(SourceError::Code code, const QString& heading, const QString& explanation)
{
    return {.code = code, .heading = heading, .explanation = explanation, .file = {}, .line = 0};
}

}

SourceError noSuchGeneration(procfs::Generation wanted, procfs::Generation nearest)
{
    const QString text = wanted > nearest
        ? say(QT_TRANSLATE_NOOP(
              "sandscope::model::Source",
              "There is no generation %1: the last one is %2. Ask for a smaller number."))
        : say(QT_TRANSLATE_NOOP(
              "sandscope::model::Source",
              "There is no generation %1: the first one is %2. Ask for a greater number."));
    return momentError(SourceError::Code::failed,
                       say(QT_TRANSLATE_NOOP("sandscope::model::Source", "No Such Generation")),
                       text.arg(wanted).arg(nearest));
}

SourceError neverThere(const Target& target, std::size_t steps)
{
    if (target.kind == Target::Kind::step)
        return momentError(SourceError::Code::failed,
                           say(QT_TRANSLATE_NOOP("sandscope::model::Source", "No Such Step")),
                           say(QT_TRANSLATE_NOOP("sandscope::model::Source",
                                                 "There is no step %1: the last one is %2."))
                               .arg(target.step)
                               .arg(steps));
    return momentError(SourceError::Code::neverThere,
                       say(QT_TRANSLATE_NOOP("sandscope::model::Source", "Never So")),
                       say(QT_TRANSLATE_NOOP("sandscope::model::Source",
                                             "“%1” holds for no task at any of the %2 steps."))
                           .arg(escapedText(target.expression), QString::number(steps)));
}

}
