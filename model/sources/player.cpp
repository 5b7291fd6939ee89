// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/sources/player.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace sandscope::model {

using snapshot::Moment;
using snapshot::Timeline;

namespace {

constexpr double slowest = 0.25;
constexpr double fastest = 16;

/// Where the viewer wants to be.
struct Goal
{
    enum class Kind {
        step, ///< at the moment with this number
        end, ///< where the scenario ends
        generation, ///< at the state of this generation
    };
    Kind kind = Kind::step;
    std::size_t step = 0;
    procfs::Generation generation = 0;
    bool announces = false; ///< emit arrived() there
};

}

/// Two timelines: the one shown, and while the source starts over another one aside, so that what
/// is shown stays valid on the way. The source always stands at the last moment of the newer one;
/// so what lies beyond is reached by asking on, and what was dropped by starting over.
struct Player::Private
{
    explicit Private(Player* player)
        : q(player)
    {
    }

    Player* q;
    std::unique_ptr<Source> source;
    Timeline timeline;
    std::optional<Timeline> aside;
    bool isStale = false; ///< the timeline shown is about to be replaced and reaches no goal any
                          ///< more
    bool isLost = false; ///< starting over failed: the source stands nowhere
    bool isWaiting = false; ///< an answer of the source is due
    bool follows = false; ///< go to the sample that comes next
    std::optional<Goal> goal;
    int position = -1;
    bool isPlaying = false;
    double speed = 1;
    QTimer timer;

    [[nodiscard]] bool steps() const { return source->capabilities().canStep; }
    [[nodiscard]] int lastIndex() const { return static_cast<int>(timeline.size()) - 1; }
    [[nodiscard]] bool isAtEnd(const Timeline& line) const
    {
        return !line.isEmpty() && line.last().step >= source->stepCount();
    }
    [[nodiscard]] std::size_t wantedStep() const
    {
        return goal && goal->kind == Goal::Kind::step
            ? goal->step
            : timeline.at(static_cast<std::size_t>(position)).step;
    }

    /// Where on \a line the goal is reached, if it is.
    [[nodiscard]] std::optional<int> indexOf(const Goal& wanted, const Timeline& line) const
    {
        if (line.isEmpty())
            return std::nullopt;
        const int last = static_cast<int>(line.size()) - 1;
        const auto& first = line.at(0);
        switch (wanted.kind) {
        case Goal::Kind::step: {
            if (!steps())
                return last;
            if (wanted.step < first.step || wanted.step > line.last().step)
                return std::nullopt;
            return static_cast<int>(wanted.step - first.step); // a step adds one moment
        }
        case Goal::Kind::end:
            return !steps() || isAtEnd(line) ? std::optional(last) : std::nullopt;
        case Goal::Kind::generation:
            if (steps() && wanted.generation < first.snapshot->generation && first.step > 0)
                return std::nullopt;
            if (steps() && wanted.generation > line.last().snapshot->generation && !isAtEnd(line))
                return std::nullopt;
            return static_cast<int>(line.indexOf(wanted.generation));
        }
        return std::nullopt;
    }

    /// Was the goal on \a line before its oldest moments were dropped?
    [[nodiscard]] static bool isBefore(const Goal& wanted, const Timeline& line)
    {
        switch (wanted.kind) {
        case Goal::Kind::step:
            return wanted.step < line.at(0).step;
        case Goal::Kind::end:
            return false;
        case Goal::Kind::generation:
            return wanted.generation < line.at(0).snapshot->generation;
        }
        return false;
    }

    void head(const Goal& wanted);
    void proceed();
    void startOver();
    void ask();
    void take(const Moment& moment);
    void fail(const SourceError& error);
    void show(int index, bool isReplaced);
    void adopt();
};

void Player::Private::head(const Goal& wanted)
{
    follows = false;
    goal = wanted;
    proceed();
}

/// One step nearer to the goal: there, if it is known already; else by the next request.
void Player::Private::proceed()
{
    if (!goal)
        return;
    const auto known = isStale ? std::nullopt : indexOf(*goal, timeline);
    const auto beside = !known && aside ? indexOf(*goal, *aside) : std::nullopt;
    if (known || beside) {
        const bool announces = goal->announces;
        goal.reset();
        if (beside)
            adopt();
        show(known ? *known : *beside, beside.has_value());
        if (announces)
            QMetaObject::invokeMethod(q, &Player::arrived, Qt::QueuedConnection);
        return;
    }
    if (isWaiting)
        return;
    const Timeline& newest = aside ? *aside : timeline;
    if (newest.isEmpty() || isLost || isBefore(*goal, newest))
        startOver();
    else
        ask();
}

void Player::Private::startOver()
{
    aside.emplace();
    isWaiting = true;
    source->restart();
}

void Player::Private::ask()
{
    if (!std::exchange(isWaiting, true))
        source->advance();
}

void Player::Private::adopt()
{
    timeline = *std::exchange(aside, std::nullopt);
    isStale = false;
    position = -1; // until show()
}

void Player::Private::take(const Moment& moment)
{
    isWaiting = false;
    isLost = false;
    Timeline& newest = aside ? *aside : timeline;
    const bool isNew = newest.isEmpty()
        || (steps() ? moment.step > newest.last().step : moment.snapshot != newest.last().snapshot);
    const bool wasAtEnd = position == lastIndex();
    if (isNew) {
        const std::size_t droppedBefore = newest.dropped();
        newest.append(moment);
        if (!aside && position >= 0) {
            const int kept = position - static_cast<int>(newest.dropped() - droppedBefore);
            position = std::max(kept, 0);
            if (kept < 0) // the moment shown was dropped; the oldest that is left stands in for it
                Q_EMIT q->nowChanged();
        }
    }
    if (goal) {
        proceed();
    } else if (aside && position < 0) {
        adopt();
        show(lastIndex(), true);
    } else if (isNew && !aside && !steps() && (wasAtEnd || follows)) {
        show(lastIndex(), false);
    } else if (isNew) {
        Q_EMIT q->stateChanged();
    }
    follows = false;
    if (isPlaying && !goal && !q->canStepForward())
        q->pause();
}

void Player::Private::fail(const SourceError& error)
{
    isWaiting = false;
    follows = false;
    const bool wasOnTheWay = std::exchange(goal, std::nullopt).has_value();
    if (aside && aside->isEmpty()) {
        aside.reset();
        isStale = false;
        isLost = true;
    } else if (aside && wasOnTheWay) {
        adopt();
        show(lastIndex(), true);
    } else if (wasOnTheWay && !timeline.isEmpty()) {
        show(lastIndex(), false); // as far as it went
    }
    isPlaying = false;
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

Player::Player(std::unique_ptr<Source> source, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    d->source = std::move(source);
    setSpeed(1);
    connect(&d->timer, &QTimer::timeout, this, [this] {
        if (!d->isWaiting && !d->goal) // a tick that finds the last one still under way is left out
            step();
    });
    connect(d->source.get(), &Source::sampled, this,
            [this](const Moment& moment) { d->take(moment); });
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
    return d->steps() ? !d->isAtEnd(d->timeline) : d->source->capabilities().isLive;
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
        d->head({});
}

void Player::restart()
{
    pause();
    d->isStale = true;
    d->goal = Goal{};
    d->follows = false;
    d->startOver();
}

void Player::step()
{
    if (d->position < 0)
        start();
    else if (d->steps())
        d->head({.step = std::min(d->wantedStep() + 1, d->source->stepCount())});
    else if (d->position < d->lastIndex())
        d->show(d->position + 1, false);
    else if (d->source->capabilities().isLive)
        refresh();
}

void Player::stepBack()
{
    if (d->position < 0)
        return;
    if (d->steps()) {
        d->head({.step = std::max<std::size_t>(d->wantedStep(), 1) - 1});
        return;
    }
    d->follows = false;
    if (d->position > 0)
        d->show(d->position - 1, false);
}

void Player::play()
{
    if (d->isPlaying || (d->position >= 0 && !canStepForward()))
        return;
    d->isPlaying = true;
    d->timer.start();
    Q_EMIT stateChanged();
    start();
}

void Player::pause()
{
    if (!std::exchange(d->isPlaying, false))
        return;
    d->timer.stop();
    Q_EMIT stateChanged();
}

void Player::setSpeed(double perSecond)
{
    d->speed = std::isfinite(perSecond) ? std::clamp(perSecond, slowest, fastest) : 1;
    d->timer.setInterval(static_cast<int>(std::lround(1000 / d->speed)));
    Q_EMIT stateChanged();
}

void Player::seek(int sliderPosition)
{
    if (d->position < 0)
        return;
    const int target = std::clamp(sliderPosition, 0, range());
    if (d->steps()) {
        d->head({.step = static_cast<std::size_t>(target)});
        return;
    }
    d->follows = false;
    d->show(target, false);
}

void Player::runTo(procfs::Generation generation)
{
    d->head({.kind = generation == 0 ? Goal::Kind::end : Goal::Kind::generation,
             .step = 0,
             .generation = generation,
             .announces = true});
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

}
