// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <QByteArray>

namespace sandscope::model {

/// The number of the task that a path belongs to: 9 for "7/task/9/maps", 7 for "7/fd", 0 for "self"
/// and "sys".
[[nodiscard]] std::int32_t tidOfPath(const QByteArray& path);

/// The task that a path below /proc belongs to, by the numbers that the root PID namespace gives:
/// "7/task/9/maps" is task 9's, "7/fd" is 7's. None for "self", "sys" and numbers that no task has.
/// Linear in the number of tasks.
[[nodiscard]] procfs::TaskId taskOfPath(const snapshot::Snapshot& snapshot, const QByteArray& path);

/// "7", of a thread "7/task/9".
[[nodiscard]] QByteArray pathOfTask(const snapshot::TaskSummary& task);

}
