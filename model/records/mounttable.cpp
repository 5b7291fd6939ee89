// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltable.h>
#include <model/records/celltext.h>

#include <QCoreApplication>

#include <array>

namespace sandscope::model {

namespace {

/// A column and the field of mountinfo that it shows.
struct MountColumn
{
    TableColumn column;
    std::string_view field;
};

constexpr std::array mountFields = {
    MountColumn{{"path", QT_TRANSLATE_NOOP("Tables", "Mount Point")}, "path"},
    MountColumn{{"source", QT_TRANSLATE_NOOP("Tables", "Source")}, "source"},
    MountColumn{{"type", QT_TRANSLATE_NOOP("Tables", "Type")}, "type"},
    MountColumn{{"options", QT_TRANSLATE_NOOP("Tables", "Options")}, "options"},
    MountColumn{{"tags", QT_TRANSLATE_NOOP("Tables", "Propagation")}, "tags"},
    MountColumn{{"id", QT_TRANSLATE_NOOP("Tables", "ID"), true}, "id"},
    MountColumn{{"parent", QT_TRANSLATE_NOOP("Tables", "Parent"), true}, "parent"},
    MountColumn{{"super", QT_TRANSLATE_NOOP("Tables", "File System Options")}, "super"},
    MountColumn{{"root", QT_TRANSLATE_NOOP("Tables", "Root")}, "root"},
    MountColumn{{"dev", QT_TRANSLATE_NOOP("Tables", "Device")}, "dev"},
};

constexpr auto columns = [] {
    std::array<TableColumn, mountFields.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = mountFields[i].column;
    return all;
}();

/// What a mount that spreads to no other says of it.
TableCell privateCell(CellState state)
{
    return {QCoreApplication::translate("Tables", "private"), QByteArray(), state};
}

TableCell cellOf(const procfs::Field& field, bool isNumber, procfs::Dialect dialect)
{
    TableCell cell = bytesCell(field.value, fieldState(field.doc, dialect));
    if (isNumber) {
        bool isGood = false;
        const qint64 number = cell.value.toByteArray().toLongLong(&isGood);
        if (isGood)
            cell.value = number;
    }
    return cell;
}

}

std::span<const TableColumn> mountColumns()
{
    return columns;
}

QList<TableRow> mountRows(const FileContent& content)
{
    const procfs::Fields& fields = content.fields;
    if (fields.empty())
        return {};
    const bool isInfo = fields.front().name == "id";
    QList<TableRow> rows;
    // The fields of one mount follow each other and begin with the same one.
    for (std::size_t begin = 0; begin < fields.size();) {
        std::size_t end = begin + 1;
        while (end < fields.size() && fields[end].doc != fields.front().doc)
            ++end;
        TableRow row;
        row.path = content.path;
        row.dialect = content.dialect;
        row.task = content.task;
        for (const MountColumn& wanted : mountFields) {
            const auto* const first = fields.data() + begin;
            const auto* const last = fields.data() + end;
            const auto* const field
                = std::find_if(first, last, [&](const procfs::Field& candidate) {
                      return candidate.name == wanted.field;
                  });
            const procfs::FieldDoc* doc = nullptr;
            if (field == last && isInfo && wanted.field == "tags")
                row.cells.append(privateCell(CellState::measured));
            else if (field == last)
                row.cells.append({{}, {}, CellState::notProvided});
            else
                row.cells.append(cellOf(*field, wanted.column.isNumber, content.dialect));
            if (field != last)
                doc = field->doc;
            if (field != last && isInfo && wanted.field == "tags" && field->value.empty())
                row.cells.last() = privateCell(fieldState(doc, content.dialect));
            if (wanted.field == "path")
                row.doc = doc;
        }
        row.key = row.cells[0].value.toByteArray(); // numbers differ between kernels
        row.field = "path";
        rows.append(row);
        begin = end;
    }
    return rows;
}

}
