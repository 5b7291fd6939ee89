// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/procfile.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::procfs {

/// The auxiliary vector, /proc/[pid]/auxv: pairs of 64-bit little-endian words, AT_NULL last
/// (facts 2.1; getauxval(3), gVisor pkg/sentry/fs/proc/task.go). Not supported: vectors of 32-bit
/// processes.

/// The pairs before AT_NULL. No bytes at all, as of a zombie, are no pairs.
[[nodiscard]] Parsed<std::vector<AuxEntry>> parseAuxv(std::string_view bytes);
/// Appends the pairs and AT_NULL.
void formatAuxv(const std::vector<AuxEntry>& entries, std::string& out);

/// The pairs that a dialect shows of a task's memory, in its order. AT_SECURE and, on Linux,
/// AT_FLAGS are 0 where the record does not tell; any other key is left out then. No pairs at all
/// when the record has none.
[[nodiscard]] std::vector<AuxEntry> auxvOf(const MemoryRecord& memory, Dialect dialect);

/// "AT_PHDR" for 3; empty for a key without a known name.
[[nodiscard]] std::string_view auxKeyName(std::uint64_t key);
/// One sentence; empty for a key without a known name.
[[nodiscard]] std::string_view auxKeyMeaning(std::uint64_t key);
/// The value as a reader wants it: an address in hexadecimal, a number, an id, yes or no.
[[nodiscard]] std::string describeAuxValue(AuxEntry entry);

/// Keys of Linux on x86-64 that the kernel and scenarios set.
inline constexpr std::uint64_t atPhdr = 3, atPhent = 4, atPhnum = 5, atPagesz = 6, atBase = 7,
                               atFlags = 8, atEntry = 9, atUid = 11, atEuid = 12, atGid = 13,
                               atEgid = 14, atPlatform = 15, atHwcap = 16, atClktck = 17,
                               atSecure = 23, atRandom = 25, atHwcap2 = 26, atRseqFeatureSize = 27,
                               atRseqAlign = 28, atExecfn = 31, atSysinfoEhdr = 33,
                               atMinsigstksz = 51;

extern const ProcFile auxvFile;

}
