// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/lens.h>
#include <model/records/rawlines.h>
#include <model/records/sourcename.h>

#include <QStringList>

#include <algorithm>

namespace sandscope::model {

namespace {

using procfs::LensRow;
using procfs::LensVerdict;

QString text(std::string_view ascii)
{
    return QString::fromUtf8(ascii.data(), static_cast<qsizetype>(ascii.size()));
}

QString verdictText(const LensResult& result, LensVerdict verdict)
{
    switch (verdict) {
    case LensVerdict::equal:
        return LensModel::tr("same");
    case LensVerdict::differs:
        return LensModel::tr("different");
    case LensVerdict::renamed:
        return LensModel::tr("renamed");
    case LensVerdict::onlyLeft:
        return LensModel::tr("absent in %1").arg(dialectTitle(result.right.dialect));
    case LensVerdict::onlyRight:
        return LensModel::tr("absent in %1").arg(dialectTitle(result.left.dialect));
    }
    return {};
}

QString reasonText(const LensRow& row)
{
    QString reason = text(row.reason);
    if (!row.since.empty())
        reason += QLatin1StringView(" ") + LensModel::tr("Since %1.").arg(text(row.since));
    return reason;
}

QString nameText(const LensRow& row)
{
    const QString name = escaped(row.name);
    return row.otherName.empty() ? name : name + QStringLiteral(" → ") + escaped(row.otherName);
}

}

struct LensModel::Private
{
    struct Row
    {
        const procfs::LensRecord* record;
        const LensRow* row;
    };
    LensResultPtr result;
    std::vector<Row> rows;
};

LensModel::LensModel(QObject* parent)
    : QAbstractTableModel(parent)
    , d(std::make_unique<Private>())
{
}

LensModel::~LensModel() = default;

void LensModel::setResult(const LensResultPtr& result)
{
    if (result == d->result)
        return;
    std::vector<Private::Row> rows;
    if (result) {
        for (const auto& record : result->records) {
            for (const auto& row : record.rows)
                rows.push_back({&record, &row});
        }
    }
    // The same fields at another moment, as after each step: views keep their rows and places.
    const bool inPlace = result && d->result && result->path == d->result->path
        && rows.size() == d->rows.size()
        && std::ranges::equal(rows, d->rows, [](const auto& a, const auto& b) {
                             return a.row->name == b.row->name && a.record->key == b.record->key;
                         });
    if (inPlace) {
        d->rows = std::move(rows);
        d->result = result;
        if (!d->rows.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
        return;
    }
    beginResetModel();
    d->rows = std::move(rows);
    d->result = result;
    endResetModel();
}

bool LensModel::hasRecords() const
{
    return d->result && std::ranges::any_of(d->result->records, [](const auto& record) {
               return !record.key.empty();
           });
}

int LensModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.size());
}

int LensModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LensModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& [record, row] = d->rows[static_cast<std::size_t>(index.row())];
    const auto& result = *d->result;
    const int column = index.column();
    const bool isValue = column == LeftColumn || column == RightColumn;
    const auto& side = column == LeftColumn ? result.left : result.right;
    const auto& value = column == LeftColumn ? row->left : row->right;
    const auto* const known = row->leftDoc ? row->leftDoc : row->rightDoc;
    const auto* const own = column == LeftColumn ? row->leftDoc : row->rightDoc;
    const auto* const doc = isValue && own ? own : known;
    const auto state = [&] {
        if (!isValue)
            return CellState::measured;
        if (!value && doc)
            return CellState::absent;
        if (!value)
            return CellState::notProvided;
        return doc ? fieldState(doc, side.dialect) : CellState::measured;
    };
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case NameColumn:
            return nameText(*row);
        case RecordColumn:
            return escaped(record->key);
        case LeftColumn:
        case RightColumn:
            return value ? escaped(*value) : QString();
        case VerdictColumn:
            return verdictText(result, row->verdict);
        default:
            return reasonText(*row);
        }
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole: {
        QStringList parts;
        if (doc)
            parts << fieldText(doc, isValue ? side.dialect : result.left.dialect);
        if (const auto reason = reasonText(*row); !reason.isEmpty())
            parts << verdictText(result, row->verdict) + QLatin1StringView(": ") + reason;
        parts << sourceName(result.path, row->name);
        return parts.join(u'\n');
    }
    case Qt::AccessibleTextRole:
        if (isValue)
            return cellAccessibleText(nameText(*row), value ? escaped(*value) : QString(), {},
                                      state(), side.dialect);
        if (column == NameColumn)
            return nameText(*row) + QLatin1StringView(", ") + verdictText(result, row->verdict);
        return data(index, Qt::DisplayRole);
    case RawValueRole:
        if (isValue)
            return value ? QVariant(QByteArray::fromStdString(*value)) : QVariant();
        return data(index, Qt::DisplayRole).toString().toUtf8();
    case StateRole:
        return static_cast<int>(state());
    case MarkRole:
        return static_cast<int>(row->verdict == LensVerdict::equal ? Mark::none : Mark::changed);
    case PathRole:
        return result.path;
    default:
        return {};
    }
}

QVariant LensModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    static const char* const ids[] = {"field", "record", "left", "right", "difference", "reason"};
    if (role == ColumnIdRole)
        return QByteArray(ids[section]);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Field");
    case RecordColumn:
        return tr("Record");
    case LeftColumn:
        return d->result ? dialectTitle(d->result->left.dialect) : tr("Left");
    case RightColumn:
        return d->result ? dialectTitle(d->result->right.dialect) : tr("Right");
    case VerdictColumn:
        return tr("Difference");
    default:
        return tr("Reason");
    }
}

void LensTextModel::setResult(const LensResultPtr& result)
{
    if (result == m_result)
        return;
    beginResetModel();
    m_result = result;
    endResetModel();
}

int LensTextModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_result ? 0 : static_cast<int>(m_result->lines.size());
}

int LensTextModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LensTextModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& line = m_result->lines[static_cast<std::size_t>(index.row())];
    const auto& own = index.column() == LeftColumn ? line.left : line.right;
    switch (role) {
    case Qt::DisplayRole:
        return own ? textLine(*own) : QString();
    case Qt::AccessibleTextRole:
        return !own        ? tr("no such line")
            : line.differs ? tr("%1, different").arg(textLine(*own))
                           : textLine(*own);
    case RawValueRole:
        return own ? QVariant(QByteArray::fromStdString(*own)) : QVariant();
    case StateRole:
        return static_cast<int>(own ? CellState::measured : CellState::absent);
    case MarkRole:
        return static_cast<int>(line.differs ? Mark::changed : Mark::none);
    case PathRole:
        return m_result->path;
    default:
        return {};
    }
}

QVariant LensTextModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == ColumnIdRole)
        return QByteArray(section == LeftColumn ? "left" : "right");
    if (role != Qt::DisplayRole || !m_result)
        return {};
    return dialectTitle((section == LeftColumn ? m_result->left : m_result->right).dialect);
}

}
