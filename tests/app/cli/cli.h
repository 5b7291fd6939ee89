// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QString>
#include <QStringList>

/// The command-line program, run from outside.
namespace cli {

struct Outcome
{
    int code = -1;
    QByteArray out;
    QByteArray error;
};

/// Runs the program as a user does. It must not need a display.
[[nodiscard]] Outcome run(const QStringList& arguments);
[[nodiscard]] QJsonDocument json(const Outcome& outcome);

inline const QString captures = QStringLiteral(SANDSCOPE_TEST_DATA "/sources/captures");
inline const QString zombies
    = QStringLiteral("proc:") + captures + QStringLiteral("/zombie/gvisor-20221219-ptrace");
inline const QString threads
    = QStringLiteral("proc:") + captures + QStringLiteral("/threads8/gvisor-20240729-systrap");
inline const QString start = QStringLiteral("scenario:start");

/// The bytes of a file of a capture above.
[[nodiscard]] QByteArray recorded(const QString& capture, const QString& path);
/// Writes a file and the folders above it.
void write(const QString& path, const QByteArray& bytes);
void copyFolder(const QString& from, const QString& to);

}
