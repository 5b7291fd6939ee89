// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "picturecompare.h"
#include "twincompare.h"

#include <optional>

namespace sandscope::app {

/// Files of one screen: a picture NAME.png, a twin NAME.json, or both. Empty: not there.
struct ScreenFiles
{
    QString picture;
    QString twin;

    bool operator==(const ScreenFiles&) const = default;
};

/// Two screens of one name, from two folders; or two files, whose name is then empty.
struct ScreenPair
{
    QString name;
    ScreenFiles before;
    ScreenFiles after;
};

/// What there is to compare below two files or two folders, by name. The error is a sentence; with
/// `isUsage` the two do not go together.
struct PairingError
{
    QString sentence;
    bool isUsage = false;
};
[[nodiscard]] std::expected<std::vector<ScreenPair>, PairingError>
pairScreens(const QString& before, const QString& after);

/// How two screens differ.
struct ScreenDifference
{
    QString name;
    std::optional<PictureDifference> picture; ///< nothing: not compared
    QString mismatch; ///< why pictures were not compared: other sizes; empty: they were
    std::vector<QStringList> places; ///< of the regions of the picture, where a twin tells
    std::optional<std::vector<TwinDifference>> text; ///< nothing: no twins beside each other
    QString missing; ///< "before" or "after": the screen is not there; empty: on both sides
    QImage differing; ///< as differencePicture() paints it; null where nothing differs

    [[nodiscard]] bool isNone() const
    {
        return missing.isEmpty() && mismatch.isEmpty() && (!picture || picture->isNone())
            && (!text || text->empty());
    }
};

/// Reads and compares. The error is a sentence: a file cannot be read or is none of ours.
[[nodiscard]] std::expected<ScreenDifference, QString>
compareScreens(const ScreenPair& pair, const PictureTolerance& tolerance);

/// Lines for people; nothing where nothing differs. Texts come from files: a line for a terminal
/// must be made printable by who prints it.
[[nodiscard]] QStringList report(const ScreenDifference& difference);

}
