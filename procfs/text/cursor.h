// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <procfs/error.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace sandscope::procfs::text {

/// Reads what a Scanner reads in half the time, but takes only what kernels print and gives no
/// position of an error: a parser that fails with it starts again with a Scanner. Negative numbers
/// count as failures, too.
class Cursor
{
public:
    explicit Cursor(std::string_view text)
        : m_at(text.data())
        , m_end(text.data() + text.size())
    {
    }

    [[nodiscard]] bool atEnd() const { return m_at == m_end; }
    [[nodiscard]] bool failed() const { return m_failed; }
    void fail(ParseErrorCode = {}) { m_failed = true; }
    std::uint64_t decimal(std::uint64_t most = ~0ULL)
    {
        const char* const begin = m_at;
        std::uint64_t value = 0;
        while (m_at != m_end && *m_at >= '0' && *m_at <= '9')
            value = value * 10 + static_cast<std::uint64_t>(*m_at++ - '0');
        const std::ptrdiff_t digits = m_at - begin;
        m_failed |= digits == 0 || digits > 20 || value > most;
        if (digits == 20) // twenty digits fit if they begin with 1 and did not go past 64 bits
            m_failed |= *begin != '1' || value < 10'000'000'000'000'000'000U;
        return value;
    }
    std::int64_t signedDecimal() { return static_cast<std::int64_t>(decimal(~0ULL >> 1U)); }
    std::uint64_t octal()
    {
        return radix(21, [](char c) { return c >= '0' && c <= '7' ? c - '0' : -1; }, 8);
    }
    std::uint64_t hex()
    {
        return radix(
            16,
            [](char c) {
                if (c >= '0' && c <= '9')
                    return c - '0';
                return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            },
            16);
    }
    bool accept(std::string_view literal)
    {
        const bool isThere = std::string_view(m_at, m_end).starts_with(literal);
        m_at += isThere ? literal.size() : 0;
        return isThere;
    }
    void expect(std::string_view literal) { m_failed |= !accept(literal); }
    void expectEnd() { m_failed |= !atEnd(); }
    void skipBlanks()
    {
        while (m_at != m_end && *m_at == ' ')
            ++m_at;
    }
    std::string_view remainder() { return {std::exchange(m_at, m_end), m_end}; }

private:
    template <class Digit>
    std::uint64_t radix(std::ptrdiff_t safe, Digit digit, unsigned base)
    {
        const char* const begin = m_at;
        std::uint64_t value = 0;
        for (int d = 0; m_at != m_end && (d = digit(*m_at)) >= 0; ++m_at)
            value = value * base + static_cast<std::uint64_t>(d);
        m_failed |= m_at == begin || m_at - begin > safe;
        return value;
    }

    const char* m_at;
    const char* m_end;
    bool m_failed = false;
};

}
