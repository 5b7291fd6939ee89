// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/tree/roles.h>

#include <QColor>
#include <QString>

class QPalette;

namespace sandscope::app {

/// How a row or cell is marked: always a colour and a glyph, so that neither carries the meaning
/// alone.
struct MarkLook
{
    QChar glyph; ///< '+', '−', '•'; null for none
    QColor tint; ///< translucent, painted over the row; invalid for none
    QColor ink; ///< of the glyph, readable on the row
};
[[nodiscard]] MarkLook markLook(model::Mark mark, const QPalette& palette);
/// "new", "gone", "changed"; empty for none.
[[nodiscard]] QString markName(model::Mark mark);

/// Stable, never translated: "added", "gone", "changed"; empty for none.
[[nodiscard]] QString markId(model::Mark mark);
/// The same of a state: "constant", "notPermitted" …; empty for measured.
[[nodiscard]] QString stateId(model::CellState state);

/// A short sign behind a value that is not plainly measured: "=" constant, "~" derived, "∅"
/// absent, "→" renamed, "?" unknown, "▒" withheld. Empty otherwise.
[[nodiscard]] QString stateBadge(model::CellState state);
/// One sentence saying what the state means, without the value.
[[nodiscard]] QString stateExplanation(model::CellState state);

}
