// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/stepping/navigator.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <utility>

namespace sandscope::stepping {

namespace {

constexpr std::size_t leastDistance = 32;
/// A large state is saved less often: about as long as the steps in between take.
constexpr std::size_t bytesPerStep = 4096;

void tell(const WayOptions& options, std::size_t position)
{
    if (options.progress)
        options.progress(position);
}

}

Navigator::Navigator(std::unique_ptr<Stepper> stepper, std::size_t budgetBytes)
    : m_stepper(std::move(stepper))
    , m_budget(budgetBytes)
    , m_distance(leastDistance)
{
    assert(m_stepper->position() == 0);
    if (!m_stepper->canJump())
        keep();
}

void Navigator::keep()
{
    SavedStatePtr state = m_stepper->save();
    m_bytes += state->bytes();
    m_distance = std::max(m_distance, state->ownBytes / bytesPerStep);
    m_checkpoints.emplace(position(), std::move(state));
    while (m_bytes > m_budget && m_checkpoints.size() > 1)
        thin();
}

/// Drops every second one, never the first.
void Navigator::thin()
{
    m_distance *= 2;
    auto at = std::next(m_checkpoints.begin());
    while (at != m_checkpoints.end()) {
        m_bytes -= at->second->bytes();
        at = m_checkpoints.erase(at);
        if (at != m_checkpoints.end())
            ++at;
    }
}

std::size_t Navigator::checkpointBefore(std::size_t position) const
{
    if (m_stepper->canJump())
        return position / leastDistance * leastDistance;
    return std::prev(m_checkpoints.upper_bound(position))->first;
}

std::expected<void, Problem> Navigator::forward()
{
    if (auto done = m_stepper->step(); !done)
        return done;
    if (!m_stepper->canJump() && position() - checkpointBefore(position()) >= m_distance)
        keep();
    return {};
}

/// Takes up the checkpoint at \a position.
std::expected<void, Problem> Navigator::resume(std::size_t position)
{
    if (m_stepper->canJump())
        return m_stepper->jump(position);
    if (auto done = m_stepper->restore(*m_checkpoints.at(position)); !done)
        return std::unexpected(Problem{.file = {},
                                       .line = 0,
                                       .column = 0,
                                       .message = "going back failed: " + done.error(),
                                       .suggestion = {}});
    return {};
}

/// One step of a longer way, which anything but Arrival::there ends.
Way Navigator::stride(const WayOptions& options)
{
    if (options.stop.stop_requested())
        return Arrival::cancelled;
    if (atEnd())
        return Arrival::notFound;
    if (auto done = forward(); !done)
        return std::unexpected(std::move(done).error());
    tell(options, position());
    return Arrival::there;
}

/// Forward alone.
Way Navigator::walkTo(std::size_t step, const WayOptions& options)
{
    while (position() < step) {
        if (const Way way = stride(options); way != Arrival::there)
            return way;
    }
    return Arrival::there;
}

Way Navigator::step()
{
    return goTo(position() + 1);
}

Way Navigator::stepBack()
{
    return position() == 0 ? Way(Arrival::notFound) : goTo(position() - 1);
}

Way Navigator::goTo(std::size_t step, const WayOptions& options)
{
    if (m_stepper->canJump() && step <= stepCount() && step != position() + 1)
        return m_stepper->jump(step).transform([] { return Arrival::there; });
    // A state behind the present one is worth taking up when it saves more than a few steps.
    const std::size_t nearest = checkpointBefore(step);
    if (step < position() || nearest >= position() + m_distance) {
        if (auto done = resume(nearest); !done)
            return std::unexpected(std::move(done).error());
    }
    return walkTo(step, options);
}

Way Navigator::goToGeneration(procfs::Generation generation, const WayOptions& options)
{
    const auto isWithin
        = [&](const snapshot::Moment& moment) { return moment.snapshot->generation <= generation; };
    if (m_stepper->canJump()) { // by halves
        std::size_t first = 0;
        for (std::size_t end = stepCount(); first < end;) {
            const std::size_t middle = first + (end - first + 1) / 2;
            if (auto done = m_stepper->jump(middle); !done)
                return std::unexpected(std::move(done).error());
            if (isWithin(m_stepper->moment()))
                first = middle;
            else
                end = middle - 1;
        }
        if (auto done = m_stepper->jump(first); !done)
            return std::unexpected(std::move(done).error());
        const procfs::Generation reached = m_stepper->moment().snapshot->generation;
        const bool isBetween = reached < generation && !atEnd();
        return reached == generation || isBetween ? Arrival::there : Arrival::notFound;
    }
    if (!isWithin(m_stepper->moment())) {
        auto from = m_checkpoints.begin();
        for (auto at = from; at != m_checkpoints.end() && isWithin(at->second->moment); ++at)
            from = at;
        if (auto done = resume(from->first); !done)
            return std::unexpected(std::move(done).error());
        if (!isWithin(m_stepper->moment()))
            return Arrival::notFound;
    }
    while (!atEnd()) {
        if (const Way way = stride(options); way != Arrival::there)
            return way;
        if (!isWithin(m_stepper->moment())) // one too far
            return goTo(position() - 1);
    }
    return m_stepper->moment().snapshot->generation == generation ? Arrival::there
                                                                  : Arrival::notFound;
}

Way Navigator::goToNext(const Condition& condition, const WayOptions& options)
{
    for (;;) {
        const snapshot::Moment before = m_stepper->moment();
        if (const Way way = stride(options); way != Arrival::there)
            return way;
        if (condition(&before, m_stepper->moment()))
            return Arrival::there;
    }
}

Way Navigator::goToPrevious(const Condition& condition, const WayOptions& options)
{
    // From one checkpoint to the next, the last stretch first; in each the last match wins.
    std::size_t end = position(); // exclusive
    while (end > 0) {
        const std::size_t last = end - 1;
        // The moment at a checkpoint belongs to the stretch before it, which knows the one before.
        const std::size_t start = last == 0 ? 0 : checkpointBefore(last - 1);
        if (auto done = resume(start); !done)
            return std::unexpected(std::move(done).error());
        std::optional<std::size_t> found;
        if (start == 0 && condition(nullptr, m_stepper->moment()))
            found = 0;
        while (position() < last) {
            const snapshot::Moment before = m_stepper->moment();
            if (const Way way = stride(options); way != Arrival::there)
                return way;
            if (condition(&before, m_stepper->moment()))
                found = position();
        }
        if (found)
            return goTo(*found);
        if (start == 0)
            break;
        end = start + 1;
    }
    if (position() > 0)
        return goTo(0).transform([](Arrival) { return Arrival::notFound; });
    return Arrival::notFound;
}

Condition changeOf(procfs::TaskId task)
{
    return [task](const snapshot::Moment* before, const snapshot::Moment& after) {
        if (!before)
            return false;
        const snapshot::Snapshot& old = *before->snapshot;
        const snapshot::Snapshot& now = *after.snapshot;
        const auto* const oldRow = old.tasks.find(task.value);
        const auto* const row = now.tasks.find(task.value);
        if (!oldRow || !row)
            return oldRow != row;
        if (oldRow != row && *oldRow != *row)
            return true;
        if (!old.records || !now.records)
            return false;
        const procfs::TaskRecord* const oldTask = old.records->task(task);
        const procfs::TaskRecord* const nowTask = now.records->task(task);
        if (!oldTask || !nowTask)
            return oldTask != nowTask;
        const auto stamps = [](const procfs::Records& records, const procfs::TaskRecord& record) {
            const auto stamp = [](const auto* of) { return of ? of->generation : 0; };
            return std::array{record.generation,
                              record.credentials->generation,
                              stamp(records.group(record.group)),
                              stamp(records.memory(record.memory)),
                              stamp(records.fdTable(record.fdTable)),
                              stamp(records.fsContext(record.fsContext)),
                              stamp(records.mountNamespace(record.mountNamespace)),
                              stamp(records.userNamespace(record.credentials->userNamespace))};
        };
        return stamps(*old.records, *oldTask) != stamps(*now.records, *nowTask);
    };
}

}
