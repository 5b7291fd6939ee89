// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sources/source.h>
#include <model/stepping/problem.h>

#include <QStringList>

#include <expected>
#include <vector>

namespace sandscope::model {

struct SourceDescriptor;

/// `scenario:`: a simulated kernel, driven by a YAML file or by a scenario that comes with the
/// program.
extern const SourceDescriptor scenarioSource;

/// Ids of the scenarios that come with the program, sorted.
[[nodiscard]] QStringList shippedScenarioIds();

/// What was found wrong with a scenario, and how much of it there is.
struct ScenarioCheck
{
    std::vector<stepping::Problem> problems; ///< in the order of the file
    std::size_t steps = 0; ///< 0 when it cannot be read
    std::size_t claims = 0;
    bool isSchemaChecked = false; ///< false: this build cannot
};
/// Holds a scenario, named as in "scenario:PATH", against its schema and its language, runs it to
/// its end and asks its claims. An error when the file cannot be read at all.
[[nodiscard]] std::expected<ScenarioCheck, SourceError> checkScenario(const QString& path);

}
