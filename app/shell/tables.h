// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

class QTableView;

namespace sandscope::app {

class CellDelegate;

/// The common looks of tables: rows of one height, no grid, alternating, whole rows selected,
/// several at once. Gives the view a CellDelegate and answers it.
CellDelegate* setUpTable(QTableView* view);

/// Sets the width of each column to what its heading and the first rows need, so that nothing is
/// cut off, but not beyond reason, nor beyond what the table has room for while the texts stay
/// readable. The last visible column takes what is left. Looks at a few hundred rows only.
void sizeColumns(QTableView* view, const CellDelegate* delegate);

/// The same when there are rows for the first time, unless widths were restored. Answers whether it
/// did.
bool sizeColumnsOnce(QTableView* view, const CellDelegate* delegate);

/// Widens columns to what they show by now, as sizeColumns() would; none gets narrower, so that
/// looking at one task after the other does not move them.
void growColumns(QTableView* view, const CellDelegate* delegate);

/// A menu on the headings that shows and hides columns.
void offerColumns(QTableView* view);

/// Lets a click on a heading sort: numbers descending at first, text ascending; a third click
/// brings the order of the file back. The view's model must sort by value, as model::detailTable()
/// does.
void makeSortable(QTableView* view);

/// Widths, order and visibility of the columns as bytes for the settings.
[[nodiscard]] QByteArray saveColumns(const QTableView* view);
/// False when \a state is none.
bool restoreColumns(QTableView* view, const QByteArray& state);

}
