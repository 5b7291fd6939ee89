// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/output.h>
#include <model/replay/comparison.h>
#include <model/replay/logname.h>

#include <QJsonObject>
#include <QString>

#include <expected>
#include <memory>
#include <optional>

namespace sandscope::app::cli {

/// A log that was replayed to its end and held against a capture.
struct ReplayOutcome
{
    replay::LogPtr log;
    replay::ReplayCounts counts;
    replay::Comparison comparison;
};

/// Replays the log that \a name means against its capture. A sentence when one of them cannot be
/// read.
[[nodiscard]] std::expected<ReplayOutcome, QString> replayAgainst(const replay::LogName& name);

/// "7 of 7 rows, 200 of 203 lines (98.5 %), 20 assumed, 3 steps diverged"
[[nodiscard]] QString summaryOf(const ReplayOutcome& outcome);
[[nodiscard]] QJsonObject toJson(const ReplayOutcome& outcome);

/// The log's name, where \a source is "strace:LOG?...&against=DIR"; nothing for any other source.
[[nodiscard]] std::optional<std::expected<replay::LogName, QString>>
comparedLog(const QString& source);

/// check of such a source.
[[nodiscard]] Exit checkReplay(const replay::LogName& name, bool json);

}
