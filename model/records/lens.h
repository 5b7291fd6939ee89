// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/linediff.h>
#include <model/snapshot/snapshot.h>
#include <procfs/lensentry.h>

#include <QAbstractTableModel>

#include <memory>
#include <optional>

namespace sandscope::model {

/// One entry of one moment as two dialects print it. Immutable.
struct LensResult
{
    QByteArray path; ///< below /proc
    procfs::LensEntry left, right;
    std::vector<procfs::LensRecord> records;
    procfs::LensCounts counts{};

    /// A line of both texts; of one of them where it is only there, or differs.
    struct Line
    {
        std::optional<std::string> left{}, right{};
        bool differs = false;
    };
    std::vector<Line> lines; ///< of texts alone
};
using LensResultPtr = std::shared_ptr<const LensResult>;

struct LensRequest
{
    snapshot::SnapshotPtr snapshot; ///< of records; null: nothing
    snapshot::ViewOptions options; ///< its dialect does not matter
    QByteArray path; ///< empty: nothing
    procfs::Dialect left = procfs::Dialect::gvisor2019;
    procfs::Dialect right = procfs::Dialect::linux_;
    bool operator==(const LensRequest&) const = default;
};

/// Reads and compares in the calling thread.
[[nodiscard]] LensResultPtr readLens(const LensRequest& request,
                                     const std::shared_ptr<procfs::RecordCache>& cache);

/// Does so on a worker. The last request wins.
class LensReader : public QObject
{
    Q_OBJECT

public:
    explicit LensReader(QObject* parent = nullptr);
    ~LensReader() override;

    void setCache(std::shared_ptr<procfs::RecordCache> cache);
    void setRequest(const LensRequest& request);
    [[nodiscard]] LensResultPtr result() const; ///< the newest; null: none
    [[nodiscard]] bool isBusy() const; ///< changed() follows

Q_SIGNALS:
    void changed(const sandscope::model::LensResultPtr& result);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Fields of both dialects: the record where there are several (a mapping, a line of mounts), the
/// name, both values, how they differ, and why.
///
/// MarkRole tells whether they differ, StateRole of a value how far it can be trusted in that
/// dialect; What's This has meaning and reason.
class LensModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        RecordColumn,
        LeftColumn,
        RightColumn,
        VerdictColumn,
        ReasonColumn,
        ColumnCount
    };
    explicit LensModel(QObject* parent = nullptr);
    ~LensModel() override;
    void setResult(const LensResultPtr& result); ///< null: no rows
    [[nodiscard]] bool hasRecords() const; ///< otherwise that column is empty: hide it
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Both texts line by line, equal lines beside each other.
class LensTextModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { LeftColumn, RightColumn, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;
    void setResult(const LensResultPtr& result);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    LensResultPtr m_result;
};

}
