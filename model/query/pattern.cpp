// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/pattern.h>

#include <algorithm>

#include <re2/re2.h>

namespace sandscope::query {

namespace {

constexpr std::size_t mostTextBytes = std::size_t{64} << 10U;
constexpr std::size_t leastTextBytes = std::size_t{4} << 10U; // as long as a path can be
// Steps that a match may take: instructions of the pattern times bytes of the text.
constexpr std::size_t mostSteps = 100 * mostTextBytes;
constexpr std::size_t mostInstructions = mostSteps / leastTextBytes;
constexpr std::int64_t mostProgramBytes = std::int64_t{1} << 20U;

// What older releases take in place of a string_view, and what newer ones call one.
re2::StringPiece pieceOf(std::string_view text)
{
    return {text.data(), text.size()};
}

re2::RE2::Options optionsOfBytes()
{
    re2::RE2::Options options(re2::RE2::Latin1); // whatever a process wrote is a byte, not UTF-8
    options.set_log_errors(false);
    options.set_max_mem(mostProgramBytes);
    options.set_never_capture(true); // whether it matches is all that is asked
    return options;
}

}

std::expected<Pattern, PatternProblem> Pattern::parse(std::string_view text)
{
    Pattern pattern;
    pattern.m_expression = std::make_shared<const re2::RE2>(pieceOf(text), optionsOfBytes());
    if (pattern.m_expression->ok()) {
        const auto instructions
            = static_cast<std::size_t>(std::max(pattern.m_expression->ProgramSize(), 1));
        if (instructions > mostInstructions)
            return std::unexpected(PatternProblem{0, "this regular expression is too large"});
        pattern.m_seenBytes = std::min(mostTextBytes, mostSteps / instructions);
        return pattern;
    }
    // What RE2 complains of is a piece of the pattern: shown at its first place there.
    const std::string& piece = pattern.m_expression->error_arg();
    const std::size_t at = piece.empty() ? 0 : text.find(piece);
    return std::unexpected(
        PatternProblem{at == std::string_view::npos ? 0 : at,
                       "this is no regular expression: " + pattern.m_expression->error()});
}

Pattern::Found Pattern::foundIn(std::string_view text) const
{
    // Where it is cut it does not end: "$" is not there.
    const std::size_t seen = std::min(text.size(), m_seenBytes);
    if (m_expression->Match(pieceOf(text), 0, seen, re2::RE2::UNANCHORED, nullptr, 0))
        return Found::yes;
    return seen < text.size() ? Found::unseen : Found::no;
}

}
