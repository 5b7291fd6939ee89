// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/fileview.h>
#include <model/records/readfile.h>

#include <QFutureWatcher>
#include <QThread>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <utility>

namespace sandscope::model {

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

    QFutureWatcher<FileContentPtr> watcher;
    QThreadPool pool; ///< last, so that it is waited for before the rest goes
};

FileView::FileView(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] { d->finished(); });
}

FileView::~FileView()
{
    d->watcher.disconnect(this);
    d->pool.waitForDone();
}

void FileView::setCache(std::shared_ptr<procfs::RecordCache> cache)
{
    d->wanted.cache = std::move(cache);
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
    launched = wanted;
    stale = false;
    inFlight = true;
    const FileContentPtr known = contentOptions == wanted.options ? content : nullptr;
    watcher.setFuture(QtConcurrent::run(
        &pool, [request = launched, known] { return readFileAgain(request, known); }));
}

void FileView::Private::finished()
{
    inFlight = false;
    const FileContentPtr answer = watcher.future().takeResult();
    const bool isAnother
        = launched.path == wanted.path && launched.others == wanted.others && answer != content;
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
