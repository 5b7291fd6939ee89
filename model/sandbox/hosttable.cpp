// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/sandbox/hostreader.h>
#include <model/sandbox/hosttable.h>
#include <model/tree/columns.h>

#include <QCoreApplication>

#include <array>

namespace sandscope::model {

namespace {

/// Behind the role.
constexpr std::array columnIds = {"tid", "name", "vm.rss", "cpu.time", "threads", "parent"};

const ProcessColumn& columnAt(int column)
{
    const int index = processColumn(columnIds[static_cast<std::size_t>(column - 1)]);
    return processColumns()[static_cast<std::size_t>(index)];
}

CellState stateOf(const ProcessColumn& column, const snapshot::TaskSummary& row)
{
    return column.known(row) ? CellState::measured : CellState::notProvided;
}

QVariant roleOf(const HostProcess& process, int role)
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return hostRoleName(process.role);
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole:
        return hostRoleMeaning(process.role);
    case RawValueRole:
        return hostRoleName(process.role).toUtf8();
    case StateRole:
        return static_cast<int>(CellState::measured);
    default:
        return {};
    }
}

}

void HostTable::setProcesses(const std::vector<HostProcess>& processes)
{
    QList<Row> rows;
    for (const HostProcess& process : processes)
        rows.append({process.row.tid.value, process});
    update(m_rows, std::move(rows), false);
}

int HostTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int HostTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(columnIds.size()) + 1;
}

QVariant HostTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const HostProcess& process = m_rows[index.row()].process;
    if (index.column() == RoleColumn)
        return roleOf(process, role);
    const ProcessColumn& column = columnAt(index.column());
    const CellState state = stateOf(column, process.row);
    switch (role) {
    case Qt::DisplayRole:
        return column.text(process.row);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (column.rightAligned ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        return cellToolTip(QCoreApplication::translate("ProcessColumn", column.description), state);
    case Qt::AccessibleTextRole:
        return cellAccessibleText(QCoreApplication::translate("ProcessColumn", column.title),
                                  column.text(process.row), {}, state);
    case RawValueRole:
        return column.value(process.row);
    case UnitRole:
        return QString::fromLatin1(column.unit);
    case StateRole:
        return static_cast<int>(state);
    default:
        return {};
    }
}

QVariant HostTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (section == RoleColumn)
        return role == Qt::DisplayRole ? QVariant(tr("Role"))
            : role == ColumnIdRole     ? QVariant(QByteArrayLiteral("role"))
                                       : QVariant();
    return headingOf(columnAt(section), role);
}

}
