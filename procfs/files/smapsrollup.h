// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/files/smaps.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// /proc/[pid]/smaps_rollup of Linux: the sums of a whole map as one block of smaps, whose maps
/// line spans it and is named [rollup]. gVisor has no such file. (Linux fs/proc/task_mmu.c;
/// captures of 6.18.)
struct SmapsRollup
{
    std::uint64_t start = 0; ///< of the first mapping; 0 when there is none
    std::uint64_t end = 0; ///< behind the last mapping; [vsyscall] does not count
    /// Without size and page sizes, flags and keys; with pssAnon, pssFile and pssShmem.
    SmapsValues values;

    bool operator==(const SmapsRollup&) const = default;
};

/// Sums up. Bytes are added, not the rounded kB of the blocks, so that a sum may exceed that of
/// what smaps shows.
///
/// How much of Pss belongs to files a record does not say: anonymous pages get the part of a
/// mapping's Pss that they are of its Rss. The rest is Pss_Shmem where the mapping is shared memory
/// (anonymous, memfd, SysV), and Pss_File elsewhere.
[[nodiscard]] SmapsRollup smapsRollup(std::span<const Vma> vmas);

void formatSmapsRollup(const SmapsRollup& rollup, std::string& out);
/// Parses a text. Lines that are not known are skipped. Errors: as parseSmaps; badField for more or
/// less than one block.
[[nodiscard]] Parsed<SmapsRollup> parseSmapsRollup(std::string_view text);

extern const ProcFile smapsrollupFile;

}
