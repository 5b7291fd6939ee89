// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>

/// Sizes of a task's memory that stat, statm and status tell.
namespace sandscope::procfs {

struct MemorySizes
{
    std::uint64_t vssBytes = 0, rssBytes = 0;
};
/// 0 without memory, as gVisor and Linux' stat and statm print.
[[nodiscard]] MemorySizes memorySizes(const FileContext& ctx);

/// What a map adds up to, in bytes. One walk over it.
///
/// Which VMA counts as what is Linux' rule (mm/mmap.c, vm_stat_account; fs/proc/task_mmu.c,
/// task_mem): stack grows down; data is private and may be written; code may be executed and not
/// written; the rest is neither. gVisor's VmData is the same as data here (facts 6.5).
///
/// Approximations: a resident page of a file counts as file even where the file is in a tmpfs,
/// which Linux counts as shared memory. pageTableBytes, where the record does not tell, are as many
/// tables of each level as resident memory needs at least.
struct MemoryFigures
{
    std::uint64_t residentAnonymous = 0, residentFile = 0, residentShared = 0;
    std::uint64_t locked = 0;
    std::uint64_t data = 0;
    std::uint64_t stack = 0;
    std::uint64_t programCode = 0; ///< of the executable
    std::uint64_t otherCode = 0; ///< all other code
    std::uint64_t pageTables = 0;
};
[[nodiscard]] MemoryFigures memoryFigures(const MemoryRecord& memory);
/// MemoryFigures::data alone.
[[nodiscard]] std::uint64_t dataBytes(const MemoryRecord& memory);

}
