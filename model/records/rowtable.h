// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/fileview.h>
#include <model/records/listchange.h>
#include <model/tree/roles.h>

#include <QAbstractTableModel>

namespace sandscope::model {

/// A table over the rows of one file's content, updated in place while it is the same file: rows
/// are matched by key, removals and insertions are ranges, rows that differ are marked and told by
/// dataChanged.
///
/// Showing the same content object again ends the marks; another path is the one reset.
class RowTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    int rowCount(const QModelIndex& parent = {}) const override = 0;

protected:
    using QAbstractTableModel::QAbstractTableModel;

    /// Whether \a next is what \a shown was, at another time: the same file in the same dialect.
    [[nodiscard]] static bool isSameFile(const FileContentPtr& shown, const FileContentPtr& next)
    {
        return shown && next && shown->path == next->path;
    }

    /// \a R has: key (hashable), mark, and sameCells(const R&). Rows of \a next come without marks.
    /// \a marking: tell what is new or different; otherwise rows change silently, as in another
    /// dialect.
    template <class R>
    void update(QList<R>& rows, QList<R> next, bool marking);

    /// Everything is another file's.
    template <class R>
    void replace(QList<R>& rows, QList<R> next)
    {
        if (rows.isEmpty() && next.isEmpty())
            return;
        beginResetModel();
        rows = std::move(next);
        endResetModel();
    }

private:
    void emitChanged(const QList<RowRange>& ranges);
    void moveIndexes(const QList<int>& newRowOf);
};

template <class R>
void RowTable::update(QList<R>& rows, QList<R> next, bool marking)
{
    using Key = decltype(R::key);
    QList<Key> before, after;
    before.reserve(rows.size());
    after.reserve(next.size());
    for (const R& row : std::as_const(rows))
        before.append(row.key);
    for (const R& row : std::as_const(next))
        after.append(row.key);
    const ListChange change = listChange(before, after);

    QList<int> changed;
    for (qsizetype row = 0; row < next.size(); ++row) {
        const int from = change.source[row];
        if (from < 0) {
            next[row].mark = marking ? Mark::added : Mark::none;
            continue;
        }
        const bool same = rows[from].sameCells(next[row]);
        next[row].mark = same || !marking ? Mark::none : Mark::changed;
        if (!same || rows[from].mark != next[row].mark)
            changed.append(static_cast<int>(row));
    }

    for (auto range = change.removed.crbegin(); range != change.removed.crend(); ++range) {
        beginRemoveRows({}, range->first, range->last);
        rows.remove(range->first, range->last - range->first + 1);
        endRemoveRows();
    }
    for (const RowRange& range : change.inserted) {
        beginInsertRows({}, range.first, range.last);
        rows.insert(range.first, range.last - range.first + 1, R{});
        for (int row = range.first; row <= range.last; ++row)
            rows[row] = next[row];
        endInsertRows();
    }
    if (change.relayout) {
        const int count = static_cast<int>(rows.size() + change.appended.size());
        if (!change.appended.isEmpty()) {
            beginInsertRows({}, static_cast<int>(rows.size()), count - 1);
            for (const int row : change.appended)
                rows.append(next[row]);
            endInsertRows();
        }
        Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
        QList<R> moved(rows.size());
        for (qsizetype row = 0; row < rows.size(); ++row)
            moved[change.newRowOf[row]] = rows[row];
        rows = std::move(moved);
        moveIndexes(change.newRowOf);
        Q_EMIT layoutChanged({}, VerticalSortHint);
        if (change.doomed > 0) {
            beginRemoveRows({}, count - change.doomed, count - 1);
            rows.resize(count - change.doomed);
            endRemoveRows();
        }
    }
    rows = std::move(next);
    emitChanged(coalesced(changed));
}

}
