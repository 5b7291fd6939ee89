// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>
#include <QString>
#include <QStringList>

#include <expected>
#include <optional>
#include <vector>

class QByteArray;

namespace sandscope::app {

/// One cell of a table, as it is shown.
struct TwinCell
{
    QString text; ///< hostile bytes escaped; whole, even where the picture ends it with dots
    QString state; ///< "constant", "notPermitted" …; empty: measured, or the table knows no states
    QString was; ///< what stands here in what is compared with, where it differs; empty: none
    QString badge; ///< the sign behind the text; empty: none
    bool isCut = false; ///< there is not room enough for the text

    bool operator==(const TwinCell&) const = default;
};

/// One row of a table of which at least a part is on screen.
struct TwinRow
{
    int number = 0; ///< in the whole table, from 1
    int top = 0; ///< pixels of the window before scaling
    int height = 0;
    int level = 0; ///< below how many others it stands, in a tree
    QString mark; ///< "added", "changed", "gone"; empty: none
    QStringList states;
    std::vector<TwinCell> cells; ///< one for each column

    bool operator==(const TwinRow&) const = default;
};

/// One column of a table of which at least a part is on screen.
struct TwinColumn
{
    QString heading;
    int left = 0; ///< pixels of the window before scaling
    int width = 0;

    bool operator==(const TwinColumn&) const = default;
};

struct TwinTable
{
    int rowCount = 0; ///< with those that are not on screen
    std::vector<TwinColumn> columns; ///< from left to right
    std::vector<TwinRow> rows;

    bool operator==(const TwinTable&) const = default;
};

/// One thing on screen that has a meaning of its own.
struct TwinNode
{
    QString role; ///< "button", "table" …: a name of QAccessible::Role, its first letter small
    QString id; ///< stable and never translated; empty for most
    QString name;
    QString value;
    QString description;
    QStringList states; ///< sorted: "checked", "disabled", "expanded", "focused", "selected"
    QRect box; ///< in pixels of the window before scaling
    std::optional<TwinTable> table;
    std::vector<TwinNode> children;

    bool operator==(const TwinNode&) const = default;
};

/// What a window shows, as text: the twin of its picture. resources/screens/texttwin.schema.json
/// describes the file.
struct TextTwin
{
    static constexpr int version = 1; ///< raised when a reader of the former one would go wrong

    QSize size; ///< of the window, in pixels before scaling
    double scale = 1;
    TwinNode window;

    bool operator==(const TextTwin&) const = default;
};

/// Indented, one line a value, so that tools that compare lines are of use, too.
[[nodiscard]] QByteArray toJson(const TextTwin& twin);
/// The error is a clause: "it is no JSON (illegal value at byte 12)". Bounded: a hostile file makes
/// no deeper tree than windows have.
[[nodiscard]] std::expected<TextTwin, QString> textTwinFromJson(const QByteArray& json);

}
