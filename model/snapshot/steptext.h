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

/// The step in one line: "1 (sh) calls fork() = 2", "2 (sh) calls setuid(0) = EPERM (fails: this is
/// not permitted)", "1 (sh) begins read(0)", "time passes".
[[nodiscard]] std::string callText(const StepReport& report);

/// One object that a step touched.
struct ObjectText
{
    std::string what; ///< "memory map of 8 (worker)"
    std::string change; ///< "created: 23 areas, the same as in the memory map of 7 (sh)"
};
/// Of each object of the report, in its order. Says nothing that the records of the two moments do
/// not show; counts that no file of the \a dialect prints are not told. Costs what was touched.
[[nodiscard]] std::vector<ObjectText> objectTexts(const StepReport& report, const Snapshot& before,
                                                  const Snapshot& after, procfs::Dialect dialect);

/// "there is no such process": what a call or a reader of a file was told. Empty for ok and for
/// numbers that have no name here.
[[nodiscard]] std::string_view errnoMeaning(procfs::Errno error);
/// "ESRCH (there is no such process)"
[[nodiscard]] std::string errnoText(procfs::Errno error);

/// "diverged", "assumed", "ignored"
[[nodiscard]] std::string_view markName(StepMark::Kind kind);

}
