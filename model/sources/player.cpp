// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/player.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

namespace sandscope::model {

using snapshot::Moment;
using snapshot::Timeline;

namespace {

constexpr double slowest = 0.25;
constexpr double fastest = 16;

}

struct Player::Private
{
    explicit Private(Player* player)
        : q(player)
    {
    }

    Player* q;
    std::unique_ptr<Source> source;
    Timeline timeline;
    bool isRestarting = false; ///< the timeline shown is about to be replaced and reaches no goal
    bool isWaiting = false; ///< an answer of the source is due
    bool follows = false; ///< go to the sample that comes next
    std::optional<Target> goal;
    bool announces = false; ///< emit arrived() at the goal
    int position = -1;
    bool isPlaying = false;
    bool isRecording = false; ///< of a live source: while it is played, and paused from there
    bool isFull = false;
    bool isRead = false; ///< the last sample still is, and none is due
    double speed = 1;
    QTimer timer;

    [[nodiscard]] bool steps() const { return source->capabilities().canStep; }
    [[nodiscard]] int lastIndex() const { return static_cast<int>(timeline.size()) - 1; }
    [[nodiscard]] bool isAtEnd() const
    {
        return !timeline.isEmpty() && timeline.last().step >= source->stepCount();
    }
    [[nodiscard]] std::size_t wantedStep() const
    {
        return goal && goal->kind == Target::Kind::step ? goal->step : q->now()->step;
    }

    /// Where on the timeline the goal is reached, if it is.
    [[nodiscard]] std::optional<int> indexOf(const Target& wanted) const
    {
        if (timeline.isEmpty() || isRestarting || wanted.isSearch())
            return std::nullopt;
        if (!steps())
            return wanted.kind == Target::Kind::generation
                ? static_cast<int>(timeline.indexOf(wanted.generation))
                : lastIndex();
        const Moment& first = timeline.at(0);
        const Moment& last = timeline.last();
        switch (wanted.kind) {
        case Target::Kind::step:
            if (wanted.step < first.step || wanted.step > last.step)
                return std::nullopt;
            return static_cast<int>(wanted.step - first.step); // a step adds one moment
        case Target::Kind::end:
            return isAtEnd() ? std::optional(lastIndex()) : std::nullopt;
        case Target::Kind::generation:
            // The last one of its generation may lie behind what is known.
            if (wanted.generation < first.snapshot->generation && first.step > 0)
                return std::nullopt;
            if (wanted.generation >= last.snapshot->generation && !isAtEnd())
                return std::nullopt;
            return static_cast<int>(timeline.indexOf(wanted.generation));
        default:
            return std::nullopt;
        }
    }

    [[nodiscard]] bool isSearching() const
    {
        return goal && goal->isSearch() && goal->kind != Target::Kind::until;
    }
    void head(const Target& wanted, bool announced = false);
    void dropGoal();
    void proceed();
    void ask();
    void take(const Moment& moment);
    void takeSample(const Moment& moment);
    void arrive(const Arrived& arrived);
    void announce();
    void fail(const SourceError& error);
    void show(int index, bool isReplaced);
    void look(int index);
    void lookForChange(procfs::TaskId task, Direction direction);
    void tick();
    void keepPace();
};

void Player::Private::head(const Target& wanted, bool announced)
{
    follows = false;
    dropGoal();
    goal = wanted;
    announces = announced;
    proceed();
}

/// Something else is wanted now.
void Player::Private::dropGoal()
{
    announces = false;
    const bool wasSearching = isSearching();
    goal.reset();
    if (wasSearching)
        Q_EMIT q->searchEnded(stepping::Arrival::cancelled, {});
}

/// There, if it is known already; else by asking the source.
void Player::Private::proceed()
{
    if (!goal || isRestarting)
        return;
    if (const auto known = indexOf(*goal)) {
        goal.reset();
        if (isWaiting && steps())
            source->cancel();
        if (steps())
            show(*known, false);
        else
            look(*known); // samples that come do not lead away from it
        announce();
    } else if (steps()) {
        isWaiting = true;
        source->goTo(*goal);
        Q_EMIT q->stateChanged();
    } else {
        ask();
    }
}

void Player::Private::announce()
{
    if (std::exchange(announces, false))
        QMetaObject::invokeMethod(q, &Player::arrived, Qt::QueuedConnection);
}

void Player::Private::ask()
{
    if (!std::exchange(isWaiting, true))
        source->advance();
}

/// A sample, or the state after a restart.
void Player::Private::take(const Moment& moment)
{
    isWaiting = false;
    keepPace();
    if (steps() || isRestarting) {
        if (std::exchange(isRestarting, false))
            Q_EMIT q->restarted();
        timeline.clear();
        timeline.append(moment);
        if (goal && indexOf(*goal))
            position = -1; // the same moment may be shown again, and is another one
        else
            show(0, true);
        proceed();
    } else {
        takeSample(moment);
    }
    if (isPlaying && !goal && !q->canStepForward())
        q->pause();
}

void Player::Private::takeSample(const Moment& moment)
{
    const bool isNew = timeline.isEmpty() || moment.snapshot != timeline.last().snapshot;
    // Who paused looks at one moment, whatever is recorded behind it.
    const bool isHeld = isRecording && !isPlaying && !follows && !goal && position >= 0;
    const bool wasAtEnd = position == lastIndex() && !isHeld;
    if (isNew && isHeld && position == 0 && !timeline.hasRoomFor(moment)) {
        isRecording = false;
        isFull = true;
        timer.stop();
        Q_EMIT q->stateChanged();
        return;
    }
    if (isNew) {
        const std::size_t droppedBefore = timeline.dropped();
        timeline.append(moment);
        if (position >= 0) {
            const int kept = position - static_cast<int>(timeline.dropped() - droppedBefore);
            position = std::max(kept, 0);
            if (kept < 0) // the moment shown was dropped; the oldest that is left stands in for it
                Q_EMIT q->nowChanged();
        }
    }
    if (goal)
        proceed();
    else if (isNew && (wasAtEnd || follows))
        show(lastIndex(), false);
    else if (isNew)
        Q_EMIT q->stateChanged();
    follows = false;
}

/// The end of a way along a source with steps.
void Player::Private::arrive(const Arrived& arrived)
{
    isWaiting = false;
    if (!goal) { // whoever wanted it is elsewhere by now
        Q_EMIT q->stateChanged();
        return;
    }
    const bool isSearch = isSearching();
    const bool isNowhere = goal->isSearch() && arrived.arrival == stepping::Arrival::notFound;
    const Target wanted = *std::exchange(goal, std::nullopt);
    if (arrived.arrival == stepping::Arrival::cancelled || isNowhere) {
        announces = false;
        Q_EMIT q->stateChanged();
        if (isSearch)
            Q_EMIT q->searchEnded(arrived.arrival, {});
        else if (isNowhere)
            Q_EMIT q->failed(neverThere(wanted, source->stepCount()));
        return;
    }
    const Moment& moment = arrived.moment;
    const bool isNext = !timeline.isEmpty() && moment.step == timeline.last().step + 1;
    const bool isKnown = !timeline.isEmpty() && moment.step >= timeline.at(0).step
        && moment.step <= timeline.last().step;
    if (!isNext && !isKnown)
        timeline.clear();
    if (!isKnown)
        timeline.append(moment);
    show(static_cast<int>(moment.step - timeline.at(0).step), !isKnown);
    if (arrived.isStopped)
        announces = false;
    announce();
    if (isSearch)
        Q_EMIT q->searchEnded(arrived.isStopped ? stepping::Arrival::cancelled : arrived.arrival,
                              arrived.task);
    if (isPlaying && !goal && !q->canStepForward())
        q->pause();
}

void Player::Private::fail(const SourceError& error)
{
    isWaiting = false;
    isRestarting = false;
    follows = false;
    dropGoal();
    isPlaying = false;
    isRecording = false;
    timer.stop();
    Q_EMIT q->stateChanged();
    Q_EMIT q->failed(error);
}

void Player::Private::show(int index, bool isReplaced)
{
    const bool isAnother = std::exchange(position, index) != index || isReplaced;
    if (isAnother)
        Q_EMIT q->nowChanged();
    Q_EMIT q->stateChanged();
}

/// At a moment kept of a source without steps: a live one is not followed any more.
void Player::Private::look(int index)
{
    follows = false;
    if (source->capabilities().isLive && index != position)
        isPlaying = false;
    show(index, false);
}

/// Among the moments kept.
void Player::Private::lookForChange(procfs::TaskId task, Direction direction)
{
    const auto isChange = [&](int index) {
        const auto rowAt = [&](int at) {
            return timeline.at(static_cast<std::size_t>(at)).snapshot->tasks.find(task.value);
        };
        const auto* was = rowAt(index - 1);
        const auto* is = rowAt(index);
        if (was == is || !was || !is)
            return was != is;
        snapshot::TaskSummary same = *was;
        same.generation = is->generation;
        same.cpuTime = is->cpuTime;
        return same != *is;
    };
    const bool isForward = direction == Direction::forward;
    const int distance = isForward ? 1 : -1;
    auto found = stepping::Arrival::notFound;
    for (int at = position + distance; at >= 1 && at <= lastIndex(); at += distance) {
        if (!isChange(at))
            continue;
        look(at);
        found = stepping::Arrival::there;
        break;
    }
    QMetaObject::invokeMethod(
        q, [this, found] { Q_EMIT q->searchEnded(found, {}); }, Qt::QueuedConnection);
}

void Player::Private::tick()
{
    if (isWaiting || isRead || goal) // a tick that finds the last one still under way is left out
        return;
    if (isPlaying)
        q->step();
    else
        ask();
}

/// As fast as was asked for, unless the source cannot bear that.
void Player::Private::keepPace()
{
    const auto wanted
        = std::chrono::milliseconds(static_cast<std::int64_t>(std::lround(1000 / speed)));
    const auto interval = std::max(wanted, source->capabilities().period);
    if (timer.intervalAsDuration() != interval)
        timer.setInterval(interval);
}

Player::Player(std::unique_ptr<Source> source, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    d->source = std::move(source);
    setSpeed(1);
    connect(&d->timer, &QTimer::timeout, this, [this] { d->tick(); });
    connect(d->source.get(), &Source::sampled, this,
            [this](const Moment& moment) { d->take(moment); });
    connect(d->source.get(), &Source::arrived, this,
            [this](const Arrived& arrived) { d->arrive(arrived); });
    connect(d->source.get(), &Source::progressed, this, [this](qsizetype step) {
        if (d->goal)
            Q_EMIT progressed(static_cast<int>(step));
    });
    connect(d->source.get(), &Source::failed, this,
            [this](const SourceError& error) { d->fail(error); });
}

Player::~Player() = default;

Source* Player::source() const
{
    return d->source.get();
}

const Timeline& Player::timeline() const
{
    return d->timeline;
}

int Player::position() const
{
    return d->position;
}

const Moment* Player::now() const
{
    return d->position < 0 ? nullptr : &d->timeline.at(static_cast<std::size_t>(d->position));
}

bool Player::isPlaying() const
{
    return d->isPlaying;
}

bool Player::isRecording() const
{
    return d->isRecording && !d->isPlaying;
}

bool Player::isFull() const
{
    return d->isFull;
}

int Player::newer() const
{
    return d->steps() || d->position < 0 ? 0 : d->lastIndex() - d->position;
}

double Player::speed() const
{
    return d->speed;
}

bool Player::canStepForward() const
{
    if (d->position < 0)
        return false;
    if (d->position < d->lastIndex())
        return true;
    return d->steps() ? !d->isAtEnd() : d->source->capabilities().isLive;
}

bool Player::canStepBack() const
{
    return d->position > 0 || (d->position == 0 && d->steps() && now()->step > 0);
}

int Player::range() const
{
    return d->steps() ? static_cast<int>(d->source->stepCount()) : std::max(0, d->lastIndex());
}

int Player::sliderPosition() const
{
    if (d->position < 0)
        return 0;
    return d->steps() ? static_cast<int>(now()->step) : d->position;
}

void Player::start()
{
    if (d->position < 0 && !d->isWaiting)
        d->head({.kind = Target::Kind::step});
}

void Player::restart()
{
    halt();
    d->isRestarting = true;
    d->isWaiting = true;
    d->follows = false;
    d->dropGoal();
    d->goal = Target{.kind = Target::Kind::step};
    d->source->restart();
}

void Player::step()
{
    if (d->position < 0)
        start();
    else if (d->steps())
        d->head({.kind = Target::Kind::step,
                 .step = std::min(d->wantedStep() + 1, d->source->stepCount())});
    else if (d->position < d->lastIndex())
        d->look(d->position + 1);
    else if (d->source->capabilities().isLive)
        refresh();
}

void Player::stepBack()
{
    if (d->position < 0)
        return;
    if (d->steps()) {
        d->head(
            {.kind = Target::Kind::step, .step = std::max<std::size_t>(d->wantedStep(), 1) - 1});
        return;
    }
    if (d->position > 0)
        d->look(d->position - 1);
}

void Player::play()
{
    if (d->isPlaying || (d->position >= 0 && !canStepForward()))
        return;
    d->isPlaying = true;
    d->isRecording = d->source->capabilities().isLive;
    d->isFull = false;
    d->timer.start();
    if (d->isRecording && d->position >= 0)
        d->show(d->lastIndex(), false);
    else
        Q_EMIT stateChanged();
    start();
}

void Player::pause()
{
    if (!std::exchange(d->isPlaying, false))
        return;
    if (!d->isRecording)
        d->timer.stop();
    Q_EMIT stateChanged();
}

void Player::halt()
{
    d->timer.stop();
    const bool wasRunning = std::exchange(d->isPlaying, false) || d->isRecording;
    d->isRecording = false;
    if (wasRunning)
        Q_EMIT stateChanged();
}

void Player::goToNewest()
{
    if (d->steps() || d->position < 0)
        return;
    if (d->source->capabilities().isLive)
        play();
    else
        d->look(d->lastIndex());
}

void Player::setSpeed(double perSecond)
{
    d->speed = std::isfinite(perSecond) ? std::clamp(perSecond, slowest, fastest) : 1;
    d->keepPace();
    Q_EMIT stateChanged();
}

void Player::seek(int sliderPosition)
{
    if (d->position < 0)
        return;
    const int target = std::clamp(sliderPosition, 0, range());
    if (d->steps()) {
        d->head({.kind = Target::Kind::step, .step = static_cast<std::size_t>(target)});
        return;
    }
    d->look(target);
}

void Player::runTo(procfs::Generation generation)
{
    using Kind = Target::Kind;
    d->head({.kind = generation == 0 ? Kind::end : Kind::generation, .generation = generation},
            true);
}

void Player::runToChange(procfs::TaskId task, Direction direction)
{
    if (d->position < 0)
        return;
    if (!d->steps()) {
        d->lookForChange(task, direction);
        return;
    }
    using Kind = Target::Kind;
    d->head({.kind = direction == Direction::forward ? Kind::nextChange : Kind::previousChange,
             .step = now()->step,
             .task = task});
}

void Player::runToBreakpoint(const QString& expression, procfs::Dialect dialect,
                             Direction direction, bool masksSecrets)
{
    if (d->position < 0 || !d->steps())
        return;
    using Kind = Target::Kind;
    d->head({.kind = direction == Direction::forward ? Kind::nextHit : Kind::previousHit,
             .step = now()->step,
             .expression = expression.toStdString(),
             .dialect = dialect,
             .masksSecrets = masksSecrets});
}

void Player::runUntil(const QString& expression, std::optional<procfs::Dialect> dialect)
{
    d->head(
        {.kind = Target::Kind::until, .expression = expression.toStdString(), .dialect = dialect},
        true);
}

bool Player::isSearching() const
{
    return d->isSearching();
}

void Player::cancelSearch()
{
    if (isSearching())
        d->source->cancel();
}

void Player::refresh()
{
    if (d->position < 0) {
        start();
    } else if (!d->steps()) {
        d->follows = true;
        d->ask();
    }
}

void Player::setHeld(bool isHeld)
{
    d->isRead = isHeld;
}

}
