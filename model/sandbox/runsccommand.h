// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/sandbox/controlsocket.h>

#include <QStringList>

#include <chrono>
#include <expected>
#include <stop_token>
#include <string>

namespace sandscope::model {

/// Which runsc, and where it keeps its state.
struct RunscPlace
{
    QString program = QStringLiteral("runsc"); ///< a path, or a name on PATH
    QString folder; ///< --root
};

struct CommandResult
{
    std::string output, errors; ///< raw bytes
    int exitCode = 0;
    std::chrono::nanoseconds wall{};
};

/// Runs `runsc --root DIR …` to its end, its arguments as a list and never through a shell, on the
/// calling thread. Of the commands on one sandbox never more than one is under way in this program:
/// \a sandbox says whose turn it is. Output is bounded; killed at the end of its time, and when it
/// is to stop.
[[nodiscard]] std::expected<CommandResult, AskFailure>
runRunsc(const RunscPlace& place, const QStringList& arguments, const QString& sandbox,
         std::chrono::milliseconds timeout, const std::stop_token& stop);

/// As a person would type it: "runsc --root DIR ps ID".
[[nodiscard]] QString commandText(const RunscPlace& place, const QStringList& arguments);

}
