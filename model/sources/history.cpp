// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/history.h>
#include <model/sources/sourcename.h>

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QThread>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <algorithm>
#include <deque>
#include <map>
#include <stop_token>
#include <utility>

namespace sandscope::model {

using snapshot::Happened;
using snapshot::HappenedPtr;
using snapshot::Moment;
using snapshot::SnapshotPtr;

namespace {

constexpr qint64 chunkTime = 40; ///< ms between two answers of the run ahead
/// Of the last states of tasks that ended, which the run ahead keeps.
constexpr std::size_t lastStatesBytes = std::size_t{64} << 20U;

/// What a worker found out about some moments, by their absolute numbers.
struct Found
{
    std::vector<std::pair<qint64, HappenedPtr>> moments;
};

/// A moment to look at.
struct Pending
{
    qint64 number = 0;
    SnapshotPtr before;
    Moment moment;
};

Found lookAt(const std::vector<Pending>& pending, const std::stop_token& stop)
{
    Found found;
    for (const Pending& one : pending) {
        if (stop.stop_requested())
            break;
        found.moments.emplace_back(
            one.number,
            std::make_shared<const Happened>(snapshot::happened(one.before, one.moment)));
    }
    return found;
}

/// Runs all steps of a source for the sake of what they do, and tells it in pieces.
void runAhead(QPromise<Found>& promise, const QString& name, const std::stop_token& stop)
{
    QThread::currentThread()->setPriority(QThread::LowPriority);
    const auto parsed = parseSourceName(name);
    if (!parsed)
        return;
    const auto engine = parsed->descriptor->makeEngine(parsed->path);
    const auto stepper = engine ? engine->makeStepper(stop) : nullptr;
    if (!stepper)
        return;
    Found chunk;
    QElapsedTimer sinceLast;
    sinceLast.start();
    const auto take = [&](const SnapshotPtr& before) {
        const Moment& moment = stepper->moment();
        chunk.moments.emplace_back(
            static_cast<qint64>(moment.step),
            std::make_shared<const Happened>(snapshot::happened(before, moment)));
        if (sinceLast.elapsed() >= chunkTime) {
            promise.addResult(std::exchange(chunk, {}));
            sinceLast.restart();
        }
    };
    take(nullptr);
    while (!stop.stop_requested() && !stepper->atEnd()) {
        const SnapshotPtr before = stepper->moment().snapshot;
        if (!stepper->step())
            break; // the player says why when it gets there
        take(before);
    }
    promise.addResult(std::move(chunk));
}

}

struct History::Private
{
    Private(History* history, Player* followed)
        : q(history)
        , player(followed)
    {
        pool.setMaxThreadCount(1);
    }

    void startOver();
    void follow();
    void followSteps();
    void followSamples();
    void launch();
    void store(const Found& found);
    void put(qint64 number, const HappenedPtr& happened);
    void forgetLastStates();
    [[nodiscard]] bool steps() const { return player->source()->capabilities().canStep; }

    History* q;
    Player* player;
    std::deque<HappenedPtr> moments; ///< from number first on; null: not known
    qint64 first = 0;
    qint64 seen = 0; ///< samples that were looked at, or are about to be
    int reached = 0;
    quint64 version = 0;
    std::map<qint64, HappenedPtr> endings; ///< moments at which tasks ended, by number
    std::size_t endingBytes = 0;
    std::map<qint64, HappenedPtr>::size_type forgotten = 0; ///< of endings: first ones without a
                                                            ///< last state
    mutable TombstonesPtr answered;

    bool isAhead = false; ///< the run ahead is under way
    bool isLooking = false; ///< a flight is under way, or what it found is about to be told
    std::vector<Pending> pending; ///< for the next flight
    std::stop_source stop;
    QFutureWatcher<Found> ahead;
    QFutureWatcher<Found> watcher;
    QThreadPool pool; ///< last, so that it is waited for before the rest goes
};

History::History(Player* player, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, player))
{
    connect(&d->ahead, &QFutureWatcherBase::resultsReadyAt, this, [this](int begin, int end) {
        for (int at = begin; at < end; ++at)
            d->store(d->ahead.resultAt(at));
    });
    connect(&d->ahead, &QFutureWatcherBase::finished, this, [this] {
        d->isAhead = false;
        Q_EMIT changed();
    });
    connect(&d->watcher, &QFutureWatcherBase::finished, this, [this] {
        d->isLooking = false;
        const auto future = d->watcher.future();
        if (!future.isCanceled() && future.resultCount() > 0)
            d->store(future.result());
        d->launch();
    });
    connect(player, &Player::restarted, this, [this] { d->startOver(); });
    connect(player, &Player::nowChanged, this, [this] { d->follow(); });
    connect(player, &Player::stateChanged, this, [this] { d->follow(); });
    d->startOver();
    d->follow();
}

History::~History()
{
    d->stop.request_stop();
    d->ahead.disconnect(this);
    d->watcher.disconnect(this);
    d->ahead.cancel();
    d->pool.waitForDone();
}

int History::count() const
{
    return static_cast<int>(d->moments.size());
}

HappenedPtr History::at(int position) const
{
    return position >= 0 && position < count() ? d->moments[static_cast<std::size_t>(position)]
                                               : nullptr;
}

int History::dropped() const
{
    return static_cast<int>(d->first);
}

int History::reached() const
{
    return d->reached;
}

bool History::isBusy() const
{
    return d->isAhead || d->isLooking || !d->pending.empty();
}

quint64 History::version() const
{
    return d->version;
}

TombstonesPtr History::endedBefore(int position, int most) const
{
    Tombstones stones;
    auto at = d->endings.upper_bound(d->first + position);
    while (at != d->endings.begin() && std::ssize(stones) < most) {
        --at;
        const Happened& moment = *at->second;
        for (const snapshot::EndedTask& task : moment.ended) {
            if (std::ssize(stones) < most)
                stones.push_back({.row = task.row,
                                  .last = moment.before,
                                  .generation = moment.generation,
                                  .waitStatus = task.waitStatus,
                                  .position = static_cast<int>(at->first - d->first)});
        }
    }
    std::ranges::sort(stones, {}, [](const Tombstone& stone) { return stone.row->id; });
    const auto same = [](const Tombstone& a, const Tombstone& b) {
        return a.row == b.row && a.last == b.last && a.position == b.position;
    };
    if (!d->answered || !std::ranges::equal(*d->answered, stones, same))
        d->answered = std::make_shared<const Tombstones>(std::move(stones));
    return d->answered;
}

void History::Private::startOver()
{
    stop.request_stop();
    stop = {};
    ahead.cancel();
    watcher.cancel();
    pending.clear();
    moments.clear();
    endings.clear();
    endingBytes = 0;
    forgotten = 0;
    first = 0;
    seen = 0;
    reached = 0;
    ++version;
    isAhead = steps() && parseSourceName(player->source()->name()).has_value();
    if (isAhead)
        ahead.setFuture(
            QtConcurrent::run(&pool,
                              [name = player->source()->name(), token = stop.get_token()](
                                  QPromise<Found>& promise) { runAhead(promise, name, token); }));
    Q_EMIT q->changed();
}

void History::Private::follow()
{
    if (player->position() < 0)
        return;
    if (steps())
        followSteps();
    else
        followSamples();
}

void History::Private::followSteps()
{
    const auto size = static_cast<std::size_t>(player->range()) + 1;
    if (moments.size() != size) {
        moments.resize(size);
        ++version;
        Q_EMIT q->changed();
    }
    const Moment& now = *player->now();
    // Of a recording, everything has happened.
    const int shown = player->source()->capabilities().printsDialects ? player->sliderPosition()
                                                                      : player->range();
    if (std::exchange(reached, std::max(reached, shown)) != reached) {
        ++version;
        Q_EMIT q->changed();
    }
    if (isAhead || now.step >= size || moments[now.step])
        return;
    // Nobody runs ahead: what the player comes by has to do.
    SnapshotPtr before = now.before;
    if (!before && player->position() > 0)
        before = player->timeline().at(static_cast<std::size_t>(player->position()) - 1).snapshot;
    const auto number = static_cast<qint64>(now.step);
    if ((!before && number > 0)
        || std::ranges::any_of(pending, [&](const Pending& p) { return p.number == number; }))
        return;
    pending.push_back({number, std::move(before), now});
    launch();
}

void History::Private::followSamples()
{
    const snapshot::Timeline& timeline = player->timeline();
    const auto dropped = static_cast<qint64>(timeline.dropped());
    bool isOther = false;
    for (; first < dropped; ++first, isOther = true) {
        if (!moments.empty())
            moments.pop_front();
        reached = std::max(reached - 1, 0);
    }
    // What ended at the first moment kept has its last state in one that is not.
    endings.erase(endings.begin(), endings.upper_bound(dropped > 0 ? dropped : -1));
    seen = std::max(seen, dropped);
    const auto end = dropped + static_cast<qint64>(timeline.size());
    for (; seen < end; ++seen, isOther = true) {
        const auto index = static_cast<std::size_t>(seen - dropped);
        moments.push_back(nullptr);
        pending.push_back(
            {seen, index > 0 ? timeline.at(index - 1).snapshot : nullptr, timeline.at(index)});
    }
    reached = std::max(reached, player->sliderPosition());
    if (isOther) {
        ++version;
        Q_EMIT q->changed();
        launch();
    }
}

/// One flight at a time.
void History::Private::launch()
{
    if (pending.empty() || std::exchange(isLooking, true))
        return;
    watcher.setFuture(
        QtConcurrent::run(&pool, [todo = std::exchange(pending, {}), token = stop.get_token()] {
            return lookAt(todo, token);
        }));
}

void History::Private::store(const Found& found)
{
    for (const auto& [number, happened] : found.moments)
        put(number, happened);
    forgetLastStates();
    ++version;
    Q_EMIT q->changed();
}

void History::Private::put(qint64 number, const HappenedPtr& happened)
{
    if (number < first)
        return; // dropped meanwhile
    const auto place = static_cast<std::size_t>(number - first);
    if (place >= moments.size())
        moments.resize(place + 1);
    moments[place] = happened;
    if (happened->ended.empty())
        return;
    endings[number] = happened;
    if (steps())
        endingBytes += happened->before->ownBytes;
}

/// Of a long run, the first ones: they can be had again by going there.
void History::Private::forgetLastStates()
{
    auto at = endings.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(std::min(forgotten, endings.size())));
    for (; endingBytes > lastStatesBytes && at != endings.end(); ++at, ++forgotten) {
        auto without = std::make_shared<Happened>(*at->second);
        endingBytes -= std::min(endingBytes, without->before->ownBytes);
        without->before = nullptr;
        const auto place = static_cast<std::size_t>(at->first - first);
        moments[place] = at->second = std::move(without);
    }
}

}
