// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/rowtable.h>

#include <memory>
#include <span>

namespace sandscope::model {

/// What one cell says, and how far that can be believed.
struct TableCell
{
    QString text; ///< for people, hostile bytes escaped; empty: see state
    QVariant value; ///< to sort and copy by: a number or raw bytes; invalid: unknown
    CellState state = CellState::measured;
};

/// One row of a CellTable.
struct TableRow
{
    QByteArray key; ///< the same row has the same at another time
    QList<TableCell> cells; ///< one a column
    QByteArray path; ///< of the file that it is from, below /proc
    QByteArray field; ///< of that file; empty: all of it
    const procfs::FieldDoc* doc = nullptr; ///< of that field; null: nothing is known of it
    QString about; ///< what it means, in place of what the field table says
    QString group; ///< of rows whose first cell is that of their group, and their name the second;
                   ///< or empty
    procfs::Dialect dialect = procfs::Dialect::gvisor2019;
    procfs::TaskId task; ///< whose file it is, where the source knows
    Mark mark = Mark::none;
    int was = -1;

    [[nodiscard]] bool sameCells(const TableRow& other) const;
};

struct TableColumn
{
    const char* id; ///< ColumnIdRole
    const char* title; ///< English, Title Case; translated in context "Tables"
    bool isNumber = false; ///< right-aligned
};

/// A table whose rows are made by a pure function of a content and say all of themselves. For what
/// is neither one field a row nor many thousand rows.
class CellTable : public RowTable
{
    Q_OBJECT

public:
    using RowsOf = QList<TableRow> (*)(const FileContent& content);
    /// \a columns must outlive the table.
    CellTable(std::span<const TableColumn> columns, RowsOf rowsOf, QObject* parent = nullptr);
    ~CellTable() override;
    /// Null: no rows. The content shown already: its marks end.
    void setContent(const FileContentPtr& content);
    void setBaseline(const FileContentPtr& baseline) override;
    [[nodiscard]] const TableRow& row(int row) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// A cell of raw bytes.
[[nodiscard]] TableCell bytesCell(std::string_view bytes, CellState state = CellState::measured);
/// A cell of a number.
[[nodiscard]] TableCell numberCell(quint64 number, CellState state = CellState::measured);

/// The rows of limits: name, soft, hard, unit, meaning.
[[nodiscard]] std::span<const TableColumn> limitColumns();
[[nodiscard]] QList<TableRow> limitRows(const FileContent& content);

/// The rows of mountinfo, and of mounts, which knows less.
[[nodiscard]] std::span<const TableColumn> mountColumns();
[[nodiscard]] QList<TableRow> mountRows(const FileContent& content);

/// The rows of cmdline with environ, exe, cwd, root and comm: kind, name or number, value.
[[nodiscard]] std::span<const TableColumn> argumentColumns();
[[nodiscard]] QList<TableRow> argumentRows(const FileContent& content);

}
