// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/expression.h>
#include <model/query/syntax.h>
#include <model/query/table.h>
#include <procfs/files/taskfacts.h>
#include <procfs/recordfilesystem.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace sandscope::query {

using procfs::Field;
using procfs::Fields;

namespace {

/// A value as text, and as a number where it is one.
struct Value
{
    std::string_view text;
    std::optional<Number> number;
    std::uint64_t unitBytes = 1;
};

Value valueOf(std::string_view text, int base, std::uint64_t unitBytes)
{
    Value value{text, std::nullopt, unitBytes};
    constexpr std::string_view kilobytes = " kB"; // printed behind the number
    if (text.ends_with(kilobytes)) {
        text.remove_suffix(kilobytes.size());
        value.unitBytes = bytesIn("kB");
    }
    value.number = readNumber(text, base);
    return value;
}

bool compare(Relation relation, std::strong_ordering order)
{
    switch (relation) {
    case Relation::equal:
        return order == 0;
    case Relation::notEqual:
        return order != 0;
    case Relation::less:
        return order < 0;
    case Relation::lessEqual:
        return order <= 0;
    case Relation::greater:
        return order > 0;
    case Relation::greaterEqual:
        return order >= 0;
    default:
        return false;
    }
}

/// Is one of the words in \a text this number?
bool hasNumber(std::string_view text, const Number& wanted, int base)
{
    constexpr std::string_view blanks = " \t\n,";
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(blanks), text.size());
        if (const auto number = readNumber(text.substr(0, end), base); number && *number == wanted)
            return true;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

bool isWithin(std::string_view range, const Number& address)
{
    const std::size_t dash = range.find('-');
    if (dash == std::string_view::npos)
        return false;
    const auto start = readNumber(range.substr(0, dash), 16);
    const auto end = readNumber(range.substr(dash + 1), 16);
    return start && end && *start <= address && address < *end;
}

bool answers(const Value& value, const Operand& operand, int base)
{
    switch (operand.relation) {
    case Relation::present:
        return !value.text.empty() && !(value.number && value.number->isZero());
    case Relation::matches:
        return operand.pattern->isFoundIn(value.text);
    case Relation::holds:
        if (operand.number && !operand.isSize && hasNumber(value.text, *operand.number, base))
            return true;
        return !(operand.number && value.number)
            && value.text.find(operand.text) != std::string_view::npos;
    case Relation::equal:
    case Relation::notEqual:
        if (!operand.number || !value.number)
            return (value.text == operand.text) == (operand.relation == Relation::equal);
        break;
    default:
        break;
    }
    if (!operand.number || !value.number)
        return false;
    const Number number = operand.isSize ? value.number->times(value.unitBytes) : *value.number;
    return compare(operand.relation, number <=> *operand.number);
}

class Evaluation
{
public:
    Evaluation(const Expression& expression, procfs::FileSystem& fileSystem,
               const snapshot::TaskSummary& task)
        : m_expression(expression)
        , m_fileSystem(fileSystem)
        , m_task(task)
        , m_tables(expression.files.size())
    {
    }

    bool answer(const Question& question, const Fields* line = nullptr)
    {
        const auto holds = [&](const Question& part) { return answer(part, line); };
        switch (question.kind) {
        case Question::Kind::all:
            return std::ranges::all_of(question.parts, holds);
        case Question::Kind::any:
            return std::ranges::any_of(question.parts, holds);
        case Question::Kind::negation:
            return !answer(question.parts.front(), line);
        case Question::Kind::line:
            return std::ranges::any_of(table(question.file).rows, [&](const Fields& row) {
                return answer(question.parts.front(), &row);
            });
        case Question::Kind::field:
            return line && answerField(question, *line);
        case Question::Kind::count:
            return answerCount(question);
        case Question::Kind::task:
            return answerTask(question);
        }
        return false;
    }

private:
    const Table& table(std::size_t file)
    {
        std::optional<Table>& known = m_tables[file];
        if (!known)
            known = readTable(m_fileSystem, pathOfTask(m_task), *m_expression.files[file]);
        return *known;
    }

    static bool answerField(const Question& question, const Fields& line)
    {
        return std::ranges::any_of(line, [&](const Field& field) {
            const bool isAsked
                = field.name == question.name || (field.doc && field.doc->name == question.name);
            if (!isAsked)
                return false;
            const Operand& operand = question.operand;
            if (question.name == "range" && operand.relation == Relation::holds && operand.number)
                return isWithin(field.value, *operand.number);
            std::string_view text = field.value;
            // Three letters are the access alone, without whether it is shared.
            constexpr std::size_t accessLetters = 3;
            if (question.name == "perms" && operand.text.size() == accessLetters
                && operand.relation != Relation::matches)
                text = text.substr(0, accessLetters);
            return answers(valueOf(text, question.base, question.unitBytes), operand,
                           question.base);
        });
    }

    bool answerCount(const Question& question)
    {
        const Table& asked = table(question.file);
        std::size_t count = asked.count;
        if (!question.parts.empty()) {
            count = static_cast<std::size_t>(
                std::ranges::count_if(asked.rows, [&](const Fields& row) {
                    return answer(question.parts.front(), &row);
                }));
        }
        return answerText(std::to_string(count), question.operand);
    }

    bool answerTask(const Question& question)
    {
        const auto number = [&](const auto& value) {
            return value && answerText(std::to_string(*value), question.operand);
        };
        switch (question.word) {
        case TaskWord::pid:
            return answerText(std::to_string(m_task.tgid.value), question.operand);
        case TaskWord::tid:
            return answerText(std::to_string(m_task.tid.value), question.operand);
        case TaskWord::ppid:
            return number(m_task.parentTgid);
        case TaskWord::name:
            return answerText(m_task.name, question.operand);
        case TaskWord::state:
            return m_task.state
                && answerText(procfs::stateText(*m_task.state).substr(0, 1), question.operand);
        case TaskWord::threads:
            return number(m_task.threads);
        case TaskWord::uid:
            return number(m_task.uid);
        case TaskWord::command:
            return answerText(m_task.command, question.operand);
        }
        return false;
    }

    static bool answerText(std::string_view text, const Operand& operand)
    {
        return answers(valueOf(text, 10, 1), operand, 10);
    }

public:
    static std::string pathOfTask(const snapshot::TaskSummary& task)
    {
        const std::string process = std::to_string(task.tgid.value);
        return task.isThread ? process + "/task/" + std::to_string(task.tid.value) : process;
    }

private:
    const Expression& m_expression;
    procfs::FileSystem& m_fileSystem;
    const snapshot::TaskSummary& m_task;
    std::vector<std::optional<Table>> m_tables; ///< those read so far
};

std::unique_ptr<procfs::FileSystem> fileSystemOf(const snapshot::SnapshotPtr& snapshot,
                                                 procfs::Dialect dialect)
{
    snapshot::ViewOptions view;
    view.dialect = dialect;
    return snapshot::makeFileSystem(snapshot, view, nullptr);
}

}

const std::string& textOf(const Expression& expression)
{
    return expression.text;
}

std::vector<std::string> pathsOf(const Expression& expression, const snapshot::TaskSummary& task)
{
    std::vector<std::string> paths;
    for (const procfs::ProcFile* file : expression.files)
        paths.push_back(pathOf(Evaluation::pathOfTask(task), *file));
    return paths;
}

bool holds(const Expression& expression, procfs::FileSystem& fileSystem,
           const snapshot::TaskSummary& task)
{
    return Evaluation(expression, fileSystem, task).answer(expression.root);
}

bool holds(const Expression& expression, const snapshot::SnapshotPtr& snapshot, procfs::TaskId task,
           procfs::Dialect dialect)
{
    const auto* summary = snapshot->tasks.find(task.value);
    if (!summary)
        return false;
    const auto fileSystem = fileSystemOf(snapshot, dialect);
    return holds(expression, *fileSystem, *summary);
}

procfs::TaskId firstFor(const Expression& expression, const snapshot::SnapshotPtr& snapshot,
                        procfs::Dialect dialect)
{
    const auto fileSystem = fileSystemOf(snapshot, dialect);
    for (auto at = snapshot->tasks.lowerBound(0); at; at = snapshot->tasks.next(at->first)) {
        if (holds(expression, *fileSystem, *at->second))
            return at->second->id;
    }
    return {};
}

}
