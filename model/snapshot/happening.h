// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/timeline.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sandscope::snapshot {

/// What can happen to a task between two moments, the most telling first.
enum class Happening : std::uint8_t {
    clone, ///< it began, or made another one
    exec,
    exit, ///< it became a zombie, or is not there any more
    credentials,
    memory, ///< its mappings, or what of them is resident; of a live source their size alone
    files, ///< its descriptors, working folder or root
    signals, ///< pending, blocked, handled; stopped and continued
    other,
};
inline constexpr std::array allHappenings
    = {Happening::clone,  Happening::exec,  Happening::exit,    Happening::credentials,
       Happening::memory, Happening::files, Happening::signals, Happening::other};

/// A set of them.
class Happenings
{
public:
    constexpr Happenings() = default;
    constexpr Happenings(Happening one) { add(one); }

    constexpr void add(Happening one) { m_bits = static_cast<std::uint8_t>(m_bits | bit(one)); }
    constexpr void add(Happenings more)
    {
        m_bits = static_cast<std::uint8_t>(m_bits | more.m_bits);
    }
    [[nodiscard]] constexpr bool has(Happening one) const { return (m_bits & bit(one)) != 0; }
    [[nodiscard]] constexpr bool isEmpty() const { return m_bits == 0; }
    constexpr bool operator==(const Happenings&) const = default;

private:
    static constexpr std::uint8_t bit(Happening one)
    {
        return static_cast<std::uint8_t>(1U << static_cast<unsigned>(one));
    }
    std::uint8_t m_bits = 0;
};

struct TaskHappenings
{
    procfs::TaskId task;
    Happenings kinds;
    bool operator==(const TaskHappenings&) const = default;
};

/// A task that is not there any more.
struct EndedTask
{
    std::shared_ptr<const TaskSummary> row; ///< its last one; never null
    std::optional<int> waitStatus; ///< absent: nobody recorded it
};

/// What happened at one moment. Immutable once made.
struct Happened
{
    procfs::Generation generation = 0;
    std::chrono::nanoseconds time{}; ///< of the snapshot
    std::size_t step = 0; ///< of the moment
    std::string text; ///< what a step did, in words (callText); empty when nobody knows
    Happenings all; ///< of every task
    std::vector<TaskHappenings> tasks; ///< ascending by id
    std::vector<EndedTask> ended; ///< ascending by id
    SnapshotPtr before; ///< the last state of those that ended; null when none did
};
using HappenedPtr = std::shared_ptr<const Happened>;

/// From the report of the step where there is one, otherwise from the rows that differ. \a before:
/// the snapshot that the moment began with, null for the first of all: nothing happened then. Costs
/// what differs. What comes with a beginning, an exec or an end is not told apart from it: another
/// memory map, descriptors that were closed.
[[nodiscard]] Happened happened(const SnapshotPtr& before, const Moment& moment);

}
