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
#include <vector>

namespace sandscope::query {

/// Why an expression cannot be read.
struct ExpressionProblem
{
    std::size_t column = 0; ///< from 1, in bytes
    std::string message; ///< one sentence without a full stop
    std::string suggestion; ///< may be empty
    bool operator==(const ExpressionProblem&) const = default;
};
/// "column 8: maps has no field "prems"; did you mean "perms"?"
[[nodiscard]] std::string describe(const ExpressionProblem& problem);

/// A question about a task and its files: `maps.perms == "rwx"`, `status.Threads > 4`. Immutable;
/// the room's README has the language.
class Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

struct ParseOptions
{
    /// A plain text is looked for in the environment, too; otherwise only where it is named.
    bool environment = false;
};

/// Names of files and fields are those of the field table in \a dialect; an unknown one, or one
/// that the dialect lacks, is a problem with a suggestion.
[[nodiscard]] std::expected<ExpressionPtr, ExpressionProblem>
parseExpression(std::string_view text, procfs::Dialect dialect, const ParseOptions& options = {});

/// As it was written.
[[nodiscard]] const std::string& textOf(const Expression& expression);
/// Below /proc, what an answer about \a task reads: "7/maps". For sources that read on demand.
[[nodiscard]] std::vector<std::string> pathsOf(const Expression& expression,
                                               const snapshot::TaskSummary& task);

/// Whether it holds for \a task; a question about a file that the task does not have is answered
/// with no, and where the answer is in a file that cannot be read it holds neither way. Costs what
/// the files named in it cost to print.
[[nodiscard]] bool holds(const Expression& expression, const snapshot::SnapshotPtr& snapshot,
                         procfs::TaskId task, procfs::Dialect dialect);
/// The same through a file system that the caller has, with its dialect and cache.
[[nodiscard]] bool holds(const Expression& expression, procfs::FileSystem& fileSystem,
                         const snapshot::TaskSummary& task);
/// The first task in the order of ids for which it holds; none when there is none.
[[nodiscard]] procfs::TaskId firstFor(const Expression& expression,
                                      const snapshot::SnapshotPtr& snapshot,
                                      procfs::Dialect dialect);

}
