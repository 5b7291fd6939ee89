// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/stepping/stepper.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace sandscope::stepping {

/// Is \a after a place to stop at? \a before is the moment one step earlier; null before the first
/// step. Asked about neighbours in order, more than once when going back.
using Condition
    = std::function<bool(const snapshot::Moment* before, const snapshot::Moment& after)>;

/// How a way ended.
enum class Arrival : std::uint8_t {
    there,
    notFound, ///< the run has no such moment in that direction; it stands at its end, or start
    cancelled, ///< it stands where it was when the token was seen
};
/// A problem: a step on the way is impossible; it stands in front of that.
using Way = std::expected<Arrival, Problem>;

/// What a way looks at and tells while it is gone.
struct WayOptions
{
    std::stop_token stop{};
    /// Told the step that was reached, after every step. May be empty.
    std::function<void(std::size_t position)> progress{};
};

/// Goes along a stepper in both directions.
///
/// Back is done by taking up a saved state from before and stepping forward from there, so a moment
/// is the same whichever way it was reached. States are saved every so many steps; when they
/// outgrow their budget, every second one is dropped and the distance doubles, so that going back
/// costs at most that many steps and one restore().
///
/// One thread at a time.
class Navigator
{
public:
    /// \a stepper stands before its first step.
    explicit Navigator(std::unique_ptr<Stepper> stepper,
                       std::size_t budgetBytes = std::size_t{64} << 20U);

    [[nodiscard]] std::size_t position() const { return m_stepper->position(); }
    [[nodiscard]] std::size_t stepCount() const { return m_stepper->stepCount(); }
    [[nodiscard]] bool atEnd() const { return m_stepper->atEnd(); }
    [[nodiscard]] const snapshot::Moment& moment() { return m_stepper->moment(); }
    [[nodiscard]] const kernel::Kernel* simulated() const { return m_stepper->simulated(); }

    /// notFound: it stood at the end, or start.
    Way step();
    Way stepBack();
    /// To the moment after \a step steps; past the last one: notFound.
    Way goTo(std::size_t step, const WayOptions& options = {});
    /// To the last moment whose generation is at most this one. notFound: the first moment has a
    /// greater one, or the last a smaller.
    Way goToGeneration(procfs::Generation generation, const WayOptions& options = {});
    /// To the nearest moment behind, or in front of, the present one for which the condition holds.
    Way goToNext(const Condition& condition, const WayOptions& options = {});
    Way goToPrevious(const Condition& condition, const WayOptions& options = {});

    /// For tests and messages: saved states, and what they take.
    [[nodiscard]] std::size_t checkpointCount() const { return m_checkpoints.size(); }
    [[nodiscard]] std::size_t checkpointBytes() const { return m_bytes; }

private:
    using Checkpoints = std::map<std::size_t, SavedStatePtr>;

    std::expected<void, Problem> forward();
    std::expected<void, Problem> resume(std::size_t position);
    Way stride(const WayOptions& options);
    Way walkTo(std::size_t step, const WayOptions& options);
    void keep();
    void thin();
    [[nodiscard]] std::size_t checkpointBefore(std::size_t position) const;

    std::unique_ptr<Stepper> m_stepper;
    Checkpoints m_checkpoints; ///< by position; always that of 0
    std::size_t m_budget;
    std::size_t m_bytes = 0;
    std::size_t m_distance; ///< steps between two of them
};

/// Holds where something of \a task changed: it began or ended, its row is another, or a record of
/// it was stamped (task, credentials, thread group, memory, descriptors, folders, namespaces).
[[nodiscard]] Condition changeOf(procfs::TaskId task);

}
