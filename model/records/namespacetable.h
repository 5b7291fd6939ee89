// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/rowtable.h>
#include <model/survey/namespaces.h>

namespace sandscope::model {

/// Processes by namespace: a letter for each, equal where the namespace is. Cells are made when
/// they are asked for, so that a hundred thousand processes cost no more than their rows.
class NamespaceTable : public RowTable
{
    Q_OBJECT

public:
    enum Column { PidColumn, NameColumn, FirstKindColumn };
    /// int: the number of the group behind a cell; -1 for none.
    static constexpr int GroupRole = RoleEnd;

    explicit NamespaceTable(QObject* parent = nullptr);
    ~NamespaceTable() override;
    /// Null: no rows. The content shown already: its marks end.
    void setContent(const FileContentPtr& content);
    void setBaseline(const FileContentPtr& baseline) override;
    /// Only processes that are not in all the namespaces of the first one.
    void setOnlyDifferent(bool only);
    [[nodiscard]] int rowOfTask(procfs::TaskId task) const; ///< -1: not there
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
