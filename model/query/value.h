// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <model/query/syntax.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>

namespace sandscope::query {

/// What a question can be answered with. In this order: "and" is the least of its parts, "or" the
/// greatest.
enum class Verdict : std::uint8_t {
    no,
    unknown, ///< it depends on something that cannot be read
    yes,
};

[[nodiscard]] inline Verdict verdictOf(bool isYes)
{
    return isYes ? Verdict::yes : Verdict::no;
}

/// A value as text, and as a number where it is one.
struct Value
{
    std::string_view text;
    std::optional<Number> number;
    std::uint64_t unitBytes = 1;
};
/// As a file prints it: in \a base, with or without its unit.
[[nodiscard]] Value valueOf(std::string_view text, int base = 10, std::uint64_t unitBytes = 1);

/// Unknown where a pattern does not see all of the value, and when stopped.
[[nodiscard]] Verdict answerOf(const Value& value, const Operand& operand, int base,
                               const std::stop_token& stop);

/// Whether \a address lies in "10000000-10010000".
[[nodiscard]] bool isWithin(std::string_view range, const Number& address);

/// Where \a wanted stands in \a text; npos where it does not, and when stopped.
[[nodiscard]] std::size_t placeOf(std::string_view wanted, std::string_view text,
                                  const std::stop_token& stop);
/// The same in whatever case of ASCII letters.
[[nodiscard]] std::size_t placeOfWord(std::string_view wanted, std::string_view text,
                                      const std::stop_token& stop);

}
