// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/rowtable.h>
#include <model/records/spacemaker.h>

#include <memory>

namespace sandscope::model {

/// The mappings of an address space summed by kind, those kinds only that there are, and all of
/// them in the last row. A sum stands only where every mapping of the kind has the value. Of a
/// comparison: with what the sums of the baseline were, and kinds that it alone has as gone ones.
class KindTableModel : public RowTable
{
    Q_OBJECT

public:
    enum Column {
        KindColumn,
        CountColumn,
        SizeColumn,
        RssColumn,
        PssColumn,
        DirtyColumn,
        ColumnCount
    };
    explicit KindTableModel(QObject* parent = nullptr);
    ~KindTableModel() override;
    void setSpace(const AddressSpacePtr& space); ///< null: no rows
    /// Absent: the row of all.
    [[nodiscard]] std::optional<atlas::Kind> kindOf(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

[[nodiscard]] QString kindName(atlas::Kind kind); ///< "Mapped File"

}
