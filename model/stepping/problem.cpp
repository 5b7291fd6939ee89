// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/stepping/problem.h>

#include <format>

namespace sandscope::stepping {

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

}
