// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <app/cli/heldsignals.h>
#include <app/cli/view.h>
#include <model/export/treeexport.h>

#include <expected>
#include <memory>

namespace sandscope::app::cli {

/// How an export that was begun ended without being whole.
struct Ended
{
    Exit exit = Exit::no;
    int signal = 0; ///< that stopped it; the caller ends by it once everything is cleaned away
};

/// Writes the view's tree to \a writer and finishes it. Says on standard error what went wrong; of
/// a signal nothing.
[[nodiscard]] std::expected<model::ExportCounts, Ended>
exportView(View& view, model::TreeWriter& writer, bool isMasked, HeldSignals& signals);

/// The sentence for what could not be written.
void complain(const model::WriteProblem& problem);

}
