// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/tree/roles.h>

#include <QAbstractItemModel>
#include <QStringList>

namespace sandscope::test {

/// Knows a table only by its signals, as a view does that keeps what it painted: cells are read
/// when rows come, when they are said to have changed, and after a relayout. A change that nobody
/// told makes the two differ.
class ShadowTable : public QObject
{
public:
    explicit ShadowTable(const QAbstractItemModel* model)
        : m_model(model)
    {
        connect(model, &QAbstractItemModel::rowsInserted, this,
                [this](const QModelIndex&, int first, int last) {
                    for (int row = first; row <= last; ++row)
                        m_rows.insert(row, read(row));
                });
        connect(model, &QAbstractItemModel::rowsRemoved, this,
                [this](const QModelIndex&, int first, int last) {
                    m_rows.remove(first, last - first + 1);
                });
        connect(model, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex& from, const QModelIndex& to) {
                    for (int row = from.row(); row <= to.row(); ++row)
                        m_rows[row] = read(row);
                });
        connect(model, &QAbstractItemModel::layoutChanged, this, &ShadowTable::readAll);
        connect(model, &QAbstractItemModel::modelReset, this, &ShadowTable::readAll);
        readAll();
    }

    /// The first row that is not as the signals said; empty when all are.
    [[nodiscard]] QString difference() const
    {
        if (m_rows.size() != m_model->rowCount())
            return QStringLiteral("%1 rows instead of %2")
                .arg(m_rows.size())
                .arg(m_model->rowCount());
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (const QStringList now = read(row); m_rows[row] != now)
                return QStringLiteral("row %1 was %2 and is %3")
                    .arg(row)
                    .arg(m_rows[row].join(u'|'), now.join(u'|'));
        }
        return {};
    }

private:
    [[nodiscard]] QStringList read(int row) const
    {
        QStringList cells;
        for (int column = 0; column < m_model->columnCount(); ++column)
            cells.append(m_model->index(row, column).data().toString());
        for (const int role : {model::MarkRole, model::StateRole, model::DepthRole,
                               model::ExpandableRole, model::ExpandedRole, model::FilterHitRole})
            cells.append(m_model->index(row, 0).data(role).toString());
        return cells;
    }
    void readAll()
    {
        m_rows.clear();
        for (int row = 0; row < m_model->rowCount(); ++row)
            m_rows.append(read(row));
    }

    const QAbstractItemModel* m_model;
    QList<QStringList> m_rows;
};

}
