// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/survey/descriptors.h>

namespace sandscope::survey {

/// Looks in the records of a simulated kernel for those who hold the files of \a found, which are
/// those of \a task.
void joinRecords(const snapshot::Snapshot& snapshot, procfs::TaskId task, Descriptors& found,
                 const std::stop_token& stop);

/// The same with what fd and fdinfo of the other processes say. \a identities: of the entries of
/// \a found, one each.
void joinFiles(procfs::FileSystem& fileSystem, const snapshot::Snapshot& snapshot,
               procfs::TaskId task, const std::vector<std::string>& identities, Descriptors& found,
               const std::stop_token& stop);

/// The access mode of O_* flags.
[[nodiscard]] Opened openedBy(std::uint64_t flags);

/// Below /proc: "7", of a thread "7/task/9".
[[nodiscard]] std::string folderOf(const snapshot::TaskSummary& task);

}
