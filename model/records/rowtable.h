// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/comparedrows.h>
#include <model/records/fileview.h>
#include <model/records/listchange.h>
#include <model/tree/roles.h>

#include <QAbstractTableModel>

#include <optional>

namespace sandscope::model {

/// A table over the rows of one file's content, updated in place while it is the same file: rows
/// are matched by key, removals and insertions are ranges, rows that differ are marked and told by
/// dataChanged.
///
/// Marks tell what the last content changed; showing the same content object again ends them.
/// While there is a baseline they tell what differs from that, and stay: new, changed, and, in
/// their places, as Mark::gone, rows that the baseline alone has. Another path is the one reset.
///
/// A table makes its rows by one pure function of a content, keeps them as ComparedRows, answers
/// data() through comparedData(), and can be compared then.
class RowTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    int rowCount(const QModelIndex& parent = {}) const override = 0;

    /// What rows are compared with; null: nothing. May come before or after the content.
    virtual void setBaseline(const FileContentPtr& baseline);
    [[nodiscard]] bool isComparing() const { return m_isComparing; }
    /// Rows that are marked while comparing, gone ones included.
    [[nodiscard]] int differences() const { return m_differences; }

protected:
    using QAbstractTableModel::QAbstractTableModel;

    /// Whether \a next is what \a shown was, at another time: the same file in the same dialect.
    [[nodiscard]] static bool isSameFile(const FileContentPtr& shown, const FileContentPtr& next)
    {
        return shown && next && shown->path == next->path;
    }

    /// Are values of it, or of the files read with it, replaced because somebody presents?
    [[nodiscard]] static bool isAnyMasked(const FileContent& content);

    /// Takes over the rows of a content. \a R has what ComparedRows asks for; rows of \a next come
    /// without marks. \a before: the content shown so far.
    template <class R>
    void present(ComparedRows<R>& rows, QList<R> next, const FileContentPtr& before,
                 const FileContentPtr& now);
    /// The same for tables whose content is none of a file. \a isSame: what is shown, at another
    /// time. \a marking: tell what is new or different; otherwise rows change silently, as in
    /// another dialect.
    template <class R>
    void present(ComparedRows<R>& rows, QList<R> next, bool isSame, bool marking);
    /// Another baseline, or none. \a own: the rows of the content shown, without marks.
    template <class R>
    void compare(ComparedRows<R>& rows, std::optional<QList<R>> baseline, QList<R> own);

    /// What data() answers. \a cellOf(row, column, role) is pure and knows nothing of marks; what
    /// it says of a row of the baseline is what a cell was. Rows whose texts do not tell all have
    /// sameCell(other, column), and cellOf then answers WasRole.
    template <class R, class CellOf>
    [[nodiscard]] QVariant comparedData(const ComparedRows<R>& rows, const QModelIndex& index,
                                        int role, const CellOf& cellOf) const;

    /// As present() without a baseline: for tables that cannot be compared.
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
    enum class Marks { cleared, byChange, given };
    template <class R>
    void become(QList<R>& rows, QList<R> next, Marks marks);
    void emitChanged(const QList<RowRange>& ranges);
    void moveIndexes(const QList<int>& newRowOf);

    bool m_isComparing = false;
    int m_differences = 0;
};

template <class R>
void RowTable::present(ComparedRows<R>& rows, QList<R> next, const FileContentPtr& before,
                       const FileContentPtr& now)
{
    const bool isSame = isSameFile(before, now);
    const bool marking = isSame && before->dialect == now->dialect
        && isAnyMasked(*before) == isAnyMasked(*now); // as it began or ended, nothing happened
    present(rows, std::move(next), isSame, marking);
}

template <class R>
void RowTable::present(ComparedRows<R>& rows, QList<R> next, bool isSame, bool marking)
{
    if (rows.baseline)
        next = comparedWith(std::move(next), *rows.baseline);
    m_differences = rows.baseline ? markedRows(next) : 0;
    if (!isSame)
        replace(rows.shown, std::move(next));
    else
        become(rows.shown, std::move(next),
               rows.baseline ? Marks::given
                   : marking ? Marks::byChange
                             : Marks::cleared);
}

template <class R>
void RowTable::compare(ComparedRows<R>& rows, std::optional<QList<R>> baseline, QList<R> own)
{
    if (!baseline && !rows.baseline)
        return;
    rows.baseline = std::move(baseline);
    m_isComparing = rows.baseline.has_value();
    present(rows, std::move(own), true, false);
}

template <class R, class CellOf>
QVariant RowTable::comparedData(const ComparedRows<R>& rows, const QModelIndex& index, int role,
                                const CellOf& cellOf) const
{
    const R& row = rows.shown[index.row()];
    if (role == MarkRole && (row.mark != Mark::changed || index.column() == 0 || !rows.baseline))
        return static_cast<int>(row.mark);
    if (!rows.baseline
        || (role != MarkRole && role != WasRole && role != Qt::ToolTipRole
            && role != Qt::WhatsThisRole && role != Qt::AccessibleTextRole))
        return cellOf(row, index.column(), role);

    QVariant was; // of a cell that differs
    if (const R* const former = rows.former(row)) {
        const QString text = cellOf(*former, index.column(), Qt::DisplayRole).toString();
        if constexpr (requires { row.sameCell(*former, index.column()); }) {
            // Where the text does not say all: the same may be another, and the other way round.
            if (!row.sameCell(*former, index.column()))
                was = cellOf(*former, index.column(), WasRole);
        } else if (text != cellOf(row, index.column(), Qt::DisplayRole).toString()) {
            was = text;
        }
    }
    switch (role) {
    case MarkRole:
        return static_cast<int>(was.isValid() ? Mark::changed : Mark::none);
    case WasRole:
        return was;
    case Qt::AccessibleTextRole:
        return withComparison(cellOf(row, index.column(), role).toString(), row.mark, was,
                              QStringLiteral(", "));
    default:
        return withComparison(cellOf(row, index.column(), role).toString(), row.mark, was,
                              QStringLiteral("\n"));
    }
}

template <class R>
void RowTable::update(QList<R>& rows, QList<R> next, bool marking)
{
    become(rows, std::move(next), marking ? Marks::byChange : Marks::cleared);
}

template <class R>
void RowTable::become(QList<R>& rows, QList<R> next, Marks marks)
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
            if (marks != Marks::given)
                next[row].mark = marks == Marks::byChange ? Mark::added : Mark::none;
            continue;
        }
        const bool same = rows[from].sameCells(next[row]);
        if (marks != Marks::given)
            next[row].mark = same || marks == Marks::cleared ? Mark::none : Mark::changed;
        // What a marked row was may be another value now.
        if (!same || rows[from].mark != next[row].mark
            || (marks == Marks::given && next[row].mark != Mark::none))
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
