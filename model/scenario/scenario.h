// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/timeline.h>
#include <model/stepping/stepper.h>
#include <procfs/dialect.h>

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::scenario {

using stepping::describe;
using stepping::Problem;

/// A parsed, checked scenario. Immutable.
class Scenario;
using ScenarioPtr = std::shared_ptr<const Scenario>;

/// What the reader is told before it runs.
struct About
{
    std::string title;
    std::string description;
    std::size_t stepCount = 0;
    std::size_t claimCount = 0;
    int lesson = 0; ///< its place in the course, from 1; 0 when it is none of it
    procfs::Dialect dialect = procfs::Dialect::gvisor2019; ///< that of its behaviour
};
[[nodiscard]] const About& about(const Scenario& scenario);

/// Parses YAML. Every problem found is returned, in the order of the file. \a fileName is for
/// messages only.
[[nodiscard]] std::expected<ScenarioPtr, std::vector<Problem>>
parseScenario(std::string_view yaml, std::string_view fileName);

/// Title, description and lesson of a scenario, for a list of many: what stands from its steps on
/// is neither read nor checked.
[[nodiscard]] std::expected<About, Problem> readHead(std::string_view yaml,
                                                     std::string_view fileName);

/// A run of a scenario in a simulated kernel of its own. Deterministic: the same scenario gives the
/// same snapshots, byte for byte, on every machine. One thread at a time.
class Run : public stepping::Stepper
{
public:
    explicit Run(ScenarioPtr scenario);
    ~Run() override;

    [[nodiscard]] std::size_t position() const override;
    [[nodiscard]] std::size_t stepCount() const override;
    /// With the title and note of the last step done; before the first step, the description.
    [[nodiscard]] const snapshot::Moment& moment() override;
    [[nodiscard]] const kernel::Kernel& system() const;
    [[nodiscard]] const kernel::Kernel* simulated() const override { return &system(); }
    /// What a step called \a name with "as"; none when no step did yet.
    [[nodiscard]] procfs::TaskId taskNamed(std::string_view name) const;
    [[nodiscard]] std::expected<void, Problem> step() override;
    [[nodiscard]] stepping::SavedStatePtr save() override;
    [[nodiscard]] std::expected<void, std::string>
    restore(const stepping::SavedState& saved) override;

private:
    struct Private;
    struct Saved;
    std::unique_ptr<Private> d;
};

/// Runs it to its end and holds every claim against what its kernel prints then. All that is wrong,
/// in the order of the steps; a step that fails ends it.
[[nodiscard]] std::vector<Problem> checkClaims(const ScenarioPtr& scenario);

}
