// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <procfs/fields.h>

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace sandscope::survey {

/// One thread as its own files tell it.
struct Thread
{
    std::int32_t tid = 0; ///< as the folder is called
    procfs::TaskId task{}; ///< none: the snapshot has no row for it
    procfs::Fields stat{}, status{}; ///< empty: see failure
    std::optional<procfs::Failure> failure{}; ///< why stat, or else status, could not be read

    /// Null: there is no such field.
    [[nodiscard]] const procfs::Field* statField(std::string_view name) const;
    [[nodiscard]] const procfs::Field* statusField(std::string_view name) const;
};

struct Threads
{
    std::vector<Thread> entries; ///< ascending by number
    std::optional<procfs::Failure> failure{}; ///< why they could not be listed
};

/// Reads stat and status of every thread in \a folder ("7/task"). Where the folder of the process
/// is there and this one is not, the source knows no threads: notProvided. Stops early, with what
/// it has, where \a stop says so.
[[nodiscard]] Threads readThreads(procfs::FileSystem& fileSystem,
                                  const snapshot::Snapshot& snapshot, const std::string& folder,
                                  const std::stop_token& stop);

[[nodiscard]] bool tellTheSame(const Threads& a, const Threads& b);

}
