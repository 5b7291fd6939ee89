// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/kindtable.h>

#include <QCoreApplication>

namespace sandscope::model {

namespace {

using Table = KindTableModel;

struct KindRow
{
    int key = 0; ///< a Kind, or as many as there are for all
    atlas::Sums sums;
    Mark mark = Mark::none;
    int was = -1; ///< its row in the baseline

    [[nodiscard]] bool sameCells(const KindRow& other) const { return sums == other.sums; }
};

struct KindColumn
{
    const char* id;
    const char* title; ///< translated in the context of KindTableModel
    const char* field; ///< of smaps; null: of no file
    std::optional<quint64> (*valueKb)(const atlas::Sums& sums); ///< null: no size
};

// clang-format off
const std::array<KindColumn, Table::ColumnCount> columns = {{
    {"kind", QT_TRANSLATE_NOOP("sandscope::model::KindTableModel", "Kind"), nullptr, nullptr},
    {"count", QT_TRANSLATE_NOOP("sandscope::model::KindTableModel", "Count"), nullptr, nullptr},
    {"size", QT_TRANSLATE_NOOP("sandscope::model::KindTableModel", "Size"), nullptr, [](const atlas::Sums& sums) { return std::optional<quint64>(sums.sizeBytes / 1024); }},
    {"rss", QT_TRANSLATE_NOOP("sandscope::model::KindTableModel", "Rss"), "Rss", [](const atlas::Sums& sums) { return std::optional<quint64>(sums.rssKb); }},
    {"pss", QT_TRANSLATE_NOOP("sandscope::model::KindTableModel", "Pss"), "Pss", [](const atlas::Sums& sums) { return std::optional<quint64>(sums.pssKb); }},
    {"dirty", QT_TRANSLATE_NOOP("sandscope::model::KindTableModel", "Dirty"), "Private_Dirty", [](const atlas::Sums& sums) { return std::optional<quint64>(sums.dirtyKb); }},
}};

constexpr const char* kindNames[] = {
    QT_TRANSLATE_NOOP("Kinds", "Code"), QT_TRANSLATE_NOOP("Kinds", "Data"),
    QT_TRANSLATE_NOOP("Kinds", "Heap"), QT_TRANSLATE_NOOP("Kinds", "Stack"),
    QT_TRANSLATE_NOOP("Kinds", "Mapped File"), QT_TRANSLATE_NOOP("Kinds", "Shared"),
    QT_TRANSLATE_NOOP("Kinds", "Special"), QT_TRANSLATE_NOOP("Kinds", "Anonymous"),
};
constexpr const char* kindMeanings[] = {
    QT_TRANSLATE_NOOP("Kinds", "Private memory that may be executed: programs, libraries, code made while running."),
    QT_TRANSLATE_NOOP("Kinds", "Other private pieces of a program or library, and the zeroes right behind its writable data."),
    QT_TRANSLATE_NOOP("Kinds", "The memory that brk extends."),
    QT_TRANSLATE_NOOP("Kinds", "The stack of the main thread."),
    QT_TRANSLATE_NOOP("Kinds", "Private mappings of files of which no piece is code."),
    QT_TRANSLATE_NOOP("Kinds", "Shared mappings: what is written there others see, and files keep."),
    QT_TRANSLATE_NOOP("Kinds", "Pages that the kernel itself puts there: vdso, vvar, vsyscall."),
    QT_TRANSLATE_NOOP("Kinds", "Private memory of no file: malloc's large pieces, stacks of threads, guards."),
};
// clang-format on

constexpr int allKey = static_cast<int>(atlas::allKinds.size());

const KindColumn& columnAt(int column)
{
    return columns[static_cast<std::size_t>(column)];
}

QString titleOf(const KindRow& row)
{
    return row.key == allKey ? KindTableModel::tr("All")
                             : kindName(static_cast<atlas::Kind>(row.key));
}

std::optional<quint64> numberOf(const KindRow& row, int column)
{
    if (column == Table::CountColumn)
        return row.sums.count;
    const auto value = columnAt(column).valueKb;
    return value ? value(row.sums) : std::nullopt;
}

QString display(const KindRow& row, int column)
{
    if (column == Table::KindColumn)
        return titleOf(row);
    const auto number = numberOf(row, column);
    if (!number)
        return {};
    const auto text = QString::number(*number);
    return column == Table::CountColumn ? text : text + QLatin1StringView(" kB");
}

Qt::Alignment alignmentOf(int column)
{
    return Qt::AlignVCenter | (column == Table::KindColumn ? Qt::AlignLeft : Qt::AlignRight);
}

using KindSums = std::array<atlas::Sums, atlas::allKinds.size()>;

QList<KindRow> rowsOf(const KindSums& kinds, const atlas::Sums& all)
{
    QList<KindRow> rows;
    for (const atlas::Kind kind : atlas::allKinds) {
        if (const auto& sums = kinds[static_cast<std::size_t>(kind)]; sums.count > 0)
            rows.append({static_cast<int>(kind), sums});
    }
    if (all.count > 0)
        rows.append({allKey, all});
    return rows;
}

QString unitOf(int column)
{
    return columnAt(column).valueKb ? QStringLiteral("kB") : QString();
}

}

QString kindName(atlas::Kind kind)
{
    return QCoreApplication::translate("Kinds", kindNames[static_cast<std::size_t>(kind)]);
}

struct KindTableModel::Private
{
    [[nodiscard]] CellState stateOf(const KindRow& row, int column) const
    {
        const char* field = columnAt(column).field;
        if (!field)
            return CellState::measured;
        if (!numberOf(row, column))
            return CellState::notProvided;
        return fieldState(procfs::findDoc(procfs::smapsFile.fields, field),
                          space->content->dialect);
    }

    /// What data() answers, but for what is compared.
    [[nodiscard]] QVariant cell(const KindRow& row, int column, int role) const;

    AddressSpacePtr space;
    ComparedRows<KindRow> rows;
};

KindTableModel::KindTableModel(QObject* parent)
    : RowTable(parent)
    , d(std::make_unique<Private>())
{
}

KindTableModel::~KindTableModel() = default;

void KindTableModel::setSpace(const AddressSpacePtr& space)
{
    QList<KindRow> next;
    std::optional<QList<KindRow>> former;
    if (space) {
        next = rowsOf(space->space.kinds, space->space.all);
        if (space->space.isComparison)
            former = rowsOf(space->space.formerKinds, space->space.formerAll);
    }
    if (space)
        d->space = space; // before the views ask
    if (former || d->rows.baseline)
        compare(d->rows, std::move(former), std::move(next));
    else
        present(d->rows, std::move(next), true, false);
    if (!space)
        d->space = nullptr;
}

std::optional<atlas::Kind> KindTableModel::kindOf(int row) const
{
    const int key = d->rows.shown.at(row).key;
    return key == allKey ? std::nullopt : std::optional(static_cast<atlas::Kind>(key));
}

int KindTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.shown.size());
}

int KindTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant KindTableModel::Private::cell(const KindRow& row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(column));
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole: {
        if (column == Table::KindColumn)
            return row.key == allKey ? KindTableModel::tr("Every line of the file.")
                                     : QCoreApplication::translate("Kinds", kindMeanings[row.key]);
        const char* field = columnAt(column).field;
        if (!field)
            return {};
        const auto state = stateOf(row, column);
        return state == CellState::notProvided
            ? cellToolTip(KindTableModel::tr("Some mappings do not tell it."), state,
                          space->content->dialect)
            : fieldText(procfs::findDoc(procfs::smapsFile.fields, field), space->content->dialect);
    }
    case Qt::AccessibleTextRole: {
        if (column == Table::KindColumn)
            return titleOf(row);
        const auto number = numberOf(row, column);
        return cellAccessibleText(titleOf(row) + u' ' + KindTableModel::tr(columnAt(column).title),
                                  number ? QString::number(*number) : QString(), unitOf(column),
                                  stateOf(row, column), space->content->dialect);
    }
    case RawValueRole:
        if (column == Table::KindColumn)
            return titleOf(row).toUtf8();
        return numberOf(row, column) ? QVariant::fromValue(*numberOf(row, column)) : QVariant();
    case UnitRole:
        return unitOf(column);
    case StateRole:
        return static_cast<int>(stateOf(row, column));
    case PathRole:
        return space->content->path;
    default:
        return {};
    }
}

QVariant KindTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return comparedData(d->rows, index, role, [this](const KindRow& row, int column, int wanted) {
        return d->cell(row, column, wanted);
    });
}

QVariant KindTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return tr(columnAt(section).title);
    case ColumnIdRole:
        return QByteArray(columnAt(section).id);
    case UnitRole:
        return unitOf(section);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(section));
    default:
        return {};
    }
}

}
