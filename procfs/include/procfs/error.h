// SPDX-FileCopyrightText: The Sandscope contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace sandscope::procfs {

/// An errno value of Linux on x86-64, independent of the host's own numbers. Values that have no
/// name here (from a live source) are kept as numbers.
enum class Errno : int {
    ok = 0,
    perm = 1,
    noEntry = 2,
    noProcess = 3,
    interrupted = 4,
    io = 5,
    tooBig = 7,
    badFile = 9,
    noChild = 10,
    again = 11,
    noMemory = 12,
    access = 13,
    fault = 14,
    exists = 17,
    notDirectory = 20,
    isDirectory = 21,
    invalid = 22,
    tooManyFiles = 24,
    noSpace = 28,
    illegalSeek = 29,
    noSystemCall = 38,
    loop = 40,
    notSupported = 95,
};

/// "ENOENT" for noEntry, "E123" for a number without a name, "OK" for ok.
[[nodiscard]] std::string errnoName(Errno error);

/// The number behind a name as errnoName gives it; nothing when it is none.
[[nodiscard]] std::optional<Errno> errnoFromName(std::string_view name);

/// Why a text is not what a parser expected.
enum class ParseErrorCode {
    truncated, ///< the input ends in the middle of a line, field or pair
    badNumber, ///< not a number in the expected base, or it does not fit in 64 bits
    badField, ///< a field is missing or has an impossible form
    badKey, ///< a "Key:" was expected and something else stands there
    tooLong, ///< a line or the file exceeds what the parser takes
};

struct ParseError
{
    ParseErrorCode code = ParseErrorCode::badField;
    std::size_t offset = 0; ///< byte offset in the input
    std::string found; ///< the offending bytes, at most 40 of them, raw

    bool operator==(const ParseError&) const = default;
};

/// One English sentence without a newline, the offending bytes escaped.
[[nodiscard]] std::string describe(const ParseError& error);

template <class T>
using Parsed = std::expected<T, ParseError>;

}
