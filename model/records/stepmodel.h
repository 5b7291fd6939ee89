// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/timeline.h>
#include <model/tree/roles.h>

#include <QAbstractItemModel>

#include <memory>

namespace sandscope::model {

/// "assumed: The program is not in the log.": a line for each mark of a step, escaped.
[[nodiscard]] QString marksText(const snapshot::StepReport& report);

/// What one step did: file by file the lines that changed, then the kernel's objects that it
/// touched. A tree of one column and at most three levels, worked out on a worker; the last request
/// wins.
///
/// DisplayRole is literal text with hostile bytes escaped: a line of a file has its number and sign
/// in front. MarkRole: added and gone for such lines, and for files that came or went. TaskIdRole
/// and PathRole lead to the file.
class StepModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    explicit StepModel(QObject* parent = nullptr);
    ~StepModel() override;

    void setCache(std::shared_ptr<procfs::RecordCache> cache);
    /// The step that led to a moment. Without snapshots or where nothing is to be said, there are
    /// no rows.
    void setStep(const snapshot::Moment& moment, const snapshot::ViewOptions& options);
    void clear();
    void setActive(bool active); ///< default true; otherwise nothing is worked out
    [[nodiscard]] bool isBusy() const; ///< rows are still to come
    /// "1 (sh) calls fork() = 2", of the step whose rows are shown; escaped.
    [[nodiscard]] QString call() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    using QObject::parent;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void settled(); ///< the rows are those of the step that was asked for last

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
