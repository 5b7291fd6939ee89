// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/listchange.h>
#include <model/tree/roles.h>

#include <QList>
#include <QString>
#include <QVariant>

#include <algorithm>
#include <concepts>
#include <optional>

namespace sandscope::model {

/// The rows of a table, and what they are compared with.
///
/// \a R is cheap to copy and holds, beside its values, what tells of the content that it is from
/// (a gone row is one of the baseline's). It has: key (hashable), mark, was, and sameCells(const
/// R&).
template <class R>
struct ComparedRows
{
    QList<R> shown; ///< while comparing, with the rows that the baseline alone has, in their places
    std::optional<QList<R>> baseline{}; ///< absent: nothing is compared

    /// The row of the baseline that a row stands for; null: it has none, or is one.
    [[nodiscard]] const R* former(const R& row) const
    {
        return baseline && row.mark != Mark::gone && row.was >= 0 && row.was < baseline->size()
            ? &(*baseline)[row.was]
            : nullptr;
    }
};

template <class R>
[[nodiscard]] int markedRows(const QList<R>& rows)
{
    return static_cast<int>(
        std::ranges::count_if(rows, [](const R& row) { return row.mark != Mark::none; }));
}

/// \a own with marks against \a baseline: rows are matched by key, the second of a key with the
/// second. Rows without a partner in \a own are put in as Mark::gone: by key where both sides
/// ascend by a number, otherwise behind the row that they stood behind. Linear.
template <class R>
[[nodiscard]] QList<R> comparedWith(QList<R> own, const QList<R>& baseline)
{
    using Key = decltype(R::key);
    QList<Key> before, after;
    before.reserve(baseline.size());
    after.reserve(own.size());
    for (const R& row : baseline)
        before.append(row.key);
    for (const R& row : std::as_const(own))
        after.append(row.key);
    const ListChange change = listChange(before, after);

    QList<int> partner(baseline.size(), -1);
    for (int row = 0; row < own.size(); ++row) {
        const int from = change.source[row];
        own[row].was = from;
        if (from < 0) {
            own[row].mark = Mark::added;
            continue;
        }
        partner[from] = row;
        own[row].mark = own[row].sameCells(baseline[from]) ? Mark::none : Mark::changed;
    }
    if (!partner.contains(-1))
        return own;

    // In front of which of its own rows each gone one stands.
    QList<int> place(baseline.size(), 0);
    bool byKey = false;
    if constexpr (std::integral<Key>)
        byKey = std::ranges::is_sorted(before) && std::ranges::is_sorted(after);
    int next = 0;
    for (int row = 0; row < baseline.size(); ++row) {
        if (byKey) {
            while (next < own.size() && after[next] < before[row])
                ++next;
        } else if (partner[row] >= 0) {
            next = partner[row] + 1;
        }
        place[row] = next;
    }
    QList<int> gone;
    for (int row = 0; row < baseline.size(); ++row) {
        if (partner[row] < 0)
            gone.append(row);
    }
    std::ranges::stable_sort(gone, {}, [&place](int row) { return place[row]; });

    QList<R> result;
    result.reserve(own.size() + gone.size());
    auto at = gone.cbegin();
    for (int row = 0; row <= own.size(); ++row) {
        for (; at != gone.cend() && place[*at] == row; ++at) {
            result.append(baseline[*at]);
            result.last().mark = Mark::gone;
            result.last().was = *at;
        }
        if (row < own.size())
            result.append(own[row]);
    }
    return result;
}

/// \a text of a cell and, behind \a separator, what the comparison says of it: "was 12 kB", "new",
/// "gone". \a was: what it was, where it differs.
[[nodiscard]] QString withComparison(const QString& text, Mark mark, const QVariant& was,
                                     const QString& separator);

}
