// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/diff.h>
#include <model/snapshot/snapshot.h>
#include <model/sources/tombstone.h>
#include <model/tree/roles.h>

#include <QByteArray>
#include <QList>
#include <QSet>

#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

/// The row order of the process list as plain values: made on a worker, applied by
/// ProcessListModel.
namespace sandscope::model {

/// One row: which task, and what is drawn around its cells. 8 bytes; the cells come from the
/// snapshot.
struct Row
{
    procfs::TaskId task;
    quint32 depth : 24 = 0;
    quint32 expandable : 1 = 0; ///< has rows below it that expanding would show
    quint32 expanded : 1 = 0;
    quint32 thread : 1 = 0;
    quint32 hit : 1 = 0; ///< matches the filter itself; 0 without a filter
    quint32 kept : 1 = 1; ///< passes the filter, itself or for the sake of a row below it
    quint32 markBits : 2 = 0;
    quint32 ended : 1 = 0; ///< it is remembered, and not in the snapshot

    [[nodiscard]] Mark mark() const { return static_cast<Mark>(markBits); }
    void setMark(Mark mark) { markBits = static_cast<quint32>(mark) & 3U; }
    bool operator==(const Row&) const = default;
};
static_assert(sizeof(Row) == 8);

/// A row in the complete order, collapsed and filtered ones included.
struct OrderedTask
{
    Row row;
    quint32 subtree = 1; ///< how many entries from here on are this task and those below it
};

/// What the order depends on beside the tasks.
struct OrderSettings
{
    int column = 1; ///< of processColumns()
    Qt::SortOrder sortOrder = Qt::AscendingOrder;
    bool flat = false;
    bool threadsShown = true;
    QString filter; ///< empty: none
    bool masksSecrets = false; ///< arguments are not looked into
    bool operator==(const OrderSettings&) const = default;
};

/// Which rows are open: one state for all, and exceptions.
struct Expansion
{
    bool byDefault = true;
    QSet<quint32> except; ///< TaskId values
    [[nodiscard]] bool isExpanded(procfs::TaskId task) const
    {
        return byDefault != except.contains(task.value);
    }
    void set(procfs::TaskId task, bool expanded);
};

/// What one snapshot changed, or what differs from the baseline, less what was merely read.
struct MarkBatch
{
    std::shared_ptr<const snapshot::SnapshotDiff> diff;
    snapshot::SnapshotPtr before; ///< holds the rows of tasks that are gone
    qint64 deadline = 0; ///< ms on the model's clock; set when it is shown
};

/// Every task of a snapshot, those just gone from it and those remembered, in order. Immutable once
/// published.
///
/// The order: siblings by the sort column, then by tid; threads below their leader before its child
/// processes; unknown values last. Rows whose parent is not there, or who are their own ancestors,
/// stand at the top.
struct RowOrder
{
    snapshot::SnapshotPtr snapshot;
    OrderSettings settings;
    QList<MarkBatch> batches;
    snapshot::SnapshotPtr baseline; ///< see OrderRequest
    QList<procfs::TaskId> sorted; ///< all of them by value, the hierarchy aside
    QList<OrderedTask> tasks; ///< parents before children
    TombstonesPtr ended; ///< null: none are shown
    /// Ascending; kept alive by batches and ended.
    std::vector<std::pair<procfs::TaskId, const snapshot::TaskSummary*>> gone;
    int hits = 0;

    /// The task's row in the snapshot, or its last one when it is among those gone; null for any
    /// other.
    [[nodiscard]] const snapshot::TaskSummary* summary(procfs::TaskId task) const;
    /// Position in tasks, -1 when it is not there. Linear.
    [[nodiscard]] qsizetype position(procfs::TaskId task) const;
};
using RowOrderPtr = std::shared_ptr<const RowOrder>;

/// What a worker needs to make another order. Values only.
struct OrderRequest
{
    snapshot::SnapshotPtr snapshot; ///< never null
    RowOrderPtr shown; ///< null: nothing is shown yet
    OrderSettings settings;
    TombstonesPtr ended; ///< tasks to show though they are not there any more; null: none
    QList<MarkBatch> batches; ///< those still marked; what this snapshot changed is added
    bool marking = true;
    /// What differs from it is marked, whatever the two above say; null: they are followed.
    snapshot::SnapshotPtr baseline{};
};

/// An order, and which rows of the one before need other cells.
struct OrderResult
{
    RowOrderPtr order; ///< null when stopped
    QSet<quint32> touched; ///< tasks in both whose summaries differ
    bool same = false; ///< nothing but the snapshot's number is different
};

/// Work in proportion to all tasks, but comparisons only for those that changed since
/// request.shown.
[[nodiscard]] OrderResult makeOrder(const OrderRequest& request, const std::stop_token& stop);

/// Appends the entries from \a begin on, up to \a end, that the expansion and the filter show.
void appendVisible(const RowOrder& order, qsizetype begin, qsizetype end,
                   const Expansion& expansion, QList<Row>& rows);

/// Case-insensitive search for one text in many rows' names, commands and ids.
class RowFilter
{
public:
    /// \a masksSecrets: of a command the first word alone counts, as it is shown.
    explicit RowFilter(const QString& text, bool masksSecrets = false);
    [[nodiscard]] bool matches(const snapshot::TaskSummary& row) const;

private:
    [[nodiscard]] bool isIn(std::string_view bytes) const;
    QString m_text;
    bool m_masksSecrets;
    QByteArray m_folded; ///< lower case, where the text is plain ASCII; empty otherwise
};

}
