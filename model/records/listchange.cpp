// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/listchange.h>

namespace sandscope::model {

namespace {

QList<RowRange> ranges(const QList<int>& rows, int gap)
{
    QList<RowRange> result;
    for (const int row : rows) {
        if (!result.isEmpty() && row - result.last().last <= gap)
            result.last().last = row;
        else
            result.append({row, row});
    }
    return result;
}

}

QList<RowRange> rangesOf(const QList<int>& rows)
{
    return ranges(rows, 1);
}

QList<RowRange> coalesced(const QList<int>& rows)
{
    QList<RowRange> result = rangesOf(rows);
    for (int gap = 2; result.size() > maxRanges; gap *= 2)
        result = ranges(rows, gap);
    return result;
}

ListChange listChange(const QList<int>& target, int count)
{
    ListChange change;
    change.source.fill(-1, count);
    QList<int> removedRows, insertedRows;
    bool moved = false;
    int last = -1;
    for (qsizetype row = 0; row < target.size(); ++row) {
        if (target[row] < 0) {
            removedRows.append(static_cast<int>(row));
            continue;
        }
        moved = moved || target[row] < last;
        last = target[row];
        change.source[last] = static_cast<int>(row);
    }
    for (int row = 0; row < count; ++row) {
        if (change.source[row] < 0)
            insertedRows.append(row);
    }
    change.removed = rangesOf(removedRows);
    change.inserted = rangesOf(insertedRows);
    if (!moved && change.removed.size() + change.inserted.size() <= maxRanges)
        return change;

    change.relayout = true;
    change.removed.clear();
    change.inserted.clear();
    change.doomed = static_cast<int>(removedRows.size());
    change.newRowOf = target;
    int end = count;
    for (const int row : std::as_const(removedRows))
        change.newRowOf[row] = end++;
    change.newRowOf += insertedRows;
    change.appended = std::move(insertedRows);
    return change;
}

}
