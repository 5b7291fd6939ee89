// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/listchange.h>
#include <model/records/rawlines.h>
#include <model/records/rawmodel.h>
#include <model/tree/roles.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace sandscope::model {

struct RawModel::Private
{
    [[nodiscard]] std::string_view bytes() const
    {
        return content && content->text ? std::string_view(content->text->bytes)
                                        : std::string_view();
    }
    /// Number of a row among all of the content.
    [[nodiscard]] std::size_t number(int row) const
    {
        return static_cast<std::size_t>(row < hiddenAt ? row : row + hidden);
    }
    [[nodiscard]] std::size_t begin(std::size_t number) const
    {
        if (hex)
            return number * hexRow;
        return number < starts.size() ? starts[number] : bytes().size();
    }
    [[nodiscard]] std::string_view line(int row) const
    {
        const std::size_t from = begin(number(row));
        return bytes().substr(from, begin(number(row) + 1) - from);
    }
    void layOut(const FileContentPtr& next)
    {
        content = next;
        hex = wantsHex(next);
        starts = hex ? std::vector<std::size_t>() : rowStarts(bytes());
        rows = static_cast<int>(hex ? (bytes().size() + hexRow - 1) / hexRow : starts.size());
    }
    [[nodiscard]] bool wantsHex(const FileContentPtr& next) const
    {
        return mode == Mode::automatic ? next && next->text && looksBinary(next->text->bytes)
                                       : mode == Mode::hex;
    }

    FileContentPtr content;
    Mode mode = Mode::automatic;
    bool hex = false;
    std::vector<std::size_t> starts;
    int rows = 0;
    int hiddenAt = 0; ///< between a removal and an insertion: from here on so many rows are not
                      ///< counted yet
    int hidden = 0;
};

int RawModel::rowAtOffset(std::size_t offset) const
{
    if (offset >= d->bytes().size())
        return -1;
    if (d->hex)
        return static_cast<int>(offset / hexRow);
    return static_cast<int>(std::ranges::upper_bound(d->starts, offset) - d->starts.begin()) - 1;
}

std::size_t RawModel::offsetOfRow(int row) const
{
    return d->begin(static_cast<std::size_t>(row));
}

RawModel::RawModel(QObject* parent)
    : QAbstractTableModel(parent)
    , d(std::make_unique<Private>())
{
}

RawModel::~RawModel() = default;

void RawModel::setContent(const FileContentPtr& content)
{
    if (content == d->content)
        return;
    const bool inPlace = content && d->content && content->path == d->content->path
        && d->wantsHex(content) == d->hex;
    if (!inPlace) {
        beginResetModel();
        d->layOut(content);
        endResetModel();
        return;
    }
    Private next;
    next.mode = d->mode;
    next.layOut(content);
    // What stands before and behind the difference stays; rows of hexadecimal digits behind it have
    // another offset.
    const int both = std::min(d->rows, next.rows);
    int before = 0;
    while (before < both && d->line(before) == next.line(before))
        ++before;
    int behind = 0;
    while (!d->hex && behind < both - before
           && d->line(d->rows - 1 - behind) == next.line(next.rows - 1 - behind))
        ++behind;
    const int removed = d->rows - before - behind;
    const int inserted = next.rows - before - behind;
    if (removed == inserted) {
        QList<int> changed;
        for (int row = before; row < before + removed; ++row) {
            if (d->line(row) != next.line(row))
                changed.append(row);
        }
        *d = std::move(next);
        for (const RowRange& range : coalesced(changed))
            Q_EMIT dataChanged(index(range.first, 0), index(range.last, columnCount() - 1));
        return;
    }
    next.hiddenAt = before;
    next.hidden = inserted;
    next.rows -= inserted;
    if (removed > 0) {
        beginRemoveRows({}, before, before + removed - 1);
        *d = std::move(next);
        endRemoveRows();
    } else {
        *d = std::move(next);
    }
    if (inserted > 0) {
        beginInsertRows({}, before, before + inserted - 1);
        d->hidden = 0;
        d->rows += inserted;
        endInsertRows();
    }
}

void RawModel::setMode(Mode mode)
{
    if (mode == d->mode)
        return;
    d->mode = mode;
    if (d->wantsHex(d->content) == d->hex)
        return;
    beginResetModel();
    d->layOut(d->content);
    endResetModel();
}

bool RawModel::showsHex() const
{
    return d->hex;
}

QByteArray RawModel::bytes() const
{
    const std::string_view all = d->bytes();
    return QByteArray(all.data(), static_cast<qsizetype>(all.size()));
}

int RawModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : d->rows;
}

int RawModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : d->hex ? 3 : 1;
}

QVariant RawModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const std::string_view line = d->line(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        if (!d->hex)
            return textLine(line);
        switch (index.column()) {
        case OffsetColumn:
            return QString::number(d->begin(d->number(index.row())), 16).rightJustified(8, u'0');
        case BytesColumn:
            return hexBytes(line);
        default:
            return asciiBytes(line);
        }
    case RawValueRole:
        if (d->hex && index.column() == OffsetColumn)
            return static_cast<quint64>(d->begin(d->number(index.row())));
        return QByteArray(line.data(), static_cast<qsizetype>(line.size()));
    case StateRole:
        return static_cast<int>(CellState::measured);
    case MarkRole:
        return static_cast<int>(Mark::none);
    case TaskIdRole:
        return d->content->task.value;
    case PathRole:
        return d->content->path;
    default:
        return {};
    }
}

QVariant RawModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    return heading(section, d->hex, role);
}

QVariant RawModel::heading(int section, bool hex, int role)
{
    const bool title = role == Qt::DisplayRole;
    if (!title && role != ColumnIdRole)
        return {};
    if (!hex)
        return title ? QVariant(tr("Text")) : QVariant(QByteArray("text"));
    switch (section) {
    case OffsetColumn:
        return title ? QVariant(tr("Offset")) : QVariant(QByteArray("offset"));
    case BytesColumn:
        return title ? QVariant(tr("Bytes")) : QVariant(QByteArray("bytes"));
    default:
        return title ? QVariant(tr("Characters")) : QVariant(QByteArray("characters"));
    }
}

}
