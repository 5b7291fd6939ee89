// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/rowtable.h>

#include <memory>

namespace sandscope::model {

/// Name, value, what it was in the baseline, meaning of an auxiliary vector; keys that no table
/// knows are shown by number.
class AuxvTableModel : public RowTable
{
    Q_OBJECT

public:
    enum Column { NameColumn, ValueColumn, WasColumn, MeaningColumn, ColumnCount };
    explicit AuxvTableModel(QObject* parent = nullptr);
    ~AuxvTableModel() override;
    /// Null: no rows. The content shown already: its marks end.
    void setContent(const FileContentPtr& content);
    void setBaseline(const FileContentPtr& baseline) override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
