// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltable.h>
#include <model/records/celltext.h>

#include <QCoreApplication>

#include <array>
#include <limits>

namespace sandscope::model {

namespace {

constexpr std::array columns = {
    TableColumn{"limit", QT_TRANSLATE_NOOP("Tables", "Limit")},
    TableColumn{"soft", QT_TRANSLATE_NOOP("Tables", "Soft"), true},
    TableColumn{"hard", QT_TRANSLATE_NOOP("Tables", "Hard"), true},
    TableColumn{"unit", QT_TRANSLATE_NOOP("Tables", "Unit")},
    TableColumn{"meaning", QT_TRANSLATE_NOOP("Tables", "Meaning")},
};

/// Unlimited is more than any number.
TableCell limitCell(const procfs::Field& field, procfs::Dialect dialect)
{
    TableCell cell = bytesCell(field.value, fieldState(field.doc, dialect));
    bool isNumber = false;
    const quint64 number = cell.value.toByteArray().toULongLong(&isNumber);
    cell.value = isNumber ? number : std::numeric_limits<quint64>::max();
    return cell;
}

QString words(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

}

std::span<const TableColumn> limitColumns()
{
    return columns;
}

QList<TableRow> limitRows(const FileContent& content)
{
    QList<TableRow> rows;
    // Decoded as a soft limit and, behind it, the hard one.
    const procfs::Fields& fields = content.fields;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
        const procfs::Field& soft = fields[i];
        const QString unit = soft.doc ? words(soft.doc->unit) : QString();
        TableRow row;
        row.key = QByteArray::fromStdString(soft.name);
        row.path = content.path;
        row.field = row.key;
        row.doc = soft.doc;
        row.dialect = content.dialect;
        row.task = content.task;
        row.cells = {bytesCell(soft.name), limitCell(soft, content.dialect),
                     limitCell(fields[i + 1], content.dialect), bytesCell(unit.toStdString()),
                     bytesCell(soft.doc ? soft.doc->meaning : std::string_view())};
        rows.append(row);
    }
    return rows;
}

}
