// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/rowtable.h>

#include <algorithm>

namespace sandscope::model {

void RowTable::setBaseline(const FileContentPtr& baseline)
{
    Q_UNUSED(baseline) // a table whose rows are compared by other means, or not at all
}

bool RowTable::isAnyMasked(const FileContent& content)
{
    return content.isMasked
        || std::ranges::any_of(content.others, [](const auto& other) { return other->isMasked; });
}

void RowTable::emitChanged(const QList<RowRange>& ranges)
{
    for (const RowRange& range : ranges)
        Q_EMIT dataChanged(index(range.first, 0), index(range.last, columnCount() - 1));
}

void RowTable::moveIndexes(const QList<int>& newRowOf)
{
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex& index : from)
        to.append(this->index(newRowOf[index.row()], index.column()));
    changePersistentIndexList(from, to);
}

}
