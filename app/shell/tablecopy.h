// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QAbstractItemView;

namespace sandscope::app {

/// The selected rows of a table or tree as tab-separated lines, columns as they stand on screen,
/// hidden ones left out. With \a source not empty, two lines come first: "# source" and the
/// headings. Empty when nothing is selected.
[[nodiscard]] QString selectionAsTsv(const QAbstractItemView& view, const QString& source = {});

}
