// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/sourceengine.h>

#include <functional>
#include <memory>
#include <vector>

namespace sandscope::model {

/// A stepper that was opened, and what there is to say of it.
struct OpenedStepper
{
    std::unique_ptr<stepping::Stepper> stepper; ///< before its first step
    SourceFacts facts; ///< stepCount is filled in by the engine
};

/// What the name of a source with a simulated kernel promises.
[[nodiscard]] SourceFacts simulatedFacts(const QString& title, bool canStep);

/// The engine of every source that has steps: a navigator over a stepper.
class StepperEngine : public SourceEngine
{
public:
    /// Opens what the source's name refers to; called again for every restart, so that it shows
    /// what was just saved. Any thread.
    using Open = std::function<std::expected<OpenedStepper, SourceError>(std::stop_token stop)>;

    /// \a stoppedHeading heads the message for a step that is impossible: "Scenario Stopped".
    StepperEngine(Open open, QString stoppedHeading);

    std::expected<SourceAnswer, SourceError> run(const SourceRequest& request,
                                                 std::stop_token stop) override;
    [[nodiscard]] std::unique_ptr<stepping::Stepper>
    makeStepper(const std::stop_token& stop) const override;
    [[nodiscard]] const kernel::Kernel* system() const override
    {
        return m_navigator ? m_navigator->simulated() : nullptr;
    }

private:
    std::optional<SourceError> open(const std::stop_token& stop);
    SourceAnswer answer();
    std::expected<SourceAnswer, SourceError> go(const Target& target,
                                                const stepping::WayOptions& options);

    Open m_open;
    QString m_stoppedHeading;
    SourceFacts m_facts;
    std::unique_ptr<stepping::Navigator> m_navigator; ///< null: not open
};

/// One line for each problem, those past the first few counted.
[[nodiscard]] SourceError problemsError(const QString& heading,
                                        const std::vector<stepping::Problem>& problems);

}
