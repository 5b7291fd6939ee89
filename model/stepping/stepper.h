// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/timeline.h>
#include <model/stepping/problem.h>

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace sandscope::kernel {
class Kernel;
}

namespace sandscope::stepping {

/// Something that drives a simulated kernel step by step: a scenario, a log that is replayed.
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
    /// What is driven, at the moment of now.
    [[nodiscard]] virtual const kernel::Kernel& system() const = 0;
    /// Does one step. A step that is impossible here changes nothing and is a problem with its
    /// line; it stays the next one.
    [[nodiscard]] virtual std::expected<void, Problem> step() = 0;

    /// Everything that the steps to come hang on: kernel, names, position. For restore() of a
    /// stepper over the same scenario or log.
    [[nodiscard]] virtual std::string save() const = 0;
    /// Takes up what save() gave. A sentence, and nothing changed, when that is damaged, newer, or
    /// another's.
    [[nodiscard]] virtual std::expected<void, std::string> restore(std::string_view saved) = 0;
};

}
