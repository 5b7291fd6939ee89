// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "tablecopy.h"

#include <QAbstractItemView>
#include <QHeaderView>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

namespace sandscope::app {

namespace {

const QHeaderView* headerOf(const QAbstractItemView& view)
{
    if (const auto* table = qobject_cast<const QTableView*>(&view))
        return table->horizontalHeader();
    if (const auto* tree = qobject_cast<const QTreeView*>(&view))
        return tree->header();
    return nullptr;
}

/// A tab or line break inside a value would shift what follows it. Models escape them; this holds
/// for any model.
QString cell(const QVariant& value)
{
    auto text = value.toString();
    text.replace(u'\t', QLatin1String("\\t"))
        .replace(u'\n', QLatin1String("\\n"))
        .replace(u'\r', QLatin1String("\\r"));
    return text;
}

}

QString selectionAsTsv(const QAbstractItemView& view, const QString& source)
{
    const auto* header = headerOf(view);
    if (!header || !view.selectionModel())
        return {};
    QList<int> columns;
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        if (!header->isSectionHidden(column))
            columns << column;
    }
    auto rows = view.selectionModel()->selectedRows(0);
    if (rows.isEmpty())
        return {};
    std::ranges::sort(rows, [&](const QModelIndex& a, const QModelIndex& b) {
        if (a.parent() == b.parent())
            return a.row() < b.row();
        return view.visualRect(a).top() < view.visualRect(b).top();
    });

    QString result;
    const auto append = [&](auto&& textOf) {
        QStringList cells;
        for (const int column : std::as_const(columns))
            cells << cell(textOf(column));
        result += cells.join(u'\t') + u'\n';
    };
    if (!source.isEmpty()) {
        result += QLatin1String("# ") + cell(source) + u'\n';
        append([&](int column) { return view.model()->headerData(column, Qt::Horizontal); });
    }
    for (const auto& row : std::as_const(rows))
        append([&](int column) { return row.siblingAtColumn(column).data(); });
    return result;
}

}
