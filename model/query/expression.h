// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/snapshot/snapshot.h>
#include <procfs/dialect.h>

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace sandscope::query {

/// Why an expression cannot be read.
struct ExpressionProblem
{
    std::size_t column = 0; ///< from 1, in bytes
    std::string message; ///< one sentence
    std::string suggestion; ///< may be empty
};

/// A question about a task and its files: `maps.perms == "rwx"`, `status.Threads > 4`. Immutable.
class Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

/// Names of files and fields are those of the field table in \a dialect; an unknown one is a
/// problem with a suggestion.
[[nodiscard]] std::expected<ExpressionPtr, ExpressionProblem> parseExpression(std::string_view text,
                                                                              procfs::Dialect dialect);

/// Whether it holds for \a task; a question about a file that the task does not have is answered
/// with no. Costs what the files named in it cost to print.
[[nodiscard]] bool holds(const Expression& expression, const snapshot::SnapshotPtr& snapshot,
                         procfs::TaskId task, procfs::Dialect dialect);
/// The first task in the order of ids for which it holds; none when there is none.
[[nodiscard]] procfs::TaskId firstFor(const Expression& expression,
                                      const snapshot::SnapshotPtr& snapshot,
                                      procfs::Dialect dialect);

}
