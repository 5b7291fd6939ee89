// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <model/snapshot/step.h>

#include <string>
#include <string_view>
#include <vector>

/// What a step did, in words for people. All texts are English and hold raw bytes of names.
namespace sandscope::snapshot {

/// "8 (worker)": the id in the root PID namespace and the name, where it is known.
[[nodiscard]] std::string taskText(procfs::Tid tid, std::string_view name);
/// Who made the step: "7 (sh)"; "somebody outside the sandbox".
[[nodiscard]] std::string callerText(const StepReport& report);

/// One object that a step touched.
struct ObjectText
{
    std::string what; ///< "memory map of 8 (worker)"
    std::string change; ///< "created: 23 areas, the same as in the memory map of 7 (sh)"
};
/// Of each object of the report, in its order. Says nothing that the records of the two moments do
/// not show. Costs what was touched.
[[nodiscard]] std::vector<ObjectText> objectTexts(const StepReport& report, const Snapshot& before,
                                                  const Snapshot& after);

/// "no such process"; empty for ok and for numbers that have no name here.
[[nodiscard]] std::string_view errnoMeaning(procfs::Errno error);

/// "diverged", "assumed", "ignored"
[[nodiscard]] std::string_view markName(StepMark::Kind kind);

}
