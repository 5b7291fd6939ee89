// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltable.h>
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/sourcename.h>

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace sandscope::model {

bool TableRow::sameCells(const TableRow& other) const
{
    return std::ranges::equal(cells, other.cells,
                              [](const TableCell& a, const TableCell& b) {
                                  return a.text == b.text && a.value == b.value
                                      && a.state == b.state;
                              })
        && doc == other.doc && about == other.about;
}

TableCell bytesCell(std::string_view bytes, CellState state)
{
    const QByteArray raw(bytes.data(), static_cast<qsizetype>(bytes.size()));
    return {escaped(raw), raw, state};
}

TableCell numberCell(quint64 number, CellState state)
{
    return {QString::number(number), number, state};
}

struct CellTable::Private
{
    [[nodiscard]] QList<TableRow> rowsFor(const FileContentPtr& shown) const
    {
        return shown ? rowsOf(*shown) : QList<TableRow>();
    }

    std::span<const TableColumn> columns;
    RowsOf rowsOf;
    FileContentPtr content;
    ComparedRows<TableRow> rows;
};

CellTable::CellTable(std::span<const TableColumn> columns, RowsOf rowsOf, QObject* parent)
    : RowTable(parent)
    , d(std::make_unique<Private>(columns, rowsOf))
{
}

CellTable::~CellTable() = default;

void CellTable::setContent(const FileContentPtr& content)
{
    const FileContentPtr before = std::exchange(d->content, content);
    present(d->rows, d->rowsFor(content), before, content);
}

void CellTable::setBaseline(const FileContentPtr& baseline)
{
    compare(d->rows, baseline ? std::optional(d->rowsFor(baseline)) : std::nullopt,
            d->rowsFor(d->content));
}

const TableRow& CellTable::row(int row) const
{
    return d->rows.shown[row];
}

int CellTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.shown.size());
}

int CellTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->columns.size());
}

namespace {

QString titleOf(const TableColumn& column)
{
    return QCoreApplication::translate("Tables", column.title);
}

QString aboutRow(const TableRow& row)
{
    const QString meaning = row.about.isEmpty() ? fieldText(row.doc, row.dialect) : row.about;
    return meaning + u'\n'
        + sourceName(
               row.path,
               std::string_view(row.field.constData(), static_cast<std::size_t>(row.field.size())));
}

/// "Max open files, Soft, 1024", "Process, Name, worker": a row is known by its first cell, or by
/// its group and the second.
QString spoken(const TableRow& row, int column, const TableColumn& heading)
{
    const TableCell& cell = row.cells[column];
    QStringList names;
    if (row.group.isEmpty()) {
        if (column > 0)
            names << row.cells[0].text;
        names << titleOf(heading);
    } else {
        names << row.group;
        if (column > 1)
            names << row.cells[1].text;
    }
    names.removeAll(QString());
    const QString text = column == 0 && !row.group.isEmpty() ? QString() : cell.text;
    return cellAccessibleText(names.join(QLatin1StringView(", ")), text, {}, cell.state,
                              row.dialect);
}

QVariant cellData(const TableRow& row, int number, const TableColumn& column, int role)
{
    const TableCell& cell = row.cells[number];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole:
        return aboutRow(row);
    case Qt::AccessibleTextRole:
        return spoken(row, number, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (column.isNumber ? Qt::AlignRight : Qt::AlignLeft));
    case RawValueRole:
        return cell.value;
    case StateRole:
        return static_cast<int>(cell.state);
    case TaskIdRole:
        return row.task.value;
    case PathRole:
        return row.path;
    default:
        return {};
    }
}

}

QVariant CellTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return comparedData(d->rows, index, role, [this](const TableRow& row, int column, int asked) {
        return cellData(row, column, d->columns[static_cast<std::size_t>(column)], asked);
    });
}

QVariant CellTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const TableColumn& column = d->columns[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (column.isNumber ? Qt::AlignRight : Qt::AlignLeft));
    case ColumnIdRole:
        return QByteArray(column.id);
    default:
        return {};
    }
}

}
