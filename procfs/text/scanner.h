// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/error.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Reading hostile text from left to right. Nothing here allocates, except for an error.
namespace sandscope::procfs::text {

/// An error about the bytes from \a offset on in \a text.
[[nodiscard]] std::unexpected<ParseError> failure(ParseErrorCode code, std::string_view text,
                                                  std::size_t offset);

/// A position in a text. Every step either succeeds and moves on, or leaves the scanner failed:
/// later steps then do nothing and give 0 or nothing, so that a parser may check once at the end of
/// a line.
class Scanner
{
public:
    /// \a base is where \a text begins in the whole input: errors count from there.
    explicit Scanner(std::string_view text, std::size_t base = 0)
        : m_text(text)
        , m_base(base)
    {
    }

    [[nodiscard]] std::size_t at() const { return m_at; }
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] std::string_view rest() const { return m_text.substr(m_at); }
    /// 0 at the end.
    [[nodiscard]] char peek() const { return atEnd() ? '\0' : m_text[m_at]; }

    /// Digits of one base, without sign or prefix; at least one; must fit 64 bits, or \a most.
    std::uint64_t decimal(std::uint64_t most = ~0ULL) { return number(10, most); }
    std::uint64_t octal() { return number(8, ~0ULL); }
    std::uint64_t hex(std::uint64_t most = ~0ULL) { return number(16, most); }
    /// As decimal, a minus sign allowed.
    std::int64_t signedDecimal();
    /// Exactly this.
    void expect(std::string_view literal);
    /// This, if it stands here.
    bool accept(std::string_view literal);
    /// Any number of blanks.
    void skipBlanks();
    /// Up to the next blank or the end; may be empty.
    std::string_view word();
    /// Everything that is left.
    std::string_view remainder();
    /// Fails here with \a code, unless it failed before.
    void fail(ParseErrorCode code);
    /// Fails with badField unless everything was read.
    void expectEnd();

    /// The first failure. Preconditions: failed().
    [[nodiscard]] std::unexpected<ParseError> error() const;

private:
    std::uint64_t number(unsigned base, std::uint64_t most);

    std::string_view m_text;
    std::size_t m_base;
    std::size_t m_at = 0;
    ParseErrorCode m_code = ParseErrorCode::badField;
    bool m_failed = false;
};

/// Walks the lines of a text.
class Lines
{
public:
    explicit Lines(std::string_view text)
        : m_text(text)
    {
    }

    /// The next line without its newline. False at the end, and when the last line has no newline:
    /// then isCut().
    bool next();
    [[nodiscard]] std::string_view line() const { return m_line; }
    [[nodiscard]] std::size_t offset() const { return m_offset; } ///< where line() begins
    [[nodiscard]] std::size_t nextOffset() const
    {
        return m_next;
    } ///< where the line after it begins
    [[nodiscard]] bool isCut() const { return m_next < m_text.size() && m_ended; }
    /// The error of a text that isCut().
    [[nodiscard]] std::unexpected<ParseError> cutError() const;

private:
    std::string_view m_text;
    std::string_view m_line;
    std::size_t m_offset = 0;
    std::size_t m_next = 0;
    bool m_ended = false;
};

}
