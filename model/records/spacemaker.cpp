// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/records/spacemaker.h>

#include <QFutureWatcher>
#include <QThread>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <utility>

namespace sandscope::model {

namespace {

atlas::Text textOf(const FileContent& content)
{
    return {.maps = content.maps, .smaps = &content.smaps, .text = content.text};
}

/// maps and smaps tell of the same mappings.
QByteArrayView folderOf(const FileContent& content)
{
    return QByteArrayView(content.path)
        .first(std::max(content.path.lastIndexOf('/'), qsizetype{0}));
}

bool isComparable(const FileContentPtr& content, const FileContentPtr& before)
{
    return before && before != content && before->dialect == content->dialect
        && before->task == content->task && folderOf(*before) == folderOf(*content);
}

}

AddressSpacePtr makeAddressSpace(const FileContentPtr& content, const FileContentPtr& before)
{
    auto made = std::make_shared<AddressSpace>();
    made->content = content;
    const auto text = textOf(*content);
    if (isComparable(content, before)) {
        const auto earlier = textOf(*before);
        made->space = atlas::makeSpace(text, &earlier);
    } else {
        made->space = atlas::makeSpace(text, nullptr);
    }
    made->layout = atlas::Layout(made->space.regions);
    return made;
}

AddressSpacePtr compareAddressSpace(const FileContentPtr& content, const FileContentPtr& baseline)
{
    auto made = std::make_shared<AddressSpace>();
    made->content = content;
    made->baseline = baseline;
    made->space = atlas::compareSpace(textOf(*content), textOf(*baseline));
    made->layout = atlas::Layout(made->space.regions, made->space.gone);
    return made;
}

struct SpaceMaker::Private
{
    explicit Private(SpaceMaker* maker)
        : q(maker)
    {
        pool.setMaxThreadCount(1);
    }

    void request();
    void finished();

    SpaceMaker* q;
    FileContentPtr wanted;
    FileContentPtr baseline;
    FileContentPtr launched; ///< null: nothing is under way
    FileContentPtr launchedBaseline;
    AddressSpacePtr space;
    QFutureWatcher<AddressSpacePtr> watcher;
    QThreadPool pool; ///< last, so that it is waited for before the rest goes
};

SpaceMaker::SpaceMaker(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] { d->finished(); });
}

SpaceMaker::~SpaceMaker()
{
    d->watcher.disconnect(this);
    d->pool.waitForDone();
}

void SpaceMaker::setContent(const FileContentPtr& content)
{
    Q_ASSERT(QThread::currentThread() == thread());
    if (content == d->wanted)
        return;
    d->wanted = content;
    if (!content) {
        d->space.reset();
        Q_EMIT changed(nullptr);
    }
    d->request();
}

void SpaceMaker::setBaseline(const FileContentPtr& baseline)
{
    if (std::exchange(d->baseline, baseline) != baseline)
        d->request();
}

AddressSpacePtr SpaceMaker::space() const
{
    return d->space;
}

bool SpaceMaker::isBusy() const
{
    return d->launched != nullptr;
}

void SpaceMaker::Private::request()
{
    if (launched || !wanted || (space && space->content == wanted && space->baseline == baseline))
        return;
    launched = wanted;
    launchedBaseline = baseline;
    const FileContentPtr before = space && !space->baseline ? space->content : nullptr;
    watcher.setFuture(
        QtConcurrent::run(&pool, [content = launched, before, compared = launchedBaseline] {
            return compared ? compareAddressSpace(content, compared)
                            : makeAddressSpace(content, before);
        }));
}

void SpaceMaker::Private::finished()
{
    const AddressSpacePtr made = watcher.future().takeResult();
    const bool isWanted = launched == wanted && launchedBaseline == baseline;
    launched.reset();
    if (isWanted)
        space = made;
    request(); // before anybody is told, so that isBusy() is true when more is to come
    if (isWanted)
        Q_EMIT q->changed(made);
}

}
