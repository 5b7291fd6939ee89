// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/error.h>
#include <procfs/records.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a gVisor sandbox answers about its processes.
namespace sandscope::model {

/// One process of a dump, as its JSON text: files are made of it when somebody asks for them.
/// Immutable, shared between the dumps in which it is the same.
struct DumpedProcess
{
    /// The parts that files are made of.
    enum Part : std::uint8_t { exe, args, env, cwd, fdlist, cgroup, status, stat, maps, partCount };

    std::string text; ///< JSON
    std::array<std::string_view, partCount> parts; ///< of it; empty: not given
    /// When a part last differed from the dump before.
    std::array<procfs::Generation, partCount> changed{};

    std::int32_t pid = 0;
    std::int32_t parent = 0; ///< 0: none
    std::string comm; ///< raw bytes, where they were UTF-8
    std::uint32_t uid = 0; ///< effective
    std::uint64_t vssKilobytes = 0, rssKilobytes = 0;
    std::optional<std::int64_t> startNanoseconds; ///< since 1970
    std::string command; ///< arguments joined by blanks
    struct OpenFile
    {
        std::int32_t number = 0;
        std::string path; ///< empty: not told
    };
    std::vector<OpenFile> openFiles; ///< ascending, each number once

    DumpedProcess() = default;
    DumpedProcess(const DumpedProcess&) = delete; // the parts point into the text
    DumpedProcess& operator=(const DumpedProcess&) = delete;
};
using DumpedPtr = std::shared_ptr<const DumpedProcess>;

/// The processes in the order given, which is random. \a before: those of the dump before, taken
/// over where their text is the same; what changed did so at \a now. \a answer is what the sandbox
/// answers, or what `runsc trace procfs` prints. Hostile bytes.
[[nodiscard]] procfs::Parsed<std::vector<DumpedPtr>>
parseDump(std::string_view answer, std::span<const DumpedPtr> before, procfs::Generation now);

/// A process as the sandbox lists it: zombies, too, and threads.
struct ListedProcess
{
    std::int32_t pid = 0;
    std::optional<std::int32_t> parent; ///< 0: none; unknown where only ids were listed
    std::optional<std::uint32_t> uid;
    std::string comm;
    std::optional<std::vector<std::int32_t>> threads; ///< ascending; with the leader
};

/// What the sandbox answers, or what `runsc ps -format=json` prints, which are ids alone.
/// Ascending.
[[nodiscard]] procfs::Parsed<std::vector<ListedProcess>> parseProcesses(std::string_view answer);

/// Why the sandbox refused, where \a answer says that it did: raw bytes.
[[nodiscard]] std::optional<std::string> refusalIn(std::string_view answer);

}
