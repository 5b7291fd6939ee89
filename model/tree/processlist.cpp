// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/celltext.h>
#include <model/snapshot/masking.h>
#include <model/snapshot/resident.h>
#include <model/tree/columns.h>
#include <model/tree/processlist.h>
#include <model/tree/roworder.h>
#include <model/tree/rowscript.h>
#include <model/tree/taskpath.h>
#include <procfs/files/stat.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QThread>
#include <QThreadPool>
#include <QTimer>
#include <QtConcurrentRun>

#include <algorithm>
#include <limits>

namespace sandscope::model {

namespace {

using procfs::TaskId;
using snapshot::TaskSummary;

/// What a worker is given; values only.
struct Job
{
    OrderRequest order;
    Expansion expansion;
    bool reexpand = false; ///< the expansion is another one than that of rows
    QList<Row> rows; ///< shown now
    quint64 version = 0; ///< of rows
};

struct Answer
{
    RowOrderPtr order; ///< null when stopped
    RowScript script;
    bool same = false;
    quint64 version = 0;
};

Answer compute(const Job& job, const std::stop_token& stop)
{
    Answer answer;
    answer.version = job.version;
    OrderResult made = makeOrder(job.order, stop);
    if (!made.order)
        return answer;
    answer.same = made.same && !job.reexpand;
    if (!answer.same) {
        QList<Row> rows;
        rows.reserve(job.rows.size());
        appendVisible(*made.order, 0, made.order->tasks.size(), job.expansion, rows);
        answer.script = makeScript(job.rows, rows, made.touched);
    }
    answer.order = std::move(made.order);
    return answer;
}

const procfs::FieldDoc* rssOfStat()
{
    const auto doc = std::ranges::find(procfs::statFile.fields, "rss", &procfs::FieldDoc::name);
    return doc == procfs::statFile.fields.end() ? nullptr : &*doc;
}

constexpr qint64 never = std::numeric_limits<qint64>::max();

}

struct ProcessListModel::Private
{
    explicit Private(ProcessListModel* model)
        : q(model)
    {
        pool.setMaxThreadCount(1);
        clock.start();
        markTimer.setSingleShot(true);
        markTimer.setTimerType(Qt::PreciseTimer);
    }

    void request();
    void launch();
    void finished();
    void apply(Answer& answer);
    void applyRelayout(RowScript& script);
    void markShown();
    void dropExpiredMarks();
    void scheduleMarkEnd();
    void expandRow(int row, qsizetype position);
    [[nodiscard]] Expansion& expansion() { return settings.filter.isEmpty() ? ordinary : filtered; }
    [[nodiscard]] const TaskSummary* summary(TaskId task) const;
    [[nodiscard]] int rowOf(TaskId task) const;
    /// Is what stands there only near to what is true?
    [[nodiscard]] bool isNear(int column, const TaskSummary& task) const
    {
        return column == rssColumn && snapshot::isResidentNear(*order->snapshot, task);
    }
    [[nodiscard]] QString accessibleText(const ProcessColumn& column, const TaskSummary& task,
                                         CellState state) const;

    /// Frees what a tick replaced where nobody waits for it.
    template <class T>
    void retire(T&& old)
    {
        pool.start([kept = std::make_shared<std::decay_t<T>>(std::forward<T>(old))] { });
    }

    ProcessListModel* q;

    // asked for
    snapshot::SnapshotPtr wanted;
    TombstonesPtr ended;
    OrderSettings settings;
    Expansion ordinary; ///< without a filter
    Expansion filtered; ///< forgotten with each filter
    bool reexpand = false;
    int markDuration = 3000;
    bool masksSecrets = false;
    snapshot::SnapshotPtr baseline;

    // shown
    RowOrderPtr order;
    RowOrderPtr leaving; ///< only while a script is applied: has the rows that are about to be
                         ///< removed
    QList<Row> rows;
    QList<MarkBatch> batches; ///< those of order, with their deadlines
    quint64 version = 0; ///< raised by each change of rows that no worker made

    const int stateColumn = processColumn("state");
    const int commandColumn = processColumn("command");
    const int rssColumn = processColumn("vm.rss");

    bool inFlight = false;
    bool again = false;
    bool launchedReexpand = false;
    QElapsedTimer clock;
    QTimer markTimer;
    std::stop_source stop;
    QFutureWatcher<Answer> watcher;
    QThreadPool pool; ///< last, so that it is waited for before the rest goes
};

ProcessListModel::ProcessListModel(QObject* parent)
    : QAbstractTableModel(parent)
    , d(std::make_unique<Private>(this))
{
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] { d->finished(); });
    connect(&d->markTimer, &QTimer::timeout, this, [this] {
        d->dropExpiredMarks();
        d->scheduleMarkEnd();
        d->request();
    });
}

ProcessListModel::~ProcessListModel()
{
    d->stop.request_stop();
    d->watcher.disconnect(this);
    d->pool.waitForDone();
}

void ProcessListModel::setSnapshot(const snapshot::SnapshotPtr& snapshot)
{
    Q_ASSERT(QThread::currentThread() == thread());
    Q_ASSERT(snapshot);
    d->wanted = snapshot;
    d->request();
}

void ProcessListModel::setSnapshot(const snapshot::SnapshotPtr& snapshot,
                                   const TombstonesPtr& ended)
{
    d->ended = ended;
    setSnapshot(snapshot);
}

void ProcessListModel::setEnded(const TombstonesPtr& ended)
{
    if (std::exchange(d->ended, ended) != ended)
        d->request();
}

void ProcessListModel::clear()
{
    beginResetModel();
    ++d->version;
    d->stop.request_stop();
    d->stop = {};
    d->retire(std::exchange(d->wanted, nullptr));
    d->retire(std::exchange(d->ended, nullptr));
    d->retire(std::exchange(d->baseline, nullptr));
    d->retire(std::exchange(d->order, nullptr));
    d->rows.clear();
    d->batches.clear();
    d->markTimer.stop();
    d->ordinary = {};
    d->filtered = {};
    endResetModel();
}

snapshot::SnapshotPtr ProcessListModel::snapshot() const
{
    return d->order ? d->order->snapshot : nullptr;
}

void ProcessListModel::setFilter(const QString& text)
{
    if (text == d->settings.filter)
        return;
    d->settings.filter = text;
    d->filtered = {};
    d->reexpand = true;
    d->request();
}

QString ProcessListModel::filter() const
{
    return d->settings.filter;
}

int ProcessListModel::hitCount() const
{
    return d->order ? d->order->hits : 0;
}

int ProcessListModel::taskCount() const
{
    if (!d->order)
        return 0;
    const std::size_t ended = d->order->ended ? d->order->ended->size() : 0;
    return static_cast<int>(d->order->snapshot->tasks.size() + ended);
}

void ProcessListModel::setThreadsShown(bool shown)
{
    if (std::exchange(d->settings.threadsShown, shown) != shown)
        d->request();
}

void ProcessListModel::setFlat(bool flat)
{
    if (std::exchange(d->settings.flat, flat) != flat)
        d->request();
}

void ProcessListModel::setExpanded(const QModelIndex& index, bool expanded)
{
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
    const Row row = d->rows[index.row()];
    if (!row.expandable || (row.expanded != 0) == expanded)
        return;
    d->expansion().set(row.task, expanded);
    if (expanded) {
        d->expandRow(index.row(), d->order->position(row.task));
        return;
    }
    ++d->version;
    d->rows[index.row()].expanded = 0;
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), columnCount() - 1));
    int last = index.row();
    while (last + 1 < d->rows.size() && d->rows[last + 1].depth > row.depth)
        ++last;
    if (last == index.row())
        return;
    beginRemoveRows({}, index.row() + 1, last);
    d->rows.remove(index.row() + 1, last - index.row());
    endRemoveRows();
}

void ProcessListModel::setAllExpanded(bool expanded)
{
    d->expansion() = {.byDefault = expanded, .except = {}};
    d->reexpand = true;
    d->request();
}

void ProcessListModel::setMarkDuration(int milliseconds)
{
    d->markDuration = milliseconds;
    if (milliseconds < 0 && !d->batches.isEmpty()) {
        d->batches.clear();
        d->markTimer.stop();
        d->request();
    }
    if (milliseconds > 0 && !d->baseline) {
        for (MarkBatch& batch : d->batches)
            batch.deadline = std::min(batch.deadline, d->clock.elapsed() + milliseconds);
        d->scheduleMarkEnd();
    }
}

void ProcessListModel::setBaseline(const snapshot::SnapshotPtr& baseline)
{
    if (d->baseline == baseline)
        return;
    d->retire(std::exchange(d->baseline, baseline));
    d->request();
}

QModelIndex ProcessListModel::indexOf(TaskId task) const
{
    const int row = d->rowOf(task);
    return row < 0 ? QModelIndex() : index(row, 0);
}

QModelIndex ProcessListModel::parentRow(const QModelIndex& index) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    int row = index.row();
    const quint32 depth = d->rows[row].depth;
    if (depth == 0)
        return {};
    while (row > 0 && d->rows[row].depth >= depth)
        --row;
    return this->index(row, 0);
}

TaskId ProcessListModel::taskAt(const QModelIndex& index) const
{
    return index.isValid() && checkIndex(index) ? d->rows[index.row()].task : TaskId{};
}

QModelIndex ProcessListModel::reveal(TaskId task)
{
    if (const QModelIndex shown = indexOf(task); shown.isValid())
        return shown;
    const qsizetype position = d->order ? d->order->position(task) : -1;
    if (position < 0 || !d->order->tasks[position].row.kept)
        return {};
    // Upwards: the nearest entry before of each smaller depth is the next ancestor.
    qsizetype top = -1;
    quint32 depth = d->order->tasks[position].row.depth;
    for (qsizetype at = position - 1; at >= 0 && depth > 0; --at) {
        const Row& row = d->order->tasks[at].row;
        if (row.depth >= depth)
            continue;
        depth = row.depth;
        if (!d->expansion().isExpanded(row.task)) {
            d->expansion().set(row.task, true);
            top = at;
        }
    }
    const int row = top < 0 ? -1 : d->rowOf(d->order->tasks[top].row.task);
    if (row < 0)
        return {}; // a worker is about to show it by itself
    d->expandRow(row, top);
    return indexOf(task);
}

bool ProcessListModel::isBusy() const
{
    return d->inFlight;
}

int ProcessListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.size());
}

int ProcessListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(processColumns().size());
}

QVariant ProcessListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = d->rows[index.row()];
    switch (role) {
    case MarkRole:
        return static_cast<int>(row.ended ? Mark::gone : row.mark());
    case EndedRole:
        return row.ended != 0 && row.mark() != Mark::gone;
    case TaskIdRole:
        return row.task.value;
    case KindRole:
        return static_cast<int>(procfs::FileKind::directory);
    case DepthRole:
        return static_cast<int>(row.depth);
    case ExpandableRole:
        return row.expandable != 0;
    case ExpandedRole:
        return row.expanded != 0;
    case IsThreadRole:
        return row.thread != 0;
    case FilterHitRole:
        return row.hit != 0;
    default:
        break;
    }

    const ProcessColumn& column = processColumns()[static_cast<std::size_t>(index.column())];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (column.rightAligned ? Qt::AlignRight : Qt::AlignLeft));
    if (role == UnitRole)
        return QString::fromLatin1(column.unit);
    const TaskSummary* task = d->summary(row.task);
    if (!task)
        return {};
    TaskSummary masked; // in place of what must not be seen
    if (d->masksSecrets && QByteArrayView(column.id) == "command") {
        masked.command = snapshot::maskedCommand(task->command);
        masked.commandWithheld = task->commandWithheld;
        task = &masked;
    }
    const auto state = [&] {
        if (row.ended != 0 || row.mark() == Mark::gone)
            return CellState::gone;
        // The name stands in the same file as the rest, and is not absent but empty.
        if (!column.known(*task)
            || (task->isForbidden && task->name.empty() && index.column() == 0))
            return task->isForbidden ? CellState::notPermitted : CellState::notProvided;
        if (task->commandWithheld && index.column() == d->commandColumn)
            return CellState::withheld;
        // The kernels of 2018 and 2019 print no name for a task that only inherited one.
        return (task->nameInherited && index.column() == 0) || d->isNear(index.column(), *task)
            ? CellState::derived
            : CellState::measured;
    };
    const Tombstone* ended = row.ended ? tombstone(d->order->ended, row.task) : nullptr;
    switch (role) {
    case Qt::DisplayRole:
        return ended && index.column() == d->stateColumn ? shortEndText(*ended)
                                                         : column.text(*task);
    case Qt::ToolTipRole: {
        const auto about = d->q->headerData(index.column(), Qt::Horizontal, role).toString();
        if (!ended && state() == CellState::derived && index.column() == d->rssColumn)
            return about + u'\n' + fieldText(rssOfStat(), procfs::Dialect::linux_);
        return ended
            ? QCoreApplication::translate("ProcessListModel", "%1\nIt %2; this is its last state.")
                  .arg(about, endText(*ended))
            : cellToolTip(about, state());
    }
    case Qt::AccessibleTextRole:
        return ended && index.column() == d->stateColumn
            ? cellAccessibleText(QCoreApplication::translate("ProcessColumn", column.title),
                                 endText(*ended), {}, CellState::gone)
            : d->accessibleText(column, *task, state());
    case RawValueRole:
        return column.value(*task);
    case StateRole:
        return static_cast<int>(state());
    case PathRole:
        return pathOfTask(*task);
    default:
        return {};
    }
}

QVariant ProcessListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    return headingOf(processColumns()[static_cast<std::size_t>(section)], role);
}

void ProcessListModel::setMasksSecrets(bool masks)
{
    if (masks == d->masksSecrets)
        return;
    d->masksSecrets = masks;
    d->settings.masksSecrets = masks;
    const int command = processColumn("command");
    if (!d->rows.isEmpty())
        Q_EMIT dataChanged(index(0, command), index(rowCount() - 1, command));
    if (!d->settings.filter.isEmpty())
        d->request(); // what is not shown cannot be searched, either
}

void ProcessListModel::sort(int column, Qt::SortOrder order)
{
    const OrderSettings before = d->settings;
    d->settings.column = column >= 0 && column < columnCount() ? column : processColumn("tid");
    d->settings.sortOrder = column >= 0 ? order : Qt::AscendingOrder;
    if (d->settings != before)
        d->request();
}

const TaskSummary* ProcessListModel::Private::summary(TaskId task) const
{
    const TaskSummary* found = order->summary(task);
    return found || !leaving ? found : leaving->summary(task);
}

int ProcessListModel::Private::rowOf(TaskId task) const
{
    const auto at = std::ranges::find(rows, task, &Row::task);
    return at == rows.end() ? -1 : static_cast<int>(at - rows.begin());
}

QString ProcessListModel::Private::accessibleText(const ProcessColumn& column,
                                                  const TaskSummary& task, CellState state) const
{
    const QString title = QCoreApplication::translate("ProcessColumn", column.title);
    const QString unit = QString::fromLatin1(column.unit);
    QString value = column.text(task);
    if (!unit.isEmpty() && value.endsWith(unit))
        value = value.chopped(unit.size()).trimmed();
    return cellAccessibleText(title, value, unit, state);
}

/// The rows below an open row, which is not shown as open yet.
void ProcessListModel::Private::expandRow(int row, qsizetype position)
{
    ++version;
    rows[row].expanded = 1;
    Q_EMIT q->dataChanged(q->index(row, 0), q->index(row, q->columnCount() - 1));
    QList<Row> below;
    appendVisible(*order, position + 1, position + order->tasks[position].subtree, expansion(),
                  below);
    if (below.isEmpty())
        return;
    q->beginInsertRows({}, row + 1, row + static_cast<int>(below.size()));
    rows.insert(row + 1, below.size(), Row{});
    std::ranges::copy(below, rows.begin() + row + 1);
    q->endInsertRows();
}

void ProcessListModel::Private::request()
{
    if (!wanted)
        return;
    if (inFlight)
        again = true;
    else
        launch();
}

void ProcessListModel::Private::launch()
{
    dropExpiredMarks();
    const bool anotherSnapshot = order && wanted != order->snapshot;
    Job job;
    job.order.snapshot = wanted;
    job.order.shown = order;
    job.order.settings = settings;
    job.order.ended = ended;
    job.order.marking = markDuration >= 0;
    job.order.baseline = baseline;
    const bool marksChanges = !baseline && !(order && order->baseline);
    if (marksChanges && (markDuration > 0 || (markDuration == 0 && !anotherSnapshot)))
        job.order.batches = batches;
    job.expansion = expansion();
    job.reexpand = launchedReexpand = std::exchange(reexpand, false);
    job.rows = rows;
    job.version = version;
    inFlight = true;
    again = false;
    watcher.setFuture(QtConcurrent::run(
        &pool, [job = std::move(job), token = stop.get_token()] { return compute(job, token); }));
}

void ProcessListModel::Private::finished()
{
    inFlight = false;
    Answer answer = watcher.future().takeResult();
    if (answer.order && answer.version == version) {
        apply(answer);
    } else if (wanted) { // rows changed meanwhile: what was computed does not fit them
        reexpand = reexpand || launchedReexpand;
        again = true;
    }
    retire(std::move(answer));
    if (again && wanted)
        launch();
    else
        Q_EMIT q->settled();
}

void ProcessListModel::Private::apply(Answer& answer)
{
    leaving = std::exchange(order, answer.order);
    if (!answer.same) {
        batches = order->batches;
        markShown();
        RowScript& script = answer.script;
        if (script.change.relayout) {
            applyRelayout(script);
        } else {
            for (auto range = script.change.removed.crbegin();
                 range != script.change.removed.crend(); ++range) {
                q->beginRemoveRows({}, range->first, range->last);
                rows.remove(range->first, range->last - range->first + 1);
                q->endRemoveRows();
            }
            for (const RowRange& range : std::as_const(script.change.inserted)) {
                const int count = range.last - range.first + 1;
                q->beginInsertRows({}, range.first, range.last);
                rows.insert(range.first, count, Row{});
                std::copy_n(script.rows.cbegin() + range.first, count, rows.begin() + range.first);
                q->endInsertRows();
            }
            rows.swap(script.rows); // the same tasks; depth, marks and the like may differ
        }
        const int lastColumn = q->columnCount() - 1;
        for (const RowRange& range : std::as_const(script.changed))
            Q_EMIT q->dataChanged(q->index(range.first, 0), q->index(range.last, lastColumn));
    }
    retire(std::exchange(leaving, nullptr));
}

void ProcessListModel::Private::applyRelayout(RowScript& script)
{
    if (!script.appended.isEmpty()) {
        const int first = static_cast<int>(rows.size());
        q->beginInsertRows({}, first, first + static_cast<int>(script.appended.size()) - 1);
        rows.append(script.appended);
        q->endInsertRows();
    }
    Q_EMIT q->layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList from = q->persistentIndexList();
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex& index : from)
        to.append(q->index(script.change.newRowOf[index.row()], index.column()));
    rows.swap(script.relaid);
    q->changePersistentIndexList(from, to);
    Q_EMIT q->layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    if (script.change.doomed > 0) {
        const int count = static_cast<int>(rows.size());
        q->beginRemoveRows({}, count - script.change.doomed, count - 1);
        rows.resize(count - script.change.doomed);
        q->endRemoveRows();
    }
}

/// Gives the batch that this order brought its deadline.
void ProcessListModel::Private::markShown()
{
    for (MarkBatch& batch : batches) {
        if (batch.deadline == 0)
            batch.deadline = never;
        if (markDuration > 0 && !order->baseline)
            batch.deadline = std::min(batch.deadline, clock.elapsed() + markDuration);
    }
    scheduleMarkEnd();
}

void ProcessListModel::Private::dropExpiredMarks()
{
    const qint64 now = clock.elapsed();
    batches.removeIf([now](const MarkBatch& batch) { return batch.deadline <= now; });
}

void ProcessListModel::Private::scheduleMarkEnd()
{
    qint64 first = never;
    for (const MarkBatch& batch : std::as_const(batches))
        first = std::min(first, batch.deadline);
    if (first == never)
        markTimer.stop();
    else
        markTimer.start(static_cast<int>(std::max<qint64>(0, first - clock.elapsed())));
}

}
