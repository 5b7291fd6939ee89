// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/diff.h>
#include <model/sources/tombstone.h>
#include <model/tree/roles.h>

#include <QAbstractTableModel>

#include <memory>

namespace sandscope::model {

/// Processes and threads of a snapshot as one flattened row order: depth and expansion are data.
///
/// A new order (after a snapshot, a sort, a filter, an expansion of many) is computed on a worker
/// from immutable values and applied here as one batch: removals and insertions as ranges, one
/// layoutChanged when rows moved, dataChanged for changed cells coalesced into ranges. Never resets
/// but in clear() and for another source. A snapshot that equals the last one emits nothing.
/// Persistent indexes follow their task.
///
/// A task that vanished keeps its row, marked as gone, for as long as marks stay, or as it is among
/// those remembered; it is sorted and filtered like any other. A task that
/// appeared and changed since is marked as added.
class ProcessListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit ProcessListModel(QObject* parent = nullptr);
    ~ProcessListModel() override;

    /// Shows another generation of the same source; applied later, when the worker is done. The
    /// newest request wins.
    void setSnapshot(const snapshot::SnapshotPtr& snapshot);
    /// The same, with the tasks that ended before it and are shown all the same; null: none.
    void setSnapshot(const snapshot::SnapshotPtr& snapshot, const TombstonesPtr& ended);
    void setEnded(const TombstonesPtr& ended); ///< those of the snapshot wanted
    /// Another source: forgets rows, marks and expansion, keeps sort order and filter.
    void clear();
    [[nodiscard]] snapshot::SnapshotPtr snapshot() const; ///< the one shown

    /// Keeps rows whose name, command or id contain the text, without regard to case, and their
    /// ancestors, which are shown expanded (what is collapsed meanwhile is forgotten with the
    /// filter). Empty: everything.
    void setFilter(const QString& text);
    [[nodiscard]] QString filter() const;
    [[nodiscard]] int hitCount() const; ///< rows that match the filter themselves
    [[nodiscard]] int taskCount() const; ///< all tasks, shown or not, and those gone

    void setThreadsShown(bool shown); ///< default true
    /// Presenting: all arguments but the first are masked, see snapshot/masking.h.
    void setMasksSecrets(bool masks);
    void setFlat(bool flat); ///< no hierarchy: depth 0, all rows
    void setExpanded(const QModelIndex& index, bool expanded);
    void setAllExpanded(bool expanded);
    /// Without a baseline: marks stay for this long after a change; 0: until the next snapshot;
    /// negative: nothing is marked and rows of vanished tasks leave at once. Default 3000.
    void setMarkDuration(int milliseconds);

    /// While there is one, marks tell what differs from it, and stay; null: what changed last.
    void setBaseline(const snapshot::SnapshotPtr& baseline);

    [[nodiscard]] QModelIndex indexOf(procfs::TaskId task) const; ///< invalid when not among the
                                                                  ///< rows
    [[nodiscard]] QModelIndex parentRow(const QModelIndex& index) const; ///< of the hierarchy
                                                                         ///< shown; for the Left
                                                                         ///< key
    [[nodiscard]] procfs::TaskId taskAt(const QModelIndex& index) const;
    /// Expands what hides it and answers its index, at once; invalid when the filter or
    /// setThreadsShown() hides it.
    QModelIndex reveal(procfs::TaskId task);
    [[nodiscard]] bool isBusy() const; ///< a new order is being computed

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    /// Everything asked for so far is shown. Emitted also when nothing changed.
    void settled();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
