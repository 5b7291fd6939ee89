// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sandscope::model {

/// The part of a task's `stat` that a row of the process list shows, as far as it could be read.
///
/// procfs' own parser takes a whole line or nothing. A row rather shows what is known: of a line
/// that is cut short the complete fields before the cut, of garbage nothing.
struct StatValues
{
    std::string name; ///< raw bytes; empty when absent
    std::optional<procfs::TaskState> state;
    std::optional<std::int32_t> parent; ///< a pid; 0 is "none"
    std::optional<std::uint32_t> threads;
    std::optional<std::uint64_t> userTicks, systemTicks, startTicks;
    std::optional<std::uint64_t> vssBytes, rssPages;
};
[[nodiscard]] StatValues readStat(std::string_view bytes);

/// The effective user id of a `status` text; nothing where it has none, as in gVisor of 2018 and
/// 2019.
[[nodiscard]] std::optional<std::uint32_t> effectiveUid(std::string_view status);

/// A `comm` text without the end of its line.
[[nodiscard]] std::string nameIn(std::string_view comm);

/// A `cmdline` text as one line: arguments joined by blanks, raw bytes.
[[nodiscard]] std::string joinedCommand(std::string_view cmdline);

/// How the numbers of a proc file system count.
struct Units
{
    std::uint64_t ticksPerSecond = 100;
    std::uint64_t pageBytes = 4096;
};
[[nodiscard]] Units unitsOfThisComputer();

/// Sets what \a stat knows. Ids, links between rows and what other files tell are left alone.
void apply(const StatValues& stat, const Units& units, snapshot::TaskSummary& row);

/// The dialect that the label of a capture names ("gvisor-20240729-systrap", "linux-aslr"), if it
/// names one.
[[nodiscard]] std::optional<procfs::Dialect> dialectOfLabel(std::string_view label);

}
