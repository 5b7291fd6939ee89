// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/call.h>
#include <model/stepping/problem.h>

#include <cstddef>
#include <expected>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace sandscope::replay {

/// "--- SIGCHLD {si_signo=SIGCHLD, …} ---": a signal reached the task.
struct SignalEvent
{
    int signal = 0;
    std::string name{}; ///< "SIGCHLD"
};

/// "--- stopped by SIGSTOP ---".
struct StopEvent
{
    int signal = 0;
    std::string name{};
};

/// "+++ exited with 3 +++".
struct ExitEvent
{
    int code = 0;
    bool isCodeKnown = false; ///< gVisor does not say it here
};

/// "+++ killed by SIGKILL (core dumped) +++".
struct KillEvent
{
    int signal = 0;
    std::string name{};
    bool dumpedCore = false;
};

/// "+++ superseded by execve in pid 12 +++": the leader's id went to the thread that called execve.
struct SupersedeEvent
{
    procfs::Tid by{};
};

/// gVisor alone says these three.
struct ContinueEvent
{
};
struct NameEvent
{
    std::string name{};
};
struct ReapEvent
{
};

/// A call began here that ends in a later line, or never.
struct BeginEvent
{
    Call call; ///< with all that the log says of it, also what stands in the later line
};

/// A call ends here: in one line, or as the rest of one that began before.
struct EndEvent
{
    Call call;
    std::string nameAfter{}; ///< of the task, raw bytes; empty: the log does not say
};

using EventKind = std::variant<BeginEvent, EndEvent, SignalEvent, StopEvent, ContinueEvent,
                               ExitEvent, KillEvent, SupersedeEvent, NameEvent, ReapEvent>;

struct Event
{
    std::uint32_t line = 0; ///< from 1
    procfs::Tid tid{}; ///< as in the log; none: without ids
    std::optional<std::chrono::nanoseconds> time{}; ///< since the log's first time
    EventKind kind;
};

enum class LogForm : std::uint8_t {
    strace,
    gvisor ///< what runsc --strace writes to its debug log
};

/// A log, indexed: its bytes, and where its events are. Immutable, may go anywhere. Damaged lines
/// are no events: they are in problems().
class Log
{
public:
    /// Linear in the size of \a bytes; memory for the bytes and 40 bytes for each event. A problem
    /// when nothing in it is a line of a log, when it is too large, or when \a stop was requested.
    /// \a fileName is for messages only.
    [[nodiscard]] static std::expected<std::shared_ptr<const Log>, stepping::Problem>
    parse(std::string bytes, std::string_view fileName, const std::stop_token& stop = {});

    [[nodiscard]] const std::string& fileName() const { return m_fileName; }
    [[nodiscard]] LogForm form() const { return m_form; }
    [[nodiscard]] std::size_t eventCount() const { return m_places.size(); }
    /// Parsed anew at each call.
    [[nodiscard]] Event event(std::size_t index) const;
    [[nodiscard]] std::size_t lineCount() const { return m_lineCount; }
    /// Damaged lines, in the order of the log: the first few of them.
    [[nodiscard]] const std::vector<stepping::Problem>& problems() const { return m_problems; }
    /// All of them.
    [[nodiscard]] std::size_t problemCount() const { return m_problemCount; }
    /// Id of the first task; none: the log has no ids.
    [[nodiscard]] procfs::Tid firstTid() const { return m_firstTid; }
    /// Its name at the first line of a log of gVisor, which begins behind the first exec.
    [[nodiscard]] const std::string& firstName() const { return m_firstName; }
    /// Of the release that wrote a log of gVisor; 0: it does not say.
    [[nodiscard]] int releaseYear() const { return m_year; }
    /// Deaths and stops by signals stand in the log, so that a call of kill is only its cause.
    [[nodiscard]] bool showsSignals() const { return m_showsSignals; }

    /// The first task that appears in an event behind \a index for the first time; none.
    [[nodiscard]] procfs::Tid nextNewTid(std::size_t index) const;
    /// Thread group of a task, as gVisor's lines say; none where they do not.
    [[nodiscard]] procfs::Tid groupOf(procfs::Tid tid) const;
    /// Greatest id that a task has.
    [[nodiscard]] std::int32_t lastTid() const { return m_lastTid; }

    static constexpr std::size_t maxBytes = std::size_t{1} << 30U;
    static constexpr std::size_t maxLineBytes = std::size_t{16} << 20U;
    static constexpr std::size_t maxProblems = 100; ///< listed

private:
    enum class PlaceKind : std::uint8_t { begin, whole, rest, event };
    struct Place
    {
        std::uint64_t offset = 0; ///< of the line
        std::chrono::nanoseconds time{-1}; ///< negative: none
        std::uint32_t line = 0;
        std::uint32_t other = noPlace; ///< index of the place with the rest, or with the beginning
        procfs::Tid tid{};
        PlaceKind kind = PlaceKind::event;
    };
    static constexpr std::uint32_t noPlace = 0xffffffff;

    [[nodiscard]] std::string_view lineAt(std::uint64_t offset) const;
    [[nodiscard]] bool isLastLine(std::string_view line) const;

    std::string m_bytes;
    std::string m_fileName;
    LogForm m_form = LogForm::strace;
    std::vector<Place> m_places;
    std::vector<stepping::Problem> m_problems;
    std::size_t m_problemCount = 0;
    std::size_t m_lineCount = 0;
    procfs::Tid m_firstTid{};
    std::string m_firstName;
    int m_year = 0;
    bool m_showsSignals = true;
    std::vector<std::pair<std::uint32_t, procfs::Tid>> m_appearances; ///< by place
    std::unordered_map<std::int32_t, std::int32_t> m_groups;
    std::int32_t m_lastTid = 0;

    friend class LogReader;
};
using LogPtr = std::shared_ptr<const Log>;

}
