// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/detect.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What single files and listings tell about whose they are; detect.cpp weighs it.
///
/// Where a fact is not in the table of dialects itself, the comment names the place in gVisor's
/// repository. Every function takes any bytes, keeps within them and is linear.
namespace sandscope::procfs::clues {

/// One observation about one file.
struct Clue
{
    std::string_view question; ///< what it answers; of several answers the most frequent counts
    std::string seen; ///< as DetectionReason
    DialectSet fits;
    DetectionReason::Weight weight = DetectionReason::Weight::format;
    std::size_t votes = 1; ///< more than one: settles the question, whatever other tasks answer
};

struct FileClues
{
    std::string_view name;
    std::vector<Clue> (*read)(std::string_view text);
    bool isLarge = false; ///< as large as an address space
};
/// Those of a task directory, and those of /proc.
[[nodiscard]] std::span<const FileClues> taskFiles();
[[nodiscard]] std::span<const FileClues> systemFiles();

/// A file fdinfo/N.
[[nodiscard]] std::vector<Clue> cluesOfFdinfo(std::string_view text);

// Listings: /proc, /proc/PID, /proc/PID/task/TID and /proc/PID/ns.
[[nodiscard]] std::vector<Clue> cluesOfRoot(std::span<const std::string> names);
[[nodiscard]] std::vector<Clue> cluesOfTask(std::span<const std::string> names);
[[nodiscard]] std::vector<Clue> cluesOfThread(std::span<const std::string> names);
[[nodiscard]] std::vector<Clue> cluesOfNamespaces(std::span<const std::string> names);

[[nodiscard]] std::vector<Clue> cluesOfLabel(Dialect label);

// ---- shared by taskclues.cpp and systemclues.cpp ----

/// The dialects from \a first to \a last, both included; linux_ is last.
[[nodiscard]] constexpr DialectSet range(Dialect first, Dialect last)
{
    DialectSet set;
    for (const Dialect dialect : allDialects) {
        if (first <= dialect && dialect <= last)
            set = set.with(dialect);
    }
    return set;
}
[[nodiscard]] constexpr DialectSet since(Dialect first)
{
    return range(first, Dialect::linux_);
}
[[nodiscard]] constexpr DialectSet until(Dialect last)
{
    return range(Dialect::gvisor2018, last);
}
inline constexpr DialectSet onlyLinux(Dialect::linux_);
inline constexpr DialectSet anyGvisor = until(Dialect::gvisor2026);

/// The value behind "\n<key>" in \a text, up to the end of its line; nothing where no line begins
/// so.
[[nodiscard]] std::optional<std::string_view> lineAfter(std::string_view text,
                                                        std::string_view key);
/// Blank-separated words; at most \a most of them.
[[nodiscard]] std::vector<std::string_view> wordsOf(std::string_view text, std::size_t most);

/// A name whose presence tells something, and whose absence hints at the contrary.
struct NameClue
{
    std::string_view name;
    DialectSet having;
};
void addNames(std::span<const NameClue> table, std::span<const std::string> names,
              std::vector<Clue>& clues);

}
