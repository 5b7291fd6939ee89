// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/fileview.h>
#include <model/records/readfile.h>

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QThread>
#include <QThreadPool>
#include <QTimer>
#include <QtConcurrentRun>

#include <utility>

namespace sandscope::model {

namespace {

constexpr qint64 restFactor = 9; ///< a reader of a live source rests so many times as long as it
                                 ///< took

}

struct FileView::Private
{
    explicit Private(FileView* view)
        : q(view)
    {
        pool.setMaxThreadCount(1);
    }

    void request();
    void finished();

    FileView* q;
    FileRequest wanted;
    bool active = true;
    bool stale = false; ///< something was asked for since the last launch
    bool inFlight = false;
    FileRequest launched;

    FileContentPtr content;
    snapshot::ViewOptions contentOptions;
    quint64 reads = 0;

    FileReader reader; ///< none: reads the file
    std::stop_source stop; ///< of the reader under way
    QElapsedTimer since; ///< the reader began, or ended
    qint64 restMilliseconds = 0; ///< that a live source is left alone then
    QTimer later;

    QFutureWatcher<FileContentPtr> watcher;
    QThreadPool pool; ///< last, so that it is waited for before the rest goes
};

FileView::FileView(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] { d->finished(); });
    d->later.setSingleShot(true);
    connect(&d->later, &QTimer::timeout, this, [this] { d->request(); });
}

FileView::~FileView()
{
    d->watcher.disconnect(this);
    d->stop.request_stop();
    d->pool.waitForDone();
}

void FileView::setCache(std::shared_ptr<procfs::RecordCache> cache)
{
    d->wanted.cache = std::move(cache);
}

void FileView::setReader(FileReader reader)
{
    d->reader = std::move(reader);
}

void FileView::setSnapshot(const snapshot::SnapshotPtr& snapshot,
                           const snapshot::ViewOptions& options)
{
    Q_ASSERT(QThread::currentThread() == thread());
    if (snapshot == d->wanted.snapshot && options == d->wanted.options)
        return;
    d->wanted.snapshot = snapshot;
    d->wanted.options = options;
    d->stale = true;
    d->request();
}

void FileView::setOptions(const snapshot::ViewOptions& options)
{
    setSnapshot(d->wanted.snapshot, options);
}

void FileView::setPath(const QByteArray& path, const QList<QByteArray>& others)
{
    if (path == d->wanted.path && others == d->wanted.others)
        return;
    const bool isAnother = path != d->wanted.path;
    d->wanted.path = path;
    d->wanted.others = others;
    d->stale = true;
    d->stop.request_stop();
    d->restMilliseconds = 0;
    if (isAnother)
        d->content.reset();
    if (path.isEmpty())
        Q_EMIT changed(nullptr);
    d->request();
}

QByteArray FileView::path() const
{
    return d->wanted.path;
}

void FileView::setActive(bool active)
{
    d->active = active;
    if (!active && d->inFlight && d->reader) {
        d->stop.request_stop();
        d->stale = true; // it did not come to its end
    }
    d->request();
}

FileContentPtr FileView::content() const
{
    return d->content;
}

bool FileView::isBusy() const
{
    return d->inFlight;
}

quint64 FileView::readCount() const
{
    return d->reads;
}

void FileView::Private::request()
{
    if (inFlight || !stale || !active || !wanted.snapshot || wanted.path.isEmpty())
        return;
    const bool isLive = wanted.snapshot->tree != nullptr;
    if (reader && isLive && since.isValid() && !since.hasExpired(restMilliseconds)) {
        later.start(static_cast<int>(restMilliseconds - since.elapsed()) + 1);
        return;
    }
    launched = wanted;
    stale = false;
    inFlight = true;
    const FileContentPtr known = contentOptions == wanted.options ? content : nullptr;
    if (reader) {
        stop = {};
        since.start();
        watcher.setFuture(QtConcurrent::run(
            &pool, [request = launched, known, read = reader, token = stop.get_token()] {
                return read(request, known, token);
            }));
        return;
    }
    watcher.setFuture(QtConcurrent::run(
        &pool, [request = launched, known] { return readFileAgain(request, known); }));
}

void FileView::Private::finished()
{
    inFlight = false;
    const FileContentPtr answer = watcher.future().takeResult();
    if (reader) {
        restMilliseconds = restFactor * since.elapsed();
        since.start();
    }
    const bool isWhole = !reader || !stop.stop_requested();
    const bool isAnother = isWhole && launched.path == wanted.path
        && launched.others == wanted.others && answer != content;
    if (answer != content)
        ++reads;
    if (isAnother) {
        content = answer;
        contentOptions = launched.options;
    }
    launched = {};
    request(); // before anybody is told, so that isBusy() is true when more is to come
    if (isAnother)
        Q_EMIT q->changed(answer);
}

}
