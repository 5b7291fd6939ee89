// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/pattern.h>

#include <algorithm>

#include <re2/re2.h>

namespace sandscope::query {

namespace {

constexpr std::size_t maxTextBytes = std::size_t{64} << 10U;
constexpr std::int64_t maxProgramBytes = std::int64_t{1} << 20U;

// What older releases take in place of a string_view, and what newer ones call one.
re2::StringPiece pieceOf(std::string_view text)
{
    return {text.data(), text.size()};
}

re2::RE2::Options optionsOfBytes()
{
    re2::RE2::Options options(re2::RE2::Latin1); // whatever a process wrote is a byte, not UTF-8
    options.set_log_errors(false);
    options.set_max_mem(maxProgramBytes);
    return options;
}

}

std::expected<Pattern, PatternProblem> Pattern::parse(std::string_view text)
{
    Pattern pattern;
    pattern.m_expression = std::make_shared<const re2::RE2>(pieceOf(text), optionsOfBytes());
    if (pattern.m_expression->ok())
        return pattern;
    // What RE2 complains of is a piece of the pattern: shown at its first place there.
    const std::string& piece = pattern.m_expression->error_arg();
    const std::size_t at = piece.empty() ? 0 : text.find(piece);
    return std::unexpected(
        PatternProblem{at == std::string_view::npos ? 0 : at,
                       "this is no regular expression: " + pattern.m_expression->error()});
}

bool Pattern::isFoundIn(std::string_view text) const
{
    return re2::RE2::PartialMatch(pieceOf(text.substr(0, std::min(text.size(), maxTextBytes))),
                                  *m_expression);
}

}
