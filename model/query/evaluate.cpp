// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/evaluation.h>
#include <procfs/files/taskfacts.h>
#include <procfs/recordfilesystem.h>

#include <algorithm>
#include <optional>
#include <utility>

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

/// ASCII letters are the same in both cases.
bool isSameLetter(char a, char b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(a) == lower(b);
}

/// Name and value of a variable belong together.
bool isOfVariables(const Question& question)
{
    const Relation relation = question.operand.relation;
    return question.name == "environ"
        && (relation == Relation::holds || relation == Relation::matches);
}

bool answersText(std::string_view text, const Operand& operand)
{
    return answers(valueOf(text, 10, 1), operand, 10);
}

Verdict of(bool isYes)
{
    return isYes ? Verdict::yes : Verdict::no;
}

/// A zombie has no files: that they cannot be read says nothing.
bool isOver(const snapshot::TaskSummary& task)
{
    return task.state == procfs::TaskState::zombie || task.state == procfs::TaskState::dead;
}

}

std::size_t placeOf(std::string_view wanted, std::string_view text)
{
    const auto found = std::ranges::search(text, wanted, isSameLetter);
    return found.empty() ? std::string_view::npos
                         : static_cast<std::size_t>(found.begin() - text.begin());
}

bool answersField(const Question& question, const Field& field)
{
    const bool isAsked = question.name.empty() || field.name == question.name
        || (field.doc && field.doc->name == question.name);
    if (!isAsked)
        return false;
    const Operand& operand = question.operand;
    if (question.name == "range" && operand.relation == Relation::holds && operand.number)
        return isWithin(field.value, *operand.number);
    if (isOfVariables(question))
        return answers(valueOf(field.name + '=' + field.value, 10, 1), operand, 10);
    std::string_view text = field.value;
    // Three letters are the access alone, without whether it is shared.
    constexpr std::size_t accessLetters = 3;
    if (question.name == "perms" && operand.text.size() == accessLetters
        && operand.relation != Relation::matches)
        text = text.substr(0, accessLetters);
    return answers(valueOf(text, question.base, question.unitBytes), operand, question.base);
}

Evaluation::Evaluation(const Expression& expression, procfs::FileSystem& fileSystem,
                       const snapshot::TaskSummary& task)
    : m_expression(expression)
    , m_fileSystem(fileSystem)
    , m_task(task)
    , m_tables(expression.files.size())
{
}

std::string Evaluation::pathOfTask(const snapshot::TaskSummary& task)
{
    const std::string process = std::to_string(task.tgid.value);
    return task.isThread ? process + "/task/" + std::to_string(task.tid.value) : process;
}

const Table& Evaluation::table(std::size_t file)
{
    std::optional<Table>& known = m_tables[file];
    if (!known) {
        known = readTable(m_fileSystem, pathOfTask(m_task), *m_expression.files[file]);
        if (isOver(m_task) && m_expression.files[file]->scope == procfs::Scope::task)
            known->unread.reset();
    }
    return *known;
}

std::optional<Unread> Evaluation::unread() const
{
    for (std::size_t file = 0; file < m_tables.size(); ++file) {
        if (m_tables[file] && m_tables[file]->unread)
            return Unread{pathOf(pathOfTask(m_task), *m_expression.files[file]),
                          *m_tables[file]->unread};
    }
    return std::nullopt;
}

Verdict Evaluation::answer(const Question& question, const Fields* line)
{
    switch (question.kind) {
    case Question::Kind::all: {
        Verdict least = Verdict::yes;
        for (const Question& part : question.parts) {
            least = std::min(least, answer(part, line));
            if (least == Verdict::no)
                break;
        }
        return least;
    }
    case Question::Kind::any: {
        Verdict greatest = Verdict::no;
        for (const Question& part : question.parts) {
            greatest = std::max(greatest, answer(part, line));
            if (greatest == Verdict::yes)
                break;
        }
        return greatest;
    }
    case Question::Kind::negation:
        switch (answer(question.parts.front(), line)) {
        case Verdict::no:
            return Verdict::yes;
        case Verdict::unknown:
            return Verdict::unknown;
        case Verdict::yes:
            break;
        }
        return Verdict::no;
    case Question::Kind::line: {
        const Table& asked = table(question.file);
        const bool isYes = std::ranges::any_of(asked.rows, [&](const Fields& row) {
            return answer(question.parts.front(), &row) == Verdict::yes;
        });
        return isYes ? Verdict::yes : asked.unread ? Verdict::unknown : Verdict::no;
    }
    case Question::Kind::field:
        return of(line && std::ranges::any_of(*line, [&](const Field& field) {
                      return answersField(question, field);
                  }));
    case Question::Kind::count:
        return answerCount(question);
    case Question::Kind::task:
        return of(answerTask(question));
    case Question::Kind::text:
        return answerText(question);
    }
    return Verdict::no;
}

Verdict Evaluation::answerCount(const Question& question)
{
    const Table& asked = table(question.file);
    if (asked.unread)
        return Verdict::unknown;
    return of(answersText(std::to_string(countOf(question)), question.operand));
}

std::size_t Evaluation::countOf(const Question& question)
{
    const Table& asked = table(question.file);
    if (question.parts.empty())
        return asked.count;
    return static_cast<std::size_t>(std::ranges::count_if(asked.rows, [&](const Fields& row) {
        return answer(question.parts.front(), &row) == Verdict::yes;
    }));
}

Verdict Evaluation::answerText(const Question& question)
{
    const std::string_view wanted = question.operand.text;
    if (placeOf(wanted, m_task.name) != std::string_view::npos)
        return Verdict::yes;
    Verdict greatest = Verdict::no;
    for (const std::size_t file : m_expression.places) {
        const Table& asked = table(file);
        for (const Fields& row : asked.rows) {
            if (std::ranges::any_of(row, [&](const Field& field) {
                    return placeIn(file, field, wanted) != std::string_view::npos;
                }))
                return Verdict::yes;
        }
        if (asked.unread)
            greatest = Verdict::unknown;
    }
    return greatest;
}

/// Where the text stands in the field's value, or in the name of a variable.
std::size_t Evaluation::placeIn(std::size_t file, const Field& field, std::string_view wanted) const
{
    if (m_expression.files[file]->name == "environ")
        return placeOf(wanted, field.name + '=' + field.value);
    return placeOf(wanted, field.value);
}

std::optional<std::string> Evaluation::taskValue(TaskWord word) const
{
    const auto number = [](const auto& value) {
        return value ? std::optional(std::to_string(*value)) : std::nullopt;
    };
    switch (word) {
    case TaskWord::pid:
        return std::to_string(m_task.tgid.value);
    case TaskWord::tid:
        return std::to_string(m_task.tid.value);
    case TaskWord::ppid:
        return number(m_task.parentTgid);
    case TaskWord::name:
        return m_task.name;
    case TaskWord::state:
        return m_task.state
            ? std::optional(std::string(procfs::stateText(*m_task.state).substr(0, 1)))
            : std::nullopt;
    case TaskWord::threads:
        return number(m_task.threads);
    case TaskWord::uid:
        return number(m_task.uid);
    case TaskWord::command:
        return m_task.command;
    }
    return std::nullopt;
}

bool Evaluation::answerTask(const Question& question) const
{
    const auto value = taskValue(question.word);
    return value && answersText(*value, question.operand);
}

namespace {

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
    return Evaluation(expression, fileSystem, task).verdict() == Verdict::yes;
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
