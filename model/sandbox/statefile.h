// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/filesystem.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::model {

/// What runsc writes down about a container, in the folder that its option --root names. All of it
/// hostile bytes; what is not there stays empty.
struct SandboxState
{
    std::string id; ///< of the container
    std::string sandbox; ///< of its sandbox: the id of the first container in it
    std::string status; ///< "running"; as it was when the file was written
    std::string bundle;
    std::string created; ///< "2026-11-21T22:25:12.354926122Z"
    std::string release; ///< "0.0~20240729.0"; 2022 does not tell
    std::string platform; ///< "systrap"; 2022 does not tell
    std::string controlSocket; ///< a path; 2022 does not tell
    std::int32_t pid = 0; ///< of the sandbox process on this computer; 0: none
    std::int32_t gofer = 0; ///< the same of the process that opens its files
};

/// Letters, digits and "+-._", as runsc takes them; none begins with a dot or minus.
[[nodiscard]] bool isContainerId(std::string_view id);

/// Nothing where \a json is no state.
[[nodiscard]] std::optional<SandboxState> parseState(std::string_view json);

/// Of the container \a id. ENOENT: the folder has no such container.
[[nodiscard]] procfs::Answer<SandboxState> readState(const std::string& folder, std::string_view id,
                                                     const std::stop_token& stop);

/// The names of the state files in a folder, sorted: cheap, and changes when a container comes or
/// goes.
[[nodiscard]] procfs::Answer<std::vector<std::string>> stateFiles(const std::string& folder,
                                                                  const std::stop_token& stop);

/// "2026-11-21T22:25:12.354926122Z", or with "+01:00" for Z, in nanoseconds since 1970.
[[nodiscard]] std::optional<std::int64_t> timeIn(std::string_view rfc3339);

/// Where runsc keeps its state unless it is told: depends on who we are.
[[nodiscard]] std::string usualStateFolder();

}
