// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/images.h>
#include <model/replay/replayer.h>
#include <model/replay/replaying.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace sandscope::replay {

/// A memory call that a mark is about.
struct MarkedRange
{
    std::int32_t pid = 0;
    std::uint32_t line = 0;
    std::uint64_t start = 0, end = 0;
    std::string text;
};

/// How far a replay got, and what it knows by then beside its kernel.
struct Progress
{
    std::size_t position = 0;
    kernel::TaskId init, tracer;
    std::map<std::int32_t, std::int32_t> superseding; ///< a leader's id, and who takes it
    ReplayCounts counts;
    std::vector<MarkedRange> marked;
    std::size_t copied = 0; ///< tasks, to ask a copy of the kernel
    std::set<std::uint32_t> unsettled; ///< serial numbers: what they do next nobody knows

    [[nodiscard]] std::size_t bytes() const; ///< about
};

/// Has a simulated kernel do what the events of a log say.
struct EventPlayer
{
    const LogPtr log;
    const ReplayOptions options;
    Images images;
    Replaying r;
    Progress progress{};
    std::size_t played = 0; ///< events, those played again included

    EventPlayer(LogPtr of, ReplayOptions with);
    EventPlayer(const EventPlayer&) = delete;
    EventPlayer& operator=(const EventPlayer&) = delete;

    /// The next event of the log. \a report is told who did it, and the marks.
    void play(const Event& event, snapshot::StepReport& report);

private:
    kernel::TaskId startFirst(procfs::Tid tid);
    kernel::TaskId startUnknown(procfs::Tid tid);
    kernel::TaskId taskOf(procfs::Tid tid);
    void run(const Event& event, snapshot::StepReport& report);
    void begin(kernel::TaskId task, const Call& call);
    void end(kernel::TaskId task, const EndEvent& event);
    void handle(kernel::TaskId task, const Call& call, const CallEntry& entry);
    void ask(kernel::TaskId task, const Call& call, const CallEntry& entry);
    void remember(kernel::TaskId task, const Call& call);
    void exited(kernel::TaskId task, int code);
    void noteRunning();
    void reapOrphans();
    void count(const Event& event, const snapshot::StepReport& report);
};

}
