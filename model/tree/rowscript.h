// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/listchange.h>
#include <model/tree/roworder.h>

namespace sandscope::model {

/// How the rows shown become other ones.
struct RowScript
{
    ListChange change;
    QList<Row> appended; ///< rows behind change.appended
    QList<Row> relaid; ///< all rows after a relayout: the result, then the doomed ones
    QList<Row> rows; ///< the result
    /// Rows of the result that were there before and look different, coalesced to at most maxRanges
    /// ranges by taking in what lies between.
    QList<RowRange> changed;

    [[nodiscard]] bool isEmpty() const { return change.isEmpty() && changed.isEmpty(); }
};

/// \a touched: TaskIds whose cells differ though their Row may not. Each task stands at most once
/// in a list.
[[nodiscard]] RowScript makeScript(const QList<Row>& before, const QList<Row>& after,
                                   const QSet<quint32>& touched);

}
