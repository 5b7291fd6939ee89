// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/rowtable.h>
#include <model/sandbox/hostside.h>

#include <vector>

namespace sandscope::model {

/// The processes of this computer that belong to a sandbox: what each is there for, and columns of
/// the process list.
class HostTable : public RowTable
{
    Q_OBJECT

public:
    static constexpr int RoleColumn = 0;
    static constexpr int ParentColumn = 6;

    using RowTable::RowTable;
    void setProcesses(const std::vector<HostProcess>& processes);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        std::int32_t key = 0; ///< pid
        HostProcess process;
        Mark mark = Mark::none;
        [[nodiscard]] bool sameCells(const Row& other) const
        {
            return process.role == other.process.role && process.row == other.process.row;
        }
    };
    QList<Row> m_rows;
};

}
