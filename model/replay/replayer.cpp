// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/kernel/save.h>
#include <model/replay/eventplayer.h>
#include <model/replay/eventtitle.h>
#include <model/replay/replayer.h>

#include <format>
#include <utility>

namespace sandscope::replay {

struct Replayer::Private : EventPlayer
{
    using EventPlayer::EventPlayer;

    snapshot::SnapshotPtr before; ///< of the last step; null before the first
    std::shared_ptr<snapshot::StepReport> report; ///< of the last step
    std::string title;
    std::optional<snapshot::Moment> moment; ///< none: not asked for since the last step
    std::size_t published = 0; ///< bytes of snapshots since the last saved state
};

Replayer::Replayer(LogPtr log, ReplayOptions options)
    : d(std::make_unique<Private>(std::move(log), std::move(options)))
{
    d->title = d->log->fileName();
}

Replayer::~Replayer() = default;

std::size_t Replayer::position() const
{
    return d->progress.position;
}

std::size_t Replayer::stepCount() const
{
    return d->log->eventCount();
}

const snapshot::Moment& Replayer::moment()
{
    if (!d->moment) {
        snapshot::Moment& moment = d->moment.emplace();
        if (d->report)
            d->report->objects = d->r.system.touched();
        moment.snapshot = d->r.system.publish();
        moment.before = d->before;
        moment.step = d->progress.position;
        moment.title = d->title;
        moment.report = d->report;
        if (d->progress.position > 0)
            moment.line = static_cast<int>(d->log->event(d->progress.position - 1).line);
    }
    return *d->moment;
}

std::expected<void, stepping::Problem> Replayer::step()
{
    if (atEnd())
        return std::unexpected(
            stepping::Problem{d->log->fileName(), 0, 0, "the log is at its end", {}});
    // What the kernel counts as touched is counted from one publishing to the next.
    if (const auto begins = d->r.system.publish(); d->before != begins) {
        d->published += begins->ownBytes;
        d->before = begins;
    }
    const Event event = d->log->event(d->progress.position);
    d->report = std::make_shared<snapshot::StepReport>();
    d->title = titleOf(event, *d->report);
    d->play(event, *d->report);
    if (!d->report->byTid.isNone()) // a bare number would be taken for the step's
        d->title = std::format("pid {}: {}", d->report->byTid.value, d->title);
    d->moment.reset();
    return {};
}

const ReplayCounts& Replayer::counts() const
{
    return d->progress.counts;
}

std::size_t Replayer::played() const
{
    return d->played;
}

const kernel::Kernel& Replayer::system() const
{
    return d->r.system;
}

kernel::Kernel& Replayer::system()
{
    return d->r.system;
}

kernel::TaskId Replayer::tracer() const
{
    return d->progress.tracer;
}

kernel::TaskId Replayer::init() const
{
    return d->progress.init;
}

const std::string& Replayer::imageProblem() const
{
    return d->images.problem();
}

bool Replayer::isRandomised() const
{
    return d->images.isRandomised();
}

bool Replayer::isUnsettled(kernel::TaskId task) const
{
    return d->progress.unsettled.contains(task.value);
}

std::string Replayer::markAbout(std::int32_t pid, std::uint64_t start, std::uint64_t end) const
{
    const MarkedRange* found = nullptr;
    for (const MarkedRange& range : d->progress.marked) {
        const bool isBetter = !found || range.pid == pid || found->pid != pid;
        if (range.start < end && start < range.end && isBetter)
            found = &range;
    }
    return found ? std::format("Line {}: {}", found->line, found->text) : std::string();
}

struct Replayer::Saved : stepping::SavedState
{
    LogPtr log;
    ReplayOptions options;
    kernel::Checkpoint system;
    Progress progress;
    Told told;
};

stepping::SavedStatePtr Replayer::save()
{
    auto saved = std::make_shared<Saved>();
    saved->log = d->log;
    saved->options = d->options;
    saved->progress = d->progress;
    saved->told = d->r.told;
    saved->moment = moment();
    saved->system = kernel::checkpointOf(d->r.system);
    saved->ownBytes = saved->system.bytes() + saved->progress.bytes() + saved->told.bytes();
    saved->sharedBytes = std::exchange(d->published, 0);
    return saved;
}

std::expected<void, std::string> Replayer::restore(const stepping::SavedState& saved)
{
    const auto* state = dynamic_cast<const Saved*>(&saved);
    if (!state)
        return std::unexpected("this is no saved state of a replay");
    if (state->log != d->log || state->options != d->options)
        return std::unexpected("this state belongs to a replay of another log, or in another way");
    d->r.system = kernel::resume(state->system);
    d->r.told = state->told;
    d->progress = state->progress;
    d->before = state->moment.before;
    d->moment = state->moment;
    d->published = 0;
    return {};
}

}
