// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/hostside.h>

#include <QJsonArray>

#include <vector>

/// Processes of this computer that belong to a sandbox, for people and for programs.
namespace sandscope::app::cli {

void printHostProcesses(const std::vector<model::HostProcess>& processes);
[[nodiscard]] QJsonArray toJson(const std::vector<model::HostProcess>& processes);

}
