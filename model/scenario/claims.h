// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/expression.h>
#include <model/scenario/arguments.h>
#include <model/scenario/scenario.h>

#include <string>
#include <vector>

namespace sandscope::scenario {

/// The word in the place of a task: that one is gone.
inline constexpr std::string_view goneWord = "gone";

/// What a note says of a task, as a question about its files after the step.
struct Claim
{
    std::string task; ///< a name given with "as"
    query::ExpressionPtr expression; ///< null: the task is gone
    std::string text; ///< as written: "status.PPid == 7"
    int line = 0;
    int column = 0;
};

/// claims: a list of {TASK: EXPRESSION} and {gone: TASK}.
[[nodiscard]] std::vector<Claim> readClaims(Parsing& parsing, const Value& value);

/// Nothing when \a claim holds for \a task, which is none where nobody has that name.
[[nodiscard]] std::optional<Problem> brokenClaim(const Claim& claim, const std::string& file,
                                                 const snapshot::SnapshotPtr& snapshot,
                                                 procfs::TaskId task, procfs::Dialect dialect);

}
