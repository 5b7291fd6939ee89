// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/proxies/proxies.h>
#include <model/tree/roles.h>

#include <QSortFilterProxyModel>

#include <utility>

namespace sandscope::model {

namespace {

class DetailTable final : public QSortFilterProxyModel
{
public:
    explicit DetailTable(QObject* parent)
        : QSortFilterProxyModel(parent)
    {
        setSortRole(RawValueRole);
        setFilterCaseSensitivity(Qt::CaseInsensitive);
        setFilterKeyColumn(-1);
    }

    void setOnlyMarked(bool only)
    {
        if (std::exchange(m_onlyMarked, only) != only)
            invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        if (m_onlyMarked
            && sourceModel()->index(row, 0, parent).data(MarkRole).toInt()
                == static_cast<int>(Mark::none))
            return false;
        return QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }

    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override
    {
        const QVariant a = left.data(RawValueRole);
        const QVariant b = right.data(RawValueRole);
        // QSortFilterProxyModel turns the order round for a descending sort, so the unknown have to
        // turn with it.
        if (!a.isValid() || !b.isValid())
            return sortOrder() == Qt::AscendingOrder ? a.isValid() && !b.isValid()
                                                     : !a.isValid() && b.isValid();
        const bool aIsText = a.typeId() == QMetaType::QByteArray;
        const bool bIsText = b.typeId() == QMetaType::QByteArray;
        if (aIsText != bIsText) // a column of fields has both; numbers first
            return bIsText;
        if (aIsText)
            return a.toByteArray() < b.toByteArray();
        return QVariant::compare(a, b) == QPartialOrdering::Less;
    }

private:
    bool m_onlyMarked = false;
};

}

QAbstractProxyModel* detailTable(QAbstractItemModel* source, QObject* parent)
{
    auto* proxy = new DetailTable(parent);
    proxy->setSourceModel(source);
    return proxy;
}

void setDetailFilter(QAbstractProxyModel* proxy, const QString& text)
{
    static_cast<DetailTable*>(proxy)->setFilterFixedString(text);
}

void setOnlyMarked(QAbstractProxyModel* proxy, bool only)
{
    static_cast<DetailTable*>(proxy)->setOnlyMarked(only);
}

}
