// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/pattern.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace sandscope::query {

namespace {

constexpr std::size_t longestPattern = 1000;
constexpr std::size_t longestText = std::size_t{64} << 10U;
constexpr std::size_t mostInstructions = 2000;
constexpr std::size_t mostCompiled = 20'000;
constexpr int deepestGroup = 32;
constexpr unsigned mostRepeats = 1000;

using Bytes = std::bitset<256>;

Bytes range(char from, char to)
{
    Bytes bytes;
    for (unsigned c = static_cast<unsigned char>(from); c <= static_cast<unsigned char>(to); ++c)
        bytes.set(c);
    return bytes;
}

Bytes one(char c)
{
    return range(c, c);
}

/// \d, \w, \s and their opposites.
std::optional<Bytes> classOf(char letter)
{
    const Bytes digits = range('0', '9');
    const Bytes word = digits | range('a', 'z') | range('A', 'Z') | one('_');
    const Bytes blank = one(' ') | range('\t', '\r');
    switch (letter) {
    case 'd':
        return digits;
    case 'D':
        return ~digits;
    case 'w':
        return word;
    case 'W':
        return ~word;
    case 's':
        return blank;
    case 'S':
        return ~blank;
    default:
        return std::nullopt;
    }
}

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::optional<unsigned> hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

/// What a pattern says, before it becomes a program: needed twice where something is repeated.
struct Part
{
    enum class Kind : std::uint8_t { bytes, sequence, choice, repeat, atStart, atEnd };
    Kind kind = Kind::sequence;
    Bytes bytes{};
    std::vector<Part> parts{};
    unsigned least = 0;
    std::optional<unsigned> most{}; ///< of repeat; none: any number
};

}

/// Recursive descent over the pattern, then a program from its end to its start.
class PatternParser
{
public:
    explicit PatternParser(std::string_view text)
        : m_text(text)
    {
    }

    std::expected<Pattern, PatternProblem> parse()
    {
        if (m_text.size() > longestPattern)
            fail("a pattern has at most 1000 bytes");
        const Part whole = choice(0);
        if (!m_problem && m_at < m_text.size())
            fail("this bracket was never opened");
        if (!m_problem) {
            m_pattern.m_program.push_back({});
            m_pattern.m_start = compile(whole, 0);
        }
        if (m_problem)
            return std::unexpected(*m_problem);
        return std::move(m_pattern);
    }

private:
    using Instruction = Pattern::Instruction;
    using Kind = Instruction::Kind;

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size() || m_problem; }
    [[nodiscard]] char peek() const { return m_text[m_at]; }
    bool accept(std::string_view what)
    {
        if (atEnd() || !m_text.substr(m_at).starts_with(what))
            return false;
        m_at += what.size();
        return true;
    }
    void fail(std::string message)
    {
        if (!m_problem)
            m_problem = PatternProblem{m_at, std::move(message)};
    }

    Part choice(int depth)
    {
        if (depth > deepestGroup) {
            fail("groups are nested too deeply");
            return {};
        }
        Part part{.kind = Part::Kind::choice};
        do
            part.parts.push_back(sequence(depth));
        while (accept("|"));
        return part;
    }

    Part sequence(int depth)
    {
        Part part;
        while (!atEnd() && peek() != '|' && peek() != ')')
            part.parts.push_back(repeated(single(depth)));
        return part;
    }

    Part repeated(Part part)
    {
        while (!atEnd()) {
            const std::size_t start = m_at;
            Part outer{.kind = Part::Kind::repeat};
            if (accept("*")) {
            } else if (accept("+")) {
                outer.least = 1;
            } else if (accept("?")) {
                outer.most = 1;
            } else if (isBraces()) {
                braces(outer);
            } else {
                break;
            }
            (void)accept("?"); // how much is taken does not matter to a yes or no
            if (part.kind == Part::Kind::repeat) {
                m_at = start;
                fail("what is repeated cannot be repeated again; use a group");
                break;
            }
            outer.parts.push_back(std::move(part));
            part = std::move(outer);
        }
        return part;
    }

    /// "{3}", "{3,}", "{3,5}"; any other brace is a byte.
    [[nodiscard]] bool isBraces() const
    {
        if (peek() != '{' || m_at + 1 >= m_text.size())
            return false;
        const std::size_t end = m_text.find_first_not_of("0123456789,", m_at + 1);
        return end != std::string_view::npos && m_text[end] == '}' && m_text[m_at + 1] != ','
            && end > m_at + 1;
    }

    std::optional<unsigned> count()
    {
        std::optional<unsigned> number;
        for (; !atEnd() && peek() >= '0' && peek() <= '9'; ++m_at)
            number = std::min(number.value_or(0) * 10 + static_cast<unsigned>(peek() - '0'),
                              mostRepeats + 1);
        return number;
    }

    void braces(Part& outer)
    {
        const std::size_t start = m_at++;
        outer.least = count().value_or(0);
        outer.most = accept(",") ? count() : std::optional(outer.least);
        if (!accept("}") || outer.least > mostRepeats
            || outer.most.value_or(outer.least) > mostRepeats
            || outer.most.value_or(outer.least) < outer.least) {
            m_at = start;
            fail("a number of repeats is at most 1000, the smaller one first");
        }
    }

    Part single(int depth)
    {
        const char c = peek();
        switch (c) {
        case '(': {
            const std::size_t start = m_at++;
            if (accept("?") && !accept(":"))
                fail("of what begins with (? only (?: is known");
            Part part = choice(depth + 1);
            if (!accept(")") && !m_problem) {
                m_at = start;
                fail("this bracket is never closed");
            }
            return part;
        }
        case '[':
            return {.kind = Part::Kind::bytes, .bytes = set()};
        case '.':
            ++m_at;
            return {.kind = Part::Kind::bytes, .bytes = ~one('\n')};
        case '^':
            ++m_at;
            return {.kind = Part::Kind::atStart};
        case '$':
            ++m_at;
            return {.kind = Part::Kind::atEnd};
        case '\\':
            return {.kind = Part::Kind::bytes, .bytes = escape()};
        case '*':
        case '+':
        case '?':
            fail("there is nothing to repeat here");
            return {};
        default:
            ++m_at;
            return {.kind = Part::Kind::bytes, .bytes = one(c)};
        }
    }

    Bytes escape()
    {
        if (m_at + 1 >= m_text.size()) {
            fail("a backslash at the end stands for nothing");
            return {};
        }
        const char c = m_text[m_at + 1];
        if (const auto known = classOf(c)) {
            m_at += 2;
            return *known;
        }
        if (c == 'n' || c == 't') {
            m_at += 2;
            return one(c == 'n' ? '\n' : '\t');
        }
        if (c == 'x' && m_at + 3 < m_text.size()) {
            const auto high = hexDigit(m_text[m_at + 2]);
            const auto low = hexDigit(m_text[m_at + 3]);
            if (high && low) {
                m_at += 4;
                return one(static_cast<char>(*high * 16 + *low));
            }
        }
        if (isLetterOrDigit(c)) {
            fail(std::string("\\") + c + " is not known here");
            return {};
        }
        m_at += 2;
        return one(c);
    }

    Bytes set()
    {
        const std::size_t start = m_at++;
        const bool isNegated = accept("^");
        Bytes bytes;
        bool isFirst = true;
        while (!atEnd() && (peek() != ']' || isFirst)) {
            isFirst = false;
            const std::size_t from = m_at;
            Bytes member = element();
            const bool isRange = !atEnd() && peek() == '-' && m_at + 1 < m_text.size()
                && m_text[m_at + 1] != ']';
            if (isRange) {
                ++m_at;
                const Bytes last = element();
                if (member.count() != 1 || last.count() != 1 || first(member) > first(last)) {
                    m_at = from;
                    fail("this is no range of bytes");
                    return bytes;
                }
                member = range(first(member), first(last));
            }
            bytes |= member;
        }
        if (!accept("]") && !m_problem) {
            m_at = start;
            fail("this bracket is never closed");
        }
        return isNegated ? ~bytes : bytes;
    }

    Bytes element()
    {
        if (peek() == '\\')
            return escape();
        return one(m_text[m_at++]);
    }

    static char first(const Bytes& bytes)
    {
        for (unsigned c = 0; c < bytes.size(); ++c) {
            if (bytes.test(c))
                return static_cast<char>(c);
        }
        return 0;
    }

    std::uint32_t add(Instruction instruction)
    {
        auto& program = m_pattern.m_program;
        if (program.size() >= mostInstructions) {
            fail("this pattern is too large");
            return 0;
        }
        program.push_back(instruction);
        return static_cast<std::uint32_t>(program.size() - 1);
    }

    /// The instructions for \a part in front of \a next; where they begin.
    std::uint32_t compile(const Part& part, std::uint32_t next)
    {
        // Nothing repeated many times makes no instructions, and yet takes its time.
        if (++m_compiled > mostCompiled)
            fail("this pattern is too large");
        if (m_problem)
            return 0;
        switch (part.kind) {
        case Part::Kind::bytes: {
            auto& sets = m_pattern.m_sets;
            const auto known = std::ranges::find(sets, part.bytes);
            const auto index = static_cast<std::uint32_t>(known - sets.begin());
            if (known == sets.end())
                sets.push_back(part.bytes);
            return add({Kind::bytes, next, index});
        }
        case Part::Kind::atStart:
            return add({Kind::atStart, next, 0});
        case Part::Kind::atEnd:
            return add({Kind::atEnd, next, 0});
        case Part::Kind::sequence:
            for (std::size_t i = part.parts.size(); i-- > 0;)
                next = compile(part.parts[i], next);
            return next;
        case Part::Kind::choice: {
            std::uint32_t start = compile(part.parts.back(), next);
            for (std::size_t i = part.parts.size() - 1; i-- > 0;)
                start = add({Kind::split, compile(part.parts[i], next), start});
            return start;
        }
        case Part::Kind::repeat:
            return compileRepeat(part, next);
        }
        return next;
    }

    std::uint32_t compileRepeat(const Part& part, std::uint32_t next)
    {
        const Part& inner = part.parts.front();
        std::uint32_t start = next;
        if (part.most) {
            for (unsigned i = part.least; i < *part.most && !m_problem; ++i)
                start = add({Kind::split, compile(inner, start), next});
        } else {
            const std::uint32_t loop = add({Kind::split, 0, next});
            const std::uint32_t body = compile(inner, loop);
            m_pattern.m_program[loop].next = body;
            start = loop;
        }
        for (unsigned i = 0; i < part.least && !m_problem; ++i)
            start = compile(inner, start);
        return start;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_compiled = 0;
    std::optional<PatternProblem> m_problem;
    Pattern m_pattern;
};

std::expected<Pattern, PatternProblem> Pattern::parse(std::string_view text)
{
    return PatternParser(text).parse();
}

bool Pattern::isFoundIn(std::string_view text) const
{
    text = text.substr(0, longestText);
    using Kind = Instruction::Kind;
    std::vector<std::uint32_t> now, then, pending;
    // The step at which an instruction was last put on the list, so that it stands there once.
    std::vector<std::size_t> listedAt(m_program.size(), 0);

    for (std::size_t at = 0; at <= text.size(); ++at) {
        const std::size_t step = at + 1;
        // A match may begin anywhere.
        pending.assign(now.rbegin(), now.rend());
        pending.push_back(m_start);
        then.clear();
        while (!pending.empty()) {
            const std::uint32_t index = pending.back();
            pending.pop_back();
            if (std::exchange(listedAt[index], step) == step)
                continue;
            const Instruction& instruction = m_program[index];
            switch (instruction.kind) {
            case Kind::found:
                return true;
            case Kind::split:
                pending.push_back(instruction.other);
                pending.push_back(instruction.next);
                break;
            case Kind::atStart:
                if (at == 0)
                    pending.push_back(instruction.next);
                break;
            case Kind::atEnd:
                if (at == text.size())
                    pending.push_back(instruction.next);
                break;
            case Kind::bytes:
                if (at < text.size()
                    && m_sets[instruction.other].test(static_cast<unsigned char>(text[at])))
                    then.push_back(instruction.next);
                break;
            }
        }
        std::swap(now, then);
    }
    return false;
}

}
