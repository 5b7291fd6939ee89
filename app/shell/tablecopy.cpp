// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include "tablecopy.h"

#include <model/records/tabletext.h>

#include <QAbstractItemView>
#include <QHeaderView>
#include <QMimeData>
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

QList<int> visibleColumns(const QHeaderView& header)
{
    QList<int> columns;
    for (int place = 0; place < header.count(); ++place) {
        const int column = header.logicalIndex(place);
        if (!header.isSectionHidden(column))
            columns << column;
    }
    return columns;
}

QModelIndexList selectedRows(const QAbstractItemView& view)
{
    if (!view.selectionModel())
        return {};
    auto rows = view.selectionModel()->selectedRows(0);
    std::ranges::sort(rows, [&](const QModelIndex& a, const QModelIndex& b) {
        if (a.parent() == b.parent())
            return a.row() < b.row();
        return view.visualRect(a).top() < view.visualRect(b).top();
    });
    return rows;
}

/// What can be scrolled to: of a tree the rows that are unfolded.
QModelIndexList allRows(const QAbstractItemView& view)
{
    QModelIndexList rows;
    if (const auto* tree = qobject_cast<const QTreeView*>(&view)) {
        for (auto row = tree->model()->index(0, 0); row.isValid(); row = tree->indexBelow(row))
            rows << row;
        return rows;
    }
    const int count = view.model() ? view.model()->rowCount() : 0;
    for (int row = 0; row < count; ++row)
        rows << view.model()->index(row, 0);
    return rows;
}

}

QString selectionAsTsv(const QAbstractItemView& view, const QString& source)
{
    const auto* header = headerOf(view);
    const auto rows = selectedRows(view);
    if (!header || rows.isEmpty())
        return {};
    const auto cells = model::cellsOf(rows, visibleColumns(*header));
    if (source.isEmpty())
        return model::toTabbed(cells, false);
    auto line = source;
    line.replace(u'\n', QLatin1String("\\n"));
    return QLatin1String("# ") + line + u'\n' + model::toTabbed(cells, true);
}

QMimeData* copyAs(const QAbstractItemView& view, CopyForm form)
{
    const auto* header = headerOf(view);
    auto rows = selectedRows(view);
    if (rows.isEmpty())
        rows = allRows(view);
    if (!header || rows.isEmpty())
        return nullptr;
    const auto cells = model::cellsOf(rows, visibleColumns(*header));
    QString text;
    QString type;
    switch (form) {
    case CopyForm::text:
        text = model::toTabbed(cells, true);
        type = QStringLiteral("text/tab-separated-values");
        break;
    case CopyForm::csv:
        text = model::toCsv(cells);
        type = QStringLiteral("text/csv");
        break;
    case CopyForm::json:
        text = model::toJson(cells);
        type = QStringLiteral("application/json");
        break;
    case CopyForm::markdown:
        text = model::toMarkdown(cells);
        type = QStringLiteral("text/markdown");
        break;
    }
    auto* data = new QMimeData;
    data->setText(text);
    data->setData(type, text.toUtf8());
    return data;
}

}
