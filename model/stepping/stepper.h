// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/timeline.h>
#include <model/stepping/problem.h>

#include <cstddef>
#include <expected>
#include <memory>
#include <string>

namespace sandscope::kernel {
class Kernel;
}

namespace sandscope::stepping {

/// A place of a run, to come back to: what Stepper::save() gave. Each stepper adds what it carries.
/// Immutable; shares what snapshots share.
struct SavedState : std::enable_shared_from_this<SavedState>
{
    SavedState() = default;
    SavedState(const SavedState&) = delete;
    SavedState& operator=(const SavedState&) = delete;
    virtual ~SavedState() = default;

    snapshot::Moment moment; ///< of that place
    std::size_t ownBytes = 0; ///< about, of what it shares with nobody
    /// About, of snapshots that it shares with the moments around it, and no saved state before it.
    std::size_t sharedBytes = 0;

    [[nodiscard]] std::size_t bytes() const { return ownBytes + sharedBytes; }
};
using SavedStatePtr = std::shared_ptr<const SavedState>;

/// Something that goes along step by step: a scenario or a log that drives a simulated kernel, a
/// recording.
/// Deterministic: the same steps give the same bytes, whichever way they were reached. One thread
/// at a time.
class Stepper
{
public:
    Stepper() = default;
    Stepper(const Stepper&) = delete;
    Stepper& operator=(const Stepper&) = delete;
    virtual ~Stepper() = default;

    [[nodiscard]] virtual std::size_t position() const = 0; ///< steps done
    [[nodiscard]] virtual std::size_t stepCount() const = 0;
    [[nodiscard]] bool atEnd() const { return position() == stepCount(); }
    /// The state now, with what the last step did; before the first step, what it is about.
    [[nodiscard]] virtual const snapshot::Moment& moment() = 0;
    /// The simulated kernel that is driven, at the moment of now; null where there is none.
    [[nodiscard]] virtual const kernel::Kernel* simulated() const { return nullptr; }
    /// Does one step. A step that is impossible here changes nothing and is a problem with its
    /// line; it stays the next one.
    [[nodiscard]] virtual std::expected<void, Problem> step() = 0;

    /// Everything that the steps to come hang on and moment() shows: kernel, names, position. For
    /// restore() of a stepper over the same scenario or log.
    [[nodiscard]] virtual SavedStatePtr save() = 0;
    /// Takes up what save() gave, doing no step anew: moment() is the same one, to the pointer. A
    /// sentence, and nothing changed, when it is another's.
    [[nodiscard]] virtual std::expected<void, std::string> restore(const SavedState& saved) = 0;

    /// Whether any moment is as near as the next one, as in a recording. Then jump() goes to the
    /// moment after \a position steps; failing, nothing changed.
    [[nodiscard]] virtual bool canJump() const { return false; }
    [[nodiscard]] virtual std::expected<void, Problem> jump(std::size_t position)
    {
        (void)position;
        return std::unexpected(
            Problem{.file = {}, .message = "it goes step by step", .suggestion = {}});
    }
};

}
