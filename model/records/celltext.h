// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/tree/roles.h>
#include <procfs/dialect.h>
#include <procfs/fields.h>
#include <procfs/filesystem.h>

#include <QString>

#include <optional>

/// What tooltips and screen readers are told about a cell, the same in every model.
namespace sandscope::model {

/// "kilobytes" for "kB"; units without a longer word as they are.
[[nodiscard]] QString unitWord(const QString& unit);

/// What the field table says of a field: its meaning, its unit, then a sentence on what the dialect
/// makes of it, why, and since when; each on a line of its own. Null: that nothing is known of it.
[[nodiscard]] QString fieldText(const procfs::FieldDoc* doc, procfs::Dialect dialect);

/// Of a field of a text. Null: unknown.
[[nodiscard]] CellState fieldState(const procfs::FieldDoc* doc, procfs::Dialect dialect);

/// How a fact about a field looks as a cell's state.
[[nodiscard]] CellState cellState(procfs::Truth truth);

/// The same of a failure: a missing process is gone, a missing right is not permitted.
[[nodiscard]] CellState cellState(const procfs::Failure& failure);

/// "gVisor 2019", "Linux".
[[nodiscard]] QString dialectTitle(procfs::Dialect dialect);

/// "derived in gVisor 2019"; empty for a measured value without a dialect.
[[nodiscard]] QString stateWords(CellState state, std::optional<procfs::Dialect> dialect = {});

/// \a about and, unless the value is measured, its state in a sentence of its own. Plain text,
/// hostile parts escaped.
[[nodiscard]] QString cellToolTip(const QString& about, CellState state,
                                  std::optional<procfs::Dialect> dialect = {});

/// "VmRSS, 3932 kilobytes, derived in gVisor 2019".
[[nodiscard]] QString cellAccessibleText(const QString& name, const QString& value,
                                         const QString& unit, CellState state,
                                         std::optional<procfs::Dialect> dialect = {});

}
