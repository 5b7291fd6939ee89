// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <app/cli/commands.h>
#include <app/cli/output.h>
#include <app/screens/screenfiles.h>

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

namespace sandscope::app::cli {

namespace {

/// Texts of files may hold anything; a terminal gets only what prints. What they escaped stays.
QString printable(const QString& text)
{
    QString result;
    for (const char32_t c : text.toUcs4()) {
        if (QChar::isPrint(c) && QChar::category(c) != QChar::Other_Format)
            result += QString::fromUcs4(&c, 1);
        else
            result += QStringLiteral("\\u{%1}").arg(uint(c), 0, 16);
    }
    return result;
}

QJsonObject toJson(const ScreenDifference& difference)
{
    QJsonObject object{{QStringLiteral("same"), difference.isNone()}};
    if (!difference.name.isEmpty())
        object.insert(QStringLiteral("name"), difference.name);
    if (!difference.missing.isEmpty())
        object.insert(QStringLiteral("missing"), difference.missing);
    if (!difference.mismatch.isEmpty())
        object.insert(QStringLiteral("mismatch"), difference.mismatch);
    if (difference.picture) {
        const auto& picture = *difference.picture;
        QJsonArray regions;
        for (std::size_t i = 0; i < picture.regions.size(); ++i) {
            const auto& region = picture.regions[i];
            QJsonObject one{{QStringLiteral("x"), region.box.x()},
                            {QStringLiteral("y"), region.box.y()},
                            {QStringLiteral("width"), region.box.width()},
                            {QStringLiteral("height"), region.box.height()},
                            {QStringLiteral("pixels"), region.pixels},
                            {QStringLiteral("greatest"), region.greatest}};
            if (i < difference.places.size())
                one.insert(QStringLiteral("place"),
                           QJsonArray::fromStringList(difference.places[i]));
            regions.append(one);
        }
        object.insert(QStringLiteral("picture"),
                      QJsonObject{{QStringLiteral("width"), picture.size.width()},
                                  {QStringLiteral("height"), picture.size.height()},
                                  {QStringLiteral("pixels"), picture.pixels},
                                  {QStringLiteral("greatest"), picture.greatest},
                                  {QStringLiteral("regions"), regions}});
    }
    if (difference.text) {
        QJsonArray texts;
        for (const auto& each : *difference.text)
            texts.append(
                QJsonObject{{QStringLiteral("place"), QJsonArray::fromStringList(each.place)},
                            {QStringLiteral("what"), each.what},
                            {QStringLiteral("before"), each.before},
                            {QStringLiteral("after"), each.after}});
        object.insert(QStringLiteral("text"), texts);
    }
    return object;
}

/// Where the picture of one difference goes: the file named, or one in the folder named.
QString pictureName(const Invocation& invocation, const ScreenPair& pair)
{
    return pair.name.isEmpty()
        ? invocation.output
        : QDir(invocation.output).filePath(pair.name + QLatin1String(".png"));
}

bool savePicture(const QString& name, const QImage& picture)
{
    const bool saved = QDir().mkpath(QFileInfo(name).path()) && picture.save(name, "PNG");
    if (!saved)
        complain(
            QStringLiteral("Cannot write %1; choose another file or folder.").arg(printable(name)));
    return saved;
}

}

Exit runCompareScreens(const Invocation& invocation)
{
    const auto pairs = pairScreens(invocation.before, invocation.after);
    if (!pairs) {
        complain(printable(pairs.error().sentence));
        return pairs.error().isUsage ? Exit::wrongUsage : Exit::sourceFailed;
    }
    const PictureTolerance tolerance{.level = int(invocation.tolerance.value_or(0)),
                                     .otherFonts = invocation.otherFonts};
    Exit result = Exit::done;
    std::size_t differing = 0;
    QJsonArray all;
    for (const auto& pair : *pairs) {
        const auto found = compareScreens(pair, tolerance);
        if (!found) {
            complain(printable(found.error()));
            result = Exit::sourceFailed;
            continue;
        }
        if (invocation.json)
            all.append(toJson(*found));
        else
            for (const auto& line : report(*found))
                printLine(printable(line));
        if (!found->isNone()) {
            ++differing;
            if (result == Exit::done)
                result = Exit::no;
        }
        if (!invocation.output.isEmpty() && !found->differing.isNull()
            && !savePicture(pictureName(invocation, pair), found->differing))
            return Exit::sourceFailed;
    }
    if (invocation.json)
        print(QJsonObject{{QStringLiteral("same"), result == Exit::done},
                          {QStringLiteral("compared"), qint64(pairs->size())},
                          {QStringLiteral("differing"), qint64(differing)},
                          {QStringLiteral("screens"), all}});
    else if (differing == 0 && result == Exit::done)
        printLine(pairs->size() == 1
                      ? QStringLiteral("No difference.")
                      : QStringLiteral("No difference in %1 screens.").arg(pairs->size()));
    else if (pairs->size() > 1)
        printLine(QStringLiteral("%1 of %2 screens differ.").arg(differing).arg(pairs->size()));
    return result;
}

}
