// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace sandscope::survey {

/// In the order in which they are shown; the names of their links in ns.
inline constexpr std::array<std::string_view, 8> namespaceKinds
    = {"mnt", "pid", "net", "ipc", "uts", "user", "cgroup", "time"};

/// One process, and its namespace of each kind: the number of a group, or why there is none.
struct NamespaceRow
{
    static constexpr std::int32_t absent = -1; ///< the dialect has no such link
    static constexpr std::int32_t denied = -2; ///< the kernel would not tell
    static constexpr std::int32_t untold = -3; ///< the source has not read it, or cannot
    static constexpr std::int32_t gone = -5; ///< the process has ended
    static constexpr std::int32_t madeUp = -4; ///< the number says nothing: see the field table

    const snapshot::TaskSummary* task = nullptr; ///< kept by the matrix
    std::array<std::int32_t, namespaceKinds.size()> cells{};
};

/// Those who are in one namespace.
struct NamespaceGroup
{
    std::uint64_t number = 0; ///< as the link prints it, or of the simulated kernel
    std::uint32_t processes = 0;
    bool operator==(const NamespaceGroup&) const = default;
};

/// Processes by namespace. Immutable once made.
struct NamespaceMatrix
{
    snapshot::SnapshotPtr snapshot; ///< keeps the tasks
    std::vector<NamespaceRow> rows; ///< by process id
    /// By kind; in the order in which the processes are in them, so the first process' come first.
    std::array<std::vector<NamespaceGroup>, namespaceKinds.size()> groups;

    [[nodiscard]] bool tellsTheSame(const NamespaceMatrix& other) const;
};

/// All processes of a snapshot, threads left out. Of a simulated kernel its records tell, whatever
/// the dialect prints; of other sources the links in ns. Stops early, with what it has, where
/// \a stop says so.
[[nodiscard]] NamespaceMatrix readNamespaces(procfs::FileSystem& fileSystem,
                                             const snapshot::SnapshotPtr& snapshot,
                                             const std::stop_token& stop);

/// "A" … "Z", "AA" … of the groups of a kind.
[[nodiscard]] std::string groupLetter(std::size_t group);

/// How the first ids of a user namespace map: one line of uid_map or gid_map.
struct IdRange
{
    std::uint32_t inside = 0, outside = 0, length = 0;
    bool operator==(const IdRange&) const = default;
};
/// The lines of such a file that are what its format says.
[[nodiscard]] std::vector<IdRange> readIdRanges(std::string_view text);

}
