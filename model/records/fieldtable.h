// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/rowtable.h>

#include <memory>

namespace sandscope::model {

/// Field, value, what it was, meaning of any decoded file (status, stat, io …). A changed value
/// keeps its row and is marked. Updates in place by field name and occurrence: insertions, removals
/// and dataChanged, no reset for the same path.
///
/// RawValueRole is a number where the value is one (its unit aside), otherwise the raw bytes.
class FieldTableModel : public RowTable
{
    Q_OBJECT

public:
    /// WasColumn: the value in the baseline, where it differs; empty while nothing is compared.
    /// UnitColumn: where the value is printed without it.
    enum Column { NameColumn, ValueColumn, WasColumn, MeaningColumn, UnitColumn, ColumnCount };
    explicit FieldTableModel(QObject* parent = nullptr);
    ~FieldTableModel() override;
    /// Null: no rows. The content shown already: its marks end.
    void setContent(const FileContentPtr& content);
    void setBaseline(const FileContentPtr& baseline) override;
    /// Also rows for the fields that the dialect lacks, or has under another name: without a value,
    /// behind those of the text. Off at first.
    void setShowsAbsent(bool shows);
    [[nodiscard]] bool showsAbsent() const;
    /// Values stand at the right, as in a file of numbers. Off at first.
    void setAlignsRight(bool right);
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
