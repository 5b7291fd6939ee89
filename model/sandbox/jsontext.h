// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace sandscope::model {

/// Takes a JSON text apart from front to end: numbers stay exact whatever their size, and what
/// nobody asks for is stepped over without being made.
///
/// Qt's own reader makes a double of everything past 2^63, and a tree of a whole dump; addresses
/// are larger and dumps are long. Hostile bytes: linear, no recursion past 64 levels. After the
/// first thing that is not JSON, or not of the kind that was asked for, everything answers false.
class JsonText
{
public:
    explicit JsonText(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] std::string_view text() const { return m_text; } ///< all of it
    [[nodiscard]] bool failed() const { return m_failed; }
    /// Of what is not understood; otherwise, of what is read next.
    [[nodiscard]] std::size_t offset() const { return m_at; }

    /// Calls \a member with each key; it has to take the value, by one call of this class. A null
    /// counts as empty.
    template <std::invocable<std::string_view> Member>
    bool object(Member&& member)
    {
        std::string key;
        for (bool more = begin('{', '}'); more && !m_failed; more = next('}')) {
            if (!string(key) || !expect(':'))
                return false;
            member(std::string_view(key));
        }
        return !m_failed;
    }
    /// Calls \a element before each element, which it has to take. A null counts as empty.
    template <std::invocable Element>
    bool array(Element&& element)
    {
        for (bool more = begin('[', ']'); more && !m_failed; more = next(']'))
            element();
        return !m_failed;
    }

    /// The raw bytes meant. What is no UTF-8 stays as it is; half a surrogate becomes U+FFFD.
    bool string(std::string& out);
    /// A whole number that fits. A fraction or an exponent is none.
    template <std::integral Int>
    bool number(Int& out)
    {
        blanks();
        const char* const begin = m_text.data() + m_at;
        const char* const end = m_text.data() + m_text.size();
        const auto [stop, error] = std::from_chars(begin, end, out);
        if (error != std::errc{} || (stop != end && (*stop == '.' || *stop == 'e' || *stop == 'E')))
            return fail();
        m_at += static_cast<std::size_t>(stop - begin);
        return !m_failed;
    }
    bool boolean(bool& out);
    /// Steps over a value of any kind and answers its text.
    std::string_view skip();
    /// The same of an object whose text is known. False: another one stands there.
    bool skip(std::string_view object);
    /// Nothing but blanks is left.
    bool atEnd();

private:
    bool fail()
    {
        m_failed = true;
        return false;
    }
    void blanks();
    bool expect(char wanted);
    bool word(std::string_view wanted);
    bool begin(char open, char close);
    bool next(char close);
    bool escape(std::string& out);
    bool hex(unsigned& out);
    bool skipString();

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    bool m_failed = false;
};

/// Finds where a JSON object or array that comes in pieces is complete. Looks at brackets and
/// strings only.
class JsonEnd
{
public:
    /// Is it complete with these bytes?
    bool feed(std::string_view bytes);

private:
    std::size_t m_depth = 0;
    bool m_inString = false;
    bool m_isEscaped = false;
};

}
