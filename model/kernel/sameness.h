// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/kernel/kernelrecords.h>

#include <vector>

/// Whether two records say the same, their generations included.
namespace sandscope::kernel {

[[nodiscard]] bool same(const procfs::TaskRecord& a, const procfs::TaskRecord& b);
[[nodiscard]] bool same(const procfs::ThreadGroupRecord& a, const procfs::ThreadGroupRecord& b);
[[nodiscard]] bool same(const procfs::MemoryRecord& a, const procfs::MemoryRecord& b);
[[nodiscard]] bool same(const procfs::FdEntry& a, const procfs::FdEntry& b);
[[nodiscard]] bool same(const procfs::FdTableRecord& a, const procfs::FdTableRecord& b);
[[nodiscard]] bool same(const procfs::FsContextRecord& a, const procfs::FsContextRecord& b);
[[nodiscard]] bool same(const std::vector<procfs::Mount>& a, const std::vector<procfs::Mount>& b);
[[nodiscard]] bool same(const procfs::MountNamespaceRecord& a,
                        const procfs::MountNamespaceRecord& b);
[[nodiscard]] bool same(const procfs::UserNamespaceRecord& a, const procfs::UserNamespaceRecord& b);
[[nodiscard]] bool same(const PublishedPidNamespace& a, const PublishedPidNamespace& b);
[[nodiscard]] bool same(const procfs::MachineRecord& a, const procfs::MachineRecord& b);

}
