// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0

// What notes say, in a form that can be held against what the kernel prints.
#include <model/scenario/claims.h>

namespace sandscope::scenario {

namespace {

// Where in the file the expression's byte \a column stands.
int columnIn(const Value& value, std::size_t column)
{
    return value.column + static_cast<int>(column) - 1 + (value.isQuoted ? 1 : 0);
}

// A task of a claim is there already, or made by the same step.
bool isTask(Parsing& parsing, const Value& value, const std::string& name)
{
    const auto found = parsing.names.find(name);
    if (found != parsing.names.end() && found->second == NameKind::task)
        return true;
    std::vector<std::string> tasks;
    for (const auto& [known, kind] : parsing.names) {
        if (kind == NameKind::task)
            tasks.push_back(known);
    }
    parsing.report(value, "this step and those before it made no task \"" + name + "\"",
                   suggestionFor(name, tasks));
    return false;
}

}

std::vector<Claim> readClaims(Parsing& parsing, const Value& value)
{
    std::vector<Claim> claims;
    const std::string form = "as in - child: status.Threads == 2";
    if (value.kind != Value::Kind::sequence) {
        parsing.report(value, "\"claims\" is a list", form);
        return claims;
    }
    for (const Value& item : value.items) {
        if (item.kind != Value::Kind::map || item.entries.size() != 1
            || item.entries.front().second.kind != Value::Kind::scalar) {
            parsing.report(item, "a claim is the name of a task and an expression", form);
            continue;
        }
        const auto& [subject, said] = item.entries.front();
        Claim claim{subject.text, nullptr, said.text, subject.line, subject.column};
        if (subject.text == goneWord) {
            claim.task = said.text;
            if (isTask(parsing, said, said.text))
                claims.push_back(std::move(claim));
            continue;
        }
        const bool isKnown = isTask(parsing, subject, subject.text);
        auto expression = query::parseExpression(said.text, parsing.dialect);
        if (!expression) {
            const query::ExpressionProblem& problem = expression.error();
            Value place = said;
            place.column = columnIn(said, problem.column);
            parsing.report(place, problem.message, problem.suggestion);
        } else if (isKnown) {
            claim.expression = *std::move(expression);
            claims.push_back(std::move(claim));
        }
    }
    return claims;
}

std::optional<Problem> brokenClaim(const Claim& claim, const std::string& file,
                                   const snapshot::SnapshotPtr& snapshot, procfs::TaskId task,
                                   procfs::Dialect dialect)
{
    const bool isThere = task && snapshot->tasks.find(task.value) != nullptr;
    Problem problem{file, claim.line, claim.column, {}, {}};
    if (!claim.expression) {
        if (!isThere)
            return std::nullopt;
        problem.message = "the task \"" + claim.task + "\" is not gone after this step";
    } else if (!isThere) {
        problem.message = "there is no task \"" + claim.task + "\" after this step";
        problem.suggestion = "that it is gone is claimed as - gone: " + claim.task;
    } else if (query::holds(*claim.expression, snapshot, task, dialect)) {
        return std::nullopt;
    } else {
        problem.message
            = "after this step it does not hold for \"" + claim.task + "\" that " + claim.text;
    }
    return problem;
}

}
