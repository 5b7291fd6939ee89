// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What makes an expression hold, told for people and for whoever wants to go there.
#include <model/query/evaluation.h>

#include <algorithm>
#include <format>
#include <utility>

namespace sandscope::query {

using procfs::Field;
using procfs::Fields;

namespace {

/// The words that a line is made of; of a block of lines, those of the first.
std::string lineOf(const procfs::ProcFile& file, const Fields& row)
{
    constexpr std::size_t wordsOfHeading = 6; // as many as a line of maps has
    std::string line;
    std::size_t words = 0;
    for (const Field& field : row) {
        // What was made of the others has no description. A mapping without a path has a word less.
        const bool isBlock = file.name == "smaps";
        if ((!field.doc && rowsAreLines(file)) || (isBlock && ++words > wordsOfHeading)
            || (isBlock && field.name == "Size"))
            break;
        line.append(line.empty() ? "" : " ").append(field.value, 0, Match::maxTextBytes);
    }
    line.resize(std::min(line.size(), Match::maxTextBytes));
    return line;
}

/// A piece of \a text around the byte \a at.
std::string pieceOf(std::string_view text, std::size_t at)
{
    constexpr std::size_t before = Match::maxTextBytes / 4;
    const bool isFar = text.size() > Match::maxTextBytes && at != std::string_view::npos;
    const std::size_t start = isFar && at > before ? at - before : 0;
    return std::string(text.substr(start, Match::maxTextBytes));
}

std::optional<std::uint64_t> addressOf(const Fields& row)
{
    const auto start = std::ranges::find(row, "start", &Field::name);
    if (start == row.end() || start->doc)
        return std::nullopt;
    const auto number = readNumber(start->value, 16);
    return number ? std::optional(number->whole) : std::nullopt;
}

}

TaskMatches Evaluation::matches(std::size_t limit)
{
    m_found = {};
    m_told.clear();
    m_limit = limit;
    m_unread.reset();
    collect(m_expression.root);
    if (m_found.matches.empty() && !m_found.isCut) // that something is not so is seen nowhere
        add(Match{.path = pathOfTask(m_task), .text = m_task.name, .row = m_task.name});
    return std::move(m_found);
}

void Evaluation::collect(const Question& question)
{
    switch (question.kind) {
    case Question::Kind::all:
    case Question::Kind::any:
        for (const Question& part : question.parts) {
            if (answer(part, nullptr) == Verdict::yes)
                collect(part);
        }
        break;
    case Question::Kind::line: {
        const Table& asked = table(question.file);
        for (std::size_t row = 0; row < asked.rows.size() && !isOver(); ++row)
            collectRow(question, row);
        if (asked.unread)
            unknown(*m_expression.files[question.file], *asked.unread);
        break;
    }
    case Question::Kind::count: {
        const procfs::ProcFile& file = *m_expression.files[question.file];
        const std::string count = std::to_string(countOf(question).least);
        add(Match{.path = pathOf(pathOfTask(m_task), file),
                  .file = titleOf(file),
                  .field = "count",
                  .text = count,
                  .row = count});
        break;
    }
    case Question::Kind::task: {
        const std::string value = pieceOf(taskValue(question.word).value_or(""), 0);
        add(Match{.path = pathOfTask(m_task),
                  .field = std::string(wordText(question.word)),
                  .text = value,
                  .row = value});
        break;
    }
    case Question::Kind::text:
        collectText(question);
        break;
    case Question::Kind::negation:
    case Question::Kind::field:
        break;
    }
}

void Evaluation::collectRow(const Question& question, std::size_t row)
{
    const Row& line = table(question.file).rows[row];
    const Question& part = question.parts.front();
    if (answer(part, &line) != Verdict::yes)
        return;
    bool isTold = false;
    if (part.kind == Question::Kind::field) {
        for (const Field& field : line.fields) {
            if (isOver())
                return;
            if (answerField(part, field) != Verdict::yes)
                continue;
            add(question.file, row, &field,
                part.operand.relation == Relation::holds
                    ? placeOf(part.operand.text, field.value, m_stop)
                    : 0);
            isTold = true;
        }
        if (line.unread && part.name.empty())
            unknown(*m_expression.files[question.file], *line.unread);
    }
    if (!isTold)
        add(question.file, row, fieldFor(part, line), 0);
}

void Evaluation::collectText(const Question& question)
{
    const std::string_view wanted = question.operand.text;
    if (placeOfWord(wanted, m_task.name, m_stop) != std::string_view::npos)
        add(Match{.path = pathOfTask(m_task),
                  .field = std::string(wordText(TaskWord::name)),
                  .text = m_task.name,
                  .row = m_task.name});
    for (const std::size_t file : m_expression.places) {
        const Table& asked = table(file);
        for (std::size_t row = 0; row < asked.rows.size() && !isOver(); ++row) {
            for (const Field& field : asked.rows[row].fields) {
                if (isOver())
                    return;
                // The name was told; sums of a range are no text of the file.
                const bool isKnown = m_expression.files[file]->name == "status"
                    && field.name == "Name" && field.value == m_task.name;
                const bool isMade = rowsAreLines(*m_expression.files[file]) && !field.doc;
                const std::size_t at
                    = isKnown || isMade ? std::string_view::npos : placeIn(file, field, wanted);
                if (at != std::string_view::npos)
                    add(file, row, &field, at);
            }
            if (const auto& unread = asked.rows[row].unread)
                unknown(*m_expression.files[file], *unread);
        }
        if (asked.unread)
            unknown(*m_expression.files[file], *asked.unread);
    }
}

const Field* Evaluation::fieldFor(const Question& question, const Row& row)
{
    if (question.kind == Question::Kind::field) {
        const auto found = std::ranges::find_if(row.fields, [&](const Field& field) {
            return answerField(question, field) == Verdict::yes;
        });
        return found == row.fields.end() ? nullptr : &*found;
    }
    if (question.kind == Question::Kind::negation)
        return nullptr;
    for (const Question& part : question.parts) {
        if (const Field* field = fieldFor(part, row))
            return field;
    }
    return nullptr;
}

void Evaluation::add(std::size_t file, std::size_t row, const Field* field, std::size_t at)
{
    // A line is one thing, whichever of its fields answered.
    const procfs::ProcFile& descriptor = *m_expression.files[file];
    const Table& asked = table(file);
    const Fields& line = asked.rows[row].fields;
    const bool isOneOfMany = asked.rows.size() > 1 || rowsAreLines(descriptor);
    if (!m_told.emplace(file, row, isOneOfMany ? nullptr : field).second)
        return;
    Match match;
    match.path = pathOf(pathOfTask(m_task), descriptor);
    match.file = titleOf(descriptor);
    if (asked.firstLine)
        match.line = *asked.firstLine + row;
    if (field) {
        match.field = field->name;
        const bool isVariable = descriptor.name == "environ";
        match.text = pieceOf(isVariable ? field->name + '=' + field->value : field->value, at);
    }
    const bool isEntry = descriptor.name == "fd" || descriptor.name == "fdinfo";
    if (isEntry && !line.empty())
        match.path += '/' + line.front().value;
    else if (descriptor.name == "ns" && field)
        match.path += '/' + field->name;
    const bool hasLine = rowsAreLines(descriptor) || descriptor.name == "smaps";
    match.row = hasLine ? lineOf(descriptor, line) : match.text;
    if (descriptor.name == "smaps" && field && !match.row.contains(field->value))
        match.row += std::format(" {}: {}", field->name, match.text);
    match.address = addressOf(line);
    add(std::move(match));
}

void Evaluation::add(Match match)
{
    if (isFull())
        m_found.isCut = true;
    else
        m_found.matches.push_back(std::move(match));
}

}
