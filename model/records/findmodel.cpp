// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/escape.h>
#include <model/records/findmodel.h>
#include <model/sources/messages.h>
#include <model/sources/readingtree.h>

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QPromise>
#include <QThread>
#include <QtConcurrentRun>

#include <algorithm>
#include <iterator>
#include <stop_token>
#include <utility>
#include <vector>

namespace sandscope::model {

namespace {

constexpr qint64 batchMilliseconds = 60; ///< often enough to see it go on
constexpr std::size_t batchRows = 500; ///< so few that taking them over takes no time

struct Batch
{
    std::vector<query::Finding> findings;
    query::SearchState state;
};
using BatchPtr = std::shared_ptr<Batch>; // whoever takes it empties it

struct Request
{
    query::ExpressionPtr expression;
    snapshot::SnapshotPtr snapshot;
    procfs::Dialect dialect;
    query::SearchOptions options;
    std::stop_token stop;
};

void run(QPromise<BatchPtr>& promise, const Request& request)
{
    query::SearchOptions options = request.options;
    options.stop = request.stop;
    query::Search search(request.expression, readingOnDemand(request.snapshot, request.stop),
                         request.dialect, options);
    Batch batch;
    QElapsedTimer since;
    since.start();
    for (bool goesOn = true; goesOn;) {
        goesOn = search.next(batch.findings);
        if (goesOn && batch.findings.size() < batchRows && !since.hasExpired(batchMilliseconds))
            continue;
        batch.state = search.state();
        promise.addResult(std::make_shared<Batch>(std::exchange(batch, {})));
        since.start();
    }
}

QString textOf(std::string_view bytes)
{
    return escaped(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
}

/// What stands behind the folder of the task: "fd/3" of "7/task/9/fd/3".
std::string_view fileOf(const query::Match& match)
{
    if (match.file.empty())
        return {};
    const std::string_view path = match.path;
    const std::size_t at = path.rfind('/' + match.file);
    return at == std::string_view::npos ? path : path.substr(at + 1);
}

/// As bytes and numbers; invalid where a finding has none.
QVariant rawValue(const query::Finding& finding, int column)
{
    const query::Match& match = finding.match;
    switch (column) {
    case FindModel::NameColumn:
        return QByteArray::fromStdString(finding.name);
    case FindModel::PidColumn:
        return finding.isThread ? QVariant() : QVariant(finding.tgid.value);
    case FindModel::FileColumn: {
        const std::string_view file = fileOf(match);
        return QByteArray(file.data(), static_cast<qsizetype>(file.size()));
    }
    case FindModel::LineColumn:
        return match.line ? QVariant(static_cast<quint64>(*match.line)) : QVariant();
    case FindModel::FieldColumn:
        return QByteArray::fromStdString(match.field);
    case FindModel::TextColumn:
        return QByteArray::fromStdString(match.row);
    case FindModel::ValueColumn:
        return QByteArray::fromStdString(match.text);
    case FindModel::AddressColumn:
        return match.address ? QVariant(static_cast<quint64>(*match.address)) : QVariant();
    default:
        return {};
    }
}

}

struct FindModel::Private
{
    explicit Private(FindModel* model)
        : q(model)
    {
    }

    void take(int begin, int end);
    void cancel();
    void forget();

    FindModel* q;
    std::vector<query::Finding> findings;
    query::SearchState state;
    bool busy = false;
    bool stopped = false;
    std::stop_source stop;
    QFutureWatcher<BatchPtr> watcher;
};

FindModel::FindModel(QObject* parent)
    : QAbstractTableModel(parent)
    , d(std::make_unique<Private>(this))
{
    connect(&d->watcher, &QFutureWatcherBase::resultsReadyAt, this,
            [this](int begin, int end) { d->take(begin, end); });
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] {
        if (std::exchange(d->busy, false))
            Q_EMIT settled();
    });
}

FindModel::~FindModel()
{
    // The worker has all that it needs, and ends by itself, soon.
    d->watcher.disconnect(this);
    d->stop.request_stop();
}

void FindModel::Private::cancel()
{
    stop.request_stop();
    stop = {};
    busy = false; // so that what it has left to say is not heard any more
}

void FindModel::Private::forget()
{
    state = {};
    stopped = false;
    if (findings.empty())
        return;
    q->beginResetModel();
    findings.clear();
    q->endResetModel();
}

std::optional<FindModel::Problem> FindModel::search(const QString& query, bool environment,
                                                    const snapshot::SnapshotPtr& snapshot,
                                                    procfs::Dialect dialect,
                                                    const query::SearchOptions& options)
{
    const std::string text = query.toStdString();
    const auto expression = query::parseExpression(text, dialect, {.environment = environment});
    if (expression) {
        search(*expression, snapshot, dialect, options);
        return std::nullopt;
    }
    const query::ExpressionProblem& problem = expression.error();
    Problem told{.column = characterColumn(text, problem.column), .sentence = {}};
    told.sentence = tr("Column %1: %2").arg(told.column).arg(sentenceText(problem.message));
    if (!problem.suggestion.empty())
        told.sentence += QLatin1String("; ") + sentenceText(problem.suggestion);
    return told;
}

void FindModel::search(const query::ExpressionPtr& expression,
                       const snapshot::SnapshotPtr& snapshot, procfs::Dialect dialect,
                       const query::SearchOptions& options)
{
    Q_ASSERT(QThread::currentThread() == thread());
    d->cancel();
    d->forget();
    d->state.total = snapshot->tasks.size();
    d->busy = true;
    d->watcher.setFuture(QtConcurrent::run(
        run, Request{expression, snapshot, dialect, options, d->stop.get_token()}));
}

void FindModel::stop()
{
    if (!d->busy)
        return;
    d->stopped = true;
    d->stop.request_stop();
}

void FindModel::clear()
{
    const bool wasBusy = d->busy;
    d->cancel();
    d->forget();
    if (wasBusy)
        Q_EMIT settled();
}

void FindModel::Private::take(int begin, int end)
{
    if (!busy)
        return;
    for (int place = begin; place < end; ++place) {
        const BatchPtr batch = watcher.resultAt(place);
        state = batch->state;
        if (batch->findings.empty())
            continue;
        const auto first = static_cast<int>(findings.size());
        q->beginInsertRows({}, first, first + static_cast<int>(batch->findings.size()) - 1);
        std::ranges::move(batch->findings, std::back_inserter(findings));
        q->endInsertRows();
        batch->findings = {};
    }
    Q_EMIT q->progressed();
}

bool FindModel::isBusy() const
{
    return d->busy;
}

bool FindModel::wasStopped() const
{
    return d->stopped && !d->busy && d->state.tasks < d->state.total;
}

const query::SearchState& FindModel::state() const
{
    return d->state;
}

const query::Finding& FindModel::finding(int row) const
{
    return d->findings[static_cast<std::size_t>(row)];
}

int FindModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->findings.size());
}

int FindModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const query::Finding& finding = this->finding(index.row());
    const query::Match& match = finding.match;
    if (role == TaskIdRole)
        return finding.task.value;
    if (role == PathRole)
        return QByteArray::fromStdString(match.path);
    if (role == Qt::TextAlignmentRole)
        return int((index.column() == LineColumn ? Qt::AlignRight : Qt::AlignLeft)
                   | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && (index.column() == TextColumn || index.column() == ValueColumn))
        role = Qt::DisplayRole; // it may be longer than there is room
    if (role == RawValueRole)
        return rawValue(finding, index.column());
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn:
        return textOf(finding.name);
    case PidColumn: {
        const QString process = QString::number(finding.tgid.value);
        return finding.isThread ? process + u'/' + QString::number(finding.tid.value) : process;
    }
    case FileColumn:
        return textOf(fileOf(match));
    case LineColumn:
        return match.line ? QString::number(*match.line) : QString();
    case FieldColumn:
        return textOf(match.field);
    case TextColumn:
        return textOf(match.row);
    case ValueColumn:
        return textOf(match.text);
    case AddressColumn:
        return match.address ? QStringLiteral("%1").arg(*match.address, 0, 16) : QString();
    default:
        return {};
    }
}

QVariant FindModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == LineColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case FileColumn:
            return tr("Below the folder of the task; empty where it is known without a file");
        case LineColumn:
            return tr("Of the file, where its lines are counted");
        case TextColumn:
            return tr("The whole line; of other files the value");
        default:
            return {};
        }
    }
    if (role == ColumnIdRole && section >= 0 && section < ColumnCount) {
        static constexpr const char* ids[ColumnCount]
            = {"process", "pid", "file", "line", "field", "text", "value", "address"};
        return QByteArray(ids[section]);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Process");
    case PidColumn:
        return tr("PID");
    case FileColumn:
        return tr("File");
    case LineColumn:
        return tr("Line");
    case FieldColumn:
        return tr("Field");
    case TextColumn:
        return tr("Text");
    case ValueColumn:
        return tr("Value");
    case AddressColumn:
        return tr("Address");
    default:
        return {};
    }
}

}
