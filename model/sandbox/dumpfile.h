// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/dump.h>
#include <procfs/recordedtree.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::model {

/// What a dump tells of a file in the directory of its process ("maps", "exe", "fd"), as that
/// release prints it; what it does not tell all of is "not provided". The threads of a process
/// share whatever hangs on its memory, and for these \a isThread asks.
[[nodiscard]] procfs::RecordedEntry dumpedFile(const DumpedProcess& process, std::string_view name,
                                               procfs::Dialect dialect, bool isThread = false);

/// The numbers of its open files, as names; empty where it has none.
[[nodiscard]] std::vector<std::string> dumpedDescriptors(const DumpedProcess& process);
/// The link below fd; nothing where there is none of that number.
[[nodiscard]] std::optional<procfs::RecordedEntry> dumpedDescriptor(const DumpedProcess& process,
                                                                    std::int32_t number);

/// An entry of which this source tells no more than that it is there.
[[nodiscard]] procfs::RecordedEntry untoldEntry(procfs::FileKind kind, procfs::Generation since);

}
