// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/match.h>
#include <model/query/syntax.h>
#include <model/query/table.h>
#include <model/snapshot/snapshot.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace sandscope::query {

/// What a question can be answered with. In this order: "and" is the least of its parts, "or" the
/// greatest.
enum class Verdict : std::uint8_t {
    no,
    unknown, ///< it depends on something that cannot be read
    yes,
};

/// Where \a wanted stands in \a text, whatever the case of ASCII letters; npos where it does not.
[[nodiscard]] std::size_t placeOf(std::string_view wanted, std::string_view text);
/// Whether the field is the one that \a question asks about, and answers it.
[[nodiscard]] bool answersField(const Question& question, const procfs::Field& field);

/// One expression asked about one task. Reads each file at most once, and only when the answer
/// depends on it.
class Evaluation
{
public:
    Evaluation(const Expression& expression, procfs::FileSystem& fileSystem,
               const snapshot::TaskSummary& task);

    [[nodiscard]] Verdict verdict() { return answer(m_expression.root, nullptr); }
    /// What makes it hold, in the order of the expression and of the lines, each thing once; at
    /// most \a limit. \pre it holds
    [[nodiscard]] TaskMatches matches(std::size_t limit);
    /// A file that could not be read, with the reason; the first one met.
    [[nodiscard]] std::optional<Unread> unread() const;

    /// "7", of a thread "7/task/9".
    [[nodiscard]] static std::string pathOfTask(const snapshot::TaskSummary& task);

private:
    Verdict answer(const Question& question, const procfs::Fields* line);
    Verdict answerCount(const Question& question);
    [[nodiscard]] std::size_t countOf(const Question& question);
    Verdict answerText(const Question& question);
    [[nodiscard]] std::size_t placeIn(std::size_t file, const procfs::Field& field,
                                      std::string_view wanted) const;
    [[nodiscard]] bool answerTask(const Question& question) const;
    [[nodiscard]] std::optional<std::string> taskValue(TaskWord word) const;
    const Table& table(std::size_t file);

    void collect(const Question& question);
    void collectText(const Question& question);
    /// The first field of \a line that makes \a question hold.
    const procfs::Field* fieldFor(const Question& question, const procfs::Fields& line);
    void add(std::size_t file, std::size_t row, const procfs::Field* field, std::size_t at);
    void add(Match match);
    [[nodiscard]] bool isFull() const { return m_found.matches.size() >= m_limit; }

    const Expression& m_expression;
    procfs::FileSystem& m_fileSystem;
    const snapshot::TaskSummary& m_task;
    std::vector<std::optional<Table>> m_tables; ///< those read so far
    TaskMatches m_found;
    std::size_t m_limit = 0;
    std::set<std::tuple<std::size_t, std::size_t, const procfs::Field*>> m_told; ///< file, row
};

}
