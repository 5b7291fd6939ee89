// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/heldsignals.h>

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include <sys/types.h>

namespace sandscope::app::cli {

enum class MountStep : std::uint8_t {
    none,
    space, ///< a mount namespace, with or without a user namespace
    identity, ///< the ids of a user namespace
    mount,
    program, ///< exec
};

struct MountProblem
{
    MountStep step = MountStep::none;
    int error = 0; ///< errno
};

/// Starts \a program (searched for as a shell does, but by no shell) in a mount namespace of its
/// own, where the folder \a tree stands for /proc; an ordinary user gets a user namespace around
/// it, with the same ids inside. The folder is changed: `self`, `thread-self` and the folder of the
/// program's own pid are put into it, and these lead to the real /proc. So are the program's
/// children not in it, and for them `self` is the program.
///
/// Answers its pid once the program runs; its signals are those held before \a signals. It has this
/// process' terminal, folder, files and environment.
[[nodiscard]] std::expected<pid_t, MountProblem>
runOverProc(const std::string& tree, const std::vector<std::string>& program,
            const HeldSignals& signals);

}
