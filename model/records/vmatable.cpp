// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/sourcename.h>
#include <model/records/vmatable.h>
#include <model/sandbox/hostreader.h>

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

namespace sandscope::model {

namespace {

using procfs::MapsEntry;
using procfs::SmapsEntry;
using procfs::SmapsKey;

struct VmaRow
{
    quint64 key = 0; ///< start address
    FileContentPtr content; ///< holds the values
    std::size_t index = 0;
    Mark mark = Mark::none;
    int was = -1;

    [[nodiscard]] const MapsEntry& mapping() const { return content->maps[index]; }
    [[nodiscard]] atlas::Use use() const
    {
        return index < content->uses.size() ? content->uses[index] : atlas::Use{};
    }
    [[nodiscard]] std::optional<SmapsEntry> block() const
    {
        return index < content->smaps.size() ? std::optional(content->smaps[index]) : std::nullopt;
    }
    [[nodiscard]] bool sameCells(const VmaRow& other) const
    {
        return mapping() == other.mapping() && use() == other.use() && block() == other.block();
    }
};

/// What a column shows: a field of the maps line, or a value of the smaps block.
struct VmaColumn
{
    const char* id;
    const char* title; ///< translated in the context of VmaTableModel
    const char* field; ///< as the field table of maps or smaps names it
    std::optional<SmapsKey> key; ///< a value in kB
    bool fromSmaps = false;
    bool rightAligned = false;
};

// clang-format off
const std::array<VmaColumn, VmaTableModel::ColumnCount> columns = {{
    {.id = "start", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Start"), .field = "range", .key = {}, .rightAligned = true},
    {.id = "end", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "End"), .field = "range", .key = {}, .rightAligned = true},
    {.id = "size", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Size"), .field = "range", .key = {}, .rightAligned = true},
    {.id = "perms", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Perms"), .field = "perms", .key = {}},
    {.id = "offset", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Offset"), .field = "offset", .key = {}, .rightAligned = true},
    {.id = "device", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Device"), .field = "dev", .key = {}},
    {.id = "inode", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Inode"), .field = "inode", .key = {}, .rightAligned = true},
    {.id = "rss", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Rss"), .field = "Rss", .key = SmapsKey::rss, .fromSmaps = true, .rightAligned = true},
    {.id = "pss", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Pss"), .field = "Pss", .key = SmapsKey::pss, .fromSmaps = true, .rightAligned = true},
    {.id = "dirty", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Dirty"), .field = "Private_Dirty", .key = {}, .fromSmaps = true, .rightAligned = true},
    {.id = "swap", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Swap"), .field = "Swap", .key = SmapsKey::swap, .fromSmaps = true, .rightAligned = true},
    {.id = "private.dirty", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Private Dirty"), .field = "Private_Dirty", .key = SmapsKey::privateDirty, .fromSmaps = true, .rightAligned = true},
    {.id = "private.clean", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Private Clean"), .field = "Private_Clean", .key = SmapsKey::privateClean, .fromSmaps = true, .rightAligned = true},
    {.id = "shared.dirty", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Shared Dirty"), .field = "Shared_Dirty", .key = SmapsKey::sharedDirty, .fromSmaps = true, .rightAligned = true},
    {.id = "shared.clean", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Shared Clean"), .field = "Shared_Clean", .key = SmapsKey::sharedClean, .fromSmaps = true, .rightAligned = true},
    {.id = "referenced", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Referenced"), .field = "Referenced", .key = SmapsKey::referenced, .fromSmaps = true, .rightAligned = true},
    {.id = "anonymous", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Anonymous"), .field = "Anonymous", .key = SmapsKey::anonymous, .fromSmaps = true, .rightAligned = true},
    {.id = "locked", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Locked"), .field = "Locked", .key = SmapsKey::locked, .fromSmaps = true, .rightAligned = true},
    {.id = "flags", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Flags"), .field = "VmFlags", .key = {}, .fromSmaps = true},
    {.id = "host", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Host"), .field = "", .key = {}, .rightAligned = true},
    {.id = "use", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Use"), .field = "", .key = {}},
    {.id = "name", .title = QT_TRANSLATE_NOOP("sandscope::model::VmaTableModel", "Name"), .field = "path", .key = {}},
}};
// clang-format on

const VmaColumn& columnAt(int column)
{
    return columns[static_cast<std::size_t>(column)];
}

/// From the table of the file it was read from, or of maps.
const procfs::FieldDoc* docOf(const VmaColumn& column, const VmaRow& row)
{
    const auto fields = (row.block() ? procfs::smapsFile : procfs::mapsFile).fields;
    const auto at
        = std::ranges::find(fields, std::string_view(column.field), &procfs::FieldDoc::name);
    return at == fields.end() ? nullptr : &*at;
}

QString hex(quint64 number, int digits)
{
    return QString::number(number, 16).rightJustified(digits, u'0');
}

QString permissions(const MapsEntry& entry)
{
    QString text(4, u'-');
    if (entry.perms.read)
        text[0] = u'r';
    if (entry.perms.write)
        text[1] = u'w';
    if (entry.perms.execute)
        text[2] = u'x';
    text[3] = entry.isShared ? u's' : u'p';
    return text;
}

/// Absent: the row has no such line.
std::optional<std::string_view> flagsOf(const VmaRow& row)
{
    const auto block = row.block();
    return block ? block->vmFlags() : std::nullopt;
}

QString flags(const VmaRow& row)
{
    QStringList parts;
    for (const std::string_view flag : procfs::smapsFlags(flagsOf(row).value_or("")))
        parts.append(escaped(flag));
    return parts.join(u' ');
}

QString flagMeanings(const VmaRow& row)
{
    QStringList lines;
    for (const std::string_view flag : procfs::smapsFlags(flagsOf(row).value_or(""))) {
        const std::string_view meaning = procfs::vmFlagMeaning(flag);
        if (!meaning.empty())
            lines.append(escaped(flag) + QLatin1StringView(": ") + escaped(meaning));
    }
    return lines.join(u'\n');
}

std::optional<quint64> smapsValue(const VmaRow& row, SmapsKey key)
{
    return row.block() ? row.block()->value(key) : std::nullopt;
}

/// In kB; nothing where the row or the column has none.
std::optional<quint64> kilobytes(const VmaRow& row, int column)
{
    if (column == VmaTableModel::DirtyColumn) {
        const auto shared = smapsValue(row, SmapsKey::sharedDirty);
        const auto own = smapsValue(row, SmapsKey::privateDirty);
        return shared && own ? std::optional(*shared + *own) : std::nullopt;
    }
    const auto key = columnAt(column).key;
    return key ? smapsValue(row, *key) : std::nullopt;
}

bool isSmapsNumber(int column)
{
    return column == VmaTableModel::DirtyColumn || columnAt(column).key.has_value();
}

/// Nothing when the row has no such value.
QVariant rawValue(const VmaRow& row, int column)
{
    const MapsEntry& entry = row.mapping();
    if (isSmapsNumber(column)) {
        const auto value = kilobytes(row, column);
        return value ? QVariant::fromValue(*value) : QVariant();
    }
    switch (column) {
    case VmaTableModel::StartColumn:
        return QVariant::fromValue<quint64>(entry.start);
    case VmaTableModel::EndColumn:
        return QVariant::fromValue<quint64>(entry.end);
    case VmaTableModel::SizeColumn:
        return QVariant::fromValue<quint64>((entry.end - entry.start) / 1024);
    case VmaTableModel::PermissionsColumn:
        return permissions(entry).toLatin1();
    case VmaTableModel::OffsetColumn:
        return QVariant::fromValue<quint64>(entry.offset);
    case VmaTableModel::DeviceColumn:
        return quint64{entry.deviceMajor} << 32U | entry.deviceMinor;
    case VmaTableModel::InodeColumn:
        return QVariant::fromValue<quint64>(entry.inode);
    case VmaTableModel::FlagsColumn:
        return flagsOf(row) ? QVariant(flags(row).toUtf8()) : QVariant();
    case VmaTableModel::UseColumn:
        return useText(row.use()).toUtf8();
    case VmaTableModel::NameColumn:
        return QByteArray(entry.name.data(), static_cast<qsizetype>(entry.name.size()));
    default:
        return {};
    }
}

QString display(const VmaRow& row, int column)
{
    const MapsEntry& entry = row.mapping();
    if (isSmapsNumber(column)) {
        const auto value = kilobytes(row, column);
        return value ? QString::number(*value) + QLatin1StringView(" kB") : QString();
    }
    switch (column) {
    case VmaTableModel::StartColumn:
        return hex(entry.start, 8);
    case VmaTableModel::EndColumn:
        return hex(entry.end, 8);
    case VmaTableModel::SizeColumn:
        return QString::number((entry.end - entry.start) / 1024) + QLatin1StringView(" kB");
    case VmaTableModel::PermissionsColumn:
        return permissions(entry);
    case VmaTableModel::OffsetColumn:
        return hex(entry.offset, 8);
    case VmaTableModel::DeviceColumn:
        return hex(entry.deviceMajor, 2) + u':' + hex(entry.deviceMinor, 2);
    case VmaTableModel::InodeColumn:
        return QString::number(entry.inode);
    case VmaTableModel::FlagsColumn:
        return flags(row);
    case VmaTableModel::UseColumn:
        return useText(row.use());
    case VmaTableModel::NameColumn:
        return escaped(entry.name);
    default:
        return {};
    }
}

/// In words, by atlas::Role.
// clang-format off
constexpr const char* roleNames[] = {
    QT_TRANSLATE_NOOP("Uses", "program code"), QT_TRANSLATE_NOOP("Uses", "program data"),
    QT_TRANSLATE_NOOP("Uses", "library code"), QT_TRANSLATE_NOOP("Uses", "library data"),
    QT_TRANSLATE_NOOP("Uses", "zeroed data"), QT_TRANSLATE_NOOP("Uses", "heap"),
    QT_TRANSLATE_NOOP("Uses", "stack"), QT_TRANSLATE_NOOP("Uses", "stack of a thread"),
    QT_TRANSLATE_NOOP("Uses", "guard"), QT_TRANSLATE_NOOP("Uses", "reserved"),
    QT_TRANSLATE_NOOP("Uses", "vdso"), QT_TRANSLATE_NOOP("Uses", "vvar"),
    QT_TRANSLATE_NOOP("Uses", "vsyscall"), QT_TRANSLATE_NOOP("Uses", "special"),
    QT_TRANSLATE_NOOP("Uses", "shared file"), QT_TRANSLATE_NOOP("Uses", "shared memory"),
    QT_TRANSLATE_NOOP("Uses", "mapped file"), QT_TRANSLATE_NOOP("Uses", "generated code"),
    QT_TRANSLATE_NOOP("Uses", "anonymous"),
};
constexpr const char* roleMeanings[] = {
    QT_TRANSLATE_NOOP("Uses", "Instructions of the program itself."),
    QT_TRANSLATE_NOOP("Uses", "Other pieces of the program's file: constants, tables, variables."),
    QT_TRANSLATE_NOOP("Uses", "Instructions of a library or of the loader."),
    QT_TRANSLATE_NOOP("Uses", "Other pieces of a library's file: constants, tables, variables."),
    QT_TRANSLATE_NOOP("Uses", "Variables that start as zeroes (bss), right behind those that the file holds."),
    QT_TRANSLATE_NOOP("Uses", "The memory that brk extends."),
    QT_TRANSLATE_NOOP("Uses", "The stack of the main thread."),
    QT_TRANSLATE_NOOP("Uses", "The stack of a thread."),
    QT_TRANSLATE_NOOP("Uses", "May not be touched, so that a stack that grows too far ends the program."),
    QT_TRANSLATE_NOOP("Uses", "Address space without access: kept free for later."),
    QT_TRANSLATE_NOOP("Uses", "Code of the kernel that programs call without entering it."),
    QT_TRANSLATE_NOOP("Uses", "Data of the kernel that the vdso reads."),
    QT_TRANSLATE_NOOP("Uses", "The fixed page of old system calls."),
    QT_TRANSLATE_NOOP("Uses", "Memory that the kernel itself put there."),
    QT_TRANSLATE_NOOP("Uses", "A file mapped as shared: what is written there reaches the file and everybody who maps it."),
    QT_TRANSLATE_NOOP("Uses", "Memory shared with other processes, of no file that one can open by a path."),
    QT_TRANSLATE_NOOP("Uses", "A private view of a file that is no program."),
    QT_TRANSLATE_NOOP("Uses", "Anonymous memory that may be executed: made while the program runs."),
    QT_TRANSLATE_NOOP("Uses", "Private memory of no file: large pieces of malloc and the like."),
};
// clang-format on

QString useMeaning(const atlas::Use& use)
{
    const auto meaning
        = QCoreApplication::translate("Uses", roleMeanings[static_cast<std::size_t>(use.role)]);
    return use.isGuess ? meaning + u'\n' + VmaTableModel::tr("A guess by its name and neighbours.")
                       : meaning;
}

QString unitOf(int column)
{
    if (column == VmaTableModel::SizeColumn || column == VmaTableModel::HostColumn
        || isSmapsNumber(column))
        return QStringLiteral("kB");
    return column == VmaTableModel::OffsetColumn ? QStringLiteral("bytes") : QString();
}

QList<VmaRow> rowsOf(const FileContentPtr& content)
{
    QList<VmaRow> rows;
    if (content) {
        rows.reserve(std::ssize(content->maps));
        for (std::size_t i = 0; i < content->maps.size(); ++i)
            rows.append({content->maps[i].start, content, i});
    }
    return rows;
}

CellState stateOf(const VmaRow& row, int column)
{
    if (column == VmaTableModel::UseColumn)
        return row.use().isGuess ? CellState::derived : CellState::measured;
    const VmaColumn& about = columnAt(column);
    const procfs::FieldDoc* doc = docOf(about, row);
    if (about.fromSmaps && !rawValue(row, column).isValid())
        return doc && doc->truthIn(row.content->dialect) == procfs::Truth::absent
            ? CellState::absent
            : CellState::notProvided;
    return fieldState(doc, row.content->dialect);
}

QVariant cellOf(const VmaRow& row, int column, int role)
{
    const VmaColumn& about = columnAt(column);
    const procfs::Dialect dialect = row.content->dialect;
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (about.rightAligned ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole: {
        if (column == VmaTableModel::UseColumn)
            return useMeaning(row.use());
        const CellState state = stateOf(row, column);
        const QString source = sourceName(row.content->path, about.field);
        // A value that this file does not hold has no truth to tell of.
        QString text = state == CellState::notProvided
            ? cellToolTip(source, state, dialect)
            : fieldText(docOf(about, row), dialect) + u'\n' + source;
        if (const QString meanings
            = column == VmaTableModel::FlagsColumn ? flagMeanings(row) : QString();
            !meanings.isEmpty())
            text += u'\n' + meanings;
        return text;
    }
    case Qt::AccessibleTextRole: {
        const QString unit = unitOf(column);
        QString value = display(row, column);
        if (unit == QLatin1StringView("kB") && !value.isEmpty())
            value.chop(3);
        // A use is nothing that a dialect prints.
        return cellAccessibleText(VmaTableModel::tr(about.title), value, unit, stateOf(row, column),
                                  column == VmaTableModel::UseColumn ? std::nullopt
                                                                     : std::optional(dialect));
    }
    case RawValueRole:
        return rawValue(row, column);
    case UnitRole:
        return unitOf(column);
    case StateRole:
        return static_cast<int>(stateOf(row, column));
    case TaskIdRole:
        return row.content->task.value;
    case PathRole:
        return row.content->path;
    default:
        return {};
    }
}

/// The mapping that holds \a address, of those that ascend; null: none does.
const MapsEntry* holderOf(const std::vector<MapsEntry>& maps, quint64 address)
{
    const auto behind = std::ranges::upper_bound(maps, address, {}, &MapsEntry::start);
    if (behind == maps.begin())
        return nullptr;
    const MapsEntry& entry = *std::prev(behind);
    return address >= entry.start && address < entry.end ? &entry : nullptr;
}

}

QString useText(const atlas::Use& use)
{
    if (use.thread)
        return VmaTableModel::tr("stack of thread %1").arg(*use.thread);
    return QCoreApplication::translate("Uses", roleNames[static_cast<std::size_t>(use.role)]);
}

struct VmaTableModel::Private
{
    [[nodiscard]] QString splitText(const VmaRow& row) const;

    FileContentPtr content;
    FileContentPtr baseline;
    HostMemoryPtr host;
    ComparedRows<VmaRow> rows;
};

/// Of a mapping that only one side has, which was part of a larger one, or is now. Empty: of no
/// other.
QString VmaTableModel::Private::splitText(const VmaRow& row) const
{
    const bool isNew = row.mark == Mark::added;
    if (!rows.baseline || (!isNew && row.mark != Mark::gone))
        return {};
    const FileContentPtr& other = isNew ? baseline : content;
    const auto* holder = other ? holderOf(other->maps, row.key) : nullptr;
    if (!holder)
        return {};
    const QString range = hex(holder->start, 8) + u'-' + hex(holder->end, 8);
    return (isNew ? tr("Was part of %1.") : tr("Is part of %1 now.")).arg(range);
}

VmaTableModel::VmaTableModel(QObject* parent)
    : RowTable(parent)
    , d(std::make_unique<Private>())
{
}

VmaTableModel::~VmaTableModel() = default;

void VmaTableModel::setContent(const FileContentPtr& content)
{
    const FileContentPtr before = std::exchange(d->content, content);
    present(d->rows, rowsOf(content), before, content);
}

void VmaTableModel::setBaseline(const FileContentPtr& baseline)
{
    d->baseline = baseline;
    compare(d->rows, baseline ? std::optional(rowsOf(baseline)) : std::nullopt, rowsOf(d->content));
}

void VmaTableModel::setHost(const HostMemoryPtr& host)
{
    if (host == d->host || (host && d->host && *host == *d->host))
        return;
    const bool isNew = !host != !d->host;
    d->host = host;
    if (isNew)
        Q_EMIT headerDataChanged(Qt::Horizontal, HostColumn, HostColumn);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, HostColumn), index(rowCount() - 1, HostColumn));
}

QVariant VmaTableModel::hostCell(int row, int role) const
{
    const VmaRow& vma = d->rows.shown[row];
    const HostMapping* mapping
        = d->host && vma.mark != Mark::gone ? d->host->startingAt(vma.key) : nullptr;
    // Of another moment's mapping it says nothing.
    if (mapping && mapping->end != vma.mapping().end)
        mapping = nullptr;
    const auto committed = mapping ? mapping->committed : std::nullopt;
    const CellState state = committed ? CellState::measured : CellState::notProvided;
    switch (role) {
    case Qt::DisplayRole:
        return hostBytesText(committed);
    case Qt::ToolTipRole:
    case Qt::WhatsThisRole: {
        const QString about = tr("How much of the mapping this computer has committed: pages of "
                                 "the memory file of the sandbox, at the same addresses.");
        return cellToolTip(mapping ? about + u'\n' + hostMappingText(*mapping) : about, state);
    }
    case Qt::AccessibleTextRole:
        return cellAccessibleText(tr("Host"), hostBytesText(committed), {}, state);
    case RawValueRole:
        return committed ? QVariant::fromValue<quint64>(committed->least / 1024) : QVariant();
    case StateRole:
        return static_cast<int>(state);
    default:
        return cellOf(vma, HostColumn, role);
    }
}

QList<int> VmaTableModel::smapsColumns()
{
    QList<int> result;
    for (int column = 0; column < ColumnCount; ++column) {
        if (columnAt(column).fromSmaps)
            result.append(column);
    }
    return result;
}

bool VmaTableModel::hasSmaps() const
{
    return d->content && !d->content->smaps.empty();
}

VmaSums VmaTableModel::sums(const QList<int>& rows) const
{
    VmaSums result;
    const auto add = [](std::optional<quint64>& sum, std::optional<quint64> value) {
        if (!value)
            sum.reset();
        else if (sum)
            *sum += *value;
    };
    result.rssKb = result.pssKb = result.dirtyKb = 0;
    const auto addRow = [&](const VmaRow& row) {
        if (row.mark == Mark::gone)
            return;
        ++result.count;
        result.sizeBytes += row.mapping().end - row.mapping().start;
        add(result.rssKb, smapsValue(row, SmapsKey::rss));
        add(result.pssKb, smapsValue(row, SmapsKey::pss));
        add(result.dirtyKb, kilobytes(row, DirtyColumn));
    };
    if (rows.isEmpty()) {
        std::ranges::for_each(d->rows.shown, addRow);
    } else {
        for (const int row : rows)
            addRow(d->rows.shown.at(row));
    }
    if (result.count == 0) // a sum over nothing is not a measured 0
        result.rssKb = result.pssKb = result.dirtyKb = std::nullopt;
    return result;
}

QString VmaTableModel::blockText(int row) const
{
    if (row < 0 || row >= d->rows.shown.size())
        return {};
    const VmaRow& vma = d->rows.shown[row];
    std::string formatted;
    std::string_view block;
    if (const std::optional<SmapsEntry> entry = vma.block()) {
        block = entry->text();
    } else {
        procfs::formatMapsEntry(vma.mapping(), vma.content->dialect, formatted);
        block = formatted;
    }
    if (block.ends_with('\n'))
        block.remove_suffix(1);
    QStringList lines;
    for (std::size_t begin = 0; begin <= block.size();) {
        const std::size_t end = std::min(block.find('\n', begin), block.size());
        lines.append(escaped(block.substr(begin, end - begin)));
        begin = end + 1;
    }
    return lines.join(u'\n');
}

quint64 VmaTableModel::startAddress(int row) const
{
    return d->rows.shown.at(row).key;
}

int VmaTableModel::rowOfAddress(quint64 address) const
{
    int gone = -1;
    for (int row = 0; row < d->rows.shown.size(); ++row) {
        const VmaRow& vma = d->rows.shown[row];
        if (address < vma.mapping().start || address >= vma.mapping().end)
            continue;
        if (vma.mark != Mark::gone)
            return row;
        gone = row;
    }
    return gone;
}

int VmaTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.shown.size());
}

int VmaTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant VmaTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.column() == HostColumn && role != MarkRole)
        return hostCell(index.row(), role);
    const QVariant value = comparedData(d->rows, index, role, cellOf);
    if (index.column() != StartColumn
        || (role != Qt::ToolTipRole && role != Qt::AccessibleTextRole))
        return value;
    const QString split = d->splitText(d->rows.shown[index.row()]);
    return split.isEmpty() ? value
                           : value.toString() + (role == Qt::ToolTipRole ? u'\n' : u' ') + split;
}

QVariant VmaTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const VmaColumn& about = columnAt(section);
    switch (role) {
    case Qt::DisplayRole: // without a heading, it is not offered
        return section == HostColumn && !d->host ? QString() : tr(about.title);
    case ColumnIdRole:
        return QByteArray(about.id);
    case UnitRole:
        return unitOf(section);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (about.rightAligned ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::InitialSortOrderRole: // sizes from the greatest, places in order
        return static_cast<int>(unitOf(section) == QLatin1StringView("kB") ? Qt::DescendingOrder
                                                                           : Qt::AscendingOrder);
    default:
        return {};
    }
}

}
