// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <stop_token>

namespace sandscope::model {

/// The same tasks and files; but what a folder's sample did not read is read when it is asked for,
/// and not kept: for whoever goes through the files of all tasks, once. What was sampled is as it
/// was at that moment, the rest is as it is now. A snapshot that has everything already is answered
/// as it is, and so is one that a later sample followed: what it did not read is not known. May be
/// used on another thread than the sampler's, by one at a time.
///
/// Asked for \a everything, the folder of a task can be listed, too.
[[nodiscard]] snapshot::SnapshotPtr readingOnDemand(const snapshot::SnapshotPtr& snapshot,
                                                    std::stop_token stop, bool everything = false);

/// Is it the sample of a folder, which read only what somebody looked at?
[[nodiscard]] bool isReadOnDemand(const snapshot::Snapshot& snapshot);
/// It is, and a later sample followed. May change at any time.
[[nodiscard]] bool isOvertaken(const snapshot::Snapshot& snapshot);

}
