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
        for (std::size_t row = 0; row < asked.rows.size() && !m_found.isCut; ++row) {
            const Fields& line = asked.rows[row];
            if (answer(question.parts.front(), &line) != Verdict::yes)
                continue;
            const Question& part = question.parts.front();
            const bool isEach = part.kind == Question::Kind::field;
            bool isTold = false;
            for (const Field& field : line) {
                if (isEach && answersField(part, field)) {
                    add(question.file, row, &field,
                        part.operand.relation == Relation::holds
                            ? field.value.find(part.operand.text)
                            : 0);
                    isTold = true;
                }
            }
            if (!isTold)
                add(question.file, row, fieldFor(part, line), 0);
        }
        break;
    }
    case Question::Kind::count: {
        const procfs::ProcFile& file = *m_expression.files[question.file];
        const std::string count = std::to_string(countOf(question));
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

void Evaluation::collectText(const Question& question)
{
    const std::string_view wanted = question.operand.text;
    if (placeOf(wanted, m_task.name) != std::string_view::npos)
        add(Match{.path = pathOfTask(m_task),
                  .field = std::string(wordText(TaskWord::name)),
                  .text = m_task.name,
                  .row = m_task.name});
    for (const std::size_t file : m_expression.places) {
        const Table& asked = table(file);
        for (std::size_t row = 0; row < asked.rows.size() && !m_found.isCut; ++row) {
            for (const Field& field : asked.rows[row]) {
                // The name was told; sums of a range are no text of the file.
                const bool isKnown = m_expression.files[file]->name == "status"
                    && field.name == "Name" && field.value == m_task.name;
                const bool isMade = rowsAreLines(*m_expression.files[file]) && !field.doc;
                const std::size_t at
                    = isKnown || isMade ? std::string_view::npos : placeIn(file, field, wanted);
                if (at != std::string_view::npos)
                    add(file, row, &field, at);
            }
        }
    }
}

const Field* Evaluation::fieldFor(const Question& question, const Fields& line)
{
    if (question.kind == Question::Kind::field) {
        const auto found = std::ranges::find_if(
            line, [&](const Field& field) { return answersField(question, field); });
        return found == line.end() ? nullptr : &*found;
    }
    if (question.kind == Question::Kind::negation)
        return nullptr;
    for (const Question& part : question.parts) {
        if (const Field* field = fieldFor(part, line))
            return field;
    }
    return nullptr;
}

void Evaluation::add(std::size_t file, std::size_t row, const Field* field, std::size_t at)
{
    // A line is one thing, whichever of its fields answered.
    const procfs::ProcFile& descriptor = *m_expression.files[file];
    const Fields& line = table(file).rows[row];
    const bool isOneOfMany = table(file).rows.size() > 1 || rowsAreLines(descriptor);
    if (!m_told.emplace(file, row, isOneOfMany ? nullptr : field).second)
        return;
    Match match;
    match.path = pathOf(pathOfTask(m_task), descriptor);
    match.file = titleOf(descriptor);
    if (rowsAreLines(descriptor))
        match.line = row + 1;
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
