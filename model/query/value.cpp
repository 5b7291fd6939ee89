// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/value.h>

#include <algorithm>
#include <functional>

namespace sandscope::query {

namespace {

bool compare(Relation relation, std::strong_ordering order)
{
    switch (relation) {
    case Relation::equal:
        return order == 0;
    case Relation::notEqual:
        return order != 0;
    case Relation::less:
        return order < 0;
    case Relation::lessEqual:
        return order <= 0;
    case Relation::greater:
        return order > 0;
    case Relation::greaterEqual:
        return order >= 0;
    default:
        return false;
    }
}

/// Is one of the words in \a text this number?
bool hasNumber(std::string_view text, const Number& wanted, int base)
{
    constexpr std::string_view blanks = " \t\n,";
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(blanks), text.size());
        if (const auto number = readNumber(text.substr(0, end), base); number && *number == wanted)
            return true;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

Verdict matched(const Pattern& pattern, std::string_view text)
{
    switch (pattern.foundIn(text)) {
    case Pattern::Found::no:
        return Verdict::no;
    case Pattern::Found::yes:
        return Verdict::yes;
    case Pattern::Found::unseen:
        break;
    }
    return Verdict::unknown;
}

bool holdsText(const Value& value, const Operand& operand, int base, const std::stop_token& stop)
{
    if (operand.number && !operand.isSize && hasNumber(value.text, *operand.number, base))
        return true;
    return !(operand.number && value.number)
        && placeOf(operand.text, value.text, stop) != std::string_view::npos;
}

/// ASCII letters are the same in both cases.
bool isSameLetter(char a, char b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(a) == lower(b);
}

/// Piece by piece, so that it can be stopped between two: at worst each byte of the text is held
/// against each of what is wanted.
template <class Same>
std::size_t placeOf(std::string_view wanted, std::string_view text, const std::stop_token& stop,
                    Same isSame)
{
    constexpr std::size_t pieceBytes = 8192;
    if (wanted.empty())
        return 0;
    for (std::size_t at = 0; at + wanted.size() <= text.size() && !stop.stop_requested();
         at += pieceBytes) {
        const std::string_view piece = text.substr(at, pieceBytes + wanted.size() - 1);
        const auto found = std::ranges::search(piece, wanted, isSame);
        if (!found.empty())
            return at + static_cast<std::size_t>(found.begin() - piece.begin());
    }
    return std::string_view::npos;
}

}

Value valueOf(std::string_view text, int base, std::uint64_t unitBytes)
{
    Value value{text, std::nullopt, unitBytes};
    constexpr std::string_view kilobytes = " kB"; // printed behind the number
    if (text.ends_with(kilobytes)) {
        text.remove_suffix(kilobytes.size());
        value.unitBytes = bytesIn("kB");
    }
    value.number = readNumber(text, base);
    return value;
}

Verdict answerOf(const Value& value, const Operand& operand, int base, const std::stop_token& stop)
{
    switch (operand.relation) {
    case Relation::present:
        return verdictOf(!value.text.empty() && !(value.number && value.number->isZero()));
    case Relation::matches:
        return matched(*operand.pattern, value.text);
    case Relation::holds:
        return verdictOf(holdsText(value, operand, base, stop));
    case Relation::equal:
    case Relation::notEqual:
        if (!operand.number || !value.number)
            return verdictOf((value.text == operand.text) == (operand.relation == Relation::equal));
        break;
    default:
        break;
    }
    if (!operand.number || !value.number)
        return Verdict::no;
    const Number number = operand.isSize ? value.number->times(value.unitBytes) : *value.number;
    return verdictOf(compare(operand.relation, number <=> *operand.number));
}

bool isWithin(std::string_view range, const Number& address)
{
    const std::size_t dash = range.find('-');
    if (dash == std::string_view::npos)
        return false;
    const auto start = readNumber(range.substr(0, dash), 16);
    const auto end = readNumber(range.substr(dash + 1), 16);
    return start && end && *start <= address && address < *end;
}

std::size_t placeOf(std::string_view wanted, std::string_view text, const std::stop_token& stop)
{
    return placeOf(wanted, text, stop, std::equal_to<char>());
}

std::size_t placeOfWord(std::string_view wanted, std::string_view text, const std::stop_token& stop)
{
    return placeOf(wanted, text, stop, isSameLetter);
}

}
