// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/fieldtable.h>
#include <model/records/sourcename.h>
#include <procfs/procfile.h>

#include <algorithm>

namespace sandscope::model {

namespace {

struct FieldRow
{
    QByteArray key; ///< the field's name
    procfs::Field field;
    FileContentPtr content; ///< that it is of
    bool isPrinted = true; ///< false: the dialect lacks it
    Mark mark = Mark::none;
    int was = -1;

    [[nodiscard]] bool sameCells(const FieldRow& other) const
    {
        return field.value == other.field.value && field.doc == other.field.doc
            && isPrinted == other.isPrinted;
    }
};

QString unitOf(const procfs::Field& field)
{
    if (!field.doc)
        return {};
    return QString::fromUtf8(field.doc->unit.data(),
                             static_cast<qsizetype>(field.doc->unit.size()));
}

bool printsUnit(const procfs::Field& field)
{
    return field.doc && !field.doc->unit.empty() && field.value.ends_with(field.doc->unit);
}

/// The value without its unit, where it is printed.
std::string_view bareValue(const procfs::Field& field)
{
    std::string_view value = field.value;
    if (printsUnit(field)) {
        value.remove_suffix(field.doc->unit.size());
        while (value.ends_with(' '))
            value.remove_suffix(1);
    }
    return value;
}

QVariant rawValue(const procfs::Field& field)
{
    const std::string_view bare = bareValue(field);
    const QByteArray text(bare.data(), static_cast<qsizetype>(bare.size()));
    const bool digits = !text.isEmpty() && text.last(1).front() >= '0'
        && text.last(1).front() <= '9' && !text.startsWith(' ') && !text.startsWith('+');
    bool isNumber = false;
    if (digits) {
        if (const quint64 number = text.toULongLong(&isNumber); isNumber)
            return number;
        if (const qint64 number = text.toLongLong(&isNumber); isNumber)
            return number;
    }
    return QByteArray(field.value.data(), static_cast<qsizetype>(field.value.size()));
}

QVariant cellOf(const FieldRow& row, int column, int role)
{
    using Table = FieldTableModel;
    const procfs::Field& field = row.field;
    const QString meaning = field.doc
        ? QString::fromUtf8(field.doc->meaning.data(),
                            static_cast<qsizetype>(field.doc->meaning.size()))
        : QString();
    const procfs::Dialect dialect = row.content->dialect;
    const CellState state = fieldState(field.doc, dialect);
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case Table::NameColumn:
            return escaped(field.name);
        case Table::ValueColumn:
            return escaped(field.value);
        case Table::MeaningColumn:
            return meaning;
        case Table::UnitColumn:
            return printsUnit(field) ? QString() : unitOf(field);
        default:
            return {};
        }
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole:
        return fieldText(field.doc, dialect) + u'\n' + sourceName(row.content->path, field.name);
    case Qt::AccessibleTextRole:
        if (column == Table::MeaningColumn)
            return meaning;
        if (column == Table::UnitColumn)
            return unitWord(unitOf(field));
        return cellAccessibleText(escaped(field.name), escaped(bareValue(field)), unitOf(field),
                                  state, dialect);
    case RawValueRole:
        switch (column) {
        case Table::NameColumn:
            return row.key;
        case Table::ValueColumn:
            return row.isPrinted ? rawValue(field) : QVariant();
        case Table::UnitColumn:
            return unitOf(field).toUtf8();
        default:
            return meaning.toUtf8();
        }
    case UnitRole:
        return unitOf(field);
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

struct FieldTableModel::Private
{
    [[nodiscard]] QList<FieldRow> rowsOf(const FileContentPtr& shown) const;
    [[nodiscard]] QVariant formerData(const FieldRow& row, int role) const;

    FileContentPtr content;
    FileContentPtr baseline;
    ComparedRows<FieldRow> rows;
    bool showsAbsent = false;
    bool alignsRight = false;
};

QList<FieldRow> FieldTableModel::Private::rowsOf(const FileContentPtr& shown) const
{
    QList<FieldRow> result;
    if (!shown)
        return result;
    for (const procfs::Field& field : shown->fields)
        result.append({QByteArray::fromStdString(field.name), field, shown});
    const procfs::ProcFile* const file = showsAbsent && !shown->fields.empty()
        ? procfs::procFileForPath(shown->path.toStdString())
        : nullptr;
    if (!file)
        return result;
    for (const procfs::FieldDoc& doc : file->fields) {
        const procfs::Truth truth = doc.truthIn(shown->dialect);
        const bool isPrinted = std::ranges::any_of(
            shown->fields, [&doc](const procfs::Field& field) { return field.doc == &doc; });
        if (isPrinted || (truth != procfs::Truth::absent && truth != procfs::Truth::renamed))
            continue;
        const std::string name(doc.name);
        result.append({QByteArray::fromStdString(name), {name, {}, &doc}, shown, false});
    }
    return result;
}

/// Of the column that says what a value was: the baseline's, where it is another one.
QVariant FieldTableModel::Private::formerData(const FieldRow& row, int role) const
{
    if (role == MarkRole)
        return static_cast<int>(row.mark == Mark::gone ? row.mark : Mark::none);
    const FieldRow* const former = row.mark == Mark::gone ? &row : rows.former(row);
    const bool differs = former && row.mark != Mark::none;
    if (role == StateRole)
        return static_cast<int>(differs ? fieldState(former->field.doc, former->content->dialect)
                                        : CellState::measured);
    if (role == Qt::AccessibleTextRole && !differs)
        return baseline ? tr("no difference") : QString();
    return differs ? cellOf(*former, ValueColumn, role) : QVariant();
}

FieldTableModel::FieldTableModel(QObject* parent)
    : RowTable(parent)
    , d(std::make_unique<Private>())
{
}

FieldTableModel::~FieldTableModel() = default;

void FieldTableModel::setContent(const FileContentPtr& content)
{
    const FileContentPtr before = std::exchange(d->content, content);
    present(d->rows, d->rowsOf(content), before, content);
}

void FieldTableModel::setBaseline(const FileContentPtr& baseline)
{
    d->baseline = baseline;
    compare(d->rows, baseline ? std::optional(d->rowsOf(baseline)) : std::nullopt,
            d->rowsOf(d->content));
}

void FieldTableModel::setShowsAbsent(bool shows)
{
    if (shows == d->showsAbsent)
        return;
    d->showsAbsent = shows;
    if (d->baseline)
        setBaseline(d->baseline);
    else
        present(d->rows, d->rowsOf(d->content), true, false);
}

bool FieldTableModel::showsAbsent() const
{
    return d->showsAbsent;
}

void FieldTableModel::setAlignsRight(bool right)
{
    d->alignsRight = right;
}

int FieldTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.shown.size());
}

int FieldTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FieldTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return headerData(index.column(), Qt::Horizontal, role);
    if (index.column() == WasColumn)
        return d->formerData(d->rows.shown[index.row()], role);
    return comparedData(d->rows, index, role, cellOf);
}

QVariant FieldTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool isRight = d->alignsRight && (section == ValueColumn || section == WasColumn);
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && isRight)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignRight);
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != ColumnIdRole))
        return {};
    const bool title = role == Qt::DisplayRole;
    switch (section) {
    case NameColumn:
        return title ? QVariant(tr("Field")) : QVariant(QByteArray("field"));
    case ValueColumn:
        return title ? QVariant(tr("Value")) : QVariant(QByteArray("value"));
    case WasColumn:
        return title ? QVariant(tr("Was")) : QVariant(QByteArray("was"));
    case MeaningColumn:
        return title ? QVariant(tr("Meaning")) : QVariant(QByteArray("meaning"));
    case UnitColumn:
        return title ? QVariant(tr("Unit")) : QVariant(QByteArray("unit"));
    default:
        return {};
    }
}

}
