// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/log.h>
#include <model/snapshot/step.h>

#include <string>

namespace sandscope::replay {

inline constexpr std::size_t longestTitle = 200; ///< about

/// "read(3, "abc"..., 832) = 832", "is stopped by SIGSTOP": an event as the log has it, cut to what
/// a title can be. The same goes into \a report, in its parts.
[[nodiscard]] std::string titleOf(const Event& event, snapshot::StepReport& report);

}
