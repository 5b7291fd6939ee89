// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/stepping/problem.h>

#include <algorithm>
#include <format>
#include <utility>

namespace sandscope::stepping {

namespace {

// How many letters must be changed, added or taken away (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}

std::string describe(const Problem& problem)
{
    std::string text = problem.file;
    if (problem.line > 0)
        text += std::format(":{}:{}", problem.line, problem.column);
    text += ": " + problem.message;
    if (!problem.suggestion.empty())
        text += "; " + problem.suggestion;
    return text;
}

std::string suggestionFor(std::string_view word, std::span<const std::string_view> candidates)
{
    constexpr std::size_t longestWord = 40;
    constexpr std::size_t fewCandidates = 8;
    std::string_view nearest;
    std::size_t least = word.size() / 3 + 2; // further away is no slip of the finger
    if (word.size() <= longestWord) {
        for (const std::string_view candidate : candidates) {
            const std::size_t steps = distance(word, candidate);
            if (steps < least) {
                least = steps;
                nearest = candidate;
            }
        }
    }
    if (!nearest.empty())
        return "did you mean \"" + std::string(nearest) + "\"?";
    if (candidates.empty() || candidates.size() > fewCandidates)
        return {};
    std::string list = "possible are: ";
    for (const std::string_view candidate : candidates)
        list.append(candidate == candidates.front() ? "" : ", ").append(candidate);
    return list;
}

std::string suggestionFor(std::string_view word, const std::vector<std::string>& candidates)
{
    const std::vector<std::string_view> views(candidates.begin(), candidates.end());
    return suggestionFor(word, std::span<const std::string_view>(views));
}

}
