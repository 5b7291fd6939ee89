// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/match.h>
#include <model/query/syntax.h>
#include <model/query/table.h>
#include <model/query/value.h>
#include <model/snapshot/snapshot.h>

#include <cstdint>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace sandscope::query {

/// One expression asked about one task. Reads each file at most once, and only when the answer
/// depends on it.
///
/// Somebody else may stop it: it then ends at once, and whatever it answers is of no worth.
class Evaluation
{
public:
    /// \a shared keeps what belongs to no task for the next one; it may be null.
    Evaluation(const Expression& expression, procfs::FileSystem& fileSystem,
               const snapshot::TaskSummary& task, SharedTables* shared = nullptr,
               std::stop_token stop = {});

    [[nodiscard]] Verdict verdict();
    /// What makes it hold, in the order of the expression and of the lines, each thing once; at
    /// most \a limit. \pre it holds
    [[nodiscard]] TaskMatches matches(std::size_t limit);
    /// Why the verdict is unknown, or why there may be more than the matches told: the first file
    /// that could not be read. Of whichever was asked for last.
    [[nodiscard]] const std::optional<Unread>& unread() const { return m_unread; }

    /// "7", of a thread "7/task/9".
    [[nodiscard]] static std::string pathOfTask(const snapshot::TaskSummary& task);

private:
    /// \a row is that of the brackets; null outside.
    Verdict answer(const Question& question, const Row* row);
    Verdict ask(const Question& question, const Row* row);
    Verdict answerLine(const Question& question);
    Verdict answerRow(const Question& question, const Row& row);
    /// Whether the field is the one that is asked about, and answers it.
    Verdict answerField(const Question& question, const procfs::Field& field);
    Verdict answerCount(const Question& question);
    Verdict answerText(const Question& question);
    Verdict answerTask(const Question& question);

    /// How many rows answer with yes, and how many may.
    struct Count
    {
        std::size_t least = 0, unknown = 0;
    };
    Count countOf(const Question& question);
    /// As the list of tasks knows it, else as a file of the task says it.
    std::optional<std::string> taskValue(TaskWord word);
    [[nodiscard]] std::optional<std::string> knownValue(TaskWord word) const;
    /// Where a plain text stands in the field's value, or in the name of a variable; npos where it
    /// does not.
    [[nodiscard]] std::size_t placeIn(std::size_t file, const procfs::Field& field,
                                      std::string_view wanted) const;
    const Table& table(std::size_t file);
    [[nodiscard]] Table read(const procfs::ProcFile& file) const;
    Verdict unknown(const procfs::ProcFile& file, const procfs::Failure& why);
    [[nodiscard]] bool isStopped() const { return m_stop.stop_requested(); }

    void collect(const Question& question);
    void collectRow(const Question& question, std::size_t row);
    void collectText(const Question& question);
    /// The first field of \a line that makes \a question hold.
    const procfs::Field* fieldFor(const Question& question, const Row& row);
    void add(std::size_t file, std::size_t row, const procfs::Field* field, std::size_t at);
    void add(Match match);
    [[nodiscard]] bool isFull() const { return m_found.matches.size() >= m_limit; }
    [[nodiscard]] bool isOver() const { return m_found.isCut || isStopped(); }

    const Expression& m_expression;
    procfs::FileSystem& m_fileSystem;
    const snapshot::TaskSummary& m_task;
    SharedTables* m_shared;
    std::stop_token m_stop;
    std::vector<std::optional<Table>> m_tables; ///< those read so far
    std::optional<Unread> m_unread;
    TaskMatches m_found;
    std::size_t m_limit = 0;
    std::set<std::tuple<std::size_t, std::size_t, const procfs::Field*>> m_told; ///< file, row
};

}
