// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/tree/roles.h>

#include <QByteArray>
#include <QDeadlineTimer>
#include <QFuture>
#include <QList>
#include <QModelIndex>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <memory>

namespace sandscope::model {

/// Cells taken out of a table, to be written as text for other programs.
struct TableCells
{
    struct Column
    {
        QByteArray id; ///< ColumnIdRole of the heading
        QString title;
        bool isRightAligned = false;
    };
    struct Cell
    {
        QString text; ///< as on screen
        QVariant raw; ///< RawValueRole; invalid where there is none
        CellState state = CellState::measured;
    };
    QList<Column> columns;
    QList<QList<Cell>> rows; ///< as many cells each as there are columns
};

/// The cells of \a rows, one index of each, in \a columns of their model. Columns whose heading has
/// no id are named after their place: "column3". Rows of a tree have one more, "level": 0 at the
/// top.
[[nodiscard]] TableCells cellsOf(const QModelIndexList& rows, const QList<int>& columns);

/// Does the same piece by piece, for tables whose cells take longer than a window may wait. Until
/// all is read the rows must stay where they are.
class CellReader
{
public:
    CellReader(QModelIndexList rows, const QList<int>& columns);

    /// Goes on, until \a deadline at least one row. True: all is read.
    bool read(const QDeadlineTimer& deadline);
    [[nodiscard]] qsizetype rowsRead() const { return m_cells.rows.size(); }
    [[nodiscard]] qsizetype rowCount() const { return m_rows.size(); }
    /// What was read; once, on any thread.
    [[nodiscard]] TableCells take();

private:
    QModelIndexList m_rows;
    QList<int> m_places; ///< the columns read
    TableCells m_cells;
    QList<int> m_levels; ///< of the rows of a tree
    QStringList m_differences; ///< of rows that are compared
    bool m_isTree = false;
    bool m_isComparison = false;
};

/// Lines of cells with tabs between them. Control characters are escaped, so that a row is a line.
[[nodiscard]] QString toTabbed(const TableCells& cells, bool withTitles);

/// RFC 4180, titles first. What a spreadsheet would run as a formula stands behind an apostrophe.
[[nodiscard]] QString toCsv(const TableCells& cells);

/// A table, titles first, that is read as the same characters wherever Markdown is.
[[nodiscard]] QString toMarkdown(const TableCells& cells);

/// An array of objects, a row each, keys being the ids of columns in their order. Values are the
/// raw ones; null where there is none. A value that was not measured has its state beside it, under
/// the id + "State". Bytes that are not UTF-8 are escaped, and stand under the id + "Base64" as
/// they are.
[[nodiscard]] QString toJson(const TableCells& cells);

enum class TableForm { text, csv, json, markdown };

/// A table in one of the forms, with titles, as a clipboard takes it.
struct WrittenTable
{
    QString text;
    QString type; ///< "text/csv"
    QByteArray bytes; ///< the text in UTF-8
};
[[nodiscard]] WrittenTable written(const TableCells& cells, TableForm form);
/// The same of what \a reader has read, on a worker.
[[nodiscard]] QFuture<WrittenTable> writtenLater(std::shared_ptr<CellReader> reader,
                                                 TableForm form);

/// "measured", "not provided": stable English words.
[[nodiscard]] QString stateId(CellState state);

}
