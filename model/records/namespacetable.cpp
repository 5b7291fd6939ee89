// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/namespacetable.h>
#include <model/records/sourcename.h>
#include <procfs/files/ns.h>
#include <procfs/files/truth.h>

#include <algorithm>

namespace sandscope::model {

namespace {

using survey::namespaceKinds;
using survey::NamespaceRow;

struct MatrixRow
{
    quint64 key = 0; ///< the task
    FileContentPtr content; ///< holds the values
    std::size_t index = 0;
    Mark mark = Mark::none;
    int was = -1;

    [[nodiscard]] const NamespaceRow& row() const { return content->namespaces->rows[index]; }
    [[nodiscard]] const survey::NamespaceGroup* group(std::size_t kind) const
    {
        const auto cell = row().cells[kind];
        return cell < 0 ? nullptr
                        : &content->namespaces->groups[kind][static_cast<std::size_t>(cell)];
    }
    /// The namespaces themselves: letters move when one goes.
    [[nodiscard]] bool isInSame(const MatrixRow& other, std::size_t kind) const
    {
        const auto* here = group(kind);
        const auto* there = other.group(kind);
        return here && there ? here->number == there->number
                             : row().cells[kind] == other.row().cells[kind];
    }
    [[nodiscard]] bool sameCell(const MatrixRow& other, int column) const
    {
        if (column == NamespaceTable::PidColumn)
            return true; // the key
        if (column == NamespaceTable::NameColumn)
            return row().task->name == other.row().task->name;
        return isInSame(other, static_cast<std::size_t>(column - NamespaceTable::FirstKindColumn));
    }
    [[nodiscard]] bool sameCells(const MatrixRow& other) const
    {
        for (int column = 0;
             column < NamespaceTable::FirstKindColumn + static_cast<int>(namespaceKinds.size());
             ++column) {
            if (!sameCell(other, column))
                return false;
        }
        return true;
    }
};

const procfs::FieldDoc* docOf(std::size_t kind)
{
    return procfs::findDoc(procfs::nsFile.fields, namespaceKinds[kind]);
}

QString kindName(std::size_t kind)
{
    return QString::fromLatin1(namespaceKinds[kind].data(),
                               static_cast<qsizetype>(namespaceKinds[kind].size()));
}

QString heading(std::size_t kind)
{
    constexpr std::array titles = {
        QT_TRANSLATE_NOOP("sandscope::model::NamespaceTable", "Mount"),
        QT_TRANSLATE_NOOP("sandscope::model::NamespaceTable", "PID ns"),
        QT_TRANSLATE_NOOP("sandscope::model::NamespaceTable", "Net"),
        QT_TRANSLATE_NOOP("sandscope::model::NamespaceTable", "IPC"),
        QT_TRANSLATE_NOOP("sandscope::model::NamespaceTable", "UTS"),
        QT_TRANSLATE_NOOP("sandscope::model::NamespaceTable", "User"),
        QT_TRANSLATE_NOOP("sandscope::model::NamespaceTable", "Cgroup"),
        QT_TRANSLATE_NOOP("sandscope::model::NamespaceTable", "Time"),
    };
    return NamespaceTable::tr(titles[kind]);
}

CellState stateOf(const MatrixRow& row, std::size_t kind)
{
    switch (row.row().cells[kind]) {
    case NamespaceRow::absent:
        return CellState::absent;
    case NamespaceRow::denied:
        return CellState::notPermitted;
    case NamespaceRow::gone:
        return CellState::gone;
    case NamespaceRow::untold:
        return CellState::notProvided;
    case NamespaceRow::madeUp:
        return CellState::unknown;
    default:
        return CellState::measured;
    }
}

QString cellText(const MatrixRow& row, std::size_t kind)
{
    const auto cell = row.row().cells[kind];
    if (cell == NamespaceRow::madeUp)
        return QStringLiteral("?");
    return cell < 0 ? QString()
                    : QString::fromStdString(survey::groupLetter(static_cast<std::size_t>(cell)));
}

QString cellAbout(const MatrixRow& row, std::size_t kind)
{
    const auto source
        = sourceName(QByteArray::number(row.row().task->tgid.value) + "/ns", namespaceKinds[kind]);
    const auto* doc = docOf(kind);
    const auto dialect = row.content->dialect;
    if (const auto* group = row.group(kind)) {
        // What the link says is the number of a real kernel; a simulated one prints its own.
        const auto text
            = NamespaceTable::tr("%1 namespace %2 (number %3), with %n process(es)", nullptr,
                                 static_cast<int>(group->processes))
                  .arg(kindName(kind), cellText(row, kind), QString::number(group->number));
        const bool isPrinted = doc && doc->truthIn(dialect) != procfs::Truth::absent;
        return text + u'\n'
            + (isPrinted ? source
                         : NamespaceTable::tr("Known of the simulation; %1 prints no such link.")
                               .arg(dialectTitle(dialect)));
    }
    if (row.row().cells[kind] == NamespaceRow::madeUp)
        return NamespaceTable::tr("Nothing tells whether two processes share it.") + u'\n'
            + fieldText(doc, dialect) + u'\n' + source;
    return cellToolTip(source, stateOf(row, kind), dialect);
}

QVariant cellOf(const MatrixRow& row, int column, int role)
{
    if (!row.content) // a row that is just being made room for
        return {};
    const snapshot::TaskSummary& task = *row.row().task;
    const bool isPid = column == NamespaceTable::PidColumn;
    const bool isName = column == NamespaceTable::NameColumn;
    switch (role) {
    case TaskIdRole:
        return task.id.value;
    case PathRole:
        return QByteArray::number(task.tgid.value) + "/ns";
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (isPid        ? Qt::AlignRight
                                          : isName ? Qt::AlignLeft
                                                   : Qt::AlignHCenter));
    default:
        break;
    }
    if (isPid || isName) {
        switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole:
        case WasRole:
            return isPid ? QString::number(task.tgid.value) : escaped(task.name);
        case RawValueRole:
            return isPid ? QVariant(task.tgid.value)
                         : QVariant(QByteArray::fromStdString(task.name));
        case NamespaceTable::GroupRole:
            return -1;
        default:
            return {};
        }
    }
    const auto kind = static_cast<std::size_t>(column - NamespaceTable::FirstKindColumn);
    const auto cell = row.row().cells[kind];
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, kind);
    case WasRole: { // the letter may be that of another one now
        const auto* group = row.group(kind);
        return group ? NamespaceTable::tr("%1 (number %2)")
                           .arg(cellText(row, kind), QString::number(group->number))
                     : cellText(row, kind);
    }
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole:
        return cellAbout(row, kind);
    case Qt::AccessibleTextRole:
        return cellAccessibleText(NamespaceTable::tr("%1 namespace").arg(kindName(kind)),
                                  cellText(row, kind), {}, stateOf(row, kind),
                                  row.content->dialect);
    case RawValueRole:
        return cell < 0 ? QVariant() : QVariant(cell);
    case StateRole:
        return static_cast<int>(stateOf(row, kind));
    case NamespaceTable::GroupRole:
        return std::max(cell, -1);
    default:
        return {};
    }
}

}

namespace {

/// In another namespace than the first process of which that is known. What is unknown is not
/// different.
bool isDifferent(const std::vector<NamespaceRow>& all, std::size_t index)
{
    for (std::size_t kind = 0; kind < namespaceKinds.size(); ++kind) {
        const auto cell = all[index].cells[kind];
        if (cell < 0)
            continue;
        const auto first = std::ranges::find_if(
            all, [kind](const NamespaceRow& row) { return row.cells[kind] >= 0; });
        if (first->cells[kind] != cell)
            return true;
    }
    return false;
}

}

struct NamespaceTable::Private
{
    [[nodiscard]] QList<MatrixRow> rowsOf(const FileContentPtr& shown) const
    {
        QList<MatrixRow> result;
        if (!shown || !shown->namespaces)
            return result;
        const auto& all = shown->namespaces->rows;
        result.reserve(static_cast<qsizetype>(all.size()));
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!onlyDifferent || i == 0 || isDifferent(all, i))
                result.append({all[i].task->id.value, shown, i});
        }
        return result;
    }

    FileContentPtr content;
    FileContentPtr baseline;
    ComparedRows<MatrixRow> rows;
    bool onlyDifferent = false;
};

NamespaceTable::NamespaceTable(QObject* parent)
    : RowTable(parent)
    , d(std::make_unique<Private>())
{
}

NamespaceTable::~NamespaceTable() = default;

void NamespaceTable::setContent(const FileContentPtr& content)
{
    const FileContentPtr before = std::exchange(d->content, content);
    // The processes are the same whosever folder the content was read for.
    const bool isSame = before && content;
    present(d->rows, d->rowsOf(content), isSame, isSame && before->dialect == content->dialect);
}

void NamespaceTable::setBaseline(const FileContentPtr& baseline)
{
    d->baseline = baseline;
    compare(d->rows, baseline ? std::optional(d->rowsOf(baseline)) : std::nullopt,
            d->rowsOf(d->content));
}

void NamespaceTable::setOnlyDifferent(bool only)
{
    if (only == d->onlyDifferent)
        return;
    d->onlyDifferent = only;
    if (d->baseline)
        setBaseline(d->baseline);
    else
        present(d->rows, d->rowsOf(d->content), true, false);
}

int NamespaceTable::rowOfTask(procfs::TaskId task) const
{
    const auto at = std::ranges::find(d->rows.shown, task.value, &MatrixRow::key);
    return at == d->rows.shown.end() ? -1 : static_cast<int>(at - d->rows.shown.begin());
}

int NamespaceTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.shown.size());
}

int NamespaceTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstKindColumn + static_cast<int>(namespaceKinds.size());
}

QVariant NamespaceTable::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return comparedData(d->rows, index, role, cellOf);
}

QVariant NamespaceTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (section < FirstKindColumn) {
        const bool isPid = section == PidColumn;
        switch (role) {
        case Qt::DisplayRole:
            return isPid ? tr("PID") : tr("Process");
        case ColumnIdRole:
            return isPid ? QByteArray("pid") : QByteArray("name");
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::AlignVCenter | (isPid ? Qt::AlignRight : Qt::AlignLeft));
        default:
            return {};
        }
    }
    const auto kind = static_cast<std::size_t>(section - FirstKindColumn);
    switch (role) {
    case Qt::DisplayRole:
        return heading(kind);
    case ColumnIdRole:
        return kindName(kind).toLatin1();
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole: {
        const auto* doc = docOf(kind);
        return doc ? fieldText(doc, d->content ? d->content->dialect : procfs::Dialect::linux_)
                   : QString();
    }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignCenter));
    default:
        return {};
    }
}

}
