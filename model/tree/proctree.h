// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <model/tree/roles.h>

#include <QAbstractItemModel>
#include <QSet>

#include <memory>

namespace sandscope::model {

/// /proc as it stands: [pid], every entry, task/[tid] and theirs. Hierarchical, filled on demand
/// through the file system view (canFetchMore/fetchMore), refreshed in place: after a new snapshot
/// the listings already fetched are compared by name and differences applied as ranges. A number
/// that came back as another process is another row.
///
/// Columns: name; mode ("dr-xr-xr-x", empty when unknown); size or target (a link's target,
/// escaped; of a task's directory the task's name). A directory that cannot be read marks its own
/// row: StateRole says why, the third column has the errno's name, and it has no children; one that
/// is not sampled yet fills when a snapshot brings it.
///
/// Cells are asked of the file system when they are first shown and again when what they depend on
/// has another generation. Works in the GUI thread, in proportion to the rows fetched in
/// directories that changed.
class ProcTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, ModeColumn, DetailColumn, ColumnCount };

    explicit ProcTreeModel(QObject* parent = nullptr);
    ~ProcTreeModel() override;

    /// Another generation of the same source, or other options. Listings are compared and updated.
    void setSnapshot(const snapshot::SnapshotPtr& snapshot, const snapshot::ViewOptions& options);
    /// Another source: the one reset.
    void clear();

    [[nodiscard]] QByteArray path(const QModelIndex& index) const;
    /// Fetches what is needed on the way; invalid when there is no such path.
    QModelIndex indexOf(const QByteArray& path);
    /// What a source that samples on demand must read for this tree: directories opened, links
    /// shown, and "" always.
    [[nodiscard]] QSet<QByteArray> interest() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void interestChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
