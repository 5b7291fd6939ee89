// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/replay/comparison.h>
#include <model/replay/logname.h>
#include <model/sources/source.h>

#include <expected>

namespace sandscope::model {

struct SourceDescriptor;

/// `strace:`: a log of system calls, replayed in a simulated kernel. The path may be followed by
/// options, see replay/logname.h.
extern const SourceDescriptor straceSource;

/// What the path of such a source names.
[[nodiscard]] std::expected<replay::LogName, SourceError> logName(const QString& path);

/// A log that was replayed to its end and held against a capture.
struct ReplayOutcome
{
    replay::LogPtr log;
    replay::ReplayCounts counts;
    replay::Comparison comparison;
};

/// Replays the log that \a name means against its capture, which it must name. Blocks; any thread.
[[nodiscard]] std::expected<ReplayOutcome, SourceError> replayAgainst(const replay::LogName& name);

}
