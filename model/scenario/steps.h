// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernel.h>
#include <model/scenario/claims.h>
#include <model/scenario/operations.h>
#include <model/scenario/scenario.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sandscope::scenario {

/// One step, ready to be done.
struct Step
{
    std::chrono::nanoseconds time{};
    std::string by; ///< name of the caller; empty: from outside
    std::vector<std::string> given;
    Action action;
    procfs::Errno expected = procfs::Errno::ok;
    std::string note;
    std::vector<Claim> claims;
    int line = 0;
    int column = 0;
};

/// A scenario as it was read: what a run does.
class Scenario
{
public:
    About about;
    std::string file;
    kernel::Options options;
    std::chrono::nanoseconds start{};
    std::vector<kernel::Program> programs;
    std::vector<procfs::Mount> mounts;
    bool hasMounts = false;
    std::optional<procfs::MachineRecord> machine;
    std::vector<Step> steps;
    std::uint64_t fingerprint = 0; ///< of its text; a saved state belongs to one
};

}
