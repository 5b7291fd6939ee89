// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/player.h>
#include <model/sources/readingtree.h>
#include <model/sources/recordingjob.h>
#include <model/sources/sourcename.h>
#include <model/sources/sourcereader.h>

#include <QElapsedTimer>
#include <QFile>
#include <QFutureWatcher>
#include <QPointer>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <utility>
#include <vector>

namespace sandscope::model {

namespace {

/// Samples that wait to be written; one more is left out. Of those whose files are read only then
/// the newest alone waits: what is there now is not what was there at an earlier one.
constexpr std::size_t mostWaiting = 64;
constexpr qint64 progressTime = 100; ///< ms between two answers

/// The recorder is made with the first moment, on the worker.
struct Work
{
    RecorderOptions options;
    QString source, title;
    std::unique_ptr<Recorder> recorder;
    bool isOver = false; ///< finished, or failed
};

struct Outcome
{
    RecordingJob::Progress progress;
    std::optional<SourceError> error;
    bool isOver = false;
};

Outcome outcomeOf(const Work& work)
{
    Outcome outcome;
    outcome.isOver = work.isOver;
    if (work.recorder)
        outcome.progress = {.moments = work.recorder->moments(),
                            .dropped = work.recorder->dropped(),
                            .bytes = work.recorder->bytes(),
                            .skipped = work.recorder->leftOut()};
    return outcome;
}

Outcome failure(Work& work, SourceError error)
{
    work.isOver = true;
    Outcome outcome = outcomeOf(work);
    outcome.error = std::move(error);
    return outcome;
}

std::optional<SourceError> begin(Work& work)
{
    if (work.recorder)
        return std::nullopt;
    auto made = Recorder::create(work.options, work.source, work.title);
    if (!made)
        return std::move(made).error();
    work.recorder = *std::move(made);
    return std::nullopt;
}

Outcome finish(Work& work)
{
    if (work.recorder) {
        if (auto done = work.recorder->finish(); !done)
            return failure(work, std::move(done).error());
    }
    work.isOver = true;
    return outcomeOf(work);
}

Outcome write(Work& work, const std::vector<snapshot::Moment>& moments, const Capabilities& source,
              bool isLast)
{
    if (auto error = begin(work))
        return failure(work, *std::move(error));
    for (const snapshot::Moment& moment : moments) {
        if (auto done = work.recorder->add(moment, source, {}); !done)
            return failure(work, std::move(done).error());
    }
    return isLast ? finish(work) : outcomeOf(work);
}

/// Every step, from the start.
void writeSteps(QPromise<Outcome>& promise, Work& work, const std::stop_token& stop)
{
    auto reader = SourceReader::open(work.source);
    if (!reader) {
        promise.addResult(failure(work, std::move(reader).error()));
        return;
    }
    QElapsedTimer sinceLast;
    sinceLast.start();
    while (!stop.stop_requested()) {
        auto moment = reader->next();
        if (!moment) {
            promise.addResult(failure(work, std::move(moment).error()));
            return;
        }
        if (!*moment)
            break;
        auto error = begin(work);
        if (!error) {
            if (auto done = work.recorder->add(**moment, reader->capabilities(), {}); !done)
                error = std::move(done).error();
        }
        if (error) {
            promise.addResult(failure(work, *std::move(error)));
            return;
        }
        if (sinceLast.elapsed() >= progressTime) {
            promise.addResult(outcomeOf(work));
            sinceLast.restart();
        }
    }
    promise.addResult(finish(work));
}

}

struct RecordingJob::Private
{
    explicit Private(RecordingJob* job)
        : q(job)
    {
        pool.setMaxThreadCount(1);
    }

    void take(const snapshot::Moment& moment);
    void launch();
    void hold(bool isHeld);
    void hear(const Outcome& outcome);

    RecordingJob* q;
    std::shared_ptr<Work> work = std::make_shared<Work>(); ///< the flight's under way
    QPointer<Player> player;
    QPointer<Source> source; ///< whose samples are taken
    Capabilities capabilities; ///< its, when it gave the last one
    qint64 steps = 0;
    Progress progress;
    qint64 skipped = 0; ///< before they came to the recorder
    std::vector<snapshot::Moment> waiting;
    snapshot::SnapshotPtr last; ///< that was given
    bool isFlying = false;
    bool isHolding = false; ///< the player
    bool isEnding = false;
    bool isOver = false;
    std::stop_source halt; ///< of going along steps
    QFutureWatcher<Outcome> watcher;
    QThreadPool pool; ///< last, so that it is waited for before the rest goes
};

RecordingJob::RecordingJob(Player* player, RecorderOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    Source* const source = player->source();
    d->capabilities = source->capabilities();
    d->steps = d->capabilities.canStep ? static_cast<qint64>(source->stepCount()) + 1 : 0;
    *d->work = {.options = std::move(options),
                .source = source->name(),
                .title = source->title(),
                .recorder = nullptr};
    connect(&d->watcher, &QFutureWatcherBase::resultReadyAt, this,
            [this](int index) { d->hear(d->watcher.resultAt(index)); });
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] {
        d->isFlying = false;
        d->hold(false);
        d->launch();
    });
    if (d->steps > 0) {
        d->isFlying = true;
        d->watcher.setFuture(QtConcurrent::run(
            &d->pool, [work = d->work, stop = d->halt.get_token()](QPromise<Outcome>& promise) {
                writeSteps(promise, *work, stop);
            }));
        return;
    }
    d->player = player;
    d->source = source;
    connect(source, &Source::sampled, this,
            [this](const snapshot::Moment& moment) { d->take(moment); });
    connect(source, &QObject::destroyed, this, &RecordingJob::stop);
    connect(player, &Player::restarted, this, &RecordingJob::stop);
    if (!player->timeline().isEmpty())
        d->take(player->timeline().last());
}

RecordingJob::~RecordingJob()
{
    d->watcher.disconnect(this);
    d->hold(false);
    if (d->steps > 0)
        d->halt.request_stop();
    d->pool.waitForDone();
    if (d->work->isOver)
        return;
    // Nobody is there to be told.
    if (d->waiting.empty())
        (void)finish(*d->work);
    else
        (void)write(*d->work, d->waiting, d->capabilities, true);
}

QString RecordingJob::path() const
{
    return QFile::decodeName(QByteArray::fromStdString(d->work->options.path));
}

const RecordingJob::Progress& RecordingJob::progress() const
{
    return d->progress;
}

qint64 RecordingJob::steps() const
{
    return d->steps;
}

bool RecordingJob::isRunning() const
{
    return !d->isOver;
}

void RecordingJob::stop()
{
    if (std::exchange(d->isEnding, true) || d->isOver)
        return;
    if (d->steps > 0)
        d->halt.request_stop(); // what was written by then is finished
    d->launch();
}

void RecordingJob::Private::take(const snapshot::Moment& moment)
{
    if (isEnding || isOver)
        return;
    if (source)
        capabilities = source->capabilities();
    const auto before = std::exchange(last, moment.snapshot);
    if (before == moment.snapshot)
        return;
    // Opened anew: its clock, its generations and the numbers of tasks mean something else now.
    if (before && (last->generation < before->generation || last->time < before->time)) {
        q->stop();
        return;
    }
    if (isReadOnDemand(*moment.snapshot)) {
        skipped += std::ssize(waiting);
        waiting.clear();
    } else if (waiting.size() >= mostWaiting) {
        ++skipped;
        return;
    }
    waiting.push_back(moment);
    launch();
}

void RecordingJob::Private::launch()
{
    if (isFlying || isOver || (waiting.empty() && !isEnding))
        return;
    isFlying = true;
    // Otherwise the next sample would come before this one is read, over and over.
    hold(!waiting.empty() && isReadOnDemand(*waiting.back().snapshot));
    watcher.setFuture(
        QtConcurrent::run(&pool,
                          [work = work, moments = std::exchange(waiting, {}), can = capabilities,
                           isLast = isEnding] { return write(*work, moments, can, isLast); }));
}

void RecordingJob::Private::hold(bool isHeld)
{
    if (std::exchange(isHolding, isHeld) != isHeld && player)
        player->setHeld(isHeld);
}

void RecordingJob::Private::hear(const Outcome& outcome)
{
    progress = outcome.progress;
    progress.skipped += skipped;
    isOver = outcome.isOver;
    Q_EMIT q->progressed();
    if (outcome.error)
        Q_EMIT q->failed(*outcome.error);
    else if (isOver)
        Q_EMIT q->ended();
}

}
