// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "screenfiles.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QMap>

namespace sandscope::app {

namespace {

constexpr qint64 largestTwin = 64 << 20; ///< bytes
constexpr std::size_t mostLines = 40; ///< of each kind, in a report for people

const QString pictureEnd = QStringLiteral(".png");
const QString twinEnd = QStringLiteral(".json");

/// The picture or twin \a file, and what stands beside it under the same name.
ScreenFiles filesOf(const QString& file)
{
    const auto base = file.chopped(file.endsWith(twinEnd) ? twinEnd.size() : pictureEnd.size());
    const auto there = [](const QString& name) { return QFile::exists(name) ? name : QString(); };
    ScreenFiles files{there(base + pictureEnd), there(base + twinEnd)};
    (file.endsWith(twinEnd) ? files.twin : files.picture) = file;
    return files;
}

bool isScreen(const QString& file)
{
    return file.endsWith(pictureEnd) || file.endsWith(twinEnd);
}

QMap<QString, ScreenFiles> filesBelow(const QString& folder)
{
    QMap<QString, ScreenFiles> result;
    const QDir root(folder);
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const auto file = files.next();
        if (isScreen(file)) {
            const auto name = root.relativeFilePath(file);
            result.insert(name.first(name.lastIndexOf(u'.')), filesOf(file));
        }
    }
    return result;
}

std::expected<TextTwin, QString> readTwin(const QString& fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return std::unexpected(QStringLiteral("it cannot be read (%1)").arg(file.errorString()));
    if (file.size() > largestTwin)
        return std::unexpected(QStringLiteral("it is too large for the text of a window"));
    return textTwinFromJson(file.readAll());
}

template <class Value>
std::expected<Value, QString> named(std::expected<Value, QString> read, const QString& file)
{
    if (!read)
        return std::unexpected(QStringLiteral("Cannot compare %1: %2.").arg(file, read.error()));
    return read;
}

std::expected<void, QString> comparePictureFiles(const ScreenPair& pair,
                                                 const PictureTolerance& tolerance,
                                                 ScreenDifference& result)
{
    const auto before = named(readPicture(pair.before.picture), pair.before.picture);
    if (!before)
        return std::unexpected(before.error());
    const auto after = named(readPicture(pair.after.picture), pair.after.picture);
    if (!after)
        return std::unexpected(after.error());
    auto found = comparePictures(*before, *after, tolerance);
    if (!found) {
        result.mismatch = found.error();
        return {};
    }
    result.picture = *std::move(found);
    if (!result.picture->isNone())
        result.differing = differencePicture(*after, *before, *result.picture);
    return {};
}

QString number(qint64 value)
{
    return QLocale(QLocale::English).toString(value); // as the rest of the report
}

/// At most so many lines, and how many there are besides.
void addSome(QStringList& lines, const QStringList& all)
{
    for (std::size_t i = 0; i < std::min(std::size_t(all.size()), mostLines); ++i)
        lines << all[qsizetype(i)];
    if (std::size_t(all.size()) > mostLines)
        lines << QStringLiteral("    and %1 more").arg(std::size_t(all.size()) - mostLines);
}

}

std::expected<std::vector<ScreenPair>, PairingError> pairScreens(const QString& before,
                                                                 const QString& after)
{
    for (const auto& name : {before, after}) {
        if (!QFileInfo::exists(name))
            return std::unexpected(
                PairingError{QStringLiteral("There is no file or folder %1.").arg(name), false});
    }
    const bool isFolder = QFileInfo(before).isDir();
    if (isFolder != QFileInfo(after).isDir())
        return std::unexpected(PairingError{
            QStringLiteral("Compare two files or two folders, not one with the other."), true});
    if (!isFolder) {
        for (const auto& name : {before, after}) {
            if (!isScreen(name))
                return std::unexpected(PairingError{
                    QStringLiteral("%1 is neither a picture (.png) nor a text twin (.json).")
                        .arg(name),
                    true});
        }
        if (before.endsWith(twinEnd) != after.endsWith(twinEnd))
            return std::unexpected(PairingError{
                QStringLiteral("Compare two pictures or two text twins, not one with the other."),
                true});
        return std::vector{ScreenPair{{}, filesOf(before), filesOf(after)}};
    }
    const auto one = filesBelow(before);
    const auto other = filesBelow(after);
    std::vector<ScreenPair> pairs;
    QMap<QString, ScreenFiles> all = one;
    all.insert(other);
    for (auto each = all.cbegin(); each != all.cend(); ++each)
        pairs.push_back({each.key(), one.value(each.key()), other.value(each.key())});
    if (pairs.empty())
        return std::unexpected(PairingError{
            QStringLiteral("Neither %1 nor %2 holds a picture (.png) or a text twin (.json).")
                .arg(before, after),
            false});
    return pairs;
}

std::expected<ScreenDifference, QString> compareScreens(const ScreenPair& pair,
                                                        const PictureTolerance& tolerance)
{
    ScreenDifference result{.name = pair.name,
                            .picture = {},
                            .mismatch = {},
                            .places = {},
                            .text = {},
                            .missing = {},
                            .differing = {}};
    if (pair.before == ScreenFiles{} || pair.after == ScreenFiles{}) {
        result.missing
            = pair.before == ScreenFiles{} ? QStringLiteral("before") : QStringLiteral("after");
        return result;
    }
    if (!pair.before.picture.isEmpty() && !pair.after.picture.isEmpty()) {
        if (const auto done = comparePictureFiles(pair, tolerance, result); !done)
            return std::unexpected(done.error());
    } else if (pair.before.twin.isEmpty() || pair.after.twin.isEmpty()) {
        result.mismatch = QStringLiteral("One side has a picture, the other a text twin.");
    }
    if (!pair.before.twin.isEmpty() && !pair.after.twin.isEmpty()) {
        const auto before = named(readTwin(pair.before.twin), pair.before.twin);
        if (!before)
            return std::unexpected(before.error());
        const auto after = named(readTwin(pair.after.twin), pair.after.twin);
        if (!after)
            return std::unexpected(after.error());
        result.text = compareTwins(*before, *after);
        if (result.picture) {
            for (const auto& region : result.picture->regions)
                result.places.push_back(placeAt(
                    *after,
                    (QPointF(region.box.center()) / std::max(after->scale, 0.1)).toPoint()));
        }
    }
    return result;
}

QStringList report(const ScreenDifference& difference)
{
    QStringList lines;
    if (difference.isNone())
        return lines;
    if (!difference.name.isEmpty())
        lines << difference.name + u':';
    if (!difference.missing.isEmpty())
        lines << (difference.missing == QLatin1String("before")
                      ? QStringLiteral("  It is on the second side alone.")
                      : QStringLiteral("  It is on the first side alone."));
    if (!difference.mismatch.isEmpty())
        lines << QStringLiteral("  ") + difference.mismatch;
    if (difference.picture && !difference.picture->isNone()) {
        const auto& picture = *difference.picture;
        lines << QStringLiteral("  %1 of %2 pixels differ, by up to %3 of 255, in %4 %5:")
                     .arg(number(picture.pixels),
                          number(qint64(picture.size.width()) * picture.size.height()))
                     .arg(picture.greatest)
                     .arg(picture.regions.size())
                     .arg(picture.regions.size() == 1 ? QStringLiteral("region")
                                                      : QStringLiteral("regions"));
        QStringList regions;
        for (std::size_t i = 0; i < picture.regions.size(); ++i) {
            const auto& region = picture.regions[i];
            const auto place = i < difference.places.size() ? difference.places[i] : QStringList();
            regions << QStringLiteral("    %1x%2 at %3,%4: %5 pixels, by up to %6%7")
                           .arg(region.box.width())
                           .arg(region.box.height())
                           .arg(region.box.x())
                           .arg(region.box.y())
                           .arg(number(region.pixels))
                           .arg(region.greatest)
                           .arg(place.isEmpty()
                                    ? QString()
                                    : QStringLiteral(" (%1)").arg(place.join(QLatin1String(", "))));
        }
        addSome(lines, regions);
    }
    if (difference.text && !difference.text->empty()) {
        lines << QStringLiteral("  The text differs in %1 %2:")
                     .arg(difference.text->size())
                     .arg(difference.text->size() == 1 ? QStringLiteral("place")
                                                       : QStringLiteral("places"));
        QStringList texts;
        for (const auto& each : *difference.text)
            texts << QStringLiteral("    ") + describe(each);
        addSome(lines, texts);
    } else if (difference.text) {
        lines << QStringLiteral("  The text is the same.");
    }
    return lines;
}

}
