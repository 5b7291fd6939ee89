// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/escape.h>
#include <model/records/stepmodel.h>
#include <model/snapshot/changetext.h>
#include <model/snapshot/masking.h>
#include <model/snapshot/steptext.h>
#include <model/sources/messages.h>

#include <QFutureWatcher>
#include <QThread>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <string_view>
#include <vector>

namespace sandscope::model {

namespace {

using snapshot::EntryChange;
using snapshot::FileChange;
using snapshot::LineHunk;

constexpr std::size_t mostLines = 2000; ///< of one file; a map of 65,000 areas is no reading matter

struct Row
{
    QString text;
    Mark mark = Mark::none;
    QByteArray path;
    procfs::TaskId task;
    QString meaning{}; ///< of the value that the row tells
    int parent = -1; ///< place of the row above it in the tree
    int place = 0; ///< among its siblings
    std::vector<int> children{};
};

struct Step
{
    snapshot::Moment moment;
    snapshot::ViewOptions options;
    std::shared_ptr<procfs::RecordCache> cache;
};

struct Rows
{
    std::vector<Row> rows;
    std::vector<int> top;
    QString call;
};
using RowsPtr = std::shared_ptr<const Rows>;

QByteArray bytesOf(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

// Tabs as far as the next stop, everything else that moves a cursor escaped.
QString lineText(std::string_view line, char separator)
{
    if (line.ends_with(separator))
        line.remove_suffix(1);
    QString text;
    for (;;) {
        const std::size_t tab = line.find('\t');
        text += escaped(bytesOf(line.substr(0, tab)));
        if (tab == std::string_view::npos)
            return text;
        text += QString(8 - text.size() % 8, u' ');
        line.remove_prefix(tab + 1);
    }
}

Mark markOf(EntryChange change)
{
    switch (change) {
    case EntryChange::appeared:
        return Mark::added;
    case EntryChange::vanished:
        return Mark::gone;
    case EntryChange::changed:
        break;
    }
    return Mark::none;
}

class Builder
{
public:
    explicit Builder(const Step& step)
        : m_step(step)
    {
    }

    RowsPtr build()
    {
        callLine();
        snapshot::FileChangeOptions options;
        options.view = m_step.options;
        options.textsOfNewTasks = false;
        const auto changes = snapshot::fileChanges(m_step.moment.before, m_step.moment.snapshot,
                                                   options, m_step.cache);
        for (const snapshot::TaskChange& task : changes.tasks) {
            const QByteArray path = bytesOf(task.path);
            if (task.change == EntryChange::changed) {
                addFiles(task);
                continue;
            }
            const bool isNew = task.change == EntryChange::appeared;
            const int folder
                = add(-1,
                      {QStringLiteral("%1/ %2").arg(escaped(path),
                                                    isNew ? QStringLiteral("appeared")
                                                          : QStringLiteral("vanished")),
                       markOf(task.change), isNew ? path : QByteArray(), task.task});
            for (const FileChange& file : task.files)
                addFile(file, task.task, folder);
        }
        for (const FileChange& file : changes.system)
            addFile(file, {}, -1);
        objects();
        return std::make_shared<const Rows>(std::move(m_rows));
    }

private:
    int add(int parent, Row row)
    {
        const int place = static_cast<int>(m_rows.rows.size());
        auto& siblings
            = parent < 0 ? m_rows.top : m_rows.rows[static_cast<std::size_t>(parent)].children;
        row.parent = parent;
        row.place = static_cast<int>(siblings.size());
        siblings.push_back(place);
        m_rows.rows.push_back(std::move(row));
        return place;
    }

    [[nodiscard]] std::string shown(const std::string& call) const
    {
        return m_step.options.masksSecrets ? snapshot::maskedCall(call) : call;
    }

    void callLine()
    {
        const snapshot::StepReport* const report = m_step.moment.report.get();
        if (!report) {
            m_rows.call = escaped(bytesOf(shown(m_step.moment.title)));
            return;
        }
        m_rows.call = sentenceText(shown(snapshot::callText(*report)));
        if (!report->marks.empty())
            m_rows.call += QLatin1Char('\n') + marksText(*report);
    }

    void objects()
    {
        const snapshot::StepReport* const report = m_step.moment.report.get();
        if (!report || report->objects.empty())
            return;
        const int heading = add(-1, {QStringLiteral("Objects of the kernel"), Mark::none, {}, {}});
        std::size_t next = 0;
        for (const auto& [what, change] : snapshot::objectTexts(
                 *report, *m_step.moment.before, *m_step.moment.snapshot, m_step.options.dialect))
            add(heading,
                {sentenceText(what + ' ' + change), Mark::none, {}, report->objects[next++].owner});
    }

    void addFiles(const snapshot::TaskChange& task)
    {
        const snapshot::ToldFiles told = snapshot::toldFiles(task);
        for (const FileChange* const file : told.singles)
            addFile(*file, task.task, -1);
        for (const snapshot::FileGroup& group : told.groups) {
            const int heading = add(-1, {sentenceText(group.text), Mark::gone, {}, task.task});
            for (const FileChange* const file : group.files)
                addFile(*file, task.task, heading);
        }
    }

    void addFile(const FileChange& file, procfs::TaskId task, int parent)
    {
        const QByteArray path = bytesOf(file.path);
        QString text = escaped(path);
        // That a file is new its mark tells, where there is no more to say.
        if (file.kind == procfs::FileKind::link || file.change != EntryChange::appeared)
            text += QLatin1Char(' ') + sentenceText(snapshot::fileText(file));
        const int row = add(parent,
                            {text.trimmed(), markOf(file.change),
                             file.change == EntryChange::vanished ? QByteArray() : path, task});
        if (file.isEmptyNow)
            return; // what it said stands one step earlier
        if (snapshot::isToldByFields(file)) {
            for (const snapshot::FieldChange& field : file.fields) {
                if (!field.byClock)
                    add(row,
                        {sentenceText(snapshot::fieldText(field)), Mark::none, path, task,
                         field.doc ? sentenceText(field.doc->meaning) : QString()});
            }
            return;
        }
        std::size_t lines = 0;
        QByteArray area;
        for (const LineHunk& hunk : file.hunks) {
            if (hunk.byClock)
                continue;
            if (const QByteArray now = bytesOf(hunk.area); !now.isEmpty() && now != area) {
                add(row, {lineText(hunk.area, '\n').simplified(), Mark::none, path, task});
                area = now;
            }
            const auto put = [&](std::size_t number, QChar sign, Mark mark,
                                 const std::vector<std::string>& all) {
                for (const std::string& line : all) {
                    if (++lines > mostLines)
                        return;
                    add(row,
                        {QStringLiteral("%1 %2 %3")
                             .arg(number++, 5)
                             .arg(sign)
                             .arg(lineText(line, file.separator)),
                         mark, path, task});
                }
            };
            put(hunk.oldLine, u'\u2212', Mark::gone, hunk.removed);
            put(hunk.newLine, u'+', Mark::added, hunk.added);
        }
        if (lines > mostLines)
            add(row, {QStringLiteral("\u2026 and more lines"), Mark::none, path, task});
    }

    const Step& m_step;
    Rows m_rows;
};

RowsPtr work(const Step& step)
{
    return Builder(step).build();
}

}

QString marksText(const snapshot::StepReport& report)
{
    QStringList lines;
    for (const snapshot::StepMark& mark : report.marks)
        lines.append(sentenceText(std::string(snapshot::markName(mark.kind)) + ": " + mark.text));
    return lines.join(QLatin1Char('\n'));
}

struct StepModel::Private
{
    explicit Private(StepModel* model)
        : q(model)
    {
        pool.setMaxThreadCount(1);
    }

    void request();
    void finished();
    void show(RowsPtr next);

    StepModel* q;
    Step wanted;
    bool active = true;
    bool stale = false; ///< something was asked for since the last launch
    bool inFlight = false;
    RowsPtr rows = std::make_shared<const Rows>();

    QFutureWatcher<RowsPtr> watcher;
    QThreadPool pool; ///< last, so that it is waited for before the rest goes
};

StepModel::StepModel(QObject* parent)
    : QAbstractItemModel(parent)
    , d(std::make_unique<Private>(this))
{
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] { d->finished(); });
}

StepModel::~StepModel()
{
    d->watcher.disconnect(this);
    d->pool.waitForDone();
}

void StepModel::setCache(std::shared_ptr<procfs::RecordCache> cache)
{
    d->wanted.cache = std::move(cache);
}

void StepModel::setStep(const snapshot::Moment& moment, const snapshot::ViewOptions& options)
{
    Q_ASSERT(QThread::currentThread() == thread());
    d->wanted.moment = moment;
    d->wanted.options = options;
    d->stale = true;
    d->request();
}

void StepModel::clear()
{
    d->wanted.moment = {};
    d->stale = false;
    d->show(std::make_shared<const Rows>());
}

void StepModel::setActive(bool active)
{
    d->active = active;
    d->request();
}

bool StepModel::isBusy() const
{
    return d->inFlight || (d->active && d->stale);
}

QString StepModel::call() const
{
    return d->rows->call;
}

void StepModel::Private::request()
{
    if (inFlight || !stale || !active || !wanted.moment.before || !wanted.moment.snapshot)
        return;
    stale = false;
    inFlight = true;
    watcher.setFuture(QtConcurrent::run(&pool, [step = wanted] { return work(step); }));
}

void StepModel::Private::finished()
{
    inFlight = false;
    const RowsPtr answer = watcher.future().takeResult();
    if (stale || !wanted.moment.snapshot) { // of a step that nobody asks for any more
        request();
        return;
    }
    show(answer);
}

void StepModel::Private::show(RowsPtr next)
{
    // Another step is another table; nothing of the old one could be kept.
    q->beginResetModel();
    rows = std::move(next);
    q->endResetModel();
    Q_EMIT q->settled();
}

QModelIndex StepModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const auto& rows = *d->rows;
    const auto& siblings = parent.isValid() ? rows.rows[parent.internalId()].children : rows.top;
    return createIndex(row, column, quintptr(siblings[static_cast<std::size_t>(row)]));
}

QModelIndex StepModel::parent(const QModelIndex& child) const
{
    if (!child.isValid())
        return {};
    const int above = d->rows->rows[child.internalId()].parent;
    if (above < 0)
        return {};
    const auto place = static_cast<std::size_t>(above);
    return createIndex(d->rows->rows[place].place, 0, quintptr(place));
}

int StepModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0)
        return 0;
    const auto& rows = *d->rows;
    return static_cast<int>(parent.isValid() ? rows.rows[parent.internalId()].children.size()
                                             : rows.top.size());
}

int StepModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QVariant StepModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section != 0 || orientation != Qt::Horizontal)
        return {};
    if (role == ColumnIdRole)
        return QByteArray("change");
    return role == Qt::DisplayRole ? QVariant(tr("Change")) : QVariant();
}

QVariant StepModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = d->rows->rows[index.internalId()];
    switch (role) {
    case Qt::DisplayRole:
        return row.text;
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return row.meaning.isEmpty() ? QVariant() : row.meaning;
    case RawValueRole:
        return row.text.toUtf8();
    case MarkRole:
        return static_cast<int>(row.mark);
    case TaskIdRole:
        return row.task.value;
    case PathRole:
        return row.path;
    default:
        return {};
    }
}

}
