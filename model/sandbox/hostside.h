// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/statefile.h>
#include <model/snapshot/snapshot.h>

#include <stop_token>
#include <string>
#include <vector>

namespace sandscope::model {

/// A process of this computer that belongs to a sandbox.
struct HostProcess
{
    enum class Role {
        sentry, ///< the kernel of the sandbox
        gofer, ///< opens its files
        stub, ///< lends the sentry an address space; child of it, or of another stub
        helper, ///< child of the gofer
    };
    Role role = Role::sentry;
    snapshot::TaskSummary row; ///< what its stat tells; pids are those of this computer
};

/// Is the process of the sandbox there, and none that has its number by now? One that is there and
/// that \a procFolder hides is believed.
[[nodiscard]] bool isRunning(const SandboxState& state, const std::string& procFolder = "/proc");

/// The processes of a sandbox as \a procFolder tells, which is that of this computer: those that
/// its state names, and their children. Sentry, gofer, then stubs, ascending. A pid that is
/// another's by now is not taken for it: what runsc starts is called by it, and has the id of the
/// sandbox, or the bundle, among its arguments.
[[nodiscard]] procfs::Answer<std::vector<HostProcess>> hostProcesses(const SandboxState& state,
                                                                     const std::string& procFolder,
                                                                     const std::stop_token& stop);

}
