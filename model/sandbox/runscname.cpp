// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sandbox/runscname.h>
#include <model/sandbox/statefile.h>
#include <model/sources/messages.h>
#include <model/sources/taskrow.h>

#include <QCoreApplication>
#include <QFile>
#include <QUrlQuery>

#include <algorithm>

namespace sandscope::model {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("sandscope::model::RunscSource", text);
}

std::unexpected<SourceError> badName(const QString& explanation)
{
    SourceError error;
    error.code = SourceError::Code::badName;
    error.heading = say(QT_TRANSLATE_NOOP("sandscope::model::RunscSource", "Unknown Sandbox Name"));
    error.explanation = explanation;
    return std::unexpected(std::move(error));
}

}

std::expected<RunscName, SourceError> parseRunscName(const QString& path)
{
    RunscName name;
    name.path = path;
    name.id = path.section(QLatin1Char('?'), 0, 0).toStdString();
    name.place.folder = QFile::decodeName(usualStateFolder().c_str());
    if (!isContainerId(name.id))
        return badName(say(QT_TRANSLATE_NOOP(
                               "sandscope::model::RunscSource",
                               "“%1” is no name of a sandbox: letters, digits and + - . _ are. A "
                               "source is runsc:SANDBOX?root=FOLDER."))
                           .arg(escapedText(name.id)));
    const auto options
        = QUrlQuery(path.section(QLatin1Char('?'), 1)).queryItems(QUrl::FullyDecoded);
    for (const auto& [key, value] : options) {
        if (key == QLatin1StringView("root") && !value.isEmpty())
            name.place.folder = value;
        else if (key == QLatin1StringView("runsc") && !value.isEmpty())
            name.place.program = value;
        else if (key == QLatin1StringView("inside")
                 && (value == QLatin1StringView("yes") || value == QLatin1StringView("no")))
            name.readsInside = value == QLatin1StringView("yes");
        else
            return badName(
                say(QT_TRANSLATE_NOOP(
                        "sandscope::model::RunscSource",
                        "“%1=%2” is no option of a sandbox. Possible are root=FOLDER, "
                        "runsc=PROGRAM and inside=yes."))
                    .arg(escapedText(key.toStdString()), escapedText(value.toStdString())));
    }
    return name;
}

QString runscSourceName(const QString& id, const RunscPlace& place)
{
    QUrlQuery options;
    if (QFile::encodeName(place.folder).toStdString() != usualStateFolder())
        options.addQueryItem(QStringLiteral("root"), place.folder);
    if (place.program != RunscPlace().program)
        options.addQueryItem(QStringLiteral("runsc"), place.program);
    const QString name = QStringLiteral("runsc:") + id;
    return options.isEmpty() ? name
                             : name + QLatin1Char('?') + options.toString(QUrl::FullyEncoded);
}

std::optional<procfs::Dialect> dialectOfRelease(std::string_view release)
{
    constexpr std::size_t digits = 8; // a date
    for (std::size_t at = release.find("20"); at != std::string_view::npos;
         at = release.find("20", at + 1)) {
        const std::string_view date = release.substr(at, digits);
        if (date.size() == digits
            && std::ranges::all_of(date, [](char c) { return c >= '0' && c <= '9'; }))
            return dialectOfLabel("gvisor-" + std::string(date));
    }
    return std::nullopt;
}

}
