// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/surveytable.h>

#include <QCoreApplication>

#include <algorithm>

namespace sandscope::model {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Surveys", text);
}

Qt::Alignment alignmentOf(const SurveyColumn& column)
{
    return Qt::AlignVCenter | (column.isRightAligned ? Qt::AlignRight : Qt::AlignLeft);
}

QVariant cellOf(const SurveyColumn& column, const SurveyRow& row, int place, int role)
{
    if (place >= row.cells.size()) // a row that is just being made room for
        return {};
    const SurveyCell& cell = row.cells[place];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(column));
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole:
        return cell.about.isEmpty() ? cellToolTip(say(column.meaning), cell.state) : cell.about;
    case Qt::AccessibleTextRole:
        return cellAccessibleText(say(column.title), cell.text, {}, cell.state);
    case RawValueRole:
        if (cell.raw.isValid())
            return cell.raw;
        return cell.text.isEmpty() ? QVariant() : QVariant(cell.text.toUtf8());
    case StateRole:
        return static_cast<int>(cell.state);
    case TaskIdRole:
        return row.task;
    case PathRole:
        return row.path;
    default:
        return {};
    }
}

}

bool SurveyRow::sameCells(const SurveyRow& other) const
{
    return std::ranges::equal(cells, other.cells, [](const SurveyCell& a, const SurveyCell& b) {
        return a.text == b.text && a.state == b.state;
    });
}

SurveyTable::SurveyTable(std::span<const SurveyColumn> columns, Rows rows, QObject* parent)
    : RowTable(parent)
    , m_columns(columns)
    , m_rowsOf(std::move(rows))
{
}

void SurveyTable::setContent(const FileContentPtr& content)
{
    const FileContentPtr before = std::exchange(m_content, content);
    present(m_rows, content ? m_rowsOf(*content) : QList<SurveyRow>(), before, content);
}

void SurveyTable::setBaseline(const FileContentPtr& baseline)
{
    compare(m_rows, baseline ? std::optional(m_rowsOf(*baseline)) : std::nullopt,
            m_content ? m_rowsOf(*m_content) : QList<SurveyRow>());
}

int SurveyTable::rowOfKey(quint64 key) const
{
    int gone = -1;
    for (int row = 0; row < m_rows.shown.size(); ++row) {
        if (m_rows.shown[row].key != key)
            continue;
        if (m_rows.shown[row].mark != Mark::gone)
            return row;
        gone = row;
    }
    return gone;
}

int SurveyTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.shown.size());
}

int SurveyTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant SurveyTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return comparedData(m_rows, index, role, [this](const SurveyRow& row, int column, int asked) {
        return cellOf(m_columns[static_cast<std::size_t>(column)], row, column, asked);
    });
}

QVariant SurveyTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const SurveyColumn& column = m_columns[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole:
        return say(column.title);
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole:
        return say(column.meaning);
    case ColumnIdRole:
        return QByteArray(column.id);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(column));
    default:
        return {};
    }
}

SurveyCell failedCell(const procfs::Failure& failure)
{
    SurveyCell cell;
    cell.state = cellState(failure);
    return cell;
}

}
