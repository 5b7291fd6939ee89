// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/output.h>
#include <model/sources/stracesource.h>

#include <QJsonObject>
#include <QString>

#include <expected>
#include <optional>

namespace sandscope::app::cli {

/// "7 of 7 rows, 200 of 203 lines (98.5 %), 20 assumed, 3 steps diverged"
[[nodiscard]] QString summaryOf(const model::ReplayOutcome& outcome);
[[nodiscard]] QJsonObject toJson(const model::ReplayOutcome& outcome);

/// The log's name, where \a source is "strace:LOG?...&against=DIR"; nothing for any other source.
[[nodiscard]] std::expected<std::optional<replay::LogName>, model::SourceError>
comparedLog(const QString& source);

/// check of such a source.
[[nodiscard]] Exit checkReplay(const replay::LogName& name, bool json);

}
