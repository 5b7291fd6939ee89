// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/expression.h>
#include <model/query/number.h>
#include <model/query/pattern.h>
#include <procfs/procfile.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the parser makes and the evaluation walks.
namespace sandscope::query {

enum class Relation : std::uint8_t {
    present, ///< none was written: neither empty nor zero
    equal,
    notEqual,
    less,
    lessEqual,
    greater,
    greaterEqual,
    holds, ///< ":"
    matches, ///< "~"
};

/// What a value is held against.
struct Operand
{
    Relation relation = Relation::present;
    std::string text; ///< as written, without quotes
    std::optional<Number> number; ///< without quotes, where it is one in the base of the field
    bool isSize = false; ///< a unit was given: number is one of bytes
    std::optional<Pattern> pattern; ///< with matches
};

/// What is known of a task without a file.
enum class TaskWord : std::uint8_t { pid, tid, ppid, name, state, threads, uid, command };
/// As it is written.
[[nodiscard]] std::string_view wordText(TaskWord word);

struct Question
{
    enum class Kind : std::uint8_t {
        all, ///< of parts
        any, ///< of parts
        negation, ///< of the one part
        line, ///< some line of the file answers the one part with yes
        field, ///< of the line asked
        count, ///< of lines of the file, those for which the part holds if there is one
        task, ///< a word about the task
        text, ///< a plain text, in the name of the task or in one of Expression::places
    };
    Kind kind = Kind::all;
    std::vector<Question> parts{};
    std::size_t file = 0; ///< of line, field and count: index in Expression::files
    std::string name{}; ///< of field; empty: any of the line
    int base = 10; ///< of field: see baseOf
    std::uint64_t unitBytes = 1; ///< of field: see bytesIn
    TaskWord word = TaskWord::pid;
    Operand operand{};
};

class Expression
{
public:
    std::string text;
    std::vector<const procfs::ProcFile*> files; ///< each once
    std::vector<std::size_t> places; ///< where a plain text is looked for: indexes in files
    Question root;
};

}
