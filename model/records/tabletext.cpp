// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/escape.h>
#include <model/records/tabletext.h>

#include <QAbstractItemModel>
#include <QCoreApplication>
#include <QStringList>
#include <QtConcurrentRun>

#include <algorithm>
#include <utility>

namespace sandscope::model {

namespace {

/// Characters that end a line, drive a terminal or turn the order of others around.
bool isHarmful(QChar c)
{
    return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
        || c.category() == QChar::Separator_Line || c.category() == QChar::Separator_Paragraph
        || c.isSurrogate();
}

/// Models escape what processes wrote; this holds for any model. Backslashes stay, since they are
/// part of what was escaped.
QString harmless(const QString& text)
{
    if (std::ranges::none_of(text, isHarmful))
        return text;
    QString result;
    for (const char32_t c : text.toUcs4()) {
        const QString one = QString::fromUcs4(&c, 1);
        result += c == U'\\' ? one : escaped(one.toUtf8());
    }
    return result;
}

/// Joins what \a cellText makes of each cell, row by row.
template <class CellText>
QString lines(const TableCells& cells, const QString& separator, const QString& end,
              CellText&& cellText)
{
    QString result;
    QStringList parts;
    for (const auto& row : cells.rows) {
        parts.clear();
        for (const TableCells::Cell& cell : row)
            parts << cellText(cell.text);
        result += parts.join(separator) + end;
    }
    return result;
}

QStringList titles(const TableCells& cells)
{
    QStringList result;
    for (const TableCells::Column& column : cells.columns)
        result << column.title;
    return result;
}

bool isPlainNumber(const QString& text)
{
    bool isNumber = false;
    (void)text.toDouble(&isNumber);
    return isNumber && !text.contains(u' ');
}

QString csvCell(const QString& text)
{
    static const QString starts = QStringLiteral("=+-@");
    QString value = harmless(text);
    const QString bare = value.trimmed();
    if (!bare.isEmpty() && starts.contains(bare.front()) && !isPlainNumber(bare))
        value.prepend(u'\'');
    const bool needsQuotes = std::ranges::any_of(
        value, [](QChar c) { return c == u'"' || c == u',' || c == u'\n' || c == u'\r'; });
    return needsQuotes ? u'"' + value.replace(u'"', QLatin1String("\"\"")) + u'"' : value;
}

QString markdownCell(const QString& text)
{
    static const QString special = QStringLiteral("\\|`*_~[]()#!$");
    QString result;
    for (const QChar c : harmless(text)) {
        if (c == u'<')
            result += QLatin1String("&lt;");
        else if (c == u'>')
            result += QLatin1String("&gt;");
        else if (c == u'&')
            result += QLatin1String("&amp;");
        else if (special.contains(c))
            result += QLatin1String("\\") + c;
        else
            result += c;
    }
    return result;
}

QString jsonString(const QString& text)
{
    QString result(u'"');
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            result += QLatin1String("\\") + c;
        else if (isHarmful(c) && !c.isSurrogate())
            result += QStringLiteral("\\u%1").arg(int(c.unicode()), 4, 16, QLatin1Char('0'));
        else
            result += c;
    }
    return result + u'"';
}

/// ', "id": value', and what there is to say beside it.
void addMember(QStringList& members, const QByteArray& id, const TableCells::Cell& cell)
{
    const QString name = QString::fromUtf8(id);
    const auto add = [&](const QString& suffix, const QString& value) {
        members << jsonString(name + suffix) + QLatin1String(": ") + value;
    };
    const bool isThere = cell.state == CellState::measured || cell.state == CellState::derived
        || cell.state == CellState::constant || cell.state == CellState::unknown
        || cell.state == CellState::withheld;
    switch (cell.raw.typeId()) {
    case QMetaType::UnknownType:
        add({}, isThere ? jsonString(cell.text) : QStringLiteral("null"));
        break;
    case QMetaType::Bool:
        add({}, cell.raw.toBool() ? QStringLiteral("true") : QStringLiteral("false"));
        break;
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::Long:
    case QMetaType::ULong:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        add({}, cell.raw.toString());
        break;
    case QMetaType::Float:
    case QMetaType::Double:
        add({}, QString::number(cell.raw.toDouble(), 'g', 17));
        break;
    case QMetaType::QByteArray: {
        const QByteArray bytes = cell.raw.toByteArray();
        const QString text = QString::fromUtf8(bytes);
        if (text.toUtf8() == bytes) {
            add({}, jsonString(text));
        } else {
            add({}, jsonString(escaped(bytes)));
            add(QStringLiteral("Base64"), jsonString(QString::fromLatin1(bytes.toBase64())));
        }
        break;
    }
    case QMetaType::QString:
        add({}, jsonString(cell.raw.toString()));
        break;
    default:
        add({}, jsonString(cell.text));
    }
    if (cell.state != CellState::measured)
        add(QStringLiteral("State"), jsonString(stateId(cell.state)));
}

}

namespace {

int levelOf(const QModelIndex& row)
{
    if (const QVariant depth = row.data(DepthRole); depth.isValid())
        return depth.toInt();
    int level = 0;
    for (QModelIndex parent = row.parent(); parent.isValid(); parent = parent.parent())
        ++level;
    return level;
}

Mark markOf(const QModelIndex& row)
{
    return static_cast<Mark>(row.siblingAtColumn(0).data(MarkRole).toInt());
}

/// Of a table that is compared with another one, whose marks would be lost in a copy. What a list
/// of processes marks is gone at the next moment.
bool isCompared(const QModelIndex& row)
{
    if (markOf(row) == Mark::gone)
        return !row.data(DepthRole).isValid();
    for (int column = 0; column < row.model()->columnCount(row.parent()); ++column) {
        if (row.siblingAtColumn(column).data(WasRole).isValid())
            return true;
    }
    return false;
}

QString differenceOf(const QModelIndex& row)
{
    switch (markOf(row)) {
    case Mark::added:
        return QCoreApplication::translate("TableText", "new");
    case Mark::changed:
        return QCoreApplication::translate("TableText", "changed");
    case Mark::gone:
        return QCoreApplication::translate("TableText", "gone");
    case Mark::none:
        break;
    }
    return {};
}

}

CellReader::CellReader(QModelIndexList rows, const QList<int>& columns)
    : m_rows(std::move(rows))
    , m_places(columns)
{
    if (m_rows.isEmpty())
        return;
    const QAbstractItemModel* model = m_rows.first().model();
    const auto isRight = [](const QVariant& alignment) {
        return Qt::Alignment(alignment.toInt()).testFlag(Qt::AlignRight);
    };
    for (const int column : columns) {
        const auto heading
            = [&](int role) { return model->headerData(column, Qt::Horizontal, role); };
        TableCells::Column taken{.id = heading(ColumnIdRole).toByteArray(),
                                 .title = heading(Qt::DisplayRole).toString()};
        if (taken.id.isEmpty())
            taken.id = "column" + QByteArray::number(column + 1);
        taken.isRightAligned = isRight(heading(Qt::TextAlignmentRole))
            || isRight(m_rows.first().siblingAtColumn(column).data(Qt::TextAlignmentRole));
        m_cells.columns << taken;
    }
}

bool CellReader::read(const QDeadlineTimer& deadline)
{
    while (rowsRead() < rowCount()) {
        const QModelIndex& row = m_rows[rowsRead()];
        QList<TableCells::Cell> taken;
        taken.reserve(m_places.size() + 2);
        for (const int column : m_places) {
            const QModelIndex index = row.siblingAtColumn(column);
            taken << TableCells::Cell{.text = index.data().toString(),
                                      .raw = index.data(RawValueRole),
                                      .state
                                      = static_cast<CellState>(index.data(StateRole).toInt())};
        }
        m_levels << levelOf(row);
        m_isTree = m_isTree || m_levels.last() > 0;
        m_differences << differenceOf(row);
        m_isComparison = m_isComparison || isCompared(row);
        m_cells.rows << taken;
        if (deadline.hasExpired())
            break;
    }
    return rowsRead() == rowCount();
}

TableCells CellReader::take()
{
    if (m_isTree)
        m_cells.columns << TableCells::Column{.id = "level",
                                              .title
                                              = QCoreApplication::translate("TableText", "Level"),
                                              .isRightAligned = true};
    if (m_isComparison)
        m_cells.columns << TableCells::Column{
            .id = "difference", .title = QCoreApplication::translate("TableText", "Difference")};
    for (qsizetype row = 0; row < rowsRead() && (m_isTree || m_isComparison); ++row) {
        if (m_isTree)
            m_cells.rows[row] << TableCells::Cell{.text = QString::number(m_levels[row]),
                                                  .raw = m_levels[row]};
        if (m_isComparison)
            m_cells.rows[row] << TableCells::Cell{.text = m_differences[row],
                                                  .raw = m_differences[row].toUtf8()};
    }
    return std::move(m_cells);
}

TableCells cellsOf(const QModelIndexList& rows, const QList<int>& columns)
{
    CellReader reader(rows, columns);
    reader.read(QDeadlineTimer(QDeadlineTimer::Forever));
    return reader.take();
}

QString toTabbed(const TableCells& cells, bool withTitles)
{
    QString result;
    if (withTitles) {
        QStringList parts;
        for (const QString& title : titles(cells))
            parts << harmless(title);
        result = parts.join(u'\t') + u'\n';
    }
    return result + lines(cells, QStringLiteral("\t"), QStringLiteral("\n"), harmless);
}

QString toCsv(const TableCells& cells)
{
    QStringList parts;
    for (const QString& title : titles(cells))
        parts << csvCell(title);
    return parts.join(u',') + QLatin1String("\r\n")
        + lines(cells, QStringLiteral(","), QStringLiteral("\r\n"), csvCell);
}

QString toMarkdown(const TableCells& cells)
{
    QStringList headings;
    QStringList rules;
    for (const TableCells::Column& column : cells.columns) {
        headings << markdownCell(column.title);
        rules << (column.isRightAligned ? QStringLiteral("---:") : QStringLiteral("---"));
    }
    const QString between = QStringLiteral(" | ");
    const QString end = QStringLiteral(" |\n");
    QString result = QLatin1String("| ") + headings.join(between) + end + QLatin1String("| ")
        + rules.join(between) + end;
    for (const auto& row : cells.rows) {
        QStringList parts;
        for (const TableCells::Cell& cell : row)
            parts << markdownCell(cell.text);
        result += QLatin1String("| ") + parts.join(between) + end;
    }
    return result;
}

QString toJson(const TableCells& cells)
{
    QStringList objects;
    QStringList members;
    for (const auto& row : cells.rows) {
        members.clear();
        for (qsizetype place = 0; place < row.size(); ++place)
            addMember(members, cells.columns[place].id, row[place]);
        objects << QLatin1String("  {") + members.join(QLatin1String(", ")) + u'}';
    }
    if (objects.isEmpty())
        return QStringLiteral("[]\n");
    return QLatin1String("[\n") + objects.join(QLatin1String(",\n")) + QLatin1String("\n]\n");
}

WrittenTable written(const TableCells& cells, TableForm form)
{
    WrittenTable table;
    switch (form) {
    case TableForm::text:
        table = {toTabbed(cells, true), QStringLiteral("text/tab-separated-values"), {}};
        break;
    case TableForm::csv:
        table = {toCsv(cells), QStringLiteral("text/csv"), {}};
        break;
    case TableForm::json:
        table = {toJson(cells), QStringLiteral("application/json"), {}};
        break;
    case TableForm::markdown:
        table = {toMarkdown(cells), QStringLiteral("text/markdown"), {}};
        break;
    }
    table.bytes = table.text.toUtf8();
    return table;
}

QFuture<WrittenTable> writtenLater(std::shared_ptr<CellReader> reader, TableForm form)
{
    return QtConcurrent::run(
        [reader = std::move(reader), form] { return written(reader->take(), form); });
}

QString stateId(CellState state)
{
    switch (state) {
    case CellState::measured:
        return QStringLiteral("measured");
    case CellState::derived:
        return QStringLiteral("derived");
    case CellState::constant:
        return QStringLiteral("constant");
    case CellState::notProvided:
        return QStringLiteral("not provided");
    case CellState::notPermitted:
        return QStringLiteral("not permitted");
    case CellState::gone:
        return QStringLiteral("gone");
    case CellState::notSampled:
        return QStringLiteral("not sampled");
    case CellState::failed:
        return QStringLiteral("failed");
    case CellState::absent:
        return QStringLiteral("absent");
    case CellState::renamed:
        return QStringLiteral("renamed");
    case CellState::unknown:
        return QStringLiteral("unknown");
    case CellState::withheld:
        return QStringLiteral("withheld");
    }
    return {};
}

}
