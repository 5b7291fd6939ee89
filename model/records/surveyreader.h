// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/records/fileview.h>
#include <model/survey/namespaces.h>

#include <optional>
#include <string>
#include <vector>

namespace sandscope::model {

// Readers for FileView of folders about which more is to be known than their listing. What a sample
// of a real /proc has not read is read as it is now.

/// Of "7/fd": descriptors.
[[nodiscard]] FileContentPtr readDescriptorContent(const FileRequest& request,
                                                   const FileContentPtr& known,
                                                   std::stop_token stop);
/// Of "7/ns": namespaces of all processes, userIds of this one.
[[nodiscard]] FileContentPtr
readNamespaceContent(const FileRequest& request, const FileContentPtr& known, std::stop_token stop);
/// Of "7/task": threads.
[[nodiscard]] FileContentPtr readThreadContent(const FileRequest& request,
                                               const FileContentPtr& known, std::stop_token stop);

/// Who a task is in its own user and PID namespaces.
struct UserIds
{
    std::vector<survey::IdRange> uids, gids;
    std::optional<procfs::Failure> uidFailure, gidFailure;
    /// From the outermost PID namespace inwards; empty: not told.
    std::vector<std::string> pids;
    bool operator==(const UserIds&) const = default;
};

}
