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
    Mark mark = Mark::none;

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

}

struct AuxvTableModel::Private
{
    FileContentPtr content;
    QList<AuxvRow> rows;
};

AuxvTableModel::AuxvTableModel(QObject* parent)
    : RowTable(parent)
    , d(std::make_unique<Private>())
{
}

AuxvTableModel::~AuxvTableModel() = default;

void AuxvTableModel::setContent(const FileContentPtr& content)
{
    QList<AuxvRow> next;
    if (content) {
        for (const procfs::AuxEntry& entry : content->auxv)
            next.append({entry.key, entry.value});
    }
    const FileContentPtr before = std::exchange(d->content, content);
    if (isSameFile(before, content))
        update(d->rows, std::move(next), before->dialect == content->dialect);
    else
        replace(d->rows, std::move(next));
}

int AuxvTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.size());
}

int AuxvTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AuxvTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const AuxvRow& row = d->rows[index.row()];
    const QString name = keyName(row.key);
    const QString meaning = text(procfs::auxKeyMeaning(row.key));
    const procfs::FieldDoc* doc = docOf(row.key);
    const CellState state = fieldState(doc, d->content->dialect);
    const auto value
        = [&] { return QString::fromStdString(procfs::describeAuxValue({row.key, row.value})); };
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn:
            return name;
        case ValueColumn:
            return value();
        case MeaningColumn:
            return meaning;
        default:
            return {};
        }
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole:
        return fieldText(doc, d->content->dialect) + u'\n'
            + sourceName(d->content->path, name.toStdString());
    case Qt::AccessibleTextRole:
        if (index.column() == MeaningColumn)
            return meaning;
        return cellAccessibleText(name, value(), {}, state, d->content->dialect);
    case RawValueRole:
        switch (index.column()) {
        case NameColumn:
            return row.key;
        case ValueColumn:
            return row.value;
        default:
            return meaning.toUtf8();
        }
    case UnitRole:
        return doc ? text(doc->unit) : QString();
    case StateRole:
        return static_cast<int>(state);
    case MarkRole:
        return static_cast<int>(row.mark);
    case TaskIdRole:
        return d->content->task.value;
    case PathRole:
        return d->content->path;
    default:
        return {};
    }
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
    case MeaningColumn:
        return title ? QVariant(tr("Meaning")) : QVariant(QByteArray("meaning"));
    default:
        return {};
    }
}

}
