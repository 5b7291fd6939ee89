// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <model/query/number.h>

#include <charconv>

namespace sandscope::query {

Number Number::times(std::uint64_t factor) const
{
    constexpr std::uint64_t billion = 1'000'000'000;
    if (isUnlimited || factor <= 1)
        return *this;
    // A factor is at most 2^40, so that of the fraction fits.
    const std::uint64_t fraction = billionths * (factor % billion);
    const std::uint64_t carried = billionths * (factor / billion) + fraction / billion;
    Number product = *this;
    product.billionths = static_cast<std::uint32_t>(fraction % billion);
    if (__builtin_mul_overflow(whole, factor, &product.whole)
        || __builtin_add_overflow(product.whole, carried, &product.whole))
        return {.isNegative = isNegative, .isUnlimited = !isNegative, .whole = ~std::uint64_t{0}};
    return product;
}

std::strong_ordering Number::operator<=>(const Number& other) const
{
    if (isUnlimited || other.isUnlimited)
        return isUnlimited <=> other.isUnlimited;
    if (isNegative != other.isNegative)
        return isNegative ? std::strong_ordering::less : std::strong_ordering::greater;
    auto order = whole <=> other.whole;
    if (order == 0)
        order = billionths <=> other.billionths;
    return isNegative ? 0 <=> order : order;
}

std::optional<Number> readNumber(std::string_view text, int base)
{
    Number number;
    if (text == "unlimited") {
        number.isUnlimited = true;
        return number;
    }
    if (text.starts_with('-')) {
        number.isNegative = true;
        text.remove_prefix(1);
    }
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    }
    const char* const end = text.data() + text.size();
    auto [at, error] = std::from_chars(text.data(), end, number.whole, base);
    if (error != std::errc{})
        return std::nullopt;
    if (at != end && *at == '.' && base == 10) {
        ++at;
        std::uint32_t digitWorth = 100'000'000;
        if (at == end)
            return std::nullopt;
        for (; at != end && *at >= '0' && *at <= '9'; ++at) {
            number.billionths += static_cast<std::uint32_t>(*at - '0') * digitWorth;
            digitWorth /= 10;
        }
    }
    if (at != end)
        return std::nullopt;
    number.isNegative = number.isNegative && !number.isZero();
    return number;
}

Size splitSize(std::string_view text)
{
    Size size{text};
    std::string_view rest = text;
    if (rest.ends_with("iB"))
        rest.remove_suffix(2);
    else if (rest.ends_with('B') || rest.ends_with('b'))
        rest.remove_suffix(1);
    if (rest.empty() || text.starts_with("0x"))
        return size;
    unsigned shift = 0;
    switch (rest.back()) {
    case 'k':
    case 'K':
        shift = 10;
        break;
    case 'm':
    case 'M':
        shift = 20;
        break;
    case 'g':
    case 'G':
        shift = 30;
        break;
    case 't':
    case 'T':
        shift = 40;
        break;
    default:
        return size;
    }
    rest.remove_suffix(1);
    return {rest, std::uint64_t{1} << shift};
}

std::uint64_t bytesIn(std::string_view unit)
{
    constexpr std::uint64_t pageBytes = 4096;
    if (unit == "kB")
        return 1024;
    return unit == "pages" ? pageBytes : 1;
}

}
