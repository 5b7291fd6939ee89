// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <model/snapshot/step.h>

#include <deque>
#include <string>

namespace sandscope::snapshot {

/// One stop on the timeline: a snapshot and what the source said about it.
struct Moment
{
    SnapshotPtr snapshot;
    std::size_t step = 0; ///< of a scenario: how many steps were done; otherwise the number of the
                          ///< sample
    std::string title; ///< what happened, short: "7: fork() = 8"; raw bytes
    std::string note; ///< for the reader; may be empty
    int line = 0; ///< of the scenario file or the log; 0 when there is none
    std::shared_ptr<const StepReport> report{}; ///< what the step did; null when nobody knows
    SnapshotPtr before{}; ///< the state that the step began with; null without a report
};

/// The moments kept, in order, within a memory budget: past it the oldest ones are dropped, never
/// the newest. Not thread-safe.
class Timeline
{
public:
    explicit Timeline(std::size_t budgetBytes = std::size_t{256} << 20U);

    void append(Moment moment);
    void clear();
    [[nodiscard]] bool isEmpty() const { return m_moments.empty(); }
    [[nodiscard]] std::size_t size() const { return m_moments.size(); }
    [[nodiscard]] const Moment& at(std::size_t index) const { return m_moments.at(index); }
    [[nodiscard]] const Moment& last() const { return m_moments.back(); }
    /// How many moments were dropped from the front so far.
    [[nodiscard]] std::size_t dropped() const { return m_dropped; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }
    /// Appending it would drop nothing.
    [[nodiscard]] bool hasRoomFor(const Moment& moment) const
    {
        return m_bytes + moment.snapshot->ownBytes <= m_budget;
    }
    /// Index of the moment with the greatest generation <= \a generation; 0 when all are greater.
    [[nodiscard]] std::size_t indexOf(procfs::Generation generation) const;

private:
    std::deque<Moment> m_moments;
    std::size_t m_budget;
    std::size_t m_bytes = 0;
    std::size_t m_firstBytes = 0; ///< what the first moment is estimated to keep
    std::size_t m_dropped = 0;
};

}
