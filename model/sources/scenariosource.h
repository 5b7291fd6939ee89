// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace sandscope::model {

struct SourceDescriptor;

/// `scenario:`: a simulated kernel, driven by a YAML file or by a scenario that comes with the
/// program.
extern const SourceDescriptor scenarioSource;

/// Ids of the scenarios that come with the program, sorted.
[[nodiscard]] QStringList shippedScenarioIds();

}
