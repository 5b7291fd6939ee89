// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/search.h>
#include <model/tree/roles.h>

#include <QAbstractTableModel>

#include <memory>
#include <optional>

namespace sandscope::model {

/// What a search over all tasks found so far, one finding a row, in the order of query::Search. The
/// work is a worker's; rows come in batches while it goes on. The last search wins. Files of a
/// folder that were not sampled are read as the search needs them. Nobody waits for the worker: it
/// shares what it reads, and stops soon after it is told to, even when the model is gone.
class FindModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        PidColumn, ///< "7", of a thread "7/9"
        FileColumn, ///< below the folder of the task: "maps", "fd/3"; empty: known without a file
        LineColumn,
        FieldColumn,
        TextColumn, ///< the whole line
        ValueColumn, ///< of the field
        AddressColumn,
        ColumnCount
    };

    explicit FindModel(QObject* parent = nullptr);
    ~FindModel() override;

    /// Why a query cannot be asked: where, in characters from 1, and what to do, bytes escaped.
    struct Problem
    {
        int column = 1;
        QString sentence;
    };
    /// Forgets what was found before, and asks what somebody typed; \a environment as
    /// query::ParseOptions has it. A problem leaves everything as it was.
    [[nodiscard]] std::optional<Problem> search(const QString& query, bool environment,
                                                const snapshot::SnapshotPtr& snapshot,
                                                procfs::Dialect dialect,
                                                const query::SearchOptions& options = {});
    /// The same for a query that was parsed. \a options as of query::Search.
    void search(const query::ExpressionPtr& expression, const snapshot::SnapshotPtr& snapshot,
                procfs::Dialect dialect, const query::SearchOptions& options = {});
    void stop(); ///< what was found stays; settled() follows
    void clear(); ///< no rows, no search
    [[nodiscard]] bool isBusy() const;
    /// The last search was stopped before its end.
    [[nodiscard]] bool wasStopped() const;
    /// As of the rows there are.
    [[nodiscard]] const query::SearchState& state() const;
    [[nodiscard]] const query::Finding& finding(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void progressed(); ///< state() is another, and perhaps the rows
    void settled(); ///< the search is over

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
