// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/syntax.h>

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace sandscope::query {

/// A value as it was written.
struct Written
{
    std::string text; ///< without quotes and escapes
    bool isQuoted = false;
    std::size_t at = 0; ///< where its first byte stands
};

/// Reads the pieces of an expression from left to right. What a piece is depends on where it may
/// stand, so the parser asks for what it needs.
class Tokens
{
public:
    explicit Tokens(std::string_view text)
        : m_text(text)
    {
    }

    /// Behind blanks.
    [[nodiscard]] std::size_t at();
    [[nodiscard]] bool atEnd() { return at() >= m_text.size(); }
    [[nodiscard]] bool isNext(std::string_view symbol);
    /// A symbol, if it stands here.
    bool accept(std::string_view symbol);
    /// A word of letters, if this one stands here whole.
    bool acceptWord(std::string_view word);
    /// Letters, digits, _, - and /, of a field also dots; empty when there is none.
    std::string name(bool isField);
    /// "[3]" right behind a name, or nothing.
    std::string index();
    /// A relation that stands here; present when there is none.
    Relation relation();
    /// Quoted, or bytes up to a blank, bracket or relation. A sentence when a quote is not closed.
    /// \a isPattern: backslashes in quotes are left to the regular expression.
    std::expected<Written, std::string> value(bool isPattern);
    /// Goes back to where at() was before.
    void returnTo(std::size_t at) { m_at = at; }
    [[nodiscard]] bool isQuoted() { return isNext("\"") || isNext("'"); }

private:
    std::expected<Written, std::string> quoted(bool isPattern);

    std::string_view m_text;
    std::size_t m_at = 0;
};

}
