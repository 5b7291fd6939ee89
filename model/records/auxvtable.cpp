// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/auxvtable.h>
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/sourcename.h>
#include <procfs/files/auxv.h>

#include <algorithm>

namespace sandscope::model {

namespace {

struct AuxvRow
{
    quint64 key = 0;
    quint64 value = 0;
    FileContentPtr content; ///< that it is of
    Mark mark = Mark::none;
    int was = -1;

    [[nodiscard]] bool sameCells(const AuxvRow& other) const { return value == other.value; }
};

QString text(std::string_view ascii)
{
    return QString::fromUtf8(ascii.data(), static_cast<qsizetype>(ascii.size()));
}

QString keyName(quint64 key)
{
    const std::string_view name = procfs::auxKeyName(key);
    return name.empty() ? QString::number(key) : text(name);
}

const procfs::FieldDoc* docOf(quint64 key)
{
    const auto fields = procfs::auxvFile.fields;
    const auto at = std::ranges::find(fields, procfs::auxKeyName(key), &procfs::FieldDoc::name);
    return at == fields.end() ? nullptr : &*at;
}

QList<AuxvRow> rowsOf(const FileContentPtr& content)
{
    QList<AuxvRow> rows;
    if (content) {
        for (const procfs::AuxEntry& entry : content->auxv)
            rows.append({entry.key, entry.value, content});
    }
    return rows;
}

QVariant cellOf(const AuxvRow& row, int column, int role)
{
    using Table = AuxvTableModel;
    const QString name = keyName(row.key);
    const QString meaning = text(procfs::auxKeyMeaning(row.key));
    const procfs::FieldDoc* doc = docOf(row.key);
    const procfs::Dialect dialect = row.content->dialect;
    const CellState state = fieldState(doc, dialect);
    const auto value
        = [&] { return QString::fromStdString(procfs::describeAuxValue({row.key, row.value})); };
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case Table::NameColumn:
            return name;
        case Table::ValueColumn:
            return value();
        case Table::MeaningColumn:
            return meaning;
        default:
            return {};
        }
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole:
        return fieldText(doc, dialect) + u'\n' + sourceName(row.content->path, name.toStdString());
    case Qt::AccessibleTextRole:
        if (column == Table::MeaningColumn)
            return meaning;
        return cellAccessibleText(name, value(), {}, state, dialect);
    case RawValueRole:
        switch (column) {
        case Table::NameColumn:
            return row.key;
        case Table::ValueColumn:
            return row.value;
        default:
            return meaning.toUtf8();
        }
    case UnitRole:
        return doc ? text(doc->unit) : QString();
    case StateRole:
        return static_cast<int>(state);
    case TaskIdRole:
        return row.content->task.value;
    case PathRole:
        return row.content->path;
    default:
        return {};
    }
}

}

struct AuxvTableModel::Private
{
    [[nodiscard]] QVariant formerData(const AuxvRow& row, int role) const;

    FileContentPtr content;
    ComparedRows<AuxvRow> rows;
};

/// Of the column that says what a value was: the baseline's, where it is another one.
QVariant AuxvTableModel::Private::formerData(const AuxvRow& row, int role) const
{
    if (role == MarkRole)
        return static_cast<int>(row.mark == Mark::gone ? row.mark : Mark::none);
    const AuxvRow* const former = row.mark == Mark::gone ? &row : rows.former(row);
    const bool differs = former && row.mark != Mark::none;
    if (role == StateRole && !differs)
        return static_cast<int>(CellState::measured);
    if (role == Qt::AccessibleTextRole && !differs)
        return rows.baseline ? tr("no difference") : QString();
    return differs ? cellOf(*former, ValueColumn, role) : QVariant();
}

AuxvTableModel::AuxvTableModel(QObject* parent)
    : RowTable(parent)
    , d(std::make_unique<Private>())
{
}

AuxvTableModel::~AuxvTableModel() = default;

void AuxvTableModel::setContent(const FileContentPtr& content)
{
    const FileContentPtr before = std::exchange(d->content, content);
    present(d->rows, rowsOf(content), before, content);
}

void AuxvTableModel::setBaseline(const FileContentPtr& baseline)
{
    compare(d->rows, baseline ? std::optional(rowsOf(baseline)) : std::nullopt, rowsOf(d->content));
}

int AuxvTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.shown.size());
}

int AuxvTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AuxvTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.column() == WasColumn)
        return d->formerData(d->rows.shown[index.row()], role);
    return comparedData(d->rows, index, role, cellOf);
}

QVariant AuxvTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != ColumnIdRole))
        return {};
    const bool title = role == Qt::DisplayRole;
    switch (section) {
    case NameColumn:
        return title ? QVariant(tr("Name")) : QVariant(QByteArray("key"));
    case ValueColumn:
        return title ? QVariant(tr("Value")) : QVariant(QByteArray("value"));
    case WasColumn:
        return title ? QVariant(tr("Was")) : QVariant(QByteArray("was"));
    case MeaningColumn:
        return title ? QVariant(tr("Meaning")) : QVariant(QByteArray("meaning"));
    default:
        return {};
    }
}

}
