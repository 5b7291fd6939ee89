// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <QString>

#include <optional>

namespace sandscope::app {

/// What the moment shown is compared with: another moment, another task, another dialect, or
/// several of them at once. What is not named is as shown, and follows it.
struct Baseline
{
    snapshot::SnapshotPtr snapshot{}; ///< null: the one shown
    procfs::TaskId task{}; ///< none: the selected one
    std::optional<procfs::Dialect> dialect{}; ///< absent: the one shown

    [[nodiscard]] bool isAny() const { return snapshot || task || dialect; }
    bool operator==(const Baseline&) const = default;
};

class Session;

/// "generation 12", "process 7, Linux"; empty while nothing is compared.
[[nodiscard]] QString baselineText(const Session& session);
/// "No Difference Between 12 and 13"
[[nodiscard]] QString noDifferenceHeading(const Session& session);

}
