// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/evaluation.h>
#include <procfs/files/taskfacts.h>
#include <procfs/recordfilesystem.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace sandscope::query {

using procfs::Failure;
using procfs::Field;
using procfs::ProcFile;

namespace {

/// Name and value of a variable belong together.
bool isOfVariables(const Question& question)
{
    const Relation relation = question.operand.relation;
    return question.name == "environ"
        && (relation == Relation::holds || relation == Relation::matches);
}

bool isNamed(const Question& question, const Field& field)
{
    return question.name.empty() || field.name == question.name
        || (field.doc && field.doc->name == question.name);
}

/// A zombie has given up its memory and its descriptors: that they cannot be read says nothing.
bool isGivenUp(const ProcFile& file, const snapshot::TaskSummary& task)
{
    constexpr std::array<std::string_view, 15> files
        = {"auxv", "cmdline", "cwd",       "environ", "exe",  "fd",    "fdinfo",      "maps",
           "mem",  "mounts",  "mountinfo", "ns",      "root", "smaps", "smaps_rollup"};
    const bool isOver
        = task.state == procfs::TaskState::zombie || task.state == procfs::TaskState::dead;
    return isOver && file.scope == procfs::Scope::task && std::ranges::contains(files, file.name);
}

/// The blank-separated word of \a text at \a place.
std::string wordAt(std::string_view text, std::size_t place)
{
    constexpr std::string_view blanks = " \t";
    for (;; --place) {
        text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
        const std::size_t end = std::min(text.find_first_of(blanks), text.size());
        if (place == 0)
            return std::string(text.substr(0, end));
        text.remove_prefix(end);
    }
}

}

Evaluation::Evaluation(const Expression& expression, procfs::FileSystem& fileSystem,
                       const snapshot::TaskSummary& task, SharedTables* shared,
                       std::stop_token stop)
    : m_expression(expression)
    , m_fileSystem(fileSystem)
    , m_task(task)
    , m_shared(shared)
    , m_stop(std::move(stop))
    , m_tables(expression.files.size())
{
}

std::string Evaluation::pathOfTask(const snapshot::TaskSummary& task)
{
    const std::string process = std::to_string(task.tgid.value);
    return task.isThread ? process + "/task/" + std::to_string(task.tid.value) : process;
}

Table Evaluation::read(const ProcFile& file) const
{
    Table table = readTable(m_fileSystem, pathOfTask(m_task), file, m_stop);
    if (isGivenUp(file, m_task)) {
        table.unread.reset();
        for (Row& row : table.rows)
            row.unread.reset();
    }
    return table;
}

const Table& Evaluation::table(std::size_t file)
{
    const ProcFile& descriptor = *m_expression.files[file];
    if (m_shared && descriptor.scope != procfs::Scope::task) {
        const auto [at, isNew] = m_shared->try_emplace(pathOf(pathOfTask(m_task), descriptor));
        if (isNew)
            at->second = read(descriptor);
        return at->second;
    }
    std::optional<Table>& known = m_tables[file];
    if (!known)
        known = read(descriptor);
    return *known;
}

/// The first reason is kept.
Verdict Evaluation::unknown(const ProcFile& file, const Failure& why)
{
    if (!m_unread)
        m_unread = Unread{pathOf(pathOfTask(m_task), file), why};
    return Verdict::unknown;
}

Verdict Evaluation::verdict()
{
    m_unread.reset();
    return answer(m_expression.root, nullptr);
}

Verdict Evaluation::answer(const Question& question, const Row* row)
{
    const bool wasKnown = !m_unread;
    const Verdict verdict = ask(question, row);
    if (wasKnown && verdict != Verdict::unknown)
        m_unread.reset(); // what could not be read was of no matter
    return verdict;
}

Verdict Evaluation::ask(const Question& question, const Row* row)
{
    if (isStopped())
        return Verdict::unknown;
    switch (question.kind) {
    case Question::Kind::all: {
        Verdict least = Verdict::yes;
        for (const Question& part : question.parts) {
            least = std::min(least, answer(part, row));
            if (least == Verdict::no)
                break;
        }
        return least;
    }
    case Question::Kind::any: {
        Verdict greatest = Verdict::no;
        for (const Question& part : question.parts) {
            greatest = std::max(greatest, answer(part, row));
            if (greatest == Verdict::yes)
                break;
        }
        return greatest;
    }
    case Question::Kind::negation:
        switch (answer(question.parts.front(), row)) {
        case Verdict::no:
            return Verdict::yes;
        case Verdict::unknown:
            return Verdict::unknown;
        case Verdict::yes:
            break;
        }
        return Verdict::no;
    case Question::Kind::line:
        return answerLine(question);
    case Question::Kind::field:
        return row ? answerRow(question, *row) : Verdict::no;
    case Question::Kind::count:
        return answerCount(question);
    case Question::Kind::task:
        return answerTask(question);
    case Question::Kind::text:
        return answerText(question);
    }
    return Verdict::no;
}

Verdict Evaluation::answerLine(const Question& question)
{
    const Table& asked = table(question.file);
    Verdict greatest = Verdict::no;
    for (const Row& row : asked.rows) {
        greatest = std::max(greatest, answer(question.parts.front(), &row));
        if (greatest == Verdict::yes)
            return greatest;
    }
    return asked.unread ? unknown(*m_expression.files[question.file], *asked.unread) : greatest;
}

Verdict Evaluation::answerRow(const Question& question, const Row& row)
{
    Verdict greatest = Verdict::no;
    bool isThere = false;
    for (const Field& field : row.fields) {
        if (!isNamed(question, field))
            continue;
        isThere = !question.name.empty();
        greatest = std::max(greatest, answerField(question, field));
        if (greatest == Verdict::yes || isStopped())
            return greatest;
    }
    // A row of which something is missing decides nothing about that.
    return row.unread && !isThere ? unknown(*m_expression.files[question.file], *row.unread)
                                  : greatest;
}

Verdict Evaluation::answerField(const Question& question, const Field& field)
{
    if (isStopped())
        return Verdict::unknown;
    if (!isNamed(question, field))
        return Verdict::no;
    const Operand& operand = question.operand;
    if (question.name == "range" && operand.relation == Relation::holds && operand.number)
        return verdictOf(isWithin(field.value, *operand.number));
    std::string variable;
    std::string_view text = field.value;
    if (isOfVariables(question))
        text = variable = field.name + '=' + field.value;
    // Three letters are the access alone, without whether it is shared.
    constexpr std::size_t accessLetters = 3;
    if (question.name == "perms" && operand.text.size() == accessLetters
        && operand.relation != Relation::matches)
        text = text.substr(0, accessLetters);
    const Value value = valueOf(text, question.base, question.unitBytes);
    const Verdict verdict = answerOf(value, operand, question.base, m_stop);
    return verdict == Verdict::unknown
        ? unknown(*m_expression.files[question.file], Failure::of(procfs::Errno::tooBig, "match"))
        : verdict;
}

/// Whatever the rows that may be counted or not: the same, or unknown.
Verdict Evaluation::answerCount(const Question& question)
{
    const ProcFile& file = *m_expression.files[question.file];
    const Count count = countOf(question);
    if (const Table& asked = table(question.file); asked.unread)
        return unknown(file, *asked.unread);
    const auto answerFor = [&](std::size_t number) {
        const std::string text = std::to_string(number);
        return answerOf(valueOf(text), question.operand, 10, m_stop);
    };
    const Verdict verdict = answerFor(count.least);
    for (std::size_t more = 1; more <= count.unknown; ++more) {
        if (answerFor(count.least + more) != verdict)
            return Verdict::unknown;
    }
    return verdict;
}

Evaluation::Count Evaluation::countOf(const Question& question)
{
    const Table& asked = table(question.file);
    Count count;
    if (question.parts.empty()) {
        count.least = asked.count;
        return count;
    }
    for (const Row& row : asked.rows) {
        const Verdict verdict = answer(question.parts.front(), &row);
        count.least += verdict == Verdict::yes ? 1U : 0U;
        count.unknown += verdict == Verdict::unknown ? 1U : 0U;
    }
    return count;
}

Verdict Evaluation::answerText(const Question& question)
{
    const std::string_view wanted = question.operand.text;
    if (placeOfWord(wanted, m_task.name, m_stop) != std::string_view::npos)
        return Verdict::yes;
    Verdict greatest = Verdict::no;
    for (const std::size_t file : m_expression.places) {
        const Table& asked = table(file);
        for (const Row& row : asked.rows) {
            for (const Field& field : row.fields) {
                if (placeIn(file, field, wanted) != std::string_view::npos)
                    return Verdict::yes;
                if (isStopped())
                    return Verdict::unknown;
            }
            if (row.unread)
                greatest = unknown(*m_expression.files[file], *row.unread);
        }
        if (asked.unread)
            greatest = unknown(*m_expression.files[file], *asked.unread);
    }
    return greatest;
}

std::size_t Evaluation::placeIn(std::size_t file, const Field& field, std::string_view wanted) const
{
    if (m_expression.files[file]->name == "environ")
        return placeOfWord(wanted, field.name + '=' + field.value, m_stop);
    return placeOfWord(wanted, field.value, m_stop);
}

std::optional<std::string> Evaluation::knownValue(TaskWord word) const
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
    case TaskWord::name: // a program may well call itself nothing, but not without a state
        return m_task.name.empty() && !m_task.state ? std::nullopt : std::optional(m_task.name);
    case TaskWord::state:
        return m_task.state
            ? std::optional(std::string(procfs::stateText(*m_task.state).substr(0, 1)))
            : std::nullopt;
    case TaskWord::threads:
        return number(m_task.threads);
    case TaskWord::uid:
        return number(m_task.uid);
    case TaskWord::command: // empty: unknown, or none
        return m_task.command.empty() ? std::nullopt : std::optional(m_task.command);
    }
    return std::nullopt;
}

std::optional<std::string> Evaluation::taskValue(TaskWord word)
{
    if (auto known = knownValue(word))
        return known;
    const ProcFile& file = *fileCalled(word == TaskWord::command ? "cmdline" : "status");
    Table table = read(file);
    if (word == TaskWord::command && table.rows.empty() && !table.unread) // its process' memory
        table = readTable(m_fileSystem, std::to_string(m_task.tgid.value), file, m_stop);
    if (table.unread || (table.rows.empty() && !isGivenUp(file, m_task))) {
        unknown(file, table.unread.value_or(Failure::of(procfs::Errno::noEntry, "open")));
        return std::nullopt;
    }
    if (word == TaskWord::command) {
        std::string command;
        for (const Row& row : table.rows) {
            for (const Field& argument : row.fields)
                command += (command.empty() ? "" : " ") + argument.value;
        }
        return command;
    }
    const std::string_view name = word == TaskWord::ppid ? "PPid"
        : word == TaskWord::name                         ? "Name"
        : word == TaskWord::state                        ? "State"
        : word == TaskWord::threads                      ? "Threads"
                                                         : "Uid";
    const auto& fields = table.rows.front().fields;
    const auto found = std::ranges::find(fields, name, &Field::name);
    if (found == fields.end()) {
        unknown(file, Failure{.kind = Failure::Kind::notProvided});
        return std::nullopt;
    }
    if (word == TaskWord::name)
        return found->value;
    return wordAt(found->value, word == TaskWord::uid ? 1 : 0); // the effective one
}

Verdict Evaluation::answerTask(const Question& question)
{
    const auto value = taskValue(question.word);
    return value ? answerOf(valueOf(*value), question.operand, 10, m_stop) : Verdict::unknown;
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
