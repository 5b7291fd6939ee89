// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QAbstractItemView;
class QMimeData;

namespace sandscope::app {

/// The selected rows of a table or tree as tab-separated lines, columns as they stand on screen,
/// hidden ones left out. With \a source not empty, two lines come first: "# source" and the
/// headings. Empty when nothing is selected.
[[nodiscard]] QString selectionAsTsv(const QAbstractItemView& view, const QString& source = {});

enum class CopyForm { text, csv, json, markdown };

/// The selected rows, or all that can be scrolled to where none is, with their headings: for the
/// clipboard, as plain text and under the type of the form. Null when \a view has no rows or
/// columns. The caller owns it.
[[nodiscard]] QMimeData* copyAs(const QAbstractItemView& view, CopyForm form);

}
