// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace sandscope::test {

/// What a run of the program came to.
struct Outcome
{
    int exitCode = -1; ///< -1: it did not end by itself
    QString error; ///< standard error
};

/// Runs the program as a user would, without a display. \a folder: where; sources named from there
/// are called the same on every machine.
[[nodiscard]] Outcome runProgram(const QStringList& arguments, const QString& folder = {});

/// Takes a picture and a text twin with \a arguments and compares them with
/// tests/data/screens/NAME-THEME.png and NAME.json: the text is the same in both themes. Nothing:
/// they agree; otherwise a report that names regions and cells, and where what was seen is kept.
///
/// With SANDSCOPE_UPDATE_GOLDEN=1 it writes them and says so.
[[nodiscard]] QString golden(const QString& name, const QString& theme,
                             const QStringList& arguments, const QString& folder = {});

/// The rows of a test of golden pictures: every pane and dock in both themes. Columns "pane" and
/// "theme".
void addPanes();

}
