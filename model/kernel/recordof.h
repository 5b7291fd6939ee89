// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/state.h>

/// The records of the kernel's objects as they are now.
namespace sandscope::kernel {

[[nodiscard]] procfs::TaskRecord recordOf(const Task& task);
[[nodiscard]] procfs::ThreadGroupRecord recordOf(const Kernel::State& state,
                                                 const ThreadGroup& group);
[[nodiscard]] procfs::MemoryRecord recordOf(const Memory& memory);
[[nodiscard]] procfs::FdTableRecord recordOf(const FdTable& table);
[[nodiscard]] procfs::FsContextRecord recordOf(const FsContext& context);
[[nodiscard]] procfs::MountNamespaceRecord recordOf(const MountNamespace& ns);
[[nodiscard]] procfs::UserNamespaceRecord recordOf(const UserNamespace& ns);
[[nodiscard]] PublishedPidNamespace recordOf(const PidNamespace& ns);

/// How far a range can be read, from its start on.
[[nodiscard]] std::uint64_t readableUntil(const AddressSpace& space, Range range);

/// The row of the process list, with the kernel's generation for its own.
[[nodiscard]] snapshot::TaskSummary rowOf(const Kernel::State& state, const Task& task);

}
