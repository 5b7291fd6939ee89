// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/records/escape.h>
#include <model/records/listchange.h>
#include <model/tree/procrow.h>
#include <model/tree/proctree.h>
#include <model/tree/taskpath.h>
#include <procfs/recordfilesystem.h>

#include <QHash>
#include <QThread>

#include <algorithm>

namespace sandscope::model {

namespace {

/// How many rows the first fetch brings; each further one as many as are there, up to the second
/// number.
constexpr std::size_t firstBatch = 1000;
constexpr std::size_t greatestBatch = 8000;

enum class Refresh {
    sameNodes, ///< held nodes moved on by themselves
    otherNodes, ///< another file system over the same source: nodes are looked up again,
                ///< generations can be compared
    everything, ///< it prints in another way: nothing can be compared
};

}

struct ProcTreeModel::Private
{
    explicit Private(ProcTreeModel* model)
        : q(model)
    {
        root.directory = true;
    }

    [[nodiscard]] ProcRow& rowAt(const QModelIndex& index)
    {
        return index.isValid() ? *static_cast<ProcRow*>(index.internalPointer()) : root;
    }
    [[nodiscard]] QModelIndex indexOf(const ProcRow& row, int column = NameColumn) const
    {
        return row.parent ? q->createIndex(row.row, column, &row) : QModelIndex();
    }
    [[nodiscard]] procfs::TaskId taskOf(ProcRow& row);
    [[nodiscard]] const snapshot::TaskSummary* directoryOwner(ProcRow& row);
    [[nodiscard]] procfs::Generation detailsGeneration(ProcRow& row);
    const ProcDetails& details(ProcRow& row);

    void fetch(ProcRow& row);
    void setFailure(ProcRow& row, const procfs::Failure& failure);
    void refresh(ProcRow& row, Refresh how);
    void refreshDetails(ProcRow& parent, Refresh how, bool listed);
    void listAgain(ProcRow& row);
    void closeListing(ProcRow& row, const procfs::Failure& failure);
    void announceInterest();
    void replaceChildren(ProcRow& row, const ProcListing& listing, const QList<bool>& stale);
    void removeChildren(ProcRow& row, int first, int last);
    void insertChildren(ProcRow& row, const std::vector<procfs::DirEntry>& entries,
                        const QList<int>& chosen, int at);
    void emitChanged(const ProcRow& parent, const QList<int>& rows);

    ProcTreeModel* q;
    snapshot::SnapshotPtr snapshot;
    snapshot::ViewOptions options;
    std::unique_ptr<procfs::FileSystem> fileSystem;
    QHash<qint32, procfs::TaskId> tasksByTid; ///< of a recorded snapshot; made when first asked for
    bool interestPosted = false;
    ProcRow root; ///< after fileSystem, so that nodes go before it
};

ProcTreeModel::ProcTreeModel(QObject* parent)
    : QAbstractItemModel(parent)
    , d(std::make_unique<Private>(this))
{
}

ProcTreeModel::~ProcTreeModel() = default;

void ProcTreeModel::setSnapshot(const snapshot::SnapshotPtr& snapshot,
                                const snapshot::ViewOptions& options)
{
    Q_ASSERT(QThread::currentThread() == thread());
    Q_ASSERT(snapshot);
    const bool first = !d->fileSystem;
    const bool otherOptions = options != d->options;
    if (!first && snapshot == d->snapshot && !otherOptions)
        return;
    d->snapshot = snapshot;
    d->options = options;
    d->tasksByTid.clear();

    auto* printed = dynamic_cast<procfs::RecordFileSystem*>(d->fileSystem.get());
    if (printed && snapshot->records && !otherOptions) {
        printed->setRecords(snapshot->records);
        d->refresh(d->root, Refresh::sameNodes);
        return;
    }
    auto fileSystem = snapshot::makeFileSystem(snapshot, options, nullptr);
    d->root.node = fileSystem->root();
    const auto old = std::exchange(d->fileSystem, std::move(fileSystem));
    if (first)
        d->fetch(d->root);
    else
        d->refresh(d->root, otherOptions || printed ? Refresh::everything : Refresh::otherNodes);
}

void ProcTreeModel::clear()
{
    beginResetModel();
    d->root.children.clear();
    d->root = ProcRow{};
    d->root.directory = true;
    d->fileSystem.reset();
    d->snapshot.reset();
    endResetModel();
    Q_EMIT interestChanged();
}

QByteArray ProcTreeModel::path(const QModelIndex& index) const
{
    return d->rowAt(index).path();
}

QModelIndex ProcTreeModel::indexOf(const QByteArray& path)
{
    ProcRow* row = &d->root;
    if (!d->fileSystem)
        return {};
    for (const QByteArray& part : path.split('/')) {
        if (part.isEmpty())
            continue;
        const std::string name = part.toStdString();
        ProcRow* below = row->child(name);
        if (!below) {
            const auto node = row->resolve();
            if (!row->directory || !node || !(*node)->lookup(name))
                return {};
            while (!below && canFetchMore(d->indexOf(*row))) {
                d->fetch(*row);
                below = row->child(name);
            }
        }
        if (!below)
            return {};
        row = below;
    }
    return d->indexOf(*row);
}

QSet<QByteArray> ProcTreeModel::interest() const
{
    QSet<QByteArray> paths{QByteArray()};
    std::vector<const ProcRow*> open{&d->root};
    while (!open.empty()) {
        const ProcRow* row = open.back();
        open.pop_back();
        if (row->asked || row->wantsTarget)
            paths.insert(row->path());
        for (const auto& child : row->children) {
            if (child->asked || child->wantsTarget)
                open.push_back(child.get());
        }
    }
    return paths;
}

QModelIndex ProcTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    return hasIndex(row, column, parent)
        ? createIndex(row, column, d->rowAt(parent).children[static_cast<std::size_t>(row)].get())
        : QModelIndex();
}

QModelIndex ProcTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? d->indexOf(*d->rowAt(child).parent) : QModelIndex();
}

int ProcTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(d->rowAt(parent).children.size());
}

int ProcTreeModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

bool ProcTreeModel::hasChildren(const QModelIndex& parent) const
{
    const ProcRow& row = d->rowAt(parent);
    if (!row.directory || parent.column() > 0 || !d->fileSystem)
        return false;
    if (row.failure)
        return row.failure->kind == procfs::Failure::Kind::notSampled;
    return !row.atEnd || !row.children.empty();
}

bool ProcTreeModel::canFetchMore(const QModelIndex& parent) const
{
    const ProcRow& row = d->rowAt(parent);
    return row.directory && parent.column() <= 0 && d->fileSystem && !row.atEnd && !row.failure;
}

void ProcTreeModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent))
        d->fetch(d->rowAt(parent));
}

QVariant ProcTreeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    ProcRow& row = d->rowAt(index);
    const auto kind = row.directory ? procfs::FileKind::directory
        : row.link                  ? procfs::FileKind::link
                                    : procfs::FileKind::regular;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NameColumn:
            return escaped(row.name);
        case ModeColumn:
            return d->details(row).mode;
        case DetailColumn:
            return d->details(row).text;
        default:
            return {};
        }
    case Qt::ToolTipRole:
        return cellToolTip(QStringLiteral("/proc/") + escaped(row.path()), d->details(row).state);
    case Qt::AccessibleTextRole:
        if (index.column() == NameColumn) {
            const QString what = row.directory ? tr("folder") : row.link ? tr("link") : tr("file");
            return cellAccessibleText(escaped(row.name), what, {}, d->details(row).state);
        }
        return data(index, Qt::DisplayRole);
    case RawValueRole:
        switch (index.column()) {
        case NameColumn:
            return QByteArray::fromStdString(row.name);
        case ModeColumn:
            return d->details(row).mode.toLatin1();
        default:
            return d->details(row).raw;
        }
    case StateRole:
        return static_cast<int>(d->details(row).state);
    case MarkRole:
        return static_cast<int>(Mark::none);
    case TaskIdRole:
        return d->taskOf(row).value;
    case PathRole:
        return row.path();
    case KindRole:
        return static_cast<int>(kind);
    default:
        return {};
    }
}

QVariant ProcTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != ColumnIdRole))
        return {};
    const bool title = role == Qt::DisplayRole;
    switch (section) {
    case NameColumn:
        return title ? QVariant(tr("Name")) : QVariant(QByteArray("name"));
    case ModeColumn:
        return title ? QVariant(tr("Mode")) : QVariant(QByteArray("mode"));
    case DetailColumn:
        return title ? QVariant(tr("Size or Target")) : QVariant(QByteArray("detail"));
    default:
        return {};
    }
}

procfs::TaskId ProcTreeModel::Private::taskOf(ProcRow& row)
{
    const auto node = row.resolve();
    if (node && (*node)->task())
        return (*node)->task();
    if (!snapshot || !snapshot->tree)
        return {};
    if (tasksByTid.isEmpty()) {
        snapshot->tasks.forEach(
            [this](quint32, const auto& task) { tasksByTid.insert(task->tid.value, task->id); });
    }
    return tasksByTid.value(tidOfPath(row.path()));
}

/// The task whose directory this row is.
const snapshot::TaskSummary* ProcTreeModel::Private::directoryOwner(ProcRow& row)
{
    const bool isNumber = !row.name.empty()
        && std::ranges::all_of(row.name, [](char c) { return c >= '0' && c <= '9'; });
    const bool isTask = row.directory && isNumber && row.parent
        && (row.parent == &root || (row.parent->name == "task" && row.parent->parent != &root));
    const procfs::TaskId task = isTask ? taskOf(row) : procfs::TaskId{};
    return task ? snapshot->tasks.find(task.value) : nullptr;
}

procfs::Generation ProcTreeModel::Private::detailsGeneration(ProcRow& row)
{
    const auto node = row.resolve();
    const snapshot::TaskSummary* owner = directoryOwner(row);
    return std::max(node ? (*node)->generation() : 0, owner ? owner->generation : 0);
}

const ProcDetails& ProcTreeModel::Private::details(ProcRow& row)
{
    if (!row.details) {
        const snapshot::TaskSummary* owner = directoryOwner(row);
        row.details = detailsOf(row, owner ? owner->name : std::string());
        row.detailsAt = detailsGeneration(row);
        if (row.link && snapshot->tree && !row.wantsTarget) {
            row.wantsTarget = true;
            announceInterest();
        }
    }
    return *row.details;
}

void ProcTreeModel::Private::fetch(ProcRow& row)
{
    const bool first = !std::exchange(row.asked, true);
    const auto node = row.resolve();
    if (!node) {
        setFailure(row, node.error());
        return;
    }
    const std::size_t count = std::clamp(row.children.size(), firstBatch, greatestBatch);
    auto listing = readSome(**node, row.nextOffset, count);
    if (first)
        row.listedAt = (*node)->generation();
    if (listing) {
        row.nextOffset = listing->nextOffset;
        row.atEnd = listing->atEnd;
        QList<int> all(std::ssize(listing->entries));
        std::ranges::generate(all, [i = 0]() mutable { return i++; });
        insertChildren(row, listing->entries, all, static_cast<int>(row.children.size()));
    } else {
        setFailure(row, listing.error());
    }
    if (first)
        Q_EMIT q->interestChanged();
}

void ProcTreeModel::Private::setFailure(ProcRow& row, const procfs::Failure& failure)
{
    if (row.failure == failure)
        return;
    row.failure = failure;
    row.details.reset();
    if (row.parent)
        emitChanged(*row.parent, {row.row});
}

/// Later: cells are asked for while a view paints, and whoever listens does more than that allows.
void ProcTreeModel::Private::announceInterest()
{
    if (std::exchange(interestPosted, true))
        return;
    QMetaObject::invokeMethod(
        q,
        [this] {
            interestPosted = false;
            Q_EMIT q->interestChanged();
        },
        Qt::QueuedConnection);
}

void ProcTreeModel::Private::refresh(ProcRow& row, Refresh how)
{
    bool listed = false;
    if (row.asked) {
        const auto node = row.resolve();
        listed = !node || how == Refresh::everything || row.failure
            || (*node)->generation() != row.listedAt;
        if (!node)
            closeListing(row, node.error());
        else if (listed)
            listAgain(row);
    }
    for (const auto& child : row.children) {
        if (how != Refresh::sameNodes && child->node) {
            child->node.reset();
            (void)child->resolve();
        }
        if (child->asked)
            refresh(*child, how);
    }
    refreshDetails(row, how, listed);
}

/// Cells of the children that somebody saw. \a listed: files and links may be others than those
/// seen.
void ProcTreeModel::Private::refreshDetails(ProcRow& parent, Refresh how, bool listed)
{
    QList<int> changed;
    for (const auto& child : parent.children) {
        if (!child->details)
            continue;
        const procfs::Generation now = detailsGeneration(*child);
        const bool mayDiffer = how == Refresh::everything || (listed && !child->directory);
        if (!mayDiffer && now == child->detailsAt)
            continue;
        const snapshot::TaskSummary* owner = directoryOwner(*child);
        ProcDetails details = detailsOf(*child, owner ? owner->name : std::string());
        child->detailsAt = now;
        if (details != *child->details) {
            child->details = std::move(details);
            changed.append(child->row);
        }
    }
    emitChanged(parent, changed);
}

void ProcTreeModel::Private::closeListing(ProcRow& row, const procfs::Failure& failure)
{
    if (!row.children.empty())
        removeChildren(row, 0, static_cast<int>(row.children.size()) - 1);
    row.atEnd = false;
    row.nextOffset = 0;
    setFailure(row, failure);
}

void ProcTreeModel::Private::listAgain(ProcRow& row)
{
    procfs::Node& node = *row.node;
    row.listedAt = node.generation();
    auto listing = readAgain(node, row);
    if (!listing) {
        closeListing(row, listing.error());
        return;
    }
    if (std::exchange(row.failure, std::nullopt)) {
        row.details.reset();
        if (row.parent)
            emitChanged(*row.parent, {row.row});
    }
    // While somebody holds a node its directory answers with it, as a kernel's cache of names does.
    // So what may be another thing under the same name is let go: a descriptor, and a process whose
    // number came back.
    QList<bool> stale;
    for (const auto& child : row.children) {
        const procfs::TaskId task = child->node ? child->node->task() : procfs::TaskId{};
        const bool isGone = child->directory && task && !snapshot->tasks.find(task.value);
        if (isGone || !child->directory)
            child->release();
        stale.append(isGone);
    }
    row.nextOffset = listing->nextOffset;
    row.atEnd = listing->atEnd;
    replaceChildren(row, *listing, stale);
}

void ProcTreeModel::Private::replaceChildren(ProcRow& row, const ProcListing& listing,
                                             const QList<bool>& stale)
{
    QList<QByteArray> before, after;
    for (const auto& child : row.children) {
        const bool isStale = stale[std::ssize(before)];
        before.append(isStale ? QByteArray::fromStdString(child->name) + '/'
                              : QByteArray::fromStdString(child->name));
    }
    for (const procfs::DirEntry& entry : listing.entries)
        after.append(QByteArray::fromStdString(entry.name));
    const ListChange change = listChange(before, after);

    for (auto range = change.removed.crbegin(); range != change.removed.crend(); ++range)
        removeChildren(row, range->first, range->last);
    for (const RowRange& range : change.inserted) {
        QList<int> chosen;
        for (int i = range.first; i <= range.last; ++i)
            chosen.append(i);
        insertChildren(row, listing.entries, chosen, range.first);
    }
    if (!change.relayout)
        return;
    insertChildren(row, listing.entries, change.appended, static_cast<int>(row.children.size()));
    const QList<QPersistentModelIndex> parents{QPersistentModelIndex(indexOf(row))};
    Q_EMIT q->layoutAboutToBeChanged(parents, VerticalSortHint);
    QModelIndexList from, to;
    for (const QModelIndex& index : q->persistentIndexList()) {
        if (rowAt(index).parent != &row)
            continue;
        from.append(index);
        to.append(
            q->createIndex(change.newRowOf[index.row()], index.column(), index.internalPointer()));
    }
    std::vector<std::unique_ptr<ProcRow>> moved(row.children.size());
    for (std::size_t i = 0; i < moved.size(); ++i)
        moved[static_cast<std::size_t>(change.newRowOf[static_cast<qsizetype>(i)])]
            = std::move(row.children[i]);
    row.children = std::move(moved);
    row.renumber(0);
    q->changePersistentIndexList(from, to);
    Q_EMIT q->layoutChanged(parents, VerticalSortHint);
    const int count = static_cast<int>(row.children.size());
    if (change.doomed > 0)
        removeChildren(row, count - change.doomed, count - 1);
}

void ProcTreeModel::Private::removeChildren(ProcRow& row, int first, int last)
{
    const auto begin = row.children.begin();
    const bool interesting = std::any_of(begin + first, begin + last + 1, [](const auto& child) {
        return child->asked || child->wantsTarget;
    });
    if (interesting)
        announceInterest();
    q->beginRemoveRows(indexOf(row), first, last);
    row.children.erase(row.children.begin() + first, row.children.begin() + last + 1);
    row.renumber(first);
    q->endRemoveRows();
}

/// The \a chosen ones of \a entries, from row \a at on.
void ProcTreeModel::Private::insertChildren(ProcRow& row,
                                            const std::vector<procfs::DirEntry>& entries,
                                            const QList<int>& chosen, int at)
{
    if (chosen.isEmpty())
        return;
    std::vector<std::unique_ptr<ProcRow>> rows;
    rows.reserve(static_cast<std::size_t>(chosen.size()));
    for (const int i : chosen)
        rows.push_back(makeRow(entries[static_cast<std::size_t>(i)], &row));
    q->beginInsertRows(indexOf(row), at, at + static_cast<int>(chosen.size()) - 1);
    row.children.insert(row.children.begin() + at, std::make_move_iterator(rows.begin()),
                        std::make_move_iterator(rows.end()));
    row.renumber(at);
    q->endInsertRows();
}

void ProcTreeModel::Private::emitChanged(const ProcRow& parent, const QList<int>& rows)
{
    const QModelIndex above = indexOf(parent);
    for (const RowRange& range : coalesced(rows))
        Q_EMIT q->dataChanged(q->index(range.first, 0, above),
                              q->index(range.last, ColumnCount - 1, above));
}

}
