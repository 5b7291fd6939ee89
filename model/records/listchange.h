// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QList>

#include <algorithm>
#include <concepts>
#include <functional>
#include <utility>

namespace sandscope::model {

/// Rows first … last, both inclusive.
struct RowRange
{
    int first = 0;
    int last = -1;
    bool operator==(const RowRange&) const = default;
};

/// No list of changed rows is told in more ranges than this. A range moves all rows behind it and
/// costs each view some 16 to 40 µs at 100,000 rows.
inline constexpr int maxRanges = 50;

/// Ascending \a rows as ranges of neighbours.
[[nodiscard]] QList<RowRange> rangesOf(const QList<int>& rows);

/// The same with gaps closed, the smallest first, until at most maxRanges are left.
[[nodiscard]] QList<RowRange> coalesced(const QList<int>& rows);

/// How one list of rows becomes another one, in as few signals as views can follow.
///
/// Either as ranges: \a removed from the back, then \a inserted from the front. Or, when rows that
/// stay have another order among themselves or there are more than maxRanges ranges, as a relayout:
/// the new rows \a appended at the end, one layoutChanged by \a newRowOf, then the last \a doomed
/// rows removed. Three structural signals at most then, whatever happened, and never a reset:
/// persistent indexes follow their row.
struct ListChange
{
    QList<RowRange> removed; ///< in rows as they were, ascending
    QList<RowRange> inserted; ///< in rows as they will be, ascending

    bool relayout = false;
    QList<int> appended; ///< of each row appended, its number in the end
    QList<int> newRowOf; ///< by row before the relayout, appended ones included; those to be
                         ///< removed come last
    int doomed = 0;

    QList<int> source; ///< of each row in the end, where it comes from; -1: new

    [[nodiscard]] bool isEmpty() const
    {
        return removed.isEmpty() && inserted.isEmpty() && !relayout;
    }
};

/// \a target: of each row as it was, its number in the end, or -1. \a count: of rows in the end.
[[nodiscard]] ListChange listChange(const QList<int>& target, int count);

/// Rows are the same whose keys are. A key that stands more than once is matched in order: first
/// with first.
template <class Key>
[[nodiscard]] ListChange listChange(const QList<Key>& before, const QList<Key>& after)
{
    QList<int> target(before.size(), -1);
    if (before == after) {
        for (qsizetype row = 0; row < before.size(); ++row)
            target[row] = static_cast<int>(row);
        return listChange(target, static_cast<int>(after.size()));
    }
    if constexpr (std::totally_ordered<Key>) {
        // Both ascending, as lists of ids and addresses are: no need to look anything up.
        const auto ascends = [](const QList<Key>& keys) {
            return std::ranges::adjacent_find(keys, std::ranges::greater_equal()) == keys.end();
        };
        if (ascends(before) && ascends(after)) {
            qsizetype there = 0;
            for (qsizetype row = 0; row < before.size(); ++row) {
                while (there < after.size() && after[there] < before[row])
                    ++there;
                if (there < after.size() && after[there] == before[row])
                    target[row] = static_cast<int>(there);
            }
            return listChange(target, static_cast<int>(after.size()));
        }
    }
    QHash<std::pair<Key, int>, int> rows; // by key and how often it stood before
    QHash<Key, int> count;
    for (qsizetype row = 0; row < after.size(); ++row)
        rows.insert({after[row], count[after[row]]++}, static_cast<int>(row));
    count.clear();
    for (qsizetype row = 0; row < before.size(); ++row)
        target[row] = rows.value({before[row], count[before[row]]++}, -1);
    return listChange(target, static_cast<int>(after.size()));
}

}
