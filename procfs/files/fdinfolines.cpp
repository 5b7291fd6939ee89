// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#include <procfs/files/fdinfolines.h>
#include <procfs/text/append.h>
#include <procfs/text/scanner.h>

#include <algorithm>

namespace sandscope::procfs {

namespace {

using namespace text;

/// One step through a pattern: literal bytes, or a conversion.
struct Piece
{
    std::string_view literal;
    char conversion = '\0'; ///< none for a literal
    std::size_t width = 0;
    bool padsWithZeros = false;
    bool padsBehind = false;
};

Piece takePiece(std::string_view& pattern)
{
    if (!pattern.starts_with('%')) {
        Piece piece;
        piece.literal = pattern.substr(0, pattern.find('%'));
        pattern.remove_prefix(piece.literal.size());
        return piece;
    }
    Piece piece;
    pattern.remove_prefix(1);
    if (pattern.starts_with('-'))
        piece.padsBehind = true;
    else if (pattern.starts_with('0'))
        piece.padsWithZeros = true;
    if (piece.padsBehind || piece.padsWithZeros)
        pattern.remove_prefix(1);
    while (pattern.front() >= '0' && pattern.front() <= '9') {
        piece.width = piece.width * 10 + static_cast<std::size_t>(pattern.front() - '0');
        pattern.remove_prefix(1);
    }
    piece.conversion = pattern.front();
    pattern.remove_prefix(1);
    return piece;
}

bool isWord(char conversion)
{
    return conversion == 's' || conversion == 't';
}

std::uint64_t readNumber(Scanner& in, char conversion)
{
    switch (conversion) {
    case 'd':
        return static_cast<std::uint64_t>(in.signedDecimal());
    case 'x':
        return in.hex();
    case 'o':
        return in.octal();
    default:
        return in.decimal();
    }
}

char* putNumber(char* to, std::uint64_t value, char conversion)
{
    switch (conversion) {
    case 'd':
        return putSigned(to, static_cast<std::int64_t>(value));
    case 'o':
        return putOctal(to, value);
    case 'x': {
        std::array<char, maxDigits> digits{};
        const char* const end = putHex16(digits.data(), value);
        const char* const first = std::find_if(digits.data(), digits.data() + 15,
                                               [](char digit) { return digit != '0'; });
        return putText(to, {first, static_cast<std::size_t>(end - first)});
    }
    default:
        return putDecimal(to, value);
    }
}

void formatPiece(const Piece& piece, std::uint64_t value, std::string& out)
{
    std::array<char, maxDigits> digits{};
    const char* const end = putNumber(digits.data(), value, piece.conversion);
    const auto length = static_cast<std::size_t>(end - digits.data());
    if (length < piece.width)
        out.append(piece.width - length, piece.padsWithZeros ? '0' : ' ');
    out.append(digits.data(), length);
}

bool isTabbedNumbers(std::string_view word)
{
    return !word.empty() && word.find_first_not_of("0123456789\t") == std::string_view::npos;
}

/// What the line begins with tells most patterns apart.
bool mayMatch(std::string_view pattern, std::string_view line)
{
    return line.starts_with(pattern.substr(0, pattern.find('%')));
}

std::optional<FdInfoLine> parseAs(std::size_t number, std::string_view line)
{
    std::string_view pattern = fdInfoPatterns[number].pattern;
    if (!mayMatch(pattern, line))
        return std::nullopt;
    FdInfoLine value;
    value.pattern = number;
    std::size_t numbers = 0, words = 0;
    Scanner in(line);
    while (!pattern.empty()) {
        const Piece piece = takePiece(pattern);
        if (piece.conversion == '\0') {
            in.expect(piece.literal);
        } else if (isWord(piece.conversion)) {
            const std::string_view word = in.word();
            if (word.empty() || (piece.conversion == 't' && !isTabbedNumbers(word)))
                return std::nullopt;
            value.words[words++] = word;
            for (std::size_t i = word.size(); i < piece.width; ++i)
                in.expect(" ");
        } else {
            if (piece.width > 0 && !piece.padsWithZeros)
                in.skipBlanks();
            value.numbers[numbers++] = readNumber(in, piece.conversion);
        }
    }
    in.expectEnd();
    if (in.failed())
        return std::nullopt;
    std::string again;
    formatFdInfoLine(value, again);
    return again == line ? std::optional(std::move(value)) : std::nullopt;
}

}

std::optional<FdInfoLine> parseFdInfoLine(std::string_view line)
{
    for (std::size_t i = 0; i < fdInfoPatterns.size(); ++i) {
        if (auto value = parseAs(i, line))
            return value;
    }
    return std::nullopt;
}

void formatFdInfoLine(const FdInfoLine& value, std::string& out)
{
    std::string_view pattern = fdInfoPatterns.at(value.pattern).pattern;
    std::size_t numbers = 0, words = 0;
    while (!pattern.empty()) {
        const Piece piece = takePiece(pattern);
        if (piece.conversion == '\0') {
            out += piece.literal;
        } else if (isWord(piece.conversion)) {
            const std::string& word = value.words[words++];
            out += word;
            if (word.size() < piece.width)
                out.append(piece.width - word.size(), ' ');
        } else {
            formatPiece(piece, value.numbers[numbers++], out);
        }
    }
}

}
