// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/proxies/proxies.h>
#include <model/tree/roles.h>

#include <KRearrangeColumnsProxyModel>

namespace sandscope::model {

namespace {

/// What KRearrangeColumnsProxyModel leaves to QIdentityProxyModel takes columns for those of the
/// source: a change from the first to the last column has no last cell here when that one is
/// hidden, and sort() would sort by another column.
class ColumnChoice final : public KRearrangeColumnsProxyModel
{
public:
    explicit ColumnChoice(QObject* parent)
        : KRearrangeColumnsProxyModel(parent)
    {
        setHandleSourceDataChanges(false);
    }

    void setSourceModel(QAbstractItemModel* source) override
    {
        if (sourceModel())
            disconnect(sourceModel(), &QAbstractItemModel::dataChanged, this, nullptr);
        KRearrangeColumnsProxyModel::setSourceModel(source);
        connect(source, &QAbstractItemModel::dataChanged, this, &ColumnChoice::passChange);
    }

    void sort(int column, Qt::SortOrder order) override
    {
        sourceModel()->sort(column < 0 ? column : sourceColumnForProxyColumn(column), order);
    }

    void choose(const QList<QByteArray>& ids)
    {
        QList<int> columns;
        for (const QByteArray& id : ids) {
            for (int column = 0; column < sourceModel()->columnCount(); ++column) {
                if (sourceModel()->headerData(column, Qt::Horizontal, ColumnIdRole).toByteArray()
                    == id)
                    columns.append(column);
            }
        }
        setSourceColumns(columns);
    }

private:
    void passChange(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                    const QList<int>& roles)
    {
        int first = -1, last = -1; // proxy columns that show one of those changed
        for (int column = 0; column < columnCount(); ++column) {
            const int from = sourceColumnForProxyColumn(column);
            if (from < topLeft.column() || from > bottomRight.column())
                continue;
            first = first < 0 ? column : first;
            last = column;
        }
        if (first < 0)
            return;
        const QModelIndex parent = mapFromSource(topLeft.parent());
        Q_EMIT dataChanged(index(topLeft.row(), first, parent),
                           index(bottomRight.row(), last, parent), roles);
    }
};

}

QAbstractProxyModel* columnChoice(QAbstractItemModel* source, const QList<QByteArray>& ids,
                                  QObject* parent)
{
    auto* proxy = new ColumnChoice(parent);
    proxy->setSourceModel(source);
    proxy->choose(ids);
    return proxy;
}

void chooseColumns(QAbstractProxyModel* proxy, const QList<QByteArray>& ids)
{
    static_cast<ColumnChoice*>(proxy)->choose(ids);
}

QList<QByteArray> chosenColumns(const QAbstractProxyModel& proxy)
{
    QList<QByteArray> ids;
    for (int column = 0; column < proxy.columnCount(); ++column)
        ids.append(proxy.headerData(column, Qt::Horizontal, ColumnIdRole).toByteArray());
    return ids;
}

}
