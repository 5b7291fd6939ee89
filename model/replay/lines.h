// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/log.h>

#include <expected>
#include <optional>
#include <string>
#include <string_view>

/// Single lines of a log. Views point into the line.
namespace sandscope::replay::lines {

enum class Clock : std::uint8_t {
    none,
    absolute, ///< seconds since some day
    ofDay, ///< comes back to zero at midnight
    relative ///< to the line before
};

struct Line
{
    enum class Kind : std::uint8_t {
        noise, ///< nothing that happened
        begin, ///< "read(3, <unfinished ...>": text is "read(3, "
        whole, ///< text is the call with its result
        rest, ///< "<... read resumed>"", 4) = 0": text is what stands behind the ">"
        event,
        damaged ///< text says why
    };
    Kind kind = Kind::noise;
    std::optional<procfs::Tid> tid{}; ///< none: the line says none
    procfs::Tid group{}; ///< the id of its thread group, which gVisor says
    bool isRemark = false; ///< of gVisor about a task, rather than a call
    Clock clock = Clock::none;
    std::chrono::nanoseconds time{};
    std::string_view text{};
    std::string_view name{}; ///< of the call of a rest
    EventKind event{}; ///< of an event
};

/// \a isLast: no newline follows, so an open call goes on for ever.
[[nodiscard]] Line readStrace(std::string_view line, bool isLast);
[[nodiscard]] Line readGvisor(std::string_view line);

/// "read(3, "abc", 4) = 3", or without its end when \a isUnfinished. A reason when it is damaged.
[[nodiscard]] std::expected<Call, std::string> readCall(std::string_view text, bool isUnfinished);
/// The same in gVisor's form; \a hasResult: an X line.
[[nodiscard]] std::expected<Call, std::string> readGvisorCall(std::string_view text,
                                                              bool hasResult);

/// "SIGCHLD", "CHLD", "SIGRT_3" or a number; 0 when it is none.
[[nodiscard]] int signalNumber(std::string_view text);

}
