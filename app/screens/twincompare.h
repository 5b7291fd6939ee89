// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "texttwin.h"

namespace sandscope::app {

/// One thing that two twins say differently.
struct TwinDifference
{
    QStringList place; ///< from the outside: "Memory", "row 14", "Permissions"
    QString what; ///< "text", "value", "state", "mark", "box" …, "appeared", "vanished"
    QString before; ///< empty where it appeared
    QString after; ///< empty where it vanished

    bool operator==(const TwinDifference&) const = default;
};

/// "Memory, row 14, Permissions: r-xp → rwxp"
[[nodiscard]] QString describe(const TwinDifference& difference);

/// What \a after says that \a before did not, from the top of the window to its end. Rows of tables
/// are matched by their first cells, so a new row does not change all below it. Empty: none.
[[nodiscard]] std::vector<TwinDifference> compareTwins(const TextTwin& before,
                                                       const TextTwin& after);

/// What stands at a point of the window, in pixels before scaling: the names around it, with row
/// and column in a table. Empty: nothing that has a name.
[[nodiscard]] QStringList placeAt(const TextTwin& twin, QPoint point);

}
