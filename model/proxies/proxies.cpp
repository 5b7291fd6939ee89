// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/proxies/proxies.h>

#include <KLinkItemSelectionModel>

#include <QConcatenateTablesProxyModel>

namespace sandscope::model {

QAbstractItemModel* concatenated(const QList<QAbstractItemModel*>& sources, QObject* parent)
{
    auto* proxy = new QConcatenateTablesProxyModel(parent);
    for (QAbstractItemModel* source : sources)
        proxy->addSourceModel(source);
    return proxy;
}

QItemSelectionModel* linkedSelection(QAbstractItemModel* model, QItemSelectionModel* other,
                                     QObject* parent)
{
    return new KLinkItemSelectionModel(model, other, parent);
}

}
